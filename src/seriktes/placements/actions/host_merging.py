"""When two organisations become one: of a university's two records of the host one is left, with what both said."""

from datetime import datetime

from django.db.models import Q

from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.actions.programmes import save
from seriktes.placements.definitions.watching import WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.models import HostRecord

# The stricter decision of the two stays: both were a person's, and neither is softened by a merge.
STRICTER = (HostStanding.NEW, HostStanding.VETTED, HostStanding.WATCH, HostStanding.DECLINED)
NOTE, REASON = 3000, 1000


def join_host_records(*, kept: Organisation, archived: Organisation, by: User | None, at: datetime) -> int:
    """The records that stayed with `archived`, since `kept` has one for the same pair, are read into that one; answers how
    many. They stay as they are, so that a merge that is taken back finds them."""
    left = HostRecord.objects.select_for_update().filter(Q(host=archived) | Q(organisation=archived)).order_by("pk")
    joined = 0
    for other in left:
        organisation = kept.pk if other.organisation_id == archived.pk else other.organisation_id
        host = kept.pk if other.host_id == archived.pk else other.host_id
        record = HostRecord.objects.select_for_update().filter(organisation=organisation, host=host).first()
        if record is not None:
            _join(record, other, by=by, at=at)
            joined += 1
    return joined


def _join(record: HostRecord, other: HostRecord, *, by: User | None, at: datetime) -> None:
    if STRICTER.index(HostStanding(other.standing)) > STRICTER.index(HostStanding(record.standing)):
        record.standing = other.standing
        record.decided_by, record.decided_at = other.decided_by, other.decided_at
    record.note = _both(record.note, other.note)[:NOTE]
    record.reason = _both(record.reason, other.reason)[:REASON]
    record.reasons = [code for code in WatchReason.values if code in {*record.reasons, *other.reasons}]
    days = [day for day in (record.look_again_on, other.look_again_on) if day is not None]
    record.look_again_on = min(days, default=None)
    # What was let pass of one host alone says nothing of both together: the figures are proposed anew.
    record.set_aside = {}
    save(record)
    log(
        "host.records_joined", record, by=by, at=at, organisation=record.organisation_id,
        data={
            "standing": record.standing,
            "look_again": record.look_again_on.isoformat() if record.look_again_on else "",
        },
        values={"host": record.host_id, "other": other.pk, "standing": record.standing, "reasons": record.reasons},
    )  # fmt: skip
    log("host.joined_into", other, by=by, at=at, organisation=other.organisation_id, values={"into": record.pk})


def _both(one: str, other: str) -> str:
    return one if not other or other in one else "\n\n".join(filter(None, (one, other)))
