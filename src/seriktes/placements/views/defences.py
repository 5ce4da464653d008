"""Defences of theses: the page, the commission, the theses put before it, results and the end."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_moment
from seriktes.common.once import sent_once
from seriktes.documents.queries.access import documents_visible_to
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.search import found_for_user, targets_matching
from seriktes.placements.actions import defences as actions
from seriktes.placements.actions.commission_links import answer_call
from seriktes.placements.actions.minutes import minutes_of
from seriktes.placements.definitions.theses import DEFENCE, JUDGED, OPEN_DEFENCES
from seriktes.placements.enums import DefenceState, ProgrammeKind, ThesisState
from seriktes.placements.forms.programmes import ConfirmForm, ReasonForm
from seriktes.placements.forms.theses import AnswerForm, DefenceForm, MemberForm, PutForm, ResultForm
from seriktes.placements.models import Defence, Thesis
from seriktes.placements.queries import access
from seriktes.placements.queries.defence_steps import defence_next
from seriktes.placements.queries.theses import (
    defences_visible_to,
    employers_in,
    may_keep,
    rule_of,
    seat_to_answer,
    theses_to_put,
    theses_visible_to,
    voters_of,
    with_everything,
)
from seriktes.placements.views.programme_sight import act_or_say, cohort_for, crumbs_of, form_page, posted
from seriktes.procedures.queries.timeline import timeline_of

OFFERED = 8
RESULT = ("points", "votes_for", "votes_against", "questions", "resolution")


def _defence_for(request: SignedInRequest, pk: int, *, to_keep: bool = True) -> Defence:
    rows = defences_visible_to(request.user).select_related(
        "cohort__programme__organisation", "cohort__programme__post"
    )
    found: Defence = get_object_or_404(rows, pk=pk)
    if to_keep and not may_keep(request.user, found):
        raise Http404
    return found


@login_required
def defence(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _defence_for(request, pk, to_keep=False)
    keeps, is_open = may_keep(request.user, found), found.state in OPEN_DEFENCES
    members = list(found.members.select_related("person", "organisation"))
    rule = rule_of(found.cohort.programme)
    rows = list(
        with_everything(found.theses.exclude(state=ThesisState.DROPPED)).order_by("placement__student__sort_kk", "pk")
    )
    seen = set(theses_visible_to(request.user).filter(defence=found).values_list("pk", flat=True))
    paper = minutes_of(found)
    if paper is not None and not documents_visible_to(request.user).filter(pk=paper.pk).exists():
        paper = None
    context = {
        "defence": found, "members": members, "keeps": keeps, "is_open": is_open,
        "employers": {one.pk for one in employers_in(found, members)}, "rule": rule, "minutes": paper,
        "theses": [
            {
                "thesis": row, "is_seen": row.pk in seen,
                "aside": voters_of(row, members, rule).abstaining,
                "may_judge": keeps and found.state == DefenceState.CALLED and row.state == ThesisState.ADMITTED
                and found.starts_at <= timezone.now(),
                "may_correct": keeps and found.state == DefenceState.CALLED and row.state in JUDGED,
            }
            for row in rows
        ],
        "next": defence_next(found, members, rows, rule, timezone.now()) if keeps else "",
        "own_seat": seat_to_answer(request.user, found, timezone.now()),
        "ways": DEFENCE.ways_from(found.state) if keeps else [],
        "timeline": timeline_of(found) if keeps else None, "breadcrumbs": crumbs_of(found.cohort.programme, found.cohort),
    }  # fmt: skip
    return render(request, "placements/defence.html", context)


@login_required
def commission_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whether the reader comes, who sits in the commission: as by the link of the letter."""
    found = _defence_for(request, pk, to_keep=False)
    seat = seat_to_answer(request.user, found, timezone.now())
    if seat is None:
        raise Http404
    return _form(
        request, found, AnswerForm(posted(request), initial={"answer": seat.answer, "note": seat.answer_note}),
        title=_("Answer the invitation"), submit=_("Send"), done=_("Thank you. The university sees your answer."),
        act=lambda sent: answer_call(
            defence=found, member=seat, answer=sent.cleaned_data["answer"], note=sent.cleaned_data["note"],
            by=request.user, at=timezone.now(),
        ),
    )  # fmt: skip


@login_required
@sent_once
def defence_add(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk, access.KEEP)
    if cohort.programme.kind != ProgrammeKind.THESIS:
        raise Http404
    return form_page(
        request, DefenceForm(posted(request)), back="", title=_("Plan a defence"), lead=str(cohort), submit=_("Plan it"),
        done=_("Planned. Now the commission, and the theses that are put before it."), cancel_url=cohort.get_absolute_url(),
        breadcrumbs=crumbs_of(cohort.programme, cohort),
        act=lambda sent: actions.plan_defence(
            cohort=cohort, starts_at=sent.cleaned_data["starts_at"], place=sent.cleaned_data["place"], by=request.user,
            at=timezone.now(),
        ),
    )  # fmt: skip


