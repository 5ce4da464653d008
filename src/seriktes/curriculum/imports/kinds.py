"""The kinds of import of this domain, and the sentences for their faults."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.curriculum.actions.importing import decider, import_courses, import_programmes
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.imports import tables
from seriktes.curriculum.imports.fields import COURSE_FIELDS, PROGRAMME_FIELDS
from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.exchange.definitions import ImportKind, register_kind
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.organisations.imports.kinds import TABLES

SENTENCES: Mapping[str, Text] = {
    "code_unreadable": _(
        "“{value}” is no code: letters, figures, spaces, dots, hyphens and slashes, 30 of them at most."
    ),
    "person_unknown": _(
        "Nobody of the university is called exactly “{value}”, or several are. The rest of the row was read; name the "
        "responsible person on the page of the course."
    ),
    "programme_unknown": _(
        "The university has no programme of study “{value}”. The rest of the row was read; import the programmes first."
    ),
}


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), values.get("details") or ()))


register_sentences(SENTENCES)
register_teller("curriculum_refused", _refused)


def _register(code: str, label: Text, model: type[Any], **parts: Any) -> None:
    decide, may_decide = decider(model)
    register_kind(
        ImportKind(
            code=code, label=label, formats=TABLES, decide=decide, may_decide=may_decide, target_url=_url_of(model),
            target_label=lambda pk: str(model.objects.filter(pk=pk).first() or ""),
            field_label=lambda name: _label(model, name), **parts,
        )
    )  # fmt: skip


def _url_of(model: type[Any]) -> Callable[[int], str]:
    return lambda pk: str(model(pk=pk).get_absolute_url())


def _label(model: type[Any], name: str) -> Text:
    label: Text = model._meta.get_field(name).verbose_name
    return label


_register(
    "study_programmes", _("Programmes of study"), StudyProgramme, fields=PROGRAMME_FIELDS, read=tables.read_programmes,
    apply=import_programmes,
)  # fmt: skip
_register(
    "courses", _("Courses"), Course, fields=COURSE_FIELDS, read=tables.read_courses, apply=import_courses,
)  # fmt: skip
