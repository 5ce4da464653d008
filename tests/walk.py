"""The walk over every address of the project, as every persona, and the matrix that it is compared with.

A row of the matrix is one address with one object: `GET portal:organisation hidden_university`. Its cell says what
each persona gets; personas are single letters (`LETTERS`). Another kind of door (API operations) joins by adding a
function to `DOORS` that yields `Visit`s.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from seriktes.accounts.actions import create_token, record_event
from seriktes.accounts.enums import Scope
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
from tests.api.visits import api_requests
from tests.api.visits import furnish as furnish_api
from tests.world import SINCE, World

LETTERS = {
    "anonymous": "x", "outsider": "o", "partnership_officer": "P", "faculty_member": "F", "company_manager": "C",
    "host_supervisor": "H", "student": "S", "career_centre": "K", "librarian": "L", "ministry_analyst": "M", "fund_manager": "B",
    "reviewer": "V", "researcher": "R", "auditor": "U", "administrator": "A",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One request: `label` names the row, `path` is where it goes."""

    label: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    # A program's request: comes with the persona's token instead of a session, and what it writes is taken back.
    body: Any = None
    is_program: bool = False


Arguments = Mapping[str, Any]
# What fills the arguments of an address: for each name of a row, the arguments.
Fillers = Mapping[str, Callable[[World], Arguments]]


def organisations(*keys: str, argument: str = "pk") -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {argument: world.organisations[key].pk} for key in keys}


def people(*keys: str, argument: str = "pk") -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {argument: world.people[key].pk} for key in keys}


def only(**arguments: Any) -> dict[str, Callable[[World], Arguments]]:
    return {"": lambda _world: arguments}


ORGANISATIONS = organisations("university", "hidden_university", "company", "hidden_company", "agency", "hidden_fund")
PEOPLE = people("lecturer", "officer", "student", "published_student", "hidden_lecturer", "hidden_student", "contact")
ABSENT = only(pk=999_999_999)
CONSENTS = {
    key: lambda world, key=key: {"pk": world.consents[key].pk} for key in ("lecturer", "published_student", "contact")
}


def extras(*things: str) -> dict[str, Callable[[World], Arguments]]:
    """Rows that stand beside the world (`tests.walk.furnish`)."""
    return {thing: lambda world, thing=thing: {"pk": world.extras[thing].pk} for thing in things}


def partnerships(*keys: str, **arguments: Any) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.partnerships[key].pk, **arguments} for key in keys}


RECORD_PAGES = (
    "record", "edit", "archive", "unarchive", "timeline", "clocks", "letter", "alumni_name", "side_add",
)  # fmt: skip
PARTNERSHIPS = partnerships("own", "published", "of_others", "half_hidden", "archived")


def sides(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The first side of each partnership, and the second of "own"."""
    first = {key: lambda world, key=key: {"pk": world.partnerships[key].parties.order_by("pk")[0].pk} for key in keys}
    return {**first, "theirs": lambda world: {"pk": world.partnerships["own"].parties.order_by("pk")[1].pk}}


def activities(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.activities[key].pk} for key in keys}


def names_of(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The first name of each organisation, to be archived."""
    return {
        key: lambda world, key=key: {
            "pk": world.organisations[key].pk, "what": "name", "row": world.organisations[key].names.first().pk,
        }
        for key in keys
    }  # fmt: skip


def units_of(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {
        key: lambda world, key=key: {"pk": world.organisations[key].pk, "unit_pk": world.extras[f"unit_{key}"].pk}
        for key in keys
    }


def agreements(*keys: str, **others: Any) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.agreements[key].pk, **others} for key in keys}


def promises(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.commitments[key].pk} for key in keys}


def deliveries(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.commitments[key].deliveries.first().pk} for key in keys}


def signatories(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.agreements[key].signatories.first().pk} for key in keys}


