"""One invented publication, project or card after the other."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from seriktes.common.bulk import Rows
from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.expertise.demo import words as sayings
from seriktes.expertise.demo.words import LANGUAGES, Said, Topic, topics
from seriktes.expertise.enums import AccessKind, EvidenceKind, Offer, Part, Protection
from seriktes.organisations.actions.naming import SORT_LENGTH
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.models.organisation import FALLBACK

# In which languages publications appear: most in one or two, every seventh in all three.
SPOKEN = (
    ("ru",), ("kk",), ("en",), ("ru", "en"), ("kk", "ru"), ("kk",), ("kk", "ru", "en"),
    ("en",), ("ru",), ("kk", "ru", "en"), ("kk", "en"), ("ru",), ("kk",), ("en",),
)  # fmt: skip
TYPES = ("article",) * 7 + ("conference", "conference", "review", "chapter", "thesis")
VENUES = (
    "Қиялкент ғылыми хабаршысы", "Вестник вымышленных наук", "Journal of Imagined Engineering", "Ойлабек еңбектері",
    "Труды несуществующей академии", "Proceedings of the Invented Society",
)  # fmt: skip
OUTSIDE = ("J. Nobodysson", "А. Несуществующий", "Б. Ойдансыз", "M. Fictive", "С. Вымышленникова")
SITE = "https://repository.example"
LICENCE = "CC0-1.0"


@dataclass(frozen=True)
class Expert:
    """A teacher, what the teacher works on, and where."""

    person: Person
    organisation: int
    unit: int | None
    region: str
    field: str
    topics: tuple[Topic, ...]

    @classmethod
    def invent(cls, rng: Random, place: int, row: Affiliation) -> "Expert":
        fields = _fields()
        name = list(fields)[place % len(fields)]
        own = tuple(rng.sample(fields[name], k=min(3, len(fields[name]))))
        return cls(row.person, row.organisation_id, row.unit_id, row.organisation.region, name, own)


class Tables(Protocol):
    """Where rows go, by table."""

    evidence: Rows
    identifiers: Rows
    people: Rows
    units: Rows
    subjects: Rows


def _fields() -> dict[str, list[Topic]]:
    fields: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics():
        fields[topic.field].append(topic)
    return fields


class Inventor:
    def __init__(self, rng: Random, on: date, experts: list[Expert]) -> None:
        self.rng, self.on, self.experts = rng, on, experts
        self.of_field: dict[str, list[Expert]] = defaultdict(list)
        for expert in experts:
            self.of_field[expert.field].append(expert)
        self.of_topic: dict[str, list[Expert]] = defaultdict(list)
        for expert in experts:
            for topic in expert.topics:
                self.of_topic[topic.kk].append(expert)

    # --- Publications -------------------------------------------------------------------------------------------------
    def publication(self, tables: Tables, number: int) -> None:
        rng = self.rng
        lead = self.experts[number % len(self.experts)]
        topic = rng.choice(lead.topics)
        spoken = SPOKEN[number % len(SPOKEN)]
        day = self.on - timedelta(days=int(rng.triangular(20, 5200, 500)))
        title = topic.says(rng.choice(sayings.TITLES))
        pk = self._write(
            tables, EvidenceKind.PUBLICATION, number, said=(title, self._abstract(topic)), spoken=spoken, topic=topic,
            day=day, particulars={"type": rng.choice(TYPES), "venue": rng.choice(VENUES),
                         "volume": f"{day.year - 1990} ({day.month})", "pages": f"{number % 90 + 1}–{number % 90 + 9}"},
            retracted_on=day + timedelta(days=18) if number % 400 == 99 else None,
            # Of what is being entered somebody has yet to say that it may be shown.
            is_public=number % 50 != 7,
        )  # fmt: skip
        self._authors(tables, pk, lead, number)

    def _abstract(self, topic: Topic) -> Said:
        rng = self.rng
        group = sayings.SAMPLE_OF_FIELD.get(topic.field, "laboratory")
        method, effect = rng.choice(sayings.METHODS[group]), rng.choice(sayings.EFFECTS)
        count, share = rng.randrange(12, 900), rng.randrange(4, 45)
        samples = [said.format(n=count) for said in sayings.SAMPLES[group]]
        effects = [said.format(p=share) for said in effect]
        sentences = [
            topic.says(rng.choice(sayings.OPENINGS)),
            _each(rng.choice(sayings.METHOD_SENTENCES), method=method, sample=samples),
            _each(sayings.RESULT, effect=effects),
            rng.choice(sayings.ENDINGS),
            sayings.INVENTED,
        ]
        kk, ru, en = (" ".join(parts) for parts in zip(*sentences, strict=True))
        return kk, ru, en

    def _authors(self, tables: Tables, pk: int, lead: Expert, number: int) -> None:
        """The lead, colleagues of the field, and now and then somebody whom the register does not know."""
        rng = self.rng
        near = self.of_field[lead.field]
        others = rng.sample(near, k=min(3, len(near)))
        team = list(dict.fromkeys([lead, *others[: rng.randrange(0, 4)]]))
        for place, one in enumerate(team):
            self._person(tables, pk, place, one, Part.AUTHOR)
        if number % 5 == 0:
            tables.people.add(evidence_id=pk, position=len(team), name=rng.choice(OUTSIDE), part=Part.AUTHOR)
        for organisation, unit in dict.fromkeys((one.organisation, one.unit) for one in team):
            tables.units.add(evidence_id=pk, organisation_id=organisation, unit_id=unit)

    # --- What is owned and offered ------------------------------------------------------------------------------------
    def equipment(self, tables: Tables, number: int) -> None:
        rng = self.rng
        field, name = sayings.EQUIPMENT[number % len(sayings.EQUIPMENT)]
        keeper, topic = self._keeper(field)
        title = tuple(said[:1].upper() + said[1:] for said in name)
        text = tuple(
            pattern.format(name=said, kk=topic.kk[:1].upper() + topic.kk[1:], ru=topic.ru, en=topic.en)
            for pattern, said in zip(sayings.EQUIPMENT_TEXT, title, strict=True)
        )
        year = self.on.year - rng.randrange(0, 15)
        particulars: dict[str, Any] = {
            "model": f"ҚА-{number:03}", "maker": rng.choice(sayings.MAKERS), "year_made": year,
            "place": f"{number % 4 + 1}-ғимарат, {number % 60 + 101}",
            "access": AccessKind.values[number % len(AccessKind.values)],
        }  # fmt: skip
        if number % 3:
            particulars |= {"price": f"{rng.randrange(5, 90) * 500}.00", "price_unit": "сағат", "currency": "KZT"}
        if number % 4 == 1:
            until = self.on + timedelta(days=rng.randrange(-200, 900))
            particulars |= {"accreditation": f"DEMO.T.{number:04}", "accredited_until": until.isoformat()}
        if number % 3 == 1:
            particulars["booking_url"] = f"https://booking.example/{number}"
        self._card(
            tables, EvidenceKind.EQUIPMENT, number, said=(_three(title), _three(text)), topic=topic, keeper=keeper,
            part=Part.KEEPER, particulars=particulars, spoken=SPOKEN[number % len(SPOKEN)] if number % 3 == 0 else LANGUAGES,
        )  # fmt: skip

    def laboratory(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number)
        self._card(
            tables, EvidenceKind.LABORATORY, number, said=(topic.says(sayings.LABORATORIES[0]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.KEEPER, particulars={"place": f"{number % 4 + 1}-ғимарат", "access": AccessKind.values[number % 3],
             "accreditation": f"DEMO.L.{number:04}"},
        )  # fmt: skip

    def service(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number + 11)
        self._card(
            tables, EvidenceKind.SERVICE, number, said=(topic.says(sayings.SERVICES[number % 2]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.KEEPER, particulars={"price": f"{number * 1000}.00", "price_unit": "үлгі", "currency": "KZT"},
        )  # fmt: skip

    def course(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number + 23)
        self._card(
            tables, EvidenceKind.COURSE, number, said=(topic.says(sayings.COURSES[0]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.TEACHER, particulars={"hours": 16 + number % 5 * 8, "level": "professional", "form": ("on_site", "online", "mixed")[number % 3]},
        )  # fmt: skip

    def technology(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number + 5)
        self._card(
            tables, EvidenceKind.TECHNOLOGY, number, said=(topic.says(sayings.TECHNOLOGIES[number % 2]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.INVENTOR, particulars={"trl": number % 9 + 1, "protection": Protection.values[number % len(Protection.values)],
             "offer": Offer.values[number % len(Offer.values)]},
        )  # fmt: skip

    def project(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number + 3)
        start = self.on - timedelta(days=self.rng.randrange(100, 2500))
        self._card(
            tables, EvidenceKind.PROJECT, number, said=(topic.says(sayings.PROJECTS[number % 2]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.LEADER, particulars={"number": f"DEMO-{number:04}", "funder": "Ойдан шыққан ғылым қоры", "starts_on": start.isoformat(),
             "ends_on": (start + timedelta(days=1095)).isoformat(),
             "amount": f"{self.rng.randrange(10, 240) * 500_000}.00", "currency": "KZT"},
            day=start,
        )  # fmt: skip

    def patent(self, tables: Tables, number: int) -> None:
        keeper, topic = self._anybody(number + 7)
        filed = self.on - timedelta(days=self.rng.randrange(100, 2500))
        self._card(
            tables, EvidenceKind.PATENT, number, said=(topic.says(sayings.PATENTS[number % 2]), self._abstract(topic)), topic=topic,
            keeper=keeper, part=Part.INVENTOR, particulars={"number": f"DEMO-P-{number:04}", "status": "granted" if number % 3 else "filed",
             "filed_on": filed.isoformat()},
            day=filed,
        )  # fmt: skip

    def _keeper(self, field: str) -> tuple[Expert, Topic]:
        keeper = self.rng.choice(self.of_field.get(field) or self.experts)
        return keeper, self.rng.choice(keeper.topics)

    def _anybody(self, number: int) -> tuple[Expert, Topic]:
        keeper = self.experts[number % len(self.experts)]
        return keeper, self.rng.choice(keeper.topics)

    # --- Rows ---------------------------------------------------------------------------------------------------------
    def _card(
        self, tables: Tables, kind: EvidenceKind, number: int, *, said: tuple[Said, Said], topic: Topic, keeper: Expert,
        part: Part, particulars: dict[str, Any], spoken: tuple[str, ...] = LANGUAGES, day: date | None = None,
    ) -> None:  # fmt: skip
        owner = None if kind in (EvidenceKind.PROJECT, EvidenceKind.PATENT) else keeper.organisation
        pk = self._write(
            tables, kind, number, said=said, spoken=spoken, topic=topic, day=day, particulars=particulars,
            organisation_id=owner, is_public=number % 40 != 13,
        )  # fmt: skip
        self._person(tables, pk, 0, keeper, part)
        tables.units.add(evidence_id=pk, organisation_id=keeper.organisation, unit_id=keeper.unit)

    def _write(
        self, tables: Tables, kind: EvidenceKind, number: int, *, said: tuple[Said, Said], spoken: tuple[str, ...],
        topic: Topic, day: date | None, **values: Any,
    ) -> int:  # fmt: skip
        title, text = said
        titles = {code: words if code in spoken else "" for code, words in zip(LANGUAGES, title, strict=True)}
        texts = {code: words if code in spoken else "" for code, words in zip(LANGUAGES, text, strict=True)}
        keys = {code: next(titles[other] for other in FALLBACK[code] if titles[other]) for code in Languages.values}
        pk = tables.evidence.add(
            kind=kind, language=spoken[0], published_on=day, year=day.year if day else None,
            source_url=f"{SITE}/{kind}/{number}", licence=LICENCE,
            **{f"name_{code}": words for code, words in titles.items()},
            **{f"text_{code}": words for code, words in texts.items()},
            **{f"sort_{code}": sort_key(words, code)[:SORT_LENGTH] for code, words in keys.items()},
            **values,
        )  # fmt: skip
        tables.identifiers.add(evidence_id=pk, scheme="other", value=f"DEMO-{kind}-{number}")
        for scheme, code in (("ford", topic.ford), ("irsti", topic.irsti)):
            tables.subjects.add(evidence_id=pk, scheme=scheme, code=code)
        return pk

    def _person(self, tables: Tables, pk: int, place: int, one: Expert, part: Part) -> None:
        person = one.person
        tables.people.add(
            evidence_id=pk, position=place, name=person.name_en or person.name_kk, part=part, person_id=person.pk
        )


def _each(pattern: Said, **values: Any) -> Said:
    """The pattern in each language, filled with the value of that language."""
    return _three(
        tuple(
            said.format(**{name: value[place] for name, value in values.items()}) for place, said in enumerate(pattern)
        )
    )


def _three(said: tuple[str, ...]) -> Said:
    kk, ru, en = said
    return kk, ru, en
