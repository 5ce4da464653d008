"""The kinds of import of this domain, and the sentences for their faults."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.curriculum.actions.importing import decider, import_programmes, take_programme
from seriktes.curriculum.actions.importing_courses import import_courses, take_course
from seriktes.curriculum.actions.importing_runs import import_runs, take_run
from seriktes.curriculum.actions.importing_seats import import_seats, take_seat
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.imports import seats, tables
from seriktes.curriculum.imports.fields import COURSE_FIELDS, PROGRAMME_FIELDS, RUN_FIELDS, SEAT_FIELDS
from seriktes.curriculum.models import CouncilMember, Course, CourseRun, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.exchange.definitions import ImportKind, register_kind
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.organisations.imports.kinds import TABLES

SENTENCES: Mapping[str, Text] = {
    "code_unreadable": _(
        "“{value}” is no code: letters, figures, spaces, dots, hyphens and slashes, 30 of them at most."
    ),
    "person_unknown": _(
        "Nobody of the university is called exactly “{value}”, or several are. The rest of the row was read; name the "
        "person on the page of the course."
    ),
    "programme_unknown": _(
        "The university has no programme of study “{value}”. The rest of the row was read; import the programmes first."
    ),
    "employer_without_part": _(
        "“{value}” does not say what the employer does in the course. Write the organisation, a colon and the part, such as: "
        "Invented Plant: {part}. The rest of the row was read."
    ),
    "course_unknown": _("The catalogue of the university has no open course “{value}”. Import the courses first."),
    "council_unknown": _(
        "You keep no open council “{value}”. Write its exact name, or № and its number in the register, which "
        "stands in the address of its page."
    ),
    "post_unknown": _(
        "The organisation has no open post that is called exactly “{value}”, or it has several. Add the post first, or leave the "
        "cell empty and name the person."
    ),
    "holder_missing": _("The row names nobody. Give a post of the organisation, or a name."),
    "several_languages": _(
        "A run is taught in one language, and the file says “{value}”. Give each language a row of its own."
    ),
}


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), values.get("details") or ()))


register_sentences(SENTENCES)
register_teller("curriculum_refused", _refused)


def _register(
    code: str, label: Text, model: type[Any], *, change: Any, permission: str = access.COURSES, url: Any = None,
    kept_by: Callable[[Any], Any] = lambda record: record, **parts: Any,
) -> None:  # fmt: skip
    decide, may_decide = decider(model, permission, change, kept_by)
    register_kind(
        ImportKind(
            code=code, label=label, formats=TABLES, decide=decide, may_decide=may_decide, target_url=url or _url_of(model),
            target_label=lambda pk: str(model.objects.filter(pk=pk).first() or ""),
            field_label=lambda name: _label(model, name), **parts,
        )
    )  # fmt: skip


def _url_of(model: type[Any]) -> Callable[[int], str]:
    return lambda pk: str(model(pk=pk).get_absolute_url())


def _run_url(pk: int) -> str:
    run = CourseRun.objects.filter(pk=pk).first()
    return run.get_absolute_url() if run is not None else ""


def _seat_url(pk: int) -> str:
    seat = CouncilMember.objects.filter(pk=pk).select_related("council").first()
    return f"{seat.council.get_absolute_url()}#seat-{pk}" if seat is not None else ""


def _label(model: type[Any], name: str) -> Text:
    if model is Course and name == "employers":
        return _("employers")
    label: Text = model._meta.get_field(name).verbose_name
    return label


_register(
    "study_programmes", _("Programmes of study"), StudyProgramme, fields=PROGRAMME_FIELDS, read=tables.read_programmes,
    apply=import_programmes, change=take_programme,
)  # fmt: skip
_register(
    "courses", _("Courses"), Course, fields=COURSE_FIELDS, read=tables.read_courses, apply=import_courses, change=take_course,
)  # fmt: skip
_register(
    "course_runs", _("Course runs"), CourseRun, fields=RUN_FIELDS, read=tables.RunTable, apply=import_runs, change=take_run,
    url=_run_url,
)  # fmt: skip
_register(
    "council_members", _("Members of councils"), CouncilMember, fields=SEAT_FIELDS, read=seats.SeatTable, apply=import_seats,
    change=take_seat, permission=access.COUNCILS, url=_seat_url, kept_by=lambda seat: seat.council,
)  # fmt: skip
