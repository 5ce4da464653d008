"""Which new challenges somebody wants to hear of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from seriktes.accounts.models import User
from seriktes.challenges.enums import ChallengeState, MatchState
from seriktes.challenges.models import Challenge, ChallengeInvitation, ChallengeWatch, ExpertMatch
from seriktes.challenges.queries.access import challenges_told_to, own_organisations
from seriktes_analytics.matching.analysis import fold, language_of, stem, words


@dataclass(frozen=True)
class News:
    """A challenge of a digest, and why it is in it: a word, a subject, a region, or the reader's own evidence."""

    challenge: Challenge
    why: str


WORD, SUBJECT, REGION, OWN, ALL = "word", "subject", "region", "own", "all"


def news_for(watch: ChallengeWatch, after: datetime, until: datetime) -> list[News]:
    """What was published since, that the reader may see, takes answers still, and fits; the newest first. The own
    side's are no news. Five queries at most."""
    user = watch.user
    rows = (
        challenges_told_to(user)
        .filter(state=ChallengeState.OPEN, published_at__gt=after, published_at__lte=until)
        .exclude(organisation__in=own_organisations(user))
        .select_related("organisation")
        .prefetch_related("texts", "subjects")
        .order_by("-published_at", "-pk")
    )
    found = list(rows)
    own = _own_evidence(user, found) if found else set()
    return [News(row, why) for row in found if (why := why_it_fits(watch, row, own))]


def why_it_fits(watch: ChallengeWatch, challenge: Challenge, own: Collection[int]) -> str:
    """Empty where it does not. A watch for nothing in particular is for what fits the own evidence."""
    if not (watch.words.strip() or watch.subjects or watch.regions):
        return OWN if challenge.pk in own else ""
    if watch.words.strip() and _has_words(watch.words, challenge):
        return WORD
    if watch.subjects and _has_subject(watch.subjects, challenge):
        return SUBJECT
    return REGION if challenge.region and challenge.region in watch.regions else ""


def _own_evidence(user: User, challenges: Iterable[Challenge]) -> set[int]:
    pks = [challenge.pk for challenge in challenges]
    proposed = ExpertMatch.objects.filter(challenge__in=pks, person__user=user).exclude(state=MatchState.SET_ASIDE)
    invited = ChallengeInvitation.objects.filter(challenge__in=pks, person__user=user)
    return {*proposed.values_list("challenge", flat=True), *invited.values_list("challenge", flat=True)}


def _has_words(wanted: str, challenge: Challenge) -> bool:
    """Phrases parted by commas, each word by its stem; a phrase fits where all its words stand in one language."""
    phrases = [phrase for phrase in wanted.replace(";", ",").split(",") if phrase.strip()]
    for text in challenge.texts.all():
        there = _stems(f"{text.title}\n{text.problem}\n{text.tried}\n{text.success}\n{text.constraints}", text.language)
        if any((asked := _stems(phrase, text.language)) and asked <= there for phrase in phrases):
            return True
    return False


def _stems(text: str, language: str) -> set[str]:
    folded = fold(text)
    spoken = language if language_of(folded, language) != "en" or language == "en" else "en"
    return {stem(word, spoken) for word in words(text)}


def _has_subject(wanted: Sequence[str], challenge: Challenge) -> bool:
    """A subject holds those below it: 2.3 also 2.3.1."""
    for row in challenge.subjects.all():
        for asked in wanted:
            scheme, _, code = asked.partition(":")
            if row.scheme == scheme and (row.code == code or row.code.startswith(f"{code}.")):
                return True
    return False
