"""Person – company – year: in which fairs an organisation or a person took part, with whom and with what result, as far as
the reader may know it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, SlotBooking
from seriktes.gatherings.queries.access import (
    TAKE_PART,
    exhibitors_visible_to,
    gatherings_visible_to,
    leads_visible_to,
    own_organisations,
)
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import Viewer, people_visible_to

SHOWN = 20


@dataclass(frozen=True)
class Edition:
    """One organisation at one year's event. What is None the reader may not know; `is_inside`: the part itself may be
    opened, and how it stands is told. Of `people`, each with `is_known`: whether the reader may open their record."""

    exhibitor: Exhibitor
    is_inside: bool
    people: list[ExhibitorContact] | None = None
    booked: int | None = None
    leads: int | None = None

    @property
    def url(self) -> str:
        return self.exhibitor.get_absolute_url() if self.is_inside else self.exhibitor.gathering.get_absolute_url()


def editions_of_organisation(user: Viewer, organisation: Organisation) -> list[Edition]:
    """The latest first; six queries at most. Others than the two sides are told where it was confirmed, and no name."""
    told = {"gathering__state__in": (GatheringState.ANNOUNCED, GatheringState.OVER), "organisation__is_public": True}
    rows = Exhibitor.objects.filter(organisation=organisation)
    inside = exhibitors_visible_to(user).filter(organisation=organisation).values("pk")
    return _editions(user, rows.filter(Q(pk__in=inside) | Q(state=ExhibitorState.CONFIRMED, **told)))


def editions_of_person(user: Viewer, person: Person, *, is_own: bool) -> list[Edition]:
    """Where the person stood for an organisation: for the two sides of it, and for the person."""
    rows = Exhibitor.objects.filter(pk__in=ExhibitorContact.objects.filter(person=person).values("exhibitor"))
    if not is_own:
        rows = rows.filter(pk__in=exhibitors_visible_to(user).values("pk"))
    return _editions(user, rows, person=person, is_own=is_own)


def _editions(
    user: Viewer, rows: QuerySet[Exhibitor], *, person: Person | None = None, is_own: bool = False
) -> list[Edition]:
    seen = Q() if is_own else Q(gathering__in=gatherings_visible_to(user).values("pk"))
    found = list(
        rows.filter(seen, gathering__archived_at__isnull=True)
        .select_related("gathering__organisation", "organisation")
        .prefetch_related("stands")
        .order_by("-gathering__starts_at", "-pk")[:SHOWN]
    )
    if not found:
        return []
    inside = set(exhibitors_visible_to(user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    people: dict[int, list[ExhibitorContact]] = {}
    known = Exists(people_visible_to(user).filter(pk=OuterRef("person")))
    contacts = ExhibitorContact.objects.filter(exhibitor__in=inside).annotate(is_known=known)
    for contact in contacts.order_by("name", "pk"):
        people.setdefault(contact.exhibitor_id, []).append(contact)
    booked = _numbers(
        SlotBooking.objects.filter(slot__exhibitor__in=inside, cancelled_at__isnull=True), "slot__exhibitor"
    )
    leads = leads_visible_to(user).filter(exhibitor__in=inside)
    counted = _numbers(leads.filter(contact__person=person) if person else leads, "exhibitor")
    own = set(own_organisations(user, TAKE_PART)) if user.is_authenticated else set()
    return [_edition(one, inside, people, booked, counted if one.organisation_id in own else None) for one in found]


def _edition(
    one: Exhibitor, inside: set[int], people: dict[int, list[ExhibitorContact]], booked: dict[int, int],
    leads: dict[int, int] | None,
) -> Edition:  # fmt: skip
    if one.pk not in inside:
        return Edition(one, is_inside=False)
    counted = None if leads is None else leads.get(one.pk, 0)
    return Edition(one, is_inside=True, people=people.get(one.pk, []), booked=booked.get(one.pk, 0), leads=counted)


def _numbers(rows: QuerySet[Any], column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))
