"""Whom the search proposes for a brief: by its matter, not by every word in it."""

import pytest

from seriktes.challenges.models import Challenge
from seriktes.challenges.queries.proposing import MATTER, WHOLE, experts_for, questions_of
from tests.challenges.sample import draft
from tests.expertise.conftest import index  # noqa: F401
from tests.expertise.evidence import make

pytestmark = pytest.mark.django_db
BRIEF = {
    "title": "Looking for a solution: bearings of a crusher run hot",
    "problem": (
        "The bearings of our crusher overheat and cost the company millions of tenge every year. We look for a partner who "
        "finds the cause of the friction and needs about a month."
    ),
    "tried": "Consultants on tax law looked at the contract of supply and found nothing in the accounts.",
    "success": "Diesel generators, pumping stations and electric motors work through the frost of the winter.",
    "constraints": "Diesel generators, pumping stations, welded frames and electric motors stay where they are.",
}


@pytest.fixture
def people(world, index):  # noqa: F811
    """One who knows of bearings, one of what stays, one of how companies look for partners, one of the subject."""
    known = {name: world.people[key] for name, key in
             {"bearings": "lecturer", "motors": "manager", "partners": "manager", "subject": "contact"}.items()}  # fmt: skip
    make(name_en="Friction and heat of crusher bearings", people=[known["bearings"]], year=2024)
    for number in range(3):
        make(name_en=f"Diesel generators, pumping stations and electric motors with welded frames {number}",
             people=[known["motors"]], year=2024)  # fmt: skip
        make(name_en=f"How companies look for partners: problems, solutions, costs of the year {number}",
             people=[known["partners"]], year=2024)  # fmt: skip
    make(name_en="Gears of invented lathes", people=[known["subject"]], subjects=[("ford", "2.3")], year=2024)
    index.catch_up()
    return known


def proposed(challenge):
    return [one.person for one in experts_for(Challenge.objects.get(pk=challenge.pk), limit=20)]


def test_neither_what_stays_nor_how_briefs_are_written_names_anybody(world, people):
    assert proposed(draft(world, texts={"en": BRIEF})) == [people["bearings"].pk]


def test_the_subject_that_the_asker_chose_names_people_too(world, people):
    challenge = draft(world, texts={"en": BRIEF}, subjects=[("ford", "2.3")])
    # In which order is a matter of how rare the words are in the collection.
    assert sorted(proposed(challenge)) == sorted([people["bearings"].pk, people["subject"].pk])


def test_each_says_why_with_the_words_of_the_brief(world, people):
    [one] = experts_for(draft(world, texts={"en": BRIEF}), limit=20)
    assert 0 < one.score <= 1
    assert [reason["key"].partition(":")[0] for reason in one.reasons] == ["evidence"]
    said = [said for said, _met, _bridge in one.reasons[0]["matches"]]
    assert {"bearings", "crusher", "friction"} <= set(said)
    assert len(said) == len(set(said))


def test_the_title_weighs_more_than_a_long_problem(world):
    challenge = draft(world, texts={"en": BRIEF})
    (matter, first), (whole, second) = questions_of(challenge)
    assert (first, second) == (MATTER, WHOLE)
    assert MATTER > WHOLE
    assert matter == "bearings crusher run hot"
    assert whole.startswith(matter)
    assert "friction" in whole
    assert not {"diesel", "tax", "tenge", "partner"} & set(whole.split())


def test_a_brief_of_plain_words_is_asked_as_it_stands(world):
    challenge = draft(world, texts={"en": {"title": "We look for a solution", "problem": "Help!"}})
    assert questions_of(challenge) == [("We look for a solution\nHelp!", 1.0)]


@pytest.mark.parametrize(
    ("language", "title", "left"),
    [
        ("ru", "Ищем решение: износостойкие покрытия", "износостойкие покрытия"),
        ("ru", "Нужен партнёр по теме: лазерная спектроскопия", "лазерная спектроскопия"),
        ("kk", "Геномдық талдау бойынша серіктес қажет", "геномдық талдау"),
        ("en", "Wanted, an inexpensive way: flour quality", "flour quality"),
        ("ru", "Трубы из стали 30ХГСА: 12 ремонтов за десять лет", "трубы стали 30хгса ремонтов"),
    ],
)
def test_what_is_left_of_a_title_is_its_matter(world, language, title, left):
    challenge = draft(world, language=language, texts={language: {"title": title}})
    [(asked, _share)] = questions_of(challenge)
    assert asked == left


def test_who_knows_of_half_of_a_brief_is_told_half_as_strong(world, people):
    texts = {"en": BRIEF | {"title": "Bearings and quokkas", "problem": "We look for a solution."}}
    [one] = experts_for(draft(world, texts=texts), limit=20)
    assert one.heard == pytest.approx(0.5)
