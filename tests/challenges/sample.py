"""A brief that passes the quality check, and challenges made from it by the actions themselves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from seriktes.challenges.actions.challenges import draft_challenge, publish_challenge
from seriktes.challenges.models import Challenge

# A Monday, 12:00 in Almaty and Astana.
NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DUE, DECIDE = date(2026, 4, 15), date(2026, 5, 12)

PROBLEM = (
    "The bearings of the invented crusher in the northern shop run hot after about forty hours of work and have to be "
    "changed every second week. Each stop takes nine hours, during which the whole line stands still, and costs about "
    "three million tenge. We have looked at load, dust and lubrication and found no single cause."
)
SUCCESS = (
    "The bearings last at least 600 hours without a stop, and the temperature stays below 80 degrees in summer too."
)
TEXTS = {
    "en": {
        "title": "Bearings of a crusher run hot",
        "problem": PROBLEM,
        "tried": "Two other lubricants and a larger housing, without effect.",
        "success": SUCCESS,
        "constraints": "The frame and the motor stay. Work is possible during the stop in June only.",
    },
    "ru": {
        "title": "Подшипники дробилки перегреваются",
        "problem": "Подшипники выдуманной дробилки в северном цехе нагреваются примерно после сорока часов работы.",
        "tried": "",
        "success": "Подшипники служат не менее 600 часов без остановки.",
        "constraints": "",
    },
}
VALUES: dict[str, Any] = {
    "language": "en", "visibility": "public", "confidentiality": "open", "budget_from": None, "budget_to": 5_000_000,
    "currency": "KZT", "trl_from": 5, "trl_to": 8, "region": "KZ-35", "due_on": DUE, "decide_on": DECIDE,
}  # fmt: skip


def draft(
    world, *, organisation="company", by="company_manager", at=NOON, texts=None, subjects=(), **values
) -> Challenge:
    return draft_challenge(
        organisation=world.organisations[organisation], values=VALUES | values, texts=texts or TEXTS,
        subjects=subjects, by=world[by], at=at,
    )  # fmt: skip


def published(world, *, at=NOON, by="company_manager", **values) -> Challenge:
    return publish_challenge(challenge=draft(world, at=at, by=by, **values), by=world[by], at=at)


def days(number: int) -> timedelta:
    return timedelta(days=number)
