"""The pages of choice and matching, as the people who use them see them."""

import json

import pytest
from django.utils.html import strip_tags

from seriktes.placements.actions.couples import answer_partner, ask_partner
from seriktes.placements.actions.publishing import publish_round
from seriktes.placements.actions.rounds import execute_round
from seriktes.placements.models import Application, Placement, Round, Wish
from seriktes.placements.queries.access import applications_visible_to, rounds_visible_to
from tests.partnerships.conftest import queries_of
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    matched,
    ranked,
    student,
)
from tests.world import PERSONAS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
OFFICE = {"partnership_officer", "career_centre"}
EVERYWHERE = {"auditor", "administrator"}
TYPED = {"level": "bachelor", "year": "3", "study_programme": "6B07101", "about": "I like castings."}


@pytest.fixture
def stage(world, freeze):
    """An open cohort with two positions, on a day on which its lists are open."""
    freeze(OPEN)
    return choice_of(world, couples_allowed=True)


@pytest.fixture
def own(world, stage, client_as):
    """The persona's own application, begun on the page."""
    client = client_as("student")
    made, _positions = stage
    response = client.post(f"/placements/cohorts/{made.pk}/apply/")
    application = Application.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/applications/{application.pk}/edit/"
    return application


def text_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


# --- Who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_applications_and_rounds(world, stage, client_as, freeze, who):
    made, (first, second) = stage
    draft = applied(made, student(world, 1), [first], submit=False)
    sent = applied(made, student(world, 2), [first])
    own = applied(made, world.people["student"], [second])
    seen = {one.pk for one in applications_visible_to(world[who])}
    inside = {sent.pk, own.pk} | ({draft.pk} if who in EVERYWHERE else set())
    assert seen == (inside if who in OFFICE | EVERYWHERE else {own.pk} if who == "student" else set())
    for one in (draft, sent, own):
        expected = 302 if who == "anonymous" else 200 if one.pk in seen else 404
        assert client_as(who).get(f"/applications/{one.pk}/").status_code == expected
    freeze(RANKING)
    closed(made)
    hosts = {one.pk for one in applications_visible_to(world[who])}
    assert hosts == ({sent.pk, own.pk} if who == "company_manager" else seen)
    freeze(MATCHING)
    made.refresh_from_db()
    work = matched(world, begun(made))
    sees = who in OFFICE | EVERYWHERE
    assert rounds_visible_to(world[who]).filter(pk=work.pk).exists() == sees
    user = world[who]
    assert user.has_perm("placements.view_round", work) == sees
    for path in ("", "bundle/", f"students/{sent.pk}/"):
        got = client_as(who).get(f"/placements/rounds/{work.pk}/{path}").status_code
        assert got == (302 if who == "anonymous" else 200 if sees else 404), path


def test_host_reads_nothing_of_other_wishes(world, stage, client_as, freeze):
    made, (first, second) = stage
    other = Wish.objects.filter(pk=None)
    application = applied(made, student(world, 1), [second, first])
    type(second).objects.filter(pk=second.pk).update(host=world.organisations["hidden_company"], name_en="Elsewhere")
    freeze(RANKING)
    closed(made)
    page = text_of(client_as("company_manager").get(f"/applications/{application.pk}/"))
    assert "P1" in page
    assert "Elsewhere" not in page
    assert not other.exists()


def test_a_host_of_another_position_sees_no_applicant(world, stage, client_as, freeze):
    made, (first, _second) = stage
    application = applied(made, student(world, 1), [first])
    type(first).objects.filter(pk=first.pk).update(host=world.organisations["hidden_company"])
    freeze(RANKING)
    closed(made)
    client = client_as("company_manager")
    assert client.get(f"/applications/{application.pk}/").status_code == 404
    assert client.get(f"/placements/positions/{first.pk}/applicants/").status_code == 404


