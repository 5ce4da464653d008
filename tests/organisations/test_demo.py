from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from seriktes.accounts.models import AuditEvent, User
from seriktes.accounts.roles import ROLES
from seriktes.organisations.actions import searching
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.actions.searching import full_text_set_aside, tidy_search
from seriktes.organisations.demo import filling
from seriktes.organisations.demo.sizes import SIZES
from seriktes.organisations.models import Organisation, Person, SearchEntry
from seriktes.organisations.queries.search import matching_ids

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SMALL = SIZES["small"]


@pytest.fixture(autouse=True)
def _organisations_alone(monkeypatch):
    """What the domains above add has tests of its own."""
    monkeypatch.setattr(filling, "chapters", tuple)


def fill():
    return filling.fill_demonstration(size=SMALL, seed=1, now=NOW)


@pytest.mark.django_db
def test_the_demonstration_is_whole_and_found(monkeypatch):
    monkeypatch.setattr(filling, "MANY", 0)  # as after a mass of rows
    users = fill()
    assert [user.persona for user in users] == [role.code for role in ROLES]
    assert Organisation.objects.count() == SMALL.universities + SMALL.companies + 7 + 6
    assert Person.objects.filter(affiliations__kind="student").count() == SMALL.students + 1
    live = Organisation.objects.live().count() + Person.objects.filter(merged_into=None).count()
    assert SearchEntry.objects.count() == live
    assert matching_ids("қиялкент университет", target="organisation")
    person = Person.objects.latest("pk")
    Person.objects.filter(pk=person.pk).update(name_kk="Жалғыз Есім")
    refresh_people([Person.objects.get(pk=person.pk)])
    assert matching_ids("жалғыз", target="person") == [person.pk]


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_leaves_nothing(monkeypatch):
    def break_off(*_, **__):
        assert Organisation.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "fill_scenario", break_off)
    with pytest.raises(KeyboardInterrupt):
        fill()
    left = [model.objects.count() for model in (Organisation, Person, SearchEntry, User, AuditEvent)]
    assert left == [0] * 5
    monkeypatch.undo()
    assert len(fill()) == len(ROLES)


@pytest.mark.django_db
def test_the_command_fills_only_what_is_empty(capsys):
    call_command("demo", "--size=small")
    assert "Demonstration (small): 81 organisations, 13 personas." in capsys.readouterr().out
    call_command("demo", "--if-empty")
    with pytest.raises(CommandError, match="holds data already"):
        call_command("demo")


@pytest.mark.django_db
def test_the_index_set_aside_and_brought_together_finds_the_same(monkeypatch):
    monkeypatch.setattr(searching, "_STEP", 1)
    with full_text_set_aside():
        first = Person.objects.create(name_kk="Бірінші Адам")
        refresh_people([first])
    assert matching_ids("адам", target="person") == [first.pk]
    others = Person.objects.bulk_create(Person(name_kk=f"Адам {place}") for place in range(300))
    for person in others[:40]:
        refresh_people([person])
    refresh_people(others[40:])
    tidy_search()
    found = matching_ids("адам", target="person", limit=1000)
    assert len(found) >= 200
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO organisations_searchentry_fts(organisations_searchentry_fts) VALUES ('integrity-check')"
            )
