"""From a chosen answer, or an enquiry, to a partnership: one step, once, with everything carried over."""

from datetime import UTC, datetime

import pytest

from seriktes.challenges.actions.deciding import move_answer
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.models import Answer, Enquiry
from seriktes.partnerships.actions.from_challenge import partnership_from_answer, partnership_from_enquiry
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.models import Partnership
from seriktes.procedures.models import Event
from tests.challenges.answering import NOW, pose, sent
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world, fill_posts

pytestmark = pytest.mark.django_db


def chosen(world, challenge=None, **options):
    return move_answer(answer=sent(world, challenge, **options), way="choose", by=world["company_manager"], at=NOW)


def ask(world, **values):
    return Enquiry.objects.create(
        **{
            "organisation": world.organisations["university"], "name": "Invented Asker", "email": "asker@example.org",
            "language": "ru", "title": "Выдуманный вопрос", "reference": "E-1", "asked_at": NOW, "state": "open",
            "expert": world.people["lecturer"], **values,
        }
    )  # fmt: skip


def sides(partnership):
    return [(p.organisation, p.post, p.contact_name) for p in partnership.parties.order_by("pk")]


def test_everything_is_carried_over(world_with_posts):
    world = world_with_posts
    answer = chosen(world, pose(world, number="C-7", region="KZ-35"), post=world.posts["office"])
    made = partnership_from_answer(answer=answer, by=world["company_manager"], at=NOW)
    partnership = Partnership.objects.get(pk=made.partnership.pk)
    assert made.is_new
    assert partnership.answer == answer
    assert (partnership.name_ru, partnership.name_en, partnership.name_kk) == (
        "Выдуманная печь дымит", "An invented furnace smokes", ""
    )  # fmt: skip
    assert (partnership.stage, partnership.initiator, partnership.ground, partnership.region, partnership.forms) == (
        "talks", "industry", "need", "KZ-35", ["research"]
    )  # fmt: skip
    assert "Выдуманная печь дымит" in partnership.ground_note
    assert "C-7" in partnership.ground_note
    assert partnership.began_on.isoformat() == "2026-11-02"
    assert sides(partnership) == [
        (world.organisations["company"], world.posts["personnel"], ""),
        (world.organisations["university"], world.posts["office"], ""),
    ]
    assert list(Event.objects.about(partnership).order_by("pk").values_list("kind", flat=True)) == [
        "partnership.created", "partnership.from_challenge"
    ]  # fmt: skip
    agreed = Event.objects.about(answer).get(kind="answer.agreed")
    assert agreed.data == {"partnership": partnership.pk}


def test_without_posts_the_author_is_the_contact(world):
    partnership = partnership_from_answer(answer=chosen(world), by=world["company_manager"], at=NOW).partnership
    (_asker, _post, nobody), (_side, post, author) = sides(partnership)
    assert (nobody, post, author) == ("", None, world.people["lecturer"].name)
    assert partnership.parties.order_by("pk")[1].contact_email == "faculty.member@example.org"


def test_twice_is_once(world):
    answer = chosen(world)
    first = partnership_from_answer(answer=answer, by=world["company_manager"], at=NOW)
    again = partnership_from_answer(answer=answer, by=world["partnership_officer"], at=NOW)
    assert (again.partnership, again.is_new) == (first.partnership, False)
    assert Event.objects.about(answer).filter(kind="answer.agreed").count() == 1


@pytest.mark.parametrize("decline", [True, False])
def test_the_others_as_the_asker_says(world, decline):
    challenge = pose(world)
    other, answer = sent(world, challenge), chosen(world, challenge)
    partnership_from_answer(answer=answer, by=world["company_manager"], at=NOW, decline_others=decline)
    other.refresh_from_db()
    assert (other.state, other.decline_reason) == (("declined", "other_chosen") if decline else ("received", ""))
    assert Answer.objects.get(pk=answer.pk).state == "chosen"


def test_only_of_a_chosen_answer(world):
    with pytest.raises(CannotPartner) as caught:
        partnership_from_answer(answer=sent(world), by=world["company_manager"], at=NOW)
    assert caught.value.reason == "not_chosen"
    assert not Partnership.objects.exclude(answer=None).exists()


def test_of_an_enquiry(world):
    company = world.organisations["company"]
    enquiry = ask(world, asking_organisation=company)
    made = partnership_from_enquiry(enquiry=enquiry, by=world["partnership_officer"], at=NOW)
    partnership = made.partnership
    assert (partnership.enquiry, partnership.name_ru, partnership.initiator) == (
        enquiry,
        "Выдуманный вопрос",
        "industry",
    )
    assert sides(partnership) == [
        (company, None, "Invented Asker"), (world.organisations["university"], None, world.people["lecturer"].name)
    ]  # fmt: skip
    assert "E-1" in partnership.ground_note
    assert Event.objects.about(enquiry).filter(kind="enquiry.agreed").count() == 1
    assert not partnership_from_enquiry(enquiry=enquiry, by=world["partnership_officer"], at=NOW).is_new


