"""What a thesis adds to the page of its placement, and how theses and defences are named elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from seriktes.common.formats import format_day, format_moment
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.theses import JUDGED, WRITES
from seriktes.placements.enums import ThesisState
from seriktes.placements.models import Placement, Thesis
from seriktes.placements.queries.theses import (
    cards_of_defences,
    cards_of_theses,
    defences_visible_to,
    may_title,
    sides_on,
    ways_of,
)
from seriktes.procedures.definitions.subjects import SubjectKind

SUBJECTS = (
    SubjectKind("placements.thesis", "thesis", pgettext_lazy("work of a student", "thesis"), cards_of_theses),
    SubjectKind("placements.defence", "defence", gettext_lazy("defence of theses"), cards_of_defences),
)


def thesis_part(user: Viewer, placement: Placement, roles: frozenset[str], _now: datetime) -> Mapping[str, Any] | None:
    thesis = Thesis.objects.select_related("defence").filter(placement=placement).first()
    if thesis is None:
        return None
    thesis.placement = placement
    sides = sides_on(user, thesis)
    defence = thesis.defence
    if defence is not None and not defences_visible_to(user).filter(pk=defence.pk).exists():
        defence = None
    return {
        "thesis": thesis, "ways": ways_of(thesis, sides), "may_title": may_title(thesis, sides), "defence": defence,
        "titles": [(code, name) for code, name in thesis.names_by_language.items() if name], "next": next_words(thesis),
        "is_judged": thesis.state in JUDGED,
        # Of the minutes, the student and whoever supervised or keeps it read what was asked and resolved.
        "is_inside": bool(roles) or WRITES in sides,
    }  # fmt: skip


def next_words(thesis: Thesis) -> str:
    """What comes next, and who takes the step."""
    state, placement = thesis.state, thesis.placement
    if state == ThesisState.TAKEN:
        who = placement.academic_supervisor
        if who is None:
            return _("The office names an academic supervisor, who then accepts the student.")
        return _("%(name)s accepts the student, or says why not.") % {"name": who.name}
    if state == ThesisState.WRITING:
        return _("The student hands the thesis in until %(day)s, with its title in three languages.") % {
            "day": format_day(placement.ends_on)
        }
    if state == ThesisState.SUBMITTED:
        return _("The academic supervisor reads it, and admits it to the defence or returns it.")
    if state == ThesisState.ADMITTED:
        if thesis.defence is None or thesis.defence.state not in ("called", "held"):
            return _("The office puts it before a commission.")
        return _("It is defended on %(when)s, %(place)s.") % {
            "when": format_moment(thesis.defence.starts_at), "place": thesis.defence.place,
        }  # fmt: skip
    return ""
