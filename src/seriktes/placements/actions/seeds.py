"""The seed of a cohort's lottery: drawn and committed when it opens, published when the lists have closed."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.placements.actions.log import log
from seriktes.placements.models import Cohort, CohortChoice

BITS = 128


def commitment_of(seed: str) -> str:
    """SHA-256 of the decimal number: anybody can check it with `printf %s SEED | sha256sum`."""
    return sha256(seed.encode()).hexdigest()


@transaction.atomic
def commit_seed(*, cohort: Cohort, by: User | None, at: datetime) -> CohortChoice:
    """Once; asked for again, the one that stands."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    seed = str(secrets.randbits(BITS))
    choice, is_new = CohortChoice.objects.get_or_create(
        cohort=cohort, defaults={"seed": seed, "commitment": commitment_of(seed), "committed_at": at}
    )
    if is_new:
        # The seed itself goes nowhere: neither into the log nor into a letter.
        log("cohort.seed_committed", cohort, by=by, at=at, organisation=cohort.programme.organisation_id,
            data={"commitment": choice.commitment})  # fmt: skip
    return choice


@transaction.atomic
def reveal_seed(*, cohort: Cohort, by: User | None, at: datetime) -> CohortChoice:
    """When nobody can change a list any more."""
    choice = commit_seed(cohort=cohort, by=by, at=at)
    if choice.revealed_at is None:
        choice.revealed_at = at
        choice.save(update_fields=["revealed_at"])
        log("cohort.seed_revealed", cohort, by=by, at=at, organisation=cohort.programme.organisation_id,
            data={"seed": choice.seed})  # fmt: skip
    return choice
