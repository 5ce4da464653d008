"""Why a student got this position and not a better one, in sentences of the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_number
from seriktes.placements.definitions.rounds import GONE, OUTCOMES
from seriktes.placements.models import Position, RoundResult

GOT, FILLED = "got", "filled"


def told_why(result: RoundResult) -> list[dict[str, Any]]:
    """The own list, best first: each wish with its position, what became of it, and what filled it before. One query."""
    numbers = {step["position"] for step in result.why} | {step.get("with") for step in result.why}
    positions = Position.objects.select_related("host").in_bulk({number for number in numbers if number})
    return [
        {
            "rank": step["rank"], "position": positions.get(step["position"]), "is_got": step["outcome"] == GOT,
            "with": positions.get(step.get("with")), "is_pair": "with" in step, "outcome": step["outcome"],
            "words": OUTCOMES.get(step["outcome"], step["outcome"]), "details": details_of(step),
        }
        for step in result.why
    ]  # fmt: skip


def details_of(step: dict[str, Any]) -> list[str]:
    """The own rank there, that of the last one admitted, the places, and whether the lottery decided."""
    if step["outcome"] == GONE or not step.get("position"):
        return []
    said = []
    seats = int(step["seats"])
    places = {"count": format_number(seats)}
    said.append(ngettext("%(count)s place", "%(count)s places", seats) % places)
    own, last = step.get("own"), step.get("last")
    if own is not None:
        said.append(_("you stood at rank %(rank)s there") % {"rank": format_number(own)})
    if step["outcome"] != GOT and last is not None:
        said.append(_("the last one admitted at rank %(rank)s") % {"rank": format_number(last)})
    if step.get("drawn"):
        said.append(_("you were equals, and the lottery decided"))
    return said
