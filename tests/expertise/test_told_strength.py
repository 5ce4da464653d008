"""How strong evidence is called: a question of which little is known is not answered with strong words."""

import pytest

from seriktes.expertise.queries.finding import find_among, find_evidence, find_experts, find_units, what_speaks
from seriktes.expertise.queries.narrowing import Target
from seriktes.expertise.templatetags.finding import score_bar, score_words
from seriktes.organisations.models import Unit
from tests.expertise.evidence import make
from tests.expertise.test_search_page import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(world, index):
    """A glossary knows "script": its Kazakh word stands in documents of quite other matters."""
    for number in range(4):
        make(name_kk=f"{number} жазба өңделді", people=[world.people["lecturer"]], language="kk")
    make(name_en="Hardness of steel", people=[world.people["manager"]], language="en")
    index.catch_up()
    return world


@pytest.mark.parametrize(
    ("told", "heard", "words"),
    [(0.7, 1.0, "very strong"), (0.5, 1.0, "strong"), (0.39, 1.0, "some"), (0.1, 1.0, "weak"), (0.5, 0.5, "some"),
     (0.7, 0.4, "some"), (0.05, 0.2, "weak")],
)  # fmt: skip
def test_words_of_strength(told, heard, words):
    assert score_words(told, heard) == words


def test_rubbish_is_never_strong(client, script):
    [found] = find_experts(script["anonymous"], "<script>alert(1)</script>").people
    assert found.score > 0.4
    assert found.heard == 0.5
    assert "strong" not in score_bar(found)
    page = text_of(signed_in(client, script, "anonymous").get("/expertise/", {"q": "<script>alert(1)</script>"}))
    assert "Evidence: some" in page
    assert "Evidence: strong" not in page
    assert "Evidence: very strong" not in page
    assert "Nothing that was found speaks of: alert" in page


@pytest.mark.parametrize("question", ["quokka zebra", "зебра кенгуру", "1 2 3 quokkas", "зебралар"])
@pytest.mark.parametrize("tab", ["experts", "units", "offers", "publications"])
def test_a_question_of_which_nothing_speaks_lists_nobody(client, script, question, tab):
    answer = signed_in(client, script, "anonymous").get("/expertise/", {"q": question, "find": tab})
    assert answer.context["finding"].total == 0
    assert "Nothing in the register speaks of this" in text_of(answer)


def test_side_by_side_and_on_the_page_the_same_is_told(client, script):
    lecturer = script.people["lecturer"]
    client = signed_in(client, script, "anonymous")
    [found] = find_experts(script["anonymous"], "script alert").people
    bar = str(score_bar(found))
    for address in ("/expertise/?", f"/expertise/compare/?person={lecturer.pk}&", f"/experts/{lecturer.pk}/?"):
        assert bar in client.get(f"{address}q=script+alert").content.decode()


def test_programs_are_told_the_same(client, script):
    answer = client.get("/api/v1/expertise/search", {"q": "script alert"}).json()
    [found] = find_experts(script["anonymous"], "script alert").people
    assert answer["experts"][0]["score"] == pytest.approx(found.score / 2)
    assert (answer["heard"], answer["unheard"]) == (0.5, ["alert"])


@pytest.fixture
def corrosion(world, index):
    """One who knows of corrosion alone, and one who knows of pipes too."""
    unit = Unit.objects.create(organisation=world.organisations["university"], name_en="Chair of rust")
    for number in range(8):
        make(name_en=f"Corrosion {number}", people=[world.people["lecturer"]], units=[unit], language="en")
    for number in range(6):
        make(name_en=f"Corrosion of pipes {number}", people=[world.people["manager"]], language="en")
        make(name_en=f"Poetry {number}", people=[world.people["contact"]], language="en")
    make("equipment", name_en="Chamber for corrosion", language="en")
    index.catch_up()
    return world


def test_who_speaks_of_half_of_the_question_is_not_called_strong(client, corrosion):
    anonymous, lecturer = corrosion["anonymous"], corrosion.people["lecturer"]
    finding = find_experts(anonymous, "corrosion of pipes")
    found = {one.person.pk: one for one in finding.people}
    both, half = found[corrosion.people["manager"].pk], found[lecturer.pk]
    assert (finding.heard, both.heard, half.heard) == (1.0, 1.0, 0.5)
    assert "strong" in score_bar(both)
    assert "strong" not in score_bar(half)
    assert what_speaks(anonymous, "corrosion of pipes", Target.PEOPLE, lecturer.pk).heard == 0.5
    assert find_among(anonymous, "corrosion of pipes", [lecturer.pk])[lecturer.pk].heard == 0.5
    [unit] = find_units(anonymous, "corrosion of pipes").units
    assert unit.heard == 0.5
    [chamber] = find_evidence(anonymous, "corrosion of pipes", ["equipment"]).evidence
    assert chamber.heard == 0.5
    told = client.get("/api/v1/expertise/search", {"q": "corrosion of pipes"}).json()
    assert {one["id"]: one["score"] for one in told["experts"]}[lecturer.pk] == pytest.approx(half.score / 2)
    told = client.get("/api/v1/expertise/search", {"q": "corrosion of pipes", "find": "evidence"}).json()
    assert told["evidence"][0]["score"] > told["evidence"][-1]["score"]
