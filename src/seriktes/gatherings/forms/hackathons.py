"""Forms of hackathons. They validate; the actions write."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, MomentField, NameField
from seriktes.gatherings.enums import JudgingMethod
from seriktes.gatherings.models import Criterion, Hackathon, Problem, Team
from seriktes.organisations.models import Organisation

LINES_AT_MOST = 20


class TermsForm(BaseForm):
    due_at = MomentField(label=_("Submissions are due by"), required=False)
    method = forms.ChoiceField(label=_("How it is judged"), choices=JudgingMethod.choices, widget=forms.RadioSelect)
    team_from = forms.IntegerField(label=_("Members of a team, at least"), min_value=1, max_value=50)
    team_to = forms.IntegerField(label=_("Members of a team, at most"), min_value=1, max_value=50)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hackathon: Hackathon, **kwargs: Any) -> None:
        names = ("due_at", "method", "team_from", "team_to")
        initial = {name: getattr(hackathon, name) for name in names} | {"expected_version": hackathon.version}
        super().__init__(*args, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}


class CriteriaForm(BaseForm):
    lines = forms.CharField(
        label=_("Criteria, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Name in Kazakh | in Russian | in English | weight | highest mark. "
                    "For example: Жаңалық | Новизна | Novelty | 2 | 10"),
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        lines = [f"{one.name_kk} | {one.name_ru} | {one.name_en} | {one.weight} | {one.maximum}" for one in criteria]
        super().__init__(*args, initial={"lines": "\n".join(lines)}, **kwargs)
        self.rows: list[Mapping[str, Any]] = []

    def clean_lines(self) -> str:
        text = str(self.cleaned_data["lines"])
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                self.rows.append(self._row(number, [part.strip() for part in line.split("|")]))
        if len(self.rows) > LINES_AT_MOST:
            raise forms.ValidationError(_("These are too many criteria: at most 20."))
        return text

    @staticmethod
    def _row(number: int, parts: list[str]) -> dict[str, Any]:
        numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 4 else 0 for one in parts[3:5]]
        if len(parts) != 5 or not any(parts[:3]) or max(map(len, parts)) > 300:
            raise forms.ValidationError(_("Line %(number)s cannot be read."), params={"number": number})
        if min(numbers) < 1:
            raise forms.ValidationError(
                _("Line %(number)s: the weight and the highest mark are whole numbers from 1 to 999."),
                params={"number": number},
            )
        names = dict(zip(("name_kk", "name_ru", "name_en"), parts[:3], strict=True))
        return {**names, "weight": numbers[0], "maximum": numbers[1]}


class TeamForm(BaseForm):
    name = NameField(label=_("Name of the team"), max_length=120, help_text=_("Judges do not see it."))
    problem = forms.ModelChoiceField(
        label=_("Problem"), queryset=Problem.objects.none(), required=False, empty_label=_("not chosen yet")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation of the team"), queryset=Organisation.objects.none(), required=False, empty_label=_("none"),
        help_text=_("What you make can go on as its answer or its partnership."),
    )  # fmt: skip

    def __init__(self, *args: Any, problems: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Problem]", self.fields["problem"]).queryset = problems
        cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = own


class TeamOrganisationForm(BaseForm):
    organisation = forms.ModelChoiceField(
        label=_("Organisation of the team"), queryset=Organisation.objects.none(), empty_label=None,
        help_text=_("What you made can go on as its answer or its partnership. It cannot be changed later."),
    )  # fmt: skip

    def __init__(self, *args: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = own


class JoinForm(BaseForm):
    code = NameField(
        label=_("Code of the team"), max_length=20, help_text=_("Whoever is in the team sees it on its page.")
    )


class HandInForm(BaseForm):
    problem = forms.ModelChoiceField(
        label=_("Problem"), queryset=Problem.objects.none(), required=False, empty_label=_("not chosen yet")
    )
    title = NameField(label=_("Title"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What you made, and how it solves the problem"), max_length=6000, required=False,
        widget=forms.Textarea(attrs={"rows": 12}), help_text=_("Judges do not know who you are: name nobody here."),
    )  # fmt: skip
    address = forms.URLField(
        label=_("Where it can be seen"), max_length=500, required=False, assume_scheme="https",
        help_text=_("An address that tells your names tells them to the judges."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, team: Team, problems: Any, **kwargs: Any) -> None:
        names = ("problem", "title", "text", "address")
        initial = {name: getattr(team, name) for name in names} | {"expected_version": team.version}
        super().__init__(*args, initial=initial, **kwargs)
        cast("forms.ModelChoiceField[Problem]", self.fields["problem"]).queryset = problems

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}


class MarksForm(BaseForm):
    def __init__(
        self, *args: Any, criteria: Sequence[Criterion], given: Mapping[int, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in criteria:
            self.fields[f"mark_{one.pk}"] = forms.IntegerField(
                initial=(given or {}).get(one.pk), label=one.name, min_value=0, max_value=one.maximum,
                help_text=_("From 0 to %(maximum)s") % {"maximum": one.maximum},
            )  # fmt: skip

    def marks(self) -> dict[int, int]:
        return {int(name.removeprefix("mark_")): value for name, value in self.cleaned_data.items()}


class ConflictForm(BaseForm):
    note = NameField(label=_("Why"), max_length=300, required=False, help_text=_("The organiser reads it."))


class ResultForm(BaseForm):
    held = forms.BooleanField(
        label=_("Publish a marked result where the comparisons do not suffice"), required=False,
        help_text=_("Places that the comparisons do not tell are then drawn towards the middle, and the page says so."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
