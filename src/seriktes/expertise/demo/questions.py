"""Printed names of which the register does not know whose they are: for the desk of the partnership office."""

from datetime import datetime
from random import Random

from seriktes.expertise.demo.inventing import Expert
from seriktes.expertise.models import AuthorQuestion, EvidencePerson

ASKED = 12


def ask_about_authors(rng: Random, now: datetime, experts: list[Expert]) -> None:
    """Some names of outsiders become short forms of names of the register, and the question is put."""
    rows = list(EvidencePerson.objects.filter(person__isnull=True).order_by("pk")[:ASKED])
    at_home = [one for one in experts if one.organisation == experts[0].organisation] or experts
    questions = []
    for row in rows:
        person = rng.choice(at_home).person
        family, *given = (person.name_en or person.name_kk).split()
        row.name = f"{family} {given[0][:1]}." if given else family
        questions.append(
            AuthorQuestion(
                row=row, person=person, likeness=round(rng.uniform(0.62, 0.93), 2),
                reasons=["family_name", "first_letter"], asked_at=now,
            )
        )  # fmt: skip
    EvidencePerson.objects.bulk_update(rows, ["name"])
    AuthorQuestion.objects.bulk_create(questions)
