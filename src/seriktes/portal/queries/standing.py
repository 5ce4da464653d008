"""What the frame of a page knows of its reader: posts held, notices not read yet, and what there is of the reader's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, Exists, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from seriktes.accounts.models import Notice, User
from seriktes.common.models import Languages
from seriktes.common.prepared import prepared
from seriktes.curriculum.models import Council, CouncilMember, Course, CourseEmployer
from seriktes.curriculum.queries.access import VIEW as SEES_COURSES
from seriktes.organisations.models import Person, Post, PostHolding
from seriktes.organisations.queries.access import Viewer, grants_for_user, shape_of_rights, under_other_numbers
from seriktes.placements.models import Application, Placement, Stipend, Wish
from seriktes.placements.queries.access import OFFER, STIPENDS, SUPERVISE, TAKE_PART

# What of the reader's own there may be.
APPLICATIONS, PLACED, SUPERVISED, STIPENDS_OF = "applications", "placed", "supervised", "stipends"
COURSES, COUNCILS = "courses", "councils"
# Each has a bit of its own.
OWN = (APPLICATIONS, PLACED, SUPERVISED, STIPENDS_OF, COURSES, COUNCILS)
# The sorts of rows of the one query.
_POST, _NOTICES, _OWNS = 0, 1, 2
_NAMES = tuple(f"name_{code}" for code in Languages.values)


@dataclass(frozen=True)
class Standing:
    posts: list[str] = field(default_factory=list)
    unread: int = 0
    owns: frozenset[str] = frozenset()


def standing_of(user: Viewer) -> Standing:
    """One query, and its SQL is made once for everybody with the same shape of rights: the frame is on every page."""
    if not user.is_authenticated:
        return Standing()
    own: dict[str, Any] = {f"own{place}": pk for place, pk in enumerate(grants_for_user(user).own)}

    def ask(number: int, today: date, **organisations: int) -> QuerySet[Any, Any]:
        asker = under_other_numbers(user, number=number, email="", organisations=organisations.values())
        return _posts(number, today).union(_unread(number), *_owned(asker), all=True)

    posts, unread, owns = [], 0, frozenset[str]()
    today = timezone.localdate()
    rows = prepared("frame.standing", ask, shape_of_rights(user), tuple(own), number=user.pk, today=today, **own)
    for *names, sort, number in rows:
        if sort == _NOTICES:
            unread = number
        elif sort == _OWNS:
            owns = frozenset(code for place, code in enumerate(OWN) if number >> place & 1)
        else:
            posts.append(Post(**dict(zip(_NAMES, names, strict=True))).name)
    return Standing(sorted(posts), unread, owns)


def _row(rows: QuerySet[Any, Any], sort: int, number: Any, names: Mapping[str, Any]) -> QuerySet[Any, Any]:
    sorted_out = rows.annotate(sort=Value(sort, output_field=IntegerField()), number=number)
    return sorted_out.values_list(*names.values(), "sort", "number")


def _posts(number: int, today: date) -> QuerySet[Any, Any]:
    rows = PostHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, person__user=number
    )
    nothing = Value(0, output_field=IntegerField())
    return _row(rows.order_by(), _POST, nothing, {name: f"post__{name}" for name in _NAMES})


def _unread(number: int) -> QuerySet[Any, Any]:
    rows = Notice.objects.filter(user=number, read_at__isnull=True).order_by().values("user")
    return _row(_unnamed(rows), _NOTICES, Count("pk"), {name: f"no_{name}" for name in _NAMES})


def _owned(user: User) -> list[QuerySet[Any, Any]]:
    """One row, with one bit for each thing that there is; no row for whom nothing of it can be."""
    questions = _questions(user)
    if not questions:
        return []
    bits: Any = Value(0, output_field=IntegerField())
    for code, rows in questions.items():
        found = reduce(or_, (Q(Exists(one)) for one in rows))
        bits += Case(When(found, then=Value(1 << OWN.index(code))), default=Value(0), output_field=IntegerField())
    asked = _unnamed(User.objects.filter(pk=user.pk).order_by())
    return [_row(asked, _OWNS, bits, {name: f"no_{name}" for name in _NAMES})]


def _unnamed(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.annotate(**{f"no_{name}": Value("", output_field=CharField()) for name in _NAMES})


def _questions(user: User) -> dict[str, list[QuerySet[Any, Any]]]:
    """Each by indexes of its own: there is something, where one of the queries of it finds a row."""
    grants = grants_for_user(user)
    person = Person.objects.filter(user=user.pk).values("pk")
    asked: dict[str, list[QuerySet[Any, Any]]] = {}
    if grants.organisations_with(TAKE_PART):
        asked[APPLICATIONS] = [Application.objects.filter(student__in=person)]
        asked[PLACED] = [Placement.objects.filter(student__in=person)]
        # The student reads it once it was offered or signed.
        told = Q(offered_at__isnull=False) | Q(signed_on__isnull=False)
        asked[STIPENDS_OF] = [Stipend.objects.filter(told, student__in=person)]
    if grants.organisations_with(SUPERVISE):
        named = (
            Placement.objects.filter(**{f"{who}__in": person}) for who in ("host_supervisor", "academic_supervisor")
        )
        asked[SUPERVISED] = list(named)
    if hosts := grants.organisations_with(OFFER):
        asked.setdefault(APPLICATIONS, []).append(Wish.objects.filter(position__host__in=hosts))
        asked.setdefault(SUPERVISED, []).append(Placement.objects.filter(host__in=hosts))
    if kept := grants.organisations_with(STIPENDS):
        rows = [Stipend.objects.filter(grantor__in=kept), Stipend.objects.filter(university__in=kept)]
        asked.setdefault(STIPENDS_OF, []).extend(rows)
    if seen := grants.organisations_with(SEES_COURSES):
        parts = CourseEmployer.objects.filter(organisation__in=seen)
        asked[COURSES] = [Course.objects.filter(organisation__in=seen), parts]
        seats = [CouncilMember.objects.filter(organisation__in=seen), CouncilMember.objects.filter(person__in=person)]
        asked[COUNCILS] = [Council.objects.filter(organisation__in=seen), *seats]
    return asked
