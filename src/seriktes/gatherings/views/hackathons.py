"""What the organiser of a hackathon does: terms, problems, rubric, judges, judging, result."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.challenges.queries.board import named_for_user
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.gatherings.actions import hackathons as actions
from seriktes.gatherings.actions import judging
from seriktes.gatherings.enums import GatheringState, HackathonPhase, JudgingMethod, TeamState
from seriktes.gatherings.exports import RESULTS, TEAMS, file_name
from seriktes.gatherings.forms import hackathons as forms
from seriktes.gatherings.forms.gatherings import ConfirmForm, FindForm
from seriktes.gatherings.models import Gathering, Hackathon, Judge, Problem
from seriktes.gatherings.queries.judging import conflicts_of, judged_teams, standing_of
from seriktes.gatherings.views.sight import act_or_say, crumbs_of, form_page, gathering_for, gathering_for_keeper
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.search import found_for_user
from seriktes_analytics.judging import canonical

OFFERED = 12


def hackathon_of(gathering: Gathering) -> Hackathon:
    found: Hackathon = get_object_or_404(Hackathon.objects.select_related("gathering"), gathering=gathering)
    return found


@login_required
@require_safe
def hackathon(request: SignedInRequest, pk: int) -> HttpResponseBase:
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    if "format" in request.GET:
        rows = gathering.teams.select_related("problem__challenge", "organisation").order_by("name", "pk")
        rows = rows.prefetch_related("members__person", "problem__challenge__texts")
        return export_response(request, rows=rows, columns=TEAMS, filename=file_name(gathering, "teams"))
    teams, judges = judged_teams(pk), list(gathering.judges.select_related("person", "organisation").order_by("pk"))
    form = FindForm(request.GET if "query" in request.GET else None)
    challenges: list[Any] = []
    people: list[Any] = []
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["query"]
        challenges = named_for_user(request.user, wanted, limit=OFFERED)
        people = list(found_for_user(request.user, wanted, limit=OFFERED).people)
    context = {
        "gathering": gathering, "hackathon": found, "breadcrumbs": crumbs_of(gathering), "form": form,
        "problems": gathering.problems.select_related("challenge__organisation").prefetch_related("challenge__texts"),
        "criteria": gathering.criteria.all(), "submissions": teams, "challenges": challenges, "people": people,
        "judges": [(one, standing_of(one, found)) for one in judges], "conflicts": len(conflicts_of(judges, teams)),
        "teams": gathering.teams.select_related("problem__challenge", "organisation").order_by("name"),
        "is_working": found.phase == HackathonPhase.WORKING, "is_judging": found.phase == HackathonPhase.JUDGING,
        "is_rubric": found.method == JudgingMethod.RUBRIC, "is_called_off": gathering.state == GatheringState.CANCELLED,
    }  # fmt: skip
    return render(request, "gatherings/hackathon.html", context)


@login_required
def terms(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    return form_page(
        request, forms.TermsForm(request.POST or None, hackathon=found), done=_("Saved."), submit=_("Save"),
        back=reverse("gatherings:hackathon", args=[pk]), crumbs=crumbs_of(gathering), title=_("Terms of the hackathon"),
        lead=gathering.name,
        act=lambda sent: actions.set_terms(
            hackathon=found, values=sent.values(), by=request.user, expected_version=sent.cleaned_data["expected_version"]
        ),
    )  # fmt: skip


@login_required
def criteria(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    form = forms.CriteriaForm(request.POST or None, criteria=list(gathering.criteria.all()))
    return form_page(
        request, form, done=_("Saved."), submit=_("Save"), back=reverse("gatherings:hackathon", args=[pk]),
        crumbs=crumbs_of(gathering), title=_("Rubric"), lead=gathering.name,
        act=lambda sent: actions.set_criteria(hackathon=found, rows=sent.rows, by=request.user) and None,
    )  # fmt: skip


@login_required
@require_POST
def problem(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a challenge as a problem (`add`), or take one away (`remove`)."""
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    if "add" in request.POST:
        challenge = get_object_or_404(challenges_visible_to(request.user), pk=_key(request, "add"))
        act_or_say(
            request, lambda: actions.set_problem(hackathon=found, challenge=challenge, by=request.user), _("Saved.")
        )
    else:
        row = get_object_or_404(Problem, pk=_key(request, "remove"), gathering=gathering)
        act_or_say(request, lambda: actions.remove_problem(problem=row), _("Removed."))
    return redirect("gatherings:hackathon", pk=pk)


