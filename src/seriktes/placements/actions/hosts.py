"""What a university decides about a host: its standing with reasons, the note on each placement, figures let pass."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import visible
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.actions.programmes import save
from seriktes.placements.definitions.refusals import CannotVet
from seriktes.placements.definitions.watching import WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.models import HostRecord
from seriktes.placements.queries.hosts import figures_of, proposed_of

# Fewer letters than this say nothing of one's own.
FEWEST_LETTERS = 10
STRICT = (HostStanding.WATCH, HostStanding.DECLINED)


@transaction.atomic
def decide_host(
    *,
    organisation: Organisation,
    host: Organisation,
    standing: str,
    by: User | None,
    at: datetime,
    reasons: Sequence[str] = (),
    reason: str = "",
    look_again_on: date | None = None,
    expected_version: int | None = None,
) -> HostRecord:
    """A person's decision. On watch, or no new placements: with reasons chosen and with words. Raises CannotVet."""
    if standing not in HostStanding.values:
        raise CannotVet("missing", ["standing"])
    if unknown := set(reasons) - set(WatchReason.values):
        raise CannotVet("unknown_reason", sorted(unknown))
    words = visible(reason).strip()[:1000]
    if standing in STRICT:
        if not reasons:
            raise CannotVet("no_reasons")
        if len(words) < FEWEST_LETTERS:
            raise CannotVet("own_words")
    if look_again_on is not None and look_again_on <= timezone.localdate(at):
        raise CannotVet("day_passed", [look_again_on])
    record = _locked(organisation, host, expected_version)
    record.standing, record.reason, record.look_again_on = standing, words, look_again_on
    record.reasons = [code for code in WatchReason.values if code in reasons] if standing in STRICT else []
    record.decided_by, record.decided_at = by, at
    save(record)
    log(
        "host.decided", record, by=by, at=at, organisation=organisation,
        data={"standing": standing, "reason": words, "look_again": look_again_on.isoformat() if look_again_on else ""},
        values={"host": host.pk, "standing": standing, "reasons": record.reasons, "reason": words},
    )  # fmt: skip
    return record


@transaction.atomic
def note_host(
    *,
    organisation: Organisation,
    host: Organisation,
    note: str,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> HostRecord:
    """The note that is shown on each of the host's placements of this university."""
    record = _locked(organisation, host, expected_version)
    before, record.note = record.note, visible(note).strip()[:3000]
    if before == record.note:
        return record
    save(record)
    log(
        "host.noted",
        record,
        by=by,
        at=at,
        organisation=organisation,
        values={"host": host.pk, "note": [before, record.note]},
    )
    return record


@transaction.atomic
def let_pass(
    *,
    organisation: Organisation,
    host: Organisation,
    reason: str,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> HostRecord:
    """Somebody looked at what was proposed and leaves the host as it stands; proposed anew only when a figure grows."""
    if len(visible(reason).strip()) < FEWEST_LETTERS:
        raise CannotVet("own_words")
    record = _locked(organisation, host, expected_version)
    figures = figures_of([organisation.pk], [host.pk]).get((organisation.pk, host.pk), [])
    proposed = proposed_of(figures, record)
    if not proposed:
        raise CannotVet("nothing_proposed")
    record.set_aside = {**record.set_aside, **{figure.code: f"{figure.share:.4f}" for figure in proposed}}
    save(record)
    words = visible(reason).strip()[:1000]
    log("host.set_aside", record, by=by, at=at, organisation=organisation, data={"reason": words},
        values={"host": host.pk, "figures": record.set_aside, "reason": words})  # fmt: skip
    return record


def _locked(organisation: Organisation, host: Organisation, expected_version: int | None) -> HostRecord:
    """The row of this host, made where there is none. `expected_version` 0: the reader saw none."""
    if host.merged_into_id:
        raise CannotVet("merged_organisation")
    if host.pk == organisation.pk:
        raise CannotVet("not_a_host")
    record, is_new = HostRecord.objects.select_for_update().get_or_create(organisation=organisation, host=host)
    if expected_version is not None and record.version != expected_version and not (is_new and expected_version == 0):
        raise EditedElsewhere(record)
    return record
