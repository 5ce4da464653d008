"""The inbox by clock: what waits for the reader's posts, field and organisation, and what they asked themselves."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.queries.enquiries import (
    ALL,
    ASKED,
    EXPERT,
    LIVING,
    OURS,
    POSTS,
    STATES,
    Inbox,
    clocks_of,
    inbox_for_user,
    whose_for,
)
from seriktes.challenges.queries.enquiry_routing import HANDLE
from seriktes.challenges.queries.stray_letters import stray_letters_for_user
from seriktes.common.files.exports import ExportColumn
from seriktes.common.paging import CappedPaginator, asked_page
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import grants_for_user

SIZE = 25
# Without the words of the letters and the asker's address: a list is passed on more easily than a page.
COLUMNS = (
    ExportColumn("reference", gettext_lazy("Reference")),
    ExportColumn("title", gettext_lazy("Enquiry")),
    ExportColumn("about", pgettext_lazy("of an enquiry", "About"), "subject_label"),
    ExportColumn("organisation", gettext_lazy("Whom it asks"), "organisation.name"),
    ExportColumn("post", gettext_lazy("Lies with"), "post.name"),
    ExportColumn("asker", gettext_lazy("Who asks"), "name"),
    ExportColumn("company", gettext_lazy("Organisation of the asker")),
    ExportColumn("state", pgettext_lazy("of an enquiry", "State")),
    ExportColumn("asked_at", gettext_lazy("Asked")),
    ExportColumn("confirmed_at", gettext_lazy("Confirmed")),
    ExportColumn("first_replied_at", gettext_lazy("First answer")),
    ExportColumn("met_on", gettext_lazy("Met on")),
    ExportColumn("closed_at", pgettext_lazy("of an enquiry", "Closed")),
    ExportColumn("due_at", gettext_lazy("Due")),
)
LABELS = {
    POSTS: gettext_lazy("My posts"),
    EXPERT: gettext_lazy("About my field"),
    OURS: gettext_lazy("My organisation"),
    ASKED: gettext_lazy("Asked by us"),
    ALL: pgettext_lazy("enquiries", "All"),
}


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponseBase:
    now = timezone.now()
    names = whose_for(request.user)
    whose = request.GET.get("whose", "")
    # At first the widest list of the own side: nothing is missed there.
    whose = whose if whose in names else next(name for name in (OURS, ALL, POSTS) if name in names)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    q = request.GET.get("q", "").strip()[:200]
    found = inbox_for_user(request.user, timezone.localdate(now), whose=whose, states=[state] if state else [], q=q)
    rows = found.rows.select_related("organisation", "post", "asking_organisation")
    if "format" in request.GET:
        # With whom it lies is no matter of the asker's.
        columns = [one for one in COLUMNS if one.code != "post" or whose != ASKED]
        return export_response(request, rows=rows, columns=columns, filename="enquiries")
    page = CappedPaginator(rows, SIZE).get_page(asked_page(request))
    clocks = clocks_of(list(page.object_list))
    grants = grants_for_user(request.user)
    context = {
        "rows": [SimpleNamespace(enquiry=row, clock=clocks.get(row.pk)) for row in page.object_list],
        "page": page,
        "now": now,
        "whose": whose,
        "state": state,
        "q": q,
        "without_search": f"?whose={whose}&state={state}" if state else f"?whose={whose}",
        "is_asked": whose == ASKED,
        "whose_pills": [_pill(LABELS[name], found.whose[name], f"?whose={name}", name == whose) for name in names],
        "state_pills": _states(found, whose, state),
        "kept": grants.organisations_with(HANDLE),
        "stray": stray_letters_for_user(request.user).filter(settled_at__isnull=True).count(),
    }
    return render(request, "challenges/inbox.html", context)


def _pill(label: object, count: int, url: str, current: bool) -> SimpleNamespace:
    return SimpleNamespace(label=label, count=count, url=url, current=current, more=False, side="")


def _states(found: Inbox, whose: str, chosen: str) -> list[SimpleNamespace]:
    living = sum(found.states.get(state, 0) for state in LIVING)
    pills = [_pill(_("All that are open"), living, f"?whose={whose}", not chosen)]
    return pills + [
        _pill(EnquiryState(state).label, found.states.get(state, 0), f"?whose={whose}&state={state}", state == chosen)
        for state in STATES
        if found.states.get(state) or state == chosen
    ]
