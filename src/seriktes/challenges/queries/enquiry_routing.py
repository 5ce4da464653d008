"""To which post an enquiry goes, and whether anybody of an organisation answers here at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.roles import ROLES
from seriktes.challenges.definitions.enquiry_clocks import FIRST_DAYS, NEXT_DAYS
from seriktes.challenges.definitions.targets import Side
from seriktes.challenges.models import EnquiryRoute, EnquiryTerms
from seriktes.expertise.models import ExpertProfile
from seriktes.organisations.enums import ChannelKind, OrganisationStatus
from seriktes.organisations.models import Channel, Organisation, Person, Post, Unit
from seriktes.organisations.queries.access import Viewer, grants_for_user, memberships_in_force
from seriktes.procedures.queries.clocks import KEEPING
from seriktes.procedures.queries.recipients import recipients_of_posts

HANDLE, VIEW = "challenges.handle_enquiries", "challenges.view_own"
_ANSWERING = [role.code for role in ROLES if {HANDLE, KEEPING} & role.own]
# So deep goes no tree of units; a circle in old data must not hold anybody up.
DEEPEST = 20


def post_for(side: Side, on: date) -> Post | None:
    """The post named on the record; else by the routes: the nearest unit first, there the kind before every kind, then
    the organisation's own; else its only post. None: nobody is named, and whoever keeps the organisation is told."""
    posts = {post.pk: post for post in _open_posts(side.organisation, on)}
    if side.post in posts:
        return posts[side.post]
    routes: dict[tuple[int | None, str], int] = {
        (unit, kind): post
        for unit, kind, post in EnquiryRoute.objects.filter(organisation=side.organisation).values_list(
            "unit", "kind", "post"
        )
        if post in posts
    }
    for unit in (*_upwards(side.unit), None):
        for kind in dict.fromkeys((side.kind, "")):
            if (unit, kind) in routes:
                return posts[routes[unit, kind]]
    return next(iter(posts.values())) if len(posts) == 1 else None


def _open_posts(organisation: int, on: date) -> Iterable[Post]:
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return Post.objects.filter(is_open, organisation=organisation).order_by("pk")


def _upwards(unit: int | None) -> list[int]:
    found: list[int] = []
    while unit is not None and unit not in found and len(found) < DEEPEST:
        found.append(unit)
        unit = Unit.objects.filter(pk=unit).values_list("parent", flat=True).first()
    return found


def is_answered(side: Side, on: date) -> bool:
    """Whether an enquiry would reach anybody: a member who answers or keeps posts, or the holder or mailbox of a post."""
    members = memberships_in_force(on).filter(organisation=side.organisation, role__in=_ANSWERING)
    if members.filter(user__is_active=True).exists():
        return True
    post = post_for(side, on)
    return post is not None and bool(recipients_of_posts([post.pk], on))


@dataclass(frozen=True)
class Unanswered:
    """An organisation of which nobody answers here, and the address under which it can be reached otherwise, as it stands
    on its page; empty where none is published."""

    organisation: int
    name: str
    email: str = ""
    website: str = ""
    phone: str = ""

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email or self.website or self.phone)


def unanswered(sides: Iterable[Side]) -> list[Unanswered]:
    """One query, whatever it is told of."""
    named = {side.organisation: side.label for side in sides}
    found: dict[int, dict[str, str]] = {pk: {} for pk in named}
    kinds = (ChannelKind.EMAIL, ChannelKind.WEBSITE, ChannelKind.PHONE)
    rows = Channel.objects.filter(
        organisation__in=list(named), kind__in=kinds, is_public=True, archived_at__isnull=True
    ).order_by("pk")
    for organisation, kind, value in rows.values_list("organisation", "kind", "value") if named else ():
        # What was imported as a website may be of any scheme.
        if kind != ChannelKind.WEBSITE or value.startswith(("https://", "http://")):
            found[organisation].setdefault(kind, value)
    return [Unanswered(pk, name, **found[pk]) for pk, name in named.items()]


def can_be_asked(user: Viewer, organisation: Organisation) -> bool:
    """Whether its page offers to enquire: it is active and not the reader's own, and somebody would read it. Who runs
    the register reads all of them."""
    grants = grants_for_user(user)
    if organisation.status != OrganisationStatus.ACTIVE or organisation.pk in grants.own:
        return False
    if HANDLE in grants.everywhere:
        return True
    return is_answered(Side(organisation.pk, organisation.name), timezone.localdate())


def expert_of(side: Side) -> Person | None:
    """The expert, unless they take no enquiries."""
    if side.expert is None:
        return None
    declines = ExpertProfile.objects.filter(person=side.expert, accepts_enquiries=False)
    return None if declines.exists() else Person.objects.filter(pk=side.expert, merged_into__isnull=True).first()


def terms_of(organisation: Organisation | int) -> tuple[int, int]:
    """Working days for the first answer, and for each further one."""
    row = EnquiryTerms.objects.filter(organisation=organisation).first()
    return (row.first_days, row.next_days) if row else (FIRST_DAYS, NEXT_DAYS)
