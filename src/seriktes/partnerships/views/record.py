"""The record of one partnership, and what the public sees of it."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from seriktes.common.formats import format_day
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.partnerships.definitions.cover import Band, band_of
from seriktes.partnerships.enums import Form, PartnershipStage
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.from_challenge import origin_for_user
from seriktes.partnerships.queries.of_organisation import TONES
from seriktes.partnerships.queries.published import published_agreements
from seriktes.partnerships.queries.record import (
    Record,
    record_for_user,
    timeline_for_user,
)
from seriktes.partnerships.views.access import inside_or_404, parties_or_404
from seriktes.partnerships.views.facts import fact_words
from seriktes.procedures.queries.clocks import explain

# How many deadlines stand on the record before the rest is folded away.
AT_ONCE = 5


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record for those inside; for everybody else what the sides agreed to show."""
    parties, rights = parties_or_404(request, pk)
    if not rights.inside:
        return _public(request, parties)
    now, today = timezone.now(), timezone.localdate()
    found = record_for_user(request.user, parties, rights, today)
    partnership = found.partnership
    clocks = [clock_words(waiting, now) for waiting in found.waiting]
    _mark_sides(found, clocks)
    return render(
        request,
        "partnerships/record.html",
        {
            "partnership": partnership,
            "record": found,
            "rights": rights,
            "today": today,
            "stage_tone": TONES[PartnershipStage(partnership.stage)],
            "other_names": other_names(partnership),
            "forms": form_words(partnership),
            "region": region_words(partnership, request.LANGUAGE_CODE),
            "clocks": clocks,
            "later": max(len(clocks) - AT_ONCE, 0),
            "next_step": _next_step(found),
            "band": _band(found, today),
            "ways": [way for way in found.ways if not way.is_way_out],
            "end_way": next((way for way in found.ways if way.is_way_out), None),
            "actions": _actions(found),
            "may_leave": len(found.staying) > 2,
            "alumni": _alumni(found),
            "origin": origin_for_user(request.user, partnership),
            "may_name": rights.may_change and rights.particulars and partnership.archived_at is None,
            **fact_words(found.facts, parties, rights),
        },
    )


def clocks(request: HttpRequest, pk: int) -> HttpResponse:
    """How each deadline of the partnership itself came about, step by step."""
    partnership, parties, rights = inside_or_404(request, pk)
    names = {party.organisation_id: party.organisation for party in parties}
    explained = [
        SimpleNamespace(
            label=owned.reading.kind.label, steps=steps,
            organisation=names.get(int(owned.reading.item)) if owned.reading.item.isdecimal() else None,
        )
        for owned, steps in explain(partnership, timezone.now(), with_people=rights.particulars)
    ]  # fmt: skip
    return render(request, "partnerships/clocks.html", {"partnership": partnership, "explained": explained})


