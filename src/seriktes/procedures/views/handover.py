from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import asked_page
from seriktes.common.parameters import whole_number
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.definitions.handover import REFUSALS, CannotHandOver
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.forms.handover import NoteForm
from seriktes.procedures.models import Handover, HandoverItem
from seriktes.procedures.queries import handover as queries

SIZE = 50
RECORDS = 20


@login_required
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    counts = queries.state_counts(request.user)
    state = request.GET.get("state", "")
    state = state if state in HandoverState.values else ""
    found = queries.with_progress(queries.handover_list(request.user, state))
    pages = Paginator(found, SIZE)
    pages.count = counts.get(state, 0) if state else sum(counts.values())  # counted already
    page = pages.get_page(asked_page(request))
    context = {
        "page": page,
        "rows": queries.rows_of(request.user, page.object_list),
        "pills": _pills(counts, state),
        "total": sum(counts.values()),
        "today": timezone.localdate(),
    }
    return render(request, "procedures/handovers.html", context)


def _pills(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    here = reverse("procedures:handovers")
    pills = [{"label": _("All"), "count": sum(counts.values()), "url": here, "current": not state}]
    return pills + [
        {
            "label": choice.label,
            "count": counts.get(choice, 0),
            "url": f"{here}?state={choice}",
            "current": state == choice,
        }
        for choice in HandoverState
    ]


def _visible(request: HttpRequest, pk: int) -> Handover:
    rows = queries.handovers_visible_to(request.user).select_related(
        "post__organisation", "post__unit", "leaving__person__user", "coming__person__user"
    )
    found: Handover = get_object_or_404(queries.with_progress(rows), pk=pk)
    return found


def _visible_item(request: HttpRequest, pk: int) -> HandoverItem:
    item: HandoverItem = get_object_or_404(queries.items_visible_to(request.user), pk=pk)
    item.handover = _visible(request, item.handover_id)
    return item


@login_required
@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """What passes on: to read and to annotate for the leaver, to take over for the newcomer, progress for the head."""
    handover, now = _visible(request, pk), timezone.now()
    today = timezone.localdate(now)
    pages = Paginator(queries.items_of(handover), RECORDS)
    pages.count = handover.records  # type: ignore[attr-defined]  # counted with the handover
    page = pages.get_page(asked_page(request))
    context = {
        "handover": handover,
        "part": queries.part_of(request.user, handover),
        "page": page,
        "rows": queries.item_rows(handover, list(page.object_list), now),
        "waiting": handover.records - handover.taken,  # type: ignore[attr-defined]
        "may_note": queries.may_write_note(request.user, handover),
        "may_take_over": queries.may_take_over(request.user, handover, today),
        "earlier": queries.earlier_overall_notes(handover),
        "today": today,
        "is_open": handover.state == HandoverState.OPEN,
        "breadcrumbs": [(_("Handovers"), reverse("procedures:handovers"))],
    }
    return render(request, "procedures/handover.html", context)


@login_required
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    handover = _visible(request, pk)
    if not queries.may_write_note(request.user, handover):
        raise Http404

    def save(**values: Any) -> None:
        actions.write_note(handover=handover, by=request.user, **values)

    return _note_page(request, handover, noted=handover, save=save, title=_("Note on the handover"))


@login_required
def item_note(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _visible_item(request, pk)
    if not queries.may_write_note(request.user, item.handover) or item.acknowledged_at is not None:
        raise Http404

    def save(**values: Any) -> None:
        actions.write_item_note(item=item, by=request.user, **values)

    title = queries.item_rows(item.handover, [item], timezone.now())[0].title
    back = f"?page={whole_number(request.GET.get('page', '')) or 1}#record-{item.pk}"
    return _note_page(request, item.handover, noted=item, save=save, title=title, back=back)


def _note_page(
    request: SignedInRequest,
    handover: Handover,
    *,
    noted: Handover | HandoverItem,
    save: Callable[..., None],
    title: str,
    back: str = "",
) -> HttpResponse:
    form = NoteForm(request.POST or None, initial={"text": noted.note, "expected_version": noted.version})
    where = handover.get_absolute_url() + back
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            save(text=values["text"].strip(), expected_version=values["expected_version"])
        except EditedElsewhere:
            form.add_error(None, _("Somebody else changed this note while you were writing. Open it again."))
        except CannotHandOver as refused:
            form.add_error(None, str(REFUSALS[refused.reason]))
        else:
            messages.success(request, _("The note is saved."))
            return redirect(where)
    trail = [(_("Handovers"), reverse("procedures:handovers")), (handover.post.name, handover.get_absolute_url())]
    context = {"form": form, "title": title, "submit": _("Save"), "cancel_url": where, "breadcrumbs": trail}
    return render(request, "organisations/form_page.html", context)


@login_required
@require_POST
def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _visible_item(request, pk)
    handover = item.handover
    part = queries.part_of(request.user, handover)
    if not (queries.may_take_over(request.user, handover, timezone.localdate()) or part.is_newcomer):
        raise Http404
    try:
        actions.acknowledge(item=item, by=request.user, now=timezone.now())
    except CannotHandOver as refused:
        messages.error(request, str(REFUSALS[refused.reason]))
    else:
        done = Handover.objects.filter(pk=handover.pk, state=HandoverState.DONE).exists()
        messages.success(
            request,
            _("Everything is taken over. The partners are told by mail within the hour.")
            if done
            else _("Taken over. The other sides of it are told by mail that you are their contact now."),
        )
    return redirect(handover)
