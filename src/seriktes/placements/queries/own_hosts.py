"""Hosts that students found: who sees them, who may propose one, what is waited for, and which record the office means."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, organisations_visible_to
from seriktes.organisations.queries.search import found_for_user, targets_matching
from seriktes.placements.definitions.own_hosts import DECIDES, FOUND, OWN_HOST
from seriktes.placements.enums import CohortState, HostProposalState
from seriktes.placements.models import Cohort, HostProposal, HostRecord, Placement
from seriktes.placements.models.own_hosts import OPEN
from seriktes.placements.queries import access
from seriktes.placements.queries.choice import LOST, affiliations_of, own_person
from seriktes.placements.queries.theses import recipients_of
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.definitions.subjects import Card, SubjectKind
from seriktes.procedures.definitions.workflow import Transition
from seriktes.procedures.queries.recipients import Recipient

# Cohorts in which somebody may still find a host alone, also after a match.
TAKEN_IN = (CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING)
SCHEME = "bin"
FOUND_AT_MOST = 8


# --- Access -----------------------------------------------------------------------------------------------------------
def proposals_visible_to(user: Viewer) -> QuerySet[HostProposal]:
    """The student's own, and those of one's university for the office that keeps its placements. The host is asked
    nothing before the university has decided."""
    if access.sees_all(user):
        return HostProposal.objects.all()
    if not user.is_authenticated:
        return HostProposal.objects.none()
    kept = access.own_organisations(user, access.KEEP)
    return HostProposal.objects.filter(Q(student__user=user.pk) | Q(cohort__programme__organisation__in=kept))


def with_everything(rows: QuerySet[HostProposal]) -> QuerySet[HostProposal]:
    return rows.select_related(
        "cohort__programme__organisation", "cohort__programme__post", "student__user", "host", "placement"
    )


def sides_on(user: Viewer, proposal: HostProposal) -> frozenset[str]:
    sides = set()
    if access.may(user, access.KEEP, proposal.cohort):
        sides.add(DECIDES)
    if user.is_authenticated and proposal.student.user_id == user.pk:
        sides.add(FOUND)
    return frozenset(sides)


def ways_of(proposal: HostProposal, sides: frozenset[str]) -> list[Transition]:
    ways = [
        way for way in OWN_HOST.transitions if proposal.state in way.sources and way.permission in sides
    ]  # fmt: skip
    # Nobody approves the own host.
    return [way for way in ways if FOUND not in sides or way.permission == FOUND]


def may_propose(user: Viewer, cohort: Cohort, on: date) -> bool:
    """Whether the reader is one of those for whom the cohort is, without a placement there, and has proposed nothing that
    is still open."""
    if cohort.programme.organisation_id not in access.studies_at(user) or not is_open(cohort):
        return False
    if not cohort.programme.own_hosts_allowed:
        return False
    person = own_person(user)
    if person is None or not affiliations_of(person, cohort, on).exists():
        return False
    placed = Placement.objects.filter(cohort=cohort, student=person).exclude(state__in=LOST)
    return not placed.exists() and open_proposal(user, cohort) is None


def is_open(cohort: Cohort) -> bool:
    return cohort.state in TAKEN_IN and cohort.programme.archived_at is None


def open_proposal(user: Viewer, cohort: Cohort) -> HostProposal | None:
    return HostProposal.objects.filter(cohort=cohort, student__user=user.pk, state__in=OPEN).first()


# --- Which record is meant --------------------------------------------------------------------------------------------
def hosts_meant(user: Viewer, proposal: HostProposal) -> list[Organisation]:
    """Records that the proposal may mean: whose BIN it is, then those of a similar name. Only what the reader sees."""
    if proposal.host is not None:
        return [proposal.host]
    seen = organisations_visible_to(user).filter(merged_into__isnull=True)
    found: list[Organisation] = []
    if proposal.host_number:
        found += seen.filter(
            identifiers__scheme=SCHEME, identifiers__value=proposal.host_number, identifiers__archived_at__isnull=True
        ).order_by("pk")[:1]
    found += found_for_user(user, proposal.host_name, limit=FOUND_AT_MOST).organisations
    return list({one.pk: one for one in found}.values())[:FOUND_AT_MOST]


def record_of_host(proposal: HostProposal, host: Organisation | None = None) -> HostRecord | None:
    """What the university knows of the host already."""
    university, host = proposal.cohort.programme.organisation_id, host or proposal.host
    if host is None:
        return None
    return HostRecord.objects.filter(organisation=university, host=host).first()


# --- The list ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ProposalSelection:
    show: str = ""
    cohort: int | None = None
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != ProposalSelection()


def proposals_listed(user: Viewer, selection: ProposalSelection) -> QuerySet[HostProposal]:
    rows = with_everything(_narrowed(user, selection))
    return rows.filter(state=selection.show) if selection.show in HostProposalState.values else rows


def pill_counts(user: Viewer, selection: ProposalSelection) -> dict[str, int]:
    found = _narrowed(user, selection).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict.fromkeys(HostProposalState.values, 0) | dict(found)
    return {"": sum(counts.values()), **counts}


def _narrowed(user: Viewer, selection: ProposalSelection) -> QuerySet[HostProposal]:
    rows = proposals_visible_to(user)
    if selection.cohort is not None:
        rows = rows.filter(cohort=selection.cohort)
    if selection.q:
        host = Q(host__in=targets_matching(selection.q, target="organisation")) | Q(host_name__icontains=selection.q)
        rows = rows.filter(host | Q(student__in=targets_matching(selection.q, target="person")))
    return rows


# --- For clocks and the page of the placement ---------------------------------------------------------------------------
def cards_of_proposals(pks: Collection[int]) -> dict[int, Card]:
    rows = HostProposal.objects.filter(pk__in=pks).select_related("student", "host")
    return {
        row.pk: Card(f"{row.student.name} · {row.host.name if row.host else row.host_name}", row.get_absolute_url())
        for row in rows
    }


SUBJECTS = (SubjectKind("placements.hostproposal", "own-host", _("host found by a student"), cards_of_proposals),)


def proposal_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that keeps the programme, else the university."""
    rows = HostProposal.objects.filter(pk__in={want.subject_id for want in wanted})
    found = {
        pk: Owner(organisation, post)
        for pk, organisation, post in rows.values_list(
            "pk", "cohort__programme__organisation", "cohort__programme__post"
        )
    }
    return [found.get(want.subject_id, Owner(want.organisation)) for want in wanted]


def students_asked(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    rows = HostProposal.objects.filter(pk__in={pk for pk, _item in asked}).select_related("student__user")
    found = {row.pk: recipients_of(row.student) for row in rows}
    return [found.get(pk, []) for pk, _item in asked]


def part_of_proposal(
    user: Viewer, placement: Placement, _roles: frozenset[str], _now: datetime
) -> Mapping[str, Any] | None:
    """On the page of a placement: that the student found the host, for those who may read the proposal."""
    proposal = proposals_visible_to(user).filter(placement=placement).first()
    return {"proposal": proposal} if proposal is not None else None
