"""A report of an activity that begins on the page of a course: what is filled in, and where it is kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.packs import get_pack
from seriktes.curriculum.actions.course_activities import name_activity
from seriktes.curriculum.definitions.clocks import COURSE
from seriktes.curriculum.models import Course
from seriktes.curriculum.queries import access
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.definitions.origins import Origin, OriginCard
from seriktes.partnerships.models import Activity


def _courses(user: Viewer) -> QuerySet[Course]:
    """Those of the university for which the user may report."""
    return Course.objects.filter(organisation__in=access.own_organisations(user), closed_on__isnull=True)


def _filled(course: Course, kind_code: str) -> Mapping[str, Any]:
    kind = get_pack().activity_kind(kind_code)
    words = kind.name(get_language() or "kk") if kind else ""
    return {"title": f"{words[:1].upper()}{words[1:]}: {course.name}"[:300] if words else course.name}


def _note(course: Course, activity: Activity, by: User, at: datetime) -> None:
    name_activity(course=course, activity=activity, by=by, at=at)


def _cards(user: Viewer, activity: Activity) -> Iterable[OriginCard]:
    rows = access.courses_visible_to(user).filter(activities__activity=activity).distinct().order_by("code", "pk")
    return [OriginCard(_("course"), str(row), row.get_absolute_url()) for row in rows]


ORIGIN = Origin(COURSE, _courses, _filled, _note, _cards)
