"""What one organisation offers students, for its page: as a host, as a university, and what the reader's university knows of it."""

from dataclasses import dataclass, field

from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.watching import Figure
from seriktes.placements.enums import CohortState, HostStanding, PositionState
from seriktes.placements.models import Cohort, HostRecord, Position, Programme
from seriktes.placements.queries import access
from seriktes.placements.queries.hosts import figures_of

SHOWN = 6


@dataclass(frozen=True)
class ProgrammeOffered:
    programme: Programme
    # Where one can apply, or offer positions, now.
    cohorts: list[Cohort]


@dataclass(frozen=True)
class KnownAsHost:
    """What a university of the reader knows of it. Figures are for those who keep its placements."""

    university: Organisation
    record: HostRecord | None
    figures: list[Figure]
    may_keep: bool

    @property
    def standing(self) -> str:
        return self.record.standing if self.record else HostStanding.NEW


@dataclass
class Offered:
    """Of each as many as the page shows, and whether there are more."""

    positions: list[Position] = field(default_factory=list)
    more_positions: bool = False
    programmes: list[ProgrammeOffered] = field(default_factory=list)
    more_programmes: bool = False
    known: list[KnownAsHost] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.positions or self.programmes or self.known)


def offered_by(user: Viewer, organisation: Organisation) -> Offered:
    """Nothing, and no query, for somebody who is not signed in: what is offered is for members."""
    if not user.is_authenticated:
        return Offered()
    positions = list(
        access.positions_visible_to(user)
        .filter(
            host=organisation, state=PositionState.APPROVED, cohort__state=CohortState.OPEN, archived_at__isnull=True
        )
        .select_related("cohort__programme__organisation")
        .order_by("cohort__applications_until", "pk")[: SHOWN + 1]
    )
    programmes = list(
        access.programmes_visible_to(user)
        .filter(organisation=organisation, archived_at__isnull=True)
        .defer("provenance")
        .order_by("kind", "pk")[: SHOWN + 1]
    )
    return Offered(
        positions[:SHOWN], len(positions) > SHOWN, _with_cohorts(programmes[:SHOWN]), len(programmes) > SHOWN,
        _known(user, organisation),
    )  # fmt: skip


def _with_cohorts(programmes: list[Programme]) -> list[ProgrammeOffered]:
    if not programmes:
        return []
    found: dict[int, list[Cohort]] = {}
    for cohort in Cohort.objects.filter(programme__in=programmes, state=CohortState.OPEN).order_by("starts_on", "pk"):
        found.setdefault(cohort.programme_id, []).append(cohort)
    return [ProgrammeOffered(programme, found.get(programme.pk, [])) for programme in programmes]


def _known(user: Viewer, organisation: Organisation) -> list[KnownAsHost]:
    """By university of the reader, where it knows anything at all; an auditor reads what every university decided. The
    host itself reads no record of itself."""
    records = HostRecord.objects.filter(host=organisation).exclude(organisation=organisation)
    if not access.sees_all(user):
        own = access.own_organisations(user)
        if not own:
            return []
        records = records.filter(organisation__in=own)
    by_university = {
        record.organisation_id: record for record in records.select_related("organisation").order_by("pk")[:SHOWN]
    }
    keeps = set(access.own_organisations(user, access.KEEP)) - {organisation.pk}
    figures = figures_of(keeps, [organisation.pk]) if keeps else {}
    universities = {pk: record.organisation for pk, record in by_university.items()}
    if unread := {university for university, _host in figures} - set(universities):
        universities |= Organisation.objects.in_bulk(unread)
    return [
        KnownAsHost(
            universities[pk], by_university.get(pk), figures.get((pk, organisation.pk), []) if pk in keeps else [], pk in keeps
        )
        for pk in sorted(universities)
    ]  # fmt: skip
