"""Where a partnership stands: from stage to stage, its end, the archive."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.partnerships.actions import partnerships as actions
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.forms.partnerships import EndForm
from seriktes.partnerships.views.access import inside_or_404
from seriktes.partnerships.views.small_forms import act_or_say, form_page
from seriktes.partnerships.workflow import KEEP, STAGES

END = f"to_{PartnershipStage.ENDED}"


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    """To another stage; the end has a page of its own, because it needs a day and a reason."""
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    target = next((one.target for one in STAGES.transitions if one.code == way), None)
    if target is None or partnership.archived_at is not None:
        raise Http404
    if way == END:
        return end(request, pk)
    if request.method != "POST":
        return redirect(partnership)
    act_or_say(
        request,
        lambda: actions.move_stage(
            partnership=partnership, stage=target, by=request.user, at=timezone.now(),
            expected_version=whole_number(request.POST.get("expected_version", "")),
        ),
        _("“%(name)s” moved to: %(stage)s.") % {"name": partnership.name, "stage": PartnershipStage(target).label},
    )  # fmt: skip
    return redirect(reverse("partnerships:board") if request.POST.get("from") == "board" else partnership)


def end(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    form = EndForm(request.POST or None, today=timezone.localdate())
    if not form.is_bound:
        form.initial["expected_version"] = partnership.version
    return form_page(
        request, partnership, form,
        lambda sent: actions.end_partnership(
            partnership=partnership, on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"],
            by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ),
        title=_("End the partnership"), submit=_("End it"), done=_("The partnership has ended."), danger=True,
        lead=_("Its history stays and can be read by every side. It can be begun anew later."),
    )  # fmt: skip


@login_required
@require_POST
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    act_or_say(
        request,
        lambda: actions.archive_partnership(partnership=partnership, by=request.user, at=timezone.now()),
        _("The record is archived: it stands in no list any more, and nothing of it is lost."),
    )
    return redirect(partnership)


@login_required
@require_POST
def unarchive(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership, _parties, _rights = inside_or_404(request, pk, KEEP)
    actions.unarchive_partnership(partnership=partnership, by=request.user, at=timezone.now())
    messages.success(request, _("The record stands in the lists again."))
    return redirect(partnership)
