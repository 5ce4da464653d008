"""The life of a challenge: drafted, changed, published, its days moved, closed, decided, withdrawn.

Files stand in `files`, experts in `matches`, invitations in `invitations`, letters in `telling`.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.deciding import close_answers
from seriktes.challenges.actions.log import log
from seriktes.challenges.actions.matches import look_for_experts
from seriktes.challenges.actions.telling import tell_of
from seriktes.challenges.definitions.quality import blocking
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ALIVE, ChallengeState, DeclineReason
from seriktes.challenges.models import Challenge, ChallengeSubject, ChallengeText
from seriktes.challenges.queries.challenges import TEXT_FIELDS, brief_of, takes_answers_until
from seriktes.challenges.workflow import ASKER, CHALLENGE, CHALLENGE_ACTS, CHALLENGE_FIELDS
from seriktes.common.afterwards import afterwards
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.text import visible
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation
from seriktes.procedures.actions.clocks import refresh
from seriktes.procedures.definitions.workflow import CannotMove, Transition
from seriktes.procedures.queries.working_time import WorkingTimes

EDITABLE = (
    "post", "language", "visibility", "confidentiality", "confidentiality_note", "budget_from", "budget_to", "currency",
    "trl_from", "trl_to", "region", "due_on", "decide_on", "number",
)  # fmt: skip
SUBJECTS_AT_MOST = 10
Texts = Mapping[str, Mapping[str, str]]
Subjects = Collection[tuple[str, str]]


# --- Writing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_challenge(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    texts: Texts,
    by: User | None,
    at: datetime,
    subjects: Subjects = (),
) -> Challenge:
    """Begin a brief. `texts` by language, `subjects` as (scheme, code). Raises CannotChallenge."""
    if organisation.merged_into_id:
        raise CannotChallenge("merged_organisation")
    challenge = Challenge(organisation=organisation, by=by, **_cleaned(values))
    _check(challenge)
    challenge.save(force_insert=True)
    written = _write_texts(challenge, texts)
    _check_texts(challenge)
    chosen = _write_subjects(challenge, subjects)
    log(
        "challenge.drafted", challenge, by=by, at=at,
        values={"organisation": organisation.pk, **_json_values(_cleaned(values)), **written, **chosen},
    )  # fmt: skip
    return challenge


@transaction.atomic
def change_challenge(
    *,
    challenge: Challenge,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None,
    texts: Texts | None = None,
    subjects: Subjects | None = None,
) -> Challenge:
    """Raises EditedElsewhere, or CannotChallenge where the state freezes what is changed; writes nothing then.

    `texts` are all there are: a language that is left out, or has no title, is taken away.
    """
    challenge = lock_challenge(challenge, expected_version=expected_version)
    before = (challenge.organisation_id, challenge.post_id)
    cleaned = _cleaned(values)
    changes: dict[str, Any] = changes_of(challenge, cleaned)
    for name in changes:
        setattr(challenge, name, cleaned[name])
    _check(challenge)
    words = _write_texts(challenge, texts) if texts is not None else {}
    chosen = _write_subjects(challenge, subjects) if subjects is not None else {}
    touched = [*changes, *(["texts"] if words else []), *(["subjects"] if chosen else [])]
    if not touched:
        return challenge
    if refused := CHALLENGE_FIELDS.refused(challenge.state, ASKER, touched):
        raise CannotChallenge("frozen", refused)
    _check_texts(challenge)
    # The days of a published brief were right when they were set.
    if challenge.state != ChallengeState.DRAFT and (faults := blocking(brief_of(challenge), date.min)):
        raise CannotChallenge("not_ready", [fault.words for fault in faults])
    save(challenge)
    log(
        "challenge.changed", challenge, by=by, at=at, data={"fields": sorted(touched)},
        values={**changes, **words, **chosen},
    )  # fmt: skip
    if before != (challenge.organisation_id, challenge.post_id):
        refresh(challenge)
    return challenge


def _write_texts(challenge: Challenge, texts: Texts) -> dict[str, Any]:
    """What changed, for the audit log."""
    if unknown := set(texts) - set(Languages.values):
        raise ValueError(f"Not a language: {', '.join(sorted(unknown))}.")
    standing = {text.language: text for text in challenge.texts.all()}
    changed: dict[str, Any] = {}
    for language in Languages.values:
        told = {name: visible(str(texts.get(language, {}).get(name, ""))).strip() for name in TEXT_FIELDS}
        told["title"] = " ".join(told["title"].split())
        text = standing.get(language)
        if not any(told.values()):
            if text is not None:
                text.delete()
                changed[f"title ({language})"] = [text.title, ""]
            continue
        if not told["title"]:
            raise CannotChallenge("no_title", [language])
        row = text or ChallengeText(challenge=challenge, language=language)
        differs = {name: [getattr(row, name), value] for name, value in told.items() if getattr(row, name) != value}
        if differs or text is None:
            for name, value in told.items():
                setattr(row, name, value)
            row.version += text is not None
            row.save()
            changed |= {f"{name} ({language})": pair for name, pair in differs.items()}
    if changed and hasattr(challenge, "_prefetched_objects_cache"):
        challenge._prefetched_objects_cache.pop("texts", None)
    return changed


def _check_texts(challenge: Challenge) -> None:
    languages = set(challenge.texts.values_list("language", flat=True))
    if not languages:
        raise CannotChallenge("no_title")
    if challenge.language not in languages:
        raise CannotChallenge("language_without_words")


def _write_subjects(challenge: Challenge, subjects: Subjects) -> dict[str, Any]:
    wanted = list(dict.fromkeys((str(scheme), str(code)) for scheme, code in subjects))
    if len(wanted) > SUBJECTS_AT_MOST:
        raise CannotChallenge("too_many_subjects")
    standing = {(row.scheme, row.code): row for row in challenge.subjects.order_by("pk")}
    if set(standing) == set(wanted):
        return {}
    for key, row in standing.items():
        if key not in wanted:
            row.delete()
    ChallengeSubject.objects.bulk_create(
        ChallengeSubject(challenge=challenge, scheme=scheme, code=code)
        for scheme, code in wanted
        if (scheme, code) not in standing
    )
    return {"subjects": [[":".join(key) for key in standing], [":".join(key) for key in wanted]]}


# --- Moving -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def publish_challenge(
    *, challenge: Challenge, by: User | None, at: datetime, expected_version: int | None = None
) -> Challenge:
    """Raises CannotChallenge("not_ready") with the sentences of the rules that block; advice does not."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    way = _way(challenge, "publish")
    if faults := blocking(brief_of(challenge), timezone.localdate(at)):
        raise CannotChallenge("not_ready", [fault.words for fault in faults])
    challenge.state, challenge.published_at = way.target, at
    save(challenge)
    log(
        way.event, challenge, by=by, at=at, organisation=challenge.organisation_id,
        data={"date": _iso(challenge.due_on), "decision": _iso(challenge.decide_on)},
    )  # fmt: skip
    afterwards(look_for_experts, challenge.pk)
    return challenge


