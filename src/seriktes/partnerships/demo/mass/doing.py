"""What the sides of an invented relation did together, and what the other side said of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seriktes.common.packs import ActivityKind
from seriktes.partnerships.actions.naming import activity_entry
from seriktes.partnerships.demo.mass.tables import DAY, LABEL, Relation, at
from seriktes.partnerships.demo.mass.words import DISPUTE, END_REASON
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity

STATE = ActivityState
# So long after its end a report still waits for the other side's word.
WAITS = 12


@dataclass(frozen=True)
class Done:
    number: int
    state: str
    reporter: int
    others: list[int]
    reported: date
    confirmed: date


def write_activity(relation: Relation, kind: ActivityKind, people: list[int]) -> None:
    tables, rng, on = relation.tables, relation.rng, relation.on
    begins = relation.began + timedelta(days=rng.randrange(max((relation.until - relation.began).days - 15, 1)))
    ends = min(begins + rng.randrange(30) * DAY, on)
    reported = min(ends + rng.randrange(1, 6) * DAY, on)
    confirmed = min(reported + rng.randrange(1, 8) * DAY, on)
    state = _state(rng, on, reported)
    if state == STATE.CONFIRMED:
        relation.last = max(relation.last or ends, ends)
    title = f"{kind.names['kk']}: {relation.theme[0]}"
    number = tables.activities.add(
        partnership_id=relation.pk, kind=kind.code, form=kind.form, mode=kind.mode, state=state,
        agreement_id=next((pk for pk, first, last in relation.terms if first <= begins <= last), None),
        title=title, starts_on=begins, ends_on=ends, region=relation.region,
        hours=rng.randrange(2, 120), participants=rng.randrange(1, 60),
        reported_at=None if state == STATE.DRAFT else at(reported, 14),
        confirmed_at=at(confirmed, 15) if state == STATE.CONFIRMED else None,
    )  # fmt: skip
    tables.entries.append(activity_entry(Activity(pk=number, title=title)))
    reporter = relation.sides[rng.randrange(2)]
    done = Done(number, state, reporter, [one for one in relation.sides if one != reporter], reported, confirmed)
    _sides(relation, done)
    if people and rng.random() < 0.3:
        tables.activity_people.add(activity_id=number, person_id=rng.choice(people), role="lead")
    _tell(relation, done)


def _state(rng: Random, on: date, reported: date) -> str:
    chance = rng.random()
    if (on - reported).days < WAITS:
        return STATE.DRAFT if chance < 0.2 else STATE.REPORTED if chance < 0.8 else STATE.CONFIRMED
    return STATE.DISPUTED if chance < 0.01 else STATE.WITHDRAWN if chance < 0.02 else STATE.CONFIRMED


def _sides(relation: Relation, done: Done) -> None:
    for side in relation.sides:
        spoke = done.reported if side == done.reporter else done.confirmed if done.state == STATE.CONFIRMED else None
        disputes = done.state == STATE.DISPUTED and side == done.others[0]
        relation.tables.activity_parties.add(
            activity_id=done.number, organisation_id=side, confirmed_at=at(spoke, 15) if spoke else None,
            confirmed_label=LABEL if spoke else "", disputed_at=at(done.confirmed, 15) if disputes else None,
            dispute=DISPUTE if disputes else "",
        )  # fmt: skip


def _tell(relation: Relation, done: Done) -> None:
    tables, names, number = relation.tables, relation.names, done.number
    reporter, others = done.reporter, done.others
    reported, confirmed = at(done.reported, 14), at(done.confirmed, 15)
    if done.state == STATE.DRAFT:
        tables.say("activity", number, "activity.drafted", reported, reporter)
        return
    tables.say("activity", number, "activity.reported", reported, reporter, side=others, name=names[reporter])
    if done.state == STATE.REPORTED:
        tables.tick("activity", number)
    elif done.state == STATE.WITHDRAWN:
        tables.say("activity", number, "activity.withdrawn", confirmed, reason=END_REASON)
    elif done.state == STATE.DISPUTED:
        one = others[0]
        tables.say("activity", number, "activity.disputed", confirmed, one, side=one, name=names[one], reason=DISPUTE)
        if len(others) > 1:
            tables.tick("activity", number)
    else:
        for one in others:
            tables.say("activity", number, "activity.confirmed_by", confirmed, one, side=one, name=names[one])
        tables.say("activity", number, "activity.confirmed", confirmed)
