from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.actions import change_profile, mark_notices_read
from seriktes.accounts.adapters import remember_language
from seriktes.accounts.forms import ProfileForm
from seriktes.accounts.queries import notice_sentence, notices_for_user, permission_matrix
from seriktes.accounts.roles import ROLES
from seriktes.accounts.views.signed_in import current_user, require_permission
from seriktes.common.parameters import whole_number

NOTICES_A_PAGE = 50


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        change_profile(user=user, by=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your profile is saved."))
        response = redirect("accounts:profile")
        remember_language(response, user.language)
        return response
    return render(request, "accounts/profile.html", {"form": form})


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    page = Paginator(notices_for_user(current_user(request)), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    told = [(notice, notice_sentence(notice)) for notice in page]
    unread = any(notice.read_at is None for notice, _sentence in told)
    return render(request, "accounts/notices.html", {"page": page, "told": told, "unread": unread})


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark one notice (`notice`) or all as read."""
    chosen = [key for value in request.POST.getlist("notice") if (key := whole_number(value)) is not None]
    mark_notices_read(by=current_user(request), at=timezone.now(), notices=chosen or None)
    return redirect("accounts:notices")


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    require_permission(request, "accounts.view_roles")
    return render(request, "accounts/roles.html", {"roles": ROLES, "matrix": permission_matrix()})
