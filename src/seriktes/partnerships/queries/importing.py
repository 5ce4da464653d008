"""What an import must know of partnerships: which one a row means, who its sides are, what its author may do there.

Each is asked for a whole chunk of rows in a few queries.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Fault
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.importing import parts
from seriktes.organisations.queries.importing_people import Place, Places
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access

NAME_COLUMNS = ("name_kk", "name_ru", "name_en", "name_other")


class Missing(Exception):
    """What a row names is not there, or not one. `code` and `values` are of a fault."""

    def __init__(self, code: str, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.column, self.values = code, column, values


class Spot(NamedTuple):
    """An organisation of the register, and a unit of it."""

    organisation: int
    unit: int | None = None


class Sides:
    """The organisations that the rows of a chunk name, as `(how, value, unit, name)`."""

    def __init__(self, user: User | None, named: Iterable[tuple[str, str, str, str]]) -> None:
        wanted: set[tuple[tuple[str, str], str]] = set()
        for how, value, unit, _name in named:
            wanted.add(((how, value), unit))
            if how == "name" and " / " in value:
                name, _slash, unit_name = value.rpartition(" / ")
                wanted.add((("name", name), unit_name))
        self._places = Places(user, sorted(wanted))
        self._found: dict[tuple[str, str, str, str], Spot] = {}
        pks = self._places.organisation_ids()
        # Sides of the author's own partnerships are known to the author, published or not.
        self._every: Places | None = None
        self._own: set[int] = set()
        if user is not None:
            self._every = Places(None, sorted(wanted))
            unseen = self._every.organisation_ids() - pks
            inside = access.partnerships_inside(user).values("pk")
            for part in parts(unseen):
                rows = Party.objects.filter(organisation__in=part, partnership__in=inside)
                self._own |= set(rows.values_list("organisation_id", flat=True))
            pks |= self._own
        self.organisations: dict[int, Organisation] = {}
        for part in parts(pks):
            self.organisations |= Organisation.objects.in_bulk(part)

    def find(self, side: tuple[str, str, str, str], column: str) -> Spot:
        """Raises Missing."""
        if side in self._found:
            return self._found[side]
        how, value, unit, name = side
        place, fault = self._look(how, value, unit)
        if place is None and how == "name" and " / " in value:
            head, _slash, tail = value.rpartition(" / ")
            place, _other = self._look("name", head, tail)
        if place is None:
            code = fault.code if fault else "unknown_organisation"
            raise Missing(code, column, **{"value": name or value, **(fault.values if fault else {})})
        if how == "id" and name and name not in self._names_of(place.organisation_id):
            # A number of another register means another organisation here.
            raise Missing("number_and_name_differ", column, value=f"№ {value}", name=name)
        spot = self._found[side] = Spot(place.organisation_id, place.unit_id)
        return spot

    def _look(self, how: str, value: str, unit: str) -> tuple[Place | None, Fault | None]:
        place, fault = self._places.find((how, value), unit)
        if place is None and self._every is not None:
            own, _fault = self._every.find((how, value), unit)
            if own is not None and own.organisation_id in self._own:
                return own, None
        return place, fault

    def _names_of(self, pk: int) -> set[str]:
        organisation = self.organisations[pk]
        return {getattr(organisation, name) for name in NAME_COLUMNS}


class Side(NamedTuple):
    """A side of a partnership that stands."""

    pk: int
    organisation: int
    unit: int | None
    left_on: date | None
    post: int | None


@dataclass
class Known:
    """A partnership that stands, with its sides."""

    pk: int
    number: str
    stage: str
    is_archived: bool
    sides: list[Side] = field(default_factory=list)

    @property
    def live(self) -> list[Side]:
        return [side for side in self.sides if side.left_on is None]

    def spots(self) -> frozenset[Spot]:
        return frozenset(Spot(side.organisation, side.unit) for side in self.live)

    def holds(self, spots: Collection[Spot]) -> bool:
        """Whether each is a side, or was; an organisation without a unit stands for any of its units."""
        every = {Spot(side.organisation, side.unit) for side in self.sides}
        organisations = {spot.organisation for spot in every}
        return all(spot in every or (spot.unit is None and spot.organisation in organisations) for spot in spots)

    def __str__(self) -> str:
        return f"№ {self.pk}" + (f" ({self.number})" if self.number else "")


def key_of(number: str) -> str:
    """An office's own number without the sign that may stand before it."""
    return number.strip().removeprefix("№").removeprefix("No.").strip()