@login_required
@require_POST
def judge_add(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    hackathon_of(gathering)
    person = get_object_or_404(people_visible_to(request.user), pk=_key(request, "person"))
    act_or_say(
        request,
        lambda: judging.add_judge(
            gathering=gathering, person=person, organisation=_place_of(person), by=request.user, at=timezone.now()
        ),
        _("Named as a judge."),
    )  # fmt: skip
    return redirect("gatherings:hackathon", pk=pk)


@login_required
@require_POST
def judge_remove(request: SignedInRequest, pk: int, judge_pk: int) -> HttpResponse:
    found = get_object_or_404(Judge, pk=judge_pk, gathering=gathering_for_keeper(request, pk))
    act_or_say(request, lambda: judging.remove_judge(judge=found, by=request.user), _("Removed."))
    return redirect("gatherings:hackathon", pk=pk)


@login_required
@sent_once
def judge_hand_over(request: SignedInRequest, pk: int, judge_pk: int) -> HttpResponse:
    """Somebody is found by name first; what is left goes to whoever is chosen."""
    gathering = gathering_for_keeper(request, pk)
    found = get_object_or_404(Judge.objects.select_related("person"), pk=judge_pk, gathering=gathering)
    if request.method == "POST":
        person = get_object_or_404(people_visible_to(request.user), pk=_key(request, "person"))
        act_or_say(
            request,
            lambda: judging.hand_over_judging(
                judge=found, person=person, organisation=_place_of(person), by=request.user, at=timezone.now()
            ),
            _("Handed over. The new judge is told."),
        )
        return redirect("gatherings:hackathon", pk=pk)
    form = FindForm(request.GET if "query" in request.GET else None)
    people = None
    if form.is_bound and form.is_valid():
        people = list(found_for_user(request.user, form.cleaned_data["query"], limit=OFFERED).people)
    context = {
        "gathering": gathering, "judge": found, "form": form, "people": people or [], "has_searched": people is not None,
        "standing": standing_of(found, hackathon_of(gathering)), "breadcrumbs": crumbs_of(gathering),
    }  # fmt: skip
    return render(request, "gatherings/judge_hand_over.html", context)


def _place_of(person: Person) -> Organisation | None:
    """For which a judge is named: where the person works or studies now."""
    place = person.affiliations.filter(archived_at__isnull=True, ends_on__isnull=True).order_by("-pk").first()
    return place.organisation if place else None


def _key(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, "")) or 0


@login_required
def open_judging(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    form = ConfirmForm(request.POST or None, initial={"expected_version": found.version})
    return form_page(
        request, form, done=_("Judging is open. The judges are told."), submit=_("Open judging"), lead=gathering.name,
        back=reverse("gatherings:hackathon", args=[pk]), crumbs=crumbs_of(gathering), title=_("Open judging"),
        confirm=_("Submissions get numbers and can no longer be changed; judges see no names."),
        act=lambda sent: judging.open_judging(
            hackathon=found, by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"]
        ),
    )  # fmt: skip


@login_required
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    found = hackathon_of(gathering)
    form = forms.ResultForm(request.POST or None, initial={"expected_version": found.version})
    if found.method == JudgingMethod.RUBRIC:
        del form.fields["held"]
    return form_page(
        request, form, done=_("The result is published."), submit=_("Publish the result"), lead=gathering.name,
        back=reverse("gatherings:results", args=[pk]), crumbs=crumbs_of(gathering), title=_("Publish the result"),
        confirm=_("Judging ends, names are shown, and the result stays as it is."),
        act=lambda sent: judging.publish_result(
            hackathon=found, held=sent.cleaned_data.get("held", False), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


# --- The result, for everybody who sees the event ---------------------------------------------------------------------
@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponseBase:
    gathering = gathering_for(request, pk)
    found = hackathon_of(gathering)
    if found.phase != HackathonPhase.JUDGED:
        raise Http404
    teams = {
        team.number: team
        for team in gathering.teams.filter(number__isnull=False).select_related("organisation", "problem__challenge")
    }
    ranked = [(row, teams.get(row["item"])) for row in (found.result or {}).get("ranking", ())]
    rows = [(row, team) for row, team in ranked if team and team.state == TeamState.TAKING_PART]
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=RESULTS, filename=file_name(gathering, "results"))
    context = {
        "gathering": gathering, "hackathon": found, "breadcrumbs": crumbs_of(gathering),
        "rows": rows,
        "is_pairwise": found.method == JudgingMethod.PAIRWISE, "marked": (found.result or {}).get("marked", ""),
    }  # fmt: skip
    return render(request, "gatherings/results.html", context)


@require_safe
def bundle(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What was judged, by numbers and without a name, and the result of it: for whoever computes it again."""
    gathering = gathering_for(request, pk)
    found = hackathon_of(gathering)
    if found.phase != HackathonPhase.JUDGED:
        raise Http404
    response = HttpResponse(
        canonical(found.bundle if what == "bundle" else found.result), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="hackathon-{gathering.pk}-{what}.json"'
    return response
