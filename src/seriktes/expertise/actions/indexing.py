"""What the index must hear of: every action that changes evidence, its people or an expert profile notes it here."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import QuerySet

from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceUnit, ExpertProfile, IndexChange

# Rows of one statement.
BATCH = 2000


def note_changes(keys: Iterable[str]) -> int:
    """Notes documents of the index (`evidence:<pk>`, `profile:<person pk>`) as changed, in the transaction of the change
    itself; answers how many. The worker's indexer takes them up within a fraction of a second after the commit."""
    changed = [IndexChange(key=key) for key in dict.fromkeys(keys)]
    return len(IndexChange.objects.bulk_create(changed, batch_size=BATCH))


def note_people(people: Iterable[int]) -> int:
    """Notes everything that the index tells of these people; of most, it tells nothing."""
    noted = 0
    for some in _in_batches(people):
        rows = _named(some).values_list("person", "evidence")
        found = list(rows.order_by("evidence"))
        known = sorted(_with_profile(some) | {person for person, _ in found})
        noted += note_changes([f"profile:{pk}" for pk in known] + [f"evidence:{evidence}" for _, evidence in found])
    return noted


def note_places(people: Iterable[int]) -> int:
    """Notes where these people work: the index keeps it with each person, and with none of the evidence."""
    noted = 0
    for some in _in_batches(people):
        known = _with_profile(some) | set(_named(some).values_list("person", flat=True))
        noted += note_changes(f"profile:{pk}" for pk in sorted(known))
    return noted


def _in_batches(people: Iterable[int]) -> Iterator[list[int]]:
    everybody = list(people)
    for at in range(0, len(everybody), BATCH):
        yield everybody[at : at + BATCH]


def _named(people: Collection[int]) -> QuerySet[EvidencePerson]:
    return EvidencePerson.objects.filter(person__in=people, archived_at__isnull=True)


def _with_profile(people: Collection[int]) -> set[int]:
    return set(ExpertProfile.objects.filter(person__in=people).values_list("person", flat=True))


def note_organisations(organisations: Sequence[int]) -> int:
    """Notes what these organisations offer and what comes from them: whether it is shown hangs on them."""
    offered = Evidence.objects.filter(organisation__in=organisations)
    from_them = EvidenceUnit.objects.filter(organisation__in=organisations, archived_at__isnull=True)
    rows = offered.values_list("pk").union(from_them.values_list("evidence"))
    return note_changes(f"evidence:{pk}" for (pk,) in rows.order_by())
