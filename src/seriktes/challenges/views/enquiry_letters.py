"""The asker without an account reads and writes on, by the secret link of the letters."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from seriktes.challenges.actions.enquiry_letters import TOLD, write_on
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.forms.enquiries import LetterForm
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.enquiries import answered_by_if_written, clocks_of
from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.procedures.queries.links import digest_of

SECRET = re.compile(r"[0-9a-f]{64}")


# As with the links of letters (`procedures.views.links`): nothing but the secret counts here, and whoever has it may
# write anyway, while under `no-referrer` a browser sends `Origin: null`.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def letters(request: HttpRequest, secret: str) -> HttpResponse:
    standing = count_request(f"link-{address_of(request)}", Rate.parse(settings.LINK_RATE))
    if standing.is_over:
        return _hidden(render(request, "429.html", {"referrer_policy": "no-referrer"}, status=429))
    found = _found(secret)
    asked = request.GET.get("language", "")
    language = asked if asked in Languages.values else found.language if found else translation.get_language()
    with translation.override(language):
        if found is None:
            return _hidden(render(request, "challenges/letters_closed.html", {}, status=404))
        return _hidden(_page(request, secret, found))


def _found(secret: str) -> Enquiry | None:
    if not SECRET.fullmatch(secret):
        return None
    rows = Enquiry.objects.select_related("organisation", "post").exclude(state=EnquiryState.UNCONFIRMED)
    return rows.filter(digest=digest_of(secret), asker__isnull=True).first()


def _page(request: HttpRequest, secret: str, enquiry: Enquiry) -> HttpResponse:
    form = LetterForm(request.POST if request.method == "POST" else None, label=_("Write on"))
    if request.method == "POST" and form.is_valid():
        try:
            write_on(enquiry=enquiry, text=form.cleaned_data["text"], by=None, at=timezone.now())
        except CannotAsk as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Your letter is sent."))
            return redirect("challenges:letters", secret)
    now, clock = timezone.now(), clocks_of([enquiry]).get(enquiry.pk)
    runs = clock is not None and clock.paused_at is None
    context = {
        "enquiry": enquiry,
        "letters": enquiry.messages.filter(direction__in=TOLD).select_related("by").order_by("at", "pk"),
        "clock": clock,
        "is_late": clock is not None and runs and clock.due_at < now,
        # Nobody without an account has a clock of their own: they read by when the next word comes.
        "if_written": None if runs else answered_by_if_written(enquiry, now),
        "now": now,
        "form": form,
        "may_write": enquiry.state != EnquiryState.SPAM,
        "referrer_policy": "no-referrer",
    }
    return render(request, "challenges/letters.html", context, status=422 if form.errors else 200)


def _hidden(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
