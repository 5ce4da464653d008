"""Whose desk something lies on: the post that owns the relation on the side concerned, for many clocks at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from django.db import models
from django.db.models import F

from seriktes.organisations.enums import Side
from seriktes.partnerships.models import Activity, Agreement, Commitment, Party
from seriktes.procedures.definitions.clocks import Owner, Owners, Wanted


def _parties(partnerships: Collection[int]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(partnership__in=set(partnerships), left_on__isnull=True).select_related("organisation")
    for party in rows.order_by("pk"):
        found[party.partnership_id].append(party)
    return found


def _in_partnership(model: type[models.Model]) -> Callable[[Sequence[Wanted]], dict[int, int]]:
    def find(wanted: Sequence[Wanted]) -> dict[int, int]:
        rows = model._default_manager.filter(pk__in={want.subject_id for want in wanted})
        return dict(rows.values_list("pk", "partnership" if model is not Commitment else "agreement__partnership"))

    return find


def owner_of_side(parties: Sequence[Party], organisation: int | None) -> Owner:
    """The side of that organisation; of none in particular, the first that has a post, university before company."""
    mine = [party for party in parties if party.organisation_id == organisation] if organisation else list(parties)
    keepers = sorted(mine, key=lambda party: (party.post_id is None, not _keeps(party), party.pk))
    if not keepers:
        return Owner(organisation)
    return Owner(keepers[0].organisation_id, keepers[0].post_id)


def _keeps(party: Party) -> bool:
    return party.organisation.side == Side.UNIVERSITY


def agreement_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """A signature is owed by the side that signs; the end and the notice are watched by who keeps the agreement."""
    where = _in_partnership(Agreement)(wanted)
    parties = _parties(where.values())
    by_pk = {party.pk: party for sides in parties.values() for party in sides}
    owners = []
    for want in wanted:
        signer = by_pk.get(int(want.item)) if want.item.isdecimal() else None
        sides = parties.get(where.get(want.subject_id, 0), [])
        owners.append(Owner(signer.organisation_id, signer.post_id) if signer else owner_of_side(sides, None))
    return owners


def commitment_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that made the promise, else the owner of the relation on its side."""
    rows = Commitment.objects.filter(pk__in={want.subject_id for want in wanted}).select_related("party")
    by_pk = {row.pk: row for row in rows}
    owners = []
    for want in wanted:
        promise = by_pk.get(want.subject_id)
        if promise is None:
            owners.append(Owner(want.organisation))
        else:
            owners.append(Owner(promise.party.organisation_id, promise.post_id or promise.party.post_id))
    return owners


def delivery_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The side that received it: another one that signs the agreement."""
    rows = Commitment.objects.filter(pk__in={want.subject_id for want in wanted})
    promising = dict(rows.values_list("pk", "party"))
    signs = Party.objects.filter(signatories__agreement__commitments__in=list(promising))
    receiving: dict[int, list[Party]] = defaultdict(list)
    for party in signs.annotate(promise=F("signatories__agreement__commitments")).select_related("organisation"):
        if promising.get(party.promise) not in (None, party.pk):
            receiving[party.promise].append(party)
    return [owner_of_side(receiving.get(want.subject_id, []), None) for want in wanted]


def _side_owners(find: Callable[[Sequence[Wanted]], dict[int, int]]) -> Owners:
    def owners(wanted: Sequence[Wanted]) -> list[Owner]:
        where = find(wanted)
        parties = _parties(where.values())
        return [
            owner_of_side(parties.get(where.get(want.subject_id, 0), []), int(want.item) if want.item else None)
            for want in wanted
        ]

    return owners


activity_owners = _side_owners(_in_partnership(Activity))
partnership_owners = _side_owners(lambda wanted: {want.subject_id: want.subject_id for want in wanted})
OWNERS: dict[str, Owners] = {
    "partnerships.agreement": agreement_owners,
    "partnerships.commitment": commitment_owners,
    "partnerships.delivery": delivery_owners,
    "partnerships.activity": activity_owners,
    "partnerships.partnership": partnership_owners,
}