@transaction.atomic
def move_deadline(
    *,
    challenge: Challenge,
    due_on: date,
    by: User | None,
    at: datetime,
    decide_on: date | None = None,
    expected_version: int | None = None,
) -> Challenge:
    """Later only: whoever writes relies on the day. `decide_on` moves with it where it would come before."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    way = act_of(challenge, "move_deadline")
    decide_on = decide_on or challenge.decide_on
    if due_on == challenge.due_on:
        raise CannotChallenge("same_day")
    if challenge.due_on and due_on < challenge.due_on:
        raise CannotChallenge("only_later")
    if due_on <= timezone.localdate(at):
        raise CannotChallenge("deadline_passed", [due_on])
    if decide_on is None or decide_on < due_on:
        raise CannotChallenge("decision_before_deadline", [due_on])
    before, challenge.due_on, challenge.decide_on = challenge.due_on, due_on, decide_on
    save(challenge)
    log(
        way.event, challenge, by=by, at=at, organisation=challenge.organisation_id,
        data={"date": due_on.isoformat(), "decision": decide_on.isoformat()},
        values={"due_on": [_iso(before), due_on.isoformat()], "decide_on": decide_on.isoformat()},
    )  # fmt: skip
    tell_of("deadline_moved", challenge)
    return challenge


@transaction.atomic
def move_decision(
    *, challenge: Challenge, decide_on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> Challenge:
    """The day by which all who answered hear; told to them."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    way = act_of(challenge, "move_decision")
    if decide_on == challenge.decide_on:
        raise CannotChallenge("same_day")
    if challenge.due_on and decide_on < challenge.due_on:
        raise CannotChallenge("decision_before_deadline", [challenge.due_on])
    if decide_on < timezone.localdate(at):
        raise CannotChallenge("deadline_passed", [decide_on])
    before, challenge.decide_on = challenge.decide_on, decide_on
    save(challenge)
    log(
        way.event, challenge, by=by, at=at, organisation=challenge.organisation_id,
        data={"date": decide_on.isoformat()}, values={"decide_on": [_iso(before), decide_on.isoformat()]},
    )  # fmt: skip
    tell_of("decision_moved", challenge)
    return challenge


@transaction.atomic
def close_challenge(*, challenge: Challenge, at: datetime, by: User | None = None) -> Challenge:
    """The deadline came: no more answers. `at` is when it was reached."""
    challenge = lock_challenge(challenge)
    way = _way(challenge, "close")
    challenge.state, challenge.closed_at = way.target, at
    save(challenge)
    log(
        way.event, challenge, by=by, at=at, organisation=challenge.organisation_id,
        data={"date": _iso(challenge.decide_on or challenge.due_on)},
    )  # fmt: skip
    return challenge


