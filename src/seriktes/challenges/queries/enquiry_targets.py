"""What can be asked about in the domains below: organisations, units, people and evidence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.definitions.targets import Side, Target, TargetKind
from seriktes.expertise.enums import OFFERS, Part, Standing
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.organisations.enums import OrganisationStatus
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit
from seriktes.organisations.queries.access import (
    STUDENT_KINDS,
    Viewer,
    organisation_visible_to,
    organisations_visible_to,
    people_visible_to,
)

# Of the people of equipment its keeper answers; of a project its leader.
_FIRST = (Part.KEEPER, Part.LEADER, Part.INVENTOR, Part.TEACHER, Part.AUTHOR)


def organisation_target(user: Viewer, pk: int) -> Target | None:
    found = organisations_visible_to(user).filter(pk=pk, status=OrganisationStatus.ACTIVE).first()
    return _target(found, [Side(found.pk, found.name)]) if found else None


def unit_target(user: Viewer, pk: int) -> Target | None:
    rows = Unit.objects.filter(organisation_visible_to(user, "organisation__"), pk=pk, closed_on__isnull=True)
    found = rows.select_related("organisation").first()
    if found is None:
        return None
    side = Side(found.organisation_id, found.organisation.name, unit=found.pk)
    return Target(Unit._meta.label_lower, found.pk, found.name, found.organisation.get_absolute_url(), [side])


def person_target(user: Viewer, pk: int) -> Target | None:
    """At each place where the person works; students are not asked."""
    found = people_visible_to(user).filter(pk=pk).first()
    if found is None:
        return None
    today = timezone.localdate()
    places = (
        Affiliation.objects.filter(
            organisation_visible_to(user, "organisation__"), person=found, archived_at__isnull=True
        )
        .exclude(kind__in=STUDENT_KINDS)
        .exclude(ends_on__lt=today)
        .select_related("organisation")
        .order_by("pk")
    )
    sides: dict[int, Side] = {}
    for place in places:
        side = Side(place.organisation_id, place.organisation.name, unit=place.unit_id, expert=found.pk)
        sides.setdefault(place.organisation_id, side)
    is_self = user.is_authenticated and found.user_id == user.pk
    return replace(_target(found, list(sides.values())), is_self=is_self)


def evidence_target(user: Viewer, pk: int) -> Target | None:
    """The owner of what is offered; of a publication the organisations from which it comes."""
    found = evidence_visible_to(user).filter(pk=pk).select_related("organisation").first()
    if found is None:
        return None
    units = list(found.units.filter(archived_at__isnull=True).select_related("organisation").order_by("pk"))
    expert = _speaker(user, found)
    shown = set(_shown(user, [*(row.organisation_id for row in units), found.organisation_id]))
    sides: dict[int, Side] = {}
    if found.organisation is not None:
        unit = next((row.unit_id for row in units if row.organisation_id == found.organisation_id), None)
        sides[found.organisation.pk] = _evidence_side(found, found.organisation, unit, expert)
    elif found.kind not in OFFERS:
        for row in units:
            sides.setdefault(row.organisation_id, _evidence_side(found, row.organisation, row.unit_id, expert))
    offered = [side for pk, side in sides.items() if pk in shown]
    return _target(found, offered)


def _evidence_side(found: Evidence, organisation: Organisation, unit: int | None, expert: int | None) -> Side:
    return Side(organisation.pk, organisation.name, unit=unit, kind=found.kind, post=found.post_id, expert=expert)


def _shown(user: Viewer, pks: Sequence[int | None]) -> list[int]:
    return list(organisations_visible_to(user).filter(pk__in=[pk for pk in pks if pk]).values_list("pk", flat=True))


def _speaker(user: Viewer, found: Evidence) -> int | None:
    """Whoever is closest to it, of the people whom the asker may know to be behind it."""
    rows = list(
        EvidencePerson.objects.filter(evidence=found, archived_at__isnull=True, person__in=people_visible_to(user))
        .exclude(standing=Standing.REFUSED)
        .order_by("position")
    )
    rows.sort(key=lambda row: (_FIRST.index(Part(row.part)) if row.part in _FIRST else len(_FIRST), row.position))
    return rows[0].person_id if rows else None


def _target(record: Any, sides: Sequence[Side]) -> Target:
    return Target(record._meta.label_lower, record.pk, str(record.name), record.get_absolute_url(), sides)


TARGETS = [
    TargetKind("organisation", Organisation._meta.label_lower, _("organisation"), organisation_target),
    TargetKind("unit", Unit._meta.label_lower, _("unit"), unit_target),
    TargetKind("person", Person._meta.label_lower, _("person"), person_target),
    TargetKind("evidence", Evidence._meta.label_lower, _("evidence of expertise"), evidence_target),
]
