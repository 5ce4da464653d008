"""Changes of curricula for programs: named, decided, carried out in a course run, and what came of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import AfterValidator, Field, StringConstraints

from seriktes.accounts.api import asker, member
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import LINES, ONE_LINE, Body, Day, Key, RecordNumber
from seriktes.curriculum.actions import advice as actions
from seriktes.curriculum.api.advice import RecommendationOut, answer, router, visible_advice
from seriktes.curriculum.api.shared import WRITE, Reason, found_or_404, may, record_given
from seriktes.curriculum.models import Course, CourseRun, CurriculumChange, StudyProgramme
from seriktes.curriculum.queries import access

What = Annotated[str, Field(max_length=3000, pattern=LINES)]
Figure = Annotated[
    str, StringConstraints(max_length=14, pattern=r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"), AfterValidator(Decimal),
    Field(json_schema_extra={"example": "68.00"}),
]  # fmt: skip


Version = Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Of the change, as you read it.")]


class ChangeTerms(Body):
    """Of a course, a programme of study, or both."""

    course: RecordNumber | None = None
    programme: RecordNumber | None = None
    what: What | None = None

    def columns(self, organisation: int) -> dict[str, Any]:
        values: dict[str, Any] = {"what": self.what} if self.what is not None else {}
        for name, model in (("course", Course), ("programme", StudyProgramme)):
            if name in self.model_fields_set:
                pk = getattr(self, name)
                rows = model.objects.filter(organisation=organisation)
                values[name] = record_given(rows, pk, f"/{name}") if pk is not None else None
        return values


class ChangeNew(ChangeTerms):
    what: What
    due_on: Annotated[Day, Field(description="By when it is to be decided.")]


class ChangeReworded(ChangeTerms):
    version: Version = None


class ChangeDecisionIn(Body):
    decided_on: Day
    decided_by: Annotated[str, Field(max_length=300, pattern=ONE_LINE, description="The body and its minutes.")]
    due_on: Annotated[Day, Field(description="By when it is to be carried out.")]
    version: Version = None


class RefusalIn(Body):
    reason: Reason
    decided_by: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] = ""
    version: Version = None


class RunIn(Body):
    run: Annotated[RecordNumber, Field(description="A run of the course, or of a course of the programme.")]
    due_on: Annotated[Day, Field(description="By when its result is to be told.")]
    version: Version = None


class ChangeResultIn(Body):
    """In words and a figure."""

    result: Annotated[str, Field(max_length=2000, pattern=LINES)]
    measure: Annotated[str, Field(max_length=200, pattern=ONE_LINE, description="What is measured.")]
    before: Figure | None = None
    after: Figure
    unit: Annotated[str, Field(max_length=30, pattern=ONE_LINE)] = ""
    version: Version = None


def _change(request: HttpRequest, pk: int) -> CurriculumChange:
    rows = CurriculumChange.objects.filter(recommendation__in=access.advice_visible_to(asker(request)))
    rows = rows.select_related("recommendation__council__organisation", "course", "programme", "run")
    found: CurriculumChange = found_or_404(rows, pk)
    may(request, access.CHANGES, found)
    return found


def _moved(
    request: HttpRequest,
    record: CurriculumChange,
    act: Callable[..., CurriculumChange],
    version: int | None,
    **values: Any,
) -> RecommendationOut:
    act(change=record, by=member(request), at=timezone.now(), expected_version=version, **values)
    return answer(request, record.recommendation)


@router.post(
    "/recommendations/{int:pk}/changes",
    auth=WRITE,
    response={201: RecommendationOut},
    summary="Name a change of a curriculum",
)
def propose(request: HttpRequest, response: HttpResponse, pk: Key, new: ChangeNew) -> RecommendationOut:
    record = visible_advice(request, pk, access.CHANGES)
    actions.propose_change(
        advice=record, values=new.columns(record.council.organisation_id), due_on=new.due_on, by=member(request),
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, record, response)


@router.patch(
    "/curriculum-changes/{int:pk}", auth=WRITE, response=RecommendationOut,
    summary="Reword a change of a curriculum",
)  # fmt: skip
def reword(request: HttpRequest, pk: Key, terms: ChangeReworded) -> RecommendationOut:
    """Before it is decided. With `version`, what somebody changed meanwhile is not overwritten."""
    record = _change(request, pk)
    actions.reword_change(
        change=record, values=terms.columns(access.organisation_of(record)), by=member(request), at=timezone.now(),
        expected_version=terms.version,
    )  # fmt: skip
    return answer(request, record.recommendation)


@router.post(
    "/curriculum-changes/{int:pk}/accept", auth=WRITE, response=RecommendationOut,
    summary="Record the decision on a change",
)  # fmt: skip
def accept(request: HttpRequest, pk: Key, what: ChangeDecisionIn) -> RecommendationOut:
    return _moved(
        request, _change(request, pk), actions.accept_change, what.version, decided_on=what.decided_on, decided_by=what.decided_by,
        due_on=what.due_on,
    )  # fmt: skip


@router.post(
    "/curriculum-changes/{int:pk}/refuse", auth=WRITE, response=RecommendationOut,
    summary="Refuse a change",
)  # fmt: skip
def refuse(request: HttpRequest, pk: Key, what: RefusalIn) -> RecommendationOut:
    return _moved(
        request,
        _change(request, pk),
        actions.refuse_change,
        what.version,
        reason=what.reason,
        decided_by=what.decided_by,
    )


@router.post(
    "/curriculum-changes/{int:pk}/carry_out", auth=WRITE, response=RecommendationOut,
    summary="Name the course run in which a change was carried out",
)  # fmt: skip
def carry_out(request: HttpRequest, pk: Key, what: RunIn) -> RecommendationOut:
    record = _change(request, pk)
    run = record_given(CourseRun.objects.filter(course__organisation=access.organisation_of(record)), what.run, "/run")
    return _moved(request, record, actions.carry_out, what.version, run=run, due_on=what.due_on)


@router.post(
    "/curriculum-changes/{int:pk}/conclude", auth=WRITE, response=RecommendationOut,
    summary="Record the result of a change",
)  # fmt: skip
def conclude(request: HttpRequest, pk: Key, what: ChangeResultIn) -> RecommendationOut:
    """With the last of its changes the chain is complete."""
    with pointing("/measure", "no_figure"):
        return _moved(
            request,
            _change(request, pk),
            actions.conclude_change,
            what.version,
            values={name: getattr(what, name) for name in actions.RESULT_FIELDS},
        )
