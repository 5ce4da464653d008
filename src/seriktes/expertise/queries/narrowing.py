"""What of the engine's best documents a reader may see, whom they speak for, and what each filter would leave of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from seriktes.common.packs import get_pack
from seriktes.expertise.queries.among import ids_among, people_seen, rows_among
from seriktes.expertise.queries.attributes import Attributes, AttributeStore
from seriktes.expertise.queries.documents import EVIDENCE, PROFILE, at_work, indexable_evidence
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user, organisations_visible_to


class Dimension(StrEnum):
    """What a search can be narrowed by."""

    KIND = "kind"
    REGION = "region"
    ORGANISATION = "organisation"
    SUBJECT = "subject"
    LANGUAGE = "language"


class Target(StrEnum):
    """What is looked for: the beginning of the owners' names."""

    PEOPLE = "person:"
    UNITS = "unit:"
    EVIDENCE = "evidence:"


OF_DOCUMENTS = (Dimension.KIND, Dimension.SUBJECT, Dimension.LANGUAGE)
OF_OWNERS = (Dimension.REGION, Dimension.ORGANISATION)
Values = Mapping[Dimension, Collection[str]]


@dataclass(frozen=True)
class Narrowing:
    """Chosen values of each dimension, as text; nothing chosen means everything."""

    kind: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()

    def of(self, dimension: Dimension) -> frozenset[str]:
        chosen: frozenset[str] = getattr(self, dimension.value)
        return chosen

    def in_use(self, among: Iterable[Dimension]) -> list[Dimension]:
        return [dimension for dimension in among if self.of(dimension)]


class Bodies(Mapping[int, Organisation]):
    """Organisations by their ids. Hundreds are counted and a dozen shown: a record is made of a row when it is asked for."""

    # In the order of the columns of the table, as Django wants them.
    TOLD = tuple(
        field.attname
        for field in Organisation._meta.concrete_fields
        if field.name in ("id", "kind", "region", "name_kk", "name_ru", "name_en", "name_other")
    )
    ID, REGION = TOLD.index("id"), TOLD.index("region")

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Any, ...]] = {}
        self._made: dict[int, Organisation] = {}

    def __getitem__(self, pk: int) -> Organisation:
        if pk not in self._made:
            self._made[pk] = Organisation.from_db(DEFAULT_DB_ALIAS, self.TOLD, self.rows[pk])
        return self._made[pk]

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, pk: object) -> bool:
        return pk in self.rows


