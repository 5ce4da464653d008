"""Who may see what: the one truth for pages, API, search, exports and files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.accounts.roles import PERMISSIONS, ROLES
from seriktes.organisations.enums import AffiliationKind, OrganisationStatus
from seriktes.organisations.models import Affiliation, Consent, Membership, Organisation, Person

Viewer = User | AnonymousUser
CHANGE = "organisations.change_organisation"
STUDENT_KINDS = [AffiliationKind.STUDENT]


@dataclass(frozen=True)
class Grants:
    """What a user may do: everywhere, and inside single organisations (by their ids)."""

    everywhere: frozenset[str]
    own: Mapping[int, frozenset[str]]

    def organisations_with(self, permission: str) -> list[int]:
        return [pk for pk, permissions in self.own.items() if permission in permissions]

    def allow(self, permission: str, organisation_id: int | None = None) -> bool:
        return permission in self.everywhere or (
            organisation_id is not None and permission in self.own.get(organisation_id, frozenset())
        )

    def allow_somewhere(self, permission: str) -> bool:
        return permission in self.everywhere or any(permission in permissions for permissions in self.own.values())


NOTHING = Grants(frozenset(), {})


def memberships_in_force(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(starts_on__lte=on, ended_at__isnull=True).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )


def grants_for_user(user: Viewer) -> Grants:
    """The user's grants of today; read once a request and kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    kept: Grants | None = getattr(user, "_grants", None)
    if kept is None and user.is_superuser:
        # Made on the server's command line (`seriktes createsuperuser`), to begin with and for emergencies.
        kept = user._grants = Grants(frozenset(PERMISSIONS), {})  # type: ignore[attr-defined]
    if kept is None:
        everywhere: set[str] = set()
        own: dict[int, frozenset[str]] = {}
        for membership in memberships_in_force(timezone.localdate()).filter(user=user):
            everywhere |= membership.role_class.everywhere
            pk = membership.organisation_id
            own[pk] = own.get(pk, frozenset()) | membership.role_class.own
        kept = user._grants = Grants(frozenset(everywhere), own)  # type: ignore[attr-defined]
    return kept


def shape_of_rights(user: Viewer) -> tuple[Any, ...]:
    """Which rights, and in how many organisations, but not in which: what decides about the shape of a query."""
    grants = grants_for_user(user)
    return (grants.everywhere, tuple(grants.own.values()))


def under_other_numbers(user: Viewer, *, number: int, email: str, organisations: Collection[int]) -> User:
    """Somebody with the same rights under another number, in organisations of other numbers: for `common.prepared`,
    which composes a query once for everybody whose `shape_of_rights` is the same."""
    grants = grants_for_user(user)
    somebody = User(pk=number, email=email)
    own = dict(zip(organisations, grants.own.values(), strict=True))
    somebody._grants = Grants(grants.everywhere, own)  # type: ignore[attr-defined]
    return somebody


def organisations_visible_to(user: Viewer) -> QuerySet[Organisation]:
    """Published ones for everybody; unpublished ones for the organisation's own members and for those roles that
    see the whole register. Merged records are not listed: their page leads to the kept one."""
    return Organisation.objects.filter(organisation_visible_to(user))


def organisation_visible_to(user: Viewer, path: str = "") -> Q:
    """The same as a condition on rows that lead to an organisation by `path`, such as "organisation__"."""
    live = ~Q(**{f"{path}status": OrganisationStatus.MERGED})
    grants = grants_for_user(user)
    if "organisations.view_unpublished" in grants.everywhere:
        return live
    public = Q(**{f"{path}is_public": True})
    return live & (public | Q(**{f"{path}pk__in": list(grants.own)}) if grants.own else public)


def is_published(on: date) -> Q:
    """People shown to the public on that day: the day counts, because a consent can end before the nightly task."""
    return Q(is_public=True) & (Q(published_until__isnull=True) | Q(published_until__gte=on))


