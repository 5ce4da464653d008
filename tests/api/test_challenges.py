"""Challenges, answers and enquiries, for programs."""

import pytest
from django.utils import timezone

from seriktes.challenges.definitions.figures import MINIMUM
from seriktes.challenges.models import EnquiryMessage
from tests.api.conftest import problem
from tests.walk import furnish_answers, furnish_enquiries

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world):
    furnish_answers(world, timezone.now())
    furnish_enquiries(world, timezone.now())
    return world


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["items"]]


def test_the_public_reads_public_challenges_and_learns_of_no_other(told, program):
    public, invited = told.extras["challenge_answered"], told.extras["challenge_elsewhere"]
    assert ids(program().get("challenges")) == [public.pk]
    assert ids(program("administrator").get("challenges")) == [public.pk, invited.pk]
    shown = program().get(f"challenges/{public.pk}").json()
    assert (shown["title"], shown["is_asker"], shown["answers"], shown["post"]) == ("Walk", False, None, None)
    assert shown["takes_answers"] is True
    assert problem(program().get(f"challenges/{invited.pk}")) == (404, "not-found")
    assert problem(program("faculty_member").get(f"challenges/{invited.pk}")) == (404, "not-found")


def test_the_asking_side_is_told_how_many_answered(told, program):
    shown = program("company_manager").get(f"challenges/{told.extras['challenge_answered'].pk}").json()
    assert (shown["is_asker"], shown["answers"]) == (True, 2)


def test_challenges_are_narrowed(told, program):
    public = told.extras["challenge_answered"]
    for wanted, found in (
        ({"state": "open"}, [public.pk]), ({"state": "decided"}, []), ({"q": "walk"}, [public.pk]),
        ({"q": "nothing"}, []), ({"organisation": told.organisations["company"].pk}, [public.pk]),
        ({"organisation": told.organisations["university"].pk}, []), ({"language": "kk"}, [public.pk]),
        ({"language": "en"}, []), ({"due_until": "2026-01-01"}, []), ({"subject": "ford:2"}, []),
        ({"archived": "true"}, []),
    ):  # fmt: skip
        assert ids(program().get("challenges", **wanted)) == found, wanted
    assert problem(program().get("challenges", region="nowhere")) == (422, "invalid")


def test_figures_of_few_are_not_told(told, program):
    shown = program().get("challenges/figures").json()
    assert shown["minimum"] == MINIMUM
    assert all(one["count"] is None and one["median_seconds"] is None for one in shown["durations"])
    assert all(one["steps"] is None for one in shown["funnels"])
    hidden = told.organisations["hidden_company"].pk
    assert problem(program().get("challenges/figures", organisation=hidden)) == (404, "not-found")


def test_an_answer_is_shown_to_its_two_sides_alone(told, program):
    draft, sent, elsewhere = (told.extras[f"answer_{key}"] for key in ("draft", "sent", "elsewhere"))
    assert problem(program().get("answers")) == (401, "token-missing")
    asker = ids(program("company_manager").get("answers"))
    assert sent.pk in asker
    assert draft.pk not in asker
    assert elsewhere.pk not in asker
    writer = program("partnership_officer")
    assert {draft.pk, sent.pk} <= set(ids(writer.get("answers")))
    assert writer.get(f"answers/{sent.pk}").json()["roles"] == ["writer"]
    assert program("company_manager").get(f"answers/{sent.pk}").json()["roles"] == ["asker"]
    for pk in (draft.pk, elsewhere.pk):
        assert problem(program("company_manager").get(f"answers/{pk}")) == (404, "not-found")
    assert problem(program("outsider").get(f"answers/{sent.pk}")) == (404, "not-found")


def test_an_enquiry_shows_its_asker_no_notes_and_no_address(told, program):
    enquiry = told.extras["enquiry_university"]
    EnquiryMessage.objects.create(enquiry=enquiry, direction="inside", text="Note", at=timezone.now())
    asker = program("company_manager").get(f"enquiries/{enquiry.pk}").json()
    assert ([one["text"] for one in asker["letters"]], asker["email"], asker["asks"]) == (["Walk"], "", True)
    side = program("partnership_officer").get(f"enquiries/{enquiry.pk}").json()
    assert [one["text"] for one in side["letters"]] == ["Walk", "Note"]
    assert (side["email"], side["may_reply"]) == ("walk@walk.example", True)
    assert ids(program("outsider").get("enquiries")) == []
    assert problem(program("outsider").get(f"enquiries/{enquiry.pk}")) == (404, "not-found")
    assert problem(program("company_manager").get(f"enquiries/{told.extras['enquiry_fund'].pk}")) == (404, "not-found")
