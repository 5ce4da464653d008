"""Why a word on an answer is due on its day: so many working days, and the time for which the clock stood still."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from seriktes.challenges.definitions.clocks_of_answers import WORD
from seriktes.challenges.definitions.stages import DAYS_TO_REPLY
from seriktes.challenges.models import Answer
from seriktes.common.formats import format_day
from seriktes.procedures.definitions.traces import amount_words
from seriktes.procedures.models import Event, OpenClock


def why_due(answer: Answer, clocks: Sequence[OpenClock]) -> dict[str, str]:
    """A sentence by the code of each clock. One query: what was promised stands in the event that started it."""
    word = next((clock for clock in clocks if clock.code == WORD), None)
    events = (
        Event.objects.about(answer).filter(at=word.started_at, data__has_key="days") if word else Event.objects.none()
    )
    promised = events.order_by("-pk").values_list("data", flat=True).first() or {}
    return {
        clock.code: _why(clock, promised if clock.code == WORD else {"days": DAYS_TO_REPLY})
        for clock in clocks
        if clock.code != WORD or promised
    }


def _why(clock: OpenClock, promised: dict[str, object]) -> str:
    told = format_day(date.fromisoformat(str(promised["date"]))) if promised.get("date") else ""
    words = {
        "term": amount_words(int(str(promised["days"])), "WorkingDays"), "start": format_day(clock.started_at),
        "told": told, "due": format_day(clock.due_at),
    }  # fmt: skip
    if told and clock.paused_at is None and told != words["due"]:
        return _("%(term)s from %(start)s, at first by %(told)s. The clock stood still while a question waited for its reply: now by %(due)s.") % words  # fmt: skip
    return _("%(term)s from %(start)s.") % words
