"""What of the engine's best documents a reader may see, whom they speak for, and what each filter would leave of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from seriktes.common.packs import get_pack
from seriktes.expertise.queries.attributes import Attributes, AttributeStore
from seriktes.expertise.queries.documents import EVIDENCE, PROFILE, affiliations_today, indexable_evidence
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import (
    Viewer,
    grants_for_user,
    is_published,
    live_people,
    organisations_visible_to,
    people_known_to,
    sees_everybody,
)

# By which it is told whom a reader knows beside published people (`people_known_to`).
KNOWING = ("organisations.view_students", "organisations.view_colleagues")


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


def among_ids(rows: QuerySet[Any], ids: Collection[int]) -> QuerySet[Any]:
    """Those of these ids: written into the statement, because a thousand parameters take longer than the query."""
    if not ids:
        return rows.none()
    column = f"{connection.ops.quote_name(rows.model._meta.db_table)}.{connection.ops.quote_name('id')}"
    return rows.extra(where=[f"{column} IN ({','.join(map(str, map(int, ids)))})"])  # noqa: S610  whole numbers alone


# A number that no record has, and how many statements are remembered.
_NOBODY, _MOST = 7_305_170_411_000_000, 500
_statements: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


def _ids_among(key: Hashable, build: Callable[[], QuerySet[Any]], ids: Collection[int]) -> set[int]:
    """Ids of the rows of `build()` among these. The SQL of each key is made once: composing it takes longer than asking.
    Whatever decides about the rows belongs into `key`."""
    if not ids:
        return set()
    full = (connection.vendor, key)
    if full not in _statements:
        if len(_statements) >= _MOST:
            _statements.clear()
        _statements[full] = among_ids(build(), [_NOBODY]).order_by().values_list("pk").query.sql_with_params()
    sql, parameters = _statements[full]
    with connection.cursor() as cursor:
        cursor.execute(sql.replace(str(_NOBODY), ",".join(map(str, map(int, ids)))), parameters)
        return {pk for (pk,) in cursor.fetchall()}


class Sight:
    """What a reader sees of the documents that the engine asks about, and whom of those that these speak for."""

    def __init__(self, user: Viewer, target: Target, store: AttributeStore) -> None:
        self.user, self.target, self.store = user, target, store
        self.documents: dict[str, Attributes] = {}
        self.owners: dict[str, list[str]] = {}
        # Of each visible owner the values of the dimensions of owners.
        self.places: dict[str, Values] = {}
        self.organisations: dict[int, Organisation] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self._asked: set[str] = set()

    def see(self, keys: Sequence[str]) -> set[str]:
        """Three queries at most; four for those who see people that are not published. Of evidence the index holds what
        everybody may see, so that what is hidden today is hidden from everybody here (decision 0012)."""
        told = self.store.read(keys)
        numbers = [int(key.partition(":")[2]) for key in told if key.startswith(EVIDENCE)]
        visible = {f"{EVIDENCE}:{pk}" for pk in _ids_among("evidence", indexable_evidence, numbers)}
        if self.target != Target.EVIDENCE:
            visible |= {key for key in told if key.startswith(PROFILE)}
        found = {key: told[key] for key in told if key in visible}
        owners = {key: self._owners_of(key, attributes) for key, attributes in found.items()}
        self._place(owners, found)
        # Somebody's own profile is seen with the person.
        seen = {key for key in found if key.startswith(EVIDENCE) or any(one in self.places for one in owners[key])}
        self.documents |= {key: found[key] for key in seen}
        self.owners |= {key: [one for one in owners[key] if one in self.places] for key in seen}
        return seen

    def _owners_of(self, key: str, attributes: Attributes) -> Sequence[str]:
        if self.target == Target.PEOPLE:
            return attributes.people_named
        return [f"unit:{unit}" for unit, _ in attributes.units] if self.target == Target.UNITS else (key,)

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
        self._name({organisation for of_owner in where.values() for organisation in of_owner})
        # Thousands of owners are in a few hundred places.
        known: dict[tuple[int, ...], Values] = {}
        for owner, of_owner in where.items():
            values = known.get(of_owner)
            if values is None:
                shown = [self._places[pk] for pk in of_owner if pk in self._places]
                values = known[of_owner] = {
                    Dimension.ORGANISATION: [number for number, _ in shown],
                    Dimension.REGION: {region for _, region in shown if region},
                }
            if self.target != Target.UNITS or values[Dimension.ORGANISATION]:
                self.places[owner] = values

    def _people_seen(self, people: set[int]) -> set[int]:
        """Most are published; only of the others it takes all the reader's rights to tell."""
        if sees_everybody(self.user):
            return _ids_among("people", live_people, people)
        today = timezone.localdate()
        seen = _ids_among(("published", today), lambda: live_people().filter(is_published(today)), people)
        rest = people - seen
        if rest and self.user.is_authenticated:
            grants = grants_for_user(self.user)
            places = [tuple(sorted(grants.organisations_with(one))) for one in KNOWING]
            seen |= _ids_among(("known", self.user.pk, *places), lambda: people_known_to(self.user), rest)
        return seen

    def _where_people_are(self, people: set[int]) -> dict[str, tuple[int, ...]]:
        seen = self._people_seen(people)
        profiles = self.store.read([f"{PROFILE}:{pk}" for pk in seen])
        today = timezone.localdate().isoformat()
        where = {
            pk: profiles[f"{PROFILE}:{pk}"].organisations_on(today) for pk in seen if f"{PROFILE}:{pk}" in profiles
        }
        if unpublished := seen - where.keys():
            others: dict[int, list[int]] = defaultdict(list)
            for person, organisation in affiliations_today(unpublished).values_list("person", "organisation"):
                others[person].append(organisation)
            where |= {pk: tuple(others[pk]) for pk in unpublished}
        return {f"person:{pk}": of_person for pk, of_person in where.items()}

    def _name(self, organisations: set[int]) -> None:
        new = organisations - self.organisations.keys()
        if new:
            shown = among_ids(organisations_visible_to(self.user), new)
            self.organisations |= shown.only(
                "pk", "kind", "region", "name_kk", "name_ru", "name_en", "name_other"
            ).in_bulk()
            self._places |= {pk: _place_of(self.organisations[pk]) for pk in new if pk in self.organisations}

    # --- Narrowing and counting ---------------------------------------------------------------------------------------
    def narrowed(self, narrowing: Narrowing) -> tuple[set[str], set[str], dict[str, Counter[str]]]:
        """The documents that fit, the owners that fit and for whom one of these speaks, and for each value of each
        dimension how many owners it would leave, as if its dimension were not narrowed."""
        counted: dict[Dimension, dict[str, set[str]]] = {one: defaultdict(set) for one in Dimension}
        shown: set[str] = set()
        fitting: set[str] = set()
        of_documents, of_owners = narrowing.in_use(OF_DOCUMENTS), narrowing.in_use(OF_OWNERS)
        absent = {owner: _missed(narrowing, values, of_owners) for owner, values in self.places.items()}
        if not of_documents and not of_owners:
            return self._everything(counted)
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
        for dimension in OF_OWNERS:
            of_dimension = counted[dimension]
            for owner in shown:
                for value in self.places[owner][dimension]:
                    of_dimension[value].add(owner)
        return set(self.documents), shown, _counts(counted)


def _counts(counted: Mapping[Dimension, Mapping[str, set[str]]]) -> dict[str, Counter[str]]:
    return {
        dimension.value: Counter({value: len(owners) for value, owners in values.items()})
        for dimension, values in counted.items()
    }


def _missed(narrowing: Narrowing, values: Values, among: Sequence[Dimension]) -> list[Dimension]:
    """The dimensions in use that these values do not fit."""
    return [dimension for dimension in among if narrowing.of(dimension).isdisjoint(values[dimension])]


def _place_of(organisation: Organisation) -> tuple[str, str]:
    known = get_pack().region(organisation.region) if organisation.region else None
    return str(organisation.pk), known.code if known else ""
