"""One invented challenge after the other, with its answers and what became of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from seriktes.challenges.actions.answers import word_by
from seriktes.challenges.definitions.archiving import past_from
from seriktes.challenges.definitions.stages import FIRST_WORD_DAYS, NEXT_WORD_DAYS
from seriktes.challenges.demo import words
from seriktes.challenges.demo.tables import DAY, Tables, at
from seriktes.challenges.enums import Confidentiality, DeclineReason, MatchState, Visibility
from seriktes.common.packs import get_pack
from seriktes.expertise.demo import words as sayings
from seriktes.expertise.demo.words import LANGUAGES, Said, Topic, topics
from seriktes.expertise.models import EvidencePerson
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Post
from seriktes.procedures.queries.working_time import WorkingTimes

# How twenty stand: state, days since publication, days until answers are due, how far each answer came.
_D, _C, _Q, _S, _F, _R = "declined", "chosen", "qualified", "shortlisted", "finalist", "received"
STORIES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("open", 20, 25, (_R, _R)), ("decided", 150, -100, (_C, _D, _D)), ("open", 5, 40, ()), ("deciding", 60, -6, (_S, _Q, _D)),
    ("decided", 220, -170, (_C, _D)), ("open", 33, 4, (_R, _R, _R)), ("decided", 320, -260, (_D, _D)),
    ("deciding", 75, -15, (_F, _F, _D, _D)), ("draft", 0, 50, ()), ("open", 12, 30, (_R,)), ("decided", 400, -350, (_C, _D, _D, _D)),
    ("withdrawn", 90, -20, (_D,)), ("open", 8, 52, ()), ("decided", 500, -450, (_C,)), ("deciding", 50, -2, (_R, _R, _Q)),
    ("open", 2, 60, ()), ("decided", 610, -560, (_D, _D, _D)), ("open", 26, 9, (_R, "withdrawn")), ("decided", 180, -120, (_C, _D)),
    ("deciding", 95, -30, (_S, _S)),
)  # fmt: skip
# The stages through which an answer went before the one at which it stands.
WAYS: dict[str, tuple[str, ...]] = {
    _R: (), _Q: (_Q,), _S: (_Q, _S), _F: (_Q, _S, _F), _C: (_Q, _S, _F, _C), _D: (_Q, _D), "withdrawn": ("withdrawn",),
}  # fmt: skip
SPOKEN = (("ru",), ("kk", "ru"), ("kk",), ("kk", "ru", "en"), ("ru", "en"), ("kk", "ru", "en"))
VISIBLE = (Visibility.PUBLIC,) * 7 + (Visibility.MEMBERS, Visibility.UNIVERSITIES, Visibility.INVITED)
OPEN = {"open", "deciding"}


@dataclass(frozen=True)
class Answerer:
    person: int
    organisation: int


@dataclass(frozen=True)
class Brief:
    """A published one."""

    pk: int
    organisation: int
    topic: Topic
    published: date
    due: date


class Inventor:
    def __init__(self, tables: Tables, rng: Random, on: date, stage: Stage, post: Post) -> None:
        self.tables, self.rng, self.on, self.post, self.times = tables, rng, on, post, WorkingTimes()
        self.topics = topics()
        self.companies = [one.pk for one in stage.world.companies]
        self.names = _names([*stage.world.companies, *stage.world.universities])
        self.regions = [region.code for region in get_pack().regions] or [""]
        self.by_field = _answerers(self.topics)
        self.everybody = [one for found in self.by_field.values() for one in found]
        self.evidence = _evidence_of([one.person for one in self.everybody])
        self.faculty = _home(stage)

    # --- The brief ----------------------------------------------------------------------------------------------------
    def challenge(self, number: int) -> None:
        rng = self.rng
        state, ago, until, stands = STORIES[number % len(STORIES)]
        topic = self.topics[number * 37 % len(self.topics)]
        spoken = SPOKEN[number % len(SPOKEN)]
        # Every sixth is of the company of the persona; what is told of them is at every stage.
        organisation = self.companies[0] if number % 6 == 0 else rng.choice(self.companies[1:] or self.companies)
        jitter = rng.randrange(0, 5)
        published = self.on - (ago + jitter) * DAY if state != "draft" else None
        due = self.on + (until + (jitter if until > 0 else -jitter)) * DAY
        decide = due + timedelta(days=30)
        closed = due if published and due < self.on else None
        past = past_from(state, due_on=due, decide_on=decide, closed_on=closed, answers=stands)
        put_away = at(past, 1) if past and past <= self.on else None
        is_secret = number % 8 == 5
        lowest = rng.randrange(2, 40) * 500_000
        pk = self.tables.challenges.add(
            organisation_id=organisation, post_id=self.post.pk if organisation == self.post.organisation_id else None,
            state=state, language=spoken[0], visibility=VISIBLE[number % len(VISIBLE)],
            confidentiality=Confidentiality.ACKNOWLEDGED if is_secret else Confidentiality.OPEN,
            confidentiality_note=sayings.CONSTRAINTS[0][LANGUAGES.index(spoken[0])] if is_secret else "",
            budget_from=f"{lowest}.00" if number % 5 else None, budget_to=f"{lowest * 3}.00" if number % 5 else None,
            currency="KZT" if number % 5 else "", trl_from=number % 4 + 2, trl_to=number % 4 + 6,
            region=rng.choice(self.regions), due_on=due, decide_on=decide,
            published_at=at(published, 10) if published else None,
            closed_at=at(closed, 18) if closed else None, archived_at=put_away,
        )  # fmt: skip
        self._words(pk, topic, spoken, number)
        for scheme, code in (("ford", topic.ford), ("irsti", topic.irsti)):
            self.tables.subjects.add(challenge_id=pk, scheme=scheme, code=code)
        if published is None:
            self.tables.say("challenge", pk, "challenge.drafted", at(self.on - DAY, 9), organisation)
            return
        brief = Brief(pk, organisation, topic, published, due)
        self._course(brief, state, decide, is_chosen=_C in stands)
        if put_away:
            self.tables.say("challenge", pk, "challenge.archived", put_away, organisation)
        if state in OPEN:
            self._experts(pk, topic, published)
            self.tables.tick("challenge", pk)
        for place, stand in enumerate(stands):
            self._answer(brief, stand, number + place, is_first=place == 0)

    def _words(self, pk: int, topic: Topic, spoken: Sequence[str], number: int) -> None:
        rng = self.rng
        said = {
            "title": topic.says(sayings.CHALLENGE_TITLES[number % len(sayings.CHALLENGE_TITLES)]),
            "problem": topic.says(sayings.PROBLEMS[number % len(sayings.PROBLEMS)], n=rng.randrange(20, 900)),
            "tried": rng.choice(sayings.TRIED),
            "success": _filled(rng.choice(sayings.SUCCESS), p=rng.randrange(5, 30)),
            "constraints": rng.choice(sayings.CONSTRAINTS),
        }
        for place, code in enumerate(LANGUAGES):
            if code in spoken:
                self.tables.texts.add(
                    challenge_id=pk, language=code, **{name: text[place] for name, text in said.items()}
                )

    def _course(self, brief: Brief, state: str, decide: date, *, is_chosen: bool) -> None:
        say, pk, organisation = self.tables.say, brief.pk, brief.organisation
        published, due = brief.published, brief.due
        say("challenge", pk, "challenge.drafted", at(published - DAY, 9), organisation)
        say("challenge", pk, "challenge.published", at(published, 10), organisation,
            date=due.isoformat(), decision=decide.isoformat())  # fmt: skip
        if state in ("deciding", "decided"):
            say("challenge", pk, "challenge.closed", at(due, 18), organisation, date=decide.isoformat())
        if state == "decided":
            is_told = self.rng.random() >= 0.6
            reason = words.DECIDED_NONE[1] if is_told and not is_chosen else ""
            say("challenge", pk, "challenge.decided", at(decide - 3 * DAY, 12), organisation, reason=reason)
        if state == "withdrawn":
            say("challenge", pk, "challenge.withdrawn", at(due, 12), organisation, reason=words.WITHDRAWN[1])

    def _experts(self, pk: int, topic: Topic, published: date) -> None:
        """Those who work on it, with what they wrote: as the search would propose them."""
        near = self.by_field.get(topic.field, [])
        for place, one in enumerate(self.rng.sample(near, k=min(4, len(near)))):
            reasons = [
                {"key": f"evidence:{number}", "score": f"{0.3 / rank:.3f}", "matches": [[topic.ru, topic.ru, ""]]}
                for rank, number in enumerate(self.evidence.get(one.person, [])[:3], 1)
            ]
            self.tables.matches.add(
                challenge_id=pk, person_id=one.person, score=round(0.81 - 0.09 * place, 3), reasons=reasons,
                state=MatchState.PROPOSED, found_at=at(published, 11),
            )  # fmt: skip

    # --- Answers ------------------------------------------------------------------------------------------------------
    def _answer(self, brief: Brief, stand: str, number: int, *, is_first: bool) -> None:
        rng, tables = self.rng, self.tables
        topic, published, due = brief.topic, brief.published, brief.due
        near = self.by_field.get(topic.field) or self.everybody
        # The personas' university answers every other challenge.
        one = self.faculty if is_first and number % 2 == 0 and self.faculty else rng.choice(near)
        code = rng.choice(LANGUAGES[:2])
        place, months = LANGUAGES.index(code), rng.randrange(3, 15)
        received = min(published + rng.randrange(1, max((min(due, self.on) - published).days, 2)) * DAY, self.on - DAY)
        is_over = stand in (_C, _D)
        reason = rng.choice(DeclineReason.values) if stand == _D else ""
        pk = tables.answers.add(
            challenge_id=brief.pk, organisation_id=one.organisation, language=code, state=stand,
            title=topic.says(rng.choice(words.ANSWER_TITLES))[place], approach=rng.choice(words.APPROACHES)[place],
            result=_filled(rng.choice(words.RESULTS), m=months)[place], ability=rng.choice(words.ABILITIES)[place],
            economics=_filled(rng.choice(words.ECONOMICS), p=rng.randrange(5, 30))[place],
            risks=rng.choice(words.RISKS)[place], trl_now=number % 4 + 2, trl_then=number % 4 + 5, months=months,
            price=f"{rng.randrange(2, 60) * 250_000}.00", currency="KZT", submitted_at=at(received, 15),
            decline_reason=reason, decline_note=words.DECLINE_NOTES[place] if reason else "",
            met_on=min(received + 20 * DAY, self.on) if stand in (_C, _F) else None,
        )  # fmt: skip
        tables.authors.add(answer_id=pk, person_id=one.person, position=0)
        self._stages(pk, brief.organisation, one, stand, received=received, reason=reason)
        if not is_over and stand != "withdrawn":
            tables.tick("answer", pk)

    def _stages(self, pk: int, asker: int, one: Answerer, stand: str, *, received: date, reason: str) -> None:
        """The moves between the day it came and today, in working order; a question on the way of some."""
        say, rng = self.tables.say, self.rng
        ways = WAYS[stand]
        say("answer", pk, "answer.begun", at(received - DAY, 14), one.organisation, name=self._name(one.organisation))
        say("answer", pk, "answer.received", at(received, 15), one.organisation, name=self._name(one.organisation),
            **self._word_by(asker, at(received, 15), FIRST_WORD_DAYS))  # fmt: skip
        room = max((self.on - received).days, len(ways) + 1)
        steps = sorted(rng.sample(range(1, room + 1), k=len(ways))) if ways else []
        last = received
        for way, after in zip(ways, steps, strict=True):
            last = received + after * DAY
            self._move(pk, asker, one, way, day=last, reason=reason)
        if stand in (_C, _F):
            say("answer", pk, "answer.met", at(min(received + 20 * DAY, self.on), 16), asker,
                date=min(received + 20 * DAY, self.on).isoformat())  # fmt: skip
        if stand in (_S, _F, _Q) and rng.random() < 0.5 and last < self.on:
            self._question(pk, asker, one, last)

    def _move(self, pk: int, asker: int, one: Answerer, way: str, *, day: date, reason: str) -> None:
        say = self.tables.say
        if way == _D:
            say(
                "answer",
                pk,
                "answer.declined",
                at(day, 12),
                asker,
                code=reason,
                reason=_in_three(DeclineReason(reason)),
            )
        elif way == _C:
            say("answer", pk, "answer.chosen", at(day, 12), asker)
        elif way == "withdrawn":
            say(
                "answer",
                pk,
                "answer.withdrawn",
                at(day, 12),
                one.organisation,
                name=self._name(one.organisation),
                reason="",
            )
        else:
            word = self._word_by(asker, at(day, 12), NEXT_WORD_DAYS)
            say("answer", pk, f"answer.{way}", at(day, 12), asker, **word)

    def _word_by(self, asker: int, moment: datetime, days: int) -> dict[str, Any]:
        """As the action says it: on the calendar of the asker, by the moment that is written down."""
        return word_by(self.times.of(asker), min(moment, self.tables.now), days)

    def _question(self, pk: int, asker: int, one: Answerer, after: date) -> None:
        tables = self.tables
        for kind, side, text, hour in (
            ("asked", asker, words.QUESTIONS, 10),
            ("replied", one.organisation, words.REPLIES, 17),
        ):
            moment = at(after + DAY, hour)
            tables.messages.add(answer_id=pk, organisation_id=side, text=text[1], at=min(moment, tables.now))
            tables.say("answer", pk, f"answer.{kind}", moment, side, name=self._name(side), note=text[1])

    def _name(self, organisation: int) -> dict[str, str]:
        return (
            self.names.setdefault(organisation, {})
            or _names(Organisation.objects.filter(pk=organisation))[organisation]
        )


def _filled(said: Said, **values: Any) -> Said:
    kk, ru, en = (text.format(**values) for text in said)
    return kk, ru, en


def _names(organisations: Any) -> dict[int, dict[str, str]]:
    return {one.pk: {code: name for code, name in one.names_by_language.items() if name} for one in organisations}


def _in_three(reason: DeclineReason) -> dict[str, str]:
    from seriktes.challenges.actions.deciding import in_every_language

    return in_every_language(reason.label)


def _answerers(every: Sequence[Topic]) -> dict[str, list[Answerer]]:
    """Authors by the field that their evidence speaks of."""
    fields: dict[tuple[str, str], str] = {}
    for topic in every:
        fields.setdefault((topic.ford, topic.irsti), topic.field)
    by_code = {irsti: field for (_ford, irsti), field in fields.items()}
    homes = dict(
        Affiliation.objects.filter(kind=AffiliationKind.FACULTY, archived_at__isnull=True)
        .order_by("-pk").values_list("person_id", "organisation_id")
    )  # fmt: skip
    found: dict[str, dict[int, Answerer]] = defaultdict(dict)
    rows = EvidencePerson.objects.filter(person__isnull=False, evidence__subjects__scheme="irsti").order_by(
        "pk", "evidence__subjects__pk"
    )
    for person, code in rows.values_list("person_id", "evidence__subjects__code")[:20_000]:
        if code in by_code and person in homes:
            found[by_code[code]].setdefault(person, Answerer(person, homes[person]))
    return {field: list(people.values()) for field, people in found.items()}


def _evidence_of(people: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = EvidencePerson.objects.filter(person__in=set(people[:900]), evidence__is_public=True).order_by(
        "-evidence_id"
    )
    for person, evidence in rows.values_list("person_id", "evidence_id"):
        found[person].append(evidence)
    return found


def _home(stage: Stage) -> Answerer | None:
    person = getattr(stage.users["faculty_member"], "person", None)
    return Answerer(person.pk, stage.world.universities[0].pk) if person else None
