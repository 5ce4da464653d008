"""The search box: its page of results, and the suggestions while one types."""

from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from seriktes.challenges.models import Challenge
from seriktes.challenges.queries.board import found_for_user as challenges_found
from seriktes.challenges.queries.board import named_for_user as challenges_named
from seriktes.common.formats import format_day
from seriktes.common.packs import get_pack
from seriktes.curriculum.models import Course
from seriktes.curriculum.queries.catalogue import courses_found
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.searching import evidence_found_for_user
from seriktes.gatherings.models import Gathering
from seriktes.gatherings.queries.listing import named_for_user as gatherings_named
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.search import LONGEST_QUERY, found_for_user
from seriktes.partnerships.queries import search as partnerships
from seriktes.placements.models import Placement, Position
from seriktes.placements.queries.placement_list import placements_found
from seriktes.placements.queries.position_list import positions_found

SHOWN, SUGGESTED = 20, 8


def _place(organisation: Organisation, language: str) -> str:
    """Where it is, in words: the city as entered, else the region."""
    region = get_pack().region(organisation.region) if organisation.region else None
    return organisation.city or (region.name(language) if region else "")


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    found = found_for_user(request.user, query, limit=SHOWN) if query else None
    joint = partnerships.found_for_user(request.user, query, limit=SHOWN) if query else None
    return render(
        request,
        "portal/search.html",
        {
            "search_query": query,
            "organisations": [
                (organisation, _place(organisation, request.LANGUAGE_CODE)) for organisation in found.organisations
            ]
            if found
            else [],
            "people": found.people if found else [],
            "joint": joint or partnerships.Found(),
            "challenges": challenges_found(request.user, query, limit=SHOWN) if query else [],
            "gatherings": gatherings_named(request.user, query, limit=SHOWN) if query else [],
            "evidence": evidence_found_for_user(request.user, query, limit=SHOWN) if query else [],
            "courses": courses_found(request.user, query, limit=SHOWN),
            "placements": placements_found(request.user, query, limit=SHOWN),
            "positions": positions_found(request.user, query, limit=SHOWN),
            "shown": SHOWN,
        },
    )


def _suggested(
    *,
    joint: partnerships.Found,
    evidence: list[Evidence],
    challenges: list[Challenge],
    courses: list[Course],
    gatherings: list[Gathering],
    placements: list[Placement],
    positions: list[Position],
) -> list[list[tuple[str, str, str]]]:
    """(url, label, note) of what was found, by kind."""
    return [
        [(row.get_absolute_url(), row.name, _("partnership")) for row in joint.partnerships],
        [(row.get_absolute_url(), row.name or row.number, row.get_kind_display()) for row in joint.agreements],
        [(row.get_absolute_url(), row.what, _("commitment")) for row in joint.commitments],
        [(row.get_absolute_url(), row.title, format_day(row.ends_on, "short")) for row in joint.activities],
        [(row.get_absolute_url(), row.title, _("challenge")) for row in challenges],
        [(row.get_absolute_url(), row.name, row.get_kind_display()) for row in gatherings],
        [(row.get_absolute_url(), row.name, row.get_kind_display()) for row in evidence],
        [(row.get_absolute_url(), row.name, row.code) for row in courses],
        [(row.get_absolute_url(), f"{row.student.name} · {row.host.name}", _("placement")) for row in placements],
        [(row.get_absolute_url(), row.name, row.host.name) for row in positions],
    ]


@never_cache
def suggest(request: HttpRequest) -> JsonResponse:
    """At most eight of what the reader may see: `{"results": [{"url", "label", "note", "side"}]}`."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    results: list[dict[str, Any]] = []
    if query:
        found = found_for_user(request.user, query, limit=SUGGESTED)
        results += [
            {
                "url": organisation.get_absolute_url(),
                "label": organisation.name,
                "note": _place(organisation, request.LANGUAGE_CODE),
                "side": organisation.side.value,
            }
            for organisation in found.organisations
        ]
        results += [
            {"url": person.get_absolute_url(), "label": person.name, "note": "", "side": ""} for person in found.people
        ]
        joint = partnerships.found_for_user(request.user, query, limit=SUGGESTED)
        evidence = evidence_found_for_user(request.user, query, limit=SUGGESTED)
        challenges = challenges_named(request.user, query, limit=SUGGESTED)
        courses = courses_found(request.user, query, limit=SUGGESTED)
        gatherings = gatherings_named(request.user, query, limit=SUGGESTED)
        placed = placements_found(request.user, query, limit=SUGGESTED)
        offered = positions_found(request.user, query, limit=SUGGESTED)
        others = [
            line
            for lines in zip_longest(
                *_suggested(
                    joint=joint,
                    evidence=evidence,
                    challenges=challenges,
                    courses=courses,
                    gatherings=gatherings,
                    placements=placed,
                    positions=offered,
                )
            )
            for line in lines
            if line is not None
        ]
        # The best of each kind, where there is one: names of bodies would leave no room.
        del results[SUGGESTED - min(len(others), 4) :]
        results += [{"url": url, "label": label, "note": str(note), "side": ""} for url, label, note in others]
    return JsonResponse({"results": results[:SUGGESTED]})
