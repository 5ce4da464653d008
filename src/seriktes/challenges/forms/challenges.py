"""Forms of challenges. They validate; the actions write."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.definitions.refusals import WORDS
from seriktes.challenges.enums import Confidentiality, Frequency, Visibility
from seriktes.challenges.models import Challenge, ChallengeText, ChallengeWatch
from seriktes.challenges.queries.challenges import TEXT_FIELDS
from seriktes.challenges.workflow import ASKER, CHALLENGE_FIELDS
from seriktes.common.forms import BaseForm, DayField, NameField, SumField
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.documents.actions.attachments import ACCEPTED
from seriktes.documents.forms.files import ContentField
from seriktes.expertise.definitions.subjects import schemes
from seriktes.organisations.forms.organisations import region_choices
from seriktes.organisations.models import Organisation, Post

CURRENCIES = ("KZT", "USD", "EUR", "RUB", "CNY")
LEVELS = [("", _("any")), *((str(level), f"TRL {level}") for level in range(1, 10))]
HELP = {
    "title": _("What is wanted, in one line."),
    "problem": _("What happens, where, how often, and what it costs. Write for somebody who has never seen it."),
    "tried": _("Also what did not work."),
    "success": _("What will be different, and by how much. Answers are judged by it."),
    "constraints": _("What a solution must fit: space, temperature, rules, equipment that stays."),
}


# Instead of "(optional)" beside a field that a draft may leave empty, or that is needed with another one.
NEEDED = _("(needed to publish)")
NEEDED_WORDS, NEEDED_FACTS = ("problem", "success"), ("due_on", "decide_on")
NEEDED_WITH = {
    "title": _("(needed with a text in this language)"), "currency": _("(needed with a budget)"),
    "confidentiality_note": _("(needed where it is acknowledged)"),
}  # fmt: skip
TEXT_IN = {
    Languages.KAZAKH: _("Text in Kazakh"), Languages.RUSSIAN: _("Text in Russian"), Languages.ENGLISH: _("Text in English"),
}  # fmt: skip
ADD_TEXT_IN = {
    Languages.KAZAKH: _("Add a text in Kazakh"), Languages.RUSSIAN: _("Add a text in Russian"),
    Languages.ENGLISH: _("Add a text in English"),
}  # fmt: skip


def subject_choices(language: str) -> list[tuple[Any, Any]]:
    """Each classification that has its subjects in words, under its name."""
    return [
        (str(scheme.label), [(f"{code}:{one.code}", f"{one.code} {one.name(language)}") for one in scheme.subjects])
        for code, scheme in schemes().items()
    ]


class TextForm(BaseForm):
    """The brief in one language; a language that is left empty does not exist."""

    def __init__(
        self, *args: Any, language: str, text: ChallengeText | None = None, is_original: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, prefix=language, initial={n: getattr(text, n) for n in TEXT_FIELDS} if text else None,
                         **kwargs)  # fmt: skip
        self.language, self.is_original = language, is_original
        for name in TEXT_FIELDS:
            column = ChallengeText._meta.get_field(name)
            field_class = NameField if name == "title" else forms.CharField
            self.fields[name] = field_class(
                label=capfirst(str(column.verbose_name)), max_length=column.max_length, required=False, help_text=HELP[name],  # type: ignore[union-attr]
                widget=forms.TextInput() if name == "title" else forms.Textarea(attrs={"rows": 6 if name == "problem" else 4}),
            )  # fmt: skip
            self.fields[name].widget.attrs |= {"lang": language, "spellcheck": "true"}
            if is_original and name in NEEDED_WORDS:
                self.fields[name].if_empty = NEEDED  # type: ignore[attr-defined]
        if is_original:
            # Also of a draft.
            self.fields["title"].required = True
            self.fields["title"].error_messages["required"] = str(WORDS["no_title"])
        else:
            self.fields["title"].if_empty = NEEDED_WITH["title"]  # type: ignore[attr-defined]

    @property
    def has_words(self) -> bool:
        return any(self[name].value() for name in TEXT_FIELDS)

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown at once, and not behind "add a text in …"."""
        return self.is_original or self.has_words or bool(self.is_bound and self.errors)

    @property
    def heading(self) -> Any:
        return (TEXT_IN if self.is_open else ADD_TEXT_IN)[Languages(self.language)]

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in TEXT_FIELDS)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not self.is_original and not self.is_empty and not cleaned.get("title"):
            self.add_error("title", _("Give the challenge a title in this language, or leave the language empty."))
        return cleaned


