"""A student's application: begun, its list ranked and saved as often as one likes, submitted, withdrawn; or not admitted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.text import one_line, visible
from seriktes.curriculum.enums import StudyLevel
from seriktes.documents.actions.attachments import ending_of
from seriktes.documents.actions.files import safe_name, sha256_of
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Person
from seriktes.placements.actions.log import log
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.placements.definitions.eligibility import STUDIES, programme_code
from seriktes.placements.enums import ApplicationState, CohortState, CoupleState
from seriktes.placements.models import Application, ApplicationDocument, Cohort, Wish
from seriktes.placements.queries import choice

WRITABLE = (*STUDIES, "about")
LARGEST_FILE = 10 * 1024 * 1024
# A position by its number, and the rank that the student gives it; equal ranks are equally wished.
List = Sequence[tuple[int, int]]


@transaction.atomic
def begin_application(
    *, cohort: Cohort, student: Person, by: User | None, at: datetime, taken_along: bool = True
) -> Application:
    """A draft that nobody but the student sees; one that was withdrawn is a draft again. What was said in an earlier cohort
    is taken along, unless somebody else enters the application. Raises CannotApply."""
    today = timezone.localdate(at)
    if not choice.applying_is_open(cohort, today):
        raise CannotApply("lists_closed", [cohort.applications_until])
    if not choice.affiliations_of(student, cohort, today).exists():
        raise CannotApply("not_a_student")
    withdrawn = Application.objects.select_for_update().filter(
        cohort=cohort, student=student, state=ApplicationState.WITHDRAWN
    )
    if (again := withdrawn.first()) is not None:
        again.state, again.withdrawal, again.submitted_at = ApplicationState.DRAFT, "", None
        save(again)
        log("application.begun", again, by=by, at=at, organisation=cohort.programme.organisation_id)
        return again
    earlier = Application.objects.filter(student=student).order_by("-pk").first() if taken_along else None
    taken = [name for name in WRITABLE if name not in STUDIES or not cohort.programme.is_for_faculty]
    said = {name: getattr(earlier, name) for name in taken} if earlier else {}
    application = Application(cohort=cohort, student=student, **said)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:
        raise CannotApply("applied_already") from error
    log("application.begun", application, by=by, at=at, organisation=cohort.programme.organisation_id)
    return application


@transaction.atomic
def save_application(
    *,
    application: Application,
    values: Mapping[str, Any],
    wishes: List | None,
    by: User | None,
    at: datetime,
    expected_version: int | None,
    by_itself: bool = False,
) -> Application:
    """Keep what was written. A draft may lack anything; what was submitted stays whole.

    `by_itself`: the page saved while somebody was writing; only drafts are saved so, and the log is spared it. Raises
    EditedElsewhere when another writer saved meanwhile, and CannotApply; writes nothing then.
    """
    application = lock_application(application, expected_version=expected_version)
    _check_open(application, at)
    if unknown := set(values) - set(WRITABLE):
        raise ValueError(f"Not a field of an application: {', '.join(sorted(unknown))}.")
    is_draft = application.state == ApplicationState.DRAFT
    if by_itself and not is_draft:
        raise CannotApply("wrong_state")
    cleaned = {name: _cleaned(name, value) for name, value in values.items()}
    if application.cohort.programme.is_for_faculty and (told := [name for name in STUDIES if cleaned.get(name)]):
        raise CannotApply("no_studies", told)
    changes: dict[str, Any] = changes_of(application, cleaned)
    for name, value in cleaned.items():
        setattr(application, name, value)
    if wishes is not None and _set_wishes(application, wishes):
        changes["wishes"] = [None, len(wishes)]
    if not changes:
        return application
    if not is_draft:
        _check_whole(application, at)
    application.version += 1
    application.save()
    if is_draft:
        if not by_itself:
            record_event(
                kind="placements.application.saved", by=by, target=application, values={"fields": sorted(changes)}
            )
    else:
        log("application.changed", application, by=by, at=at, organisation=_university(application),
            data={"fields": sorted(changes)})  # fmt: skip
    return application


@transaction.atomic
def submit_application(
    *, application: Application, by: User | None, at: datetime, expected_version: int | None = None
) -> Application:
    """From here on the university sees it, and, when the lists are closed, the hosts it names. Raises EditedElsewhere,
    CannotApply with what is missing."""
    application = lock_application(application, expected_version=expected_version)
    if application.state != ApplicationState.DRAFT:
        raise CannotApply("wrong_state")
    _check_open(application, at)
    _check_whole(application, at)
    application.state, application.submitted_at = ApplicationState.SUBMITTED, at
    save(application)
    log("application.submitted", application, by=by, at=at, organisation=_university(application),
        data={"count": application.wishes.count()})  # fmt: skip
    return application


@transaction.atomic
def withdraw_application(
    *, application: Application, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Application:
    """Before the match; afterwards `leaving.student_leaves`. What was submitted goes with a reason."""
    application = lock_application(application, expected_version=expected_version)
    if application.state not in choice.ALIVE:
        raise CannotApply("wrong_state")
    if choice.is_placed(application):
        raise CannotApply("placed_already_self")
    reason = one_line(reason)[:500]
    if application.submitted_at is not None and not reason:
        raise CannotApply("no_reason")
    application.state, application.withdrawal = ApplicationState.WITHDRAWN, reason
    save(application)
    end_couple_of(application, by=by, at=at)
    log(
        "application.withdrawn",
        application,
        by=by,
        at=at,
        organisation=_university(application),
        data={"reason": reason},
    )
    return application


@transaction.atomic
def withdraw_doubled(*, student: Person, by: User, at: datetime) -> None:
    """The record of `student` was merged into another that applies in the same cohort: what stayed with it would be matched
    beside the other."""
    rows = Application.objects.filter(student=student, state__in=choice.ALIVE).order_by("pk")
    for application in rows:
        if not choice.is_placed(application):
            reason = _("The two records of the student are one: the other application counts.")
            withdraw_application(application=application, reason=reason, by=by, at=at)


@transaction.atomic
def refuse_application(
    *, application: Application, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Application:
    """The university found that the student may not take part, and says why. Raises CannotApply."""
    application = lock_application(application, expected_version=expected_version)
    if application.state != ApplicationState.SUBMITTED or choice.is_placed(application):
        raise CannotApply("wrong_state")
    reason = one_line(reason)[:500]
    if not reason:
        raise CannotApply("no_reason")
    application.state, application.refusal = ApplicationState.REFUSED, reason
    save(application)
    end_couple_of(application, by=by, at=at)
    log(
        "application.refused", application, by=by, at=at, organisation=_university(application), data={"reason": reason}
    )
    return application


@transaction.atomic
def readmit_application(
    *, application: Application, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Application:
    """Of one that was not admitted: it takes part after all."""
    application = lock_application(application, expected_version=expected_version)
    if application.state != ApplicationState.REFUSED or application.cohort.state in (
        CohortState.ENDED,
        CohortState.CANCELLED,
    ):
        raise CannotApply("wrong_state")
    application.state, application.refusal = ApplicationState.SUBMITTED, ""
    save(application)
    log("application.readmitted", application, by=by, at=at, organisation=_university(application),
        data={"reason": one_line(reason)[:500]})  # fmt: skip
    return application


# --- Documents --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_document(
    *, application: Application, code: str, name: str, content: bytes, by: User, at: datetime
) -> ApplicationDocument:
    """One file for each document that the cohort asks for; a new one takes the place of the old. Raises CannotApply."""
    application = lock_application(application)
    _check_open(application, at)
    if code not in {asked["code"] for asked in application.cohort.documents}:
        raise CannotApply("unknown_document")
    ending = ending_of(name, content) if 0 < len(content) <= LARGEST_FILE else ""
    if not ending:
        raise CannotApply("bad_file")
    for old in application.documents.filter(code=code):
        _drop(old)
    row = ApplicationDocument(
        application=application, code=code, name=safe_name(name, f".{ending}"), sha256=sha256_of(content), at=at
    )
    row.file.save(row.name, ContentFile(content), save=False)
    row.save()
    _touch(application)
    log("application.document_added", application, by=by, at=at, organisation=_university(application),
        data={"name": row.name}, values={"document": code, "sha256": row.sha256})  # fmt: skip
    return row


@transaction.atomic
def remove_document(*, document: ApplicationDocument, by: User, at: datetime) -> None:
    """Of a draft; what was submitted keeps what the cohort asks for."""
    application = lock_application(document.application)
    _check_open(application, at)
    if application.state != ApplicationState.DRAFT:
        raise CannotApply("frozen")
    _drop(document)
    _touch(application)
    log("application.document_removed", application, by=by, at=at, organisation=_university(application),
        data={"name": document.name}, values={"document": document.code, "sha256": document.sha256})  # fmt: skip


def _touch(application: Application) -> None:
    """A file says nothing that the form of the list shows, so who writes there need not be told."""
    Application.objects.filter(pk=application.pk).update(changed_at=timezone.now())


def _drop(document: ApplicationDocument) -> None:
    storage, stored = document.file.storage, str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: storage.delete(stored))


# --- What all of them need --------------------------------------------------------------------------------------------
def lock_application(application: Application, *, expected_version: int | None = None) -> Application:
    """The cohort first: whoever closes the lists and whoever saves one at that moment come one after the other."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=application.cohort_id)
    locked = lock_for_edit(application, expected_version=expected_version)
    locked.cohort = cohort
    return locked


