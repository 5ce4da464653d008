"""Whom the search finds for a brief: by what it is about, not by every word in it.

What was tried, what success looks like and what a solution must fit are left out, and so are the words by which any brief
is written. Two questions are asked, the matter (title and subjects) and the whole (with the problem), because a long
problem would drown its title; a person is worth the weighted sum of both scores.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser

from seriktes.challenges.definitions.plain_words import PLAIN_WORDS
from seriktes.challenges.models import Challenge, ChallengeText
from seriktes.expertise.definitions.subjects import subject
from seriktes.expertise.queries.finding import Finding, Why, find_experts
from seriktes_analytics.matching.analysis import stem, words
from seriktes_analytics.matching.stopwords import STOPWORDS

MATTER, WHOLE = 0.6, 0.4
# So many people of each question are put together.
LOOKED_AT = 60
# Reasons kept with each expert, and words kept with each reason.
REASONS, WORDS = 5, 8


@dataclass
class Proposed:
    """`heard`: of which share of the brief the documents behind the score speak. `reasons`: [{"key": "evidence:12", "score": .2, "matches": [[said, met, bridge]]}], the weightiest first."""

    person: int
    score: float = 0.0
    heard: float = 1.0
    reasons: list[dict[str, Any]] = field(default_factory=list)


def experts_for(challenge: Challenge, *, limit: int) -> list[Proposed]:
    """As anybody would find them, best first."""
    found: dict[int, float] = defaultdict(float)
    heard: dict[int, float] = defaultdict(float)
    told: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for text, share in questions_of(challenge):
        finding = find_experts(AnonymousUser(), text, language=challenge.language, limit=LOOKED_AT, reasons=REASONS)
        _add(finding, share, found, told)
        for one in finding.people:
            heard[one.person.pk] += share * one.score * one.heard
    best = sorted(found, key=lambda person: (-found[person], person))[:limit]
    return [
        Proposed(
            person, round(found[person], 6), round(heard[person] / found[person], 6) if found[person] else 0.0,
            _weightiest(told[person].values()),
        )
        for person in best
    ]  # fmt: skip


def questions_of(challenge: Challenge) -> list[tuple[str, float]]:
    """What is asked, with the share of each question in the score; all of them together are worth 1."""
    brief = next((text for text in challenge.texts.all() if text.language == challenge.language), None)
    if brief is None:
        return []
    matter = "\n".join(filter(None, [_about(brief.title, brief), *_subjects(challenge)]))
    problem = _about(brief.problem, brief)
    if matter and problem:
        return [(matter, MATTER), (f"{matter}\n{problem}", WHOLE)]
    # A brief of plain words alone is asked as it stands.
    return [(matter or problem or f"{brief.title}\n{brief.problem}", 1.0)]


def _subjects(challenge: Challenge) -> list[str]:
    """The names of the subjects that the asker chose; those of publications are in the index too."""
    known = (subject(row.scheme, row.code) for row in challenge.subjects.all())
    return list(dict.fromkeys(one.name(challenge.language) for one in known if one))


def _about(text: str, brief: ChallengeText) -> str:
    plain, silent = _plain_stems(brief.language), STOPWORDS[brief.language]
    # A figure is no matter either; a name with one in it (a steel, a standard) is.
    told = (word for word in words(text) if not word.isdigit())
    kept = (word for word in told if word not in silent and stem(word, brief.language) not in plain)
    return " ".join(kept)


@cache
def _plain_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in words(PLAIN_WORDS.get(language, "")))


# --- Put together -----------------------------------------------------------------------------------------------------
def _add(finding: Finding, share: float, found: dict[int, float], told: dict[int, dict[str, dict[str, Any]]]) -> None:
    for one in finding.people:
        person = one.person.pk
        found[person] += share * one.score
        for why in one.reasons:
            key = f"evidence:{why.evidence.pk}" if why.evidence is not None else f"profile:{person}"
            reason = told[person].setdefault(key, {"key": key, "score": 0.0, "matches": []})
            reason["score"] = round(reason["score"] + share * why.share, 4)
            reason["matches"] += [match for match in _matches(why) if match not in reason["matches"]]


def _matches(why: Why) -> list[list[str]]:
    return [[match.said, match.met, match.bridge] for match in why.matches]


def _weightiest(reasons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    best = sorted(reasons, key=lambda reason: (-reason["score"], reason["key"]))[:REASONS]
    return [{**reason, "matches": reason["matches"][:WORDS]} for reason in best]
