"""Entering an activity, on a phone in under a minute, and changing it."""

from collections.abc import Collection
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.parameters import whole_number
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.actions.activities import TookPart
from seriktes.partnerships.actions.activity_files import add_file
from seriktes.partnerships.definitions.origins import Origin, origin_called
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.forms.activities import EditForm, EntryForm, initial_of
from seriktes.partnerships.models import Activity, Partnership
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.activities import (
    PARTNERS,
    Likely,
    agreements_to_report_under,
    likely_for,
    partnerships_to_report_for_user,
    record_for_user,
    reporting_sides,
    with_sides,
)
from seriktes.partnerships.views.activities import activity_for, crumbs_of


@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    """First with whom, then what: two pages at most, one where the partnership is known."""
    offered = partnerships_to_report_for_user(request.user)
    pk = whole_number(request.GET.get("partnership", ""))
    if pk is None:
        return _choose(request, offered)
    partnership = get_object_or_404(offered, pk=pk)
    begun = _begun(request)
    form = _entry_form(request, partnership, begun)
    if request.method == "POST" and form.is_valid():
        activity = _enter(request, partnership, form, begun)
        if activity is not None:
            told = _("Reported. It counts once every side has confirmed it.")
            if activity.state == ActivityState.DRAFT:
                told = _("Kept as a draft. Only your side sees it until you report it.")
            messages.success(request, told)
            return redirect(activity)
    context = {
        "form": form, "partnership": partnership, "short": [form[name] for name in ("kind", "title", "starts_on")],
        "folded": [form[name] for name in FOLDED if name in form.fields], "begun": begun,
        "breadcrumbs": [(_("Activities"), reverse("partnerships:activities"))],
    }  # fmt: skip
    return render(request, "partnerships/activity_new.html", context, status=422 if form.errors else 200)


# What is rare, in the order in which it is likely.
FOLDED = (
    "ends_on", "hours", "participants", "people", "attached", "results", "place", "region", "agreement", "amount", "currency",
    "sides", "mode", "mode_reason", "number",
)  # fmt: skip


@dataclass(frozen=True)
class Begun:
    """The record on whose page the report began, and what it fills in."""

    origin: Origin
    record: Any
    kind: str

    def filled(self, likely: Collection[str]) -> dict[str, Any]:
        """`likely` are the kinds that the form offers at once; any other stands in its folded list."""
        found = dict(self.origin.filled(self.record, self.kind))
        if get_pack().activity_kind(self.kind):
            found["kind" if self.kind in likely else "other_kind"] = self.kind
        return found


def _begun(request: SignedInRequest) -> Begun | None:
    """What `?about=` names, such as `curriculum.course:12`; nothing where the reader may not begin a report there."""
    code, _colon, number = request.GET.get("about", "").partition(":")
    origin, pk = origin_called(code), whole_number(number)
    record = origin.visible_to(request.user).filter(pk=pk).first() if origin is not None and pk is not None else None
    return (
        Begun(origin, record, request.GET.get("kind", "")[:30]) if origin is not None and record is not None else None
    )


def _choose(request: SignedInRequest, offered: Any) -> HttpResponse:
    text = request.GET.get("q", "")[:200]
    if not offered.exists():
        raise Http404
    found = with_sides(partnerships_to_report_for_user(request.user, text))[: PARTNERS + 1]
    rows = list(found)
    own = set(access.own_organisations(request.user))
    context = {
        "partnerships": [
            (row, [party.organisation for party in row.current_sides if party.organisation_id not in own])  # type: ignore[attr-defined]
            for row in rows[:PARTNERS]
        ],
        "has_more": len(rows) > PARTNERS, "q": text,
        "kept": [(name, request.GET[name][:60]) for name in ("about", "kind") if request.GET.get(name)],
        "breadcrumbs": [(_("Activities"), reverse("partnerships:activities"))],
    }  # fmt: skip
    return render(request, "partnerships/activity_choose.html", context)


def _likely(request: SignedInRequest, partnership: Partnership) -> Likely:
    see_people = request.user.has_perm("partnerships.view_particulars", partnership)
    return likely_for(request.user, partnership, see_people=see_people)


def _entry_form(request: SignedInRequest, partnership: Partnership, begun: Begun | None = None) -> EntryForm:
    likely = _likely(request, partnership)
    today = timezone.localdate()
    sides = {party.organisation_id: party.organisation
             for party in access.sides_of(partnership.pk).select_related("organisation").order_by("pk")}  # fmt: skip
    return EntryForm(
        request.POST or None, request.FILES or None, likely=likely.kinds, today=today,
        agreements=agreements_to_report_under(partnership), reporters=reporting_sides(request.user, partnership),
        sides=list(sides.values()), people=likely.people,
        initial={"starts_on": today, **(begun.filled({kind.code for kind in likely.kinds}) if begun else {})},
    )  # fmt: skip


