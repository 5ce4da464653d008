"""The learning agreement: its text, sending it for signature, taking it back, amending it. Steps are signed in `signing`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from seriktes.accounts.models import User
from seriktes.documents.actions.documents import draft_from_template, freeze, replace
from seriktes.documents.enums import DocumentState, Origin
from seriktes.documents.models import Document, DocumentVersion, TemplateVersion
from seriktes.documents.queries.access import templates_for_user
from seriktes.organisations.models import Person
from seriktes.placements.actions.log import log
from seriktes.placements.actions.placements import (
    ON_LEAVING,
    Plan,
    check_plan,
    check_sense,
    lock_placement,
    save,
    take,
    way_of,
    write_plan,
)
from seriktes.placements.actions.recounting import recount_log
from seriktes.placements.actions.signing_letters import ask
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import ORDER, PURPOSE
from seriktes.placements.enums import LearningAgreementState, PlacementState, SigningRole, SigningState
from seriktes.placements.models import LearningAgreement, LogEntry, Placement, SignStep
from seriktes.placements.queries.agreement_texts import amended, document_of, fields_of_agreement, versions_of_text
from seriktes.placements.queries.logs import counted
from seriktes.placements.queries.signing import agreement_in_work, days_for, readers_of, rule_of

# What an amendment may change, by the columns of a placement; and the plan.
AMENDABLE = (
    "title", "starts_on", "ends_on", "credits", "hours", "academic_supervisor_id", "host_supervisor_id",
    "supervisor_name", "supervisor_email",
)  # fmt: skip


def lock_all(placement: Placement, *, expected_version: int | None = None) -> Placement:
    """The placement, locked after the documents of its texts: a signature that comes by its document takes them in the
    same order."""
    texts = LearningAgreement.objects.filter(placement=placement.pk).values("pk")
    documents = Document.objects.filter(subject_type="placements.learningagreement", subject_id__in=texts)
    list(documents.select_for_update().order_by("pk").values_list("pk", flat=True))
    return lock_placement(placement, expected_version=expected_version)


# --- The text ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def text_in_work(*, placement: Placement) -> LearningAgreement:
    """The agreement that is being written; begun where there is none. Raises Refusal: it is being signed, or signed."""
    found = agreement_in_work(placement)
    if found is not None and found.state == LearningAgreementState.DRAFTING:
        return found
    if found is not None or placement.state != PlacementState.PLANNED:
        raise Refusal("wrong_state")
    return LearningAgreement.objects.create(placement=placement)


@transaction.atomic
def draft_text(
    *, placement: Placement, template: TemplateVersion | None, by: User | None, at: datetime
) -> DocumentVersion:
    """A wording from the template; from the one that the office uses where none is named."""
    agreement = text_in_work(placement=placement)
    return _draft(agreement, template, by=by, at=at)


def _draft(
    agreement: LearningAgreement, template: TemplateVersion | None, *, by: User | None, at: datetime
) -> DocumentVersion:
    document = document_of(agreement)
    if template is None:
        template = _usual_template(agreement, by)
    title = f"{agreement.placement.student.name} · {agreement.placement.host.name}"
    return draft_from_template(subject=agreement, template=template, title=title, by=by, at=at, document=document)


def _usual_template(agreement: LearningAgreement, by: User | None) -> TemplateVersion:
    """The template of the latest wording, else the university's own, else the shipped sample."""
    merged = [one.template for one in versions_of_text(agreement) if one.template is not None]
    if merged and merged[0].template.closed_on is None:
        newest = merged[0].template.versions.first()
        if newest is not None:
            return newest
    offered = templates_for_user(by, PURPOSE).first() if by is not None else None
    version = offered.versions.first() if offered is not None else None
    if version is None:
        raise Refusal("no_template")
    return version


def frozen_now(
    agreement: LearningAgreement, template: TemplateVersion | None, *, by: User | None, at: datetime
) -> DocumentVersion:
    """The text as the record is now, frozen. What was uploaded by hand is taken as it is."""
    versions = versions_of_text(agreement)
    newest = versions[0] if versions else None
    if (
        newest is None
        or newest.state == DocumentState.REPLACED
        or (newest.origin == Origin.TEMPLATE and _drifted(newest))
    ):
        newest = _draft(agreement, template, by=by, at=at)
    if newest.state == DocumentState.FROZEN:
        return newest
    return freeze(version=newest, by=by, at=at)


def _drifted(version: DocumentVersion) -> bool:
    """Whether the record says something else than was merged; the day on which the text was made is no difference."""
    now = fields_of_agreement(version.document.subject)
    return {**now, "made_on": ""} != {**version.merged, "made_on": ""}