class Sight:
    """What a reader sees of the documents that the engine asks about, and whom of those that these speak for."""

    def __init__(self, user: Viewer, target: Target, store: AttributeStore) -> None:
        self.user, self.target, self.store = user, target, store
        self.documents: dict[str, Attributes] = {}
        self.owners: dict[str, list[str]] = {}
        # Of each visible owner the values of the dimensions of owners.
        self.places: dict[str, Values] = {}
        self.organisations = Bodies()
        self._places: dict[int, tuple[str, str]] = {}
        self._asked: set[str] = set()

    def see(self, keys: Sequence[str]) -> set[str]:
        """Three queries at most; four for those who see people that are not published. Of evidence the index holds what
        everybody may see, so that what is hidden today is hidden from everybody here (decision 0012)."""
        told = self.store.read(keys)
        numbers = [int(key.partition(":")[2]) for key in told if key.startswith(EVIDENCE)]
        visible = {f"{EVIDENCE}:{pk}" for pk in ids_among("evidence", indexable_evidence, numbers)}
        if self.target != Target.EVIDENCE:
            visible |= {key for key in told if key.startswith(PROFILE)}
        found = {key: told[key] for key in told if key in visible}
        owners = self._owners_of(found)
        self._place(owners, found)
        # Somebody's own profile is seen with the person.
        seen = {key for key in found if key.startswith(EVIDENCE) or any(one in self.places for one in owners[key])}
        self.documents |= {key: found[key] for key in seen}
        self.owners |= {key: [one for one in owners[key] if one in self.places] for key in seen}
        return seen

    def _owners_of(self, found: Mapping[str, Attributes]) -> dict[str, Sequence[str]]:
        if self.target == Target.PEOPLE:
            return {key: attributes.people_named for key, attributes in found.items()}
        if self.target == Target.UNITS:
            return {key: [f"unit:{unit}" for unit, _ in attributes.units] for key, attributes in found.items()}
        return {key: (key,) for key in found}

    # --- Where the owners are -----------------------------------------------------------------------------------------
    def _place(self, owners: Mapping[str, Sequence[str]], found: Mapping[str, Attributes]) -> None:
        new = {owner for of_document in owners.values() for owner in of_document} - self._asked
        self._asked |= new
        if self.target == Target.PEOPLE:
            where = self._where_people_are({int(owner.partition(":")[2]) for owner in new})
        elif self.target == Target.UNITS:
            pairs = {pair for attributes in found.values() for pair in attributes.units}
            where = {f"unit:{unit}": (organisation,) for unit, organisation in pairs if f"unit:{unit}" in new}
        else:
            where = {key: found[key].organisations for key in new}
        self.name({organisation for of_owner in where.values() for organisation in of_owner})
        # Thousands of owners are in a few hundred places.
        known: dict[tuple[int, ...], Values] = {}
        for owner, of_owner in where.items():
            values = known.get(of_owner)
            if values is None:
                shown = [self._places[pk] for pk in of_owner if pk in self._places]
                values = known[of_owner] = {
                    Dimension.ORGANISATION: {number for number, _ in shown},
                    Dimension.REGION: {region for _, region in shown if region},
                }
            if self.target != Target.UNITS or values[Dimension.ORGANISATION]:
                self.places[owner] = values

    def _where_people_are(self, people: set[int]) -> dict[str, tuple[int, ...]]:
        seen = {pk for (pk,) in people_seen(self.user, people, ("pk",))}
        profiles = self.store.read([f"{PROFILE}:{pk}" for pk in seen])
        today = timezone.localdate().isoformat()
        where = {profile.people[0]: profile.organisations_on(today) for profile in profiles.values()}
        if unpublished := seen - where.keys():
            others: dict[int, list[int]] = defaultdict(list)
            rows = rows_among(("places", today), at_work, unpublished, ("person", "organisation"), "person_id")
            for person, organisation in rows:
                others[person].append(organisation)
            where |= {pk: tuple(others[pk]) for pk in unpublished}
        return {f"person:{pk}": of_person for pk, of_person in where.items()}

    def name(self, organisations: set[int]) -> None:
        new = organisations - self.organisations.rows.keys()
        if new:
            grants = grants_for_user(self.user)
            rights = "organisations.view_unpublished" in grants.everywhere, tuple(sorted(grants.own))
            visible = partial(organisations_visible_to, self.user)
            for row in rows_among(("organisations", rights), visible, new, Bodies.TOLD):
                pk = row[Bodies.ID]
                self.organisations.rows[pk] = row
                self._places[pk] = str(pk), _region_of(row[Bodies.REGION])

    # --- Narrowing and counting ---------------------------------------------------------------------------------------
    def narrowed(self, narrowing: Narrowing) -> tuple[set[str], set[str], dict[str, Counter[str]]]:
        """The documents that fit, the owners that fit and for whom one of these speaks, and for each value of each
        dimension how many owners it would leave, as if its dimension were not narrowed."""
        counted: dict[Dimension, dict[str, set[str]]] = {one: defaultdict(set) for one in Dimension}
        shown: set[str] = set()
        fitting: set[str] = set()
        of_documents, of_owners = narrowing.in_use(OF_DOCUMENTS), narrowing.in_use(OF_OWNERS)
        if not of_documents and not of_owners:
            return self._everything(counted)
        absent = {owner: _missed(narrowing, values, of_owners) for owner, values in self.places.items()}
        for key, attributes in self.documents.items():
            values: Values = {
                Dimension.KIND: (attributes.kind,) if key.startswith(EVIDENCE) else (),
                Dimension.SUBJECT: attributes.subjects,
                Dimension.LANGUAGE: (attributes.language,) if attributes.language else (),
            }
            missed = _missed(narrowing, values, of_documents)
            if not missed:
                fitting.add(key)
            if len(missed) > 1:
                continue
            for owner in self.owners[key]:
                lacks = absent[owner]
                if len(missed) + len(lacks) > 1:
                    continue
                if not missed and not lacks:
                    shown.add(owner)
                for dimension in missed or (OF_DOCUMENTS if not lacks else ()):
                    for value in values[dimension]:
                        counted[dimension][value].add(owner)
                if lacks and not missed:
                    for value in self.places[owner][lacks[0]]:
                        counted[lacks[0]][value].add(owner)
        for owner in shown:
            for dimension in OF_OWNERS:
                for value in self.places[owner][dimension]:
                    counted[dimension][value].add(owner)
        return fitting, shown, _counts(counted)

    def _everything(
        self, counted: dict[Dimension, dict[str, set[str]]]
    ) -> tuple[set[str], set[str], dict[str, Counter[str]]]:
        """The same where nothing is chosen, which is most often: with fewer questions asked of each document."""
        kinds, subjects, languages = (counted[one] for one in OF_DOCUMENTS)
        # Many documents are of one kind, language and subjects.
        alike: dict[tuple[str, str, tuple[str, ...]], set[str]] = defaultdict(set)
        for key, attributes in self.documents.items():
            alike[attributes.kind, attributes.language, attributes.subjects].update(self.owners[key])
        shown: set[str] = set()
        for (kind, language, about), owners in alike.items():
            shown |= owners
            if kind != PROFILE:
                kinds[kind] |= owners
            if language:
                languages[language] |= owners
            for subject in about:
                subjects[subject] |= owners
        counts = _counts(counted)
        # Thousands of owners are in a few hundred places, each of which is one object.
        places = {id(values): values for values in self.places.values()}
        inhabited = Counter(id(self.places[owner]) for owner in shown)
        for dimension in OF_OWNERS:
            count = counts[dimension.value]
            for place, there in inhabited.items():
                for value in places[place][dimension]:
                    count[value] += there
        return set(self.documents), shown, counts


def _counts(counted: Mapping[Dimension, Mapping[str, set[str]]]) -> dict[str, Counter[str]]:
    return {
        dimension.value: Counter({value: len(owners) for value, owners in values.items()})
        for dimension, values in counted.items()
    }


def _missed(narrowing: Narrowing, values: Values, among: Sequence[Dimension]) -> list[Dimension]:
    """The dimensions in use that these values do not fit."""
    return [dimension for dimension in among if narrowing.of(dimension).isdisjoint(values[dimension])]


def _region_of(code: str) -> str:
    known = get_pack().region(code) if code else None
    return known.code if known else ""