def _enter(
    request: SignedInRequest, partnership: Partnership, form: EntryForm, begun: Begun | None = None
) -> Activity | None:
    data, at = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            activity = actions.note_activity(
                partnership=partnership, reporter=form.reported_by, values=form.values(), at=at, by=request.user,
                sides=list(data.get("sides") or ()), people=[TookPart(person) for person in data.get("people") or ()],
            )  # fmt: skip
            if begun is not None:
                begun.origin.note(begun.record, activity, request.user, at)
            for file in data.get("attached") or ():
                add_file(activity=activity, name=file.name, content=file.content, at=at, by=request.user)
            if request.POST.get("then") == "draft":
                return Activity.objects.get(pk=activity.pk)
            return actions.report_activity(activity=activity, at=at, by=request.user)
    except CannotReport as refusal:
        form.refuse(refusal)
        return None


# --- Changing ---------------------------------------------------------------------------------------------------------
@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """A changed report is put before the other sides anew; the page says so before it is saved."""
    activity = activity_for(request, pk)
    shown = record_for_user(request.user, activity)
    if not shown.may_change:
        raise Http404
    form = _edit_form(request, activity)
    differences: list[SimpleNamespace] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.change_activity(
                activity=activity, reporter=shown.reports_for[0], values=form.values(), at=timezone.now(), by=request.user,
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except CannotReport as refusal:
            form.refuse(refusal)
        except EditedElsewhere:
            activity = activity_for(request, pk)
            differences = _differences(form, activity)
            # The next attempt is made in the knowledge of the other edit.
            form.data = {**request.POST.dict(), "expected_version": str(activity.version)}
        else:
            asked = saved.version != activity.version and saved.state == ActivityState.REPORTED
            messages.success(request, _("Saved. The other sides are asked to confirm it.") if asked else _("Saved."))
            return redirect(activity)
    context = {
        "form": form, "activity": activity, "record": shown, "differences": differences,
        "asks_anew": activity.state != ActivityState.DRAFT,
        "short": [form[name] for name in ("kind", "title", "starts_on")],
        "folded": [form[name] for name in FOLDED if name in form.fields],
        "breadcrumbs": [*crumbs_of(activity), (activity.title, activity.get_absolute_url())],
    }  # fmt: skip
    status = 409 if differences else (422 if form.errors else 200)
    return render(request, "partnerships/activity_edit.html", context, status=status)


def _edit_form(request: SignedInRequest, activity: Activity) -> EditForm:
    likely = likely_for(request.user, activity.partnership, see_people=False).kinds
    own = get_pack().activity_kind(activity.kind)
    kinds = [own, *(kind for kind in likely if kind != own)] if own else likely
    agreements = agreements_to_report_under(activity.partnership)
    if activity.agreement_id:
        # The one that stands there is offered, also when it is over.
        agreements = type(activity.agreement)._default_manager.filter(  # type: ignore[union-attr]
            pk__in=[*agreements.values_list("pk", flat=True), activity.agreement_id]
        )
    return EditForm(
        request.POST or None, activity=activity, likely=kinds, agreements=agreements, today=timezone.localdate()
    )


def _differences(form: EditForm, activity: Activity) -> list[SimpleNamespace]:
    """Field by field: what the record holds now, and what the reader is about to save."""
    now, mine = initial_of(activity), form.cleaned_data
    mine = mine | {"kind": mine.get("other_kind") or mine.get("kind")}
    names = [name for name in ("kind", "title", "starts_on", *FOLDED) if name in form.fields]
    return [
        SimpleNamespace(field=form[name], now=_words(form, name, now.get(name)), mine=_words(form, name, mine.get(name)))
        for name in names
        if _plain(now.get(name)) != _plain(mine.get(name))
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value) or ""


def _words(form: EditForm, name: str, value: Any) -> str:
    plain = _plain(value)
    choices = dict(form.fields[name].choices) if name in ("kind", "region", "mode") else {}  # type: ignore[attr-defined]
    if name == "agreement" and plain:
        found = form.fields[name].queryset.filter(pk=plain).first()  # type: ignore[attr-defined]
        return str(found or plain)
    return str(choices.get(plain, plain) if plain != "" else "—")