# --- A student's list -------------------------------------------------------------------------------------------------
def test_student_ranks_moves_and_submits_without_a_script(world, stage, own, client_as):
    _made, (first, second) = stage
    client = client_as("student")
    for position in (first, second):
        client.post(f"/applications/{own.pk}/positions/", {"position": position.pk})
    version = Application.objects.get().version
    ranks = {f"rank_{first.pk}": 1, f"rank_{second.pk}": 2}
    client.post(f"/applications/{own.pk}/edit/", {**TYPED, **ranks, "expected_version": version, "down": first.pk})
    assert list(own.wishes.order_by("rank").values_list("position", "rank")) == [(second.pk, 1), (first.pk, 2)]
    version = Application.objects.get().version
    tie = {f"rank_{first.pk}": 1, f"rank_{second.pk}": 1}
    response = client.post(f"/applications/{own.pk}/edit/", {**TYPED, **tie, "expected_version": version, "send": "1"})
    assert response["Location"] == f"/applications/{own.pk}/"
    own.refresh_from_db()
    assert (own.state, own.about) == ("submitted", "I like castings.")
    assert set(own.wishes.values_list("rank", flat=True)) == {1}
    page = text_of(client.get(f"/applications/{own.pk}/"))
    assert "SHA-256" in page
    assert "The seed is published when hosts can rank no more." in page


def test_draft_saves_itself_and_two_tabs_do_not_overwrite_each_other(stage, own, client_as):
    _made, (first, _second) = stage
    client = client_as("student")
    client.post(f"/applications/{own.pk}/positions/", {"position": first.pk})
    version = Application.objects.get().version
    address = f"/applications/{own.pk}/draft/"
    said = client.post(address, {**TYPED, f"rank_{first.pk}": 1, "expected_version": version})
    assert json.loads(said.content)["version"] == version + 1
    assert client.post(address, {**TYPED, "about": "Other", "expected_version": version}).status_code == 409
    said = json.loads(client.post(address, {**TYPED, "year": "99", "expected_version": version + 1}).content)
    assert said["unsaved"]
    assert "Year of study" in said["words"]


def test_what_is_missing_is_named_when_it_is_submitted(stage, own, client_as):
    client = client_as("student")
    response = client.post(f"/applications/{own.pk}/edit/", {"expected_version": own.version, "send": "1"})
    assert response.status_code == 422
    assert text_of(response).count("Needed before the application is submitted.") >= 3
    own.refresh_from_db()
    response = client.post(f"/applications/{own.pk}/edit/", {**TYPED, "expected_version": own.version, "send": "1"})
    assert "Rank at least one position." in text_of(response)


def test_list_is_closed_with_the_cohort(stage, own, client_as, freeze):
    made, (first, _second) = stage
    freeze(RANKING)
    client = client_as("student")
    assert client.get(f"/applications/{own.pk}/edit/").status_code == 302
    assert client.post(f"/applications/{own.pk}/draft/", {**TYPED, "expected_version": own.version}).status_code == 409
    assert client.post(f"/applications/{own.pk}/positions/", {"position": first.pk}).status_code == 302
    assert not own.wishes.exists()
    assert closed(made).state == "ranking"


# --- Together ---------------------------------------------------------------------------------------------------------
def test_asking_tells_nothing_of_fellow_students(world, stage, own, client_as):
    made, (first, _second) = stage
    applied(made, student(world, 1), [first], submit=False)
    student(world, 2)
    client = client_as("student")
    words = [
        text_of(client.post(f"/applications/{own.pk}/together/", {"email": email}, follow=True))
        for email in ("student2@example.org", "nobody@example.org")
    ]
    assert words[0] == words[1]
    assert "the question is on its way" in words[0]
    assert not own.couples_asked.exists()


