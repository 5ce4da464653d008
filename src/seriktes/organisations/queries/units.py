"""The tree of an organisation's units."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import get_language

from seriktes.common.sorting import sort_key
from seriktes.organisations.models import Organisation, Unit


def tree_of_units(organisation: Organisation) -> list[tuple[int, Unit]]:
    """Depth and unit, each parent before its parts, in the order of the reader's language."""
    language = get_language() or "kk"
    parts: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(organisation=organisation):
        parts[unit.parent_id].append(unit)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[int, Unit]]:
        for unit in sorted(parts[parent], key=lambda one: sort_key(one.name, language)):
            yield depth, unit
            yield from walk(unit.pk, depth + 1)

    return list(walk(None, 0))
