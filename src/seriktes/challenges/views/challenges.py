"""One challenge: its page, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions import challenges as actions
from seriktes.challenges.actions.archiving import archive_challenge
from seriktes.challenges.actions.files import acknowledge, add_file, remove_file
from seriktes.challenges.definitions.outcomes import outcome
from seriktes.challenges.definitions.quality import faults_of
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ALIVE, AnswerState, ChallengeState, Confidentiality, MatchState
from seriktes.challenges.forms.challenges import (
    AcknowledgeForm,
    ConfirmForm,
    DeadlineForm,
    DecisionForm,
    FileForm,
    ReasonForm,
    WordForm,
)
from seriktes.challenges.models import Challenge, ChallengeFile, ChallengeText
from seriktes.challenges.queries import access
from seriktes.challenges.queries.challenges import (
    brief_of,
    days_kept,
    has_acknowledged,
    may_read_files,
    takes_answers,
    ways_of,
)
from seriktes.challenges.queries.matches import matches_visible_to
from seriktes.challenges.queries.of_answers import answering_organisations
from seriktes.challenges.tables.challenges import (
    budget_words,
    due_html,
    readiness_words,
    state_html,
    subjects_by_scheme,
)
from seriktes.challenges.views.files import served
from seriktes.challenges.views.sight import act_or_say, challenge_for, challenge_for_asker, crumbs_of, form_page
from seriktes.challenges.workflow import ASKER, CHALLENGE, CHALLENGE_ACTS, CHALLENGE_FIELDS, SYSTEM
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.refusals import words_of
from seriktes.procedures.queries.timeline import timeline_of

DANGEROUS = ("withdraw",)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The page: the brief for everybody who may read it, the own view for the asker, the answer's way for the others."""
    challenge = challenge_for(request, pk)
    user, now = request.user, timezone.now()
    permissions = access.permissions_on(user, challenge.organisation_id, challenge.post_id)
    is_asker = access.VIEW in permissions
    texts = list(challenge.texts.all())
    words = _words(request, challenge, texts)
    region = get_pack().region(challenge.region) if challenge.region else None
    context: dict[str, Any] = {
        "challenge": challenge, "words": words, "texts": sorted(texts, key=lambda text: text.language),
        "is_asker": is_asker, "may_change": access.POST in permissions and challenge.archived_at is None,
        "state": state_html(challenge.state), "due": due_html(challenge, now),
        "days": days_kept(challenge),
        "budget": budget_words(challenge), "readiness": readiness_words(challenge),
        "subjects": subjects_by_scheme(challenge), "region": region.name(get_language() or "kk") if region else "",
        "came": outcome().of_challenge(user, challenge) if challenge.published_at else None,
        "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    context |= _files(request, challenge, permissions)
    context |= _for_asker(request, challenge, permissions) if is_asker else _for_reader(request, challenge)
    return render(request, "challenges/record.html", context)


def _words(request: HttpRequest, challenge: Challenge, texts: list[ChallengeText]) -> ChallengeText | None:
    """In the language that the address asks for, else in the reader's."""
    asked = request.GET.get("in", "")
    return next((text for text in texts if text.language == asked), None) or challenge.words


def _files(request: HttpRequest, challenge: Challenge, permissions: frozenset[str]) -> dict[str, Any]:
    files = list(challenge.files.select_related("by").order_by("pk"))
    asks = challenge.confidentiality == Confidentiality.ACKNOWLEDGED
    return {
        "files": files, "asks_acknowledgement": asks, "files_open": may_read_files(request.user, challenge),
        "may_change_files": access.POST in permissions
        and "files" in CHALLENGE_FIELDS.editable(challenge.state, ASKER)
        and challenge.archived_at is None,
    }  # fmt: skip


def _for_asker(request: HttpRequest, challenge: Challenge, permissions: frozenset[str]) -> dict[str, Any]:
    answers = challenge.answers.exclude(state=AnswerState.DRAFT).values_list("state", "next_word_on")
    words = [day for state, day in answers if state in ALIVE and day is not None]
    matches = matches_visible_to(request.user, challenge, timezone.localdate())
    faults = faults_of(brief_of(challenge), timezone.localdate()) if challenge.state == ChallengeState.DRAFT else []
    return {
        "ways": ways_of(challenge, permissions),
        "answers": len(answers),
        "next_word_on": min(words, default=None),
        "is_late": bool(words) and min(words) < timezone.localdate(),
        "proposed": matches.filter(state=MatchState.PROPOSED).count(),
        "invitations": list(challenge.invitations.select_related("organisation", "person").order_by("-sent_at", "-pk")),
        "acknowledgements": challenge.acknowledgements.select_related("user").order_by("-at")[:50],
        "timeline": timeline_of(challenge),
        "must": [fault for fault in faults if fault.blocks],
        "advice": [fault for fault in faults if not fault.blocks],
    }


def _for_reader(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    user = request.user
    if not user.is_authenticated:
        return {"takes_answers": takes_answers(challenge, timezone.now())}
    matches = matches_visible_to(user, challenge, timezone.localdate())
    return {
        "takes_answers": takes_answers(challenge, timezone.now()),
        "may_answer": answering_organisations(user, challenge).exists(),
        "own_answers": list(access.answers_visible_to(user).filter(challenge=challenge).select_related("organisation")),
        "own_invitations": list(
            access.invitations_of(user).filter(challenge=challenge).select_related("organisation", "person")
        ),
        "proposed": matches.filter(state=MatchState.PROPOSED).count(),
    }


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    challenge = challenge_for_asker(request, pk, access.VIEW)
    known = {one.code: one for one in (*CHALLENGE.transitions, *CHALLENGE_ACTS) if one.permission != SYSTEM}
    chosen = known.get(way)
    if chosen is None or not access.may(request.user, chosen.permission, challenge):
        raise Http404
    by, version = request.user, {"expected_version": challenge.version}
    shared: dict[str, Any] = {
        "title": chosen.label,
        "submit": chosen.label,
        "confirm": chosen.confirm,
        "danger": way in DANGEROUS,
    }
    data = request.POST or None
    if way == "publish":
        return _publish(request, challenge)
    if way == "withdraw":
        form: Any = (ReasonForm if challenge.published_at else WordForm)(data, initial=version)
        return form_page(
            request, challenge, form, done=_("The challenge is withdrawn."), **shared,
            act=lambda sent: actions.withdraw_challenge(
                challenge=challenge, reason=sent.cleaned_data["reason"], by=by, at=timezone.now(),
                expected_version=sent.cleaned_data["expected_version"],
            ),
        )  # fmt: skip
    if way == "decide":
        form = WordForm(data, initial=version)
        return form_page(
            request, challenge, form, done=_("The challenge is decided."), **shared,
            act=lambda sent: actions.decide_challenge(
                challenge=challenge, reason=sent.cleaned_data["reason"], by=by, at=timezone.now(),
                expected_version=sent.cleaned_data["expected_version"],
            ),
        )  # fmt: skip
    if way == "archive":
        return form_page(
            request, challenge, ConfirmForm(data, initial=version), done=_("The challenge is archived."), **shared,
            act=lambda sent: archive_challenge(
                challenge=challenge, by=by, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"]
            ),
        )  # fmt: skip
    days = {"due_on": challenge.due_on, "decide_on": challenge.decide_on} | version
    if way == "move_deadline":
        form = DeadlineForm(data, initial=days)
        return form_page(
            request, challenge, form, done=_("The deadline is moved."), **shared,
            act=lambda sent: actions.move_deadline(
                challenge=challenge, due_on=sent.cleaned_data["due_on"], decide_on=sent.cleaned_data["decide_on"],
                by=by, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
            ),
        )  # fmt: skip
    form = DecisionForm(data, initial=days)
    return form_page(
        request, challenge, form, done=_("The day of the decision is moved."), **shared,
        act=lambda sent: actions.move_decision(
            challenge=challenge, decide_on=sent.cleaned_data["decide_on"], by=by, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


def _publish(request: SignedInRequest, challenge: Challenge) -> HttpResponse:
    """What is missing stands on the page with links to the fields; publishing waits until nothing of it blocks."""
    faults = faults_of(brief_of(challenge), timezone.localdate())
    form = ConfirmForm(request.POST or None, initial={"expected_version": challenge.version})
    return form_page(
        request, challenge, form, title=_("Publish the challenge"), submit=_("Publish"), danger=False,
        must=[fault for fault in faults if fault.blocks], advice=[fault for fault in faults if not fault.blocks],
        is_publishing=True, done=_("The challenge is published. The search now looks for experts."),
        act=lambda sent: actions.publish_challenge(
            challenge=challenge, by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


# --- Files ------------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def file_add(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge = challenge_for_asker(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    return form_page(
        request, challenge, form, title=_("Add a file"), submit=_("Add"), multipart=True, done=_("Kept."),
        back=f"{challenge.get_absolute_url()}#files",
        act=lambda sent: add_file(
            challenge=challenge, name=sent.cleaned_data["file"].name, content=sent.cleaned_data["file"].content,
            by=request.user, at=timezone.now(),
        ),
    )  # fmt: skip


def file_read(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """The file as it was handed in, always as a download; a confidential one only after the acknowledgement."""
    challenge = challenge_for(request, pk)
    row = get_object_or_404(ChallengeFile.objects.select_related("challenge"), pk=file_pk, challenge=challenge)
    if not may_read_files(request.user, challenge):
        return redirect("challenges:acknowledge", pk=challenge.pk)
    return served(request, row)


@login_required
@require_POST
def file_remove(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    challenge = challenge_for_asker(request, pk)
    row = get_object_or_404(ChallengeFile, pk=file_pk, challenge=challenge)
    act_or_say(
        request, lambda: remove_file(file=row, by=request.user, at=timezone.now()),
        _("Removed. The timeline keeps its name."),
    )  # fmt: skip
    return redirect(f"{challenge.get_absolute_url()}#files")


@login_required
def confidentiality(request: SignedInRequest, pk: int) -> HttpResponse:
    """The exact words that somebody acknowledges before the files are served."""
    challenge = challenge_for(request, pk)
    if challenge.confidentiality != Confidentiality.ACKNOWLEDGED:
        raise Http404
    back = f"{challenge.get_absolute_url()}#files"
    form = AcknowledgeForm(request.POST or None, initial={"words": challenge.confidentiality_note})
    if request.method == "POST" and form.is_valid():
        try:
            acknowledge(challenge=challenge, user=request.user, words=form.cleaned_data["words"], at=timezone.now())
        except CannotChallenge as refused:
            # The words of today are put before the reader, not those that were sent.
            messages.warning(request, words_of(refused))
            return redirect("challenges:acknowledge", pk=challenge.pk)
        messages.success(request, _("Acknowledged. The files are open to you now."))
        return redirect(back)
    context = {
        "challenge": challenge, "form": form, "cancel_url": back, "breadcrumbs": crumbs_of(challenge),
        "is_done": has_acknowledged(request.user, challenge), "languages": Languages.choices,
    }  # fmt: skip
    return render(request, "challenges/acknowledge.html", context, status=422 if form.errors else 200)
