"""Students and couples to positions: a couple ranks pairs of positions and wants one pair together.

With couples a stable matching may not exist, and none of the known ways finds it quickly wherever it does. First
blocking students and couples are satisfied in turn until nobody blocks, from several beginnings; where that does not
end, an integer program looks for a matching with the fewest blocking pairs, and proves where none is stable. What is
said of stability is the verifier's word alone.

Sources: Roth and Peranson (1999), American Economic Review 89(4), 748–780; Biró, Manlove and McBride (2014), The
Hospitals/Residents problem with Couples, SEA 2014, LNCS 8504, 10–21.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from seriktes_analytics.assignment.couples_program import fewest_blocking
from seriktes_analytics.assignment.couples_verifier import Blocking, blocking_of
from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import InvalidMarket, Preferences, ranked

NOWHERE = ""
BEGINNINGS, ROUNDS = 4, 6
# A couple that has been looked at so often goes round in a circle: it keeps what it has, and gets something only as
# often again.
PATIENCE = 20
# Options of a market for which the integer program is tried.
PROGRAM = 1500


@dataclass(frozen=True)
class Unit:
    """A student or a couple: each option has a position for each member (`NOWHERE`: none), best first."""

    members: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    ranks: tuple[int, ...]


@dataclass(frozen=True)
class CouplesMarket:
    """`priorities` of a position: the rank of everybody whom it takes; options that a position does not take are gone."""

    units: tuple[Unit, ...]
    priorities: Mapping[str, Mapping[str, int]]
    capacities: Mapping[str, int]


@dataclass(frozen=True)
class CouplesMatching:
    """`is_proved`: where pairs block, no matching has fewer; so if any block, none is stable."""

    market: CouplesMarket
    seed: int
    chosen: tuple[int | None, ...]
    blocking: tuple[Blocking, ...]
    is_proved: bool

    @property
    def is_stable(self) -> bool:
        return not self.blocking

    @property
    def by_student(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for unit, option in zip(self.market.units, self.chosen, strict=True):
            if option is not None:
                found.update(zip(unit.members, unit.options[option], strict=True))
        return {student: position for student, position in sorted(found.items()) if position != NOWHERE}

    @property
    def ranks(self) -> list[tuple[int, bool]]:
        """Of each placed student the rank of what he, or his couple, got, and whether it is a first choice."""
        return [
            (unit.ranks[option], unit.ranks[option] == unit.ranks[0])
            for unit, option in zip(self.market.units, self.chosen, strict=True)
            if option is not None
            for position in unit.options[option]
            if position != NOWHERE
        ]


def couples_market(
    singles: Mapping[str, Preferences],
    couples: Iterable[tuple[tuple[str, str], Sequence[tuple[str, str]]]],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
) -> CouplesMarket:
    """`couples`: the two members and their pairs of positions, best first, "" where one of them gets none."""
    units = []
    for student in sorted(singles):
        wishes = list(ranked(singles[student], capacities, f"wishes of {student!r}"))
        units.append(Unit((student,), tuple((name,) for name, _ in wishes), tuple(rank for _, rank in wishes)))
    for members, options in couples:
        units.append(Unit(members, tuple(options), tuple(range(1, len(options) + 1))))
    students = [member for unit in units for member in unit.members]
    orders = {
        name: dict(ranked(priorities.get(name, ()), set(students), f"priorities of {name!r}")) for name in capacities
    }
    return checked(units, orders, capacities)


def checked(
    units: Iterable[Unit], priorities: Mapping[str, Mapping[str, int]], capacities: Mapping[str, int]
) -> CouplesMarket:
    """In one order, whatever came first, and without the options that a position does not take."""
    seen: set[str] = set()
    result = []
    for unit in units:
        for member in unit.members:
            if member in seen:
                raise InvalidMarket(f"The student {member!r} stands twice: alone or in one couple of two.")
            seen.add(member)
        for option in unit.options:
            if unknown := [name for name in option if name != NOWHERE and name not in capacities]:
                raise InvalidMarket(f"The position {unknown[0]!r} of {', '.join(unit.members)} is unknown: correct it.")
            if all(name == NOWHERE for name in option):
                raise InvalidMarket(f"An option of {', '.join(unit.members)} names no position: take it out.")
        kept = [
            (rank, option)
            for rank, option in zip(unit.ranks, unit.options, strict=True)
            if all(
                name == NOWHERE or member in priorities[name] for member, name in zip(unit.members, option, strict=True)
            )
        ]
        result.append(Unit(unit.members, tuple(option for _, option in kept), tuple(rank for rank, _ in kept)))
    result.sort(key=lambda unit: (len(unit.members), unit.members))
    return CouplesMarket(tuple(result), priorities, capacities)


def match_couples(market: CouplesMarket, *, seed: int = 0) -> CouplesMatching:
    """Stable where one is found; otherwise the one with the fewest blocking pairs that was found."""
    chosen, blocking = _satisfied(market, seed)
    is_proved = not blocking
    if blocking and sum(len(unit.options) for unit in market.units) <= PROGRAM:
        found, is_proved = fewest_blocking(market, len(blocking))
        if found is not None:
            verified = _blocking(market, found)
            # The program's word on optimality counts only as far as the verifier counts the same.
            is_proved = is_proved and len(verified) < len(blocking)
            chosen, blocking = min((chosen, blocking), (found, verified), key=lambda one: len(one[1]))
    return CouplesMatching(market, seed, tuple(chosen), tuple(blocking), is_proved)


def _satisfied(market: CouplesMarket, seed: int) -> tuple[list[int | None], list[Blocking]]:
    """The best of a few beginnings, each followed by more rounds for those who still block, in another order."""
    chance = Random(seed)  # noqa: S311  which order is tried, not a secret
    best: tuple[list[int | None], list[Blocking]] | None = None
    state = _State(market, seed)
    for beginning in _beginnings(market, chance):
        state.clear()
        order = beginning
        for _ in range(ROUNDS):
            chosen = state.satisfied_in(order)
            blocking = _blocking(market, chosen)
            if best is None or len(blocking) < len(best[1]):
                best = chosen, blocking
            if not blocking:
                return best
            order = sorted({state.unit_of[members[0]] for members, _ in blocking})
            chance.shuffle(order)
    return best or ([], [])


def _blocking(market: CouplesMarket, chosen: Sequence[int | None]) -> list[Blocking]:
    wishes = [(unit.members, list(zip(unit.ranks, unit.options, strict=True))) for unit in market.units]
    got = [None if option is None else unit.options[option] for unit, option in zip(market.units, chosen, strict=True)]
    return blocking_of(wishes, got, market.priorities, market.capacities)


def _beginnings(market: CouplesMarket, chance: Random) -> Iterable[list[int]]:
    """Students first and couples one by one, as Roth and Peranson do; couples first; then shuffled."""
    count = len(market.units)
    yield list(range(count))
    yield list(reversed(range(count)))
    for _ in range(BEGINNINGS - 2):
        order = list(range(count))
        chance.shuffle(order)
        yield order


@dataclass
class _State:
    """Who sits where while blocking students and couples are satisfied in turn."""

    market: CouplesMarket
    seed: int
    admitted: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    chosen: list[int | None] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        students = sorted(member for unit in self.market.units for member in unit.members)
        self.turns = dict(zip(students, draw(self.seed, students).tolist(), strict=True))
        self.unit_of = {member: at for at, unit in enumerate(self.market.units) for member in unit.members}
        self.suitors: dict[str, list[int]] = {name: [] for name in self.market.capacities}
        for at, unit in enumerate(self.market.units):
            for name in sorted({name for option in unit.options for name in option} - {NOWHERE}):
                self.suitors[name].append(at)

    def clear(self) -> None:
        self.admitted = {name: [] for name in self.market.capacities}
        self.chosen = [None] * len(self.market.units)

    def satisfied_in(self, order: list[int]) -> list[int | None]:
        """What each has when nobody is left to satisfy; couples that have moved too often are left to block."""
        self.moves = [0] * len(self.market.units)
        waiting, is_waiting = deque(order), [False] * len(self.market.units)
        for at in order:
            is_waiting[at] = True
        while waiting:
            at = waiting.popleft()
            is_waiting[at] = False
            for again, is_first in self._improve(at):
                if not is_waiting[again]:
                    is_waiting[again] = True
                    (waiting.appendleft if is_first else waiting.append)(again)
        return list(self.chosen)

    def _improve(self, at: int) -> Iterable[tuple[int, bool]]:
        """Moves to the best option that takes the unit; who lost a place, and who may want what became free."""
        # Students follow where couples have moved, so they may move much more often.
        patience = PATIENCE if len(self.market.units[at].members) > 1 else 50 * PATIENCE
        if self.moves[at] >= (patience if self.chosen[at] is not None else 2 * patience):
            return []
        self.moves[at] += 1
        unit, now = self.market.units[at], self.chosen[at]
        for option in range(len(unit.options) if now is None else now):
            if self._is_accepted(unit, unit.options[option]):
                break
        else:
            return []
        freed = self._leave(at)
        self.chosen[at] = option
        lost: list[int] = []
        for member, name in zip(unit.members, unit.options[option], strict=True):
            if name != NOWHERE:
                insort(self.admitted[name], self._seat(name, member))
        for name in dict.fromkeys(unit.options[option]):
            while name != NOWHERE and len(self.admitted[name]) > self.market.capacities[name]:
                displaced = self.unit_of[self.admitted[name][-1][2]]
                freed += [other for other in self._leave(displaced) if other != name]
                lost.append(displaced)
        again = [(other, True) for other in dict.fromkeys(lost)]
        return again + [(other, False) for name in dict.fromkeys(freed) for other in self.suitors[name] if other != at]

    def _leave(self, at: int) -> list[str]:
        unit, now = self.market.units[at], self.chosen[at]
        self.chosen[at] = None
        if now is None:
            return []
        for member, name in zip(unit.members, unit.options[now], strict=True):
            if name != NOWHERE:
                self.admitted[name].remove(self._seat(name, member))
        return [name for name in unit.options[now] if name != NOWHERE]

    def _is_accepted(self, unit: Unit, option: tuple[str, ...]) -> bool:
        """Whether each position, choosing among its others and the newcomers, takes all the newcomers."""
        for name in set(option) - {NOWHERE}:
            coming = [self._seat(name, member) for member, own in zip(unit.members, option, strict=True) if own == name]
            others = self.admitted[name]
            if len(others) + len(coming) <= self.market.capacities[name]:
                continue
            before = sum(seat < max(coming) and seat[2] not in unit.members for seat in others)
            if before + len(coming) > self.market.capacities[name]:
                return False
        return True

    def _seat(self, name: str, member: str) -> tuple[int, int, str]:
        return self.market.priorities[name][member], self.turns[member], member
