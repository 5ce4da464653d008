"""One answer: begun, its page of writing, its record, what is said about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions import answers as actions
from seriktes.challenges.actions.talking import OVER, ask_about, reply_about
from seriktes.challenges.definitions.answer_texts import LIMITS
from seriktes.challenges.definitions.outcomes import outcome
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.definitions.stages import ASKER, WITH_REASON, WRITER
from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.challenges.forms.answers import NUMBERS, TEXTS, AnswerForm, BeginForm, MessageForm, field_of
from seriktes.challenges.models import Answer
from seriktes.challenges.queries.access import answers_visible_to, challenges_visible_to
from seriktes.challenges.queries.answer_days import why_due
from seriktes.challenges.queries.answer_list import authors_found, own_answers
from seriktes.challenges.queries.challenges import takes_answers
from seriktes.challenges.queries.of_answers import (
    answering_organisations,
    people_of,
    permissions_on_answer,
    roles_in_answer,
    ways_of,
    with_everything,
)
from seriktes.common.formats import format_moment, format_number
from seriktes.common.once import sent_once
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Person
from seriktes.procedures.definitions.remaining import chip_state, left_words
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.clocks import clock_rows
from seriktes.procedures.queries.timeline import timeline_of

AUTOSAVED = (*TEXTS, *NUMBERS, "language")


def answer_for(request: SignedInRequest, pk: int, role: str = "") -> Answer:
    """The answer, if the reader may see it (and acts on that side of it); else there is no such page."""
    answer: Answer = get_object_or_404(with_everything(answers_visible_to(request.user)), pk=pk)
    if role and role not in roles_in_answer(request.user, answer):
        raise Http404
    return answer


def crumbs_of(answer: Answer, *, itself: bool = False) -> list[tuple[str, str]]:
    challenge = answer.challenge
    found = [
        (_("Answers"), reverse("challenges:answers")),
        (challenge.title or _("Challenge"), f"{reverse('challenges:answers')}?challenge={challenge.pk}"),
    ]
    return [*found, (answer.title or pgettext("noun", "Answer"), answer.get_absolute_url())] if itself else found


# --- Begun ------------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = challenges_visible_to(request.user).select_related("organisation").prefetch_related("texts")
    challenge = get_object_or_404(rows, pk=pk)
    organisations = answering_organisations(request.user, challenge)
    if not takes_answers(challenge, timezone.now()) or not organisations.exists():
        raise Http404
    initial = {"language": challenge.language}
    form = BeginForm(request.POST or None, organisations=organisations, initial=initial)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        own = Person.objects.filter(user=request.user, merged_into__isnull=True)
        authors = people_of(organisation.pk, timezone.localdate()).filter(pk__in=own.values("pk"))
        try:
            answer = actions.begin_answer(
                challenge=challenge, organisation=organisation, language=form.cleaned_data["language"], by=request.user,
                at=timezone.now(), authors=list(authors),
            )  # fmt: skip
        except CannotAnswer as refused:
            form.add_error(None, words_of(refused))
        else:
            return redirect("challenges:answer_edit", answer.pk)
    context = {
        "challenge": challenge, "form": form, "own": own_answers(request.user, challenge)[:10],
        "breadcrumbs": [(challenge.title, challenge.get_absolute_url())],
    }  # fmt: skip
    return render(request, "challenges/answer_begin.html", context, status=_status(form))


# --- Written ----------------------------------------------------------------------------------------------------------
def _form(request: SignedInRequest, answer: Answer) -> AnswerForm:
    data = request.POST or None
    people = people_of(answer.organisation_id, timezone.localdate())
    found = authors_found(request.user, people, request.POST.get("author_query", ""))
    return AnswerForm(data, answer=answer, authors=[row.person for row in answer.authors.all()], found=found)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The one page. "Save" keeps it; "Save and send" keeps it and sends it when nothing is missing."""
    answer = answer_for(request, pk, WRITER)
    if answer.state not in (AnswerState.DRAFT, AnswerState.RECEIVED) or not takes_answers(
        answer.challenge, timezone.now()
    ):
        messages.info(request, _("The answer can no longer be changed."))
        return redirect(answer)
    form = _form(request, answer)
    status, differences = 0, []
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, answer, form)
            if "send" in request.POST and saved.state == AnswerState.DRAFT:
                saved = actions.submit_answer(answer=saved, by=request.user, at=timezone.now())
        except EditedElsewhere as elsewhere:
            differences = _differences(form, elsewhere.record)
            form.data = data = request.POST.copy()
            data["expected_version"] = str(elsewhere.record.version)
            status = 409
        except CannotAnswer as refused:
            # What was typed is kept where the draft could be; the page then goes on from there.
            fresh = answer_for(request, pk, WRITER)
            if fresh.version != answer.version:
                form = _again(request, fresh)
            _add_refusal(form, refused)
        else:
            return _after_save(request, saved, form)
    context = {
        "answer": answer, "challenge": answer.challenge, "form": form, "differences": differences,
        "is_draft": answer.state == AnswerState.DRAFT, "texts": [form[name] for name in TEXTS],
        "breadcrumbs": crumbs_of(answer, itself=True),
    }  # fmt: skip
    return render(request, "challenges/answer_edit.html", context, status=status or _status(form))


