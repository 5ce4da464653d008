"""The kinds of import of this domain, and the sentences for their faults."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.exchange.definitions import ImportKind, register_kind
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.organisations.imports.kinds import TABLES
from seriktes.placements.actions.importing import applications, placements, positions, programmes
from seriktes.placements.definitions import choice_refusals  # noqa: F401  its words are those of refusals too
from seriktes.placements.definitions.refusals import FIELDS, Refusal
from seriktes.placements.imports import tables
from seriktes.placements.imports.fields import APPLICATION_FIELDS, COHORT_FIELDS, PLACEMENT_FIELDS, POSITION_FIELDS
from seriktes.placements.imports.programmes import CohortTable
from seriktes.placements.models import Application, Cohort, Placement, Position, Programme

SENTENCES: Mapping[str, Text] = {
    "unknown_cohort": _(
        "You see no cohort “{value}”. Write the programme's exact name or own number and the term as they stand on the page "
        "of the cohort, or the cohort's number in the register."
    ),
    "cohort_ambiguous": _(
        "Several cohorts fit: {others}. Add the university, or give the number of the one that is meant in the column “cohort”."
    ),
    # Programmes and cohorts
    "not_that_cohort": _(
        "The cohort {value} of this register belongs to another university or programme than this row says: the file comes from "
        "another register. Leave the column with the register's numbers out."
    ),
    "kind_of_programme_missing": _(
        "The programme is new and needs a kind: internship, dual education, industrial practice, thesis or secondment. "
        "Fill in the kind."
    ),
    "programme_stands": _(
        "The programme has “{current}” here, and the file says “{value}”. It stays as it is; change it on the page of the "
        "programme. The rest of the row was read."
    ),
    "cohort_list_stands": _(
        "The cohort has “{current}” here, and the file says “{value}”. It stays as it is; change it on the page of the cohort. "
        "The rest of the row was read."
    ),
    "documents_differ": _(
        "This language names {value} documents, another one {other}. Name the same documents in the same order in each language, "
        "or leave a language out."
    ),
    "not_a_quota": _(
        "“{value}” is not a quota. Write the code or the region with a whole number, one a line or parted by semicolons: "
        "6B07101: 2."
    ),
    "quota_twice": _("“{value}” has two quotas. Leave one of them."),
    # Positions
    "not_that_position": _(
        "The position {value} of this register belongs to another cohort or host than this row says: the file comes from "
        "another register. Leave the column with the register's numbers out."
    ),
    "not_a_task": _(
        "“{value}” is not a task with its share. Write one task a line, each as 60: What the student does, with shares that "
        "sum to 100."
    ),
    "tasks_stand": _(
        "The tasks were changed by hand to “{current}”, and the file says “{value}”. They stay as they are; change them on the "
        "page of the position. The rest of the row was read."
    ),
    "supervisor_unknown": _(
        "Nobody of the host whom you see is “{value}”, or several are. Give name and e-mail of the supervisor; an account is "
        "not needed. The rest of the row was read."
    ),
    # Placements
    "not_that_placement": _(
        "The placement {value} of this register belongs to another student or cohort than this row says: the file comes from "
        "another register. Leave the column with the register's numbers out."
    ),
    "other_host_stands": _(
        "The student has a placement in this cohort already, at {current}, and the file says {value}. Cancel that placement "
        "first, or mend the file."
    ),
    "academic_unknown": _(
        "Nobody of the university whom you see is “{value}”, or several are. Give the e-mail or the exact name. The rest of "
        "the row was read."
    ),
    "plan_stands": _(
        "The plan was changed by hand to “{current}”, and the file says “{value}”. It stays as it is; change it on the page of "
        "the placement. The rest of the row was read."
    ),
    # Wishes of students
    "student_unknown": _(
        "“{value}” is nobody of the university who may apply to this cohort. Give the e-mail, the exact name, or № and the "
        "number in the register; add the student to the university's people first."
    ),
    "student_ambiguous": _("Several people are called “{value}”: {others}. Give the e-mail or the number."),
    "wish_unknown": _(
        "“{value}” is no position that is approved in this cohort. Give its number in the register (№ 12), the host's own "
        "number, or its exact name."
    ),
    "bad_rank_in_file": _("{value} is no rank: write whole numbers from 1, the best first, up to {most}."),
    "other_list_stands": _(
        "“{value}” has an application in this cohort already, with another list. A file does not change it: the student does, "
        "on the page of the application."
    ),
    "list_withdrawn": _(
        "“{value}” has withdrawn the application in this cohort. A file does not bring it back: the student applies again, on "
        "the page of the application, while the lists are open."
    ),
    "list_refused": _(
        "The application of “{value}” in this cohort was not admitted. A file does not bring it back: it is admitted after all "
        "on its page."
    ),
    "list_left_out": _("The row was left out with the list to which it belongs."),
}  # fmt: skip


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), [_detail(one) for one in values.get("details") or ()]))


def _detail(text: str) -> object:
    """Days are kept as JSON has them, and told as the reader writes them."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _stays_draft(values: Mapping[str, Any]) -> str:
    return gettext("Written as a draft, and not offered yet: %(why)s") % {"why": _refused(values)}


