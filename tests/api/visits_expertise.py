"""The operations on expertise, challenges, answers and enquiries, as visits of the walk: see `tests.api.visits`."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from seriktes.challenges.actions.invitations import INVITED
from seriktes.challenges.models import ChallengeFile, ChallengeInvitation, ExpertMatch
from seriktes.expertise.models import Evidence, EvidenceUnit, GlossaryTerm
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]
ONCE: Rows = {"": lambda _world: {}}


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _parts(part: str) -> Rows:
    """Of the public challenge, and of the one that only those see whom it invites."""
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"challenge_{key}"].pk, "part": world.extras[f"challenge_{part}_{key}"].pk,
        }
        for key in ("answered", "elsewhere")
    }  # fmt: skip


TERM: Rows = {"": lambda world: {"name": f"own-{world.extras['glossary_term'].pk}"}}
NAMES: Rows = {
    key: lambda world, key=key: {
        "pk": world.extras[f"evidence_{key}"].pk, "part": world.extras[f"evidence_{key}"].people.get().pk,
    }
    for key in ("public", "draft", "hidden")
}  # fmt: skip
EVIDENCE = _extras("evidence_public", "evidence_draft", "evidence_hidden")
CHALLENGES = _extras("challenge_answered", "challenge_elsewhere")
ANSWERS = _extras("answer_draft", "answer_sent", "answer_elsewhere")
FILES, INVITATIONS, MATCHES = (_parts(part) for part in ("file", "invitation", "match"))
CHOSEN = _extras("answer_draft", "answer_chosen", "answer_elsewhere")
SECRET: Rows = {"": lambda world: {"secret": world.extras["invitation_secret"]}}
ENQUIRIES = _extras("enquiry_university", "enquiry_fund")

OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/expertise/evidence"): (ONCE, None),
    ("get", "/expertise/evidence/{pk}"): (EVIDENCE, None),
    ("post", "/expertise/evidence"): (
        ONCE,
        lambda world: {
            "kind": "publication",
            "names": {"en": "Invented"},
            "units": [{"organisation": world.organisations["university"].pk}],
        },
    ),
    ("patch", "/expertise/evidence/{pk}"): (EVIDENCE, lambda _world: {"names": {"en": "Invented"}}),
    **{
        ("post", f"/expertise/evidence/{{pk}}/{way}"): (EVIDENCE, None)
        for way in ("publish", "unpublish", "archive", "unarchive")
    },
    ("post", "/expertise/evidence/{pk}/retract"): (EVIDENCE, lambda _world: {"on": "2026-01-31"}),
    ("get", "/expertise/search"): (ONCE, None),
    ("get", "/expertise/statistics"): (ONCE, None),
    ("post", "/expertise/evidence/{pk}/unretract"): (EVIDENCE, None),
    ("post", "/expertise/evidence/{pk}/merge"): (
        EVIDENCE,
        lambda world: {"archived": world.extras["evidence_other"].pk},
    ),
    ("get", "/expertise/authors"): (ONCE, None),
    ("get", "/expertise/authors/{pk}"): (_extras("author_question"), None),
    ("post", "/expertise/authors/{pk}/decision"): (_extras("author_question"), lambda _world: {"same": True}),
    ("post", "/expertise/evidence/{pk}/people/{part}/link"): (
        NAMES,
        lambda world: {"person": world.people["lecturer"].pk},
    ),
    ("post", "/expertise/evidence/{pk}/people/{part}/refuse"): (NAMES, None),
    ("get", "/expertise/glossary"): (ONCE, None),
    ("post", "/expertise/glossary"): (ONCE, lambda _world: {"ru": ["Invented"], "en": ["Invented"]}),
    ("get", "/expertise/glossary/{name}"): (TERM, None),
    ("patch", "/expertise/glossary/{name}"): (TERM, lambda _world: {"source": "Invented"}),
    ("post", "/expertise/glossary/{name}/take_out"): (TERM, None),
    ("post", "/expertise/glossary/{name}/bring_back"): (TERM, None),
    ("get", "/challenges"): (ONCE, None),
    ("get", "/challenges/{pk}"): (CHALLENGES, None),
    ("get", "/challenges/figures"): (ONCE, None),
    ("get", "/answers"): (ONCE, None),
    ("get", "/answers/{pk}"): (ANSWERS, None),
    ("get", "/enquiries"): (ONCE, None),
    ("get", "/enquiries/{pk}"): (ENQUIRIES, None),
    ("post", "/challenges"): (
        ONCE,
        lambda world: {
            "organisation": world.organisations["company"].pk,
            "language": "en",
            "texts": {"en": {"title": "Invented"}},
        },
    ),
    ("patch", "/challenges/{pk}"): (CHALLENGES, lambda _world: {"number": "1"}),
    ("post", "/challenges/{pk}/publish"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/archive"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/answers"): (
        CHALLENGES,
        lambda world: {"organisation": world.organisations["university"].pk},
    ),
    ("patch", "/answers/{pk}"): (ANSWERS, lambda _world: {"title": "Invented"}),
    ("post", "/answers/{pk}/submit"): (ANSWERS, None),
    **{
        ("post", f"/challenges/{{pk}}/{way}"): (CHALLENGES, lambda _world: {"reason": "I"})
        for way in ("withdraw", "decide")
    },
    ("post", "/challenges/{pk}/move_deadline"): (
        CHALLENGES,
        lambda _world: {"due_on": in_days(60), "decide_on": in_days(70)},
    ),
    ("post", "/challenges/{pk}/move_decision"): (CHALLENGES, lambda _world: {"decide_on": in_days(70)}),
    **{
        ("post", f"/answers/{{pk}}/{way}"): (ANSWERS, lambda _world: {})
        for way in ("qualify", "shortlist", "make_finalist", "reconsider")
    },
    ("post", "/answers/{pk}/choose"): (ANSWERS, None),
    ("get", "/challenges/{pk}/files"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/files"): (CHALLENGES, None),
    ("get", "/challenges/{pk}/files/{part}"): (FILES, None),
    ("delete", "/challenges/{pk}/files/{part}"): (FILES, None),
    ("get", "/challenges/{pk}/confidentiality"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/confidentiality"): (CHALLENGES, lambda _world: {"words": "I", "agreed": True}),
    ("get", "/challenges/invitations"): (ONCE, None),
    ("get", "/challenges/{pk}/invitations"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/invitations"): (
        CHALLENGES,
        lambda world: {"organisation": world.organisations["agency"].pk},
    ),
    ("get", "/challenges/{pk}/invitations/{part}"): (INVITATIONS, None),
    ("post", "/challenges/{pk}/invitations/{part}/accept"): (INVITATIONS, None),
    ("post", "/challenges/{pk}/invitations/{part}/decline"): (INVITATIONS, lambda _world: {"reason": "Too far away."}),
    ("get", "/challenges/invitations/{secret}"): (SECRET, None),
    ("post", "/challenges/invitations/{secret}/accept"): (SECRET, None),
    ("post", "/challenges/invitations/{secret}/decline"): (SECRET, lambda _world: {"reason": "Too far away."}),
    ("get", "/challenges/{pk}/experts"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/experts/{part}/invite"): (MATCHES, None),
    ("post", "/challenges/{pk}/experts/{part}/set_aside"): (MATCHES, lambda _world: {"reason": "I"}),
    ("post", "/answers/{pk}/partnership"): (CHOSEN, lambda _world: {}),
    ("post", "/answers/{pk}/decline"): (ANSWERS, lambda _world: {"reason": "off_brief"}),
    ("post", "/answers/{pk}/withdraw"): (ANSWERS, lambda _world: {"reason": "I"}),
    ("post", "/answers/{pk}/next_word"): (ANSWERS, lambda _world: {"next_word_on": in_days(7)}),
    ("post", "/answers/{pk}/met"): (ANSWERS, lambda _world: {"met_on": in_days(0)}),
    ("post", "/answers/{pk}/messages"): (ANSWERS, lambda _world: {"text": "Invented"}),
    ("get", "/enquiries/counts"): (ONCE, None),
    ("get", "/enquiries/target"): (ONCE, None),
    ("post", "/enquiries"): (
        ONCE,
        lambda world: {
            "kind": "organisation",
            "id": world.organisations["university"].pk,
            "title": "Invented",
            "text": "Invented",
        },
    ),
    ("post", "/enquiries/{pk}/partnership"): (
        ENQUIRIES,
        lambda world: {"organisation": world.organisations["company"].pk},
    ),
    ("post", "/enquiries/{pk}/letters"): (ENQUIRIES, lambda _world: {"text": "Invented"}),
    ("post", "/enquiries/{pk}/note"): (ENQUIRIES, lambda _world: {"text": "Invented"}),
    ("post", "/enquiries/{pk}/hand_on"): (
        ENQUIRIES,
        lambda world: {"post": world.extras["post_university"].pk, "note": "Invented"},
    ),
    ("post", "/enquiries/{pk}/met"): (ENQUIRIES, lambda _world: {"met_on": in_days(0)}),
    ("post", "/enquiries/{pk}/close"): (ENQUIRIES, lambda _world: {"reason": "Invented"}),
    ("post", "/enquiries/{pk}/spam"): (ENQUIRIES, None),
    ("post", "/enquiries/{pk}/reopen"): (ENQUIRIES, None),
    **{
        ("get", f"/{name}/{{pk}}/{what}"): (rows, None)
        for name, rows in (("challenges", CHALLENGES), ("answers", ANSWERS), ("enquiries", ENQUIRIES))
        for what in ("timeline", "clocks")
    },
    ("get", "/challenges/figures/organisations"): (ONCE, None),
    ("get", "/challenges/figures/counted"): (ONCE, None),
    ("post", "/enquiries/{pk}/replies"): (ENQUIRIES, lambda _world: {"text": "Invented"}),
}
QUERY = {
    "/expertise/search": "?q=walk",
    "/challenges/figures/counted": "?code=enquiry-first",
    "/enquiries/target": "?kind=organisation&id=999999999",
}


def furnish(world: World) -> None:
    """A file, an invitation and a proposed expert of each challenge, a link in a letter; an entry of the glossary; evidence to be merged."""
    now = timezone.now()
    world.extras["glossary_term"] = GlossaryTerm.objects.create(ru="Walk", en="Walk")
    world.extras["evidence_other"] = other = Evidence.objects.create(kind="publication", name_en="Walk")
    EvidenceUnit.objects.create(evidence=other, organisation=world.organisations["university"])
    content = b"%PDF-1.4 walk"
    for key, place, who in (
        ("answered", "university", "lecturer"),
        ("elsewhere", "hidden_university", "hidden_lecturer"),
    ):
        challenge = world.extras[f"challenge_{key}"]
        world.extras[f"challenge_file_{key}"] = ChallengeFile.objects.create(
            challenge=challenge, file=ContentFile(content, "walk.pdf"), name="walk.pdf", at=now,
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
        world.extras[f"challenge_invitation_{key}"] = ChallengeInvitation.objects.create(
            challenge=challenge, organisation=world.organisations[place], sent_at=now
        )
        world.extras[f"challenge_match_{key}"] = ExpertMatch.objects.create(
            challenge=challenge, person=world.people[who], score=0.5, found_at=now
        )
    address = link_within_a_letter(
        action=INVITED, subject=world.extras["challenge_invitation_answered"], at=now,
        to=Addressee("walk@walk.example", "en"),
    )  # fmt: skip
    world.extras["invitation_secret"] = address.rstrip("/").rpartition("/")[2]
