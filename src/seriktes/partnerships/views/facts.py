"""What can be said of a partnership, in words, and the rows behind each fact."""

from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_amount, format_number, format_percent
from seriktes.common.paging import CappedPaginator, asked_page
from seriktes.partnerships.enums import CommitmentKind, Mode
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.partnerships.queries.commitments import Delivered, with_sums
from seriktes.partnerships.queries.judgement import Dependence, FactSheet, fact_sheet
from seriktes.partnerships.queries.record import Rights, activities_in
from seriktes.partnerships.views.access import inside_or_404

ROWS_A_PAGE = 50
MODE_LABELS = {mode.value: mode.label for mode in Mode}


def fact_words(facts: FactSheet, parties: list[Any], rights: Rights) -> dict[str, Any]:
    """The parts of the facts that need more than a number."""
    names = {party.organisation_id: party.organisation for party in parties}
    return {
        "facts": facts,
        "modes": [(MODE_LABELS[mode], fact) for mode, fact in facts.modes.items()],
        "delivered": [_delivered_words(row, number) for number, row in enumerate(facts.delivered)],
        "dependence": [
            _dependence_words(row, names[row.organisation], rights)
            for row in facts.dependence
            if row.organisation in names and (row.of_activities or row.of_posts)
        ],
    }


def _delivered_words(row: Delivered, number: int) -> SimpleNamespace:
    def told(amount: Any) -> str:
        in_money = row.kind in (CommitmentKind.MONEY, CommitmentKind.SCHOLARSHIP)
        return format_amount(amount, **{"currency" if in_money else "unit": row.measure})

    values = {
        "kind": CommitmentKind(row.kind).label, "delivered": told(row.delivered), "due": told(row.due),
        "promised": told(row.promised), "unconfirmed": told(row.unconfirmed),
    }  # fmt: skip
    if row.share is None:
        text = _("%(kind)s: nothing was due yet; %(delivered)s delivered, %(promised)s promised") % values
    else:
        share = {"share": format_percent(row.share)}
        text = _("%(kind)s: %(share)s; %(delivered)s delivered, %(due)s due") % {**values, **share}
    beside = _("Reported and not yet confirmed: %(unconfirmed)s") % values if row.unconfirmed else ""
    return SimpleNamespace(text=text, code=f"delivered-{number}", beside=beside)


def _dependence_words(row: Dependence, organisation: Any, rights: Rights) -> SimpleNamespace:
    lines = []
    if row.of_activities:
        counts = {"number": format_number(row.activities), "of": format_number(row.of_activities)}
        lines.append(
            ngettext(
                "%(number)s of %(of)s confirmed activity", "%(number)s of %(of)s confirmed activities", row.of_activities
            ) % counts
        )  # fmt: skip
    if row.of_posts:
        counts = {"number": format_number(row.posts), "of": format_number(row.of_posts)}
        lines.append(ngettext("%(number)s of %(of)s post", "%(number)s of %(of)s posts", row.of_posts) % counts)
    person = row.person if rights.particulars else None
    url = reverse("portal:person", args=[person.pk]) if person else ""
    if row.person is None:
        shown: Any = _("nobody in particular")
    else:
        shown = person.name if person else _("one person")
    return SimpleNamespace(name=organisation.name, person=shown, url=url, lines=lines)


# --- The rows behind --------------------------------------------------------------------------------------------------
def fact(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The rows on which one fact rests, each leading to its record."""
    partnership, _parties, rights = inside_or_404(request, pk)
    today = timezone.localdate()
    sheet = fact_sheet(partnership, today)
    title, rows = _rows_of(sheet, code, partnership)
    if isinstance(rows.model(), Activity):
        rows = rows.filter(pk__in=activities_in(request.user, partnership).values("pk")).order_by("-ends_on", "-pk")
    elif isinstance(rows.model(), Commitment):
        rows = with_sums(rows, today).select_related("agreement", "party__organisation").order_by("pk")
    else:
        rows = rows.order_by("starts_on", "pk")
    page = CappedPaginator(rows, ROWS_A_PAGE).get_page(asked_page(request))
    part = {Activity: "activity_rows", Commitment: "commitment_bars", Agreement: "agreement_rows"}[rows.model]
    return render(
        request,
        "partnerships/fact.html",
        {
            "partnership": partnership, "title": title, "shown_page": page, "rights": rights,
            "part": f"partnerships/parts/{part}.html", "activities": page, "commitments": page, "agreements": page,
            "gaps": sheet.gaps if code == "years_uncovered" else [],
        },
    )  # fmt: skip


def _rows_of(sheet: FactSheet, code: str, _partnership: Partnership) -> tuple[str, QuerySet[Any]]:
    titles = {
        "months_since_activity": _("Last confirmed activity"),
        "confirmed": _("Activities confirmed by every side"),
        "unconfirmed": _("Activities that await a word of a side"),
        "years_uncovered": _("Agreements that were in force"),
    }
    if code in titles:
        return titles[code], getattr(sheet, code).rows
    if code in sheet.modes:
        return str(MODE_LABELS[code]), sheet.modes[code].rows
    kind, _dash, number = code.partition("-")
    if kind == "delivered" and number.isdecimal() and len(number) < 4 and int(number) < len(sheet.delivered):
        row = sheet.delivered[int(number)]
        return str(CommitmentKind(row.kind).label), row.rows
    raise Http404
