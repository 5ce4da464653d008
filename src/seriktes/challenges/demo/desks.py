"""To whom enquiries go in the demonstration: each invented university has a post that answers them, and a route to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from seriktes.challenges.demo.words import ENQUIRY_DESK
from seriktes.challenges.models import EnquiryRoute
from seriktes.common.bulk import Rows
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.enums import AffiliationKind, OrganisationKind, OrganisationStatus
from seriktes.organisations.models import Affiliation, Organisation, Post, PostHolding

# The mailbox of the office of partnerships, to which enquiries to the personas' university go.
OFFICE = "partnership@qiyalkent.example"
TEACHING = (OrganisationKind.UNIVERSITY, OrganisationKind.BRANCH_CAMPUS)
# Of the first universities, the one whose post nobody holds: what comes goes to its mailbox and shows as orphaned.
VACANT = 2


@dataclass(frozen=True)
class Desks:
    """Posts by university. `home`: that of the personas; `unheld`: the one whose post is vacant."""

    posts: Mapping[int, int]
    home: int
    unheld: int | None


def make_desks(stage: Stage) -> Desks:
    on, home = timezone.localdate(stage.now), stage.world.universities[0].pk
    rows = Organisation.objects.filter(kind__in=TEACHING).exclude(status=OrganisationStatus.MERGED).order_by("pk")
    universities = list(rows.values_list("pk", flat=True))
    unheld = universities[VACANT] if len(universities) > VACANT else None
    office = Post.objects.filter(organisation=home, email=OFFICE).order_by("pk").values_list("pk", flat=True).first()
    posts, holdings, routes = Rows(Post), Rows(PostHolding), Rows(EnquiryRoute)
    kk, ru, en = ENQUIRY_DESK
    made: dict[int, int] = {}
    for university in universities:
        if university == home and office is not None:
            made[university] = office
        else:
            made[university] = posts.add(
                organisation_id=university, name_kk=kk, name_ru=ru, name_en=en,
                email=f"enquiries{university}@university.example",
            )  # fmt: skip
            if person := _holder(university):
                left = on - timedelta(days=60) if university == unheld else None
                since = on - timedelta(days=900)
                holdings.add(post_id=made[university], person_id=person, starts_on=since, ends_on=left)
        routes.add(organisation_id=university, post_id=made[university])
    for written in (posts, holdings, routes):
        written.flush()
    return Desks(made, home, unheld)


def _holder(university: int) -> int | None:
    """One of those who teach there: not the first, who holds the post of the told partnerships."""
    staff = Affiliation.objects.filter(organisation=university, kind=AffiliationKind.FACULTY, archived_at__isnull=True)
    people = list(staff.order_by("pk").values_list("person_id", flat=True)[:2])
    return people[-1] if people else None