def _form(request: SignedInRequest, found: Defence, form: Any, act: Any, **said: Any) -> HttpResponse:
    crumbs = [*crumbs_of(found.cohort.programme, found.cohort), (_("Defence"), found.get_absolute_url())]
    # Whoever answers wants to know to when and where.
    lead = " · ".join(filter(None, [str(found.cohort), format_moment(found.starts_at), found.place]))
    return form_page(request, form, act, back=found.get_absolute_url(), lead=lead, breadcrumbs=crumbs, **said)


@login_required
def defence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    initial = {"starts_at": found.starts_at, "place": found.place, "expected_version": found.version}
    return _form(
        request, found, DefenceForm(posted(request), initial=initial), title=_("Day and place"), submit=_("Save"),
        done=_("Saved."),
        confirm=_("Everybody who was told is told of the change.") if found.state == DefenceState.CALLED else "",
        act=lambda sent: actions.change_defence(
            defence=found, values={name: sent.cleaned_data[name] for name in actions.FIELDS}, by=request.user,
            at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


def _editable(request: SignedInRequest, pk: int) -> Defence:
    found = _defence_for(request, pk)
    if found.state not in OPEN_DEFENCES:
        raise Http404
    return found


@login_required
@sent_once
def member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    people, bodies = request.POST.get("person_query", ""), request.POST.get("organisation_query", "")
    visible = people_visible_to(request.user).order_by("pk")
    form = MemberForm(
        posted(request),
        people=list(visible.filter(pk__in=targets_matching(people, target="person"))[:OFFERED]) if people.strip() else [],
        organisations=found_for_user(request.user, bodies, limit=OFFERED).organisations if bodies.strip() else [],
    )  # fmt: skip

    def act(sent: Any) -> None:
        data = sent.cleaned_data
        seat = actions.Seat(
            role=data["role"], person=sent.picked("person"), name=data["name"], email=data["email"], post=data["post"],
            organisation=sent.picked("organisation"),
        )  # fmt: skip
        actions.add_member(defence=found, seat=seat, by=request.user, at=timezone.now())

    return _form(
        request,
        found,
        form,
        act,
        title=_("Add a member of the commission"),
        submit=_("Add"),
        done=_("Added to the commission."),
    )


@login_required
@require_POST
def member_remove(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    found = _editable(request, pk)
    member = get_object_or_404(found.members, pk=member_pk)
    act_or_say(
        request, lambda: actions.remove_member(defence=found, member=member, by=request.user, at=timezone.now()),
        _("Taken out of the commission."),
    )  # fmt: skip
    return redirect(found)


@login_required
def defence_theses(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    form = PutForm(posted(request), defence=found, offered=theses_to_put(found))
    return _form(
        request, found, form, title=_("Theses put before the commission"), submit=_("Save"), done=_("Saved."),
        confirm=_("Students whose theses are added or taken off are told by a letter, and their supervisors too.")
        if found.state == DefenceState.CALLED else "",
        act=lambda sent: actions.put_theses(
            defence=found, theses=sent.chosen(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
def thesis_result(request: SignedInRequest, pk: int, thesis_pk: int) -> HttpResponse:
    found = _editable(request, pk)
    thesis: Thesis = get_object_or_404(with_everything(found.theses.all()), pk=thesis_pk)
    voters = voters_of(thesis, found.members.select_related("person"), rule_of(found.cohort.programme))
    facts = _("With a vote: %(names)s.") % {"names": ", ".join(str(one) for one in voters.voting) or "—"}
    if voters.abstaining:
        facts += " " + _("Without a vote, as a supervisor: %(names)s.") % {
            "names": ", ".join(str(one) for one in voters.abstaining)
        }
    is_judged = thesis.state in JUDGED
    stands = {name: getattr(thesis, name) for name in RESULT} if is_judged else {}
    title = _("Correct the result: %(name)s") if is_judged else _("Result: %(name)s")
    if is_judged:
        facts += " " + _("Where points or outcome change, the student is told by a letter.")
    return _form(
        request, found, ResultForm(posted(request), initial={**stands, "expected_version": thesis.version}),
        title=title % {"name": thesis.placement.student.name},
        submit=_("Save the correction") if is_judged else _("Record the result"),
        done=_("The result is corrected.") if is_judged else _("The result is recorded."), confirm=facts,
        act=lambda sent: actions.judge_thesis(
            defence=found, thesis=thesis, by=request.user, at=timezone.now(), **sent.cleaned_data
        ) and None,
    )  # fmt: skip


@login_required
def defence_move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    found = _defence_for(request, pk)
    chosen = next((one for one in DEFENCE.transitions if one.code == way), None)
    if chosen is None:
        raise Http404
    form = (ReasonForm if way == "cancel" else ConfirmForm)(
        posted(request), initial={"expected_version": found.version}
    )

    def act(sent: Any) -> None:
        told: dict[str, Any] = {
            "by": request.user, "at": timezone.now(), "expected_version": sent.cleaned_data["expected_version"],
        }  # fmt: skip
        if way == "cancel":
            actions.cancel_defence(defence=found, reason=sent.cleaned_data["reason"], **told)
        else:
            (actions.call_defence if way == "call" else actions.hold_defence)(defence=found, **told)

    return _form(
        request, found, form, act, title=chosen.label, submit=chosen.label, confirm=chosen.confirm,
        danger=chosen.is_way_out, done=_("Done: %(what)s.") % {"what": chosen.label},
    )  # fmt: skip
