"""The sides of a partnership: who joins and leaves, who looks after it, what a side agrees to, what it writes."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.partnerships.actions import sides as actions
from seriktes.partnerships.actions.partnerships import Side
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.forms.partnerships import AnswerForm, LeaveForm, LetterForm, SideAddForm, SideForm
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries.record import PARTNERSHIP, Rights
from seriktes.partnerships.views.access import inside_or_404
from seriktes.partnerships.views.editing import organisations_found
from seriktes.partnerships.views.small_forms import act_or_say, form_page
from seriktes.partnerships.workflow import KEEP
from seriktes.procedures.models import OpenClock

REPLY = "partnership_reply"


def _side(request: SignedInRequest, pk: int, *, own: bool = False) -> tuple[Partnership, Any, list[Any], Rights]:
    """The side for somebody who keeps it, or (not `own`) who keeps the partnership; else there is no such page."""
    partnership_id = get_object_or_404(Party, pk=pk).partnership_id
    partnership, parties, rights = inside_or_404(request, partnership_id)
    party = next(party for party in parties if party.pk == pk)
    may = rights.keeps(party) or (rights.may_change and not own)
    if not may or party.left_on is not None or partnership.archived_at is not None:
        raise Http404
    return partnership, party, parties, rights


@login_required
@sent_once
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    if partnership.archived_at is not None or partnership.stage == PartnershipStage.ENDED:
        raise Http404
    form = SideAddForm(request.POST or None, found=organisations_found(request, "partner"))

    def act(sent: Any) -> None:
        values = sent.cleaned_data
        actions.add_party(
            partnership=partnership, by=request.user, at=timezone.now(),
            side=Side(sent.chosen("partner"), contact_name=values["contact_name"],
                      contact_email=values["contact_email"], joined_on=values["joined_on"]),
        )  # fmt: skip

    return form_page(
        request, partnership, form, act, title=_("Add a side"), submit=_("Add"), done=_("The side has joined."),
        lead=_("It will see the whole partnership. A published one is shown again when the new side agrees too."),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever keeps the side says which post looks after it; whoever keeps the partnership keeps the contact."""
    partnership, party, _parties, rights = _side(request, pk)
    form = SideForm(request.POST or None, party=party, keeps=rights.keeps(party))
    return form_page(
        request, partnership, form,
        lambda sent: actions.change_party(
            party=party, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
        title=_("Our side") if rights.keeps(party) else _("The other side"), submit=_("Save"),
        done=_("The side is saved."), eyebrow=party.organisation.name,
    )  # fmt: skip


@login_required
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, party, _parties, _rights = _side(request, pk)
    form = LeaveForm(request.POST or None, today=timezone.localdate())
    return form_page(
        request, partnership, form,
        lambda sent: actions.leave_partnership(
            party=party, on=sent.cleaned_data["on"], by=request.user, at=timezone.now()
        ),
        title=_("Leave the partnership"), submit=_("Leave"), done=_("The side has left."), danger=True,
        eyebrow=party.organisation.name,
        lead=_("The other sides go on. The history stays, and the side that left can still read it."),
    )  # fmt: skip


# --- Publishing -------------------------------------------------------------------------------------------------------
@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, party, _parties, _rights = _side(request, pk, own=True)
    others = partnership.parties.filter(left_on__isnull=True, agreed_to_publish_at__isnull=True).exclude(pk=party.pk)
    words = (
        _("Your side agrees to publish. The partnership is shown as soon as every side agrees.")
        if others.exists()
        else _("Your side agrees to publish. Every side agrees now: the partnership is published.")
    )
    act_or_say(request, lambda: actions.agree_to_publish(party=party, by=request.user, at=timezone.now()), words)
    return redirect(partnership)


@login_required
@require_POST
def unpublish(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, party, _parties, _rights = _side(request, pk, own=True)
    act_or_say(
        request,
        lambda: actions.withdraw_publishing(party=party, by=request.user, at=timezone.now()),
        _("Your side agrees no longer: the public does not see the partnership any more."),
    )
    return redirect(partnership)


# --- Letters ----------------------------------------------------------------------------------------------------------
def _moment(day: date, now: datetime) -> datetime:
    """Now for today; an earlier day at noon."""
    if day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


@login_required
@sent_once
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A side wrote, and another is to answer: its clock begins."""
    partnership, parties, rights = inside_or_404(request, pk)
    staying = [party for party in parties if party.left_on is None]
    senders = staying if rights.may_change else [party for party in staying if rights.keeps(party)]
    if not senders or partnership.archived_at is not None or partnership.stage == PartnershipStage.ENDED:
        raise Http404
    form = LetterForm(request.POST or None, senders=senders, parties=staying, today=timezone.localdate())

    def act(sent: Any) -> None:
        values = sent.cleaned_data
        actions.record_letter(
            party=sent.parties[values["sender"]], awaits=[sent.parties[one] for one in values["awaits"]],
            note=values["note"], at=_moment(values["on"], timezone.now()), by=request.user,
        )  # fmt: skip

    return form_page(
        request, partnership, form, act, title=_("Record a letter"), submit=_("Write it down"),
        done=_("The letter is recorded; the clock of the answer runs."),
        lead=_("By mail, on paper or by telephone: what counts is that somebody is to answer."),
    )  # fmt: skip


def awaited(partnership: Partnership) -> dict[int, datetime]:
    """The organisations whose answer is awaited, and since when."""
    clocks = OpenClock.objects.filter(subject_type=PARTNERSHIP, subject_id=partnership.pk, code=REPLY)
    return {int(item): at for item, at in clocks.values_list("item", "started_at") if item.isdecimal()}


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, party, _parties, _rights = _side(request, pk)
    since = awaited(partnership).get(party.organisation_id)
    asked_on = timezone.localdate(since) if since else None
    form = AnswerForm(request.POST or None, today=timezone.localdate(), since=asked_on)

    def act(sent: Any) -> None:
        if since is None:
            raise CannotPartner("nothing_asked")
        actions.record_answer(
            party=party, note=sent.cleaned_data["note"], by=request.user,
            at=max(since, _moment(sent.cleaned_data["on"], timezone.now())),
        )  # fmt: skip

    return form_page(
        request, partnership, form, act, title=_("Record the answer"), submit=_("Write it down"),
        done=_("The answer is recorded."), eyebrow=party.organisation.name,
    )  # fmt: skip