def close_due(*, now: datetime) -> list[int]:
    """Close whatever has reached its deadline on its asker's calendar; answers the ids. One that fails holds up none."""
    rows = Challenge.objects.filter(
        state=ChallengeState.OPEN, due_on__lte=timezone.localdate(now), archived_at__isnull=True
    )
    found = list(rows.order_by("pk"))
    times = WorkingTimes()
    times.read([challenge.organisation_id for challenge in found])
    closed = []
    for challenge in found:
        until = takes_answers_until(challenge, times.of(challenge.organisation_id))
        if until is None or until > now:
            continue
        try:
            close_challenge(challenge=challenge, at=until)
        except CannotChallenge:
            continue  # withdrawn, or given more time, between the list and the lock
        closed.append(challenge.pk)
    return closed


@transaction.atomic
def decide_challenge(
    *, challenge: Challenge, by: User | None, at: datetime, reason: str = "", expected_version: int | None = None
) -> Challenge:
    """All who answered have heard: one was chosen, or none (`reason` says why)."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    way = _way(challenge, "decide")
    if challenge.answers.filter(state__in=ALIVE).exists():
        raise CannotChallenge("answers_waiting")
    challenge.state = way.target
    save(challenge)
    log(way.event, challenge, by=by, at=at, organisation=challenge.organisation_id, data={"reason": reason.strip()})
    return challenge


@transaction.atomic
def withdraw_challenge(
    *, challenge: Challenge, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Challenge:
    """The need is gone: all who were invited or answered are told why, and no answer is left waiting for a word. A draft
    needs no reason."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    was_published = challenge.published_at is not None
    way = _way(challenge, "withdraw")
    if was_published and not reason.strip():
        raise CannotChallenge("no_reason")
    challenge.state = way.target
    challenge.closed_at = at
    if not was_published:
        challenge.archived_at = at
    save(challenge)
    log(way.event, challenge, by=by, at=at, organisation=challenge.organisation_id, data={"reason": reason.strip()})
    if was_published:
        close_answers(challenge=challenge, reason=DeclineReason.NEED_GONE, note=reason, by=by, at=at)
        tell_of("withdrawn", challenge, reason=reason.strip())
    return challenge


# --- What all of them need --------------------------------------------------------------------------------------------
def lock_challenge(challenge: Challenge, *, expected_version: int | None = None) -> Challenge:
    """As `lock_for_edit`; an archived record refuses."""
    current = lock_for_edit(challenge, expected_version=expected_version)
    if current.archived_at is not None:
        raise CannotChallenge("archived")
    return current


def save(challenge: Challenge) -> None:
    challenge.version += 1
    challenge.save()


def _way(challenge: Challenge, code: str) -> Transition:
    values = {name: getattr(challenge, name) for name in EDITABLE} | {"texts": True}
    try:
        return CHALLENGE.check_move(code, challenge.state, lambda _permission: True, values)
    except CannotMove as refusal:
        if refusal.reason == CannotMove.MISSING and code == "publish":
            # The rules of the brief say the same in sentences.
            return CHALLENGE.transition(code)
        raise CannotChallenge("wrong_state" if not refusal.fields else "missing", refusal.fields) from refusal


def act_of(challenge: Challenge, code: str) -> Transition:
    way = next(act for act in CHALLENGE_ACTS if act.code == code)
    if challenge.state not in way.sources:
        raise CannotChallenge("wrong_state")
    return way


def _check(challenge: Challenge) -> None:
    post = challenge.post
    if post is not None and post.organisation_id != challenge.organisation_id:
        raise CannotChallenge("foreign_post")
    if post is not None and post.closed_on is not None:
        raise CannotChallenge("closed_post")
    _check_budget(challenge.budget_from, challenge.budget_to, challenge.currency)
    levels = [level for level in (challenge.trl_from, challenge.trl_to) if level is not None]
    if any(not 1 <= level <= 9 for level in levels):
        raise CannotChallenge("not_a_level")
    if len(levels) == 2 and levels[1] < levels[0]:
        raise CannotChallenge("levels_out_of_order")
    if challenge.region and get_pack().region(challenge.region) is None:
        raise CannotChallenge("unknown_region")
    if challenge.due_on and challenge.decide_on and challenge.decide_on < challenge.due_on:
        raise CannotChallenge("decision_before_deadline", [challenge.due_on])


def _check_budget(lower: Decimal | None, upper: Decimal | None, currency: str) -> None:
    sums = [amount for amount in (lower, upper) if amount is not None]
    if any(amount < 0 for amount in sums):
        raise CannotChallenge("negative_budget")
    if lower is not None and upper is not None and upper < lower:
        raise CannotChallenge("budget_out_of_order")
    if sums and not currency:
        raise CannotChallenge("no_currency")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise CannotChallenge("unknown_currency")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(EDITABLE):
        raise ValueError(f"Not a field of a challenge: {', '.join(sorted(unknown))}.")
    return {
        name: value.strip() if isinstance(value, str) and name != "number" else
        " ".join(value.split()) if isinstance(value, str) else value
        for name, value in values.items()
    }  # fmt: skip


def _json_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, str | int) else getattr(value, "pk", None) or str(value)
        for name, value in values.items()
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