def _again(request: SignedInRequest, answer: Answer) -> AnswerForm:
    """The form of what is saved by now, bound so that it can show what is wrong."""
    people = [row.person for row in answer.authors.all()]
    form = AnswerForm(request.POST.copy(), answer=answer, authors=people, found=())
    form.data["expected_version"] = str(answer.version)  # type: ignore[index]
    form.data["author_query"] = ""  # type: ignore[index]
    form.data.setlist("leave_out", [])  # type: ignore[attr-defined]
    form.is_valid()
    return form


def _save(request: SignedInRequest, answer: Answer, form: AnswerForm) -> Answer:
    return actions.save_answer(
        answer=answer, values=form.values(), authors=form.chosen_authors(), post=form.cleaned_data["post"],
        by=request.user, at=timezone.now(), expected_version=form.cleaned_data["expected_version"],
    )  # fmt: skip


def _after_save(request: SignedInRequest, answer: Answer, form: AnswerForm) -> HttpResponse:
    if "send" in request.POST:
        messages.success(request, _("The answer is sent. The asker now sees it and owes you a word."))
        return redirect(answer)
    messages.success(request, _("Saved."))
    for sentence in _to_shorten(form):
        messages.warning(request, sentence)
    return redirect("challenges:answer_edit" if answer.state == AnswerState.DRAFT else "challenges:answer", answer.pk)


def _add_refusal(form: AnswerForm, refused: CannotAnswer) -> None:
    if refused.reason == "missing":
        for name in refused.details:
            form.add_error("author_query" if name == "authors" else str(name), _("Needed before the answer is sent."))
        return
    if refused.reason == "too_long" and refused.details:
        for name in map(str, refused.details):
            length = {"limit": format_number(LIMITS[name]), "length": format_number(len(form.cleaned_data[name]))}
            form.add_error(name, _("The draft is saved. Shorten it to %(limit)s characters before you send it: it has %(length)s.") % length)  # fmt: skip
        return
    field = field_of(refused.reason)
    form.add_error(field if field in form.fields else None, words_of(refused))


def _differences(form: AnswerForm, record: Any) -> list[dict[str, Any]]:
    """What the record holds now, beside what the reader typed."""
    found = []
    for name in form.COLUMNS:
        now, mine = getattr(record, name), form.cleaned_data.get(name)
        if (now or None) != (mine or None):
            found.append({"field": form[name], "now": now or "", "mine": mine or ""})
    return found


