"""JSON-LD for search engines, in the head of public pages."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import linked_data as told
from seriktes.organisations.models import Person, Unit

register = template.Library()
# As `json_script` does: no text of a record can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def linked_evidence(evidence: Evidence, names: Any = ()) -> SafeString:
    """`names`: those that the page shows."""
    return _script(
        told.of_evidence(evidence, authors=[name.text for name in names], organisation=evidence.organisation)
    )


@register.simple_tag
def linked_person(person: Person, places: Any = (), about: str = "") -> SafeString:
    return _script(told.of_person(person, places=[(place.organisation, place.title) for place in places], about=about))


@register.simple_tag
def linked_unit(unit: Unit) -> SafeString:
    return _script(told.of_unit(unit))


def _script(data: dict[str, Any]) -> SafeString:
    if not data:
        return SafeString("")
    written = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))
