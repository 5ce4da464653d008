"""Who may apply to a cohort: its conditions against what a student studies, each that is not met by its code."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.identifiers import latin_letters

YEARS = range(1, 8)
LEVEL, YEAR, UNIT, PROGRAMME = "level", "year", "unit", "study_programme"
# What a student says of the own studies, and what a cohort asks of it; neither is there in a secondment of faculty.
STUDIES = (LEVEL, YEAR, PROGRAMME)
OF_STUDIES = ("levels", "years", "study_programmes", "programme_quotas")
WORDS: dict[str, Promise] = {
    LEVEL: _("The cohort is for another level of study."), YEAR: _("The cohort is for another year of study."),
    UNIT: _("The cohort is for another department."), PROGRAMME: _("The cohort is for another programme of study."),
}  # fmt: skip


@dataclass(frozen=True)
class Conditions:
    """Empty means everybody. `units` are ids of departments with those below them; `programmes` are codes."""

    levels: Collection[str] = ()
    years: Collection[int] = ()
    units: Collection[int] = ()
    programmes: Collection[str] = ()


@dataclass(frozen=True)
class Studies:
    """What a student studies; what is not known meets no condition that asks for it."""

    level: str = ""
    year: int | None = None
    units: Collection[int] = ()
    programme: str = ""


def programme_code(text: str) -> str:
    """A code of a programme of study as it is compared: in data its "В" may be Cyrillic (6В01401)."""
    return latin_letters("".join(text.split())).upper()


def quotas_for_nobody(quotas: Collection[str], programmes: Collection[str]) -> list[str]:
    """Codes of quotas for programmes of study whose students may not apply; none where everybody may."""
    allowed = {programme_code(code) for code in programmes}
    return [code for code in sorted(quotas) if allowed and programme_code(code) not in allowed]


def unmet(conditions: Conditions, studies: Studies) -> list[str]:
    """The conditions that are not met, by their codes, in a fixed order; empty: the student may apply."""
    faults = []
    if conditions.levels and studies.level not in conditions.levels:
        faults.append(LEVEL)
    if conditions.years and studies.year not in conditions.years:
        faults.append(YEAR)
    if conditions.units and not set(conditions.units) & set(studies.units):
        faults.append(UNIT)
    codes = {programme_code(code) for code in conditions.programmes}
    if codes and programme_code(studies.programme) not in codes:
        faults.append(PROGRAMME)
    return faults
