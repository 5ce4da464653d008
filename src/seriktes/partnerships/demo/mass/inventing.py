"""One invented partnership after the other: its sides, where it stands, and what lists repeat of it."""

from datetime import date, timedelta
from random import Random

from seriktes.common.packs import get_pack
from seriktes.partnerships.actions.naming import derive_sort_keys, partnership_entry
from seriktes.partnerships.demo.mass.agreeing import write_agreements
from seriktes.partnerships.demo.mass.doing import write_activity
from seriktes.partnerships.demo.mass.places import Places
from seriktes.partnerships.demo.mass.tables import CODES, DAY, Names, Relation, Tables, at
from seriktes.partnerships.demo.mass.words import END_REASON, THEMES
from seriktes.partnerships.enums import Ground, Initiator
from seriktes.partnerships.models import Partnership

# How twenty partnerships stand, and how many agreements and activities each has: three and ten on average.
PATTERN = (
    ("active", 3, 12), ("active", 4, 14), ("active", 3, 9), ("active", 5, 16), ("active", 3, 11), ("ended", 3, 11),
    ("active", 2, 8), ("active", 4, 13), ("talks", 0, 0), ("active", 3, 12), ("active", 4, 12), ("contact", 0, 0),
    ("active", 5, 15), ("agreeing", 1, 0), ("active", 3, 10), ("active", 3, 11), ("paused", 3, 10), ("ended", 3, 11),
    ("active", 4, 14), ("active", 4, 11),
)  # fmt: skip
PROMISED = (1, 2, 1, 2, 1, 0, 1, 2, 0, 1, 2, 0, 2, 0, 1, 1, 0, 0, 2, 1)
FORMS = (["education"], ["education", "employment"], ["research"], ["consultancy", "research"])


class Inventor:
    def __init__(self, tables: Tables, places: Places, rng: Random, on: date) -> None:
        self.tables, self.places, self.rng, self.on = tables, places, rng, on
        self.kinds = get_pack().activity_kinds
        self.regions = [region.code for region in get_pack().regions] or [""]

    def choose_sides(self, number: int) -> list[int]:
        places, rng = self.places, self.rng
        sides = [places.universities[number % len(places.universities)], rng.choice(places.companies)]
        if number % 33 == 7 and places.bodies:
            sides.append(rng.choice(places.bodies))
        return sides

    # --- The relation ---------------------------------------------------------------------------------------------
    def partnership(self, number: int, sides: list[int], names: Names) -> None:
        rng, tables = self.rng, self.tables
        stage, agreements, activities = PATTERN[number % len(PATTERN)]
        young = stage in ("contact", "talks", "agreeing")
        began = self.on - timedelta(days=rng.randrange(20, 200) if young else rng.randrange(300, 1820))
        until = self.on - timedelta(days=rng.randrange(20, 200)) if stage == "ended" else self.on
        theme = rng.choice(THEMES)
        # Its row is written last, when what lists repeat is known; its number is known already.
        pk = tables.partnerships.next_number
        relation = Relation(
            tables, rng, self.on, pk, sides, [], names, began, until, stage, theme, rng.choice(self.regions)
        )
        is_public = number % 9 == 0 and stage == "active"
        posts = self.places.posts[sides[0]]
        for place, side in enumerate(sides):
            relation.parties.append(tables.parties.add(
                partnership_id=pk, organisation_id=side, joined_on=began,
                post_id=posts[number // len(self.places.universities) % len(posts)] if not place else None,
                contact_email="" if not place else f"partners{side}@partner.example",
                agreed_to_publish_at=at(began, 13) if is_public else None,
            ))  # fmt: skip
        tables.say("partnership", pk, "partnership.created", at(began, 9), name="", stage="contact",
                   sides=[relation.name_of(side) for side in sides])  # fmt: skip
        if stage not in ("contact", "ended"):
            tables.say("partnership", pk, f"partnership.to_{stage}", at(began + 9 * DAY, 11), stage=["contact", stage])
        if stage == "ended":
            tables.say("partnership", pk, "partnership.ended", at(until, 12), stage=["active", "ended"],
                       date=until.isoformat(), reason=END_REASON)  # fmt: skip
        if stage == "contact":
            self._letter(relation)
        write_agreements(relation, agreements, PROMISED[number % len(PROMISED)])
        for _ in range(activities if self.kinds else 0):
            write_activity(relation, rng.choice(self.kinds), self.places.people[sides[0]])
        self._row(relation, number, is_public=is_public)

    def _letter(self, relation: Relation) -> None:
        ours, theirs = relation.sides[:2]
        asked = self.on - self.rng.randrange(2, 15) * DAY
        self.tables.say("partnership", relation.pk, "partnership.asked", at(asked, 10), ours, side=[theirs],
                        name=relation.names[ours], note="")  # fmt: skip
        self.tables.tick("partnership", relation.pk)

    def _row(self, relation: Relation, number: int, *, is_public: bool) -> None:
        rng, theirs = self.rng, relation.sides[1]
        row = Partnership(
            pk=relation.pk, **{f"name_{code}": f"{relation.theme[place]}: {relation.name_of(theirs, code)}"[:500]
                               for place, code in enumerate(CODES)},
            is_public=is_public,
        )  # fmt: skip
        derive_sort_keys(row)
        self.tables.partnerships.add(
            stage=relation.stage, forms=FORMS[number % len(FORMS)], region=relation.region, began_on=relation.began,
            initiator=rng.choice(Initiator.values), ground=rng.choice(Ground.values), is_public=row.is_public,
            ended_on=relation.until if relation.stage == "ended" else None,
            end_reason=END_REASON if relation.stage == "ended" else "", number=f"М-{number}",
            last_activity_on=relation.last, covered_until=relation.covered,
            changed_at=min(at(max(relation.began, relation.last or relation.began), 15), self.tables.now),
            **{name: getattr(row, name) for name in ("name_kk", "name_ru", "name_en", "sort_kk", "sort_ru", "sort_en")},
        )  # fmt: skip
        self.tables.entries.append(partnership_entry(row))
