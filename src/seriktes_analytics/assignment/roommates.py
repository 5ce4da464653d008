"""Pairs within one group, each ranking the others: a stable pairing, or the certainty that there is none.

Sources: Irving (1985), An efficient algorithm for the "stable roommates" problem, Journal of Algorithms 6(4), 577–595;
Gusfield and Irving (1989), The Stable Marriage Problem, section 4.5.2, for lists that are not complete.
"""

from collections.abc import Mapping, Sequence

from seriktes_analytics.assignment.market import InvalidMarket


def match_roommates(preferences: Mapping[str, Sequence[str]]) -> dict[str, str] | None:
    """The partner of each who has one; None where no stable pairing exists. Only who ranks one another is paired."""
    _check(preferences)
    left = {
        person: [other for other in preferences[person] if person in preferences[other]]
        for person in sorted(preferences)
    }
    _propose(left)
    while (person := next((person for person, others in left.items() if len(others) > 1), None)) is not None:
        if not _eliminate(left, person):
            return None
    return {person: others[0] for person, others in left.items() if others}


def blocking_pairs(preferences: Mapping[str, Sequence[str]], partners: Mapping[str, str]) -> list[tuple[str, str]]:
    """Two who would both rather have one another: counted from the definition, without the program above."""
    result = []
    for person in sorted(preferences):
        for other in preferences[person]:
            if partners.get(person) == other:
                break
            theirs = preferences[other]
            if person < other and person in theirs:
                now = partners.get(other)
                if now is None or theirs.index(person) < theirs.index(now):
                    result.append((person, other))
    return result


def _check(preferences: Mapping[str, Sequence[str]]) -> None:
    for person, others in preferences.items():
        seen: set[str] = set()
        for other in others:
            if other == person:
                raise InvalidMarket(f"{person!r} ranks himself: take that entry out.")
            if other not in preferences:
                raise InvalidMarket(
                    f"{other!r} in the list of {person!r} is unknown: correct the name, or take it out."
                )
            if other in seen:
                raise InvalidMarket(f"{other!r} stands twice in the list of {person!r}: take one of them out.")
            seen.add(other)


def _propose(left: dict[str, list[str]]) -> None:
    """The first phase: everybody is held by somebody or has been refused by all."""
    holder: dict[str, str] = {}
    waiting = list(left)
    while waiting:
        person = waiting.pop()
        if not left[person]:
            continue
        other = left[person][0]
        before = holder.get(other)
        holder[other] = person
        # Whoever stands behind the one that is held is refused, the one held before among them.
        for refused in left[other][left[other].index(person) + 1 :]:
            left[refused].remove(other)
        del left[other][left[other].index(person) + 1 :]
        if before is not None and before != person:
            waiting.append(before)


def _eliminate(left: dict[str, list[str]], first: str) -> bool:
    """The second phase: takes one rotation out; False where somebody is left with nobody."""
    path, seconds = [first], []
    while True:
        second = left[path[-1]][1]
        seconds.append(second)
        following = left[second][-1]
        if following in path:
            begin = path.index(following)
            break
        path.append(following)
    people, gained = path[begin:], seconds[begin:]
    had_some = [one for one, others in left.items() if others]
    for person, other in zip(people, gained, strict=True):
        if person not in left[other]:
            return False
        # The second choice now holds this person and refuses everybody behind.
        for refused in left[other][left[other].index(person) + 1 :]:
            left[refused].remove(other)
        del left[other][left[other].index(person) + 1 :]
    return all(left[one] for one in had_some)