def versions(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The frozen first version and the draft after it, of the text of each agreement."""
    return {
        f"{key} {number}": lambda world, key=key, number=number: {
            "pk": world.extras[f"document_{key}"].pk, "number": number,
        }
        for key in keys for number in (1, 2)
    }  # fmt: skip


def names_on(*things: str, **others: Any) -> dict[str, Callable[[World], Arguments]]:
    """The first name that stands on each piece of evidence."""
    return {
        thing: lambda world, thing=thing: {
            "pk": world.extras[thing].pk, "row_pk": world.extras[thing].people.get().pk, **others,
        }
        for thing in things
    }  # fmt: skip


def memberships(*roles: str) -> dict[str, Callable[[World], Arguments]]:
    return {role: lambda world, role=role: {"pk": world[role].memberships.get().pk} for role in roles}


# Arguments by the name of the address. A name that is not here and takes arguments fails the walk, which says so.
FILLERS: dict[str, Fillers] = {
    "portal:organisation": ORGANISATIONS,
    "portal:person": PEOPLE,
    **dict.fromkeys(
        [*(f"partnerships:commitment{name}" for name in ("", "_edit", "_withdraw")), "partnerships:delivery_add"],
        promises("own", "elsewhere"),
    ),
    **dict.fromkeys(
        [f"partnerships:delivery_{name}" for name in ("confirm", "dispute", "withdraw", "evidence")],
        deliveries("own", "elsewhere"),
    ),
    "partnerships:signatory_send": signatories("approved", "active"),
    "partnerships:commitment_add": agreements("draft", "active", "elsewhere"),
    **dict.fromkeys(["partnerships:agreement_add", "partnerships:agreement_enter"], partnerships("own", "of_others")),
    **dict.fromkeys(
        [f"partnerships:agreement{name}" for name in ("", "_clocks", "_edit", "_signatories")],
        agreements("draft", "active", "elsewhere"),
    ),
    "partnerships:agreement_move": {
        **agreements("draft", way="submit"),
        **agreements("active", "elsewhere", way="terminate"),
        **agreements("approved", way="sign"),
    },
    **dict.fromkeys(
        [f"organisations:{name}" for name in ("edit", "publish", "unpublish", "particulars", "units")], ORGANISATIONS
    ),
    "organisations:archive": names_of("university", "hidden_university", "company", "hidden_company"),
    **dict.fromkeys(["organisations:unit", "organisations:unit_close"], units_of("university", "hidden_company")),
    **{
        f"exchange:import_{name}": extras("import_run")
        for name in ("run", "columns", "progress", "cancel", "carry_out", "again", "questions", "file", "rejected")
    },
    "exchange:import_rows": {"": lambda world: {"pk": world.extras["import_run"].pk, "outcome": "created"}},
    "exchange:import_decide": {"": lambda world: {"pk": world.extras["import_run"].pk, "question": 999_999_999}},
    "accounts:token_revoke": extras("token"),
    "accounts:audit_event": extras("event"),
    **dict.fromkeys(
        ["organisations:members", "organisations:invite", "organisations:posts", "organisations:post_add"],
        organisations("university", "hidden_university", "company", "agency", "fund"),
    ),
    **dict.fromkeys(
        [
            "organisations:person_edit",
            "organisations:affiliation_add",
            "organisations:consent_add",
            "organisations:alumni_link_add",
        ],
        PEOPLE,
    ),
    **dict.fromkeys(
        [
            "organisations:consent",
            "organisations:consent_withdraw",
            "organisations:consent_unpublished",
            "organisations:consent_stopped",
            "organisations:consent_evidence",
        ],
        CONSENTS,
    ),
    **dict.fromkeys(
        ["organisations:membership_role", "organisations:membership_end"],
        memberships("faculty_member", "host_supervisor", "ministry_analyst", "reviewer"),
    ),
    **dict.fromkeys(
        ["organisations:post_edit", "organisations:post_appoint", "organisations:post_close"],
        extras("post_university", "post_hidden_company"),
    ),
    "organisations:merge": ORGANISATIONS,
    "organisations:merge_person": PEOPLE,
    "organisations:duplicate": extras("proposal"),
    "organisations:merge_undo": extras("merge"),
    "organisations:matched_list": extras("list"),
    "organisations:holding_end": extras("holding_university", "holding_hidden_company"),
    "organisations:affiliation_end": extras(
        "affiliation_student", "affiliation_manager", "affiliation_hidden_lecturer"
    ),
    "organisations:invitation_resend": extras("invitation_university", "invitation_hidden_company"),
    "organisations:invitation_withdraw": extras("invitation_university", "invitation_hidden_company"),
    **dict.fromkeys(
        ["procedures:office_hours", "procedures:own_days"], organisations("university", "hidden_university", "company")
    ),
    "procedures:own_day_remove": extras("own_day_university", "own_day_hidden_company"),
    "procedures:feed_revoke": extras("feed"),
    **dict.fromkeys(
        ["procedures:handover", "procedures:handover_note", "documents:handover_pack"],
        extras("handover_university", "handover_hidden_company"),
    ),
    **dict.fromkeys(
        ["procedures:handover_item_note", "procedures:handover_take_over"],
        extras("handover_item_university", "handover_item_hidden_company"),
    ),
    "procedures:feed": {
        "": lambda world: {"secret": world.extras["feed_secret"]},
        "unknown": lambda _world: {"secret": "no-such-feed"},
    },
    **dict.fromkeys(
        [f"procedures:{name}" for name in ("step", "step_file", "step_answer", "step_call")],
        extras("approval_step"),
    ),
    **dict.fromkeys(["procedures:route", "procedures:route_close"], extras("route_university", "route_hidden_company")),
    "procedures:route_add": organisations("university", "hidden_university", "company"),
    "procedures:delegation_withdraw": extras("delegation_university"),
    **dict.fromkeys(["procedures:link", "procedures:link_file"], only(secret="no-such-link")),
    "challenges:ask": {
        "unknown": lambda _world: {"model": "weather", "pk": 1},
        **{
            key: lambda world, key=key: {"model": "organisation", "pk": world.organisations[key].pk}
            for key in ("university", "hidden_university", "company")
        },
        **{
            key: lambda world, key=key: {"model": "person", "pk": world.people[key].pk}
            for key in ("lecturer", "student")
        },
        "partnership own": lambda world: {"model": "partnership", "pk": world.partnerships["own"].pk},
        "partnership published": lambda world: {"model": "partnership", "pk": world.partnerships["published"].pk},
    },
    "challenges:letters": only(secret="no-such-secret"),
    "challenges:figures_of": organisations("university", "hidden_company"),
    "challenges:counted": only(code="answer-first"),
    **dict.fromkeys(
        [f"challenges:answer{name}" for name in ("", "_edit", "_autosave", "_message")],
        extras("answer_draft", "answer_sent", "answer_elsewhere"),
    ),
    "challenges:answer_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"answer_{key}"].pk, "way": way}
        for key, way in (
            ("draft", "submit"),
            ("sent", "withdraw"),
            ("sent", "qualify"),
            ("sent", "met"),
            ("sent", "next-word"),
            ("sent", "weather"),
            ("elsewhere", "decline"),
        )
    },
    **dict.fromkeys(
        ["challenges:answer_new", "challenges:answers_of"], extras("challenge_answered", "challenge_elsewhere")
    ),
    **dict.fromkeys(
        [
            f"challenges:{name}"
            for name in ("challenge", "edit", "file_add", "acknowledge", "experts", "invitations", "invitation_add")
        ],
        extras("challenge_answered", "challenge_elsewhere"),
    ),
    "challenges:move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"challenge_{key}"].pk, "way": way}
        for key, way in (("answered", "withdraw"), ("answered", "weather"), ("elsewhere", "withdraw"))
    },
    **{
        f"challenges:{name}": {
            key: lambda world, key=key, part=part, more=more: {
                "pk": world.extras[f"challenge_{key}"].pk,
                f"{part}_pk": world.extras[f"challenge_{part}_{key}"].pk,
                **more,
            }
            for key in ("answered", "elsewhere")
        }
        for name, part, more in (
            ("file", "file", {}),
            ("file_remove", "file", {}),
            ("expert_move", "match", {"way": "invite"}),
            ("invitation_move", "invitation", {"way": "accept"}),
        )
    },
    "partnerships:from_answer": extras("answer_sent", "answer_chosen", "answer_elsewhere"),
    "partnerships:from_enquiry": extras("enquiry_university", "enquiry_fund"),
    **dict.fromkeys(["challenges:enquiry", "challenges:reply"], extras("enquiry_university", "enquiry_fund")),
    "challenges:enquiry_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"enquiry_{key}"].pk, "way": way}
        for key, way in (
            ("university", "close"),
            ("university", "note"),
            ("university", "hand_on"),
            ("university", "weather"),
            ("fund", "close"),
        )
    },
    "challenges:enquiry_routes": organisations("university", "hidden_university", "company", "fund"),
    "challenges:stray_settle": extras("stray_university", "stray_nobody"),
    **dict.fromkeys(
        ["documents:template", "documents:template_close"], extras("template_university", "template_company")
    ),
    "documents:template_file": {"": lambda world: {"pk": world.extras["template_university"].pk, "number": 1}},
    "documents:template_sample": only(code="memorandum-kk-ru"),
    "documents:new": {
        "unknown": lambda _world: {"purpose": "nobody:knows", "subject": 1},
        **{
            key: lambda world, key=key: {"purpose": "agreement:memorandum", "subject": world.agreements[key].pk}
            for key in ("draft", "active", "elsewhere")
        },
    },
    **dict.fromkeys(
        ["documents:document", "documents:version_new", "documents:compare"],
        extras("document_draft", "document_elsewhere"),
    ),
    **dict.fromkeys(
        [
            "documents:sign",
            "documents:paper",
            *(f"documents:version_{name}" for name in ("read", "file", "pdf", "freeze", "replace", "container")),
        ],
        versions("draft", "elsewhere"),
    ),
    **dict.fromkeys(
        [f"documents:signature_{name}" for name in ("file", "check", "withdraw")],
        extras("signature_draft", "signature_elsewhere"),
    ),
    "documents:verify_document": only(public_id="00000000-0000-4000-8000-000000000000"),
    **dict.fromkeys([f"partnerships:{name}" for name in RECORD_PAGES], PARTNERSHIPS),
    "partnerships:alumni_forget": partnerships("own", "of_others", link=999_999_999),
    "partnerships:rules": ORGANISATIONS,
    "partnerships:move": partnerships("own", "published", "of_others", way="to_paused"),
    "partnerships:fact": {
        **partnerships("own", "published", "of_others", code="confirmed"),
        "unknown": lambda world: {"pk": world.partnerships["own"].pk, "code": "weather"},
    },
    **dict.fromkeys(
        [f"partnerships:side_{name}" for name in ("edit", "leave", "publish", "unpublish", "answer")],
        sides("own", "published", "of_others"),
    ),
    **dict.fromkeys(
        [f"partnerships:activity{name}" for name in ("", "_edit", "_people", "_file_add")],
        activities("draft", "reported", "confirmed", "disputed", "elsewhere"),
    ),
    "partnerships:activity_move": {
        way: lambda world, way=way: {"pk": world.activities["reported"].pk, "way": way}
        for way in ("report", "confirm", "dispute", "withdraw", "settle")
    },
    **dict.fromkeys(
        ["partnerships:activity_file", "partnerships:activity_file_remove"], only(pk=999_999_999, file_pk=1)
    ),
    "expertise:add": {
        "publication": lambda _world: {"kind": "publication"},
        "nothing": lambda _world: {"kind": "poem"},
    },
    **dict.fromkeys(
        ["expertise:evidence", "expertise:edit", "expertise:merge"],
        extras("evidence_public", "evidence_draft", "evidence_hidden"),
    ),
    "expertise:move": {
        key: lambda world, key=key: {"pk": world.extras[key].pk, "way": "retract"}
        for key in ("evidence_public", "evidence_draft", "evidence_hidden")
    },
    "expertise:link": names_on("evidence_public", "evidence_hidden"),
    "expertise:own_name": names_on("evidence_public", "evidence_hidden", word="claim"),
    "expertise:question_decide": extras("author_question"),
    "expertise:expert_edit": PEOPLE,
    "expertise:expert": PEOPLE,
    "expertise:box": organisations("university", "hidden_university", argument="organisation"),
    **dict.fromkeys(["expertise:glossary_edit", "expertise:glossary_use"], only(name="own-999999")),
    "sitemap": only(section="pages"),
    "expertise:unit": extras("unit_university", "unit_hidden_company"),
    "api_nothing": only(rest="circus"),
    "organisations:invitation": only(token="no-such-invitation"),
    "organisations:invitation_sign_in": only(token="no-such-invitation", provider="university"),
    "account_confirm_email": only(key="no-such-key"),
    "account_reset_password_from_key": only(uidb36="1", key="no-such-key"),
    "mfa_remove_webauthn": ABSENT,
    "mfa_edit_webauthn": ABSENT,
    "openid_connect_login": only(provider_id="university"),
    "openid_connect_callback": only(provider_id="university"),
}
# Addresses that other walks go (API operations) or that are not ours to walk.
LEFT_OUT_NAMESPACES = {"api-1.0.0", "api-v1"}


def patterns(resolver: URLResolver, namespace: str = "", before: str = "/") -> Iterator[tuple[str, str, URLPattern]]:
    """Name, route and pattern of every address."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            if inner not in LEFT_OUT_NAMESPACES:
                yield from patterns(entry, inner, route)
        else:
            yield ":".join(filter(None, (namespace, entry.name))) if entry.name else "", route, entry


def page_visits(world: World) -> Iterator[Visit]:
    seen = set()
    for name, route, pattern in patterns(get_resolver()):
        if not name and not pattern.pattern.regex.groups:
            yield Visit(f"GET {route}", route)  # allauth redirects a few old addresses, which have no names
        elif name not in seen:
            seen.add(name)
            fillers = FILLERS.get(name) or ({} if pattern.pattern.regex.groups else {"": lambda _world: {}})
            if not fillers:
                _missing(name or route)
            for row, filler in fillers.items():
                yield Visit(" ".join(filter(None, ("GET", name, row))), _reverse(name, filler(world)))


def _reverse(name: str, arguments: Arguments) -> str:
    try:
        return reverse(name, kwargs=dict(arguments))
    except NoReverseMatch:
        return _missing(name)


def _missing(name: str) -> Any:
    raise AssertionError(
        f"{name} takes arguments that the walk does not know. Add it to FILLERS in tests/walk.py: say with which "
        "published, unpublished and foreign objects it shall be asked for."
    )


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


def furnish(world: World) -> World:
    """Add the rows that addresses need and the world does not have: each belongs to the administrator."""
    administrator = world["administrator"]
    now = timezone.now()
    furnish_evidence(world)
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
    return furnish_api(world)


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


def api_visits(world: World) -> Iterator[Visit]:
    for label, method, address, body in api_requests(world):
        yield Visit(label, address, method, {"If-Match": "*"} if method == "PATCH" else {}, body, is_program=True)


DOORS: list[Callable[[World], Iterator[Visit]]] = [page_visits, api_visits]


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if not isinstance(user, AnonymousUser):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _outcome(response: Any) -> str:
    if response.status_code not in {301, 302, 303}:
        return str(response.status_code)
    where = response["Location"].partition("#")[0].partition("?")[0]
    try:
        return f"{response.status_code}→{resolve(where).view_name}"
    except Resolver404:
        return f"{response.status_code}→{where}"


def walk(world: World, persona: str) -> dict[str, str]:
    """What the persona gets, by row: one column of the matrix."""
    client, program, token = client_of(world[persona]), Client(raise_request_exception=False), token_of(world[persona])
    return {
        visit.label: _outcome(_as_program(visit, program, token) if visit.is_program else _as_reader(visit, client))
        for visit in [visit for door in DOORS for visit in door(world)]
    }


def _as_reader(visit: Visit, client: Client) -> Any:
    return client.generic(visit.method, visit.path, headers=dict(visit.headers))


def _as_program(visit: Visit, client: Client, token: str) -> Any:
    headers = {**visit.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    data = b"" if visit.body is None else json.dumps(visit.body).encode()
    with transaction.atomic():
        response = client.generic(visit.method, visit.path, data, content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return response


def token_of(user: Any) -> str:
    """A token with every scope; none for nobody."""
    if isinstance(user, AnonymousUser):
        return ""
    now = timezone.now()
    return create_token(by=user, name="Walk", scopes=Scope.values, now=now, expires_at=now + timedelta(days=1))[1]


def cell_of(outcomes: Mapping[str, str]) -> str:
    """One row of the matrix: what each letter gets."""
    found: dict[str, str] = defaultdict(str)
    for letter in LETTERS.values():
        if letter in outcomes:
            found[outcomes[letter]] += letter
    if len(found) == 1 and len(outcomes) == len(LETTERS):
        return f"{next(iter(found))} everybody"
    return " · ".join(f"{outcome} {letters}" for outcome, letters in sorted(found.items()))


def outcomes_in(cell: str) -> dict[str, str]:
    """The same, read back: by letter."""
    parts = [part.rsplit(" ", 1) for part in cell.split(" · ")]
    return {
        letter: outcome
        for outcome, letters in parts
        for letter in (LETTERS.values() if letters == "everybody" else letters)
    }
