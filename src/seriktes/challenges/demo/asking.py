"""Invented enquiries: unanswered since an hour, overdue, answered, waiting for the asker, met, agreed, closed."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from seriktes.challenges.demo import words
from seriktes.challenges.demo.desks import Desks
from seriktes.challenges.demo.tables import Tables
from seriktes.challenges.enums import Direction
from seriktes.expertise.demo.words import LANGUAGES, Topic, topics
from seriktes.expertise.models import Evidence, EvidenceSubject

# How ten stand, and how many days ago they were asked.
STORIES = (
    ("open", 0), ("answered", 12), ("open", 6), ("closed", 40), ("waiting", 5), ("answered", 90), ("closed", 160),
    ("open", 2), ("answered", 30), ("spam", 20),
)  # fmt: skip
# Open since two days, and asked of the university whose post is vacant.
AT_UNHELD = 7


def invent_enquiries(tables: Tables, rng: Random, desks: Desks, total: int) -> None:
    offers = list(
        Evidence.objects.filter(organisation__isnull=False, is_public=True)
        .order_by("pk")
        .values("pk", "organisation_id", "name_ru", "name_kk", "name_en", "text_kk", "text_ru", "text_en")[:400]
    )
    subjects = _subjects([row["pk"] for row in offers])
    at_home = [row for row in offers if row["organisation_id"] == desks.home] or offers
    unheld = [row for row in offers if row["organisation_id"] == desks.unheld] or offers
    for number in range(total // 2):
        state, days = STORIES[number % len(STORIES)]
        if state == "open" and days > 3 and number >= len(STORIES):
            # One that is overdue is enough for a desk.
            state, days = "closed", days + 30
        # Every other one lies with the personas' university; of the others, one that is open at the vacant post.
        row = rng.choice(at_home if number % 2 == 0 else unheld if number == AT_UNHELD else offers)
        post = desks.posts.get(row["organisation_id"])
        topic = _topic_of(row, subjects.get(row["pk"], frozenset()), number)
        _enquiry(tables, rng, number, story=(state, days), row=dict(row), post=post, topic=topic)


def _subjects(pks: list[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    rows = EvidenceSubject.objects.filter(evidence__in=pks).order_by("pk")
    for pk, scheme, code in rows.values_list("evidence", "scheme", "code"):
        found.setdefault(pk, set()).add((scheme, code))
    return {pk: frozenset(codes) for pk, codes in found.items()}


def _topic_of(row: Mapping[str, Any], subjects: frozenset[tuple[str, str]], number: int) -> Topic:
    """What the card is about: of the topics of its subjects the one that its words name, else any of them."""
    card = " ".join(str(row[f"{what}_{code}"]) for what in ("name", "text") for code in LANGUAGES).casefold()
    near = [one for one in topics() if {("ford", one.ford), ("irsti", one.irsti)} <= subjects]
    named = [one for one in near if any(said.casefold() in card for said in (one.kk, one.ru, one.en))]
    if named:
        # The longest: the name of one topic may begin as another is called.
        return max(named, key=lambda one: len(one.kk))
    return (near or topics())[number % len(near or topics())]


def _enquiry(
    tables: Tables,
    rng: Random,
    number: int,
    *,
    story: tuple[str, int],
    row: dict[str, Any],
    post: int | None,
    topic: Topic,
) -> None:
    state, days = story
    name, company = words.ASKERS[number % len(words.ASKERS)]
    code = LANGUAGES[number % 3]
    place = LANGUAGES.index(code)
    asked = tables.now - timedelta(days=days + number % 3, minutes=47 * (number % 9) + 20)
    replied = asked + timedelta(hours=20 + 9 * (number % 7)) if state in ("answered", "closed", "waiting") else None
    organisation = row["organisation_id"]
    is_agreed = number % 20 == 6
    closed = asked + timedelta(days=15) if state == "closed" else None
    pk = tables.enquiries.add(
        subject_type="expertise.evidence", subject_id=row["pk"],
        subject_label=str(row[f"name_{code}"] or row["name_ru"] or row["name_kk"] or row["name_en"])[:300],
        organisation_id=organisation, post_id=post, state=state, name=name, email=f"asker{number}@company.example",
        company=company, language=code, title=topic.says(rng.choice(words.TITLES))[place],
        reference=f"DEMO-{number:06}-{rng.getrandbits(16):04x}", asked_at=asked, confirmed_at=asked + timedelta(minutes=9),
        first_replied_at=replied if state != "waiting" else None,
        met_on=(asked + timedelta(days=9)).date() if closed else None,
        closed_at=closed, close_reason=words.CLOSED[place] if closed else "",
    )  # fmt: skip
    confirmed = asked + timedelta(minutes=9)
    letter = tables.letters.add
    letter(
        enquiry_id=pk,
        direction=Direction.FROM_ASKER,
        text=topic.says(rng.choice(words.ASKS))[place],
        by_label=name,
        at=asked,
    )
    say, desk = tables.say, words.DESK[place]
    said_by = dict(zip(LANGUAGES, words.DESK, strict=True))
    say("enquiry", pk, "enquiry.asked", confirmed, organisation, label=name, name=name, days=3)
    if state == "spam":
        say("enquiry", pk, "enquiry.marked_spam", confirmed + timedelta(hours=2), organisation)
        return
    if state == "waiting" and replied:
        letter(enquiry_id=pk, direction=Direction.TO_ASKER, text=words.ASKS_BACK[place], by_label=desk,
               at=replied)  # fmt: skip
        say("enquiry", pk, "enquiry.asked_back", replied, organisation, name=said_by)
    elif replied:
        letter(enquiry_id=pk, direction=Direction.TO_ASKER, text=rng.choice(words.ANSWERS)[place],
               by_label=desk, at=replied)  # fmt: skip
        say("enquiry", pk, "enquiry.replied", replied, organisation, name=said_by)
    if closed:
        met = asked + timedelta(days=9)
        say("enquiry", pk, "enquiry.met", met, organisation, date=met.date().isoformat())
        if is_agreed:
            say("enquiry", pk, "enquiry.agreed", met + timedelta(days=4), organisation)
        say("enquiry", pk, "enquiry.closed", closed, organisation, reason=words.CLOSED[place])
    else:
        tables.tick("enquiry", pk)
