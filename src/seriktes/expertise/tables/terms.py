"""In one line of a list: on what terms something can be used, and who is named besides those who stand there."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_amount, format_number
from seriktes.expertise.definitions.particulars import BY_CODE, is_link
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.names import FirstNames

# What has an owner who lets others use it, for a price or without.
USABLE = tuple(kind for kind in EvidenceKind if kind in BY_CODE["price"].kinds)


def terms_of_use(row: Evidence, between: str = " · ") -> SafeString:
    """Who may use it, what it costs, and the way to book it, as far as these are known."""
    if row.kind not in USABLE:
        return SafeString("")
    told = [access_words(row.particulars), price_words(row.particulars), _booking(row.particulars)]
    return format_html_join(SafeString(between), "{}", ((one,) for one in told if one))


def access_words(particulars: dict[str, Any]) -> str:
    choices = BY_CODE["access"].choices
    label = dict(choices.choices).get(particulars.get("access", "")) if choices else None
    return capfirst(str(label)) if label else ""


def price_words(particulars: dict[str, Any]) -> str:
    """`12 500 ₸ / 1 hour`: a usual unit in the reader's language, any other as its owner wrote it."""
    price, unit = particulars.get("price"), str(particulars.get("price_unit") or "")
    if not price:
        return ""
    money = format_amount(Decimal(str(price)), str(particulars.get("currency") or "KZT"))
    if unit and not any(sign.isdigit() for sign in unit):
        unit = format_amount(1, unit=unit)
    return f"{money} / {unit}" if unit else money


def _booking(particulars: dict[str, Any]) -> SafeString:
    address = str(particulars.get("booking_url") or "")
    if not is_link(address):
        return SafeString("")
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, _("Can be booked"))


def further_names(named: FirstNames) -> SafeString:
    """How many more people there are than those that are named."""
    further = named.in_all - len(named.names)
    if not further:
        return SafeString("")
    words = ngettext("and %(count)s more", "and %(count)s more", further) % {"count": format_number(further)}
    if not named.names:
        words = ngettext("%(count)s person", "%(count)s people", further) % {"count": format_number(further)}
    return format_html('<span class="soft small">{}</span>', words)
