"""The certificate and the record of work of a placement: what is merged into their templates, and who makes them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.common.packs import Text
from seriktes.documents.models import Document
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.queries.texts import in_words, named
from seriktes.placements.definitions.plan import NOUGHT
from seriktes.placements.enums import PlacementState, ProgrammeKind, WeekState
from seriktes.placements.models import LogEntry, Placement
from seriktes.placements.queries.logs import acts_as, with_people
from seriktes.placements.queries.placements import ACADEMIC, KEEPER
from seriktes.procedures.models import subject_of

CERTIFICATE, RECORD = "placement:certificate", "placement:record"
LABELS: Mapping[str, Text] = {CERTIFICATE: _("certificate of a placement"), RECORD: _("record of work")}
OVER = (PlacementState.COMPLETED, PlacementState.BROKEN_OFF)
# Whose hours count in a record: those on which a supervisor or the university has given its word.
SETTLED = (WeekState.CONFIRMED, WeekState.DECIDED)
_KINDS = {
    ProgrammeKind.INTERNSHIP: ("тағылымдама", "стажировка", "internship"),
    ProgrammeKind.DUAL_EDUCATION: ("дуальды оқыту", "дуальное обучение", "dual education"),
    ProgrammeKind.PRACTICE: ("кәсіптік практика", "профессиональная практика", "industrial practice"),
    ProgrammeKind.THESIS: ("диплом жұмысы", "дипломная работа", "thesis"),
    ProgrammeKind.SECONDMENT: ("оқытушының тағылымдамасы", "стажировка преподавателя", "secondment of faculty"),
}
_NAMES = {"kk": "Үлгі атау", "ru": "Образец названия", "en": "Sample name"}
_DAY = {"kk": "2027 жылғы 1 ақпан", "ru": "1 февраля 2027 года", "en": "1 February 2027"}
EXAMPLE: dict[str, Any] = {
    "number": "ҮЛ-1", "student": _NAMES, "university": _NAMES, "host": _NAMES, "programme": _NAMES,
    "kind": dict(zip(Languages.values, _KINDS[ProgrammeKind.INTERNSHIP], strict=True)), "term": "2027", "title": "Үлгі",
    "starts_on": _DAY, "ends_on": _DAY, "credits": "5", "hours": "240", "hours_logged": "238", "hours_confirmed": "236",
    "hours_off_plan": "12", "academic_supervisor": _NAMES, "host_supervisor": _NAMES,
    "tasks": [{"text": "Үлгі тапсырма", "hours": "120"}],
    "weeks": [{"first": _DAY, "last": _DAY, "hours": "40", "confirmed": "40"}],
}  # fmt: skip


def fields_of_placement(subject: Placement) -> dict[str, Any]:
    """The values of EXAMPLE for this placement; what is not filled in is empty. A constant number of queries."""
    placement = with_people(Placement.objects.all()).get(pk=subject.pk)
    programme = placement.cohort.programme
    supervisor = placement.host_supervisor
    return {
        "number": placement.number or str(placement.pk),
        "student": named(placement.student),
        "university": named(programme.organisation),
        "host": named(placement.host),
        "programme": named(programme),
        "kind": dict(zip(Languages.values, _KINDS[ProgrammeKind(programme.kind)], strict=True)),
        "term": placement.cohort.term,
        "title": placement.title,
        "starts_on": in_words(placement.starts_on),
        "ends_on": in_words(placement.ended_on or placement.ends_on),
        "credits": _figure(placement.credits),
        "hours": _figure(placement.hours),
        "hours_logged": _figure(placement.hours_logged),
        "hours_confirmed": _figure(placement.hours_confirmed),
        "hours_off_plan": _figure(placement.hours_off_plan),
        "academic_supervisor": named(placement.academic_supervisor) if placement.academic_supervisor else _same(""),
        "host_supervisor": named(supervisor) if supervisor else _same(placement.supervisor_name),
        "tasks": _tasks(placement),
        "weeks": _weeks(placement),
    }


def _tasks(placement: Placement) -> list[dict[str, str]]:
    """Confirmed hours by task, the most first; work off plan is in the sum and not among the tasks."""
    rows = LogEntry.objects.filter(placement=placement, task__isnull=False, confirmed_hours__gt=0)
    sums = rows.order_by().values_list("task__text").annotate(sum=Sum("confirmed_hours")).order_by("-sum", "task__text")
    return [{"text": text, "hours": _figure(hours)} for text, hours in sums]


def _weeks(placement: Placement) -> list[dict[str, Any]]:
    weeks = placement.weeks.filter(hours__gt=0).order_by("monday")
    rows = weeks.annotate(confirmed=Coalesce(Sum("entries__confirmed_hours"), NOUGHT))
    return [
        {
            "first": in_words(week.monday), "last": in_words(week.monday + timedelta(days=6)),
            "hours": _figure(week.hours), "confirmed": _figure(week.confirmed) if week.state in SETTLED else "–",
        }
        for week in rows
    ]  # fmt: skip


def _figure(number: Decimal | int | None) -> str:
    return "" if number is None else f"{Decimal(number).normalize():f}"


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(Languages.values, text)


def may_make(user: Viewer, placement: Placement) -> bool:
    return bool(acts_as(user, placement) & {ACADEMIC, KEEPER})


def is_over(placement: Placement) -> bool:
    return placement.state in OVER


def documents_of(placement: Placement) -> QuerySet[Document]:
    """Certificates and records that were made, the newest first."""
    rows = Document.objects.filter(**subject_of(placement), purpose__in=LABELS)
    return rows.prefetch_related("versions").order_by("-pk")
