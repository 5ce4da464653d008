"""Teams of a hackathon and what they hand in; judges with one pair or one submission at a time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.queries.access import ANSWER
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.gatherings.actions import hackathons as actions
from seriktes.gatherings.actions.handing_over import answer_from_team, partnership_from_team
from seriktes.gatherings.actions.judging import compare, declare_conflict, mark
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import HackathonPhase, JudgingMethod, Preferred, TeamState
from seriktes.gatherings.forms import hackathons as forms
from seriktes.gatherings.forms.gatherings import ReasonForm
from seriktes.gatherings.models import Gathering, Judge, Team
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.judging import Standing, judge_of, marks_of, standing_of
from seriktes.gatherings.queries.problems import problems_shown
from seriktes.gatherings.views.hackathons import hackathon_of
from seriktes.gatherings.views.sight import act_or_say, crumbs_of, form_page, gathering_for, gathering_for_keeper
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships.definitions.refusals import CannotPartner


def _me(request: SignedInRequest) -> Person:
    found: Person = get_object_or_404(Person, user=request.user, merged_into__isnull=True)
    return found


def _team(request: SignedInRequest, pk: int, team_pk: int) -> Team:
    rows = access.teams_visible_to(request.user).select_related(
        "gathering", "problem__challenge", "organisation", "answer"
    )
    found: Team = get_object_or_404(rows, pk=team_pk, gathering=pk)
    return found


def _own_team(request: SignedInRequest, pk: int, team_pk: int) -> Team:
    team = _team(request, pk, team_pk)
    if not team.members.filter(person__user=request.user).exists():
        raise Http404
    return team


# --- Teams ------------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def team_new(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering, me = gathering_for(request, pk), _me(request)
    hackathon_of(gathering)
    own = _own_organisations(request)
    form = forms.TeamForm(request.POST or None, problems=problems_shown(request.user, gathering), own=own)

    def act(sent: forms.TeamForm) -> str:
        made = actions.found_team(
            gathering=gathering, person=me, by=request.user, at=timezone.now(), **sent.cleaned_data
        )
        return made.get_absolute_url()

    return form_page(
        request, form, act, done=_("The team is founded. Pass its code on to those who work with you."),
        back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering), title=_("Found a team"), submit=_("Found"),
        lead=gathering.name,
    )  # fmt: skip


@login_required
def team_join(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering, me = gathering_for(request, pk), _me(request)
    hackathon_of(gathering)

    def act(sent: forms.JoinForm) -> str:
        joined = actions.join_team(
            gathering=gathering, code=sent.cleaned_data["code"], person=me, by=request.user, at=timezone.now()
        )
        return joined.get_absolute_url()

    return form_page(
        request, forms.JoinForm(request.POST or None), act, done=_("You are in the team."),
        back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering), title=_("Join a team"), submit=_("Join"),
        lead=gathering.name,
    )  # fmt: skip


@login_required
def team(request: SignedInRequest, pk: int, team_pk: int) -> HttpResponse:
    found = _team(request, pk, team_pk)
    hackathon = hackathon_of(found.gathering)
    is_open = hackathon.phase == HackathonPhase.WORKING and (
        hackathon.due_at is None or hackathon.due_at > timezone.now()
    )
    is_judged = hackathon.phase == HackathonPhase.JUDGED and found.number and found.state == TeamState.TAKING_PART
    can_go_on = is_judged and found.problem and found.organisation
    is_own = found.members.filter(person__user=request.user).exists()
    may_name = is_own and found.organisation_id is None and found.state == TeamState.TAKING_PART
    context: dict[str, Any] = {
        "team": found, "gathering": found.gathering, "hackathon": hackathon, "is_open": is_open,
        "members": found.members.select_related("person"), "breadcrumbs": crumbs_of(found.gathering),
        "is_own": is_own,
        "may_name": may_name and hackathon.phase != HackathonPhase.JUDGING and _own_organisations(request).exists(),
        "is_keeper": access.may(request.user, access.KEEP, found),
        "ways_on": _ways_on(request, found) if can_go_on else [],
    }  # fmt: skip
    return render(request, "gatherings/team.html", context)


@login_required
def hand_in(request: SignedInRequest, pk: int, team_pk: int) -> HttpResponse:
    found = _own_team(request, pk, team_pk)
    is_final = "final" in request.POST
    problems = problems_shown(request.user, found.gathering, team=found)
    return form_page(
        request, forms.HandInForm(request.POST or None, team=found, problems=problems), back=found.get_absolute_url(),
        done=_("Handed in. You may change it until the deadline.") if is_final else _("Kept as a draft."),
        crumbs=crumbs_of(found.gathering), title=_("Submission"), lead=found.name, template="gatherings/hand_in.html",
        act=lambda sent: actions.hand_in(
            team=found, values=sent.values(), is_final=is_final, by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
def team_organisation(request: SignedInRequest, pk: int, team_pk: int) -> HttpResponse:
    """A team that was founded without one names for whom its work goes on."""
    found, own = _own_team(request, pk, team_pk), _own_organisations(request)
    if found.organisation_id is not None or not own.exists():
        raise Http404
    return form_page(
        request, forms.TeamOrganisationForm(request.POST or None, own=own), done=_("Saved."), submit=_("Save"),
        back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering), title=_("Organisation of the team"),
        lead=found.name,
        act=lambda sent: actions.name_organisation(
            team=found, organisation=sent.cleaned_data["organisation"], by=request.user, at=timezone.now()
        ) and None,
    )  # fmt: skip


def _own_organisations(request: SignedInRequest) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=list(grants_for_user(request.user).own)).order_by("pk")


@login_required
@require_POST
def team_leave(request: SignedInRequest, pk: int, team_pk: int) -> HttpResponse:
    found = _own_team(request, pk, team_pk)
    act_or_say(
        request, lambda: actions.leave_team(team=found, person=_me(request), by=request.user, at=timezone.now()),
        _("You left the team."),
    )  # fmt: skip
    return redirect(found.gathering)


@login_required
def team_exclude(request: SignedInRequest, pk: int, team_pk: int) -> HttpResponse:
    gathering_for_keeper(request, pk)
    found = _team(request, pk, team_pk)
    return form_page(
        request, ReasonForm(request.POST or None), done=_("The team is excluded."), submit=_("Exclude the team"),
        back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering), title=_("Exclude the team"), danger=True,
        lead=found.name,
        act=lambda sent: actions.exclude_team(
            team=found, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


def _ways_on(request: SignedInRequest, team: Team) -> list[str]:
    """What the user may make of it for the team's organisation."""
    may = {"answer": ANSWER, "partnership": "partnerships.add_partnership"}
    grants = grants_for_user(request.user)
    return [
        what
        for what, permission in may.items()
        if team.organisation_id and grants.allow(permission, team.organisation_id)
    ]


