"""The agreements of an invented relation, one after the other, with what is promised in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from seriktes.partnerships.actions.agreements.terms import prolonged
from seriktes.partnerships.actions.naming import agreement_entry, commitment_entry
from seriktes.partnerships.actions.standing import COVERING
from seriktes.partnerships.definitions.checks import add_months
from seriktes.partnerships.demo.mass.tables import CODES, DAY, Relation, at, told
from seriktes.partnerships.demo.mass.words import END_REASON, KINDS, PROMISES
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Commitment

TERMS = (12, 12, 24, 24, 36)
NOTICES = (None, 30, 30, 60)
STATE = AgreementState


@dataclass(frozen=True)
class Term:
    """An agreement as it was signed."""

    number: int
    kind: str
    state: str
    signed: date
    starts: date
    ends: date
    notice: int | None
    renews: bool


def write_agreements(relation: Relation, count: int, promised: int) -> None:
    """Shorter terms where there are many, so that the first begins with the relation and the last reaches today."""
    if relation.stage == "agreeing":
        _draft(relation)
        return
    days = max((relation.until - relation.began).days, 1)
    for place in range(count):
        signed = relation.began + timedelta(days=days * place // count + relation.rng.randrange(12))
        signed = min(signed, relation.until)
        number, starts, ends = _signed(relation, signed, is_last=place == count - 1)
        if promised > place:
            _promise(relation, number, signed)
        relation.terms.append((number, starts, ends))


def _row(relation: Relation, kind: str, **values: Any) -> int:
    tables = relation.tables
    names = {f"name_{code}": f"{KINDS[kind][place]}: {relation.theme[place]}"
             for place, code in enumerate(CODES)}  # fmt: skip
    called = {**names, "number": f"{relation.pk}-{relation.rng.randrange(900)}"}
    pk = tables.agreements.add(partnership_id=relation.pk, kind=kind, languages=["kk", "ru"], **called, **values)
    tables.entries.append(agreement_entry(Agreement(pk=pk, **called)))
    return pk


def _draft(relation: Relation) -> None:
    """A draft, or an approved text that waits for signatures."""
    tables, rng, on = relation.tables, relation.rng, relation.on
    is_approved = rng.random() < 0.5
    drafted = on - rng.randrange(12, 19) * DAY
    kind = rng.choice(list(KINDS))
    number = _row(relation, kind, state=STATE.APPROVED if is_approved else STATE.DRAFT,
                  starts_on=add_months(on, 1), ends_on=add_months(on, 13) - DAY)  # fmt: skip
    for party in relation.parties:
        tables.signatories.add(agreement_id=number, party_id=party)
    tables.say("agreement", number, "agreement.drafted", at(drafted, 10), kind=kind, warnings=[])
    if is_approved:
        approved = drafted + 3 * DAY
        tables.say("agreement", number, "agreement.submitted", at(approved, 12), state=[STATE.DRAFT, STATE.IN_APPROVAL],
                   sha256="", warnings=[])  # fmt: skip
        tables.say("agreement", number, "agreement.approved", at(approved, 12), state=[STATE.IN_APPROVAL, STATE.APPROVED],
                   date=approved.isoformat(), party=relation.parties, without_route=True)  # fmt: skip
        tables.tick("agreement", number)


def _signed(relation: Relation, signed: date, *, is_last: bool) -> tuple[int, date, date]:
    tables, rng, on = relation.tables, relation.rng, relation.on
    kind = rng.choice(list(KINDS))
    months, notice = rng.choice(TERMS), rng.choice(NOTICES)
    if is_last and relation.stage == "ended":
        months = 12
    starts = signed if rng.random() < 0.97 or not is_last else on + 20 * DAY
    first_end = ends = add_months(starts, months) - DAY
    renews = rng.random() < 0.15 and relation.stage != "ended"
    extra: list[tuple[str, date, dict[str, Any]]] = []
    while ends < on and renews:
        before, ends = ends, prolonged(ends, months)
        extra.append(("agreement.renewed", before + DAY, {"months": months, "starts_on": starts, "ends_on": ends,
                                                          "notice_days": notice, "renews": True}))  # fmt: skip
    state, terminated = STATE.ACTIVE, None
    if starts > on:
        state = STATE.SIGNED
    elif relation.stage == "ended" or (ends >= on and rng.random() < 0.03):
        terminated = min(relation.until, ends, on - DAY)
        # Not before the day on which it went on by itself the last time.
        terminated = max(terminated, extra[-1][1] if extra else signed)
        state = STATE.TERMINATED if terminated < ends else STATE.ENDED
    elif ends < on:
        state = STATE.ENDED
    elif relation.stage == "paused":
        state = STATE.SUSPENDED
    if state != STATE.TERMINATED:
        terminated = None
    number = _row(
        relation, kind, state=state, signed_on=signed, starts_on=starts, ends_on=ends, notice_days=notice,
        renews=renews, terminated_on=terminated, termination_reason=END_REASON if terminated else "",
        amount=rng.randrange(1, 40) * 250_000 if kind in ("contract_research", "consultancy") else None,
        currency="KZT" if kind in ("contract_research", "consultancy") else "",
    )  # fmt: skip
    for party in relation.parties:
        tables.signatories.add(agreement_id=number, party_id=party, signed_on=signed)
    term = Term(number, kind, state, signed, starts, first_end, notice, renews)
    _tell(relation, term)
    for event, day, data in extra:
        tables.say("agreement", number, event, at(day, 12), **told(**data))
    _tell_end(relation, term, ends, terminated)
    last = terminated or ends
    if state in COVERING:
        relation.covered = max(relation.covered or last, last)
    return number, starts, min(last, on)


def _tell(relation: Relation, term: Term) -> None:
    tables, number = relation.tables, term.number
    tables.say("agreement", number, "agreement.drafted", at(term.signed, 12), kind=term.kind, warnings=[], history=True)
    tables.say(
        "agreement", number, "agreement.signed", at(term.signed, 12),
        **told(state=[STATE.APPROVED, STATE.SIGNED], date=term.signed, starts_on=term.starts, ends_on=term.ends, notice_days=term.notice,
               renews=term.renews),
    )  # fmt: skip
    if term.starts <= relation.on:
        tables.say("agreement", number, "agreement.started", at(term.starts, 12), state=[STATE.SIGNED, STATE.ACTIVE],
                   date=term.starts.isoformat())  # fmt: skip


def _tell_end(relation: Relation, term: Term, ends: date, terminated: date | None) -> None:
    tables, on, number, state, notice = relation.tables, relation.on, term.number, term.state, term.notice
    if state == STATE.ENDED:
        tables.say("agreement", number, "agreement.ended", at(ends + DAY, 12), state=[STATE.ACTIVE, state],
                   date=ends.isoformat())  # fmt: skip
    elif terminated is not None:
        tables.say("agreement", number, "agreement.terminated", at(terminated, 13), state=[STATE.ACTIVE, state],
                   date=terminated.isoformat(), reason=END_REASON)  # fmt: skip
    else:
        tables.tick("agreement", number)
        if state == STATE.SUSPENDED:
            day = on - 40 * DAY
            tables.say("agreement", number, "agreement.suspended", at(max(day, on - 60 * DAY), 10),
                       state=[STATE.ACTIVE, state], date=day.isoformat(), reason=END_REASON)  # fmt: skip
        # As the nightly job would have noted it.
        if state != STATE.SIGNED and notice is not None and (last := ends - notice * DAY) < on:
            tables.say("agreement", number, "agreement.notice_lapsed", at(last + DAY, 1), date=last.isoformat())


def _promise(relation: Relation, agreement: int, signed: date) -> None:
    """Three parts; nearly all of those that are due were delivered."""
    tables, rng, on = relation.tables, relation.rng, relation.on
    kind, what, measure, amounts = rng.choice(PROMISES)
    side = 0 if kind == "hours" else 1
    organisation = relation.sides[side]
    in_money = kind in ("money", "scholarship")
    number = tables.commitments.add(
        agreement_id=agreement, party_id=relation.parties[side], kind=kind, what=what,
        currency=measure if in_money else "", unit="" if in_money else measure,
        service_months=36 if kind == "scholarship" else None,
    )  # fmt: skip
    tables.entries.append(commitment_entry(Commitment(pk=number, what=what)))
    tables.say("commitment", number, "commitment.promised", at(signed, 12), organisation, what=what, kind=kind)
    amount = rng.choice(amounts)
    parts = []
    for place in range(3):
        due = signed + (120 + 170 * place) * DAY
        parts.append((tables.instalments.add(commitment_id=number, due_on=due, amount=amount), due))
    told = {"amount": str(amount), "currency" if in_money else "unit": measure}
    said = {**told, "post": None}
    for part, due in parts:
        tables.say("commitment", number, "commitment.due_set", at(signed, 12), organisation, instalment=part,
                   date=due.isoformat(), **said)  # fmt: skip
    is_open = False
    for part, due in parts:
        day = due - rng.randrange(1, 20) * DAY
        if is_open or day > on or (rng.random() < 0.04 and due > on - 200 * DAY):
            is_open = True
            continue
        delivery = tables.deliveries.add(commitment_id=number, on=day, amount=amount, confirmed_at=at(day, 16))
        tables.say("commitment", number, "commitment.delivered", at(day, 12), organisation, delivery=delivery,
                   date=day.isoformat(), **told)  # fmt: skip
        tables.say("commitment", number, "commitment.due_met", at(day, 12), organisation, instalment=part,
                   date=due.isoformat(), **said)  # fmt: skip
    if is_open:
        tables.tick("commitment", number)
