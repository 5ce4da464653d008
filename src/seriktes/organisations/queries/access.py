"""Who may see what: the one truth for pages, API, search, exports and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.accounts.roles import PERMISSIONS, ROLES
from seriktes.organisations.enums import AffiliationKind, OrganisationStatus
from seriktes.organisations.models import Consent, Membership, Organisation, Person

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


def organisations_visible_to(user: Viewer) -> QuerySet[Organisation]:
    """Published ones for everybody; unpublished ones for the organisation's own members and for those roles that
    see the whole register. Merged records are not listed: their page leads to the kept one."""
    live = Organisation.objects.exclude(status=OrganisationStatus.MERGED)
    grants = grants_for_user(user)
    if "organisations.view_unpublished" in grants.everywhere:
        return live
    if not grants.own:
        return live.filter(is_public=True)
    return live.filter(Q(is_public=True) | Q(pk__in=list(grants.own)))


def is_published(on: date) -> Q:
    """People shown to the public on that day: the day counts, because a consent can end before the nightly task."""
    return Q(is_public=True) & (Q(published_until__isnull=True) | Q(published_until__gte=on))


def people_visible_to(user: Viewer) -> QuerySet[Person]:
    """Published people for everybody; oneself; and people of the organisations where a role says so."""
    if sees_everybody(user):
        return _live_people()
    published = is_published(timezone.localdate())
    if not user.is_authenticated:
        return _live_people().filter(published)
    return _live_people().filter(pk__in=_union([Person.objects.filter(published).values("pk"), *_known_to(user)]))


def people_known_to(user: Viewer) -> QuerySet[Person]:
    """Oneself, and the people whom a role lets one see: their contact data too."""
    if sees_everybody(user):
        return _live_people()
    return _live_people().filter(pk__in=_union(_known_to(user))) if user.is_authenticated else Person.objects.none()


def sees_everybody(user: Viewer) -> bool:
    return "organisations.view_students" in grants_for_user(user).everywhere


def _live_people() -> QuerySet[Person]:
    return Person.objects.filter(merged_into__isnull=True)


def _union(reasons: list[Any]) -> Any:
    """The ids that any reason gives. One condition with OR would make the database look at everybody."""
    first, *others = reasons
    return first.union(*others, all=True)


def _known_to(user: Viewer) -> list[Any]:
    """Ids of people, one query a reason."""
    grants = grants_for_user(user)
    reasons: list[Any] = [Person.objects.filter(user=user.pk).values("pk")]
    everyone_of = grants.organisations_with("organisations.view_students")
    if everyone_of:
        reasons.append(_affiliated(everyone_of))
    staff_of = set(grants.organisations_with("organisations.view_colleagues")) - set(everyone_of)
    if staff_of:
        reasons.append(_affiliated(sorted(staff_of), staff_only=True))
    return reasons


def _affiliated(organisations: list[int], *, staff_only: bool = False) -> QuerySet[Person, int]:
    people = Person.objects.filter(affiliations__organisation__in=organisations, affiliations__archived_at__isnull=True)
    if staff_only:
        people = people.exclude(affiliations__kind__in=STUDENT_KINDS)
    return people.values_list("pk", flat=True)


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
