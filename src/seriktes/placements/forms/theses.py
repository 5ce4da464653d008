"""Forms of theses and defences. They validate; the actions write."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, MomentField, NameField, VersionedForm
from seriktes.common.models import Languages
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.definitions.eligibility import YEARS, Studies
from seriktes.placements.enums import CommissionAnswer, CommissionRole
from seriktes.placements.forms.placements import PickMixin
from seriktes.placements.models import Cohort, Defence, Thesis, ThesisRule

PROSE = forms.Textarea(attrs={"rows": 5})
TITLES = {
    f"name_{code}": label
    for code, label in (
        ("kk", _("Title in Kazakh")), ("ru", _("Title in Russian")), ("en", _("Title in English")),
    )
}  # fmt: skip


class TakeForm(BaseForm):
    """What the student says of the own studies, as far as the cohort asks for it."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cohort.levels:
            self.fields["level"] = forms.ChoiceField(label=_("Level of study"), choices=StudyLevel.choices)
        if cohort.years:
            self.fields["year"] = forms.TypedChoiceField(
                label=_("Year of study"), choices=[(year, str(year)) for year in YEARS], coerce=int
            )
        if cohort.study_programmes:
            self.fields["study_programme"] = forms.CharField(
                label=_("Programme of study"), max_length=60, help_text=_("Its code, for example 6B07101.")
            )

    def studies(self) -> Studies:
        data = self.cleaned_data
        return Studies(data.get("level", ""), data.get("year"), (), data.get("study_programme", ""))


class TopicForm(PickMixin, BaseForm):
    """A topic that an academic supervisor proposes, with the host where it is worked on."""

    needed_when = ONE_NAME_NEEDED
    name_kk = NameField(label=TITLES["name_kk"], max_length=300, required=False)
    name_ru = NameField(label=TITLES["name_ru"], max_length=300, required=False)
    name_en = NameField(label=TITLES["name_en"], max_length=300, required=False)
    about = forms.CharField(
        label=_("About the topic"),
        max_length=5000,
        widget=PROSE,
        help_text=_("What is to be found out, and with what data."),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=Languages.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages of work"), choices=Languages.choices, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label=_("Students who can take it"), min_value=1, max_value=20, initial=1)
    supervisor_name = NameField(label=_("Industry supervisor"), max_length=200)
    supervisor_email = forms.EmailField(label=_("E-mail of the industry supervisor"))

    def __init__(self, *args: Any, hosts: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "host", _("With which organisation"), _("Its name or official number; the beginning is enough."), hosts
        )
        self.order_fields([*TITLES, "host_query", "host", "supervisor_name", "supervisor_email"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in TITLES):
            self.add_error("name_kk", _("Enter the title in at least one language."))
        return cleaned

    def values(self) -> dict[str, Any]:
        names = (*TITLES, "about", "language", "languages", "capacity", "supervisor_name", "supervisor_email")
        return {name: self.cleaned_data[name] for name in names}


class TitleForm(BaseForm):
    needed_when = dict.fromkeys(TITLES, _("(needed to hand the thesis in)"))
    name_kk = NameField(label=TITLES["name_kk"], max_length=500, required=False)
    name_ru = NameField(label=TITLES["name_ru"], max_length=500, required=False)
    name_en = NameField(label=TITLES["name_en"], max_length=500, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TITLES}


class ThesisRuleForm(VersionedForm):
    class Meta:
        model = ThesisRule
        fields = ("topics_taken_directly", "members_at_least", "employers_at_least", "supervisor_votes", "pass_from")
        help_texts = {
            "topics_taken_directly": _("Otherwise students rank topics in the cohort, and a round matches them."),
            "supervisor_votes": _("No act on this could be verified, so each university says it for its programmes."),
        }  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if (least := self.cleaned_data.get("members_at_least")) is not None and least < 1:
            self.add_error("members_at_least", _("A commission has at least one member with a vote."))
        if (points := self.cleaned_data.get("pass_from")) is not None and not 1 <= points <= 100:
            self.add_error("pass_from", _("Between 1 and 100."))
        return cleaned


class DefenceForm(BaseForm):
    starts_at = MomentField(label=_("Day and time"))
    place = NameField(label=_("Place"), max_length=300, help_text=_("The room, or the address of a video call."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerByLinkForm(BaseForm):
    """Beside the buttons of the link by which a member of the commission answers."""

    note = forms.CharField(
        label=_("A word to the university"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)


class MemberForm(PickMixin, BaseForm):
    """Somebody of the register, or a name with an address."""

    role = forms.ChoiceField(label=_("Part in the commission"), choices=CommissionRole.choices, initial="member")
    name = NameField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=200,
        required=False,
        help_text=_("Of somebody who is not in the register."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The invitation goes there."))
    post = NameField(label=_("Post"), max_length=200, required=False)

    def __init__(
        self, *args: Any, people: Sequence[Person], organisations: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "person", _("Person of the register"), _("The name; the beginning is enough."), people, required=False
        )
        self.offer(
            "organisation", _("For which organisation"),
            _("The employer, or your university; its name or official number."), organisations, required=False,
        )  # fmt: skip
        self.order_fields(
            ["role", "person_query", "person", "name", "email", "post", "organisation_query", "organisation"]
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("person_query") and not cleaned.get("name"):
            self.add_error("name", _("Name somebody of the register, or enter a name."))
        return cleaned


class PutForm(BaseForm):
    """Which admitted theses are put before the commission."""

    theses = forms.MultipleChoiceField(
        label=pgettext_lazy("work of students", "Theses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, defence: Defence, offered: Iterable[Thesis], **kwargs: Any) -> None:
        rows = list(offered)
        initial = {
            "theses": [str(row.pk) for row in rows if row.defence_id == defence.pk],
            "expected_version": defence.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["theses"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.placement.student.name}: {row.name}") for row in rows
        ]

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["theses"]]


class AnswerForm(BaseForm):
    """Whether a member of the commission comes."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(CommissionAnswer.YES, _("I will come")), (CommissionAnswer.NO, _("I cannot come"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ResultForm(BaseForm):
    points = forms.IntegerField(label=_("Points of 100"), min_value=0, max_value=100)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=100)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=100, initial=0)
    questions = forms.CharField(label=_("Questions and answers"), max_length=5000, required=False, widget=PROSE)
    resolution = forms.CharField(
        label=_("What the commission resolved"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Of the thesis.
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