def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline alone, page by page to the first day."""
    partnership, _parties, rights = inside_or_404(request, pk)
    shown = timeline_for_user(partnership, rights, before=request.GET.get("before", ""), size=50)
    return render(request, "partnerships/timeline.html", {"partnership": partnership, "timeline": shown})


def _public(request: HttpRequest, parties: list[Any]) -> HttpResponse:
    partnership = parties[0].partnership
    return render(
        request,
        "partnerships/public.html",
        {
            "partnership": partnership,
            "sides": [party for party in parties if party.left_on is None],
            "forms": form_words(partnership),
            "region": region_words(partnership, request.LANGUAGE_CODE),
            "agreements": published_agreements(partnership),
            "other_names": other_names(partnership),
        },
    )


# --- Words ------------------------------------------------------------------------------------------------------------
def other_names(partnership: Partnership) -> list[tuple[str, str]]:
    return [
        (code, name)
        for code in Languages.values
        if (name := getattr(partnership, f"name_{code}")) and code != partnership.name_language
    ]


def form_words(partnership: Partnership) -> list[str]:
    labels = dict(Form.choices)
    return [str(labels.get(form, form)) for form in partnership.forms]


def region_words(partnership: Partnership, language: str) -> str:
    region = get_pack().region(partnership.region) if partnership.region else None
    return region.name(language) if region else partnership.region


def clock_words(waiting: Any, now: Any) -> SimpleNamespace:
    """What is awaited, from whom, and by when, for the clock chip."""
    clock = waiting.clock
    state = waiting.state(now)
    due = format_day(clock.due_at, "medium")
    left = {
        "paused": pgettext("of a clock", "paused"),
        "over": _("was due on %(day)s") % {"day": due},
    }.get(state) or _("until %(day)s") % {"day": due}
    owner = clock.post or clock.organisation
    return SimpleNamespace(
        awaits=waiting.awaits, label=waiting.label, title=waiting.title, url=waiting.url, state=state, left=left,
        post=clock.post, organisation=clock.organisation, owner=owner, due_at=clock.due_at, kind=clock.code,
        item=clock.item,
    )  # fmt: skip


def _next_step(found: Record) -> dict[str, Any]:
    """What comes next where no clock says it, and who must take it."""
    stage = found.partnership.stage
    if found.partnership.archived_at is not None:
        return {"text": _("The record is archived: it is kept, and nothing is done in it.")}
    texts = {
        PartnershipStage.CONTACT: _("Agree on a first talk, then move the partnership to “in talks”."),
        PartnershipStage.TALKS: _("Agree on what to do together, then draft the agreement."),
        PartnershipStage.AGREEING: _("Bring the agreement to signature: drafts and approvals are listed below."),
        PartnershipStage.ACTIVE: _("Report what is done; the other sides confirm it."),
        PartnershipStage.PAUSED: _("Agree with the other sides whether to go on or to end it."),
        PartnershipStage.ENDED: _("The partnership has ended. Its history stays; it can be archived, or begun anew."),
    }
    return {"text": texts[PartnershipStage(stage)]}


def _mark_sides(found: Record, clocks: list[SimpleNamespace]) -> None:
    """What the reader may do for each side."""
    awaited = {clock.item for clock in clocks if clock.kind == "partnership_reply"}
    for party in found.staying:
        party.is_ours = found.rights.keeps(party)
        party.may_edit = found.is_open and (party.is_ours or found.rights.may_change)
        party.is_awaited = str(party.organisation_id) in awaited


def _alumni(found: Record) -> list[SimpleNamespace]:
    """The graduates, for those who may see people here."""
    if not found.rights.particulars:
        return []
    names = {party.organisation_id: party.organisation for party in found.parties}
    return [
        SimpleNamespace(person=person, organisation=names[organisation], year=year, link=link)
        for organisation, person, year, link in found.people.alumni
        if organisation in names
    ]


def _band(found: Record, today: date) -> Band | None:
    starts = [day for row in found.agreements if row.signed_on and (day := row.starts_on)]
    first = found.partnership.began_on or min(starts, default=None)
    last = min(found.partnership.ended_on or today, today)
    if first is None or first > last:
        return None
    return band_of(first, last, [(gap.starts_on, gap.ends_on) for gap in found.facts.gaps])


def _actions(found: Record) -> list[dict[str, Any]]:
    """What else can be done, in the menu of the page."""
    pk, rights = found.partnership.pk, found.rights
    shelved = found.partnership.archived_at is not None
    actions: list[dict[str, Any]] = []
    if found.is_open and (rights.may_change or any(rights.keeps(party) for party in found.staying)):
        actions.append(
            {"label": _("Record a letter"), "url": reverse("partnerships:letter", args=[pk]), "icon": "mail"}
        )
    if rights.may_change and found.partnership.stage == PartnershipStage.ENDED and not shelved:
        url = reverse("partnerships:archive", args=[pk])
        actions.append({"label": _("Archive"), "url": url, "icon": "archive", "post": True})
    if rights.may_change and shelved:
        url = reverse("partnerships:unarchive", args=[pk])
        actions.append({"label": _("Take out of the archive"), "url": url, "icon": "archive", "post": True})
    return actions
