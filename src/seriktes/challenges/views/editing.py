"""Writing a brief: one page, a text in each language, and what is missing before it is published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.challenges import change_challenge, draft_challenge
from seriktes.challenges.definitions.quality import faults_of
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.forms.challenges import ChallengeForm, TextForm
from seriktes.challenges.models import Challenge
from seriktes.challenges.queries import access
from seriktes.challenges.queries.challenges import brief_of
from seriktes.challenges.views.sight import challenge_for_asker, crumbs_of
from seriktes.challenges.workflow import ASKER, CHALLENGE_FIELDS
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Post
from seriktes.procedures.queries.clocks import holdings_on


@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    own = list(Organisation.objects.filter(pk__in=access.own_organisations(request.user, access.POST)).order_by("pk"))
    if not own:
        raise Http404
    challenge = Challenge(language=request.LANGUAGE_CODE, organisation=own[0], currency=get_pack().currency)
    challenge.post = _own_post(request, own[0])
    return _page(request, challenge, own)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge = challenge_for_asker(request, pk)
    if challenge.archived_at is not None or not CHALLENGE_FIELDS.editable(challenge.state, ASKER):
        raise Http404
    return _page(request, challenge, [challenge.organisation])


def _own_post(request: SignedInRequest, organisation: Organisation) -> Post | None:
    """The one post that the writer holds there; of several, none is guessed."""
    mine = holdings_on(timezone.localdate()).filter(
        person__user=request.user, post__organisation=organisation, post__closed_on__isnull=True
    )
    posts = {row.post for row in mine.select_related("post")[:2]}
    return posts.pop() if len(posts) == 1 else None


def _page(request: SignedInRequest, challenge: Challenge, own: list[Organisation]) -> HttpResponse:
    data = request.POST or None
    form = ChallengeForm(data, challenge=challenge, language=request.LANGUAGE_CODE, own=own)
    standing = {text.language: text for text in challenge.texts.all()} if challenge.pk else {}
    asked = data.get("language", "") if data is not None and "language" in form.fields else ""
    named = asked if asked in Languages.values else challenge.language
    texts = [
        TextForm(data, language=code, text=standing.get(code), is_original=code == named) for code in Languages.values
    ]
    # The original stands first; the translations after it.
    texts.sort(key=lambda one: not one.is_original)
    status = 200
    if data is not None:
        # Every part is asked, so that all of its errors are told at once.
        is_whole = all([form.is_valid(), *(text.is_valid() for text in texts)])
        if texts[0].is_empty and not all(text.is_empty for text in texts):
            # Written in another language than the one that is named.
            texts[0].errors.pop("title", None)
            form.add_error("language" if "language" in form.fields else None, words_of(CannotChallenge("language_without_words")))  # fmt: skip
        if is_whole:
            try:
                made = _saved(request, form, texts, challenge, own)
            except EditedElsewhere as refused:
                form.add_error(None, words_of(refused))
                form.data = changed = data.copy()
                changed["expected_version"] = str(refused.record.version)
                status = 409
            except CannotChallenge as refused:
                original = next((one for one in texts if one.language == form.cleaned_data["language"]), None)
                if refused.reason == "no_title" and original is not None:
                    original.add_error("title", words_of(refused))
                else:
                    form.add_error(None, words_of(refused))
            else:
                messages.success(request, _("The brief is saved."))
                to_check = "check" in data
                return redirect(reverse("challenges:edit", args=[made.pk]) + "#check" if to_check else made)
        status = 422 if status == 200 else status
    return render(request, "challenges/edit.html", _context(challenge, form, texts), status=status)


def _saved(
    request: SignedInRequest, form: ChallengeForm, texts: list[TextForm], challenge: Challenge, own: list[Organisation]
) -> Challenge:
    words = {text.language: text.cleaned_data for text in texts if not text.is_empty}
    subjects = form.subjects_chosen()
    now = timezone.now()
    if challenge.pk:
        return change_challenge(
            challenge=challenge, values=form.values(), texts=words, subjects=subjects, by=request.user, at=now,
            expected_version=form.cleaned_data["expected_version"],
        )  # fmt: skip
    chosen = str(form.cleaned_data.get("organisation", own[0].pk))
    organisation = next(one for one in own if str(one.pk) == chosen)
    return draft_challenge(
        organisation=organisation, values=form.values(), texts=words, subjects=subjects or (), by=request.user, at=now
    )


def _context(challenge: Challenge, form: ChallengeForm, texts: list[TextForm]) -> dict[str, Any]:
    is_draft = challenge.pk is not None and challenge.state == ChallengeState.DRAFT
    faults = faults_of(brief_of(challenge), timezone.localdate()) if is_draft else []
    links = [link for part in (*texts, form) for link in part.error_links()]
    return {
        "challenge": challenge, "form": form, "texts": texts, "error_links": links,
        "must": [fault for fault in faults if fault.blocks], "advice": [fault for fault in faults if not fault.blocks],
        "is_draft": is_draft, "breadcrumbs": crumbs_of(challenge if challenge.pk else None),
        "cancel_url": challenge.get_absolute_url() if challenge.pk else reverse("challenges:board"),
    }  # fmt: skip
