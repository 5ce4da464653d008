"""The weekly link of a host supervisor: all weeks that wait, confirmed at once or line by line with other hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.placements.actions.week_letters import LINK, intern_line, letter_text, letter_title
from seriktes.placements.actions.words import Other, Voice, give_word
from seriktes.placements.definitions.plan import NOUGHT, monday_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Speaker
from seriktes.placements.models import LogWeek, WeekLetter
from seriktes.placements.queries.logs import lines_of, sums_of, weeks_of_letter
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome

CONFIRM, WITH_OTHERS = "confirm", "with_others"


def weeks_behind(link: Any) -> list[LogWeek]:
    """What waits now of the interns in the letter, also weeks that came after it."""
    letter: WeekLetter = link.record
    return weeks_of_letter(letter, monday_of(timezone.localdate()))


def describe(link: Any) -> Described | None:
    weeks = weeks_behind(link)
    if not weeks:
        return None
    lines = lines_of(weeks)
    facts = []
    for placement, of_one in groupby(weeks, key=lambda week: week.placement):
        entries = [entry for week in of_one for entry in lines[week.pk]]
        hours = sum((entry.hours for entry in entries), NOUGHT)
        off_plan = sum((entry.hours for entry in entries if entry.task_id is None), NOUGHT)
        facts.append((placement.student.name, intern_line(hours, off_plan, sums_of(placement))))
    return Described(
        title=letter_title(len(facts)),
        text=letter_text(),
        effect=_(
            "“Confirm all as logged” puts on record that every line was so. Where hours were otherwise, change them, say "
            "why, and press “Confirm with my changes”: the student and the university are told."
        ),
        facts=facts,
        choices=[
            Choice(CONFIRM, gettext_lazy("Confirm all as logged")),
            Choice(WITH_OTHERS, gettext_lazy("Confirm with my changes"), is_primary=False),
        ],
    )


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    """Each week as it was on the page: what was logged or changed since is not confirmed unseen."""
    others: Mapping[int, Other] = data["others"]
    if data["choice"] == CONFIRM and others:
        raise LinkRefused(_("You changed hours: press “Confirm with my changes”, or put them back."))
    seen: Mapping[int, int] = data["seen"]
    weeks = [week for week in weeks_behind(link) if week.pk in seen]
    if not weeks:
        raise LinkRefused(_("The log was changed since you opened this page; look at it again."))
    lines = lines_of(weeks)
    voice = Voice(Speaker.HOST, link.email, link.label)
    for week in weeks:
        mine = {entry.pk: others[entry.pk] for entry in lines[week.pk] if entry.pk in others}
        try:
            give_word(week=week, voice=voice, at=at, others=mine, seen=seen[week.pk])
        except Refusal as refused:
            raise LinkRefused(refused.sentence) from refused
    if others:
        return Outcome(
            _("Confirmed with changes"),
            _("Thank you. The students and their supervisors at the university read your hours and your reasons."),
        )
    return Outcome(_("Confirmed"), _("Thank you. The hours of your interns are confirmed."))


def settled(_link: Any) -> str:
    return _("All weeks of your interns have a word. The next letter comes when new ones wait.")


LINKS = (
    LinkAction(
        LINK, gettext_lazy("Look at the hours"), describe, act,
        form="seriktes.placements.forms.week_links.WeeksByLinkForm", settled=settled, lasts=timedelta(days=21),
    ),
)  # fmt: skip
