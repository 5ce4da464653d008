"""Who may see which events, exhibitors, registrations, leads and teams: the one truth for pages, lists, search and API."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seriktes.gatherings.enums import Audience, ExhibitorState, GatheringState, HackathonPhase, TicketState
from seriktes.gatherings.models import Exhibitor, Gathering, Hackathon, Judge, Lead, Team, TeamMember, Ticket
from seriktes.organisations.queries.access import Viewer, grants_for_user

VIEW, KEEP, TAKE_PART = "gatherings.view_own", "gatherings.keep_gatherings", "gatherings.take_part"
# What others than the keeper know of.
TOLD = (GatheringState.ANNOUNCED, GatheringState.OVER, GatheringState.CANCELLED)
# Exhibitors that visitors are told of.
SHOWN = (ExhibitorState.CONFIRMED, ExhibitorState.NO_SHOW)
Record = Gathering | Exhibitor | Ticket | Team | Hackathon | Lead


def own_organisations(user: Viewer, permission: str = VIEW) -> list[int]:
    return grants_for_user(user).organisations_with(permission)


def sees_all(user: Viewer, permission: str = VIEW) -> bool:
    return permission in grants_for_user(user).everywhere


# --- Events -----------------------------------------------------------------------------------------------------------
def public_gatherings() -> QuerySet[Gathering]:
    """What anybody may read: the list without signing in, the feeds, search engines."""
    return Gathering.objects.filter(state__in=TOLD, audience=Audience.PUBLIC, organisation__is_public=True)


def gatherings_visible_to(user: Viewer) -> QuerySet[Gathering]:
    """What is announced to the user's circle; where the user or the own side takes part; the own side's, drafts too."""
    if sees_all(user):
        return Gathering.objects.all()
    if not user.is_authenticated:
        return public_gatherings()
    told = Q(audience__in=[Audience.PUBLIC, Audience.MEMBERS], organisation__is_public=True)
    told |= Q(audience=Audience.HOME, organisation__in=list(grants_for_user(user).own))
    exhibits = Exhibitor.objects.filter(gathering=OuterRef("pk"), organisation__in=own_organisations(user, TAKE_PART))
    comes = Ticket.objects.filter(gathering=OuterRef("pk"), person__user=user.pk)
    judges = Judge.objects.filter(gathering=OuterRef("pk"), person__user=user.pk)
    works = TeamMember.objects.filter(gathering=OuterRef("pk"), person__user=user.pk)
    taking_part = Exists(comes) | Exists(judges) | Exists(works)
    own = Q(organisation__in=own_organisations(user)) | Exists(exhibits)
    return Gathering.objects.filter(own | (Q(state__in=TOLD) & (told | taking_part)))


# --- Exhibitors -------------------------------------------------------------------------------------------------------
def exhibitors_visible_to(user: Viewer) -> QuerySet[Exhibitor]:
    """With all that is agreed: the keeper's, and the own organisation's."""
    if sees_all(user):
        return Exhibitor.objects.all()
    if not user.is_authenticated:
        return Exhibitor.objects.none()
    kept = Q(gathering__organisation__in=own_organisations(user, KEEP))
    return Exhibitor.objects.filter(kept | Q(organisation__in=own_organisations(user, TAKE_PART)))


def exhibitors_shown(gathering: Gathering) -> QuerySet[Exhibitor]:
    """Those that every visitor reads about."""
    return gathering.exhibitors.filter(state__in=SHOWN, organisation__is_public=True)


# --- Visitors ---------------------------------------------------------------------------------------------------------
def tickets_visible_to(user: Viewer) -> QuerySet[Ticket]:
    """One's own, and those of the events that one keeps. An exhibitor sees visitors only as its leads and bookings."""
    if not user.is_authenticated:
        return Ticket.objects.none()
    known = Ticket.objects.exclude(state=TicketState.UNCONFIRMED)
    if sees_all(user, KEEP):
        return known
    return known.filter(_own_tickets(user) | Q(gathering__organisation__in=own_organisations(user, KEEP)))


def _own_tickets(user: Viewer) -> Q:
    """Registered by the account, or by its address before there was one."""
    return Q(person__user=user.pk) | Q(email=user.email.casefold()) if user.is_authenticated else Q(pk__in=[])


def own_tickets(user: Viewer) -> QuerySet[Ticket]:
    return Ticket.objects.filter(_own_tickets(user)).exclude(state=TicketState.UNCONFIRMED)


def is_own_ticket(user: Viewer, ticket: Ticket) -> bool:
    return own_tickets(user).filter(pk=ticket.pk).exists()


def leads_visible_to(user: Viewer) -> QuerySet[Lead]:
    """The own organisation's, as long as the visitor agrees. Not the organiser's: what was said is between the two."""
    if not user.is_authenticated:
        return Lead.objects.none()
    own = Q(exhibitor__organisation__in=own_organisations(user, TAKE_PART))
    return Lead.objects.filter(own, ticket__leads_agreed_at__isnull=False)


# --- Hackathons -------------------------------------------------------------------------------------------------------
def teams_visible_to(user: Viewer) -> QuerySet[Team]:
    """By name: the keeper's and one's own; the results name all. Whoever judges, whatever else they may, reads submissions
    by number until then."""
    if not user.is_authenticated:
        return Team.objects.none()
    judges = Judge.objects.filter(gathering=OuterRef("gathering"), person__user=user.pk)
    told = Hackathon.objects.filter(gathering=OuterRef("gathering"), phase=HackathonPhase.JUDGED)
    rows = Team.objects.exclude(Exists(judges) & ~Exists(told))
    if sees_all(user):
        return rows
    mine = TeamMember.objects.filter(team=OuterRef("pk"), person__user=user.pk)
    kept = Q(gathering__organisation__in=own_organisations(user, KEEP))
    return rows.filter(kept | Exists(mine))


def may(user: Viewer, permission: str, record: Record) -> bool:
    """For the organisation that holds the event; of an exhibitor and its leads, what it does for itself."""
    grants = grants_for_user(user)
    if isinstance(record, Lead):
        record = record.exhibitor
    if isinstance(record, Exhibitor) and permission == TAKE_PART:
        return grants.allow(permission, record.organisation_id)
    gathering = record if isinstance(record, Gathering) else record.gathering
    return grants.allow(permission, gathering.organisation_id)
