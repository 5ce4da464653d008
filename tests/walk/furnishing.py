"""Rows that addresses need and the world does not have."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from seriktes.accounts.actions import create_token, record_event
from seriktes.challenges.models import Answer, Challenge, ChallengeText, Enquiry, EnquiryMessage, StrayLetter
from seriktes.common.models import WorkerBeat
from seriktes.documents.models import Document, DocumentVersion, Signature, Template, TemplateVersion
from seriktes.exchange.models import ImportRun
from seriktes.expertise.models import AuthorQuestion, Evidence, EvidencePerson, EvidenceUnit
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.models import (
    DuplicateProposal,
    Invitation,
    MatchedList,
    Organisation,
    Post,
    PostHolding,
    Unit,
)
from seriktes.procedures.actions.calendar import make_feed
from seriktes.procedures.models import (
    Approval,
    ApprovalStep,
    Delegation,
    Handover,
    HandoverItem,
    OwnDay,
    Route,
    subject_of,
)  # fmt: skip
from tests.api.visits import furnish as furnish_api
from tests.walk import councils, own_hosts, programmes, theses
from tests.walk.choice import furnish_choice
from tests.walk.events import furnish_events
from tests.walk.logs import furnish_logs
from tests.walk.placements import furnish_placements
from tests.walk.stipends import furnish_stipends
from tests.world import SINCE, World


def furnish(world: World) -> World:
    """Add the rows that addresses need and the world does not have: each belongs to the administrator."""
    administrator = world["administrator"]
    now = timezone.now()
    furnish_evidence(world)
    furnish_choice(world)
    programmes.furnish(world)
    own_hosts.furnish(world)
    furnish_placements(world)
    theses.furnish(world)
    furnish_logs(world)
    furnish_events(world)
    furnish_stipends(world)
    token, _secret = create_token(
        by=administrator, name="Walk", scopes=["organisations:read"], now=now, expires_at=now + timedelta(days=1)
    )
    event = record_event(kind="tests.walk.started", by=administrator, target=world.organisations["university"])
    feed, feed_secret = make_feed(by=administrator, name="Walk", now=now)
    world.extras.update(token=token, event=event, feed=feed, feed_secret=feed_secret)
    for place, who in (("university", "lecturer"), ("hidden_company", "contact")):
        body = world.organisations[place]
        post = Post.objects.create(organisation=body, name_kk="Қызмет", name_ru="Пост", name_en="Post")
        world.extras[f"post_{place}"] = post
        world.extras[f"unit_{place}"] = Unit.objects.create(organisation=body, name_kk="Бөлім")
        world.extras[f"holding_{place}"] = PostHolding.objects.create(
            post=post, person=world.people[who], starts_on=SINCE
        )
        world.extras[f"own_day_{place}"] = OwnDay.objects.create(organisation=body, day=SINCE, is_working=False)
        world.extras[f"route_{place}"] = Route.objects.create(organisation=body, purpose="agreement", name_kk="Жол")
        world.extras[f"delegation_{place}"] = Delegation.objects.create(
            post=post, delegate=Post.objects.create(organisation=body, name_kk="Көмекші"), starts_on=SINCE,
            ends_on=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
        world.extras[f"invitation_{place}"] = Invitation.objects.create(
            email=f"{place}@example.org", organisation=body, role="faculty_member", language="kk", by=administrator,
            expires_at=now + timedelta(days=7),
        )  # fmt: skip
    for key in ("university", "company"):
        template = Template.objects.create(
            organisation=world.organisations[key], purpose="nobody:knows", name_kk="Үлгі"
        )
        TemplateVersion.objects.create(
            template=template, number=1, file=ContentFile(b"x", "x.docx"), sha256="x", at=now
        )
        world.extras[f"template_{key}"] = template
    approval = Approval.objects.create(
        **subject_of(world.agreements["in_approval"]), purpose="agreement:memorandum", started_at=now,
        started_by=world["partnership_officer"],
    )  # fmt: skip
    world.extras["approval_step"] = ApprovalStep.objects.create(
        approval=approval, organisation=world.organisations["university"], place=1, state="open", opened_at=now,
        post=world.extras["post_university"],
    )  # fmt: skip
    for key in ("draft", "elsewhere"):
        _furnish_text(world, key, now)
    left, right = world.organisations["hidden_company"], world.organisations["hidden_fund"]
    world.extras["proposal"] = DuplicateProposal.objects.create(left=left, right=right, score=0.95, found_at=now)
    twins = [Organisation.objects.create(kind="company", is_public=True) for _number in range(2)]
    world.extras["merge"] = merge_records(kept=twins[0], archived=twins[1], by=administrator)
    world.extras["list"] = MatchedList.objects.create(by=administrator, filename="list.csv", at=now, state="done")
    # A worker that stays alive for the whole walk: without one the readiness check answers 503.
    WorkerBeat.objects.create(worker_id="walk", host="walk", pid=1, started_at=now, beat_at=now + timedelta(hours=1))
    world.extras["import_run"] = ImportRun.objects.create(
        kind="organisations", format="csv", filename="list.csv", status="finished", by=world["partnership_officer"]
    )
    for who in ("student", "manager", "hidden_lecturer"):
        world.extras[f"affiliation_{who}"] = world.people[who].affiliations.get()
    furnish_handovers(world)
    furnish_enquiries(world, now)
    furnish_answers(world, now)
    councils.furnish(world)
    return furnish_api(world)


def furnish_handovers(world: World) -> None:
    """Posts that pass on: the host supervisor leaves, the lecturer comes; in another organisation nobody does."""
    today = timezone.localdate()
    for place, relation, coming in (("university", "own", "lecturer"), ("hidden_company", "of_others", "")):
        post = Post.objects.create(organisation=world.organisations[place], name_en="Post that passes on")
        leaving = PostHolding.objects.create(
            post=post, person=world.people["supervisor" if coming else "contact"], starts_on=SINCE, ends_on=today
        )
        comes = PostHolding.objects.create(
            post=post, person=world.people[coming], starts_on=today + timedelta(days=1)
        ) if coming else None  # fmt: skip
        handover = Handover.objects.create(post=post, leaving=leaving, coming=comes, opened_at=timezone.now())
        world.extras[f"handover_{place}"] = handover
        world.extras[f"handover_item_{place}"] = HandoverItem.objects.create(
            handover=handover, **subject_of(world.partnerships[relation])
        )


def furnish_evidence(world: World) -> None:
    """A published publication, one of the same university that is not, and one of a university that is not shown."""
    for key, place, published in (
        ("public", "university", True), ("draft", "university", False), ("hidden", "hidden_university", False)
    ):  # fmt: skip
        evidence = Evidence.objects.create(
            kind="publication", name_en="Walk", is_public=published, source_url="https://example.org/walk"
        )
        EvidenceUnit.objects.create(evidence=evidence, organisation=world.organisations[place])
        row = EvidencePerson.objects.create(evidence=evidence, position=1, name="Darisbay G.")
        world.extras[f"evidence_{key}"] = evidence
    world.extras["author_question"] = AuthorQuestion.objects.create(
        row=row, person=world.people["lecturer"], likeness=0.5, asked_at=timezone.now()
    )


def furnish_answers(world: World, now: datetime) -> None:
    """Answers of the university to a challenge of the company, and one of another university to a hidden fund, which asks
    only those whom it invites."""
    for key, asker, visibility in (("answered", "company", "public"), ("elsewhere", "hidden_fund", "invited")):
        world.extras[f"challenge_{key}"] = challenge = Challenge.objects.create(
            organisation=world.organisations[asker], language="kk", state="open", visibility=visibility,
            published_at=now, due_on=timezone.localdate(now) + timedelta(days=30),
        )  # fmt: skip
        ChallengeText.objects.create(challenge=challenge, language="kk", title="Walk")
    for key, challenge, place, state in (
        ("draft", "answered", "university", "draft"),
        ("sent", "answered", "university", "received"),
        ("chosen", "answered", "university", "chosen"),
        ("elsewhere", "elsewhere", "hidden_university", "received"),
    ):
        world.extras[f"answer_{key}"] = Answer.objects.create(
            challenge=world.extras[f"challenge_{challenge}"], organisation=world.organisations[place], state=state,
            language="kk", title="Walk", submitted_at=None if state == "draft" else now,
        )  # fmt: skip


def furnish_enquiries(world: World, now: datetime) -> None:
    """One of the company's manager about the lecturer, one to the fund of somebody without an account; letters that
    found no enquiry."""
    for key, asker, expert in (
        ("university", world["company_manager"], world.people["lecturer"]),
        ("fund", None, None),
    ):
        world.extras[f"enquiry_{key}"] = enquiry = Enquiry.objects.create(
            organisation=world.organisations[key], expert=expert, asker=asker, state="open", name="Walk",
            asking_organisation=world.organisations["company"] if asker else None, email="walk@walk.example",
            language="kk", title="Walk", reference=key.upper(), asked_at=now, confirmed_at=now,
        )  # fmt: skip
        EnquiryMessage.objects.create(enquiry=enquiry, direction="from_asker", text="Walk", by=asker, at=now)
    for key in ("university", "nobody"):
        world.extras[f"stray_{key}"] = StrayLetter.objects.create(
            organisation=world.organisations.get(key), enquiry=world.extras.get(f"enquiry_{key}"),
            sender="walk@walk.example", text="Walk", message_id=key, reason="foreign_sender", at=now,
        )  # fmt: skip


def _furnish_text(world: World, key: str, now: datetime) -> None:
    """A text of the agreement: a frozen version with a signature, and a draft after it. PDFs, so that nothing is set."""
    content = b"%PDF-1.4 walk"
    world.extras[f"document_{key}"] = document = Document.objects.create(
        **subject_of(world.agreements[key]), purpose="agreement:memorandum", title="Walk"
    )
    for number, state in ((2, "draft"), (1, "frozen")):
        frozen = state == "frozen"
        version = DocumentVersion.objects.create(
            document=document, number=number, state=state, origin="upload", languages=["kk"], at=now,
            texts={"kk": [f"Walk {number}"]}, source=ContentFile(content, "walk.pdf"),
            pdf=ContentFile(content, "walk.pdf") if frozen else "", frozen_at=now if frozen else None,
            sha256=hashlib.sha256(content).hexdigest() if frozen else "", size=len(content) if frozen else 0,
        )  # fmt: skip
    world.extras[f"signature_{key}"] = Signature.objects.create(
        version=version, method="paper", organisation=world.organisations["company"], signer_name="Walk",
        file=ContentFile(content, "scan.pdf"), file_sha256="0" * 64, signed_on=SINCE, verdict="recorded", recorded_at=now,
    )  # fmt: skip
