"""The page of one enquiry, for the side that is asked and for the asker with an account, and what they do there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions import enquiry_letters as letters
from seriktes.challenges.actions import enquiry_ways as ways
from seriktes.challenges.definitions.outcomes import outcome
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.enums import Direction, EnquiryState
from seriktes.challenges.forms.enquiries import CloseForm, HandOnForm, LetterForm, MetForm, NoteForm, SureForm
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.access import enquiries_visible_to
from seriktes.challenges.queries.enquiries import (
    LIVING,
    WAYS,
    Standing,
    asker_clock,
    clocks_of,
    may_take,
    standing_of,
    subject_link,
    ways_of,
)
from seriktes.common.once import sent_once
from seriktes.organisations.models import Post
from seriktes.procedures.queries.clocks import explain
from seriktes.procedures.queries.timeline import timeline_of


def _found(request: SignedInRequest, pk: int) -> tuple[Enquiry, Standing]:
    rows = enquiries_visible_to(request.user).select_related(
        "organisation", "post", "expert__user", "asker", "asking_organisation"
    )
    enquiry = get_object_or_404(rows, pk=pk)
    return enquiry, standing_of(request.user, enquiry, timezone.localdate())


@login_required
@require_safe
def enquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    found, standing = _found(request, pk)
    return _page(request, found, standing)


@login_required
@require_POST
@sent_once
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """A letter of the side that is asked (`as=side`) or of the asker."""
    found, standing = _found(request, pk)
    as_side = standing.may_reply and (request.POST.get("as") == "side" or not standing.asks)
    if not as_side and not standing.asks:
        raise Http404
    form = LetterForm(request.POST)
    status = 422
    if form.is_valid():
        text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
        try:
            if as_side:
                asks_back = "ask_back" in request.POST
                letters.reply(
                    enquiry=found, text=text, by=request.user, at=timezone.now(), seen=seen, asks_back=asks_back
                )
                done = (
                    _("The question is sent; the clock waits for the asker.") if asks_back else _("The answer is sent.")
                )
            else:
                letters.write_on(enquiry=found, text=text, by=request.user, at=timezone.now())
                done = _("Your letter is sent.")
        except CannotAsk as refused:
            form.add_error(None, refused.sentence)
            status = 409 if refused.reason == "answered_meanwhile" else 422
        else:
            messages.success(request, done)
            return redirect(found)
    # The next attempt is made in the knowledge of the letters that stand on the page now.
    form.data = {**request.POST.dict(), "seen": str(letters.last_letter(found))}
    return _page(request, found, standing, **{"side_form" if as_side else "asker_form": form}, status=status)


def _page(
    request: SignedInRequest, found: Enquiry, standing: Standing, *, status: int = 200, **forms: Any
) -> HttpResponse:
    directions = Direction.values if standing.is_inside else letters.TOLD
    rows = found.messages.filter(direction__in=directions).select_related("by").order_by("at", "pk")
    now = timezone.now()
    is_open = found.state in LIVING
    url, word = subject_link(request.user, found)
    seen = letters.last_letter(found)
    context = {
        "enquiry": found, "standing": standing, "letters": list(rows), "now": now,
        "clock": clocks_of([found]).get(found.pk),
        "asker_clock": asker_clock(found) if found.asking_organisation_id else None,
        "subject_url": url, "subject_word": word,
        "side_form": LetterForm(seen=seen) if standing.may_reply and is_open else None,
        "asker_form": LetterForm(label=_("Write on"), seen=seen)
        if standing.asks and found.state != EnquiryState.SPAM else None,
        "actions": _actions(found, standing), "outcome": outcome().of_enquiry(request.user, found),
        "timeline": timeline_of(found, for_partners=not standing.is_inside, size=50).rows,
        "explained": explain(found, now, with_people=standing.is_inside),
        **forms,
    }  # fmt: skip
    return render(request, "challenges/enquiry.html", context, status=status)


# --- Ways -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """One thing that is done to an enquiry by the side that is asked. `form(request data, enquiry)`."""

    code: str
    label: Promise
    submit: Promise
    done: Promise
    icon: str
    form: Callable[[Any, Enquiry], Any]
    act: Callable[[Any, Enquiry, SignedInRequest], object]
    lead: Promise | str = ""
    danger: bool = False


def _posts(enquiry: Enquiry) -> Any:
    today = timezone.localdate()
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    others = Post.objects.filter(still, organisation=enquiry.organisation_id).exclude(pk=enquiry.post_id or 0)
    return others.order_by("pk")


FORMS = {
    way.code: way
    for way in (
        Way(
            "note", gettext_lazy("Write a note"), gettext_lazy("Save the note"), gettext_lazy("The note is saved."),
            "edit",
            lambda data, _enquiry: NoteForm(data),
            lambda form, one, request: letters.note(
                enquiry=one, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            ),
        ),
        Way(
            "hand_on", gettext_lazy("Hand on"), gettext_lazy("Hand on"), gettext_lazy("It lies with the other post now."),
            "arrow-right",
            lambda data, one: HandOnForm(data, posts=_posts(one)),
            lambda form, one, request: ways.hand_on(
                enquiry=one, post=form.cleaned_data["post"], note=form.cleaned_data["note"], by=request.user,
                at=timezone.now(),
            ),
            lead=gettext_lazy("To another post of the organisation. The clock goes on; it does not begin anew."),
        ),
        Way(
            "met", gettext_lazy("Mark that you met"), gettext_lazy("Write it down"), gettext_lazy("Written down."),
            "people",
            lambda data, _enquiry: MetForm(data, today=timezone.localdate()),
            lambda form, one, request: ways.mark_met(
                enquiry=one, on=form.cleaned_data["on"], by=request.user, at=timezone.now()
            ),
            lead=gettext_lazy("It counts in the public figures of how many enquiries lead to a meeting."),
        ),
        Way(
            "close", gettext_lazy("Close"), gettext_lazy("Close the enquiry"), gettext_lazy("The enquiry is closed."),
            "archive",
            lambda data, _enquiry: CloseForm(data),
            lambda form, one, request: ways.close(
                enquiry=one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            ),
            lead=gettext_lazy("The asker gets a letter with the reason, and may write again: that opens it anew."),
        ),
        Way(
            "spam", gettext_lazy("Set aside as spam"), gettext_lazy("Set aside"), gettext_lazy("Set aside as spam."),
            "warning",
            lambda data, _enquiry: SureForm(data),
            lambda _form, one, request: ways.mark_spam(enquiry=one, by=request.user, at=timezone.now()),
            lead=gettext_lazy("Its sender gets no letter, and its clocks stop. It can be opened again."), danger=True,
        ),
        Way(
            "reopen", gettext_lazy("Open again"), gettext_lazy("Open again"), gettext_lazy("The enquiry is open again."),
            "undo",
            lambda data, _enquiry: SureForm(data),
            lambda _form, one, request: letters.reopen(enquiry=one, by=request.user, at=timezone.now()),
            lead=gettext_lazy("Its clock begins anew."),
        ),
    )
}  # fmt: skip


def _actions(enquiry: Enquiry, standing: Standing) -> list[dict[str, Any]]:
    return [
        {"label": way.label, "url": f"{enquiry.get_absolute_url()}way/{way.code}/", "icon": way.icon,
         "danger": way.danger, "post": False}
        for way in map(FORMS.__getitem__, ways_of(enquiry, standing))
    ]  # fmt: skip


@login_required
@sent_once
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    found, standing = _found(request, pk)
    chosen = FORMS.get(way)
    if chosen is None or not may_take(way, standing):
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.act(form, found, request)
        except CannotAsk as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, str(chosen.done))
            return redirect(found)
    context = {"enquiry": found, "way": chosen, "form": form, "is_late": found.state not in WAYS[way].states}
    return render(request, "challenges/enquiry_way.html", context, status=422 if form.errors else 200)
