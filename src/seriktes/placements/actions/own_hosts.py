"""A host that a student found: proposed, returned, mended, declined or withdrawn; approved, a placement is planned of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.identifiers import get_scheme
from seriktes.common.models import Languages
from seriktes.common.packs import InvalidIdentifier
from seriktes.common.text import one_line, visible
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.actions.organisations import CannotEdit, create_organisation
from seriktes.organisations.actions.particulars import AnotherNumber, IdentifierTaken
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.actions.applications import withdraw_application
from seriktes.placements.actions.hosts import FEWEST_LETTERS, decide_host
from seriktes.placements.actions.log import log
from seriktes.placements.actions.own_host_letters import tell_student
from seriktes.placements.actions.placements import Planned, check_plan, plan_placement
from seriktes.placements.actions.programmes import save
from seriktes.placements.definitions.own_hosts import OWN_HOST, WITH_REASON
from seriktes.placements.definitions.refusals import CannotPropose, Refusal
from seriktes.placements.enums import CohortState, HostStanding
from seriktes.placements.models import Application, Cohort, HostProposal, Placement
from seriktes.placements.queries.choice import ALIVE, LOST, affiliations_of
from seriktes.placements.queries.own_hosts import SCHEME, is_open, record_of_host
from seriktes.placements.queries.placements import addresses_of
from seriktes.procedures.definitions.workflow import CannotMove, Transition

WRITABLE = (
    "host", "host_name", "host_number", "language", "title", "about", "tasks", "supervisor_name", "supervisor_email",
    "starts_on", "ends_on",
)  # fmt: skip
TASKS_AT_MOST = 12
_LENGTHS = {"host_name": 300, "host_number": 20, "title": 300, "supervisor_name": 200, "supervisor_email": 254}


@transaction.atomic
def propose_host(
    *, cohort: Cohort, student: Person, values: Mapping[str, Any], by: User | None, at: datetime
) -> HostProposal:
    """The university's office looks at it. Raises CannotPropose, or Refusal of what a placement would be refused for."""
    if not is_open(cohort):
        raise CannotPropose("proposals_closed")
    if not cohort.programme.own_hosts_allowed:
        # What was proposed before the university said no is still looked at.
        raise CannotPropose("no_own_hosts")
    if not affiliations_of(student, cohort, timezone.localdate(at)).exists():
        raise CannotPropose("not_of_cohort")
    if Placement.objects.filter(cohort=cohort, student=student).exclude(state__in=LOST).exists():
        raise CannotPropose("placed_already", [student.name])
    proposal = HostProposal(cohort=cohort, student=student, **_cleaned(values))
    _check(proposal)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise CannotPropose("proposed_already") from error
    _log("hostproposal.sent", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def mend_proposal(
    *, proposal: HostProposal, values: Mapping[str, Any], by: User | None, at: datetime,
    expected_version: int | None = None,
) -> HostProposal:  # fmt: skip
    """Of one that came back: changed, and sent again."""
    proposal = lock_for_edit(proposal, expected_version=expected_version)
    way = _way("send", proposal)
    if not is_open(proposal.cohort):
        raise CannotPropose("proposals_closed")
    for name, value in _cleaned(values).items():
        setattr(proposal, name, value)
    _check(proposal)
    _take(way, proposal, by=by, at=at)
    return proposal


@transaction.atomic
def move_proposal(
    *, proposal: HostProposal, way: str, by: User | None, at: datetime, reason: str = "",
    expected_version: int | None = None,
) -> HostProposal:  # fmt: skip
    """Returned or declined with a reason, or withdrawn. Who may is asked before."""
    proposal = lock_for_edit(proposal, expected_version=expected_version)
    chosen = _way(way, proposal)
    if way in ("approve", "send"):
        raise CannotPropose("unknown_transition")
    if way in WITH_REASON and not reason.strip():
        raise CannotPropose("no_reason")
    _take(chosen, proposal, by=by, at=at, reason=one_line(reason)[:500])
    if way in WITH_REASON:
        tell_student(way, proposal)
    return proposal


@transaction.atomic
def approve_proposal(
    *, proposal: HostProposal, host: Organisation | None, by: User, at: datetime, looked_at: str = "",
    expected_version: int | None = None,
) -> Placement:  # fmt: skip
    """The host is vetted, if it was not, and the placement is planned. Who wished other positions in the cohort wishes them
    no more. `host`: the record that is meant, where the student named none. Raises CannotPropose, CannotVet or Refusal."""
    proposal = lock_for_edit(proposal, expected_version=expected_version)
    way = _way("approve", proposal)
    if proposal.cohort.state in (CohortState.ENDED, CohortState.CANCELLED):
        raise CannotPropose("proposals_closed")
    host = proposal.host or host
    if host is None:
        raise CannotPropose("host_to_choose")
    university = proposal.cohort.programme.organisation
    if host.pk == university.pk:
        raise CannotPropose("not_a_host")
    proposal.host = host
    record = record_of_host(proposal)
    if record is None or record.standing == HostStanding.NEW:
        if len(visible(looked_at).strip()) < FEWEST_LETTERS:
            raise CannotPropose("not_looked_at")
        decide_host(
            organisation=university, host=host, standing=HostStanding.VETTED, reason=looked_at, by=by, at=at
        )  # fmt: skip
    _leave_choice(proposal, by=by, at=at)
    values = {
        name: getattr(proposal, name)
        for name in ("title", "starts_on", "ends_on", "supervisor_name", "supervisor_email")
    }
    planned = Planned(
        proposal.student, host, values=values, plan=[(text, share) for text, share in proposal.tasks]
    )  # fmt: skip
    proposal.placement = plan_placement(cohort=proposal.cohort, planned=planned, by=by, at=at)
    _take(way, proposal, by=by, at=at)
    tell_student("approve", proposal)
    return proposal.placement


@transaction.atomic
def add_host(*, proposal: HostProposal, kind: str, by: User, at: datetime) -> Organisation:
    """The organisation that the student named, as a new record of the register. Raises CannotPropose."""
    try:
        return create_organisation(
            kind=kind, names={proposal.language: proposal.host_name}, by=by, on=timezone.localdate(at),
            identifiers=[(SCHEME, proposal.host_number)] if proposal.host_number else [],
        )  # fmt: skip
    except IdentifierTaken as taken:
        raise CannotPropose("number_taken", [taken.other.name] if taken.other else []) from taken
    except (InvalidIdentifier, AnotherNumber) as bad:
        raise CannotPropose("bad_number", [str(bad)]) from bad
    except CannotEdit as bad:
        raise CannotPropose("no_host") from bad


@transaction.atomic
def add_host_and_approve(
    *,
    proposal: HostProposal,
    kind: str,
    by: User,
    at: datetime,
    looked_at: str = "",
    expected_version: int | None = None,
) -> Placement:
    """The organisation is added and the proposal approved, or neither."""
    host = add_host(proposal=proposal, kind=kind, by=by, at=at)
    return approve_proposal(
        proposal=proposal, host=host, looked_at=looked_at, by=by, at=at, expected_version=expected_version
    )


# --- What all of them need --------------------------------------------------------------------------------------------
def _leave_choice(proposal: HostProposal, *, by: User, at: datetime) -> None:
    """No round places a student who has found a host."""
    rows = Application.objects.filter(cohort=proposal.cohort_id, student=proposal.student_id, state__in=ALIVE)
    application = rows.first()
    if application is not None:
        reason = _("The student has found a host alone: %(host)s.") % {"host": proposal.host}
        withdraw_application(application=application, reason=reason, by=by, at=at)


def _way(code: str, proposal: HostProposal) -> Transition:
    try:
        way = OWN_HOST.transition(code)
    except CannotMove as refused:
        raise CannotPropose("unknown_transition") from refused
    if proposal.state not in way.sources:
        raise CannotPropose("wrong_state")
    return way


def _take(way: Transition, proposal: HostProposal, *, by: User | None, at: datetime, reason: str = "") -> None:
    proposal.state, proposal.reason = way.target, reason
    save(proposal)
    _log(way.event, proposal, by=by, at=at)


def _log(kind: str, proposal: HostProposal, *, by: User | None, at: datetime) -> None:
    log(kind, proposal, by=by, at=at, organisation=proposal.cohort.programme.organisation_id,
        data={"name": proposal.host or proposal.host_name, "reason": proposal.reason},
        values={"student": proposal.student_id, "host": proposal.host_id, "reason": proposal.reason})  # fmt: skip


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(WRITABLE):
        raise ValueError(f"No field of a proposal: {', '.join(sorted(unknown))}.")
    new = {name: one_line(value)[: _LENGTHS[name]] if name in _LENGTHS else value for name, value in values.items()}
    if "about" in new:
        new["about"] = visible(new["about"]).replace("\r\n", "\n").strip()[:3000]
    if "tasks" in new:
        new["tasks"] = [[one_line(task[0])[:300], task[1]] for task in new["tasks"]]
    if new.get("host") is not None:
        # The record says the name and the number.
        new |= {"host_name": "", "host_number": ""}
    return new


def _check(proposal: HostProposal) -> None:
    needed = ("title", "supervisor_name", "supervisor_email")
    if missing := [name for name in needed if not getattr(proposal, name)]:
        raise CannotPropose("missing", missing)
    if proposal.host is None and not proposal.host_name:
        raise CannotPropose("no_host")
    if proposal.host is not None and proposal.host.merged_into_id:
        raise CannotPropose("merged_organisation", [proposal.host.name])
    if proposal.host_id == proposal.cohort.programme.organisation_id:
        raise CannotPropose("not_a_host")
    if proposal.language not in Languages.values:
        raise CannotPropose("unknown_language")
    if proposal.host_number:
        try:
            proposal.host_number = get_scheme(SCHEME).validate(proposal.host_number)
        except InvalidIdentifier as bad:
            raise CannotPropose("bad_number", [str(bad)]) from bad
    _check_tasks(proposal)
    if (proposal.ends_on or proposal.cohort.ends_on) < (proposal.starts_on or proposal.cohort.starts_on):
        raise CannotPropose("ends_before")
    if proposal.supervisor_email.casefold() in addresses_of(proposal.student):
        raise CannotPropose("own_supervisor")


def _check_tasks(proposal: HostProposal) -> None:
    if not proposal.tasks:
        raise CannotPropose("no_tasks")
    if len(proposal.tasks) > TASKS_AT_MOST:
        raise CannotPropose("too_many_tasks")
    if any(isinstance(share, bool) or not isinstance(share, int) for _text, share in proposal.tasks):
        raise CannotPropose("task_share")
    try:
        check_plan([(text, share) for text, share in proposal.tasks])
    except Refusal as refused:
        raise CannotPropose(refused.reason, refused.details) from refused
