"""Forms of applications, joint applications and rounds. They validate; the actions write."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.forms.answers import LimitedField
from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.curriculum.enums import StudyLevel
from seriktes.placements.definitions.eligibility import STUDIES, YEARS
from seriktes.placements.enums import Objective
from seriktes.placements.models import Application, Cohort, Couple, Position, Wish

MORE_PAIRS = 3
NEEDED: dict[str, Any] = dict.fromkeys(STUDIES, _("(needed to submit it)"))


class ApplicationForm(BaseForm):
    """What an applicant says, and the ranks of the own list. Nothing is required to save a draft; who teaches is asked
    nothing of studies."""

    needed_when: ClassVar[dict[str, Any]] = NEEDED

    level = forms.ChoiceField(label=_("Level of study"), choices=[("", "—"), *StudyLevel.choices], required=False)
    year = forms.TypedChoiceField(
        label=_("Year of study"), choices=[("", "—"), *((year, str(year)) for year in YEARS)], coerce=int,
        empty_value=None, required=False,
    )  # fmt: skip
    study_programme = NameField(
        label=_("Code of the programme of study"), max_length=20, required=False, help_text=_("As in 6B07101."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    about = LimitedField(
        label=_("About yourself"), limit=2000, rows=6, required=False,
        help_text=_("Hosts whose positions you rank read it when the lists have closed."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    COLUMNS = (*STUDIES, "about")

    def __init__(self, data: Any = None, *, application: Application, wishes: Sequence[Wish]) -> None:
        initial = {name: getattr(application, name) for name in self.COLUMNS}
        super().__init__(data, initial={**initial, "expected_version": application.version})
        if application.cohort.programme.is_for_faculty:
            for name in STUDIES:
                del self.fields[name]
        self.wishes_shown = list(wishes)
        for wish in self.wishes_shown:
            self.fields[f"rank_{wish.position_id}"] = forms.IntegerField(
                label=_("Rank of “%(position)s”") % {"position": wish.position.name}, min_value=1, max_value=999,
                initial=wish.rank, required=False, widget=forms.NumberInput(attrs={"class": "rank-input"}),
            )  # fmt: skip
            self.fields[f"out_{wish.position_id}"] = forms.BooleanField(
                label=_("Take “%(position)s” off the list") % {"position": wish.position.name}, required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"wish": wish, "rank": self[f"rank_{wish.position_id}"], "out": self[f"out_{wish.position_id}"]}
            for wish in self.wishes_shown
        ]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.cleaned_data}

    def list_given(self) -> list[tuple[int, int]]:
        """The list as typed; a rank that was left empty or cannot be read stays what it was."""
        return [
            (wish.position_id, self.cleaned_data.get(f"rank_{wish.position_id}") or wish.rank)
            for wish in self.wishes_shown
            if not self.cleaned_data.get(f"out_{wish.position_id}")
        ]


def moved(wishes: Sequence[tuple[int, int]], position: int, step: int) -> list[tuple[int, int]]:
    """The list with one position moved up (-1) or down (1) past its neighbours, out of a group of equals first."""
    groups: list[list[int]] = []
    last = None
    for one, rank in sorted(wishes, key=lambda wish: wish[1]):
        if rank == last:
            groups[-1].append(one)
        else:
            groups.append([one])
        last = rank
    at = next((place for place, group in enumerate(groups) if position in group), None)
    if at is None:
        return list(wishes)
    alone = len(groups[at]) == 1
    groups[at] = [one for one in groups[at] if one != position]
    if alone:
        del groups[at]
        groups.insert(max(0, at + step), [position])
    else:
        groups.insert(at if step < 0 else at + 1, [position])
    return [(one, rank) for rank, group in enumerate(groups, 1) for one in group]


class DocumentForm(BaseForm):
    file = forms.FileField(label=_("File"))

    def __init__(self, data: Any = None, files: Any = None, *, label: str = "") -> None:
        super().__init__(data, files)
        if label:
            self.fields["file"].label = label


class PartnerForm(BaseForm):
    autocomplete: ClassVar[dict[str, str]] = {"email": "off"}

    email = forms.EmailField(
        label=_("E-mail of the other student"), help_text=_("The address with which the other one signs in.")
    )


class PairsForm(BaseForm):
    """The ranked pairs of a couple. Rows that are left empty are left out."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, couple: Couple, positions: Sequence[Position], is_asker: bool) -> None:
        super().__init__(data, initial={"expected_version": couple.version})
        self.is_asker = is_asker
        choices = [("", _("no place")), *((str(one.pk), f"{one.name} · {one.host.name}") for one in positions)]
        kept = list(couple.wishes.order_by("rank", "pk"))
        self.count = min(len(kept) + MORE_PAIRS, 60)
        if data is not None:
            self.count = max(self.count, min(60, sum(1 for name in data if str(name).startswith("rank_"))))
        for number in range(self.count):
            wish = kept[number] if number < len(kept) else None
            mine, theirs = (wish.for_asker_id, wish.for_partner_id) if wish else (None, None)
            if not is_asker:
                mine, theirs = theirs, mine
            place = {"number": number + 1}
            self.fields[f"rank_{number}"] = forms.IntegerField(
                label=_("Rank of pair %(number)s") % place, min_value=1, max_value=999, required=False,
                initial=wish.rank if wish else None, widget=forms.NumberInput(attrs={"class": "rank-input"}),
            )  # fmt: skip
            self.fields[f"mine_{number}"] = forms.ChoiceField(
                label=_("For you, pair %(number)s") % place, choices=choices, required=False, initial=str(mine or "")
            )
            self.fields[f"theirs_{number}"] = forms.ChoiceField(
                label=_("For the other, pair %(number)s") % place,
                choices=choices,
                required=False,
                initial=str(theirs or ""),
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"rank": self[f"rank_{number}"], "mine": self[f"mine_{number}"], "theirs": self[f"theirs_{number}"]}
            for number in range(self.count)
        ]

    def pairs(self) -> list[tuple[int | None, int | None, int]]:
        """For the asker, for the partner, and the rank; a pair without a rank stands last."""
        found: list[tuple[int | None, int | None, int]] = []
        ranks = [self.cleaned_data.get(f"rank_{number}") or 0 for number in range(self.count)]
        for number in range(self.count):
            mine, theirs = (self.cleaned_data.get(f"{name}_{number}") for name in ("mine", "theirs"))
            if mine or theirs or ranks[number]:
                pair = (int(mine) if mine else None, int(theirs) if theirs else None)
                one, other = pair if self.is_asker else pair[::-1]
                found.append((one, other, ranks[number] or max(ranks) + 1 + number))
        return found


