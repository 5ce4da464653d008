"""What the university's office writes of placements: planning one, changing its fields, drafting and giving up an
amendment, recording a signature on paper."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AfterValidator, Field, StringConstraints

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import ONE_LINE, Body, Day, Key, Line, RecordNumber
from seriktes.common.api.versions import expected_version, version_if_given
from seriktes.documents.actions.files import LARGEST_SIGNATURE, read_upload
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.placements.actions import agreements
from seriktes.placements.actions import placements as actions
from seriktes.placements.actions.publishing import place_by_hand
from seriktes.placements.actions.signing import record_step_on_paper
from seriktes.placements.api.agreements import LearningAgreementOut, after_step, shown_agreements, visible_step
from seriktes.placements.api.agreements import router as agreement_router
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.placements import PlacementOut, Reason, answer, router, visible_placement
from seriktes.placements.api.programmes import OPTIONAL, WRITE, part_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import SigningState
from seriktes.placements.models import Cohort, Placement, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import people_of
from seriktes.placements.queries.signing import step_name

PLAN_REFUSALS = ("plan_lines", "plan_sum", "plan_twice")
Title = Annotated[str, Field(max_length=300, pattern=ONE_LINE)]
Email = Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]
# As text, so that no program makes a binary fraction of them on the way.
Credits = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9])?$"), AfterValidator(Decimal),
    Field(json_schema_extra={"example": "5.0"}),
]  # fmt: skip
Hours = Annotated[int, Field(ge=1, le=5000)]


class PlanLineIn(Body):
    task: Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]
    share: Annotated[int, Field(ge=1, le=100, description="Per cent of the hours; the shares make 100.")]


Plan = Annotated[list[PlanLineIn], Field(max_length=12)]


class PlacementTerms(Body):
    """A member that is left out stays as it is; null empties. What the state of the placement freezes is refused."""

    title: Title | None = None
    position: Annotated[RecordNumber | None, Field(description="Of the same cohort and host.")] = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    credits: Credits | None = None
    hours: Hours | None = None
    academic_supervisor: Annotated[RecordNumber | None, Field(description="A person of the university.")] = None
    host_supervisor: Annotated[RecordNumber | None, Field(description="A person of the host.")] = None
    supervisor_name: Line | None = None
    supervisor_email: Email | None = None
    signatory_name: Line | None = None
    signatory_email: Email | None = None
    signatory_authority: Title | None = None
    department_post: Annotated[RecordNumber | None, Field(description="A post of the university.")] = None
    number: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    plan: Plan | None = None

    def columns(self, request: HttpRequest, cohort: Cohort, host: Organisation) -> dict[str, Any]:
        given = self.model_fields_set
        values = {name: getattr(self, name) for name in given & PLAIN}
        values |= {name: values[name] or "" for name in given & TEXTS}
        for name in given & DAYS:
            if values[name] is None:
                raise invalid_value(f"/{name}", _("A placement has a first and a last day."))
        university = cohort.programme.organisation_id
        if "department_post" in given:
            values["department_post"] = part_of(Post, university, self.department_post, "/department_post")
        if "academic_supervisor" in given:
            values["academic_supervisor"] = _person(
                request, university, self.academic_supervisor, "academic_supervisor"
            )
        if "host_supervisor" in given:
            values["host_supervisor"] = _person(request, host.pk, self.host_supervisor, "host_supervisor")
        if "position" in given:
            values["position"] = _position(request, cohort, host, self.position)
        return values

    def plan_given(self) -> list[tuple[str, int]] | None:
        return None if self.plan is None else [(one.task, one.share) for one in self.plan]


TEXTS = frozenset({
    "title", "supervisor_name", "supervisor_email", "signatory_name", "signatory_email", "signatory_authority", "number",
})  # fmt: skip
DAYS = frozenset({"starts_on", "ends_on"})
PLAIN = TEXTS | DAYS | {"credits", "hours"}


class PlacementNew(PlacementTerms):
    """What is left out comes from the position, then from the cohort."""

    student: RecordNumber
    host: RecordNumber
    reason: Annotated[str, Field(max_length=300, pattern=ONE_LINE, description="Why by hand.")] = ""


class AmendmentIn(Body):
    """What shall be different; what is left out stays."""

    reason: Reason
    title: Title | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    credits: Credits | None = None
    hours: Hours | None = None
    academic_supervisor: RecordNumber | None = None
    host_supervisor: RecordNumber | None = None
    supervisor_name: Line | None = None
    supervisor_email: Email | None = None
    plan: Plan | None = None

    def changes(self, request: HttpRequest, placement: Placement) -> dict[str, Any]:
        values = {
            name: value for name in AMENDED if (value := getattr(self, name)) is not None
        }  # fmt: skip
        for name, body in (
            ("academic_supervisor", access.university_of(placement)), ("host_supervisor", placement.host_id),
        ):  # fmt: skip
            if (pk := getattr(self, name)) is not None:
                person = _person(request, body, pk, name)
                values[f"{name}_id"] = person.pk if person else None
        return values


AMENDED = ("title", "starts_on", "ends_on", "credits", "hours", "supervisor_name", "supervisor_email")


class PaperIn(Body):
    """A signature that was seen on the printed text."""

    signer: Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE, description="Who signed.")]
    on: Annotated[Day, Field(description="The day of the signature.")]
    ground: Annotated[str, Field(max_length=300, pattern=ONE_LINE, description="Charter or power of attorney.")] = ""


def _person(request: HttpRequest, organisation: int, pk: int | None, name: str) -> Person | None:
    if pk is None:
        return None
    found = people_of(asker(request), organisation).filter(pk=pk).first()
    if found is None:
        raise invalid_value(f"/{name}", _("There is no such person, or they are not shown to you."))
    return found


def _position(request: HttpRequest, cohort: Cohort, host: Organisation, pk: int | None) -> Position | None:
    if pk is None:
        return None
    rows = access.positions_visible_to(asker(request)).filter(cohort=cohort, host=host, archived_at__isnull=True)
    found = rows.select_related("supervisor", "proposed_by").filter(pk=pk).first()
    if found is None:
        raise invalid_value("/position", _("The host has no such position in the cohort."))
    return found


@router.post(
    "/placements/cohorts/{int:pk}/placements", auth=WRITE, response={201: PlacementOut}, summary="Plan a placement"
)  # fmt: skip
def plan(request: HttpRequest, response: HttpResponse, pk: Key, sent: PlacementNew) -> PlacementOut:
    """By the university's office: a student who found the host alone, or whom no round placed."""
    cohort = visible_cohort(request, pk)
    if not access.may(asker(request), access.KEEP, cohort):
        raise not_permitted()
    host = organisations_visible_to(asker(request)).filter(pk=sent.host).first()
    if host is None:
        raise invalid_value("/host", _("There is no such organisation, or it is not shown to you."))
    student = _person(request, cohort.programme.organisation_id, sent.student, "student")
    assert student is not None  # noqa: S101  the number is needed
    values = sent.columns(request, cohort, host)
    planned = actions.Planned(student, host, values.pop("position", None), values, sent.plan_given())
    with pointing("/plan", *PLAN_REFUSALS):
        if planned.plan is not None:
            actions.check_plan(planned.plan)
    made = place_by_hand(cohort=cohort, planned=planned, by=member(request), at=timezone.now(), reason=sent.reason)
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/{made.pk}")
    return answer(request, made)


