"""An invented question, and targets by record."""

from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from seriktes.challenges.actions.enquiries import Question
from seriktes.challenges.definitions.targets import target_kind

# A Monday morning in Almaty, with no holiday in that week.
MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)


def question(**values):
    return Question(**{
        "name": "Invented Asker", "email": "Asker@Zavod.example", "language": "en", "title": "Hardness of steel",
        "text": "Do you measure hardness?", "company": "Invented Works", **values,
    })  # fmt: skip


def target_of(word, record, user=None):
    with translation.override("en"):
        return target_kind(word).find(user or AnonymousUser(), record.pk)