# --- Sending ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def send_for_signature(
    *, placement: Placement, by: User | None, at: datetime, template: TemplateVersion | None = None,
    expected_version: int | None = None,
) -> LearningAgreement:  # fmt: skip
    """Freeze the text and ask the first to sign; an amendment too. Raises Refusal, or Refused of the documents."""
    placement = lock_all(placement, expected_version=expected_version)
    agreement = agreement_in_work(placement)
    is_amendment = agreement is not None and agreement.number > 0
    if agreement is not None and agreement.state != LearningAgreementState.DRAFTING:
        raise Refusal("wrong_state")
    if not is_amendment:
        way_of("send", placement)
        agreement = text_in_work(placement=placement)
    assert agreement is not None  # noqa: S101  one of the two
    if is_amendment:
        _check_log(placement, amended(placement, agreement.changes))
    version = frozen_now(agreement, template, by=by, at=at)
    agreement.state, agreement.sha256, agreement.round = (
        LearningAgreementState.SIGNING,
        version.sha256,
        agreement.round + 1,
    )
    agreement.version += 1
    agreement.save()
    steps = _steps(agreement)
    if not placement.department_post_id:
        raise Refusal("missing", ["department_post"])
    if nobody := [step for step in steps if step.role != SigningRole.DEPARTMENT and not readers_of(step, at.date())]:
        raise Refusal("nobody_to_ask", [str(step.get_role_display()) for step in nobody])
    SignStep.objects.bulk_create(steps)
    told = {"sha256": version.sha256, "amendment": agreement.number}
    if is_amendment:
        log("placement.amendment_sent", placement, by=by, at=at, data=told)
    else:
        take("send", placement, by=by, at=at, data=told)
    ask_next(agreement, placement, by=by, at=at)
    return agreement


def steps_to_ask(placement: Placement) -> list[SignStep]:
    """The steps that sending would make; not saved."""
    return _steps(agreement_in_work(placement) or LearningAgreement(placement=placement))


def _steps(agreement: LearningAgreement) -> list[SignStep]:
    """Who signs, in order: host, academic supervisor, department, student."""
    placement = amended(agreement.placement, agreement.changes)
    university = placement.cohort.programme.organisation
    # The person is found again through the account; a signatory who is named stands for the host in the supervisor's stead.
    supervisor = None if placement.signatory_name else placement.host_supervisor
    who: dict[str, dict[str, Any]] = {
        SigningRole.HOST: {
            "organisation": placement.host, "person": supervisor,
            "name": placement.signatory_name or ("" if supervisor else placement.supervisor_name),
            "email": placement.signatory_email if placement.signatory_name else ("" if supervisor else placement.supervisor_email),
            "authority": placement.signatory_authority,
        },
        SigningRole.ACADEMIC: {"organisation": university, "person": placement.academic_supervisor},
        SigningRole.DEPARTMENT: {"organisation": university, "post": placement.department_post},
        SigningRole.STUDENT: {"person": placement.student},
    }  # fmt: skip
    return [
        SignStep(agreement=agreement, round=agreement.round, place=place, role=role, **who[role])
        for place, role in enumerate(ORDER)
    ]


def ask_next(agreement: LearningAgreement, placement: Placement, *, by: User | None, at: datetime) -> SignStep | None:
    """Ask whoever comes next; None when everybody has signed."""
    rows = agreement.steps.filter(round=agreement.round, state=SigningState.WAITING).order_by("place")
    step = rows.select_related("organisation", "post", "person__user", "agreement__placement__position").first()
    if step is None:
        return None
    step.state, step.asked_at = SigningState.ASKED, at
    step.save(update_fields=["state", "asked_at"])
    ask(step, placement, by=by, at=at, days=days_for(rule_of(placement.cohort.programme)))
    return step