@pytest.mark.parametrize(
    ("values", "reason"),
    [({}, "asker_unknown"), ({"state": "spam"}, "not_an_enquiry"), ({"state": "unconfirmed"}, "not_an_enquiry")],
)
def test_enquiries_that_become_nothing(world, values, reason):
    with pytest.raises(CannotPartner) as caught:
        partnership_from_enquiry(enquiry=ask(world, **values), by=world["partnership_officer"], at=NOW)
    assert caught.value.reason == reason


# --- The pages --------------------------------------------------------------------------------------------------------
def test_one_step_on_the_page(world, client_as):
    challenge = pose(world)
    other, answer = sent(world, challenge), chosen(world, challenge)
    path = f"/answers/{answer.pk}/partnership/"
    client = client_as("company_manager")
    assert path in client.get(f"/answers/{answer.pk}/").content.decode()
    page = client.get(path).content.decode()
    assert "Выдуманная печь дымит" in page
    assert 'name="others"' in page
    response = client.post(path, {"forms": ["research", "education"], "others": "decline"})
    partnership = Partnership.objects.get(answer=answer)
    assert response["Location"] == f"/partnerships/{partnership.pk}/"
    assert partnership.forms == ["education", "research"]
    assert Answer.objects.get(pk=other.pk).state == "declined"
    # The way back, from the record to the answer and from the answer to the record.
    assert f'href="/answers/{answer.pk}/"' in client.get(f"/partnerships/{partnership.pk}/").content.decode()
    shown = client.get(f"/answers/{answer.pk}/").content.decode()
    assert f'href="/partnerships/{partnership.pk}/"' in shown
    assert path not in shown
    assert client.get(path)["Location"] == f"/partnerships/{partnership.pk}/"


def test_what_became_a_partnership_is_not_taken_up_again(world, client_as):
    answer = chosen(world)
    client, path = client_as("company_manager"), f"/answers/{answer.pk}/stage/reconsider/"
    assert path in client.get(f"/answers/{answer.pk}/").content.decode()
    partnership = partnership_from_answer(answer=answer, by=world["partnership_officer"], at=NOW).partnership
    assert path not in client.get(f"/answers/{answer.pk}/").content.decode()
    response = client.post(path, {"next_word_on": "2099-11-02"})
    assert response.status_code == 422
    assert f"The partnership “{partnership.name}” came of this answer" in response.content.decode()
    with pytest.raises(CannotAnswer) as caught:
        move_answer(answer=answer, way="reconsider", by=None, at=NOW)
    # Who may not see the partnership is told no name of it.
    assert (caught.value.reason, caught.value.details) == ("became_partnership", ())
    assert Answer.objects.get(pk=answer.pk).state == "chosen"


def test_either_side_may(world, client_as):
    answer = chosen(world)
    path = f"/answers/{answer.pk}/partnership/"
    # The other answers are none of its business.
    assert 'name="others"' not in client_as("partnership_officer").get(path).content.decode()
    assert client_as("faculty_member").get(path).status_code == 404
    assert client_as("fund_manager").get(path).status_code == 404
    assert client_as("auditor").get(path).status_code == 404


def test_not_before_it_is_chosen(world, client_as):
    assert client_as("company_manager").get(f"/answers/{sent(world).pk}/partnership/").status_code == 404


def test_an_enquiry_without_an_account_names_its_organisation(world, client_as):
    enquiry = ask(world, company="Iron")
    client = client_as("partnership_officer")
    path = f"/enquiries/{enquiry.pk}/partnership/"
    assert 'value="Iron"' in client.get(path).content.decode()
    assert client.post(path, {"partner_query": "Nobody at all"}).status_code == 422
    client.post(path, {"partner_query": "Iron"})
    assert [p.organisation for p in Partnership.objects.get(enquiry=enquiry).parties.order_by("pk")] == [
        world.organisations["company"], world.organisations["university"]
    ]  # fmt: skip


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(transactional_db):
    world = build_world()
    fill_posts(world)
    answer = chosen(world)
    users = [world["company_manager"], world["partnership_officer"]]
    at = datetime(2026, 11, 3, 7, tzinfo=UTC)
    made = [lambda user=user: partnership_from_answer(answer=answer, by=user, at=at) for user in users]
    assert at_once(*made) == ["done", "done"]
    assert Partnership.objects.filter(answer=answer).count() == 1
    assert Event.objects.about(answer).filter(kind="answer.agreed").count() == 1
