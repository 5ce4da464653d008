"""Forms of answers. They validate; the actions write."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.challenges.definitions.answer_texts import LIMITS, SPARE, longer_than
from seriktes.challenges.enums import AnswerState, DeclineReason
from seriktes.challenges.models import Answer, AnswerMessage
from seriktes.common.formats import format_number
from seriktes.common.forms import BaseForm, DayField, NameField, SumField
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.organisations.models import Organisation, Person, Post

TEXTS = tuple(LIMITS)
NEEDED = ("title", "approach", "result", "ability", "economics", "trl_now", "trl_then", "months")
NUMBERS = ("trl_now", "trl_then", "months", "price", "currency")
LEVELS = [("", _("not said")), *((level, str(level)) for level in range(1, 10))]
# What stands beside the sums of the country's own money.
OTHER_CURRENCIES = ("USD", "EUR", "RUB", "CNY")


def currency_choices() -> list[tuple[str, str]]:
    own = get_pack().currency
    return [("", "—"), *((code, code) for code in (own, *(one for one in OTHER_CURRENCIES if one != own)))]


def limit_of(name: str, model: Any = Answer) -> int:
    return int(model._meta.get_field(name).max_length)


# Instead of "(optional)" beside what is needed at times.
NEEDED_TO_SEND, WITH_PRICE = _("(needed to send it)"), _("(needed with a price)")


class LimitedField(forms.CharField):
    """A text with a counter beside it. Lines end with one character, as the reader counts them; what is too long is
    said and not cut off while somebody pastes it."""

    def __init__(self, *, limit: int, rows: int = 0, **kwargs: Any) -> None:
        attrs = {"data-limit": str(limit), **({"rows": rows} if rows else {})}
        widget = forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs)
        super().__init__(max_length=limit, widget=widget, **kwargs)

    def stretch(self, times: int) -> None:
        """Take so many times as much; one limit is told all the same, here and by the counter: that of what is sent."""
        limit = self.max_length or 0

        def check(value: str) -> None:
            if len(value) > limit * times:
                told = {"limit": format_number(limit), "length": format_number(len(value))}
                raise forms.ValidationError(_("So long a text is not saved, it stands here only. Shorten it to %(limit)s characters: it has %(length)s."), code="max_length", params=told)  # fmt: skip

        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]
        self.validators.append(check)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class AnswerForm(BaseForm):
    """The page of an answer. Nothing is required to save a draft; `values()` is what the action takes."""

    title = LimitedField(label=_("The answer in one line"), limit=LIMITS["title"], required=False)
    approach = LimitedField(
        label=_("Approach"), limit=LIMITS["approach"], rows=8, required=False,
        help_text=_("What you would do, step by step, in words that a manager understands."),
    )  # fmt: skip
    result = LimitedField(
        label=_("What you will get, and by when"), limit=LIMITS["result"], rows=5, required=False,
        help_text=_("What the asker holds in its hands at the end, and how both sides see that it works."),
    )  # fmt: skip
    ability = LimitedField(
        label=_("Why we can do it"), limit=LIMITS["ability"], rows=5, required=False,
        help_text=_("What you have done of this kind, with which people and equipment."),
    )  # fmt: skip
    economics = LimitedField(
        label=_("Costs and benefit against today's way"), limit=LIMITS["economics"], rows=5, required=False,
        help_text=_("What it costs to introduce and to run, what it saves or earns a year, when it has paid for itself."),
    )  # fmt: skip
    risks = LimitedField(
        label=_("Risks, rights and what we need from you"), limit=LIMITS["risks"], rows=4, required=False,
    )  # fmt: skip
    trl_now = forms.TypedChoiceField(
        label=_("Readiness today (TRL)"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    trl_then = forms.TypedChoiceField(
        label=_("Readiness at the end (TRL)"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    months = forms.IntegerField(label=_("Months needed"), min_value=1, max_value=120, required=False)
    price = SumField(
        label=_("Price"), required=False, help_text=_("Leave it empty if it depends on what you agree on.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, required=False)
    language = forms.ChoiceField(label=_("Language of the answer"), choices=Languages.choices)
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("none yet"),
        help_text=_("Letters about the answer go to this post and to the authors."),
    )  # fmt: skip
    contact = forms.ChoiceField(label=_("Contact"), required=False, help_text=_("The first author."))
    leave_out = forms.MultipleChoiceField(
        label=_("Take off the list"), required=False, widget=forms.CheckboxSelectMultiple
    )
    author_query = NameField(
        label=_("Add an author"), max_length=200, required=False,
        help_text=_("A name of your organisation's people; the beginning is enough. Save, and the author is added."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    needed_when: ClassVar[dict[str, Any]] = {"currency": WITH_PRICE}
    COLUMNS = (*TEXTS, *NUMBERS, "language", "post")

    def __init__(
        self, *args: Any, answer: Answer, authors: Sequence[Person], found: Sequence[Person], **kwargs: Any
    ) -> None:
        initial = {name: getattr(answer, name) for name in self.COLUMNS} | {"expected_version": answer.version}
        if authors:
            initial["contact"] = str(authors[0].pk)
        super().__init__(*args, initial=initial, **kwargs)
        for name in (*NEEDED, "contact"):
            self.fields[name].required = True
        if answer.state == AnswerState.DRAFT:
            for name in TEXTS:
                cast("LimitedField", self.fields[name]).stretch(SPARE)
        if not authors:
            self.fields["author_query"].if_empty = NEEDED_TO_SEND  # type: ignore[attr-defined]
        self.answer, self.authors = answer, {str(one.pk): one for one in authors}
        self.found = {str(one.pk): one for one in found}
        posts = Post.objects.filter(organisation=answer.organisation_id, closed_on__isnull=True).order_by("pk")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        if answer.currency and answer.currency not in dict(currency_choices()):
            self.fields["currency"].choices = [*currency_choices(), (answer.currency, answer.currency)]  # type: ignore[attr-defined]
        people = [(pk, person.name) for pk, person in self.authors.items()]
        self.fields["contact"].choices = people  # type: ignore[attr-defined]
        self.fields["leave_out"].choices = people  # type: ignore[attr-defined]
        if len(people) < 2:
            del self.fields["contact"]
        if not people:
            del self.fields["leave_out"]
        if len(found) > 1:
            self.fields["author"] = forms.ChoiceField(
                label=_("Which one?"), widget=forms.RadioSelect,
                choices=[(pk, one.name) for pk, one in self.found.items()],
                error_messages={"required": _("Choose whom you mean.")},
            )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in (*NEEDED, "contact"):
            # Needed before it is sent, and said to be; a draft is saved without it.
            if name in self.errors and all(error.code == "required" for error in self.errors[name].as_data()):
                del self.errors[name]
                self.cleaned_data[name] = "" if name in TEXTS else None
        if self.cleaned_data.get("author_query") and not self.found:
            self.add_error("author_query", _("Nobody of your organisation is called so. Check the spelling."))
        return cleaned

    def too_long_to_send(self) -> list[str]:
        """Texts that a draft keeps and the page of an answer does not hold: what each is called, and by how much."""
        texts = {name: self.cleaned_data.get(name) or "" for name in TEXTS}
        return [
            _("%(field)s (%(length)s of %(limit)s characters)")
            % {"field": self.fields[name].label, "length": format_number(len(texts[name])),
               "limit": format_number(LIMITS[name])}
            for name in longer_than(texts)
        ]  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TEXTS, *NUMBERS, "language")}

    def chosen_authors(self) -> list[Person]:
        """As they stand, without those taken off, with the one added; the contact first."""
        gone = set(self.cleaned_data.get("leave_out") or ())
        kept = [person for pk, person in self.authors.items() if pk not in gone]
        first = self.authors.get(self.cleaned_data.get("contact") or "")
        if first in kept:
            kept.sort(key=lambda person: person != first)
        added = None
        if self.cleaned_data.get("author_query"):
            added = (
                self.found.get(self.cleaned_data.get("author") or "")
                if len(self.found) > 1
                else next(iter(self.found.values()), None)
            )
        return [*kept, *([added] if added and added not in kept else [])]


class BeginForm(BaseForm):
    """For whom one answers, where one may answer for several; else only the language."""

    organisation = forms.ModelChoiceField(
        label=_("We answer for"), queryset=Organisation.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=Languages.choices)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisation"].initial = organisations.first()


class NextWordForm(BaseForm):
    next_word_on = DayField(
        label=_("The next word comes by"),
        help_text=_("Whoever answered is told this day. It is a deadline on your desk, and stands still while you wait for a reply."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeclineForm(BaseForm):
    reason = forms.ChoiceField(
        label=_("Why is it declined?"), choices=DeclineReason.choices, widget=forms.RadioSelect,
        help_text=_("Told to whoever answered. The reasons of all answers together are published as counts, never alone."),
    )  # fmt: skip
    note = LimitedField(
        label=_("In words"), limit=limit_of("decline_note"), rows=4, required=False,
        help_text=_("What would have made it better: only whoever answered reads it."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WithdrawForm(BaseForm):
    reason = LimitedField(label=_("Why do you withdraw it?"), limit=600, rows=3, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, was_sent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = was_sent


class MessageForm(BaseForm):
    text = LimitedField(
        label=pgettext_lazy("to the other side", "Your message"), limit=limit_of("text", AnswerMessage), rows=4
    )
    awaits_reply = forms.BooleanField(
        label=_("We wait for a reply"), required=False, initial=True,
        help_text=_("Your own deadline stands still until it comes, and theirs of five working days runs."),
    )  # fmt: skip

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["awaits_reply"]


class MetForm(BaseForm):
    met_on = DayField(label=_("Met on"), help_text=_("The day on which the sides first met, in person or by a call."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def field_of(reason: str) -> str | None:
    """The field of the answer's page that mends a refusal."""
    return {
        "readiness_falls": "trl_then", "no_currency": "currency", "negative_price": "price", "foreign_post": "post",
        "closed_post": "post", "foreign_author": "author_query", "too_many_authors": "author_query",
        "in_past": "next_word_on", "too_late": "next_word_on", "awaits_reply": "next_word_on", "in_future": "met_on",
        "before_submission": "met_on", "no_words": "text",
    }.get(reason)  # fmt: skip
