"""Small markets for the tests of assignment, and everything that is true of them by looking at all matchings."""

from itertools import product

from hypothesis import strategies as some

from seriktes_analytics.assignment.market import market_of_lists


@some.composite
def markets(draw, *, ties=False, largest=5):
    """Wishes, priorities and capacities by name; not everybody ranks everybody."""
    students = [f"s{number}" for number in range(draw(some.integers(0, largest)))]
    positions = [f"p{number}" for number in range(draw(some.integers(1, 4)))]

    def orders(of, over):
        return {
            name: _tied(draw(some.lists(some.sampled_from(over), unique=True)) if over else [], draw, ties)
            for name in of
        }

    return (
        orders(students, positions),
        orders(positions, students),
        {name: draw(some.integers(0, 3)) for name in positions},
    )


def _tied(names, draw, ties):
    if not ties or len(names) < 2 or not draw(some.booleans()):
        return names
    return [names[:2], *names[2:]]


def rank(preferences):
    """The rank of each name of a list with groups of equals."""
    found, following = {}, 1
    for entry in preferences:
        group = [entry] if isinstance(entry, str) else entry
        found |= dict.fromkeys(group, following)
        following += len(group)
    return found


def matchings(wishes, priorities, capacities):
    """Every assignment of students to positions that rank them and are ranked by them."""
    orders = {name: rank(priorities.get(name, ())) for name in capacities}
    options = [[None, *(name for name in rank(own) if student in orders[name])] for student, own in wishes.items()]
    for chosen in product(*options):
        if all(chosen.count(name) <= seats for name, seats in capacities.items()):
            yield dict(zip(wishes, chosen, strict=True))


def blocking(wishes, priorities, capacities, got):
    pairs = []
    for student, own in wishes.items():
        ranks = rank(own)
        for name in ranks:
            order = rank(priorities.get(name, ()))
            if student not in order or (got[student] and ranks[name] >= ranks[got[student]]):
                continue
            there = [other for other in wishes if got[other] == name]
            if len(there) < capacities[name] or any(order[other] > order[student] for other in there):
                pairs.append((student, name))
    return pairs


def stable(wishes, priorities, capacities):
    return [
        one for one in matchings(wishes, priorities, capacities) if not blocking(wishes, priorities, capacities, one)
    ]


def market(world):
    return market_of_lists(*world)
