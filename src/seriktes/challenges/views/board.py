"""The board of challenges, and the feed of the public ones."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.exports import COLUMNS
from seriktes.challenges.queries import access
from seriktes.challenges.queries.board import (
    ALL,
    ASKED,
    DIMENSIONS,
    EXPERTS,
    OURS,
    PAST,
    SORTS,
    Listing,
    Selection,
    listing_for_user,
    rows_of,
)
from seriktes.challenges.tables.challenges import PER_PAGE, ChallengeTable, subject_words
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.paging import asked_page, page_at
from seriktes.common.sorting import sort_key
from seriktes.common.text import visible
from seriktes.exchange.exports import export_response
from seriktes.expertise.definitions.subjects import schemes, subject_name, under_schemes
from seriktes.organisations.queries.access import grants_for_user

IN_FEED = 50
WHOSE = (
    (OURS, gettext_lazy("Ours")), (ASKED, gettext_lazy("We are invited")),
    (EXPERTS, gettext_lazy("Experts to look at")),
)  # fmt: skip
LABELS = {
    "region": gettext_lazy("Region"), "subject": gettext_lazy("Subject"), "language": gettext_lazy("Language"),
    "trl": gettext_lazy("Readiness wanted"),
}  # fmt: skip


def selection_of(request: HttpRequest) -> Selection:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in DIMENSIONS}
    state = asked.pop("state") or ChallengeState.OPEN
    whose = asked.pop("whose")
    return Selection(
        state=state if state in (*ChallengeState.values, PAST, ALL) else ChallengeState.OPEN,
        whose=whose if whose in dict(WHOSE) else "",
        q=" ".join(request.GET.get("q", "").split())[:200],
        **asked,
    )


def board(request: HttpRequest) -> HttpResponseBase:
    """Everybody's list; what it shows is what the reader may see."""
    selection = selection_of(request)
    sort = request.GET.get("sort", "")
    sort = sort if sort.lstrip("-") in SORTS else "-published_at"
    found = listing_for_user(request.user, selection, sort=sort)
    if "format" in request.GET:
        return export_response(
            request, rows=rows_of(found.pks), columns=COLUMNS, filename="challenges", count=found.total
        )
    page = page_at(asked_page(request), found.total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    now = timezone.now()
    rows = rows_of(found.pks[first : first + PER_PAGE])
    # The rows come sorted: the table only says how.
    table = ChallengeTable([], order_by=sort, request=request, now=now)
    grants = grants_for_user(request.user)
    context = {
        "table": table, "shown_page": page, "body": table.body(rows), "total": found.total, "caption": _("Challenges"),
        "selection": selection, "state_pills": _state_pills(request, selection, found),
        "whose_pills": _whose_pills(request, selection, found), "picked": _picked(selection, found),
        "kept": _kept(request), "in_use": _in_use(request, selection), "may_post": grants.allow_somewhere(access.POST),
        "answers": grants.allow_somewhere(access.VIEW),
    }  # fmt: skip
    return render(request, "challenges/board.html", context)


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name in ("page", "format", *changed):
        query.pop(name, None)
    for name, value in changed.items():
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _state_pills(request: HttpRequest, selection: Selection, found: Listing) -> list[SimpleNamespace]:
    counts = found.by["state"]
    every_state = [*ChallengeState.choices, (PAST, _("past"))]
    shown = [(value, label) for value, label in every_state if counts[value] or value == selection.state]
    pills = [
        SimpleNamespace(label=capfirst(str(label)), count=counts[value], current=selection.state == value, side="",
                        url=_query(request, state="" if value == ChallengeState.OPEN else str(value)))
        for value, label in shown
    ]  # fmt: skip
    every = SimpleNamespace(label=_("All"), count=counts.total(), current=selection.state == ALL, side="",
                            url=_query(request, state=ALL))  # fmt: skip
    return [*pills, every]


def _whose_pills(request: HttpRequest, selection: Selection, found: Listing) -> list[SimpleNamespace]:
    counts = found.by["whose"]
    if not selection.whose and not counts.total():
        return []
    everybody = SimpleNamespace(label=_("Everybody's"), count=None, current=not selection.whose, side="",
                                url=_query(request, whose=""))  # fmt: skip
    return [everybody, *(
        SimpleNamespace(label=label, count=counts[value], current=selection.whose == value, side="",
                        url=_query(request, whose=value))
        for value, label in WHOSE if counts[value] or selection.whose == value
    )]  # fmt: skip


def _words(name: str, value: str) -> str:
    language = get_language() or "kk"
    if name == "region":
        region = get_pack().region(value)
        return region.name(language) if region else value
    if name == "subject":
        scheme, _colon, code = value.partition(":")
        return subject_name(scheme, code, language) if scheme in schemes() else value
    if name == "language":
        return str(dict(Languages.choices).get(value, value))
    return f"TRL {value}"


def _order(name: str, value: str) -> str:
    return sort_key(_words(name, value), get_language() or "kk")


def _picked(selection: Selection, found: Listing) -> list[SimpleNamespace]:
    filters = []
    for name, label in LABELS.items():
        chosen, counts = selection.of(name), found.by[name]
        values = sorted({*counts, *([chosen] if chosen else [])}, key=lambda value: (_order(name, value), value))
        options = [
            SimpleNamespace(value=value, label=_words(name, value), count=counts[value], chosen=value == chosen)
            for value in values
        ]
        if options:
            groups = _by_scheme(options) if name == "subject" else [("", options)]
            filters.append(SimpleNamespace(name=name, label=label, groups=groups))
    return filters


def _by_scheme(options: list[SimpleNamespace]) -> list[tuple[str, list[SimpleNamespace]]]:
    """Subjects under the name of their classification."""
    found: dict[str, list[SimpleNamespace]] = {}
    for option in options:
        found.setdefault(option.value.partition(":")[0], []).append(option)
    return under_schemes(found)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name in ("state", "whose", "sort") if (value := request.GET.get(name, ""))]


def _in_use(request: HttpRequest, selection: Selection) -> list[SimpleNamespace]:
    found = [
        SimpleNamespace(label=_words(name, selection.of(name)), url=_query(request, **{name: ""}))
        for name in LABELS
        if selection.of(name)
    ]
    if selection.q:
        words = _("“%(words)s”") % {"words": selection.q}
        found.append(SimpleNamespace(label=words, url=_query(request, q="")))
    return found


# --- The feed ---------------------------------------------------------------------------------------------------------
class Feed(Atom1Feed):
    """Atom whose entries say which language they are in."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}


def feed(_request: HttpRequest) -> HttpResponse:
    """Public challenges that take answers, the latest first, for anybody: the same whoever asks."""
    open_ones = access.public_challenges().filter(state=ChallengeState.OPEN)
    pks = list(open_ones.order_by("-published_at", "-pk").values_list("pk", flat=True)[:IN_FEED])
    site = settings.SITE_URL
    language = get_language() or "kk"
    made = Feed(
        title=_("New challenges"), link=site + reverse("challenges:board"), description="", language=language,
        subtitle=_("Problems for which companies and agencies look for answers."),
        feed_url=site + reverse("challenges:feed"),
    )  # fmt: skip
    for row in rows_of(pks):
        words = row.words
        address = site + row.get_absolute_url()
        made.add_item(
            title=visible(row.title), link=address, unique_id=address, pubdate=row.published_at, updateddate=row.changed_at,
            description=visible(words.problem) if words else "", author_name=visible(row.organisation.name),
            categories=subject_words(row), language=words.language if words else language,
        )  # fmt: skip
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language, Cookie"
    return response
