"""Programmes, cohorts and positions as tables that others read on, and that an import of positions reads again."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.placements.models import Cohort, Position

_NAMES = {"kk": _("Name in Kazakh"), "ru": _("Name in Russian"), "en": _("Name in English")}


_ABOUT = {"kk": _("About, in Kazakh"), "ru": _("About, in Russian"), "en": _("About, in English")}


def _address(record: Any) -> str:
    return settings.SITE_URL + record.get_absolute_url()


def _of_latest(name: str) -> Any:
    return lambda row: getattr(row.latest, name, None) if row.latest else None


PROGRAMME_COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("number", _("Own number")),
    ExportColumn("university", _("University"), "organisation.name"),
    ExportColumn("kind", _("Kind")),
    *(ExportColumn(f"name_{code}", _NAMES[code]) for code in Languages.values),
    ExportColumn("term", _("Latest cohort"), _of_latest("term")),
    ExportColumn("stage", _("Stage"), _of_latest("state")),
    ExportColumn("starts_on", _("Placements begin on"), _of_latest("starts_on")),
    ExportColumn("ends_on", _("Placements end on"), _of_latest("ends_on")),
    ExportColumn("places", _("Places approved"), _of_latest("places")),
    ExportColumn("applications", _("Applications"), _of_latest("applied")),
    ExportColumn("placed", _("Students placed"), _of_latest("placed")),
    ExportColumn("url", _("Address"), _address),
)


def _of_programme(name: str) -> str:
    return f"programme.{name}"


_DOCUMENTS = {
    "kk": _("Documents of an applicant, in Kazakh"),
    "ru": _("Documents of an applicant, in Russian"),
    "en": _("Documents of an applicant, in English"),
}  # fmt: skip
# As an import reads it in each language.
_OPTIONAL = {"kk": "міндетті емес", "ru": "необязательно", "en": "optional"}


def _documents(language: str) -> Any:
    """One a line. A language that lacks a name stays out: an import knows the documents by their places."""

    def read(cohort: Cohort) -> str:
        names = [document["name"].get(language, "") for document in cohort.documents]
        if not all(names):
            return ""
        marks = ["" if one.get("required", True) else f" ({_OPTIONAL[language]})" for one in cohort.documents]
        return "\n".join(name + mark for name, mark in zip(names, marks, strict=True))

    return read


def _programme_quotas(cohort: Any) -> str:
    return _lines(cohort.programme_quotas) if cohort.is_inside else ""


def _region_quotas(cohort: Any) -> str:
    if not cohort.is_inside:
        return ""
    language, pack = get_language() or "kk", get_pack()
    regions = {code: pack.region(code) for code in cohort.region_quotas}
    return _lines(
        {region.name(language) if region else code: cohort.region_quotas[code] for code, region in regions.items()}
    )


def _lines(quotas: Mapping[str, int]) -> str:
    return "\n".join(f"{name}: {most}" for name, most in quotas.items())


# The columns of `imports.fields.COHORT_FIELDS`, which an import reads again; and how each cohort stands.
COHORT_COLUMNS = (
    ExportColumn("cohort", _("Number of the cohort in the register"), "pk"),
    ExportColumn("university", _("University"), _of_programme("organisation.name")),
    ExportColumn("kind", _("Kind"), _of_programme("kind")),
    ExportColumn("number", _("Own number"), _of_programme("number")),
    *(ExportColumn(f"name_{code}", _NAMES[code], _of_programme(f"name_{code}")) for code in Languages.values),
    ExportColumn("unit", _("Department"), _of_programme("unit.name")),
    *(ExportColumn(f"about_{code}", _ABOUT[code], _of_programme(f"about_{code}")) for code in Languages.values),
    ExportColumn("term", pgettext_lazy("of studies", "Term")),
    ExportColumn("starts_on", _("Placements begin on")),
    ExportColumn("ends_on", _("Placements end on")),
    ExportColumn("positions_until", _("Hosts offer positions until")),
    ExportColumn("applications_from", _("Students apply from")),
    ExportColumn("applications_until", _("Students apply until")),
    ExportColumn("ranking_until", _("Hosts rank until")),
    ExportColumn("credits", _("Credits")),
    ExportColumn("hours", _("Hours in all")),
    ExportColumn("levels", _("Levels of study")),
    ExportColumn("years", _("Years of study")),
    ExportColumn("study_programmes", _("Programmes of study")),
    ExportColumn(
        "units", _("Departments whose students may apply"), lambda row: "\n".join(unit.name for unit in row.units_named)
    ),
    *(ExportColumn(f"documents_{code}", _DOCUMENTS[code], _documents(code)) for code in Languages.values),
    ExportColumn("programme_quotas", _("Quotas by programme of study"), _programme_quotas),
    ExportColumn("region_quotas", _("Quotas by region"), _region_quotas),
    ExportColumn("wishes_at_most", _("Positions that a student ranks, at most")),
    ExportColumn("couples_allowed", _("Two students may apply together")),
    ExportColumn("note", _("Note")),
    ExportColumn("stage", _("Stage"), "state"),
    ExportColumn("places", _("Places approved")),
    ExportColumn("applications", _("Applications"), "applied"),
    ExportColumn("placed", _("Students placed")),
    ExportColumn("url", _("Address"), _address),
)


def _tasks(position: Position) -> str:
    """One a line: the share, then the task; an import reads them so."""
    return "\n".join(f"{task.weight}: {task.text}" for task in position.tasks.all())


def _supervisor(name: str) -> Any:
    def read(position: Position) -> str:
        if position.supervisor is not None:
            return str(getattr(position.supervisor, name))
        return str(getattr(position, f"supervisor_{name}"))

    return read


POSITION_COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("number", _("Own number")),
    ExportColumn("programme", _("Programme"), "cohort.programme.name"),
    ExportColumn("term", pgettext_lazy("of studies", "Term"), "cohort.term"),
    ExportColumn("host_id", _("Number of the host in the register"), "host_id"),
    ExportColumn("host", _("Host"), "host.name"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    *(ExportColumn(f"name_{code}", _NAMES[code]) for code in Languages.values),
    ExportColumn("about", _("About the work")),
    ExportColumn("language", _("Written in")),
    ExportColumn("tasks", _("Tasks with their shares"), _tasks),
    ExportColumn("skills", _("Skills wanted")),
    ExportColumn("languages", _("Languages of work")),
    ExportColumn("capacity", _("Places")),
    ExportColumn("hours_a_week", _("Hours a week")),
    ExportColumn("mode", _("Where")),
    ExportColumn("region", _("Region")),
    ExportColumn("place", _("Address or site")),
    ExportColumn("pay", _("Pay")),
    ExportColumn("currency", _("Currency")),
    ExportColumn("pay_period", _("Paid for")),
    ExportColumn("supervisor", _("Host supervisor"), _supervisor("name")),
    ExportColumn("url", _("Address"), _address),
)
# For whoever keeps or offers them; students and other readers get no address of a person.
POSITION_COLUMNS_INSIDE = (
    *POSITION_COLUMNS[:-1],
    ExportColumn("supervisor_email", _("E-mail of the supervisor"), _supervisor("email")),
    ExportColumn("contact_name", _("Contact for questions")),
    ExportColumn("contact_email", _("E-mail of the contact")),
    POSITION_COLUMNS[-1],
)
