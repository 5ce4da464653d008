"""What a journey finds in the demonstration beside its own people. Runs inside the demonstration: `demonstration.ask`."""

import json
import sys
import time
from datetime import timedelta

from django.utils import timezone

from seriktes.accounts.actions import create_account
from seriktes.accounts.models import User
from seriktes.challenges.actions.challenges import close_challenge
from seriktes.challenges.models import Challenge
from seriktes.challenges.tasks import fetch_letters
from seriktes.curriculum.models import Meeting
from seriktes.expertise.actions.evidence import Named, Origin, add_evidence
from seriktes.expertise.models import IndexChange
from seriktes.expertise.queries.engine import reading
from seriktes.organisations.actions.consents import give_consent
from seriktes.organisations.actions.people import add_person
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Organisation, Person

PASSWORD = "Sarybulaq-2026"


def make_expert(*, name_kk: str, name_ru: str, email: str, titles: list[str], texts: list[str]) -> int:
    """A teacher of the first university with an account; all that speaks for them is in Kazakh. Answers the record's
    number."""
    now = timezone.now()
    university = Organisation.objects.get(pk=1)
    officer = User.objects.get(email="partnership.officer@seriktes.example")
    person = add_person(
        values={"name_kk": name_kk, "name_ru": name_ru}, by=officer, organisation=university,
        affiliation={"kind": AffiliationKind.FACULTY},
    )  # fmt: skip
    account = create_account(email=email, name=name_kk, password=PASSWORD, language="kk")
    Person.objects.filter(pk=person.pk).update(user=account)
    give_consent(
        person=person, operator=university, valid_from=timezone.localdate(now), valid_until=None, third_parties=False,
        cross_border=False, publication=True, data=["name", "position"], by=officer, at=now,
    )  # fmt: skip
    person.refresh_from_db()
    for title, text in zip(titles, texts, strict=True):
        add_evidence(
            kind="publication", by=officer, at=now, publish=True, people=[Named(name_kk, person=person)],
            units=[Origin(university)],
            values={"name_kk": title, "text_kk": text, "language": "kk", "year": now.year - 1, "licence": "CC0-1.0",
                    "source_url": f"https://repository.example/kk/{person.pk}"},
        )  # fmt: skip
    return person.pk


def is_in_index(*, person: int, question: str) -> bool:
    """Whether the index itself, asked past all rights, still names the person; after the worker took what waits."""
    end = time.monotonic() + 30
    while IndexChange.objects.exists() and time.monotonic() < end:
        time.sleep(0.1)
    with reading() as index:
        assert index is not None
        return any(one.owner == f"person:{person}" for one in index.engine.search(question, owners="person:"))


def fetch_mail() -> None:
    """What the worker does every five minutes."""
    fetch_letters(timezone.now())


def end_answers(*, challenge: int) -> None:
    """As if the last day for answers had come."""
    close_challenge(challenge=Challenge.objects.get(pk=challenge), at=timezone.now())


def let_meeting_pass(*, meeting: int) -> None:
    """As if the day of the meeting had come and gone."""
    row = Meeting.objects.get(pk=meeting)
    days = timedelta(days=(row.starts_at - timezone.now()).days + 2)
    Meeting.objects.filter(pk=meeting).update(starts_at=row.starts_at - days, ends_at=row.ends_at - days)


def listen() -> None:
    """A line asks for a function with its values, and is answered by a line."""
    known = {one.__name__: one for one in (make_expert, is_in_index, fetch_mail, end_answers, let_meeting_pass)}
    for line in sys.stdin:
        name, values = json.loads(line)
        print(json.dumps(known[name](**values)), flush=True)
