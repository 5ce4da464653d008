from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seriktes.accounts.actions import create_token, revoke_token
from seriktes.accounts.enums import Scope
from seriktes.accounts.forms import TokenForm
from seriktes.accounts.queries import tokens_for_user
from seriktes.accounts.views.signed_in import require_permission

PERMISSION = "accounts.manage_tokens"


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    user = require_permission(request, PERMISSION)
    now, words = timezone.now(), dict(Scope.choices)
    rows = [
        {"token": token, "valid": token.is_valid_at(now), "scopes": [words.get(scope, scope) for scope in token.scopes]}
        for token in tokens_for_user(user)
    ]
    return render(request, "accounts/tokens.html", {"rows": rows})


@login_required
@reauthentication_required
@never_cache
def token_create(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret stands in this one answer and is kept nowhere."""
    user = require_permission(request, PERMISSION)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        token, secret = create_token(
            by=user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(now),
            now=now,
        )
        return render(request, "accounts/token_created.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_create.html", {"form": form})


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = require_permission(request, PERMISSION)
    token = get_object_or_404(tokens_for_user(user), pk=pk)
    revoke_token(token=token, by=user, now=timezone.now())
    messages.success(request, _("The token “%(name)s” works no longer.") % {"name": token.name})
    return redirect("accounts:tokens")
