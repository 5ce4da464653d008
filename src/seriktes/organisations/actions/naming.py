"""Keeps what is derived from names: the columns for lists, the sort keys, and the entries of the search box."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.exchange.enums import Source
from seriktes.organisations.enums import NameKind, OrganisationStatus
from seriktes.organisations.models import Identifier, Organisation, OrganisationName, Person, SearchEntry
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.models.search import marked
from seriktes.organisations.signals import people_changed
from seriktes_analytics.names import fold

DERIVED = [
    f"{column}_{code}" for column in ("name", "sort") for code in Languages.values
] + ["name_other"]  # fmt: skip
SORT_LENGTH = 300
HEAD_LENGTH = 120


def derive_names(organisation: Organisation, names: Sequence[OrganisationName]) -> None:
    """Set the derived columns from the names in use; does not save.

    In each language the official name entered by hand comes first, then the one the registry shows, then the oldest.
    """
    labels = sorted(
        (name for name in names if name.kind == NameKind.LABEL),
        key=lambda name: (name.source != Source.HAND, not name.is_display, name.pk or 0),
    )
    chosen = {code: next((name.value for name in labels if name.language == code), "") for code in Languages.values}
    shown = next((name.value for name in names if name.is_display), "") or next((name.value for name in labels), "")
    for code in Languages.values:
        setattr(organisation, f"name_{code}", chosen[code])
        best = next((chosen[other] for other in FALLBACK[code] if chosen[other]), shown)
        setattr(organisation, f"sort_{code}", sort_key(best, code)[:SORT_LENGTH])
    organisation.name_other = "" if any(chosen.values()) else shown


def organisation_entry(
    organisation: Organisation, names: Iterable[OrganisationName], identifiers: Iterable[Identifier]
) -> SearchEntry:
    folded = dict.fromkeys(fold(name.value) for name in names)
    codes = dict.fromkeys(identifier.value.rsplit("/", 1)[-1].replace(" ", "").casefold() for identifier in identifiers)
    head = fold(organisation.name_kk or organisation.name_ru or organisation.name_en or organisation.name_other)
    return SearchEntry(
        target="organisation",
        target_id=organisation.pk,
        head=head[:HEAD_LENGTH],
        text=marked("organisation", " ".join([*folded, *codes])),
        is_public=organisation.is_public,
    )


def person_entry(person: Person) -> SearchEntry:
    folded = dict.fromkeys(fold(name) for name in person.names_by_language.values() if name)
    return SearchEntry(
        target="person",
        target_id=person.pk,
        head=next(iter(folded), "")[:HEAD_LENGTH],
        text=marked("person", " ".join([*folded, *([person.orcid] if person.orcid else [])])),
        is_public=person.is_public,
    )


@transaction.atomic
def refresh_names(organisations: Iterable[Organisation]) -> None:
    """Derive the columns and the search entries of these organisations again, from their rows."""
    by_pk = {organisation.pk: organisation for organisation in organisations}
    names: dict[int, list[OrganisationName]] = defaultdict(list)
    for name in OrganisationName.objects.filter(organisation__in=by_pk, archived_at__isnull=True).order_by("pk"):
        names[name.organisation_id].append(name)
    identifiers: dict[int, list[Identifier]] = defaultdict(list)
    for identifier in Identifier.objects.filter(organisation__in=by_pk, archived_at__isnull=True):
        identifiers[identifier.organisation_id].append(identifier)
    for pk, organisation in by_pk.items():
        derive_names(organisation, names[pk])
    Organisation.objects.bulk_update(by_pk.values(), DERIVED, batch_size=500)
    replace_entries(
        [
            organisation_entry(organisation, names[pk], identifiers[pk])
            for pk, organisation in by_pk.items()
            if organisation.status != OrganisationStatus.MERGED
        ],
        target="organisation",
        gone=by_pk,
    )


@transaction.atomic
def refresh_people(people: Iterable[Person]) -> None:
    """Sort keys and search entries of these people again, from their columns."""
    by_pk = {person.pk: person for person in people}
    for person in by_pk.values():
        for code in Languages.values:
            best = next((name for other in FALLBACK[code] if (name := getattr(person, f"name_{other}"))), "")
            setattr(person, f"sort_{code}", sort_key(best, code)[:SORT_LENGTH])
    Person.objects.bulk_update(by_pk.values(), [f"sort_{code}" for code in Languages.values], batch_size=500)
    replace_entries(
        [person_entry(person) for person in by_pk.values() if person.merged_into_id is None],
        target="person",
        gone=by_pk,
    )
    people_changed.send(sender=Person, people=list(by_pk))


def replace_entries(entries: list[SearchEntry], *, target: str, gone: Iterable[int]) -> None:
    SearchEntry.objects.filter(target=target, target_id__in=list(gone)).delete()
    SearchEntry.objects.bulk_create(entries, batch_size=500)
