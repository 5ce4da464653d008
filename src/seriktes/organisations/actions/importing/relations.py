"""A relation names the other organisation by its identifier; it is pointed to the record as soon as there is one."""

from collections.abc import Iterable, Mapping, Sequence

from seriktes.organisations.models import Identifier, Organisation, Relation
from seriktes.organisations.queries import importing as known


def point_to_known(added: Sequence[Relation], owners: Mapping[tuple[str, str], int]) -> None:
    """Point new relations to the organisations that stand in the register. Unsaved ones follow in `point_to_new`."""
    wanted = {_parts(relation.other_identifier) for relation in added}
    found = known.owners_of({pair for pair in wanted if pair not in owners})
    for relation in added:
        pair = _parts(relation.other_identifier)
        pk = found.get(pair) or owners.get(pair)
        if pk and pk > 0 and pk != relation.organisation_id:
            relation.other_id = pk


def point_to_new(new: Iterable[Organisation], identifiers: Iterable[Identifier]) -> None:
    """Point the relations that were waiting for one of these organisations."""
    fresh = {organisation.pk for organisation in new}
    by_identifier = {
        f"{identifier.scheme}:{identifier.value}": identifier.organisation_id
        for identifier in identifiers
        if identifier.organisation_id in fresh
    }
    if not by_identifier:
        return
    waiting = []
    codes = list(by_identifier)
    for start in range(0, len(codes), 500):
        part = Relation.objects.filter(other__isnull=True, other_identifier__in=codes[start : start + 500])
        for relation in part:
            relation.other_id = by_identifier[relation.other_identifier]
            if relation.other_id != relation.organisation_id:
                waiting.append(relation)
    if waiting:
        Relation.objects.bulk_update(waiting, ["other"], batch_size=200)


def _parts(code: str) -> tuple[str, str]:
    scheme, _, value = code.partition(":")
    return scheme, value
