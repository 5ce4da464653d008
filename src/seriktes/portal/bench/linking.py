"""Linkage of a foreign list with a register, no database in it."""

from time import perf_counter

from seriktes.common.packs import get_pack
from seriktes.portal.bench.data import foreign_list, link_records
from seriktes.portal.bench.figures import Figure
from seriktes_analytics.linkage import link

SECONDS = 120.0


def measure_linkage(listed: int, registered: int) -> list[Figure]:
    pack = get_pack()
    register = list(link_records(registered))
    foreign = list(foreign_list(register, listed))
    start = perf_counter()
    matches = link(
        foreign,
        register,
        legal_forms=[text for form in pack.legal_forms for text in form.all_spellings()],
        equivalents=getattr(pack, "equivalents", None),
    )
    seconds = perf_counter() - start
    best: dict[str, tuple[float, str]] = {}
    for match in matches:
        best[match.left] = max(best.get(match.left, (0.0, "")), (match.score, match.right))
    right = sum(key.split(":")[1] == found for key, (_, found) in best.items())
    note = f"proposed for {len(best) / listed:.0%}, the best proposal right for {right / listed:.0%}"
    return [Figure(f"Linkage of {listed} names with {registered}", "none", seconds, "s", SECONDS, note=note)]
