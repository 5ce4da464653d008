"""What every domain's JSON-LD is made with: schema.org for search engines. Nothing stands there that the page does not show."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from seriktes.common.models import Languages

CONTEXT = "https://schema.org"
# As `json_script` does: no text of a record can end the element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data: Mapping[str, Any]) -> SafeString:
    """The element for the head of a page; nothing where nothing is told."""
    if not data:
        return SafeString("")
    written = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))


def address_of(record: Any) -> str:
    return f"{settings.SITE_URL}{record.get_absolute_url()}"


def in_languages(record: Any, column: str) -> list[dict[str, str]]:
    """What stands in `column_kk` and so on; in `column_other` where it is said in none of them."""
    said = [(code, getattr(record, f"{column}_{code}")) for code in Languages.values]
    other = getattr(record, f"{column}_other", "")
    found = [{"@language": code, "@value": text} for code, text in said if text]
    return found or ([{"@value": other}] if other else [])


def filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}
