"""Who may see which partnerships, agreements, commitments and activities.

A party sees everything of its partnerships. The public sees that a published partnership exists (`queries.published` says
what of it); what is agreed, promised and done in it is for those inside: parties, and roles that see the whole register.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.accounts.roles import KEEPS_PARTNERSHIPS, SPEAKS_FOR_SIDE
from seriktes.organisations.enums import Side
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    ActivityPerson,
    Agreement,
    Commitment,
    Delivery,
    Partnership,
    Party,
)
from seriktes.procedures.queries.clocks import posts_of_user

VIEW, PARTICULARS = "partnerships.view_partnership", "partnerships.view_particulars"
RECORD = "partnerships.record_delivery"


def own_organisations(user: Viewer, permission: str = VIEW) -> list[int]:
    """Ids of the organisations whose side of partnerships the user may see (or whatever the permission says)."""
    return grants_for_user(user).organisations_with(permission)


def sees_all(user: Viewer, permission: str = VIEW) -> bool:
    return permission in grants_for_user(user).everywhere


def published() -> Q:
    """Partnerships whose every party agreed, as long as each of them is published itself."""
    hidden = Party.objects.filter(
        partnership=OuterRef("pk"), organisation__is_public=False, organisation__merged_into__isnull=True
    )
    return Q(is_public=True, archived_at__isnull=True) & Q(~Exists(hidden))


def partnerships_inside(user: Viewer) -> QuerySet[Partnership]:
    """Those that the user sees whole: as a party, or by a role that sees all of them."""
    if sees_all(user):
        return Partnership.objects.all()
    own = own_organisations(user)
    if not own:
        return Partnership.objects.none()
    return Partnership.objects.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), organisation__in=own)))


def partnerships_visible_to(user: Viewer) -> QuerySet[Partnership]:
    """Those seen whole, and the published ones."""
    if sees_all(user):
        return Partnership.objects.all()
    own = own_organisations(user)
    if not own:
        return Partnership.objects.filter(published())
    # One list of the own ones, made once, and not a question asked for each of a hundred thousand rows.
    mine = Party.objects.filter(organisation__in=own).values("partnership")
    return Partnership.objects.filter(Q(pk__in=mine) | published())


def _inside(rows: QuerySet[Any], user: Viewer, to_partnership: str) -> QuerySet[Any]:
    if sees_all(user):
        return rows
    own = own_organisations(user)
    if not own:
        return rows.none()
    # One list of the own ones, made once, as above.
    mine = Party.objects.filter(organisation__in=own).values("partnership")
    return rows.filter(**{f"{to_partnership}__in": mine})


def agreements_visible_to(user: Viewer) -> QuerySet[Agreement]:
    return _inside(Agreement.objects.all(), user, "partnership")


def commitments_visible_to(user: Viewer) -> QuerySet[Commitment]:
    if sees_all(user):
        return Commitment.objects.all()
    own = own_organisations(user)
    if not own:
        return Commitment.objects.none()
    mine = Party.objects.filter(organisation__in=own).values("partnership")
    return Commitment.objects.filter(agreement__partnership__in=mine)


def deliveries_visible_to(user: Viewer) -> QuerySet[Delivery]:
    return Delivery.objects.filter(commitment__in=commitments_visible_to(user))


def activities_visible_to(user: Viewer, among: Collection[int] | None = None) -> QuerySet[Activity]:
    """Activities of the partnerships seen whole, and those in which the user took part. What is not reported yet is
    seen by the side that writes it. `among`: no others than these few, with their keys."""
    if not user.is_authenticated:
        return Activity.objects.none()
    every = Activity.objects.all() if among is None else Activity.objects.filter(pk__in=among)
    if sees_all(user):
        return every if sees_all(user, PARTICULARS) else every.exclude(state=ActivityState.DRAFT)
    own = own_organisations(user)
    took_part = ActivityPerson.objects.filter(person__user=user.pk).values("activity")
    theirs = Party.objects.filter(organisation__in=own).values("partnership")
    if among is not None:
        # A few rows are asked each; of all the own ones a list is made first.
        found = Q(pk__in=took_part) | Q(partnership__in=theirs)
    elif own:
        of_theirs: Any = Activity.objects.filter(partnership__in=theirs).values("pk")
        found = Q(pk__in=took_part.union(of_theirs, all=True))
    else:
        found = Q(pk__in=took_part)
    written = ActivityParty.objects.filter(activity=OuterRef("pk"), organisation__in=own, confirmed_at__isnull=False)
    return every.filter(found & (~Q(state=ActivityState.DRAFT) | Q(Exists(written))))


def activities_taken_part_in(user: Viewer) -> QuerySet[Activity]:
    if not user.is_authenticated:
        return Activity.objects.none()
    return activities_visible_to(user).filter(
        Exists(ActivityPerson.objects.filter(activity=OuterRef("pk"), person__user=user.pk))
    )


# --- What one may do ------------------------------------------------------------------------------------------------
# A role gives its permissions for all partnerships of its organisation; the post that looks after one side of one
# partnership gives whoever holds it, or stands in for it, what that side needs: in that partnership and nowhere else.
# To see it they need a role of their own in that organisation.
def posts_held(user: Viewer) -> frozenset[int]:
    """The user's posts of today, own and lent; read once a request and kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    kept: frozenset[int] | None = getattr(user, "_posts_held", None)
    if kept is None:
        kept = user._posts_held = frozenset(posts_of_user(user, timezone.localdate()))  # type: ignore[attr-defined]
    return kept