def _list_stays_draft(values: Mapping[str, Any]) -> str:
    return gettext("Written as a draft, and not submitted yet; the student can complete it. %(why)s") % {
        "why": _refused(values)
    }


register_sentences(SENTENCES)
register_teller("placements_refused", _refused)
register_teller("stays_draft", _stays_draft)
register_teller("list_stays_draft", _list_stays_draft)


def _cohort_label(pk: int) -> str:
    return str(Cohort.objects.filter(pk=pk).select_related("programme").first() or "")


def _cohort_field(name: str) -> Text:
    """A row changes its cohort, and may change the programme."""
    names = {field.name for field in Cohort._meta.get_fields()}
    return _label_of(Cohort if name in names else Programme, name)


def _position_label(pk: int) -> str:
    return str(Position.objects.filter(pk=pk).first() or "")


def _application_label(pk: int) -> str:
    application = Application.objects.filter(pk=pk).select_related("student").first()
    return application.student.name if application is not None else ""


def _placement_label(pk: int) -> str:
    placement = Placement.objects.filter(pk=pk).select_related("student", "host").first()
    return f"{placement.student.name} · {placement.host.name}" if placement is not None else ""


def _placement_field(name: str) -> Text:
    return _label_of(Placement, name)


def _field_label(name: str) -> Text:
    return _label_of(Position, name)


def _label_of(model: type[Model], name: str) -> Text:
    """Tasks and plan are rows of their own and no column."""
    field = model._meta.get_field(name)
    if field.auto_created or not isinstance(field, Field):
        return FIELDS[name]
    label: Text = field.verbose_name
    return label


register_kind(
    ImportKind(
        code="placement_programmes",
        label=_("Placement programmes and cohorts"),
        formats=TABLES,
        fields=COHORT_FIELDS,
        read=CohortTable,
        apply=programmes.import_cohorts,
        decide=programmes.decide_cohort,
        may_decide=programmes.may_decide_cohort,
        target_url=lambda pk: Cohort(pk=pk).get_absolute_url(),
        target_label=_cohort_label,
        field_label=_cohort_field,
    )
)
register_kind(
    ImportKind(
        code="positions",
        label=_("Positions of hosts"),
        formats=TABLES,
        fields=POSITION_FIELDS,
        read=tables.PositionTable,
        apply=positions.import_positions,
        decide=positions.decide_position,
        may_decide=positions.may_decide_position,
        target_url=lambda pk: Position(pk=pk).get_absolute_url(),
        target_label=_position_label,
        field_label=_field_label,
    )
)
register_kind(
    ImportKind(
        code="applications",
        label=pgettext_lazy("of students to a cohort", "Applications with ranked positions"),
        formats=TABLES,
        fields=APPLICATION_FIELDS,
        read=tables.ApplicationTable,
        apply=applications.import_applications,
        decide=applications.decide_nothing,
        may_decide=applications.may_decide_nothing,
        target_url=lambda pk: Application(pk=pk).get_absolute_url(),
        target_label=_application_label,
        field_label=lambda name: name,
    )
)
register_kind(
    ImportKind(
        code="placements",
        label=_("Placements"),
        formats=TABLES,
        fields=PLACEMENT_FIELDS,
        read=tables.PlacementTable,
        apply=placements.import_placements,
        decide=placements.decide_placement,
        may_decide=placements.may_decide_placement,
        target_url=lambda pk: Placement(pk=pk).get_absolute_url(),
        target_label=_placement_label,
        field_label=_placement_field,
    )
)
