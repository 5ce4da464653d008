"""Coming in: the sign-in page, the demonstration's doors, and the language switch."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView as AllauthLoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from seriktes.accounts.actions import change_language, record_event
from seriktes.accounts.adapters import remember_language
from seriktes.accounts.models import User
from seriktes.accounts.queries import demonstration_personas
from seriktes.common.models import Languages

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class LoginView(AllauthLoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        personas = demonstration_personas() if settings.DEMONSTRATION else []
        buttons = [(persona.key, persona.label, persona.description, persona.icon) for persona in personas]
        return super().get_context_data(**kwargs) | {"personas": buttons}


def _safe_next(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else otherwise


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter as a persona. The visitor keeps the language of the page: the account is everybody's."""
    if not settings.DEMONSTRATION:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    persona = request.POST.get("persona", "")
    user = User.objects.filter(persona=persona, is_active=True).exclude(persona="").order_by("pk").first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    record_event(kind="accounts.user.signed_in", by=user, target=user)
    return redirect(_safe_next(request, get_adapter(request).get_login_redirect_url(request)))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and of the account of somebody who is signed in."""
    language = request.POST.get("language", "")
    back = _safe_next(request, "/")
    if language not in Languages.values:
        return redirect(back)
    user = request.user
    if isinstance(user, User) and not user.persona and user.language != language:
        change_language(user=user, language=language, by=user)
    with translation.override(language):
        response = redirect(translate_url(back, language))
    remember_language(response, language)
    return response
