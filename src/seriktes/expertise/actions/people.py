"""Which person of the register a printed name is: a machine asks, people decide, and the decision stays."""

from datetime import datetime

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.actions.log import log
from seriktes.expertise.definitions.refusals import CannotDecideAuthor
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import AuthorQuestion, EvidencePerson
from seriktes.organisations.models import Person


@transaction.atomic
def decide_author(*, question: AuthorQuestion, same: bool, by: User, at: datetime) -> AuthorQuestion:
    """The printed name is that person, or somebody else. With "the same", what else was asked of the name is answered:
    it is nobody else. Raises CannotDecideAuthor."""
    row = _lock(question.row_id)
    question = AuthorQuestion.objects.select_for_update().select_related("person").get(pk=question.pk)
    if question.is_same is not None:
        raise CannotDecideAuthor("decided")
    if question.person.merged_into_id:
        raise CannotDecideAuthor("merged_person")
    _answer(question, same=same, by=by, at=at)
    if same:
        for other in AuthorQuestion.objects.select_for_update().filter(row=row, is_same__isnull=True):
            _answer(other, same=False, by=by, at=at)
        _link(row, question.person, by=by, at=at)
    elif row.person_id == question.person_id:
        _refuse(row, by=by, at=at)
    record_event(
        kind="expertise.authorquestion.author_decided", by=by, target=question,
        values={"row": row.pk, "person": question.person_id, "same": same},
    )  # fmt: skip
    return question


@transaction.atomic
def claim(*, row: EvidencePerson, person: Person, by: User, at: datetime) -> EvidencePerson:
    """The printed name is this person, says whoever may say so. Raises CannotDecideAuthor."""
    row = _lock(row.pk)
    person = Person.objects.get(pk=person.pk)
    if person.merged_into_id:
        raise CannotDecideAuthor("merged_person")
    if row.person_id == person.pk and row.standing == Standing.CONFIRMED:
        raise CannotDecideAuthor("already_theirs")
    for question in AuthorQuestion.objects.select_for_update().filter(row=row, is_same__isnull=True):
        _answer(question, same=question.person_id == person.pk, by=by, at=at)
    _link(row, person, by=by, at=at)
    return row


@transaction.atomic
def refuse(*, row: EvidencePerson, by: User, at: datetime) -> EvidencePerson:
    """The printed name is not the person to whom it was linked. The link stays as refused, so that no import makes it
    again. Raises CannotDecideAuthor."""
    row = _lock(row.pk)
    if row.person_id is None or row.standing == Standing.REFUSED:
        raise CannotDecideAuthor("decided")
    for question in AuthorQuestion.objects.select_for_update().filter(
        row=row, person=row.person_id, is_same__isnull=True
    ):
        _answer(question, same=False, by=by, at=at)
    _refuse(row, by=by, at=at)
    return row


def _lock(pk: int) -> EvidencePerson:
    row = EvidencePerson.objects.select_for_update(of=("self",)).select_related("evidence").get(pk=pk)
    if row.archived_at is not None or row.evidence.merged_into_id is not None:
        raise CannotDecideAuthor("merged")
    return row


def _answer(question: AuthorQuestion, *, same: bool, by: User, at: datetime) -> None:
    question.is_same, question.decided_at, question.decided_by = same, at, by
    question.save(update_fields=["is_same", "decided_at", "decided_by"])


def _link(row: EvidencePerson, person: Person, *, by: User, at: datetime) -> None:
    before = row.person_id
    row.person, row.standing, row.decided_at, row.decided_by = person, Standing.CONFIRMED, at, by
    row.save(update_fields=["person", "standing", "decided_at", "decided_by"])
    log("person_linked", row.evidence, by=by, at=at, values={"row": row.pk, "person": [before, person.pk]})
    note_changes([f"evidence:{row.evidence_id}", *(f"profile:{pk}" for pk in (before, person.pk) if pk)])


def _refuse(row: EvidencePerson, *, by: User, at: datetime) -> None:
    row.standing, row.decided_at, row.decided_by = Standing.REFUSED, at, by
    row.save(update_fields=["standing", "decided_at", "decided_by"])
    log("person_refused", row.evidence, by=by, at=at, values={"row": row.pk, "person": row.person_id})
    note_changes([f"evidence:{row.evidence_id}", f"profile:{row.person_id}"])
