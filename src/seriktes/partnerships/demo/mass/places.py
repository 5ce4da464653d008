"""Between whom the mass of partnerships stands: universities with their posts, companies, state bodies."""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from seriktes.common.bulk import Rows
from seriktes.organisations.enums import AffiliationKind, OrganisationKind, OrganisationStatus
from seriktes.organisations.models import Affiliation, Organisation, Post, PostHolding, Unit

BUSINESS = (OrganisationKind.COMPANY, OrganisationKind.SUBSOIL_USER)
# Teachers of a university that take part in what is done.
TAKING_PART = 40
# Whose posts those of the mass are.
MAILBOX = "partners.at."


@dataclass
class Places:
    universities: list[int]
    companies: "array[int]"
    bodies: list[int]
    posts: dict[int, list[int]] = field(default_factory=dict)
    people: dict[int, list[int]] = field(default_factory=dict)


def find_places(on: date) -> Places:
    """All of the register; each university gets a post a unit, held by one of its teachers."""
    live = Organisation.objects.exclude(status=OrganisationStatus.MERGED).order_by("pk")
    places = Places(
        universities=list(live.filter(kind=OrganisationKind.UNIVERSITY).values_list("pk", flat=True)),
        companies=array("q", live.filter(kind__in=BUSINESS).values_list("pk", flat=True).iterator()),
        bodies=list(
            live.filter(kind__in=[OrganisationKind.AGENCY, OrganisationKind.FUND]).values_list("pk", flat=True)
        ),
    )
    for university in places.universities:
        staff = Affiliation.objects.filter(organisation=university, kind=AffiliationKind.FACULTY).order_by("pk")
        places.people[university] = list(staff.values_list("person_id", flat=True)[:TAKING_PART])
    mine = Post.objects.filter(email__startswith=MAILBOX, organisation__in=places.universities).order_by("pk")
    for pk, university in mine.values_list("pk", "organisation_id"):
        places.posts.setdefault(university, []).append(pk)
    if not places.posts:
        _make_posts(places, on)
    return places


def _make_posts(places: Places, on: date) -> None:
    units: dict[int, list[Unit]] = defaultdict(list)
    for row in Unit.objects.filter(organisation__in=places.universities).order_by("pk"):
        units[row.organisation_id].append(row)
    posts, holdings = Rows(Post), Rows(PostHolding)
    for university in places.universities:
        people = places.people[university]
        offices: list[Unit | None] = [*units[university]] or [None]
        for place, unit in enumerate(offices):
            post = posts.add(
                organisation_id=university, unit_id=unit.pk if unit else None,
                name_kk=f"{unit.name_kk}: әріптестікке жауапты" if unit else "Әріптестікке жауапты",
                name_ru=f"{unit.name_ru}: ответственный за партнёрства" if unit else "Ответственный за партнёрства",
                name_en=f"{unit.name_en}: partnerships" if unit else "Responsible for partnerships",
                email=f"{MAILBOX}{university}.{place}@university.example",
            )  # fmt: skip
            places.posts.setdefault(university, []).append(post)
            if people:
                # The last ones: the first hold the posts of the told stories.
                holdings.add(post_id=post, person_id=people[-1 - place % len(people)], starts_on=on - timedelta(1900))
    posts.flush()
    holdings.flush()
