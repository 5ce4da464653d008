"""Members, roles that may be given, invitations, posts: what their pages read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLE_BY_CODE, ROLES, Administrator, Auditor, MinistryAnalyst, Role
from seriktes.organisations.models import Invitation, Membership, Organisation, Person, Post, PostHolding
from seriktes.organisations.queries.access import Viewer, grants_for_user, memberships_in_force, people_visible_to

# Roles that look beyond one organisation: given by those who run the installation alone.
GIVEN_BY_ADMINISTRATORS = frozenset({Administrator.code, Auditor.code, MinistryAnalyst.code})
KEEPING = "organisations.manage_members"
# What opens only that in which its holder is named, and what whoever keeps the members appoints somebody to without holding
# it: neither stands above the giver's own. The log tells every appointment.
APPOINTED = frozenset({"placements.take_part", "placements.supervise", "placements.handle_concerns"})
SALT = "organisations.invitation"


# --- Members ------------------------------------------------------------------------------------------------------
def can_see_members(user: Viewer, organisation: Organisation) -> bool:
    """Those who see the organisation's staff see who speaks for it here."""
    grants = grants_for_user(user)
    return grants.allow("organisations.view_colleagues", organisation.pk) or grants.allow(KEEPING, organisation.pk)


def roles_to_give(user: Viewer, organisation: Organisation) -> list[type[Role]]:
    """Roles that the user may give in this organisation: of its side, and none above the user's own."""
    grants = grants_for_user(user)
    if not grants.allow(KEEPING, organisation.pk):
        return []
    of_side = [role for role in ROLES if organisation.side in role.sides]
    if KEEPING in grants.everywhere:
        return of_side
    inside = grants.own.get(organisation.pk, frozenset()) | grants.everywhere | APPOINTED
    return [
        role
        for role in of_side
        if role.code not in GIVEN_BY_ADMINISTRATORS and role.own <= inside and role.everywhere <= grants.everywhere
    ]


def can_give_role(user: Viewer, organisation: Organisation, code: str) -> bool:
    return ROLE_BY_CODE.get(code) in roles_to_give(user, organisation)


def can_end_membership(user: Viewer, membership: Membership) -> bool:
    """One's own, and those whose role one could give."""
    if user.is_authenticated and membership.user_id == user.pk:
        return True
    return can_give_role(user, membership.organisation, membership.role)


def members_of(organisation: Organisation, today: date, *, former: bool = False) -> QuerySet[Membership]:
    """Memberships with their users: those in force or still to come; with `former`, those that ended."""
    ended = Q(ended_at__isnull=False) | Q(ends_on__lt=today)
    rows = Membership.objects.filter(organisation=organisation)
    rows = rows.filter(ended) if former else rows.exclude(ended)
    return rows.select_related("user", "organisation").order_by("user__name", "user_id", "-starts_on", "pk")


def is_last_keeper(membership: Membership, today: date) -> bool:
    """Whether nobody else of the organisation could invite or give roles after this membership."""
    if KEEPING not in membership.role_class.own:
        return False
    others = (
        memberships_in_force(today)
        .filter(organisation=membership.organisation_id, user__is_active=True)
        .exclude(pk=membership.pk)
    )
    return not any(KEEPING in other.role_class.own for other in others)


# --- Invitations ----------------------------------------------------------------------------------------------------
def token_of(invitation: Invitation) -> str:
    """The signed part of the link. It names the edit, so that a mail sent again makes the older link void."""
    return signing.dumps([invitation.pk, invitation.version], salt=SALT)


@dataclass(frozen=True)
class OpenedLink:
    """What a link leads to. `state`: open, altered, replaced, expired, used or withdrawn."""

    state: str
    invitation: Invitation | None = None


def opened_link(token: str, now: datetime) -> OpenedLink:
    try:
        pk, version = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return OpenedLink("altered")
    invitation = Invitation.objects.select_related("organisation", "by").filter(pk=pk).first()
    if invitation is None:
        return OpenedLink("altered")
    return OpenedLink(_link_state(invitation, version, now), invitation)


def _link_state(invitation: Invitation, version: int, now: datetime) -> str:
    if invitation.accepted_at is not None:
        return "used"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    if version != invitation.version:
        return "replaced"
    return "expired" if invitation.expires_at <= now else "open"


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that wait for an answer, expired ones too: they can be sent again."""
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.select_related("by", "organisation").order_by("-pk")


def account_of(email: str) -> User | None:
    return User.objects.filter(email=email.strip().casefold(), is_active=True).first()


# --- Posts ----------------------------------------------------------------------------------------------------------
@dataclass
class PostRow:
    """A post as its page shows it. Holders that the reader may not see are counted and not named."""

    post: Post
    holder: PostHolding | None = None
    next_holder: PostHolding | None = None
    former: list[PostHolding] = field(default_factory=list)
    visible: frozenset[int] = frozenset()

    @property
    def is_vacant(self) -> bool:
        return self.post.closed_on is None and self.holder is None


def post_rows_for_user(user: Viewer, posts: Iterable[Post], today: date) -> list[PostRow]:
    posts = list(posts)
    holdings: dict[int, list[PostHolding]] = defaultdict(list)
    rows = PostHolding.objects.filter(post__in=posts).select_related("person").order_by("-starts_on", "-pk")
    for holding in rows:
        holdings[holding.post_id].append(holding)
    holders = {holding.person_id for group in holdings.values() for holding in group}
    visible = (
        frozenset(people_visible_to(user).filter(pk__in=holders).values_list("pk", flat=True))
        if holders
        else frozenset()
    )
    return [_post_row(post, holdings[post.pk], visible, today) for post in posts]


def _post_row(post: Post, holdings: list[PostHolding], visible: frozenset[int], today: date) -> PostRow:
    row = PostRow(post, visible=visible)
    for holding in holdings:
        if holding.starts_on > today:
            row.next_holder = holding
        elif holding.ends_on is None or holding.ends_on >= today:
            row.holder = holding
        else:
            row.former.append(holding)
    return row


def posts_of(organisation: Organisation) -> QuerySet[Post]:
    """Open posts first, by unit and name."""
    return (
        Post.objects.filter(organisation=organisation)
        .select_related("unit", "organisation")
        .order_by(F("closed_on").desc(nulls_first=True), F("unit_id").asc(nulls_first=True), "name_kk", "pk")
    )


def posts_held_by(person: Person) -> QuerySet[PostHolding]:
    return person.holdings.select_related("post", "post__organisation", "post__unit").order_by("-starts_on", "-pk")


def people_to_appoint(user: Viewer, organisation: Organisation, today: date | None = None) -> QuerySet[Person]:
    """Who can hold a post of the organisation: its people of today whom the user may see, students left out."""
    today = today or timezone.localdate()
    affiliated = organisation.affiliations.filter(archived_at__isnull=True).exclude(kind="student")
    current = affiliated.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return people_visible_to(user).filter(pk__in=current.values("person"))
