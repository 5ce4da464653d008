"""Keeps what is derived from titles: the keys of lists, and the key by which an import finds the same title."""

from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.expertise.definitions.titles import main_title_of, title_key
from seriktes.expertise.models import Evidence
from seriktes.organisations.models.organisation import FALLBACK

DERIVED = (*(f"sort_{code}" for code in Languages.values), "title_key")
SORT_LENGTH = 300


def derive_titles(evidence: Evidence) -> None:
    """Set the derived columns from the titles; does not save."""
    for code in Languages.values:
        best = next((name for other in FALLBACK[code] if (name := getattr(evidence, f"name_{other}"))), "")
        setattr(evidence, f"sort_{code}", sort_key(best or evidence.name_other, code)[:SORT_LENGTH])
    evidence.title_key = title_key(main_title_of(evidence))
