"""Applications for placements, for programs: the list, one, and how its student writes, submits and withdraws it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.enums import StudyLevel
from seriktes.placements.actions import applications as actions
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.actions.leaving import student_leaves
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    PlacementRefOut,
    Sort,
    changed_since,
    named,
    order_of,
)
from seriktes.placements.enums import ApplicationState, CoupleState
from seriktes.placements.models import Application, Cohort
from seriktes.placements.queries import access, choice
from seriktes.placements.queries.results import result_for

router = Router(tags=["placements"])
LONGEST_LIST = 100
Reason = Annotated[str, Field(max_length=500, pattern=ONE_LINE)]


class ApplicationListed(Shown):
    """That a student takes part in a cohort's choice."""

    id: int
    cohort: PlacementRefOut
    student: PlacementRefOut
    state: ApplicationState
    level: StudyLevel | None
    year: int | None
    study_programme: str
    submitted_at: datetime | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class WishOut(Shown):
    position: PlacementRefOut
    rank: int | None = Field(description="Equal ranks are equally wished; null for the host, who does not read it.")


class ResultWhyOut(Shown):
    """What became of one wish in the published round."""

    position: int | None
    rank: int
    outcome: str = Field(
        description="`got`, `filled`, `partner's filled`, `not eligible`, `not needed`, `passed over`, `programme filled`, "
        "`region filled`, `gone`."
    )
    own_rank: int | None = Field(description="At which rank the student stood there.")
    last_admitted: int | None = Field(description="The rank of the last one admitted there.")
    lottery: bool = Field(description="Whether they were equals and the lottery decided.")


class ApplicationOut(ApplicationListed):
    about: str
    refusal: str = Field(description="Why the university did not admit it.")
    wishes: list[WishOut]
    together_with: PlacementRefOut | None = Field(
        description="The student of the joint application, once the other one has agreed; for both and the university."
    )
    documents: list[str] = Field(description="Codes of what was handed in.")
    missing_documents: list[str]
    position: PlacementRefOut | None = Field(description="Where the student goes after the published match.")
    why: list[ResultWhyOut] = Field(description="For the student and the university, after the match is published.")
    may_change: bool = Field(description="Whether you can change it now.")


class ApplicationsAsked(BaseModel):
    cohort: RecordNumber | None = None
    position: Annotated[RecordNumber | None, Field(description="Those who wish it.")] = None
    state: Annotated[list[ApplicationState], Field(max_length=4)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/placements/applications", auth=READ, response=Page[ApplicationListed], summary="List of applications")
def applications(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ApplicationsAsked, Query()]
) -> dict[str, Any]:
    """Your own; those of your university once they are submitted; of hosts, who wishes their positions once the lists have
    closed."""
    rows = access.applications_visible_to(asker(request))
    if wanted.cohort:
        rows = rows.filter(cohort=wanted.cohort)
    if wanted.state:
        rows = rows.filter(state__in=[one.value for one in wanted.state])
    if wanted.position:
        rows = rows.filter(pk__in=choice.wishing(wanted.position))
    rows = changed_since(rows, wanted.changed_since).select_related("student", "cohort__programme")
    return page_of(
        request, response, rows, asked, order_of(wanted.sort),
        show=lambda found: [ApplicationListed(**_listed(row)) for row in found],
    )  # fmt: skip


def _listed(row: Application) -> dict[str, Any]:
    same = ("year", "study_programme", "submitted_at", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in same}, "id": row.pk, "cohort": named(row.cohort),
        "student": named(row.student), "state": ApplicationState(row.state),
        "level": StudyLevel(row.level) if row.level else None, "url": row.get_absolute_url(),
    }  # fmt: skip


@router.get("/placements/applications/{int:pk}", auth=READ, response=ApplicationOut, summary="One application")
def application(request: HttpRequest, pk: Key) -> ApplicationOut:
    return shown_application(request, visible_application(request, pk))


def visible_application(request: HttpRequest, pk: int, *, own: bool = False, kept: bool = False) -> Application:
    rows = access.applications_visible_to(asker(request)).filter(pk=pk)
    found = rows.select_related("student__user", "cohort__programme__organisation").first()
    if found is None:
        raise not_found()
    if own and not choice.is_own(asker(request), found):
        raise not_permitted()
    if kept and not access.may(asker(request), access.KEEP, found):
        raise not_permitted()
    return found


def shown_application(
    request: HttpRequest, record: Application, response: HttpResponse | None = None
) -> ApplicationOut:
    row = Application.objects.select_related("student__user", "cohort__programme__organisation").get(pk=record.pk)
    user = asker(request)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/applications/{row.pk}")
    is_own = choice.is_own(user, row)
    sees_list = is_own or access.may(user, access.KEEP, row) or access.sees_all(user)
    wishes = row.wishes.select_related("position").order_by("rank", "pk")
    if not sees_list:
        wishes = wishes.filter(position__host__in=access.own_organisations(user, access.OFFER))
    result = result_for(row) if sees_list else None
    return ApplicationOut(
        **_listed(row), about=row.about, refusal=row.refusal if sees_list else "",
        wishes=[WishOut(position=named(one.position), rank=one.rank if sees_list else None) for one in wishes],
        together_with=_together_with(row) if is_own or access.may(user, access.KEEP, row) else None,
        documents=sorted(row.documents.values_list("code", flat=True)),
        missing_documents=choice.missing_documents(row) if sees_list else [],
        position=named(result.final) if result and result.final else None,
        why=[
            ResultWhyOut(position=step["position"], rank=step["rank"], outcome=step["outcome"], own_rank=step.get("own"),
                   last_admitted=step.get("last"), lottery=bool(step.get("drawn")))
            for step in (result.why if result else [])
        ],
        may_change=is_own and choice.list_is_open(row, timezone.localdate()),
    )  # fmt: skip


