"""Titles: which one is the main one, and the key under which spellings of one title meet."""

from hashlib import blake2b
from typing import Any

from seriktes.common.models import Languages
from seriktes_analytics.names import fold


def title_key(title: str) -> str:
    """One key for the spellings of a title (case, punctuation, letters that look alike); "" for none."""
    folded = fold(title)
    return blake2b(folded.encode(), digest_size=12).hexdigest() if folded else ""


def main_title(names: dict[str, str], language: str, other: str = "") -> str:
    """The title in the language of the work, else in the first of en, ru, kk that there is."""
    first = names.get(language) or ("" if language in Languages.values else other)
    return first or next((names[code] for code in ("en", "ru", "kk") if names.get(code)), other)


def main_title_of(evidence: Any) -> str:
    return main_title(evidence.names_by_language, evidence.language, evidence.name_other)
