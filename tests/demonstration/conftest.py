"""The small demonstration, filled once for all that is asked of it: each test looks at it and what it writes is undone."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest import mock

import pytest
from django.conf import settings as project
from django.core import mail
from django.db import transaction
from django.test import TestCase, override_settings
from django.utils.module_loading import import_string

from seriktes.organisations.demo import filling
from seriktes.organisations.demo.sizes import SIZES

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Filled:
    now: datetime
    # Of the processor, by the dotted name of the chapter: how much else a machine has to do is no matter of ours.
    seconds: Mapping[str, float]
    # What went out when the transaction ended, by which it was filled; None where its end was not seen.
    letters: list[mail.EmailMessage] | None

    def took(self, chapter: str) -> float:
        return self.seconds[f"seriktes.{chapter}"]


@contextmanager
def its_end_seen(letters: list[list[mail.EmailMessage]]) -> Iterator[None]:
    """What waits for the end of the transaction is done when it ends, although another one stands around it."""
    held_back = filling.letters_held_back

    @contextmanager
    def held_back_and_ended() -> Iterator[None]:
        before = len(mail.outbox)
        with held_back(), TestCase.captureOnCommitCallbacks(execute=True):
            yield
        letters.append(mail.outbox[before:])

    with mock.patch.object(filling, "letters_held_back", held_back_and_ended):
        yield


@contextmanager
def chapters_timed(seconds: dict[str, float]) -> Iterator[None]:
    def timed(chapter):
        fill = import_string(chapter)

        def measured(stage):
            began = time.process_time()
            fill(stage)
            seconds[chapter] = time.process_time() - began

        return measured

    with mock.patch.object(filling, "import_string", timed):
        yield


@pytest.fixture(scope="package")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """In a transaction that stays open over all modules of this directory."""
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("demonstration") / "files")},
    }
    chosen = {
        "STORAGES": {**project.STORAGES, "default": files},
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    seconds: dict[str, float] = {}
    letters: list[list[mail.EmailMessage]] = []
    with django_db_blocker.unblock(), override_settings(**chosen), transaction.atomic():
        with its_end_seen(letters), chapters_timed(seconds):
            filling.fill_demonstration(size=SIZES["small"], seed=20, now=NOW)
        yield Filled(NOW, seconds, letters[0] if letters else None)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _filled(demonstration, db):
    """Nobody here asks an empty database."""