def save(application: Application) -> None:
    application.version += 1
    application.save()


def _university(application: Application) -> int:
    return application.cohort.programme.organisation_id


def _check_open(application: Application, at: datetime) -> None:
    if application.state not in choice.ALIVE:
        raise CannotApply("wrong_state")
    if not choice.list_is_open(application, timezone.localdate(at)):
        raise CannotApply("lists_closed", [application.cohort.applications_until])


def _check_whole(application: Application, at: datetime) -> None:
    asked = () if application.cohort.programme.is_for_faculty else STUDIES
    if missing := [name for name in asked if not getattr(application, name)]:
        raise CannotApply("missing", missing)
    if reasons := choice.unmet_by(application, timezone.localdate(at)):
        raise CannotApply("not_eligible", [str(reason) for reason in reasons])
    if documents := choice.missing_documents(application):
        raise CannotApply("document_missing", documents)
    if not application.wishes.exists():
        raise CannotApply("empty_list")


def _cleaned(name: str, value: Any) -> Any:
    if name == "year":
        return value or None
    if name == "level":
        if value and value not in StudyLevel.values:
            raise CannotApply("missing", ["level"])
        return value or ""
    if name == "study_programme":
        return programme_code(str(value or ""))[:20]
    return visible(str(value or "")).replace("\r\n", "\n").strip()[:2000]


