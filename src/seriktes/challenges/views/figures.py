"""The public page of how soon both sides answer and of what comes of it; each figure leads to what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from seriktes.challenges.definitions.figures import ASKED, DURATIONS, FUNNELS, MINIMUM
from seriktes.challenges.enums import DeclineReason
from seriktes.challenges.queries import figures as queries
from seriktes.common.files.exports import ExportColumn
from seriktes.common.formats import format_number
from seriktes.common.paging import asked_page, page_at
from seriktes.common.sorting import sort_key
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to

PER_PAGE = 25
# So many organisations are compared on the page; a register has few that reach the minimum count of anything.
MOST = 500
SHOWN = 200
HOUR = 3600
# Offices differ; a day of these figures is the usual one of the labour law, so that two organisations can be compared.
HOURS_A_DAY = 8
# From here on nobody thinks in hours.
TOLD_IN_DAYS = 2 * HOURS_A_DAY * HOUR


@dataclass(frozen=True)
class Line:
    """`count` and `median` as words; empty where there are too few to be told."""

    label: str
    count: str = ""
    median: str = ""
    url: str = ""


def page(request: HttpRequest) -> HttpResponseBase:
    found = queries.figures()
    visible = organisations_visible_to(request.user).filter(pk__in=sorted(found.organisations())[:MOST])
    language = get_language() or "kk"
    organisations = sorted(visible, key=lambda one: (sort_key(one.name, language), one.pk))
    if "format" in request.GET:
        return _exported(request, found, [None, *organisations])
    rows = [_row(found, one) for one in organisations]
    told = [row for row in rows if any(cell.median for cell in row["cells"])]
    shown = page_at(asked_page(request), len(told), PER_PAGE)
    first = (shown.number - 1) * PER_PAGE
    kept = [place for place, _one in enumerate(rows[0]["cells"]) if any(row["cells"][place].median for row in told)] if rows else []  # fmt: skip
    context = {
        **_of(found, queries.ALL), "organisation": None, "shown_page": shown, "total": len(told),
        # A column in which nobody has a figure is left out, and so is a row; those rows are told of in one line.
        "rows": [{**row, "cells": [row["cells"][place] for place in kept]} for row in told[first : first + PER_PAGE]],
        "too_few": [row for row in rows if row not in told],
    }  # fmt: skip
    return render(request, "challenges/figures.html", context)


def of_organisation(request: HttpRequest, pk: int) -> HttpResponseBase:
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    found = queries.figures()
    if "format" in request.GET:
        return _exported(request, found, [organisation])
    context = {
        **_of(found, pk), "organisation": organisation, "breadcrumbs": [(_("Figures"), reverse("challenges:figures"))],
    }  # fmt: skip
    return render(request, "challenges/figures.html", context)


# --- Taken along ------------------------------------------------------------------------------------------------------
def _exported(request: HttpRequest, found: queries.Figures, of: Sequence[Organisation | None]) -> HttpResponseBase:
    """What the page tells and no more: below the minimum count a cell is empty. None stands for the whole register."""
    columns = [ExportColumn("organisation", _("Organisation"))]
    for one in DURATIONS:
        if one.code in found.durations:
            named = {"what": str(one.label), "hours": HOURS_A_DAY}
            columns += [
                ExportColumn(f"{one.code}-hours", _("%(what)s: median in working hours") % named),
                ExportColumn(f"{one.code}-days", _("%(what)s: median in working days of %(hours)s h") % named),
                ExportColumn(f"{one.code}-count", _("%(what)s: counted") % named),
            ]
    for funnel in FUNNELS:
        for step, label in funnel.steps.items():
            named = {"funnel": str(funnel.label), "step": str(label)}
            columns.append(ExportColumn(f"{funnel.code}-{step}", _("%(funnel)s: %(step)s") % named))
    for code, label in DeclineReason.choices:
        columns.append(ExportColumn(f"declined-{code}", _("Declined: %(reason)s") % {"reason": str(label)}))
    columns.append(ExportColumn("declined-rest", _("Declined: other reasons together")))
    rows = [_plain(found, one) for one in of]
    return export_response(request, rows=rows, columns=columns, filename="figures", is_published=True)


def _plain(found: queries.Figures, organisation: Organisation | None) -> dict[str, Any]:
    pk = organisation.pk if organisation else queries.ALL
    row: dict[str, Any] = {"organisation": organisation.name if organisation else _("the whole register")}
    for one in DURATIONS:
        measured = found.measured(one.code, pk)
        middle = queries.median_seconds(measured)
        row[f"{one.code}-hours"] = None if middle is None else round(middle / HOUR, 2)
        row[f"{one.code}-days"] = None if middle is None else round(middle / HOUR / HOURS_A_DAY, 2)
        row[f"{one.code}-count"] = None if middle is None else len(measured)
    for funnel in FUNNELS:
        is_told = len(found.step(funnel.code, ASKED, pk)) >= MINIMUM and (organisation or funnel.whose == "keeper")
        for step in funnel.steps:
            row[f"{funnel.code}-{step}"] = len(found.step(funnel.code, step, pk)) if is_told else None
    if reasons := queries.published_reasons(found.reasons.get(pk, {})):
        row |= {f"declined-{code}": number for code, number in reasons.counts}
        row["declined-rest"] = reasons.rest
    return row


# --- Shown ------------------------------------------------------------------------------------------------------------
def _of(found: queries.Figures, pk: int) -> dict[str, Any]:
    reasons = queries.published_reasons(found.reasons.get(pk, {}))
    labels = dict(DeclineReason.choices)
    return {
        "minimum": MINIMUM, "hours_a_day": HOURS_A_DAY,
        "durations": [_duration(found, one, pk) for one in DURATIONS if one.code in found.durations],
        "funnels": [(funnel, _funnel(found, funnel, pk)) for funnel in FUNNELS
                    if pk != queries.ALL or funnel.whose == "keeper"],
        "reasons": reasons and [Line(capfirst(str(labels[code])), format_number(n), url=_to_reason(code))
                                for code, n in reasons.counts],
        "other_reasons": reasons and (None if reasons.rest is None else format_number(reasons.rest)),
        "has_other_reasons": bool(reasons and reasons.rest != 0),
    }  # fmt: skip


def _duration(found: queries.Figures, one: Any, pk: int) -> Line:
    rows = found.measured(one.code, pk)
    middle = queries.median_seconds(rows)
    if middle is None:
        return Line(str(one.label))
    return Line(str(one.label), format_number(len(rows)), worked_words(middle), _counted(one.code, pk))


def _funnel(found: queries.Figures, funnel: Any, pk: int) -> list[Line]:
    asked = len(found.step(funnel.code, ASKED, pk))
    if asked < MINIMUM:
        return []
    return [
        Line(str(label), format_number(len(found.step(funnel.code, step, pk))),
             url=_counted(f"{funnel.code}-{step}", pk))
        for step, label in funnel.steps.items()
    ]  # fmt: skip


def _row(found: queries.Figures, organisation: Organisation) -> dict[str, Any]:
    pk = organisation.pk
    return {
        "organisation": organisation, "url": reverse("challenges:figures_of", args=[pk]),
        "cells": [_duration(found, one, pk) for one in DURATIONS if one.code in found.durations],
    }  # fmt: skip


def _counted(code: str, pk: int) -> str:
    address = reverse("challenges:counted", args=[code])
    return f"{address}?organisation={pk}" if pk else address


def _to_reason(code: str) -> str:
    return f"{reverse('challenges:answers')}?show=declined&reason={code}"


def worked_words(seconds: float) -> str:
    """Working time: minutes below an hour, then hours, from two working days on days."""
    if seconds >= TOLD_IN_DAYS:
        days = round(seconds / HOUR / HOURS_A_DAY, 1)
        is_whole = days == int(days)
        # A broken number takes the form of two: "2,5 дня".
        words = ngettext("%(number)s day", "%(number)s days", int(days) if is_whole else 2)
        return words % {"number": format_number(int(days) if is_whole else days)}
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = round(seconds / HOUR, 1)
    return _("%(hours)s h") % {"hours": format_number(int(hours) if hours == int(hours) else hours)}


# --- What a figure counts ---------------------------------------------------------------------------------------------
def counted(request: HttpRequest, code: str) -> HttpResponse:
    """The records behind a figure: those that the reader may see by name, of the others only that they are counted."""
    organisation = None
    if request.GET.get("organisation"):
        asked = request.GET["organisation"]
        pk = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    of = organisation.pk if organisation else queries.ALL
    found = queries.counted(code, of)
    if found is None:
        raise Http404
    is_duration = not found.step
    middle = queries.median_seconds(found.rows) if is_duration else None
    named = queries.named_among(request.user, found)
    lines = [
        {"words": worked_words(row.seconds) if is_duration else "", "record": named.get(row.pk)} for row in found.rows
    ]
    lines = lines if is_duration else [line for line in lines if line["record"]]
    context = {
        "label": found.label, "step": found.step, "organisation": organisation, "lines": lines[:SHOWN],
        "is_duration": is_duration, "more": max(len(lines) - SHOWN, 0), "hidden": len(found.rows) - len(lines),
        "count": len(found.rows), "median": worked_words(middle) if middle is not None else "", "minimum": MINIMUM,
        "breadcrumbs": [(_("Figures"), reverse("challenges:figures")),
                        *([(organisation.name, reverse("challenges:figures_of", args=[of]))] if organisation else [])],
    }  # fmt: skip
    return render(request, "challenges/counted.html", context)
