"""Evidence for tests, written row by row: what an action would have written, and noted for the index."""

from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceSubject, EvidenceUnit


def make(kind="publication", *, people=(), units=(), subjects=(), is_public=True, **values):
    row = Evidence.objects.create(kind=kind, is_public=is_public, **values)
    for position, person in enumerate(people, 1):
        EvidencePerson.objects.create(evidence=row, position=position, name=person.name, person=person)
    for unit in units:
        EvidenceUnit.objects.create(evidence=row, organisation=unit.organisation, unit=unit)
    for scheme, code in subjects:
        EvidenceSubject.objects.create(evidence=row, scheme=scheme, code=code)
    note_changes([f"evidence:{row.pk}"])
    return row


def change(row, **values):
    Evidence.objects.filter(pk=row.pk).update(**values)
    note_changes([f"evidence:{row.pk}"])
