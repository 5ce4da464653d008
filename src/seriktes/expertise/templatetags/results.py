"""The lines of an answer. Drawn here and not by templates: a page has ten of them, with thirty reasons.

`question` comes along in the links, so that the page behind one says what speaks for it there.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.addresses import address_of
from seriktes.common.formats import format_number
from seriktes.common.templatetags.seriktes import day, icon, name_of, parity, shape
from seriktes.expertise.definitions.experience import Experience
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.finding import FoundEvidence, FoundPerson, FoundUnit
from seriktes.expertise.queries.names import FirstNames
from seriktes.expertise.tables.terms import further_names, terms_of_use
from seriktes.expertise.templatetags.finding import met_words, score_bar, why_lines
from seriktes.organisations.models import Affiliation, Organisation

register = template.Library()
# Of a paper of many universities so many are told.
SHOWN_BODIES = 3


@register.simple_tag
def found_people(people: Iterable[FoundPerson], question: str = "") -> SafeString:
    """Experts, each with the tick by which they are compared."""
    compare, why, asked = _("compare"), _("Why"), _asking(question)
    return format_html_join(
        "",
        '<li class="card"><div class="cluster"><h2 class="card-title"><a href="{}">{}</a></h2>{} <label class="ticked small">'
        '<input type="checkbox" name="person" value="{}" form="compare"> {}<span class="visually-hidden"> {}</span></label>'
        '</div>{}{}{}<p class="visually-hidden">{}</p>{}</li>',
        (
            (
                address_of("expertise:expert", one.person.pk) + asked, name_of(one.person), parity(one.person),
                one.person.pk, compare, one.person.name, _places(one.places), score_bar(one), _experience(one.experience), why,
                why_lines(one.reasons),
            )
            for one in people
        ),
    )  # fmt: skip


@register.simple_tag
def found_units(units: Iterable[FoundUnit], question: str = "") -> SafeString:
    asked = _asking(question)
    return format_html_join(
        "",
        '<li class="card"><div class="cluster"><h2 class="card-title"><a href="{}">{}</a></h2>{}</div>'
        '<p class="soft small">{}</p>{}{}</li>',
        (
            (
                address_of("expertise:unit", one.unit.pk) + asked, name_of(one.unit), parity(one.unit),
                _body(one.unit.organisation), score_bar(one), why_lines(one.reasons),
            )
            for one in units
        ),
    )  # fmt: skip


@register.simple_tag
def found_evidence(evidence: Iterable[FoundEvidence], question: str = "") -> SafeString:
    """Each with its people and organisations, and on what terms it can be used."""
    asked = _asking(question)
    return format_html_join(
        "",
        '<li class="task"><div><p class="task-title"><a href="{}">{}</a></p>{}<p class="soft small">{}{}{}</p>{}'
        '<p class="soft small">{}</p></div><span></span>{}</li>',
        (
            (
                row.get_absolute_url() + asked, name_of(row), _named(one.named), capfirst(row.get_kind_display()),
                f" · {row.year}" if row.year else "", _bodies(one.bodies), _terms(row), met_words(one.matches), parity(row),
            )
            for one in evidence for row in (one.evidence,)
        ),
    )  # fmt: skip


def _asking(question: str) -> str:
    return f"?{urlencode({'q': question})}" if question else ""


def _named(named: FirstNames) -> SafeString:
    """The people of a record whom the reader may know, and how many more there are."""
    if not named.names:
        return SafeString("")
    told = format_html_join(
        SafeString("; "), "{}",
        ((format_html('<a href="{}">{}</a>', one.url, name_of(one)) if one.url else one.text,) for one in named.names),
    )  # fmt: skip
    words = further_names(named)
    return format_html('<p class="small">{}{}{}</p>', told, " " if words else "", words)


def _bodies(bodies: Iterable[Organisation]) -> SafeString:
    return format_html_join("", " · {}", ((_body(one),) for one in list(bodies)[:SHOWN_BODIES]))


def _terms(row: Evidence) -> SafeString:
    terms = terms_of_use(row)
    return format_html('<p class="small">{}</p>', terms) if terms else SafeString("")


def _places(places: Iterable[Affiliation]) -> SafeString:
    return format_html_join(
        "",
        '<p class="soft small">{}{}{}</p>',
        (
            (
                _body(place.organisation),
                format_html(" · {}", name_of(place.unit)) if place.unit else "",
                f" · {place.title}" if place.title else "",
            )
            for place in places
        ),
    )


def _body(body: Organisation) -> SafeString:
    return format_html('{} <a href="{}">{}</a>', shape(body.side), body.get_absolute_url(), name_of(body))


def _experience(experience: Experience | None) -> SafeString:
    return format_html('<p class="small">{}</p>', experience_words(experience)) if experience else SafeString("")


@register.simple_tag
def experience_words(experience: Experience) -> SafeString:
    """Confirmed work with industry, in one line."""
    words = ngettext(
        "%(number)s confirmed activity with industry, the last on %(day)s",
        "%(number)s confirmed activities with industry, the last on %(day)s",
        experience.activities,
    )
    told = words % {"number": format_number(experience.activities), "day": day(experience.last_on, "medium")}
    return format_html("{} {}", icon("industry"), SafeString(told))