@dataclass(frozen=True)
class Sight:
    """Some people, in two forms of the same: their ids, to collect them, and a condition, to look at one by one."""

    ids: QuerySet[Any, Any]
    holds: Q
    # Ids of these people and perhaps of some more, where they are counted faster.
    bound: QuerySet[Any, Any] | None = None

    @property
    def counted(self) -> QuerySet[Any, Any]:
        return self.ids if self.bound is None else self.bound

    def __or__(self, other: "Sight") -> "Sight":
        # One condition with OR would make the database look at everybody.
        return Sight(self.ids.union(other.ids, all=True), self.holds | other.holds)


def published_on(day: date) -> Sight:
    return Sight(Person.objects.filter(is_published(day)).values("pk"), is_published(day))


def sight_of(user: Viewer) -> Sight | None:
    """Published people for everybody; oneself; and people of the organisations where a role says so. None: everybody."""
    if sees_everybody(user):
        return None
    published = published_on(timezone.localdate())
    return published | _known_to(user) if user.is_authenticated else published


def people_visible_to(user: Viewer) -> QuerySet[Person]:
    """The people of `sight_of`, without the records that were merged into others."""
    sight = sight_of(user)
    if sight is None:
        return live_people()
    return live_people().filter(Q(pk__in=sight.ids) if user.is_authenticated else sight.holds)


def people_known_to(user: Viewer) -> QuerySet[Person]:
    """Oneself, and the people whom a role lets one see: their contact data too."""
    if sees_everybody(user):
        return live_people()
    return live_people().filter(pk__in=_known_to(user).ids) if user.is_authenticated else Person.objects.none()


def sees_everybody(user: Viewer) -> bool:
    return "organisations.view_students" in grants_for_user(user).everywhere


def live_people() -> QuerySet[Person]:
    return Person.objects.filter(merged_into__isnull=True)


def _known_to(user: Viewer) -> Sight:
    grants = grants_for_user(user)
    known = Sight(Person.objects.filter(user=user.pk).values("pk"), Q(user=user.pk))
    everyone_of = grants.organisations_with("organisations.view_students")
    if everyone_of:
        known |= affiliated(_rows_of(everyone_of))
    staff_of = set(grants.organisations_with("organisations.view_colleagues")) - set(everyone_of)
    if staff_of:
        studies = Affiliation.objects.filter(person=OuterRef("person"), kind__in=STUDENT_KINDS)
        known |= affiliated(_rows_of(staff_of).filter(~Exists(studies)))
    return known


def _rows_of(organisations: Collection[int]) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(organisation__in=sorted(organisations), archived_at__isnull=True)


def affiliated(rows: QuerySet[Affiliation]) -> Sight:
    """The people of these affiliations."""
    return Sight(rows.values("person"), Q(Exists(rows.filter(person=OuterRef("pk")))))


def consents_visible_to(user: Viewer) -> QuerySet[Consent]:
    """One's own, and those given to organisations whose consent register one may read."""
    if not user.is_authenticated:
        return Consent.objects.none()
    grants = grants_for_user(user)
    if "organisations.view_consent" in grants.everywhere:
        return Consent.objects.all()
    return Consent.objects.filter(
        Q(person__user=user) | Q(operator__in=grants.organisations_with("organisations.view_consent"))
    )


def members_with(permission: str, organisation_id: int) -> list[User]:
    """Active members of the organisation whose role gives the permission inside it."""
    memberships = memberships_in_force(timezone.localdate()).filter(organisation=organisation_id, user__is_active=True)
    holders = {
        membership.user_id: membership.user
        for membership in memberships.select_related("user").order_by("pk")
        if permission in membership.role_class.own
    }
    return list(holders.values())


def keepers_of(organisations: Iterable[int]) -> dict[int, set[int]]:
    """Who of each organisation itself keeps its record: user ids by organisation; none where nobody does."""
    keeping = [role.code for role in ROLES if CHANGE in role.own]
    rows = memberships_in_force(timezone.localdate()).filter(
        organisation__in=list(organisations), role__in=keeping, user__is_active=True
    )
    keepers: dict[int, set[int]] = {}
    for organisation, user in rows.values_list("organisation_id", "user_id"):
        keepers.setdefault(organisation, set()).add(user)
    return keepers


def is_claimed(organisation: Organisation) -> bool:
    """Whether somebody of the organisation itself keeps its record."""
    return organisation.pk in keepers_of([organisation.pk])
