"""The clocks of a commitment's schedule: one a part, from the signature of the agreement until as much was delivered.

Only what the receiving side confirmed meets a part. One that would be met by what was reported waits for that word.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from seriktes.accounts.models import User
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.models import Agreement, Commitment, Instalment
from seriktes.partnerships.models.commitment import STANDING
from seriktes.procedures.models import Event

BEFORE_SIGNING = timedelta(days=31)
SET, MET, DROPPED = "commitment.due_set", "commitment.due_met", "commitment.due_dropped"
# Reported as delivered; and that it does not count after all.
REPORTED, BACK = "commitment.due_reported", "commitment.due_back"


class Said(NamedTuple):
    """What was said last of a part: SET, REPORTED, MET or DROPPED, of which day, and when."""

    kind: str = ""
    day: str = ""
    at: datetime | None = None


def is_binding(agreement: Agreement) -> bool:
    """Promises of a text that nobody has signed yet are nobody's debt."""
    return agreement.signed_on is not None


def first_day(agreement: Agreement) -> date | None:
    """From when the agreement counts; None while neither day is known."""
    return agreement.starts_on or agreement.signed_on


def is_too_early(day: date, agreement: Agreement) -> bool:
    """Whether it cannot have been promised or delivered under the agreement. Work often begins some weeks before the last
    side signs."""
    first = first_day(agreement)
    return first is not None and day < first - BEFORE_SIGNING


def arm_commitments(agreement: Agreement, *, by: User | None, at: datetime) -> None:
    """The text was signed: what it promises is due from now on."""
    for commitment in agreement.commitments.filter(withdrawn_at=None).select_related("party").order_by("pk"):
        follow_schedule(commitment, by=by, at=at)


def follow_schedule(commitment: Commitment, *, by: User | None, at: datetime) -> None:
    """Write down which parts are due and which are met, as far as the log does not say so yet."""
    if not is_binding(commitment.agreement) or commitment.withdrawn_at is not None:
        return
    said = last_words(commitment)
    told = list(commitment.deliveries.filter(STANDING).values_list("amount", "confirmed_at"))
    reported = sum((amount for amount, _at in told), Decimal(0))
    delivered = sum((amount for amount, confirmed_at in told if confirmed_at), Decimal(0))
    needed = Decimal(0)
    parts = list(commitment.instalments.order_by("due_on", "pk"))
    for part in parts:
        needed += part.amount
        due = part.due_on.isoformat()
        now = MET if delivered >= needed else REPORTED if reported >= needed else SET
        kind, day, since = said.get(part.pk, Said())
        # Never before what was said last: a clock stops after it has started.
        moment = max(at, since) if since else at
        if kind not in (SET, REPORTED, MET) or (kind != MET and day != due) or (kind == MET and now != MET):
            _say(SET, commitment, part.pk, part, by=by, at=moment)
            kind = REPORTED if kind == REPORTED else SET
        if kind != now:
            _say(BACK if now == SET else now, commitment, part.pk, part, by=by, at=moment)
    for pk in sorted(set(said) - {part.pk for part in parts}):
        if said[pk].kind != DROPPED:
            log(DROPPED, commitment, by=by, at=at, data={"instalment": pk, "date": said[pk].day})


def last_words(commitment: Commitment) -> dict[int, Said]:
    """What was said last of each part. A day moved while the other side is awaited leaves it awaited."""
    events = Event.objects.about(commitment).filter(kind__in=[SET, MET, DROPPED, REPORTED, BACK])
    found: dict[int, Said] = {}
    for kind, data, at in events.order_by("id").values_list("kind", "data", "at"):
        part = int(str(data["instalment"]))
        before = found.get(part, Said()).kind
        state = REPORTED if (kind, before) == (SET, REPORTED) else SET if kind == BACK else kind
        found[part] = Said(state, str(data.get("date", "")), at)
    return found


def _say(kind: str, commitment: Commitment, pk: int, part: Instalment, *, by: User | None, at: datetime) -> None:
    log(
        kind, commitment, by=by, at=at, organisation=commitment.party.organisation_id,
        data={"instalment": pk, "date": part.due_on.isoformat(), **amount_data(part.amount, commitment),
              "post": commitment.post_id},
    )  # fmt: skip


def amount_data(amount: Decimal, commitment: Commitment) -> dict[str, str]:
    """How much, as an event keeps it: readers are told in their own language."""
    measure = {"currency": commitment.currency} if commitment.currency else {"unit": commitment.unit}
    return {"amount": str(amount), **measure}
