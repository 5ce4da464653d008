"""What an import of people must know of the register: places, the people already there, and the user's rights."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Fault
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit
from seriktes.organisations.queries import access
from seriktes.organisations.queries.importing import by_exact_name, owners_of, parts

NAMES = ("name_kk", "name_ru", "name_en")


@dataclass(frozen=True)
class Place:
    organisation_id: int
    unit_id: int | None


class Places:
    """Organisations and units as a file names them: by number, identifier or exact official name."""

    def __init__(self, user: User | None, wanted: Sequence[tuple[tuple[str, str], str]]) -> None:
        said = {organisation for organisation, _unit in wanted}
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for pair, pk in owners_of({pair for pair in said if pair[0] not in ("id", "name")}).items():
            found[pair].add(pk)
        names = {text for how, text in said if how == "name"}
        for (_language, value), pks in by_exact_name(names).items():
            found["name", value] |= pks
        for how, text in said:
            if how == "id":
                found[how, text].add(int(text))
        visible = (
            Organisation.objects.exclude(status="merged") if user is None else access.organisations_visible_to(user)
        )
        every = {pk for pks in found.values() for pk in pks}
        seen: set[int] = set()
        for part in parts(every):
            seen |= set(visible.filter(pk__in=part).values_list("pk", flat=True))
        self._found = {pair: pks & seen for pair, pks in found.items()}
        self._units: dict[tuple[int, str], int] = {}
        if any(unit for _organisation, unit in wanted):
            for unit in Unit.objects.filter(organisation__in=self.organisation_ids()):
                for name in NAMES:
                    if value := getattr(unit, name):
                        self._units[unit.organisation_id, value] = unit.pk

    def organisation_ids(self) -> set[int]:
        return {pk for pks in self._found.values() for pk in pks}

    def find(self, organisation: tuple[str, str], unit: str) -> tuple[Place | None, Fault | None]:
        pks = self._found.get(organisation, set())
        if len(pks) > 1:
            return None, Fault("name_ambiguous", "organisation", {"others": [f"№ {pk}" for pk in sorted(pks)]})
        if not pks:
            return None, Fault("unknown_organisation", "organisation", {"value": organisation[1]})
        pk = next(iter(pks))
        if unit and (pk, unit) not in self._units:
            return None, Fault("unknown_unit", "unit", {"value": unit})
        return Place(pk, self._units.get((pk, unit)) if unit else None), None


class People:
    """The people whom the rows may mean, with their affiliations."""

    def __init__(self, records: Iterable[Any], organisation_ids: set[int]) -> None:
        records = list(records)
        live = Person.objects.filter(merged_into__isnull=True)
        found: dict[int, Person] = {}
        for name, values in (
            ("pk", {record.number for record in records if record.number is not None}),
            ("orcid", {record.fields["orcid"] for record in records if record.fields.get("orcid")}),
            ("email", {record.fields["email"] for record in records if record.fields.get("email")}),
        ):
            for part in parts(values):
                for person in live.filter(**{f"{name}__in": part}):
                    found.setdefault(person.pk, person)
        names = {name for record in records for name in record.names}
        for part in parts(names):
            reasons = Q(name_kk__in=part) | Q(name_ru__in=part) | Q(name_en__in=part)
            here = Affiliation.objects.filter(organisation__in=organisation_ids).values("person")
            for person in live.filter(reasons, pk__in=here):
                found.setdefault(person.pk, person)
        self.found: Mapping[int, Person] = found
        self._orcid = {person.orcid: person for person in found.values() if person.orcid}
        self._email: dict[str, list[Person]] = defaultdict(list)
        for person in found.values():
            if person.email:
                self._email[person.email.casefold()].append(person)
        self._affiliations: dict[int, list[Affiliation]] = defaultdict(list)
        for part in parts(found):
            for row in Affiliation.objects.filter(person__in=part).order_by("pk"):
                self._affiliations[row.person_id].append(row)
        self._new: dict[int, list[Affiliation]] = defaultdict(list)

    def by_number(self, pk: int) -> Person | None:
        return self.found.get(pk)

    def with_value(self, name: str, value: str) -> list[Person]:
        """The people who have this ORCID or e-mail address."""
        if name == "orcid":
            return [self._orcid[value]] if value in self._orcid else []
        return self._email.get(value.casefold(), []) if value else []

    def by_name(self, names: Sequence[str], organisation_id: int) -> list[Person]:
        return [
            person
            for person in self.found.values()
            if any(getattr(person, name) in names for name in NAMES if getattr(person, name))
            and any(row.organisation_id == organisation_id for row in self._affiliations[person.pk])
        ]

    def affiliations_of(self, person: Person) -> list[Affiliation]:
        """Also those of this chunk; archived ones too, which stay archived."""
        return self._affiliations[person.pk] if person.pk else self._new[id(person)]


class Rights:
    """What the user may do with these people; the system itself may do everything."""

    def __init__(self, user: User | None, people: Mapping[int, Person]) -> None:
        self._user = user
        if user is None:
            return
        self._grants = access.grants_for_user(user)
        self._seen: set[int] = set()
        self._known: set[int] = set()
        for part in parts(people):
            self._seen |= set(access.people_visible_to(user).filter(pk__in=part).values_list("pk", flat=True))
            self._known |= set(access.people_known_to(user).filter(pk__in=part).values_list("pk", flat=True))
        keeps = self._grants.organisations_with("organisations.change_person")
        kept = Affiliation.objects.filter(organisation__in=keeps, archived_at__isnull=True, person__in=list(people))
        self._kept = set(kept.values_list("person", flat=True)) if keeps else set()

    def may_add_to(self, organisation_id: int) -> bool:
        return self._user is None or self._grants.allow("organisations.add_person", organisation_id)

    def may_see(self, person: Person) -> bool:
        return self._user is None or person.pk in self._seen

    def may_know(self, person: Person) -> bool:
        """Contact data too: of published people everybody sees the name, and few the address."""
        return self._user is None or person.pk in self._known

    def may_change(self, person: Person) -> bool:
        everywhere = self._user is None or "organisations.change_person" in self._grants.everywhere
        return everywhere or person.pk in self._kept


def decided_questions(target_type: str, pks: Iterable[int]) -> set[tuple[int, str, Any]]:
    """Questions answered before, as (record, field, value proposed): they are not asked again."""
    found: set[tuple[int, str, Any]] = set()
    for part in parts(pks):
        asked = ImportQuestion.objects.filter(
            target_type=target_type, target_id__in=part, field__startswith="affiliation."
        ).exclude(decision="")
        found |= set(asked.values_list("target_id", "field", "proposed"))
    return found
