"""Words of the shipped glossary by their stems: what a stem is short for, and which words are known at all."""

from collections.abc import Mapping
from functools import cache


@cache
def known_words() -> Mapping[str, str]:
    """Of each stem, with its language before it, a whole word: a term of its own where there is one."""
    from seriktes_analytics.matching.analysis import LANGUAGES, stem, words  # slow to load: a glossary comes with it
    from seriktes_analytics.matching.glossary import shipped_glossary

    terms = [
        (language, words(term))
        for entry in shipped_glossary().entries
        for language in LANGUAGES
        for term in entry.terms(language)
    ]
    found: dict[str, str] = {}
    for language, said in sorted(terms, key=lambda term: len(term[1]) > 1):
        for word in said:
            found.setdefault(f"{language}:{stem(word, language)}", word)
    return found