def _spellings(number: str) -> list[str]:
    key = key_of(number)
    return [number, key, f"№{key}", f"№ {key}", f"No. {key}"]


class Partnerships:
    """The partnerships that the rows of a chunk may mean, of those that the author sees whole."""

    def __init__(
        self, user: User | None, ids: Iterable[int], numbers: Iterable[str], groups: Sequence[Collection[Spot]]
    ) -> None:
        base = Partnership.objects.all() if user is None else access.partnerships_inside(user)
        found: set[int] = set()
        for part in parts(set(ids)):
            found |= set(base.filter(pk__in=part).values_list("pk", flat=True))
        for part in parts({spelling for number in numbers if number for spelling in _spellings(number)}):
            found |= set(base.filter(number__in=part).values_list("pk", flat=True))
        for part in parts(_anchors(groups)):
            here = Party.objects.filter(organisation__in=part).values("partnership")
            found |= set(base.filter(pk__in=here).values_list("pk", flat=True))
        self.by_id: dict[int, Known] = {}
        self._by_number: dict[str, list[Known]] = defaultdict(list)
        self._by_organisation: dict[int, list[Known]] = defaultdict(list)
        self._load(found)

    def _load(self, pks: set[int]) -> None:
        columns = ("pk", "number", "stage", "archived_at")
        for part in parts(sorted(pks)):
            for pk, number, stage, archived in Partnership.objects.filter(pk__in=part).values_list(*columns):
                self.by_id[pk] = Known(pk, number, stage, archived is not None)
            sides = Party.objects.filter(partnership__in=part).order_by("pk")
            for party in sides.only("partnership_id", "organisation_id", "unit_id", "left_on", "post_id"):
                side = Side(party.pk, party.organisation_id, party.unit_id, party.left_on, party.post_id)
                self.by_id[party.partnership_id].sides.append(side)
        for known in self.by_id.values():
            self._index(known)

    def _index(self, known: Known) -> None:
        if known.number:
            self._by_number[key_of(known.number)].append(known)
        for organisation in {side.organisation for side in known.sides}:
            self._by_organisation[organisation].append(known)

    def add(self, known: Known) -> None:
        """One that the chunk itself has made."""
        self.by_id[known.pk] = known
        self._index(known)

    def find(self, pk: int | None, number: str, spots: Collection[Spot], *, column: str = "partnership") -> Known:
        """The partnership that a row of something in it means. Raises Missing."""
        found = self.candidates(pk, number, spots)
        if len(found) == 1:
            return found[0]
        if pk is not None:
            raise Missing("unknown_number", "partnership_id", value=pk)
        if not found:
            raise Missing("unknown_partnership", column, value=number or "–")
        raise Missing("partnership_ambiguous", column, others=[str(known) for known in found[:5]])

    def candidates(self, pk: int | None, number: str, spots: Collection[Spot]) -> list[Known]:
        if pk is not None:
            known = self.by_id.get(pk)
            return [known] if known else []
        if number:
            named = self._by_number.get(key_of(number), [])
            fitting = [known for known in named if known.holds(spots)]
            return fitting if spots else named
        return self._by_sides(spots)

    def _by_sides(self, spots: Collection[Spot]) -> list[Known]:
        """Those of exactly these sides; where there are none, those that have these among their sides."""
        if not spots:
            return []
        lists = [self._by_organisation.get(spot.organisation, []) for spot in spots]
        among = [known for known in min(lists, key=len) if known.holds(spots)]
        wanted = {spot.organisation for spot in spots}
        exact = [known for known in among if {side.organisation for side in known.live} == wanted]
        same = [known for known in exact if known.spots() == frozenset(spots)]
        return same or exact or among


def _anchors(groups: Sequence[Collection[Spot]]) -> set[int]:
    """Of each group of sides the organisation that the chunk names least: a university is a side of thousands."""
    often = Counter(spot.organisation for group in groups for spot in group)
    return {min((spot.organisation for spot in group), key=lambda pk: (often[pk], pk)) for group in groups if group}


