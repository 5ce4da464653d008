from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import CappedPaginator, asked_page
from seriktes.procedures.queries.orphans import orphans_for_user

SIZE = 50


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every relation that nobody looks after, of the organisations whose relations the reader keeps or sees."""
    today = timezone.localdate()
    total, sections = 0, []
    for kind in orphans_for_user(request.user, today):
        pages = CappedPaginator(kind.rows, SIZE)
        page = pages.get_page(asked_page(request))
        rows = kind.provider.orphan_rows(request.user, list(page.object_list), today)
        sections.append({"label": kind.provider.label, "page": page, "rows": rows, "has_more": pages.has_more})
        total += pages.count
    return render(request, "procedures/orphans.html", {"sections": sections, "total": total})