@login_required
@require_POST
def autosave(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as it stands in the browser: what is valid is kept. For the script of the page; answers in JSON."""
    answer = answer_for(request, pk, WRITER)
    form = _form(request, answer)
    form.is_valid()
    values = {name: form.cleaned_data[name] for name in AUTOSAVED if name in form.cleaned_data}
    now = timezone.now()
    version = form.cleaned_data.get("expected_version")
    if version is None:
        return JsonResponse({"words": str(words_of(CannotAnswer("wrong_state")))}, status=422)
    try:
        saved = actions.save_answer(
            answer=answer, values=values, by=request.user, at=now, expected_version=version, by_itself=True
        )
    except EditedElsewhere as elsewhere:
        return JsonResponse({"words": words_of(elsewhere)}, status=409)
    except CannotAnswer as refused:
        return JsonResponse(
            {"words": words_of(refused)}, status=409 if refused.reason in ("closed", "being_decided") else 422
        )
    said = {"moment": format_moment(now)}
    left_out = [str(form.fields[name].label) for name in AUTOSAVED if name in form.errors]
    words = [_("Saved at %(moment)s.") % said]
    if left_out:
        words = [_("Saved at %(moment)s, but not: %(fields)s.") % {**said, "fields": ", ".join(left_out)}]
    words += _to_shorten(form)
    # What is not kept stands on the page only: it asks before it is left.
    return JsonResponse({"version": saved.version, "words": " ".join(words), "unsaved": bool(left_out)})


def _to_shorten(form: AnswerForm) -> list[str]:
    """What a draft keeps and must be shortened, in a sentence; none where everything fits."""
    long = form.too_long_to_send()
    return [_("Too long to be sent, shorten it first: %(fields)s.") % {"fields": ", ".join(long)}] if long else []


# --- Read -------------------------------------------------------------------------------------------------------------
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    answer = answer_for(request, pk)
    return show(request, answer, _message_form(request, answer))


def _message_form(request: SignedInRequest, answer: Answer, data: Any = None) -> MessageForm | None:
    roles = roles_in_answer(request.user, answer)
    if not roles or answer.state in OVER or answer.submitted_at is None:
        return None
    return MessageForm(data, asks=ASKER in roles and answer.state != AnswerState.CHOSEN)


def show(request: SignedInRequest, answer: Answer, form: MessageForm | None) -> HttpResponse:
    now = timezone.now()
    roles = roles_in_answer(request.user, answer)
    permissions = permissions_on_answer(request.user, answer)
    is_open = takes_answers(answer.challenge, now)
    may_edit = WRITER in roles and is_open and answer.state in (AnswerState.DRAFT, AnswerState.RECEIVED)
    clocks = clock_rows(OpenClock.objects.about(answer).select_related("post", "organisation"))
    sees_inside = WRITER in roles or answer.submitted_at is None
    why = why_due(answer, [row.clock for row in clocks])
    came = outcome().of_answer(request.user, answer)
    ways = ways_of(answer, permissions, is_open=is_open)
    if came.records or came.others:
        ways = [way for way in ways if way.code != "reconsider"]
    context = {
        "answer": answer, "challenge": answer.challenge, "roles": roles, "may_edit": may_edit, "is_open": is_open,
        "ways": ways, "with_reason": WITH_REASON,
        "is_alive": answer.state in ALIVE, "asks": ASKER in roles, "writes": WRITER in roles,
        "texts": [(field.verbose_name, getattr(answer, field.name)) for field in Answer._meta.fields
                  if field.name in TEXTS[1:]],
        "clocks": [{"row": row, "left": left_words(row.clock, now), "state": chip_state(row.clock, now),
                    "why": why.get(row.clock.code, "")} for row in clocks],
        "letters": list(answer.messages.select_related("by", "organisation").order_by("at", "pk")),
        "form": form, "may_mark_met": bool(roles) and answer.submitted_at is not None,
        "timeline": timeline_of(answer, before=request.GET.get("before", ""), for_partners=not sees_inside),
        "outcome": came, "breadcrumbs": crumbs_of(answer),
    }  # fmt: skip
    return render(request, "challenges/answer.html", context, status=_status(form) if form else 200)


@login_required
@require_POST
@sent_once
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    answer = answer_for(request, pk)
    form = _message_form(request, answer, request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        says = {"answer": answer, "text": form.cleaned_data["text"], "by": request.user, "at": timezone.now()}
        try:
            if ASKER in roles_in_answer(request.user, answer):
                ask_about(**says, awaits_reply=form.cleaned_data.get("awaits_reply", False))
            else:
                reply_about(**says)
        except CannotAnswer as refused:
            form.add_error("text", words_of(refused))
        else:
            messages.success(request, _("Your message is sent."))
            return redirect(f"{answer.get_absolute_url()}#messages")
    return show(request, answer, form)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
