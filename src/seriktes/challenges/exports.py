"""Challenges as a table that others read on: what the board shows, the words in every language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.models import Challenge
from seriktes.common.files.exports import ExportColumn
from seriktes.expertise.definitions.subjects import subject_name


def _text(language: str, name: str) -> Callable[[Challenge], Any]:
    def read(challenge: Challenge) -> Any:
        return next((getattr(text, name) for text in challenge.texts.all() if text.language == language), "")

    return read


def _subjects(challenge: Challenge) -> list[str]:
    return [f"{row.scheme}:{row.code}" for row in challenge.subjects.all()]


def _subject_names(challenge: Challenge) -> list[str]:
    language = get_language() or "kk"
    return [subject_name(row.scheme, row.code, language) for row in challenge.subjects.all()]


_TITLES = {"kk": _("Title in Kazakh"), "ru": _("Title in Russian"), "en": _("Title in English")}
_PROBLEMS = {"kk": _("Problem in Kazakh"), "ru": _("Problem in Russian"), "en": _("Problem in English")}
_TRIED = {
    "kk": _("What was tried, in Kazakh"), "ru": _("What was tried, in Russian"), "en": _("What was tried, in English"),
}  # fmt: skip
_CONSTRAINTS = {
    "kk": _("Constraints, in Kazakh"), "ru": _("Constraints, in Russian"), "en": _("Constraints, in English"),
}  # fmt: skip
_SUCCESSES = {
    "kk": _("What success looks like, in Kazakh"), "ru": _("What success looks like, in Russian"),
    "en": _("What success looks like, in English"),
}  # fmt: skip
COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("number", _("Own number")),
    ExportColumn("asker", _("Asked by"), "organisation.name"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("language", _("Language of the brief")),
    *(ExportColumn(f"title_{code}", label, _text(code, "title")) for code, label in _TITLES.items()),
    *(ExportColumn(f"problem_{code}", label, _text(code, "problem")) for code, label in _PROBLEMS.items()),
    *(ExportColumn(f"tried_{code}", label, _text(code, "tried")) for code, label in _TRIED.items()),
    *(ExportColumn(f"success_{code}", label, _text(code, "success")) for code, label in _SUCCESSES.items()),
    *(ExportColumn(f"constraints_{code}", label, _text(code, "constraints")) for code, label in _CONSTRAINTS.items()),
    ExportColumn("budget_from", _("Budget from")),
    ExportColumn("budget_to", _("Budget to")),
    ExportColumn("currency", _("Currency")),
    ExportColumn("trl_from", _("Readiness from (TRL)")),
    ExportColumn("trl_to", _("Readiness to (TRL)")),
    ExportColumn("region", _("Region")),
    ExportColumn("subjects", _("Subjects"), _subjects),
    ExportColumn("subject_names", _("Subjects in words"), _subject_names),
    ExportColumn("visibility", _("Who sees it")),
    ExportColumn("confidentiality", _("Confidentiality")),
    ExportColumn("published_at", _("Published")),
    ExportColumn("due_on", _("Answers are due by")),
    ExportColumn("decide_on", _("Decision by")),
    ExportColumn("url", _("Address"), lambda challenge: settings.SITE_URL + challenge.get_absolute_url()),
)
