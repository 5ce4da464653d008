"""What a journey finds in the demonstration beside its own people. Runs inside the demonstration: `demonstration.ask`."""

import json
import sys
import time
from datetime import timedelta
from typing import Any

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
from seriktes.placements.actions.evaluations import ask_host
from seriktes.placements.actions.week_letters import send_week_letters, waiting_placements
from seriktes.placements.definitions.plan import monday_of
from seriktes.placements.models import LogWeek, Placement, WeekLetter
from seriktes.placements.queries.logs import weeks_of_letter
from seriktes.procedures.queries.working_time import country_working_time
from tests.e2e import host, market

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


def send_weekly_letters() -> dict[str, Any]:
    """As on the morning of a working day; answers whose interns' weeks wait, of those without an account who have at least
    two, and the weeks."""
    now = timezone.now()
    while not country_working_time().is_working_day(timezone.localdate(now)):
        now += timedelta(days=1)
    send_week_letters(now=now)
    monday = monday_of(timezone.localdate(now))
    accounts = set(User.objects.values_list("email", flat=True))
    for email in sorted(set(waiting_placements(monday)) - accounts):
        weeks = weeks_of_letter(WeekLetter.objects.get(email=email, monday=monday), monday)
        if len(weeks) > 1:
            return {"email": email, "weeks": [week.pk for week in weeks]}
    raise AssertionError("no supervisor without an account has two weeks that wait")


def states_of_weeks(*, weeks: list[int]) -> list[str]:
    return list(LogWeek.objects.filter(pk__in=weeks).order_by("state").values_list("state", flat=True))


def ask_to_evaluate(*, email: str) -> int:
    """The university asks this supervisor to evaluate an internship that has just ended; answers its number."""
    rows = Placement.objects.filter(supervisor_email__iexact=email, evaluations__isnull=True)
    placement = rows.filter(state__in=["running", "completed"]).order_by("-ends_on", "pk")[0]
    Placement.objects.filter(pk=placement.pk).update(state="completed")
    ask_host(placement=placement, by=None, at=timezone.now())
    return placement.pk


def answers_of(*, placement: int) -> list[str]:
    return list(Placement.objects.get(pk=placement).evaluations.values_list("evaluator", flat=True))


def listen() -> None:
    """A line asks for a function with its values, and is answered by a line."""
    known = {
        one.__name__: one
        for one in (
            make_expert,
            is_in_index,
            fetch_mail,
            end_answers,
            let_meeting_pass,
            send_weekly_letters,
            states_of_weeks,
            ask_to_evaluate,
            answers_of,
            market.draft_market,
            market.fill_market,
            *host.FUNCTIONS,
        )
    }
    for line in sys.stdin:
        name, values = json.loads(line)
        print(json.dumps(known[name](**values)), flush=True)
