from django.http import Http404, HttpRequest

from seriktes.accounts.models import User


def current_user(request: HttpRequest) -> User:
    """The signed-in user of a view behind `login_required`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def require_permission(request: HttpRequest, permission: str) -> User:
    """Who may not see a thing is told that it is not there."""
    user = current_user(request)
    if not user.has_perm(permission):
        raise Http404
    return user