def in_order(wishes: List) -> list[tuple[int, int]]:
    """Best first, with ranks as one counts them: two firsts are followed by a third."""
    if any(rank < 1 for _, rank in wishes):
        raise CannotApply("bad_rank")
    ordered = sorted(wishes, key=lambda one: one[1])
    found: list[tuple[int, int]] = []
    for place, (position, rank) in enumerate(ordered):
        is_equal = place > 0 and ordered[place - 1][1] == rank
        found.append((position, found[-1][1] if is_equal else place + 1))
    return found


def _set_wishes(application: Application, wishes: List) -> bool:
    couple = choice.couple_of(application)
    if couple is not None and couple.state == CoupleState.TOGETHER and choice.is_agreed(couple):
        raise CannotApply("ranks_together")
    return write_wishes(application, wishes)


def write_wishes(application: Application, wishes: List) -> bool:
    """Whether anything changed. What hosts said of positions that stay is kept. Raises CannotApply."""
    numbers = [position for position, _ in wishes]
    if doubled := [number for number in numbers if numbers.count(number) > 1]:
        raise CannotApply("doubled_position", _names(doubled[:1]))
    if len(wishes) > application.cohort.wishes_at_most:
        raise CannotApply("too_many_wishes", [application.cohort.wishes_at_most])
    before = {wish.position_id: wish for wish in application.wishes.all()}
    offered = set(choice.choosable(application.cohort).filter(pk__in=numbers).values_list("pk", flat=True))
    if unknown := [number for number in numbers if number not in offered and number not in before]:
        raise CannotApply("unknown_position", _names(unknown[:1]))
    ranks = dict(in_order(wishes))
    if {number: wish.rank for number, wish in before.items()} == ranks:
        return False
    application.wishes.exclude(position__in=ranks).delete()
    kept = [before[number] for number in ranks if number in before]
    for wish in kept:
        wish.rank = ranks[wish.position_id]
    Wish.objects.bulk_update(kept, ["rank"])
    Wish.objects.bulk_create(
        [
            Wish(application=application, position_id=number, rank=rank)
            for number, rank in ranks.items()
            if number not in before
        ]
    )
    return True


def _names(numbers: Sequence[int]) -> list[str]:
    """What the page calls them; an unknown one by its number, so that nothing is told of what is hidden."""
    return [f"№ {number}" for number in numbers]


def end_couple_of(application: Application, *, by: User, at: datetime) -> None:
    couple = choice.couple_of(application)
    if couple is not None:
        couple.state = CoupleState.APART
        couple.version += 1
        couple.save()
        log("application.joint_ended", choice.other_of(couple, application), by=by, at=at)