@login_required
@require_POST
def hand_over(request: SignedInRequest, pk: int, team_pk: int, what: str) -> HttpResponse:
    """A draft of an answer, or a proposal of a partnership, for the organisation of the team."""
    found = _team(request, pk, team_pk)
    acts: dict[str, Any] = {"answer": answer_from_team, "partnership": partnership_from_team}
    if what not in _ways_on(request, found):
        raise Http404
    try:
        made = acts[what](team=found, by=request.user, at=timezone.now())
    except (Refusal, CannotAnswer, CannotPartner) as refused:
        messages.error(request, words_of(refused))
        return redirect(found)
    messages.success(request, _("Handed over."))
    return redirect(made)


# --- Judges -----------------------------------------------------------------------------------------------------------
def _judge(request: SignedInRequest, pk: int) -> tuple[Gathering, Judge]:
    gathering = gathering_for(request, pk)
    found = judge_of(request.user, pk)
    if found is None:
        raise Http404
    return gathering, found


@login_required
def judge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One pair, or one submission, at a time; numbers and words, no names."""
    gathering, me = _judge(request, pk)
    hackathon = hackathon_of(gathering)
    form = None
    if request.method == "POST":
        response, form = _judged(request, gathering, me)
        if response is not None:
            return response
    standing = standing_of(me, hackathon)
    again = _marked_again(request, standing)
    shown = again or standing.team
    if form is None and shown is not None:
        form = forms.MarksForm(
            criteria=list(gathering.criteria.all()), given=marks_of(me, shown) if again else {}
        )  # fmt: skip
    context = {
        "gathering": gathering, "hackathon": hackathon, "standing": standing, "form": form, "choices": Preferred.choices,
        "breadcrumbs": crumbs_of(gathering), "is_judging": hackathon.phase == HackathonPhase.JUDGING,
        "is_pairwise": hackathon.method == JudgingMethod.PAIRWISE, "shown": shown, "is_again": again is not None,
    }  # fmt: skip
    return render(request, "gatherings/judge.html", context, status=422 if form is not None and form.errors else 200)


def _marked_again(request: SignedInRequest, standing: Standing) -> Team | None:
    """A submission with marks that the judge wants to change: asked for in the address, or sent with a fault."""
    asked = request.POST.get("team", "") if request.method == "POST" else request.GET.get("submission", "")
    number = whole_number(asked)
    return next((team for team in standing.marked if number and team.number == number), None)


def _judged(request: SignedInRequest, gathering: Gathering, me: Judge) -> tuple[HttpResponse | None, Any]:
    # By number: the key in the register tells in which order teams were founded.
    rows = Team.objects.filter(gathering=gathering)
    if "preferred" in request.POST:
        first, second = (
            get_object_or_404(rows, number=whole_number(request.POST.get(name, "")) or 0)
            for name in ("first", "second")
        )
        preferred = request.POST["preferred"]
        if preferred not in Preferred.values:
            raise Http404
        act_or_say(
            request,
            lambda: compare(judge=me, first=first, second=second, preferred=preferred, by=request.user, at=timezone.now()),
            _("Noted."),
        )  # fmt: skip
        return redirect("gatherings:judge", pk=gathering.pk), None
    found = get_object_or_404(rows, number=whole_number(request.POST.get("team", "")) or 0)
    form = forms.MarksForm(request.POST, criteria=list(gathering.criteria.all()))
    if not form.is_valid():
        return None, form
    act_or_say(request, lambda: mark(judge=me, team=found, marks=form.marks(), at=timezone.now()), _("Noted."))
    return redirect("gatherings:judge", pk=gathering.pk), None


@login_required
def conflict(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    gathering, me = _judge(request, pk)
    found = get_object_or_404(Team, gathering=gathering, number=number)
    return form_page(
        request, forms.ConflictForm(request.POST or None), done=_("Noted: another judge looks at it."),
        back=reverse("gatherings:judge", args=[pk]), crumbs=crumbs_of(gathering), submit=_("Declare"),
        title=_("Declare a conflict of interest"), lead=f"№ {found.number}",
        act=lambda sent: declare_conflict(
            judge=me, team=found, note=sent.cleaned_data["note"], by=request.user, at=timezone.now()
        ) and None,
    )  # fmt: skip
