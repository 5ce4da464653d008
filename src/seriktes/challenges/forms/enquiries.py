"""Forms of enquiries. They validate; the actions write."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.challenges.actions.enquiries import Question
from seriktes.challenges.actions.enquiry_letters import LONGEST
from seriktes.challenges.actions.enquiry_ways import NewRoute
from seriktes.challenges.definitions.targets import Side
from seriktes.common.forms import BaseForm, DayField, ErrorLink, NameField
from seriktes.common.models import Languages
from seriktes.expertise.enums import EvidenceKind
from seriktes.organisations.models import Organisation, Post, Unit

# Nobody reads and fills in the form in less; a program does.
LEAST_SECONDS = 3
LONGEST_TITLE, LONGEST_MESSAGE = 200, 5000
ALL = "all"
SALT = "challenges.ask"


class AskForm(BaseForm):
    """`sides` of which the asker chooses where there are several. What speaks of a program is asked for once more, with
    everything that was written still there: `is_doubtful`."""

    autocomplete: ClassVar[dict[str, str]] = {"name": "name", "email": "email", "company": "organization"}

    side = forms.ChoiceField(label=_("Whom do you ask?"), widget=forms.RadioSelect)
    name = NameField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("You confirm it by a link; answers come to it."))
    company = NameField(label=_("Your organisation"), max_length=300, required=False)
    organisation = forms.ModelChoiceField(
        label=_("For which organisation do you ask?"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("for none, in person"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=Languages.choices)
    title = NameField(label=_("Your question in one line"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you need, by when, and what you tried. Up to 5,000 characters."),
    )  # fmt: skip
    # Seen by programs only.
    website = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, sides: Sequence[Side], together: bool = False, user: Any = None,
        organisations: QuerySet[Organisation] | None = None, question: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.initial.update(title=shortened(question, LONGEST_TITLE), text=question)
        self.sides = {str(side.organisation): side for side in sides}
        self.user = user
        self.is_doubtful = False
        if len(self.sides) > 1:
            choices = [(pk, side.label) for pk, side in self.sides.items()]
            self.fields["side"].choices = [*choices, *([(ALL, _("all of them"))] if together else [])]  # type: ignore[attr-defined]
            self.initial["side"] = choices[0][0]
        else:
            del self.fields["side"]
        if user is not None:
            for name in ("name", "email", "company", "language", "website", "begun"):
                del self.fields[name]
            offered = list(organisations or ())
            if offered:
                field: Any = self.fields["organisation"]
                field.queryset = organisations
                self.initial["organisation"] = offered[0].pk
            else:
                del self.fields["organisation"]
        else:
            del self.fields["organisation"]
            self.initial["language"] = (translation.get_language() or Languages.KAZAKH)[:2]
            self.initial["begun"] = stamp()

    @property
    def shown(self) -> list[Any]:
        """The fields in their places, without the one that nobody is to see."""
        return [field for field in self.visible_fields() if field.name != "website"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.user is None and not self.errors and (cleaned.get("website") or is_too_quick(cleaned.get("begun", ""))):
            self.is_doubtful = True
            self.add_error(None, _("Please look it over and press “Send” once more: that tells you from a program."))
            self._begin_again()
        return cleaned

    def _begin_again(self) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["website"] = ""
        # A stamp of a moment ago: whoever reads the sentence above has waited long enough.
        data["begun"] = stamp(earlier=LEAST_SECONDS)
        self.data = data

    @property
    def chosen(self) -> list[Side]:
        if "side" not in self.fields:
            return list(self.sides.values())
        choice = self.cleaned_data["side"]
        return list(self.sides.values()) if choice == ALL else [self.sides[choice]]

    def question(self) -> Question:
        values = self.cleaned_data
        if self.user is not None:
            return Question(
                self.user.name or self.user.email, self.user.email, self.user.language, values["title"], values["text"]
            )
        names = ("name", "email", "language", "title", "text", "company")
        return Question(**{name: values[name] for name in names})


def shortened(text: str, most: int) -> str:
    """As much of a line as fits, in whole words."""
    return textwrap.shorten(text, most, placeholder=" …") if len(text) > most else text


def stamp(earlier: int = 0) -> str:
    return signing.dumps(timezone.now().timestamp() - earlier, salt=SALT)


def is_too_quick(begun: str) -> bool:
    """Whether the form was sent sooner than anybody fills it in; also where the stamp is missing or not ours."""
    try:
        moment = float(signing.loads(begun, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return True
    return timezone.now().timestamp() - moment < LEAST_SECONDS


class LetterForm(BaseForm):
    """A letter of either side. `seen` is the last one that stood on the page."""

    text = forms.CharField(label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, label: Any = "", seen: int = 0, prefix: str | None = None) -> None:
        super().__init__(data, initial={"seen": seen}, prefix=prefix)
        if label:
            self.fields["text"].label = label


class HandOnForm(BaseForm):
    post = forms.ModelChoiceField(label=_("To which post"), queryset=Post.objects.none(), empty_label=None)
    note = forms.CharField(
        label=_("What they should know"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The asker does not read it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, posts: QuerySet[Post]) -> None:
        super().__init__(data)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class MetForm(BaseForm):
    on = DayField(label=_("Day on which you met"), help_text=_("At a table, on the telephone or on the screen."))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class CloseForm(BaseForm):
    reason = forms.CharField(
        label=_("Why it is closed"), max_length=300, help_text=_("The asker reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class NoteForm(BaseForm):
    text = forms.CharField(
        label=_("Note for your own side"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The asker does not read it."),
    )  # fmt: skip


class SureForm(BaseForm):
    """Nothing to fill in."""


class SettleForm(BaseForm):
    reference = NameField(
        label=_("Reference of the enquiry"), max_length=24, required=False,
        help_text=_("Leave it empty to put the letter aside."),
    )  # fmt: skip


# --- Routes -----------------------------------------------------------------------------------------------------------
class RouteRowForm(BaseForm):
    """One rule. A row without a post is left out."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("every unit")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of an enquiry", "About"), required=False)
    post = forms.ModelChoiceField(label=_("Goes to"), queryset=Post.objects.none(), required=False, empty_label="—")

    def __init__(
        self, *args: Any, units: QuerySet[Unit], posts: QuerySet[Post], unit_names: Iterable[tuple[Any, str]],
        post_names: Iterable[tuple[Any, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, queryset, named, empty in (
            ("unit", units, unit_names, _("every unit")),
            ("post", posts, post_names, "—"),
        ):
            field: Any = self.fields[name]
            field.queryset = queryset
            # The names are read once for all rows.
            field.widget.choices = [("", empty), *named]
        self.fields["kind"].choices = [("", _("everything")), *EvidenceKind.choices]  # type: ignore[attr-defined]


class _RouteRows(forms.BaseFormSet[RouteRowForm]):
    @property
    def routes(self) -> list[NewRoute]:
        rows = (form.cleaned_data for form in self.forms if form.cleaned_data.get("post"))
        return [NewRoute(row["post"], row.get("unit"), row.get("kind", "")) for row in rows]

    def error_links(self) -> Iterator[ErrorLink]:
        for form in self.forms:
            yield from form.error_links()
        yield from (ErrorLink("", "", str(error)) for error in self.non_form_errors())

    def clean(self) -> None:
        places = [(route.unit, route.kind) for route in self.routes]
        if len(places) != len(set(places)):
            raise forms.ValidationError(_("Two rules say the same: take one out."))


RouteRows = forms.formset_factory(RouteRowForm, formset=_RouteRows, extra=2, max_num=200)


class TermsForm(BaseForm):
    first_days = forms.IntegerField(label=_("Working days for the first answer"), min_value=1, max_value=60)
    next_days = forms.IntegerField(label=_("Working days for each further answer"), min_value=1, max_value=60)
