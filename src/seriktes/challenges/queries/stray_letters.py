"""Letters that came in and belong to no enquiry, or not to their sender."""

from django.db.models import QuerySet

from seriktes.challenges.models import StrayLetter
from seriktes.challenges.queries.access import HANDLE
from seriktes.organisations.queries.access import Viewer, grants_for_user


def stray_letters_for_user(user: Viewer) -> QuerySet[StrayLetter]:
    """Those that name an enquiry of the organisations for which the user answers; those that name none for whoever runs
    the register."""
    if not user.is_authenticated:
        return StrayLetter.objects.none()
    grants = grants_for_user(user)
    if HANDLE in grants.everywhere:
        return StrayLetter.objects.all()
    return StrayLetter.objects.filter(organisation__in=grants.organisations_with(HANDLE))
