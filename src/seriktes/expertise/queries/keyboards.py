"""Whether a question was typed with another keyboard layout on: known words tell."""

from seriktes.expertise.definitions.keyboards import typed_otherwise
from seriktes.expertise.queries.known_words import known_words

# Of the words of what was meant so many are known.
KNOWN = 0.5
SHORTEST = 3


def _share_known(text: str) -> float:
    from seriktes_analytics.matching.analysis import script_of, stem, words  # slow to load

    said = [word for word in words(text) if len(word) >= SHORTEST]
    if not said:
        return 0.0
    known = known_words()
    # A Russian-looking word may be Kazakh.
    return sum(
        any(f"{language}:{stem(word, language)}" in known for language in {script_of(word), "kk"}) for word in said
    ) / len(said)


def meant_otherwise(text: str, *, found: bool) -> list[str]:
    """What may have been meant, best first: offered where nothing typed is a known word and half of what was meant is;
    more readily where nothing was found: there one known word (`ids` for `швы`) does not forbid it."""
    typed = _share_known(text)
    if typed > (0 if found else KNOWN):
        return []
    shares = [(_share_known(other), other) for other in typed_otherwise(text)]
    least = KNOWN if found else KNOWN / 2
    good = sorted((pair for pair in shares if pair[0] >= max(least, typed)), key=lambda pair: -pair[0])
    return [other for share, other in good if share == good[0][0]][:2]