class ChallengeForm(BaseForm):
    """The facts of a brief. `values()` is what the actions take; what the state freezes is not offered."""

    needed_when: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(NEEDED_FACTS, NEEDED), **{name: NEEDED_WITH[name] for name in ("currency", "confidentiality_note")},
    }  # fmt: skip
    COLUMNS = (
        "post", "language", "visibility", "confidentiality", "confidentiality_note", "budget_from", "budget_to",
        "currency", "trl_from", "trl_to", "region", "due_on", "decide_on", "number",
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the original"), choices=Languages.choices,
        help_text=_("The quality check reads this one; the others are translations of it."),
    )  # fmt: skip
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("no post"),
        help_text=_("Reminders go there, and it stays when people go."),
    )  # fmt: skip
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Up to ten. By them people hear of the challenge who asked for news."))  # fmt: skip
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    budget_from = SumField(label=_("Budget from"), required=False)
    budget_to = SumField(label=_("Budget to"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    trl_from = forms.TypedChoiceField(
        label=_("Readiness from"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    trl_to = forms.TypedChoiceField(
        label=_("Readiness to"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )
    due_on = DayField(label=_("Last day for answers"), required=False)
    decide_on = DayField(
        label=_("Day of the decision"), required=False, help_text=_("By then all who answered hear from you.")
    )
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, widget=forms.RadioSelect)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), choices=Confidentiality.choices, widget=forms.RadioSelect
    )
    confidentiality_note = forms.CharField(
        label=_("What is confidential, and how to treat it"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Exactly these words are acknowledged. When you change them, everybody is asked again."),
    )  # fmt: skip
    number = NameField(label=_("Your own number"), max_length=60, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, challenge: Challenge, language: str, own: Sequence[Organisation] = (), **kwargs: Any
    ) -> None:
        initial = {name: getattr(challenge, name) for name in self.COLUMNS} | {"expected_version": challenge.version}
        if challenge.pk:
            initial["subjects"] = [f"{row.scheme}:{row.code}" for row in challenge.subjects.all()]
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.challenge = challenge
        if len(own) > 1 and not challenge.pk:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("Who asks"), choices=[(one.pk, one.name) for one in own]
            )
            self.order_fields(["organisation"])
        home = [challenge.organisation_id] if challenge.pk else [one.pk for one in own]
        cast("forms.ModelChoiceField[Post]", self.fields["post"]).queryset = Post.objects.filter(
            organisation__in=home, closed_on__isnull=True
        ).order_by("name_en", "pk")
        self._choices(
            "currency",
            [(code, code) for code in dict.fromkeys([get_pack().currency, *CURRENCIES, challenge.currency]) if code],
        )
        known = subject_choices(language)
        offered = {value for _scheme, options in known for value, _label in options}
        kept = [(one, one) for one in initial.get("subjects", ()) if one not in offered]
        self._choices("subjects", [*known, *([(_("in the record"), kept)] if kept else [])])
        editable = CHALLENGE_FIELDS.editable(challenge.state, ASKER)
        for name in [*self.COLUMNS, "subjects"]:
            if name not in editable:
                del self.fields[name]

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        low, high = cleaned.get("budget_from"), cleaned.get("budget_to")
        if low is not None and high is not None and high < low:
            self.add_error("budget_to", _("The upper end of the budget is less than the lower one."))
        first, last = cleaned.get("trl_from"), cleaned.get("trl_to")
        if first is not None and last is not None and last < first:
            self.add_error("trl_to", _("The upper level of readiness is less than the lower one."))
        due, decide = cleaned.get("due_on"), cleaned.get("decide_on")
        if due and decide and decide < due:
            self.add_error("decide_on", _("The decision cannot come before the last day for answers."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.cleaned_data}
        if "currency" in values and values.get("budget_from") is None and values.get("budget_to") is None:
            values["currency"] = ""
        return values

    def subjects_chosen(self) -> list[tuple[str, str]] | None:
        if "subjects" not in self.cleaned_data:
            return None
        return [cast("tuple[str, str]", tuple(one.split(":", 1))) for one in self.cleaned_data["subjects"]]


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WordForm(BaseForm):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeadlineForm(BaseForm):
    due_on = DayField(label=_("Last day for answers"), help_text=_("Later only: whoever writes relies on the day."))
    decide_on = DayField(label=_("Day of the decision"))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecisionForm(BaseForm):
    decide_on = DayField(label=_("Day of the decision"), help_text=_("All who answered are told."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FileForm(BaseForm):
    file = ContentField(
        label=_("File"),
        accept=ACCEPTED,
        help_text=_("PDF, a picture or an office document without macros, up to 20 MB."),
    )


class AcknowledgeForm(BaseForm):
    words = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("I have read this and will keep to it."))


class InviteForm(BaseForm):
    """An organisation in two steps: what was typed is looked up, then one of the found is chosen, or one of its people."""

    query = forms.CharField(
        label=_("Organisation or person"), max_length=200,
        help_text=_("A name or an official number; the beginning is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class WatchForm(BaseForm):
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Words"), max_length=500, required=False,
        help_text=_("Parted by commas, in any language: water treatment, қазан, сварка. A challenge that has one of them is "
                    "news to you."),
    )  # fmt: skip
    subjects = forms.MultipleChoiceField(
        label=_("Subjects"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    regions = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, watch: ChallengeWatch | None, language: str, **kwargs: Any) -> None:
        initial: Mapping[str, Any] = {"frequency": Frequency.FORTNIGHTLY} if watch is None else {
            "frequency": watch.frequency, "words": watch.words, "subjects": watch.subjects, "regions": watch.regions
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        cast("forms.ChoiceField", self.fields["subjects"]).choices = subject_choices(language)
        cast("forms.ChoiceField", self.fields["regions"]).choices = [
            (region.code, region.name(language)) for region in get_pack().regions
        ]