def _together_with(row: Application) -> PlacementRefOut | None:
    couple = choice.couple_of(row)
    if couple is None or couple.state != CoupleState.TOGETHER:
        return None
    return named(choice.other_of(couple, row).student)


# --- Written by the student -------------------------------------------------------------------------------------------
class ApplicationNew(Body):
    cohort: RecordNumber


class WishIn(Body):
    position: RecordNumber
    rank: Annotated[int, Field(ge=1, le=999, description="Equal ranks are equally wished.")]


class ApplicationChange(Body):
    """A member that is left out stays as it is. Who applies for a secondment of faculty tells no studies: `no_studies`."""

    level: StudyLevel | None = None
    year: Annotated[int, Field(ge=1, le=7)] | None = None
    study_programme: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] | None = None
    about: Annotated[str, Field(max_length=2000, pattern=LINES)] | None = None
    wishes: Annotated[list[WishIn], Field(max_length=LONGEST_LIST, description="The whole list.")] | None = None

    def columns(self) -> dict[str, Any]:
        names = self.model_fields_set - {"wishes"}
        values = {name: getattr(self, name) for name in names}
        return values | ({"level": str(self.level or "")} if "level" in values else {})


class ApplicationReasonIn(Body):
    reason: Reason = ""


@router.post(
    "/placements/applications", auth=WRITE, response={201: ApplicationOut}, summary="Begin an application to a cohort"
)
def begin(request: HttpRequest, response: HttpResponse, new: ApplicationNew) -> ApplicationOut:
    """A draft that nobody but its student sees."""
    user = member(request)
    cohorts = access.cohorts_visible_to(user).select_related("programme__organisation")
    cohort: Cohort | None = cohorts.filter(pk=new.cohort).first()
    own = choice.own_person(user)
    if cohort is None:
        raise not_found()
    if own is None or cohort.programme.organisation_id not in access.studies_at(user):
        raise not_permitted()
    made = actions.begin_application(cohort=cohort, student=own, by=user, at=timezone.now())
    return shown_application(request, made, response)


@router.patch(
    "/placements/applications/{int:pk}", auth=WRITE, response=ApplicationOut, openapi_extra={"x-if-match": True},
    summary="Save an application and its ranked list",
)  # fmt: skip
def save(request: HttpRequest, pk: Key, change: ApplicationChange) -> ApplicationOut:
    """A draft may lack anything; what was submitted stays whole. Only while the lists are open."""
    record = visible_application(request, pk, own=True)
    wishes = None if change.wishes is None else [(one.position, one.rank) for one in change.wishes]
    saved = actions.save_application(
        application=record, values=change.columns(), wishes=wishes, by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return shown_application(request, saved)


def _way(code: str, summary: str) -> Any:
    return router.post(
        f"/placements/applications/{{int:pk}}/{code}", auth=WRITE, response=ApplicationOut, openapi_extra=OPTIONAL,
        summary=summary,
    )  # fmt: skip


@_way("submit", "Submit an application")
def submit(request: HttpRequest, pk: Key) -> ApplicationOut:
    """Refused with what is missing: `missing`, `not_eligible`, `document_missing`, `empty_list`."""
    record, version = visible_application(request, pk, own=True), version_if_given(request)
    return shown_application(
        request,
        actions.submit_application(application=record, by=member(request), at=timezone.now(), expected_version=version),
    )


@_way("withdraw", "Withdraw an application")
def withdraw(request: HttpRequest, pk: Key, sent: ApplicationReasonIn) -> ApplicationOut:
    """With a reason, once it was submitted. After the match the place goes to somebody else."""
    record, version = visible_application(request, pk, own=True), version_if_given(request)
    given: dict[str, Any] = {"application": record, "reason": sent.reason, "by": member(request), "at": timezone.now()}
    if choice.is_placed(record):
        return shown_application(request, student_leaves(**given))
    return shown_application(request, actions.withdraw_application(**given, expected_version=version))


@_way("refuse", "Do not admit an application")
def refuse(request: HttpRequest, pk: Key, sent: ApplicationReasonIn) -> ApplicationOut:
    """For the university, with a reason that the student reads."""
    record, version = visible_application(request, pk, kept=True), version_if_given(request)
    done = actions.refuse_application(
        application=record, reason=sent.reason, by=member(request), at=timezone.now(), expected_version=version
    )
    tell_student(done, "refused", reason=done.refusal)
    return shown_application(request, done)


@_way("readmit", "Admit an application after all")
def readmit(request: HttpRequest, pk: Key, sent: ApplicationReasonIn) -> ApplicationOut:
    record, version = visible_application(request, pk, kept=True), version_if_given(request)
    done = actions.readmit_application(
        application=record, reason=sent.reason, by=member(request), at=timezone.now(), expected_version=version
    )
    tell_student(done, "readmitted")
    return shown_application(request, done)
