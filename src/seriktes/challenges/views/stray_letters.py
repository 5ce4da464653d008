"""Letters that found no enquiry: somebody reads each, and puts it where it belongs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.mailbox.taking import settle as settle_letter
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.forms.enquiries import SettleForm
from seriktes.challenges.queries.access import enquiries_visible_to
from seriktes.challenges.queries.enquiries import standing_of
from seriktes.challenges.queries.stray_letters import stray_letters_for_user
from seriktes.common.paging import CappedPaginator, asked_page

SIZE = 25
REASONS = {
    "no_reference": gettext_lazy("It names no enquiry."),
    "unknown_reference": gettext_lazy("It names an enquiry that is not in the register, or several."),
    "foreign_sender": gettext_lazy("Its sender has no part in the enquiry that it names."),
    "unproven_sender": gettext_lazy("The mail server could not prove that it comes from its sender."),
    "too_large": gettext_lazy("It is too large to be taken: it lies in the mailbox."),
    "empty_letter": gettext_lazy("It holds no words."),
    "wrong_state": gettext_lazy("The enquiry that it names takes no letters any more."),
}
UNKNOWN = gettext_lazy("It could not be taken.")


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    rows = stray_letters_for_user(request.user).select_related("enquiry", "organisation")
    _or_404(request, rows.exists())
    page = CappedPaginator(rows.filter(settled_at__isnull=True).order_by("at", "pk"), SIZE).get_page(
        asked_page(request)
    )
    shown = [(row, REASONS.get(row.reason, UNKNOWN)) for row in page.object_list]
    return render(request, "challenges/stray_letters.html", {"rows": shown, "page": page})


def _or_404(request: SignedInRequest, found: bool) -> None:
    # Whoever answers enquiries has the page, empty too.
    if not found and not request.user.has_perm("challenges.handle_enquiries"):
        raise Http404


@login_required
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(stray_letters_for_user(request.user).select_related("enquiry"), pk=pk)
    initial = {"reference": letter.enquiry.reference if letter.enquiry else ""}
    form = SettleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        reference = form.cleaned_data["reference"].upper()
        enquiry = enquiries_visible_to(request.user).filter(reference=reference).first() if reference else None
        if reference and (enquiry is None or not standing_of(request.user, enquiry, timezone.localdate()).handles):
            form.add_error("reference", _("There is no enquiry of yours with this reference."))
        else:
            try:
                settle_letter(letter=letter, by=request.user, at=timezone.now(), enquiry=enquiry)
            except CannotAsk as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(
                    request, _("The letter is with its enquiry.") if enquiry else _("The letter is put aside.")
                )
                return redirect("challenges:stray_letters")
    context = {"letter": letter, "reason": REASONS.get(letter.reason, UNKNOWN), "form": form}
    return render(request, "challenges/stray_letter.html", context, status=422 if form.errors else 200)