class Agreements:
    """The agreements that rows name by their numbers."""

    def __init__(self, partnerships: Iterable[int], numbers: Iterable[str], ids: Iterable[int] = ()) -> None:
        self.by_id: dict[int, tuple[int, str]] = {}
        self._by_number: dict[tuple[int, str], list[int]] = defaultdict(list)
        pks = sorted(set(partnerships))
        spelt = sorted({spelling for number in numbers if number for spelling in _spellings(number)})
        columns = ("pk", "partnership_id", "number")
        for part in parts(pks) if spelt else ():
            for some in parts(spelt):
                rows = Agreement.objects.filter(partnership__in=part, number__in=some)
                for pk, partnership, number in rows.values_list(*columns):
                    self.add(pk, partnership, number)
        for part in parts(set(ids)):
            for pk, partnership, number in Agreement.objects.filter(pk__in=part).values_list(*columns):
                self.add(pk, partnership, number)

    def add(self, pk: int, partnership: int, number: str) -> None:
        if pk not in self.by_id:
            self.by_id[pk] = (partnership, number)
            if number:
                self._by_number[partnership, key_of(number)].append(pk)

    def find(self, partnership: int, number: str, pk: int | None = None, *, column: str = "agreement") -> int:
        """Raises Missing."""
        if pk is not None:
            if self.by_id.get(pk, (0, ""))[0] != partnership:
                raise Missing("unknown_number", "agreement_id", value=pk)
            return pk
        found = self._by_number.get((partnership, key_of(number)), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise Missing("unknown_agreement", column, value=number)
        raise Missing("agreement_ambiguous", column, value=number, others=[f"№ {pk}" for pk in found[:5]])

    def numbered(self, partnership: int, number: str) -> list[int]:
        return self._by_number.get((partnership, key_of(number)), [])


@dataclass(frozen=True)
class Rights:
    """What the author of an import may do; the system itself may do everything."""

    user: User | None

    def may(self, permission: str, known: Known) -> bool:
        if self.user is None:
            return True
        grants = grants_for_user(self.user)
        if permission in grants.everywhere:
            return True
        own = set(grants.organisations_with(permission))
        return any(side.organisation in own for side in known.live)

    def may_begin(self, organisations: Iterable[int]) -> bool:
        """A partnership of these sides: of which one is the author's own."""
        if self.user is None:
            return True
        grants = grants_for_user(self.user)
        return any(grants.allow("partnerships.add_partnership", pk) for pk in organisations)

    def own_sides(self, known: Known, permission: str) -> list[int]:
        """The organisations for which the author speaks in this partnership."""
        if self.user is None:
            return []
        own = set(grants_for_user(self.user).organisations_with(permission))
        return list(dict.fromkeys(side.organisation for side in known.live if side.organisation in own))


class Activities:
    """Activities that stand already, as rows may mean them: by their number, else by kind, title and dates."""

    def __init__(self, ids: Iterable[int], wanted: Mapping[int, list[tuple[str, str]]]) -> None:
        """`wanted`: the numbers and titles that rows name, by partnership."""
        self.by_id: dict[int, Activity] = {}
        self._by_number: dict[tuple[int, str], list[Activity]] = defaultdict(list)
        self._by_content: dict[tuple[Any, ...], list[Activity]] = defaultdict(list)
        for part in parts(set(ids)):
            for activity in Activity.objects.filter(pk__in=part):
                self._add(activity)
        for part in parts(sorted(wanted)):
            numbers = {spelling for pk in part for number, _ in wanted[pk] if number for spelling in _spellings(number)}
            titles = {title for pk in part for _, title in wanted[pk]}
            for some in parts(sorted(numbers)):
                for activity in Activity.objects.filter(partnership__in=part, number__in=some):
                    self._add(activity)
            for some in parts(sorted(titles)):
                for activity in Activity.objects.filter(partnership__in=part, title__in=some):
                    self._add(activity)

    def _add(self, activity: Activity) -> None:
        if activity.pk in self.by_id:
            return
        self.by_id[activity.pk] = activity
        if activity.number:
            self._by_number[activity.partnership_id, key_of(activity.number)].append(activity)
        self._by_content[_content(activity)].append(activity)

    def candidates(self, partnership: int, number: str, content: tuple[Any, ...]) -> list[Activity]:
        if number and (found := self._by_number.get((partnership, key_of(number)))):
            return found
        alike = self._by_content.get((partnership, *content), [])
        return [activity for activity in alike if not (number and activity.number)]


def _content(activity: Activity) -> tuple[Any, ...]:
    return (activity.partnership_id, activity.kind, activity.title, activity.starts_on, activity.ends_on)


def commitments_like(agreement: int, party: int, kind: str, what: str) -> list[Commitment]:
    rows = Commitment.objects.filter(agreement=agreement, party=party, kind=kind, what=what)
    return list(rows.order_by("pk"))
