"""An agreement on its way round the desks of its sides."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.documents.models import Document, DocumentVersion
from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.actions.agreements import Signer
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.models import Agreement
from seriktes.procedures.actions.approvals import decide
from seriktes.procedures.actions.routes import NewStep, add_route
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.models import Approval, ApprovalStep, Event, OpenClock, subject_of
from seriktes.procedures.queries.approvals import approved_content, track_of, waiting_for_user
from tests.organisations.test_two_at_once import at_once
from tests.partnerships.conftest import BACKEND
from tests.world import SINCE, build_world

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 11, 24, 6, tzinfo=UTC)
HASH = "c" * 64


def furnish(world):
    for key, (place, person) in {
        "lawyer": ("university", "lecturer"), "rector": ("university", "officer"), "director": ("company", "manager"),
    }.items():  # fmt: skip
        post = Post.objects.create(organisation=world.organisations[place], name_en=f"Post of {key}")
        PostHolding.objects.create(post=post, person=world.people[person], starts_on=SINCE)
        world.posts[key] = post
    return world


@pytest.fixture
def by(world):
    furnish(world)
    return world["partnership_officer"]


def route(world, place, purpose, *keys):
    steps = [NewStep(number, world.posts[key]) for number, key in enumerate(keys, 1)]
    return add_route(
        organisation=world.organisations[place], purpose=purpose, names={"name_en": "Route"}, steps=steps,
        by=world["administrator"],
    )  # fmt: skip


def draft(world, by, **values):
    values = {"kind": "memorandum", "name_en": "Invented memorandum", "languages": ["ru", "kk"]} | values
    return actions.draft_agreement(partnership=world.partnerships["own"], values=values, by=by, at=NOW)


def submit(agreement, by, at=NOW):
    return actions.submit_agreement(agreement=agreement, content_hash=HASH, by=by, at=at)


def desks(agreement):
    return [
        (step.place, str(step.post or step.name), step.state)
        for step in Approval.objects.about(agreement).latest("pk").steps.all()
    ]


def say(key, user, *, approve=True, reason="", at=NOW):
    step = ApprovalStep.objects.get(post__name_en=f"Post of {key}", approval__state="running")
    return decide(step=step, approve=approve, reason=reason, by=user, at=at)


def test_round_both_sides_the_senders_first(world, by):
    route(world, "company", "agreement", "director")
    route(world, "university", "agreement:memorandum", "lawyer", "rector")
    agreement = submit(draft(world, by), by)
    assert agreement.state == "in_approval"
    assert desks(agreement) == [
        (1, "Post of lawyer", "open"), (2, "Post of rector", "waiting"), (3, "Post of director", "waiting"),
    ]  # fmt: skip
    say("lawyer", world["faculty_member"])
    say("rector", by)
    assert [row.title for row in waiting_for_user(world["company_manager"], NOW)] == ["Invented memorandum"]
    say("director", world["company_manager"])
    agreement.refresh_from_db()
    assert (agreement.state, approved_content(agreement, HASH)) == ("approved", True)
    event = Event.objects.about(agreement).get(kind="agreement.approved")
    assert (event.by, event.data["without_route"]) == (world["company_manager"], False)
    assert set(OpenClock.objects.about(agreement).values_list("code", flat=True)) == {"agreement_signature"}


def test_route_for_the_kind_goes_before_the_one_for_every_kind(world, by):
    route(world, "university", "agreement", "lawyer")
    special = route(world, "university", "agreement:memorandum", "rector")
    assert desks(submit(draft(world, by), by)) == [(1, "Post of rector", "open")]
    assert desks(submit(draft(world, by, kind="consultancy"), by)) == [(1, "Post of lawyer", "open")]
    special.closed_on = SINCE
    special.save()
    assert desks(submit(draft(world, by), by)) == [(1, "Post of lawyer", "open")]


def test_without_desks_it_is_approved_at_once(world, by):
    assert submit(draft(world, by), by).state == "approved"
    route(world, "company", "agreement:memorandum")
    route(world, "company", "agreement:consultancy", "director")
    assert submit(draft(world, by), by).state == "approved"
    assert Approval.objects.count() == 0


def test_refusal_brings_it_back_with_its_reason(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    say("director", world["company_manager"], approve=False, reason="Too dear")
    agreement.refresh_from_db()
    assert agreement.state == "draft"
    assert Event.objects.about(agreement).get(kind="agreement.refused").data["reason"] == "Too dear"
    # A text that was changed goes round anew.
    assert submit(agreement, by).state == "in_approval"
    assert desks(agreement) == [(1, "Post of director", "open")]


def test_nothing_goes_past_the_desks(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    for call in (actions.approve_agreement, lambda **values: actions.refuse_agreement(reason="x", **values)):
        with pytest.raises(CannotAgree) as refusal:
            call(agreement=agreement, by=by, at=NOW)
        assert refusal.value.reason == "wrong_state"
    agreement.refresh_from_db()
    assert (agreement.state, desks(agreement)) == ("in_approval", [(1, "Post of director", "open")])


@pytest.mark.parametrize(("way", "state"), [("take_back", "draft"), ("abandon", "abandoned")])
def test_called_back_from_the_desks(world, by, way, state):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    getattr(actions, f"{way}_agreement")(agreement=agreement, reason="A mistake", by=by, at=NOW)
    agreement.refresh_from_db()
    assert (agreement.state, Approval.objects.get().state) == (state, "withdrawn")
    assert OpenClock.objects.about(agreement).count() == 0
    with pytest.raises(CannotApprove):
        decide(step=ApprovalStep.objects.get(), approve=True, by=world["company_manager"], at=NOW)


def test_taken_back_after_the_approval(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    say("director", world["company_manager"])
    actions.take_back_agreement(agreement=agreement, reason="A mistake", by=by, at=NOW)
    assert Approval.objects.get().state == "approved"
    # The text goes round anew: what was approved before does not count for it.
    assert submit(Agreement.objects.get(pk=agreement.pk), by).state == "in_approval"
    assert not approved_content(agreement, HASH)


def test_signatory_without_a_post_is_asked_by_link(world, by, client, django_capture_on_commit_callbacks):
    route(world, "university", "agreement", "rector")
    agreement = draft(world, by)
    ours, theirs = world.partnerships["own"].parties.order_by("pk")
    signers = [Signer(ours), Signer(theirs, name="Invented Director", email="boss@zavod.example")]
    agreement = actions.set_signatories(agreement=agreement, signers=signers, by=by, at=NOW)
    content = b"%PDF-1.7 invented"
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document.objects.create(**subject_of(agreement), purpose="agreement:memorandum", title="Text")
    DocumentVersion.objects.create(
        document=document, number=1, state="frozen", origin="upload", sha256=sha256, size=len(content),
        pdf=ContentFile(content, "text.pdf"), at=NOW,
    )  # fmt: skip
    now = timezone.now()
    actions.submit_agreement(agreement=agreement, content_hash=sha256, by=by, at=now)
    assert [row[1] for row in desks(agreement)] == ["Post of rector", "Invented Director"]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        say("rector", by, at=now)
    (letter,) = (one for one in mail.outbox if one.to == ["boss@zavod.example"])
    assert letter.extra_headers["Content-Language"] == "ru"
    address = re.search(r"https?://[^/\s]+(/l/\S+/)", letter.body)[1]
    page = client.get(f"{address}?language=en").text
    assert "Invented memorandum" in page
    assert "Note of own" not in page
    assert client.get(f"{address}text/").content == content
    assert client.post(address, {"choice": "approve"}).status_code == 200
    agreement.refresh_from_db()
    assert agreement.state == "approved"
    event = Event.objects.about(agreement).get(kind="agreement.approved")
    assert (event.by, event.by_label) == (None, "Invented Director (boss@zavod.example)")


def test_the_page_reads_no_clock_and_no_version_twice(client, world, by):
    route(world, "university", "agreement:memorandum", "lawyer", "rector")
    agreement = submit(draft(world, by), by)
    document = Document.objects.create(**subject_of(agreement), purpose="agreement:memorandum", title="Text")
    DocumentVersion.objects.create(
        document=document, number=1, at=NOW, by=by, languages=["kk"], texts={"kk": ["Мәтін"]}
    )
    client.force_login(by, backend=BACKEND)
    client.get(agreement.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(agreement.get_absolute_url()).status_code == 200
    for table in ("procedures_openclock", "documents_documentversion", "procedures_approvalstep"):
        assert sum(f'FROM "{table}"' in query["sql"] for query in captured) == 1, table


def test_both_sides_see_the_track(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    for who, name in (
        ("partnership_officer", world.people["manager"].name), ("company_manager", world.people["manager"].name),
        ("ministry_analyst", ""),
    ):  # fmt: skip
        track = track_of(agreement, world[who], NOW)
        assert [(row.desk, row.holder, row.step.opened_at) for row in track.open_steps] == [
            ("Post of director", name, NOW)
        ]
    assert track_of(agreement, world["partnership_officer"], NOW).may_keep
    assert not track_of(agreement, world["company_manager"], NOW).may_keep


@pytest.mark.django_db(transaction=True)
def test_decided_and_taken_back_at_once(transactional_db):
    world = furnish(build_world())
    by = world["partnership_officer"]
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    outcomes = at_once(
        lambda: say("director", world["company_manager"], approve=False, reason="No"),
        lambda: actions.take_back_agreement(agreement=agreement, reason="Mine", by=by, at=NOW),
    )
    assert outcomes in (["done", "ended"], ["done", "wrong_state"])
    agreement.refresh_from_db()
    assert agreement.state == "draft"
    assert Approval.objects.get().state in ("refused", "withdrawn")


def test_approved_late_is_seen_late(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    clock = OpenClock.objects.about(agreement).get()
    assert (clock.post, clock.due_at.date()) == (world.posts["director"], (NOW + timedelta(days=3)).date())


def test_archived_meanwhile(world, by):
    route(world, "company", "agreement", "director")
    agreement = submit(draft(world, by), by)
    Agreement.objects.filter(pk=agreement.pk).update(archived_at=NOW)
    with pytest.raises(CannotApprove) as refusal:
        say("director", world["company_manager"])
    assert (refusal.value.reason, desks(agreement)) == ("ended", [(1, "Post of director", "open")])
