"""News of challenges: each reader's own wishes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.watches import set_watch
from seriktes.challenges.forms.challenges import WatchForm
from seriktes.challenges.models import ChallengeWatch
from seriktes.challenges.views.sight import crumbs_of, status_of


@login_required
def watch(request: SignedInRequest) -> HttpResponse:
    standing = ChallengeWatch.objects.filter(user=request.user).first()
    form = WatchForm(request.POST or None, watch=standing, language=request.LANGUAGE_CODE)
    if request.method == "POST" and form.is_valid():
        set_watch(user=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. The next letter follows these wishes."))
        return redirect("challenges:watch")
    context = {"form": form, "watch": standing, "breadcrumbs": crumbs_of()}
    return render(request, "challenges/watch.html", context, status=status_of(form))