def test_both_rank_pairs_and_agree(world, stage, own, client, client_as):
    made, (first, second) = stage
    other = applied(made, student(world, 1), [first])
    couple = ask_partner(application=own, email="student1@example.org", by=world["student"], at=OPEN)
    answer_partner(couple=couple, application=other, agrees=True, by=other.student.user, at=OPEN)
    couple.refresh_from_db()
    pairs = {"rank_0": 1, "mine_0": first.pk, "theirs_0": second.pk, "rank_1": 2, "mine_1": "", "theirs_1": first.pk}
    address = f"/applications/{own.pk}/together/"
    response = client_as("student").post(address, {**pairs, "expected_version": couple.version})
    assert response.status_code == 302
    couple.refresh_from_db()
    assert (couple.asker_agreed_at, couple.partner_agreed_at) == (OPEN, None)
    assert list(couple.wishes.order_by("rank").values_list("for_asker", "for_partner")) == [
        (first.pk, second.pk), (None, first.pk),
    ]  # fmt: skip
    client.force_login(other.student.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(f"/applications/{other.pk}/together/agree/", {"expected_version": couple.version})
    couple.refresh_from_db()
    assert couple.partner_agreed_at == OPEN
    assert list(own.wishes.values_list("position", "rank")) == [(first.pk, 1)]
    assert list(other.wishes.order_by("rank").values_list("position", "rank")) == [(second.pk, 1), (first.pk, 2)]


# --- A host -----------------------------------------------------------------------------------------------------------
def test_host_ranks_on_the_page(world, stage, client_as, freeze):
    made, (first, _second) = stage
    one, two, three = (applied(made, student(world, number), [first]) for number in (1, 2, 3))
    client = client_as("company_manager")
    address = f"/placements/positions/{first.pk}/applicants/"
    assert "Invented Student" not in text_of(client.get(address)), "lists are open still"
    freeze(RANKING)
    closed(made)
    client = client_as("company_manager")
    page = client.get(address)
    assert text_of(page).count("Invented Student 2") >= 1
    version = page.context["form"]["expected_version"].value()
    given = {
        f"rank_{two.pk}": 1,
        f"rank_{one.pk}": 1,
        f"why_{three.pk}": "No driving licence",
        "expected_version": version,
    }
    assert client.post(address, given).status_code == 302
    assert list(Wish.objects.order_by("application").values_list("host_rank", "not_accepted_reason")) == [
        (1, ""), (1, ""), (None, "No driving licence"),
    ]  # fmt: skip
    assert client.post(address, given).status_code == 409
    both = {f"rank_{one.pk}": 1, f"why_{one.pk}": "and not"}
    assert "Either a rank or a reason why not" in text_of(client.post(address, both))


# --- The office -------------------------------------------------------------------------------------------------------
def test_office_matches_looks_changes_replays_and_publishes(world, stage, client_as, freeze):
    made, (first, second) = stage
    one, two = (applied(made, student(world, number), [first, second]) for number in (1, 2))
    freeze(RANKING)
    closed(made)
    ranked(world, first, one, two)
    client = client_as("career_centre")
    page = text_of(client.get(f"/placements/cohorts/{made.pk}/choice/"))
    assert "Remind 1 host that has not ranked" in page
    assert client.post(f"/placements/cohorts/{made.pk}/choice/remind/").status_code == 302
    freeze(MATCHING)
    made.refresh_from_db()
    begun(made)
    client = client_as("career_centre")
    response = client.post(f"/placements/cohorts/{made.pk}/choice/round/", {"objective": "student"})
    work = Round.objects.get()
    assert response["Location"] == f"/placements/rounds/{work.pk}/"
    if work.state == "queued":
        assert "is being matched" in text_of(client.get(f"/placements/rounds/{work.pk}/"))
        execute_round(pk=work.pk)
    page = text_of(client.get(f"/placements/rounds/{work.pk}/"))
    assert "A trial: students and hosts see nothing of it." in page
    assert "Stable: no student and position would both rather have each other." in page
    name = world["career_centre"].name
    given = {"to": "", "reason": "Asked for it", "signed": name, "expected_version": Round.objects.get().version}
    assert client.post(f"/placements/rounds/{work.pk}/students/{one.pk}/change/", given).status_code == 302
    page = text_of(client.get(f"/placements/rounds/{work.pk}/"))
    assert f"Signed by {name}" in page
    assert "With it 2 pairs block." in page
    client.post(f"/placements/rounds/{work.pk}/replay/")
    version = Round.objects.get().version
    assert client.post(f"/placements/rounds/{work.pk}/publish/", {"expected_version": version}).status_code == 302
    assert list(Placement.objects.values_list("student", "position")) == [(two.student_id, second.pk)]
    page = text_of(client.get(f"/placements/cohorts/{made.pk}/choice/"))
    assert "1 student has no place." in page
    assert client.get(f"/placements/rounds/{work.pk}/?format=csv").status_code == 200
    assert client.get(f"/applications/?cohort={made.pk}&format=csv").status_code == 200


def test_student_reads_why_after_publishing_and_nothing_before(world, stage, own, client_as, freeze):
    made, (first, second) = stage
    rival = applied(made, student(world, 1), [first])
    client = client_as("student")
    for position in (first, second):
        client.post(f"/applications/{own.pk}/positions/", {"position": position.pk})
    ranks = {f"rank_{first.pk}": 1, f"rank_{second.pk}": 2}
    version = Application.objects.get(pk=own.pk).version
    client.post(f"/applications/{own.pk}/edit/", {**TYPED, **ranks, "expected_version": version, "send": "1"})
    freeze(RANKING)
    closed(made)
    ranked(world, first, rival, Application.objects.get(pk=own.pk))
    freeze(MATCHING)
    made.refresh_from_db()
    work = matched(world, begun(made))
    client = client_as("student")
    assert "its places went to others" not in text_of(client.get(f"/applications/{own.pk}/")).lower()
    publish_round(work=work, by=world["career_centre"], at=MATCHING)
    page = text_of(client.get(f"/applications/{own.pk}/"))
    assert "Its places went to others" in page
    assert "you stood at rank 2 there · the last one admitted at rank 1" in page
    assert "You have a place: P2" in page
    assert "Invented Student 1" not in page
    assert client.get(f"/placements/rounds/{work.pk}/").status_code == 404
    placement = Placement.objects.get(student=world.people["student"])
    page = text_of(client.get(f"/placements/{placement.pk}/"))
    assert "Matched in round 1, published on" in page
    assert "Rank 2 in the own list." in page
    assert "How it came about" not in text_of(client_as("company_manager").get(f"/placements/{placement.pk}/"))


# --- Queries ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["/applications/", "choice", "round", "applicants"])
def test_lists_ask_as_often_for_three_as_for_one(world, stage, client_as, freeze, page):
    made, (first, second) = stage
    applied(made, student(world, 1), [first])
    freeze(RANKING)
    closed(made)
    freeze(MATCHING)
    made.refresh_from_db()
    begun(made)
    counts = []
    for more in ((), (2, 3)):
        for number in more:
            application = Application.objects.create(
                cohort=made,
                student=student(world, number),
                state="submitted",
                submitted_at=OPEN,
                level="bachelor",
                year=3,
            )
            for rank, position in enumerate((first, second), 1):
                Wish.objects.create(application=application, position=position, rank=rank)
        work = matched(world, made)
        address = {
            "choice": f"/placements/cohorts/{made.pk}/choice/", "round": f"/placements/rounds/{work.pk}/",
            "applicants": f"/placements/positions/{first.pk}/applicants/",
        }.get(page, page)  # fmt: skip
        client = client_as("company_manager" if page == "applicants" else "career_centre")
        client.get(address)
        counts.append(queries_of(lambda client=client, address=address: client.get(address)))
    assert counts[1] <= counts[0] + 1, counts
