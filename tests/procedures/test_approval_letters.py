"""Deciding by the letter, without the page: what it says, when it is void, and who hears of a desk that gets none."""

from datetime import timedelta

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Person, PostHolding
from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.approvals import ApprovalSide, Desk
from seriktes.procedures.actions.calling import call_again
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep, Event
from tests.procedures.approvals import HASH, HEARD, address_in, decide, refused, start
from tests.world import SINCE


def test_holder_decides_by_the_letter(world, paper, letters, client):
    world.users["partnership_officer"].language = "en"
    world.users["partnership_officer"].save()
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    letter = sent["partnership.officer@example.org"]
    assert "Paper no." in letter.subject
    address = address_in(letter)
    page = client.get(address).text
    assert "Post of office" in page
    assert HASH in page
    assert "What is decided" not in page
    assert client.post(address, {"choice": "refuse", "reason": ""}).status_code == 422
    assert client.post(address, {"choice": "approve"}).status_code == 200
    one = ApprovalStep.objects.get()
    assert (one.state, one.decided_by, one.decided_label) == (
        "approved", None, "Partnership officer (partnership.officer@example.org)",
    )  # fmt: skip
    assert Event.objects.get(kind="approval.step_approved").by_label == one.decided_label
    assert client.post(address, {"choice": "approve"}).status_code == 410


def test_text_is_read_by_the_link_while_it_is_open(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    address = address_in(sent["partnership.officer@example.org"])
    read = client.get(f"{address}text/")
    assert (read.status_code, read.content, read["Content-Type"]) == (200, HASH.encode(), "application/pdf")
    assert read["Referrer-Policy"] == "no-referrer"
    client.post(address, {"choice": "approve"})
    assert client.get(f"{address}text/").status_code == 302


def test_no_text_no_address(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], content_hash="", at=timezone.now()))
    assert client.get(f"{address_in(sent['partnership.officer@example.org'])}text/").status_code == 404


def test_other_side_decides_by_its_letter_in_its_language(world, paper, letters, client):
    side = ApprovalSide(
        world.organisations["company"], [Desk(1, name="Invented Director", email="Boss@Zavod.example", language="ru")]
    )
    sent = letters(lambda: start(world, paper, others=[side], at=timezone.now()))
    assert sent["boss@zavod.example"].extra_headers["Content-Language"] == "ru"
    done = client.post(address_in(sent["boss@zavod.example"]), {"choice": "refuse", "reason": "Too dear"})
    assert done.status_code == 200
    assert HEARD.ended == [("refused", "Too dear", HASH, "Invented Director (boss@zavod.example)")]


def test_letter_is_void_when_the_desk_decided_on_the_page(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    decide(Approval.objects.get(), "office", world["partnership_officer"], at=timezone.now())
    page = client.get(f"{address_in(sent['partnership.officer@example.org'])}?language=en")
    assert page.status_code == 410
    assert "Post of office: approved on" in page.text


def test_letter_of_a_former_holder_is_void(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    address = address_in(sent["partnership.officer@example.org"])
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=SINCE)
    assert client.get(address).status_code == 410
    assert client.post(address, {"choice": "approve"}).status_code == 410
    assert ApprovalStep.objects.get().state == "open"


def test_asking_by_letter_and_a_new_letter_with_the_answer(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["lawyer"], at=timezone.now()))
    address = address_in(sent["faculty.member@example.org"])
    assert client.post(address, {"choice": "ask", "reason": ""}).status_code == 422
    assert client.post(address, {"choice": "ask", "reason": "What for?"}).status_code == 200
    one = ApprovalStep.objects.get()
    assert (one.state, one.question) == ("open", "What for?")
    sent = letters(
        lambda: actions.answer(
            step=one, answer="For all", by=world["partnership_officer"], at=timezone.now() + timedelta(minutes=30)
        )
    )
    page = client.get(address_in(sent["faculty.member@example.org"])).text
    assert ("What for?" in page, "For all" in page) == (True, True)


def test_vacant_post_is_told_to_the_keepers(world, paper, letters):
    sent = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))
    assert list(sent) == ["partnership.officer@example.org"]
    assert ActionLink.objects.count() == 0
    assert "/posts/" in sent["partnership.officer@example.org"].body


def test_holder_without_an_address_is_told_to_the_keepers(world, paper, letters):
    person = Person.objects.create(name_kk="Мекенжайы жоқ")
    PostHolding.objects.create(post=world.posts["vacant"], person=person, starts_on=SINCE)
    User.objects.filter(pk=world["partnership_officer"].pk).update(language="en")
    body = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))["partnership.officer@example.org"].body
    said = " ".join(body.split())
    assert "No letter can reach whoever holds it: the register knows no address." in said
    assert "Give the post an e-mail" in said
    assert "which nobody holds" not in said


def test_called_again(world, paper, letters):
    letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    one = ApprovalStep.objects.get()
    officer = world["partnership_officer"]
    assert (
        refused(call_again, step=one, record=paper, by=officer, at=timezone.now() + timedelta(minutes=9))
        == "sent_just_now"
    )
    sent = letters(lambda: call_again(step=one, record=paper, by=officer, at=timezone.now() + timedelta(minutes=30)))
    assert list(sent) == ["partnership.officer@example.org"]
    assert ActionLink.objects.filter(withdrawn_at__isnull=True).count() == 1
