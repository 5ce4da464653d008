"""One expert, one unit, several experts side by side, and what there is to be found in all."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack, pick_name
from seriktes.common.paging import asked_page
from seriktes.exchange.exports import export_response
from seriktes.expertise.definitions.parts import page_parts
from seriktes.expertise.definitions.subjects import schemes
from seriktes.expertise.exports import table_columns, table_rows
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.coverage import public_coverage
from seriktes.expertise.queries.experts import (
    Portrait,
    evidence_of_person,
    evidence_of_unit,
    expert_for_user,
    latest,
    portrait_of_unit,
)
from seriktes.expertise.queries.finding import find_among
from seriktes.expertise.queries.narrowing import Target
from seriktes.expertise.tables.evidence import KINDS
from seriktes.expertise.views.search import EXPERTS, UNITS, asked_of, question_context, question_of, search_url
from seriktes.organisations.models import Unit
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to

PER_PAGE = 20
MOST_COMPARED = 3


def expert(request: HttpRequest, pk: int) -> HttpResponseBase:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    record = expert_for_user(request.user, person)
    if record is None:
        raise Http404
    if "format" in request.GET:
        return _export(request, evidence_of_person(request.user, person), f"expert-{person.pk}")
    is_own = person.user_id is not None and person.user_id == request.user.pk
    return render(
        request,
        "expertise/expert.html",
        {
            "person": person,
            "record": record,
            "is_own": is_own,
            "parts": page_parts(),
            # What the parts of other domains go by.
            "model": "organisations.person",
            "pk": person.pk,
            "about": _in_languages(record.profile, "about") if record.profile else [],
            **_evidence(request, evidence_of_person(request.user, person), record.portrait),
            **question_context(request, Target.PEOPLE, person.pk, EXPERTS),
        },
    )


def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    shown = Unit.objects.filter(organisation__in=organisations_visible_to(request.user))
    found = get_object_or_404(shown.select_related("organisation", "parent"), pk=pk)
    if "format" in request.GET:
        return _export(request, evidence_of_unit(request.user, found), f"unit-{found.pk}")
    portrait = portrait_of_unit(request.user, found)
    return render(
        request,
        "expertise/unit.html",
        {
            "unit": found,
            "portrait": portrait,
            "parts": page_parts(),
            "model": "organisations.unit",
            "pk": found.pk,
            **_evidence(request, evidence_of_unit(request.user, found), portrait),
            **question_context(request, Target.UNITS, found.pk, UNITS),
        },
    )


def _export(request: HttpRequest, evidence: QuerySet[Evidence], name: str) -> HttpResponseBase:
    """The evidence of the page as a table, by the kind that is chosen there."""
    rows = latest(evidence, request.GET.get("kind", "")).defer(None)
    told = table_rows(rows, request.user)
    return export_response(request, rows=told, columns=table_columns(), filename=name, count=rows.count())


def _in_languages(record: Any, column: str) -> list[tuple[str, str]]:
    return [(code, text) for code in Languages.values if (text := getattr(record, f"{column}_{code}"))]


def _evidence(request: HttpRequest, evidence: Any, portrait: Portrait) -> dict[str, Any]:
    """A page of the evidence with pills of its kinds."""
    chosen = request.GET.get("kind", "")
    question = question_of(request)
    kept = f"{urlencode({'q': question})}&" if question else ""
    pills = [
        SimpleNamespace(
            label=KINDS[kind], count=count, url=f"?{kept}kind={kind}#evidence", current=chosen == kind
        )
        for kind, count in portrait.kinds
    ]  # fmt: skip
    everything = SimpleNamespace(
        label=_("Everything"), count=portrait.total, url=f"?{kept.removesuffix('&')}#evidence", current=not chosen
    )
    counts = dict(portrait.kinds)
    page = Paginator(latest(evidence, chosen), PER_PAGE)
    page.count = counts.get(chosen, portrait.total if chosen not in KINDS else 0)
    return {"evidence_pills": [everything, *pills], "evidence_page": page.get_page(asked_page(request))}


def compare(request: HttpRequest) -> HttpResponse:
    """Up to three experts side by side: what speaks for each, and for the question where there is one."""
    asked = asked_of(request)
    wanted = list(
        dict.fromkeys(
            int(pk) for pk in request.GET.getlist("person")[:20] if pk.isascii() and pk.isdigit() and len(pk) < 19
        )
    )
    people = people_visible_to(request.user).in_bulk(wanted)
    chosen = [people[pk] for pk in wanted if pk in people]
    found = find_among(request.user, asked.text, [one.pk for one in chosen[:MOST_COMPARED]]) if asked.text else {}
    columns = [
        SimpleNamespace(person=one, record=record, found=found.get(one.pk))
        for one in chosen[:MOST_COMPARED]
        if (record := expert_for_user(request.user, one))
    ]
    return render(
        request,
        "expertise/compare.html",
        {
            "asked": asked,
            "columns": columns,
            "found": found,
            "too_many": len(chosen) > MOST_COMPARED,
            "most": MOST_COMPARED,
            "kinds": [
                (label, [dict(column.record.portrait.kinds).get(kind, 0) for column in columns])
                for kind, label in KINDS.items()
                if any(dict(column.record.portrait.kinds).get(kind) for column in columns)
            ],
            "back_url": search_url(asked.text),
            "parts": page_parts(),
        },
    )


SHADES = 5


def statistics(request: HttpRequest) -> HttpResponse:
    """What there is to be found, of what everybody may see."""
    coverage = public_coverage(timezone.localdate())
    highest = max(coverage.regions.values(), default=0)
    tiles = []
    for tile in get_pack().tiles:
        region = get_pack().region(tile.code)
        value = coverage.regions[tile.code]
        letters = pick_name(tile.letters, request.LANGUAGE_CODE) if tile.letters else tile.code.split("-")[-1]
        shade = 0 if not value else min(SHADES, 1 + value * SHADES // (highest + 1))
        name = region.name(request.LANGUAGE_CODE) if region else tile.code
        tiles.append(SimpleNamespace(row=tile.row, col=tile.col, code=letters, name=name, value=value, shade=shade))
    return render(
        request,
        "expertise/statistics.html",
        {
            "coverage": coverage,
            "kinds": [(KINDS[kind], count) for kind, count in coverage.kinds],
            "languages_in_words": [(dict(Languages.choices)[code], count) for code, count in coverage.languages],
            "tiles": tiles,
            "schemes": list(schemes().values()),
        },
    )