def given_by_post(side: Side) -> frozenset[str]:
    """What the post that looks after a side may do: a company speaks for itself, the others keep what is shared too."""
    return (SPEAKS_FOR_SIDE if side == Side.INDUSTRY else KEEPS_PARTNERSHIPS) - {"partnerships.add_partnership"}


def permissions_by_side(user: Viewer, sides: Iterable[Party]) -> dict[int, frozenset[str]]:
    """What the user may do for each side, by organisation: by role, and by the post that looks after it."""
    grants = grants_for_user(user)
    found: dict[int, frozenset[str]] = {}
    for party in sides:
        pk = party.organisation_id
        found[pk] = found.get(pk, frozenset()) | grants.everywhere | grants.own.get(pk, frozenset())
        if party.post_id is None or pk not in grants.own:
            continue
        given = given_by_post(party.organisation.side)
        if not given <= found[pk] and party.post_id in posts_held(user):
            found[pk] |= given
    return found


def permissions_in_sides(user: Viewer, partnership_id: int) -> dict[int, frozenset[str]]:
    """The same for the sides that have not left the partnership; at most two queries."""
    if not user.is_authenticated:
        return {}
    return permissions_by_side(user, sides_of(partnership_id).select_related("organisation"))


def sides_with(user: Viewer, permission: str, partnership_id: int) -> set[int]:
    """The organisations for whose side the user may do it."""
    return {pk for pk, given in permissions_in_sides(user, partnership_id).items() if permission in given}


def may_in_partnership(user: Viewer, permission: str, partnership_id: int) -> bool:
    """Whether the user may do it for any side of the partnership that has not left it."""
    return sees_all(user, permission) or bool(sides_with(user, permission, partnership_id))


def permissions_in(user: Viewer, partnership_id: int) -> frozenset[str]:
    """Everything that the user may do in the partnership, for sides that have not left it."""
    if not user.is_authenticated:
        return frozenset()
    return permissions_through(user, sides_of(partnership_id).select_related("organisation"))


def permissions_through(user: Viewer, sides: Iterable[Party]) -> frozenset[str]:
    """The same for those who know the sides that there are now."""
    return grants_for_user(user).everywhere.union(*permissions_by_side(user, sides).values())


def permissions_on_promise(user: Viewer, commitment: Commitment) -> frozenset[str]:
    """What may be done in its partnership; and the post that made the promise says what was delivered."""
    given = permissions_in(user, commitment.agreement.partnership_id)
    if RECORD in given or commitment.post_id is None or commitment.post_id not in posts_held(user):
        return given
    return given | {RECORD}


def seen_whole(user: Viewer, partnerships: Collection[int]) -> set[int]:
    """Those of these partnerships of which the user sees more than the public; one query."""
    return set(partnerships_inside(user).filter(pk__in=partnerships).values_list("pk", flat=True))


def seen_with_particulars(user: Viewer, partnerships: Collection[int]) -> set[int]:
    """Those whose notes, contacts and people the user sees; one query. As `partnerships.view_particulars` on each."""
    if sees_all(user, PARTICULARS):
        return set(partnerships)
    own = own_organisations(user, PARTICULARS)
    if not own:
        return set()
    sides = Party.objects.filter(partnership__in=partnerships, organisation__in=own, left_on__isnull=True)
    return set(sides.values_list("partnership", flat=True))


def sides_of(partnership_id: int) -> QuerySet[Party]:
    return Party.objects.filter(partnership=partnership_id, left_on__isnull=True)