@router.patch(
    "/placements/{int:pk}", auth=WRITE, response=PlacementOut, openapi_extra={"x-if-match": True},
    summary="Change a placement",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, sent: PlacementTerms) -> PlacementOut:
    """Before it is sent for signature; afterwards by an amendment, but for the number and the post that signs."""
    row = visible_placement(request, pk, keeper=True)
    with pointing("/plan", *PLAN_REFUSALS), pointing("/department_post", "foreign_post"):
        changed = actions.change_placement(
            placement=row, values=sent.columns(request, row.cohort, row.host), plan=sent.plan_given(),
            by=member(request), at=timezone.now(), expected_version=expected_version(request),
        )  # fmt: skip
    return answer(request, changed)


@agreement_router.post(
    "/placements/{int:pk}/amendments", auth=WRITE, response=list[LearningAgreementOut], openapi_extra=OPTIONAL,
    summary="Draft an amendment of a learning agreement",
)  # fmt: skip
def amend(request: HttpRequest, pk: Key, sent: AmendmentIn) -> list[LearningAgreementOut]:
    """It holds once everybody has signed it; a second draft takes the place of the first. Send it as the agreement."""
    row = visible_placement(request, pk, keeper=True)
    lines = None if sent.plan is None else [(one.task, one.share) for one in sent.plan]
    with pointing("/plan", *PLAN_REFUSALS):
        agreements.draft_amendment(
            placement=row, changes=sent.changes(request, row), plan=lines, reason=sent.reason, by=member(request),
            at=timezone.now(), expected_version=version_if_given(request),
        )  # fmt: skip
    return shown_agreements(request, row)


@agreement_router.post(
    "/placements/{int:pk}/amendments/drop", auth=WRITE, response=list[LearningAgreementOut],
    summary="Give up an amendment",
)  # fmt: skip
def drop(request: HttpRequest, pk: Key) -> list[LearningAgreementOut]:
    """What was agreed goes on holding."""
    row = visible_placement(request, pk, keeper=True)
    agreements.drop_amendment(placement=row, by=member(request), at=timezone.now())
    return shown_agreements(request, row)


@agreement_router.post(
    "/placements/signing-steps/{int:pk}/paper", auth=WRITE, response=LearningAgreementOut,
    summary="Record a signature on paper",
)  # fmt: skip
def paper(request: HttpRequest, pk: Key, sent: PaperIn) -> LearningAgreementOut:
    """For the university, of whoever is asked just now; the next is asked. With a scan: `signed-paper`."""
    return _recorded(request, pk, sent)


@agreement_router.post(
    "/placements/signing-steps/{int:pk}/signed-paper", auth=WRITE, response=LearningAgreementOut,
    summary="Record a signature on paper with its scan",
)  # fmt: skip
def signed_paper(
    request: HttpRequest, pk: Key, scan: Annotated[UploadedFile, File()], sent: Annotated[PaperIn, Form()]
) -> LearningAgreementOut:
    """As `paper`, with the signed paper as PDF, JPEG or PNG, told by its content. Never a key: such a file is refused and not
    stored."""
    return _recorded(request, pk, sent, scan)


def _recorded(request: HttpRequest, pk: int, sent: PaperIn, scan: UploadedFile | None = None) -> LearningAgreementOut:
    step = visible_step(request, pk)
    if not access.may(asker(request), access.KEEP, step.agreement.placement):
        raise not_permitted()
    if step.state != SigningState.ASKED:
        raise Refusal("signed_already" if step.state == SigningState.SIGNED else "not_your_turn", [step_name(step)])
    name = scan.name or "" if scan is not None else ""
    record_step_on_paper(
        step=step, signer=sent.signer, on=sent.on, authority=sent.ground, by=member(request), at=timezone.now(),
        scan=read_upload(scan, name, LARGEST_SIGNATURE) if scan is not None else b"", filename=name,
    )  # fmt: skip
    return after_step(request, step)
