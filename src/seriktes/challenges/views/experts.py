"""Experts proposed for a challenge, and who is invited."""

from collections.abc import Callable
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.invitations import accept_invitation, decline_invitation, invite
from seriktes.challenges.actions.matches import invite_expert, set_expert_aside
from seriktes.challenges.actions.telling import invited_readers
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.forms.challenges import InviteForm, ReasonForm
from seriktes.challenges.models import ChallengeInvitation, ExpertMatch
from seriktes.challenges.queries import access
from seriktes.challenges.queries.matches import matches_visible_to, places_of, shown_to, speaking_for
from seriktes.challenges.views.sight import act_or_say, challenge_for, challenge_for_asker, crumbs_of, form_page
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.organisations.queries.search import found_for_user

OFFERED = 12


@login_required
def experts(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the asker all who are proposed, for an office its own people; each with the reasons of the search."""
    challenge = challenge_for(request, pk)
    shown = shown_to(request.user, challenge, timezone.localdate())
    is_asker = access.is_asker(request.user, challenge)
    if not is_asker and not shown:
        raise Http404
    context = {
        "challenge": challenge, "shown": shown, "is_asker": is_asker, "breadcrumbs": crumbs_of(challenge),
        "waiting": sum(one.may_decide for one in shown),
    }  # fmt: skip
    return render(request, "challenges/experts.html", context)


def _match(request: SignedInRequest, pk: int, match_pk: int) -> ExpertMatch:
    challenge = challenge_for(request, pk)
    rows = matches_visible_to(request.user, challenge, timezone.localdate())
    match: ExpertMatch = get_object_or_404(rows.select_related("challenge", "person"), pk=match_pk)
    if not access.may(request.user, access.POST, challenge) and speaking_for(request.user, match) is None:
        raise Http404
    return match


@login_required
def expert_move(request: SignedInRequest, pk: int, match_pk: int, way: str) -> HttpResponse:
    match = _match(request, pk, match_pk)
    back = reverse("challenges:experts", args=[pk])
    if way == "invite":
        if request.method == "POST":
            _invite_or_say(
                request,
                lambda: invite_expert(
                    match=match, organisation=speaking_for(request.user, match), by=request.user, at=timezone.now()
                ),
            )
        return redirect(back)
    if way != "set_aside":
        raise Http404
    return form_page(
        request, match.challenge, ReasonForm(request.POST or None), back=back, done=_("Set aside."), danger=False,
        title=_("Set aside: %(name)s") % {"name": match.person.name}, submit=_("Set aside"),
        act=lambda sent: set_expert_aside(
            match=match, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


def _invite_or_say(request: SignedInRequest, act: Callable[[], ChallengeInvitation]) -> None:
    """Nobody waits for an answer to a letter that reached nobody."""
    try:
        invitation = act()
    except CannotChallenge as refused:
        messages.error(request, words_of(refused))
        return
    if invited_readers(invitation):
        messages.success(request, _("Invited. They are told by mail."))
    else:
        messages.warning(
            request,
            _("Invited. Nobody there has an address in the register, so no letter was sent: tell them yourself."),
        )


# --- Invitations ------------------------------------------------------------------------------------------------------
@login_required
def invitations(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom the asker invited, and how it stands; a box to find more."""
    challenge = challenge_for_asker(request, pk, access.VIEW)
    may_invite = access.may(request.user, access.POST, challenge) and challenge.state == ChallengeState.OPEN
    form = InviteForm(request.GET if "query" in request.GET else None)
    found = None
    if may_invite and form.is_bound and form.is_valid():
        found = found_for_user(request.user, form.cleaned_data["query"], limit=OFFERED)
    people_found = [person.pk for person in found.people] if found else []
    places = places_of(people_found, timezone.localdate(), seen_by=request.user)
    people = [
        SimpleNamespace(person=person, places=[place for place in places.get(person.pk, ())
                                               if place.organisation_id != challenge.organisation_id])
        for person in (found.people if found else ())
    ]  # fmt: skip
    context = {
        "challenge": challenge, "form": form, "may_invite": may_invite, "breadcrumbs": crumbs_of(challenge),
        "rows": challenge.invitations.select_related("organisation", "person").order_by("-sent_at", "-pk"),
        "organisations": [one for one in (found.organisations if found else ()) if one.pk != challenge.organisation_id],
        "people": [one for one in people if one.places], "has_searched": found is not None,
    }  # fmt: skip
    return render(request, "challenges/invitations.html", context)


@login_required
@require_POST
def invitation_add(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge = challenge_for_asker(request, pk)
    organisation = get_object_or_404(
        organisations_visible_to(request.user), pk=whole_number(request.POST.get("organisation", "")) or 0
    )
    person = None
    if asked := request.POST.get("person", ""):
        person = get_object_or_404(people_visible_to(request.user), pk=whole_number(asked) or 0)
    _invite_or_say(
        request,
        lambda: invite(
            challenge=challenge, organisation=organisation, person=person, by=request.user, at=timezone.now()
        ),
    )
    return redirect("challenges:invitations", pk=pk)


@login_required
def invitation_move(request: SignedInRequest, pk: int, invitation_pk: int, way: str) -> HttpResponse:
    """Whoever is invited takes it up, or declines."""
    challenge = challenge_for(request, pk)
    invitation = get_object_or_404(access.invitations_of(request.user), pk=invitation_pk, challenge=challenge)
    if way == "accept":
        if request.method == "POST":
            act_or_say(
                request, lambda: accept_invitation(invitation=invitation, by=request.user, at=timezone.now()),
                _("Accepted. The asker is told; now write the answer."),
            )  # fmt: skip
        return redirect(challenge)
    if way != "decline":
        raise Http404
    return form_page(
        request, challenge, ReasonForm(request.POST or None), title=_("Decline the invitation"), submit=_("Decline"),
        danger=False, done=_("Declined. The asker is told."),
        act=lambda sent: decline_invitation(
            invitation=invitation, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    )  # fmt: skip