class RoundForm(BaseForm):
    """What a round takes into account."""

    objective = forms.ChoiceField(
        label=_("What the round is to find"),
        choices=Objective.choices,
        initial=Objective.STUDENT,
        widget=forms.RadioSelect,
    )
    couples = forms.BooleanField(
        label=_("Match couples together"), required=False,
        help_text=_("Left out, the two of a couple are matched as single students by the list that both agreed to."),
    )  # fmt: skip
    programmes = forms.BooleanField(label=_("Quotas by programme of study"), required=False)
    regions = forms.BooleanField(label=_("Quotas by region"), required=False)

    def __init__(self, data: Any = None, *, cohort: Cohort, couples: int, region_names: Any = None) -> None:
        super().__init__(data, initial={"couples": couples > 0})
        self.cohort = cohort
        if not couples:
            del self.fields["couples"]
        if cohort.programme_quotas:
            told = ", ".join(f"{code}: {most}" for code, most in cohort.programme_quotas.items())
            self.fields["programmes"].help_text = _(
                "At each position at most so many of one programme: %(quotas)s."
            ) % {"quotas": told}
        else:
            del self.fields["programmes"]
        if cohort.region_quotas:
            names = region_names or {}
            told = ", ".join(f"{names.get(code, code)}: {most}" for code, most in cohort.region_quotas.items())
            self.fields["regions"].help_text = _("In all positions of a region together at most: %(quotas)s.") % {
                "quotas": told
            }
        else:
            del self.fields["regions"]

    def limits(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "couples": bool(data.get("couples")),
            "programmes": self.cohort.programme_quotas if data.get("programmes") else {},
            "regions": self.cohort.region_quotas if data.get("regions") else {},
        }


class ChangeForm(BaseForm):
    to = forms.ChoiceField(label=_("New position"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student and the host concerned read it. It stays on record."),
    )  # fmt: skip
    signed = NameField(label=_("Sign with your name"), max_length=254)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, places: Sequence[tuple[Position, int]], name: str, version: int) -> None:
        super().__init__(data, initial={"expected_version": version})
        self.places = {str(position.pk): position for position, _free in places}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("no place")),
            *((str(position.pk), f"{position.name} · {position.host.name} ({free})") for position, free in places),
        ]
        self.fields["signed"].help_text = _("Type it as it stands in your account: %(name)s.") % {"name": name}

    def position(self) -> Position | None:
        return self.places.get(self.cleaned_data["to"])


class FurtherForm(BaseForm):
    until = DayField(label=_("Lists may be changed until"), help_text=_("By those who have no place yet."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + timedelta(days=7)})


class WhyForm(BaseForm):
    """A reason, needed or not."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, version: int, is_needed: bool = True) -> None:
        super().__init__(data, initial={"expected_version": version})
        self.fields["reason"].required = is_needed


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data, initial={"expected_version": version})
