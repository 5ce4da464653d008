"""Finding councils, meetings, minutes and recommendations for a page; who may not see one is told that it is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.curriculum.models import Council, CurriculumChange, Meeting, Minutes, Recommendation
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.advice import with_everything
from seriktes.curriculum.views.sight import Crumbs, may_or_404


def council_for(request: HttpRequest, pk: int, permission: str = "") -> Council:
    rows = access.councils_visible_to(request.user).select_related("organisation", "unit", "post")
    found: Council = get_object_or_404(rows, pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def meeting_for(request: HttpRequest, pk: int, permission: str = "") -> Meeting:
    rows = access.meetings_visible_to(request.user).select_related("council__organisation", "council__post")
    found: Meeting = get_object_or_404(rows, pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def minutes_for(request: HttpRequest, pk: int, permission: str = "") -> Minutes:
    rows = access.minutes_visible_to(request.user).select_related("meeting__council__organisation")
    found: Minutes = get_object_or_404(rows, pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def advice_for(request: HttpRequest, pk: int, permission: str = "") -> Recommendation:
    found: Recommendation = get_object_or_404(with_everything(access.advice_visible_to(request.user)), pk=pk)
    if permission:
        may_or_404(request, permission, found)
    return found


def change_for(request: HttpRequest, pk: int, permission: str = access.CHANGES) -> CurriculumChange:
    rows = CurriculumChange.objects.filter(recommendation__in=access.advice_visible_to(request.user))
    rows = rows.select_related("recommendation__council__organisation", "course", "programme", "run")
    found: CurriculumChange = get_object_or_404(rows, pk=pk)
    may_or_404(request, permission, found)
    return found


def council_crumbs(council: Council | None = None) -> Crumbs:
    crumbs = [(_("Business councils"), reverse("curriculum:councils"))]
    return [*crumbs, (council.name, council.get_absolute_url())] if council else crumbs


def meeting_crumbs(meeting: Meeting) -> Crumbs:
    title = _("Meeting № %(number)s") % {"number": meeting.number}
    return [*council_crumbs(meeting.council), (title, meeting.get_absolute_url())]


def advice_crumbs(advice: Recommendation) -> Crumbs:
    title = _("Recommendation № %(number)s") % {"number": advice.number}
    return [*council_crumbs(advice.council), (title, advice.get_absolute_url())]
