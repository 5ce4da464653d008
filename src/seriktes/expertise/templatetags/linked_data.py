"""JSON-LD for search engines, in the head of public pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from seriktes.common.linked_data import script
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import linked_data as told
from seriktes.organisations.models import Person, Unit

register = template.Library()


@register.simple_tag
def linked_evidence(evidence: Evidence, names: Any = ()) -> SafeString:
    """`names`: those that the page shows."""
    return script(told.of_evidence(evidence, authors=[name.text for name in names], organisation=evidence.organisation))


@register.simple_tag
def linked_person(person: Person, places: Any = (), about: str = "") -> SafeString:
    return script(told.of_person(person, places=[(place.organisation, place.title) for place in places], about=about))


@register.simple_tag
def linked_unit(unit: Unit) -> SafeString:
    return script(told.of_unit(unit))