# --- Back to the draft ------------------------------------------------------------------------------------------------
@transaction.atomic
def take_back(
    *, placement: Placement, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Placement:
    """The text is changed before everybody has signed: what was signed of it is void."""
    placement = lock_all(placement, expected_version=expected_version)
    agreement = agreement_in_work(placement)
    if agreement is None or agreement.state != LearningAgreementState.SIGNING:
        raise Refusal("wrong_state")
    if not reason.strip():
        raise Refusal("no_reason")
    void_steps(agreement)
    to_draft(agreement, reason=reason, by=by, at=at)
    if agreement.number:
        log("placement.amendment_taken_back", placement, by=by, at=at, data={"reason": reason.strip()})
        return placement
    return take("take_back", placement, by=by, at=at, data={"reason": reason.strip()[:500]})


def void_steps(agreement: LearningAgreement) -> None:
    steps = agreement.steps.filter(round=agreement.round, state__in=[SigningState.WAITING, SigningState.ASKED])
    steps.update(state=SigningState.VOID)


def to_draft(agreement: LearningAgreement, *, reason: str, by: User | None, at: datetime) -> None:
    """Bytes that somebody signed are not offered for signature again."""
    agreement.state = LearningAgreementState.DRAFTING
    agreement.version += 1
    agreement.save()
    for version in versions_of_text(agreement):
        if version.state in (DocumentState.FROZEN, DocumentState.SIGNED):
            replace(version=version, reason=reason, by=by, at=at)


def drop_texts(placement: Placement, _by: User | None, _at: datetime) -> None:
    """The placement ended early: nobody is asked to sign any more."""
    agreement = agreement_in_work(placement)
    if agreement is not None:
        void_steps(agreement)
        agreement.state = LearningAgreementState.DROPPED
        agreement.version += 1
        agreement.save()


ON_LEAVING.append(drop_texts)


# --- Amendments -------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_amendment(
    *, placement: Placement, changes: Mapping[str, Any], reason: str, by: User | None, at: datetime,
    plan: Plan | None = None, expected_version: int | None = None,
) -> LearningAgreement:  # fmt: skip
    """What shall be different once everybody has signed again; until then what was agreed holds. A second draft takes the
    place of the first."""
    placement = lock_all(placement, expected_version=expected_version)
    if placement.state not in (PlacementState.AGREED, PlacementState.RUNNING):
        raise Refusal("wrong_state")
    if not reason.strip():
        raise Refusal("no_reason")
    wanted = _changed(placement, changes, plan)
    if not wanted:
        raise Refusal("nothing_changed")
    shown = _as_amended(placement, wanted)
    check_sense(shown)
    _check_log(placement, shown)
    agreement = agreement_in_work(placement)
    if agreement is not None and agreement.state != LearningAgreementState.DRAFTING:
        raise Refusal("wrong_state")
    if agreement is None:
        numbers = placement.agreements.order_by("-number").values_list("number", flat=True)
        agreement = LearningAgreement(placement=placement, number=max((numbers.first() or 0) + 1, 1))
    agreement.changes, agreement.reason = wanted, reason.strip()[:500]
    agreement.save()
    log(
        "placement.amendment_drafted", placement, by=by, at=at,
        data={"number": agreement.number, "reason": agreement.reason, "fields": sorted(wanted)}, values={"changes": wanted},
    )  # fmt: skip
    return agreement


def _changed(placement: Placement, changes: Mapping[str, Any], plan: Plan | None) -> dict[str, Any]:
    if unknown := set(changes) - set(AMENDABLE):
        raise ValueError(f"No amendment changes {', '.join(sorted(unknown))}.")
    wanted = {name: _plain(value) for name, value in changes.items() if getattr(placement, name) != value}
    if plan is not None:
        check_plan(plan)
        if [*plan] != list(placement.plan.filter(dropped_at__isnull=True).values_list("text", "weight")):
            wanted["plan"] = [list(line) for line in plan]
    return wanted


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _as_amended(placement: Placement, changes: Mapping[str, Any]) -> Placement:
    if changes.get("academic_supervisor_id", ...) is None:
        raise Refusal("missing", ["academic_supervisor"])
    for name in ("academic_supervisor_id", "host_supervisor_id"):
        if changes.get(name) and not Person.objects.filter(pk=changes[name]).exists():
            raise Refusal("missing", ["academic_supervisor"])
    return amended(placement, changes)


def _check_log(placement: Placement, shown: Placement) -> None:
    """Other days leave out none on which the student has logged hours."""
    logged = LogEntry.objects.filter(counted(), placement=placement).aggregate(first=Min("day"), last=Max("day"))
    if logged["first"] and logged["first"] < shown.starts_on > placement.starts_on:
        raise Refusal("logged_before", [logged["first"]])
    if logged["last"] and logged["last"] > shown.ends_on < placement.ends_on:
        raise Refusal("logged_after", [logged["last"]])


def apply_amendment(agreement: LearningAgreement, placement: Placement, *, at: datetime) -> Placement:
    """Everybody has signed: the placement is what the amendment says. Hours that were logged outside its new days while
    it was being signed count nothing."""
    shown = amended(placement, agreement.changes)
    for name in AMENDABLE:
        setattr(placement, name, getattr(shown, name))
    if (plan := agreement.changes.get("plan")) is not None:
        write_plan(placement, [(text, weight) for text, weight in plan], at)
    save(placement)
    if {"starts_on", "ends_on"} & set(agreement.changes):
        recount_log(placement, None, at)
    return placement


@transaction.atomic
def drop_amendment(*, placement: Placement, by: User | None, at: datetime) -> Placement:
    """Given up: what was agreed goes on holding."""
    placement = lock_all(placement)
    agreement = agreement_in_work(placement)
    if agreement is None or not agreement.number:
        raise Refusal("wrong_state")
    void_steps(agreement)
    agreement.state = LearningAgreementState.DROPPED
    agreement.version += 1
    agreement.save()
    log("placement.amendment_dropped", placement, by=by, at=at, data={"number": agreement.number})
    return placement
