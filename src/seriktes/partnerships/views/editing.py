"""Adding a partnership and changing its record."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest, User
from seriktes.common.formats import format_day
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Post
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.organisations.queries.search import found_for_user
from seriktes.partnerships.actions.partnerships import Side, change_partnership, create_partnership
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.forms.partnerships import AddForm, PartnershipForm
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.access import own_organisations
from seriktes.partnerships.views.access import inside_or_404
from seriktes.partnerships.views.small_forms import status_of
from seriktes.procedures.queries.clocks import holdings_on

ADD, KEEP = "partnerships.add_partnership", "partnerships.change_partnership"
OFFERED = 8


def organisations_found(request: SignedInRequest, name: str) -> list[Organisation]:
    """What the reader may see of what was typed; whoever was chosen by address or before stands there alone."""
    text = request.POST.get(f"{name}_query", "")
    chosen = whole_number(request.GET.get("with", "")) if name == "partner" and request.method == "GET" else None
    if chosen:
        return list(organisations_visible_to(request.user).filter(pk=chosen))
    return found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []


@login_required
@sent_once
def add(request: SignedInRequest) -> HttpResponse:
    """A new partnership, entered or proposed; `?with=` names the other side."""
    grants = grants_for_user(request.user)
    if not grants.allow_somewhere(ADD):
        raise Http404
    own = list(Organisation.objects.filter(pk__in=own_organisations(request.user, ADD)).order_by("pk"))
    keeps = grants.allow_somewhere(KEEP)
    found = {name: organisations_found(request, name) for name in ("first", "partner")}
    initial = {"partner_query": found["partner"][0].name} if request.method == "GET" and found["partner"] else {}
    form = AddForm(request.POST or None, own=own, found=found, keeps=keeps, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, form, keeps=keeps)
        except CannotPartner as refused:
            form.add_error(None, words_of(refused))
        else:
            words = _("The partnership is in the register.") if keeps else _("The partnership is proposed.")
            messages.success(request, words)
            return redirect(made)
    return render(request, "partnerships/add.html", {"form": form, "keeps": keeps}, status=status_of(form))


def _made(request: SignedInRequest, form: AddForm, *, keeps: bool) -> Partnership:
    values, ours = form.cleaned_data, form.first_side()
    may_keep = keeps and grants_for_user(request.user).allow(KEEP, ours.pk)
    partner = form.chosen("partner")
    if partner is None:  # `clean` has refused that already
        raise CannotPartner("too_few_parties")
    theirs = Side(partner, contact_name=values["contact_name"], contact_email=values["contact_email"])
    return create_partnership(
        sides=[Side(ours, post=_post_of(request.user, ours)), theirs],
        values=form.values(),
        stage=values["stage"] if may_keep else "contact",
        proposed_by=ours if values.get("is_asked") or not may_keep else None,
        by=request.user,
        at=timezone.now(),
    )


def _post_of(user: User, side: Organisation) -> Post | None:
    """The one post that whoever begins the partnership holds on that side looks after it; of several, none is guessed."""
    mine = holdings_on(timezone.localdate()).filter(
        person__user=user, post__organisation=side, post__closed_on__isnull=True
    )
    posts = {row.post for row in mine.select_related("post")[:2]}
    return posts.pop() if len(posts) == 1 else None


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    if partnership.archived_at is not None:
        raise Http404
    form = PartnershipForm(request.POST or None, partnership=partnership)
    differences: list[SimpleNamespace] = []
    if request.method == "POST" and form.is_valid():
        try:
            change_partnership(
                partnership=partnership, values=form.values(), by=request.user, at=timezone.now(),
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except EditedElsewhere as other:
            partnership = Partnership.objects.get(pk=other.record.pk)
            differences = _differences(form, partnership)
            # The next attempt is made in the knowledge of the other edit.
            form.data = data = request.POST.copy()
            data["expected_version"] = str(partnership.version)
        except CannotPartner as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("The record is saved."))
            return redirect(partnership)
    context = {"partnership": partnership, "form": form, "differences": differences}
    return render(request, "partnerships/edit.html", context, status=409 if differences else status_of(form))


def _differences(form: PartnershipForm, partnership: Partnership) -> list[SimpleNamespace]:
    """Field by field: what the record holds now, and what the reader is about to save."""
    now = PartnershipForm(partnership=partnership).initial
    return [
        SimpleNamespace(
            label=form.fields[name].label, field=form[name], now=_words(form, name, now[name]),
            mine=_words(form, name, value),
        )
        for name, value in form.values().items()
        if (now[name] or "") != (value or "")
    ]  # fmt: skip


def _words(form: PartnershipForm, name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(form, name, one) for one in value) or "—"
    choices = dict(getattr(form.fields[name], "choices", ()))
    if value in ("", None):
        return "—"
    return format_day(value) if hasattr(value, "isoformat") else str(choices.get(value, value))
