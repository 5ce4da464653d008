"""The clocks of a commitment's schedule: one a part, from the signature of the agreement until as much was delivered."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from seriktes.accounts.models import User
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.models import Agreement, Commitment, Instalment
from seriktes.procedures.models import Event

SET, MET, DROPPED = "commitment.due_set", "commitment.due_met", "commitment.due_dropped"


def is_binding(agreement: Agreement) -> bool:
    """Promises of a text that nobody has signed yet are nobody's debt."""
    return agreement.signed_on is not None


def arm_commitments(agreement: Agreement, *, by: User | None, at: datetime) -> None:
    """The text was signed: what it promises is due from now on."""
    for commitment in agreement.commitments.filter(withdrawn_at=None).select_related("party"):
        follow_schedule(commitment, by=by, at=at)


def follow_schedule(commitment: Commitment, *, by: User | None, at: datetime) -> None:
    """Write down which parts are due and which are met, as far as the log does not say so yet."""
    if not is_binding(commitment.agreement) or commitment.withdrawn_at is not None:
        return
    said = last_words(commitment)
    delivered = sum(commitment.deliveries.filter(withdrawn_at=None).values_list("amount", flat=True), Decimal(0))
    needed = Decimal(0)
    parts = list(commitment.instalments.order_by("due_on", "pk"))
    for part in parts:
        needed += part.amount
        due = part.due_on.isoformat()
        met = delivered >= needed
        kind, day = said.get(part.pk, ("", ""))
        if kind not in (SET, MET) or (kind == SET and day != due) or (kind == MET and not met):
            _say(SET, commitment, part.pk, part, by=by, at=at)
            kind = SET
        if met and kind == SET:
            _say(MET, commitment, part.pk, part, by=by, at=at)
    for pk in set(said) - {part.pk for part in parts}:
        if said[pk][0] != DROPPED:
            log(DROPPED, commitment, by=by, at=at, data={"instalment": pk, "date": said[pk][1]})


def last_words(commitment: Commitment) -> dict[int, tuple[str, str]]:
    """What was said last of each part: the kind of event, and the day."""
    events = Event.objects.about(commitment).filter(kind__in=[SET, MET, DROPPED])
    rows: Iterable[tuple[str, dict[str, object]]] = events.order_by("id").values_list("kind", "data")
    return {int(str(data["instalment"])): (kind, str(data.get("date", ""))) for kind, data in rows}


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
