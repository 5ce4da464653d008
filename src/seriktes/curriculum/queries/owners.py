"""Whose desk something lies on, for many clocks at once."""

from collections.abc import Sequence

from seriktes.curriculum.models import Council, Course, Meeting, Recommendation
from seriktes.procedures.definitions.clocks import Owner, Wanted


def _of(wanted: Sequence[Wanted], found: dict[int, Owner]) -> list[Owner]:
    return [found.get(want.subject_id, Owner(want.organisation)) for want in wanted]


def course_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The university: its catalogue has no post of its own."""
    rows = Course.objects.filter(pk__in={want.subject_id for want in wanted})
    return _of(wanted, {pk: Owner(organisation) for pk, organisation in rows.values_list("pk", "organisation")})


def council_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    rows = Council.objects.filter(pk__in={want.subject_id for want in wanted})
    return _of(wanted, {pk: Owner(body, post) for pk, body, post in rows.values_list("pk", "organisation", "post")})


def meeting_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """Whoever looks after the council."""
    rows = Meeting.objects.filter(pk__in={want.subject_id for want in wanted})
    told = rows.values_list("pk", "council__organisation", "council__post")
    return _of(wanted, {pk: Owner(body, post) for pk, body, post in told})


def advice_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """Its owner, else whoever looks after the council: a clock that nobody owns rings at the keepers."""
    rows = Recommendation.objects.filter(pk__in={want.subject_id for want in wanted})
    told = rows.values_list("pk", "council__organisation", "owner", "council__post")
    return _of(wanted, {pk: Owner(body, owner or post) for pk, body, owner, post in told})
