"""The chapter of challenges: briefs of invented companies at every stage, answers to them, and enquiries."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from seriktes.challenges.demo.asking import invent_enquiries
from seriktes.challenges.demo.briefs import Inventor
from seriktes.challenges.demo.desks import make_desks
from seriktes.challenges.demo.tables import Tables
from seriktes.challenges.demo.words import POST
from seriktes.challenges.enums import Frequency
from seriktes.challenges.models import ChallengeWatch
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Post, PostHolding
from seriktes.procedures.actions.clocks import CHUNK, refresh_many

COUNTS = {"small": 120, "office": 1_000, "national": 10_000}
BATCH = 250


def fill_challenges(stage: Stage) -> None:
    rng, on, total = Random(stage.seed + 6), timezone.localdate(stage.now), COUNTS[stage.size.code]
    post = _post(stage)
    tables = Tables(stage.now)
    inventor = Inventor(tables, rng, on, stage, post)
    for number in range(total):
        inventor.challenge(number)
        if number % BATCH == BATCH - 1 or number == total - 1:
            tables.flush()
            stage.tell("challenges", number + 1, total)
    invent_enquiries(tables, rng, make_desks(stage), total)
    tables.flush()
    _watches(stage)
    for subject_type, numbers in tables.ticking.items():
        for start in range(0, len(numbers), CHUNK):
            refresh_many(subject_type, list(numbers[start : start + CHUNK]), now=stage.now, times=inventor.times)
    tables.repeat_next_words()


def _post(stage: Stage) -> Post:
    """The company of the persona has a post for it."""
    company = stage.world.companies[0]
    kk, ru, en = POST
    post = Post.objects.create(
        organisation=company, name_kk=kk, name_ru=ru, name_en=en, email="innovation@company.example"
    )
    PostHolding.objects.create(
        post=post, person=stage.users["company_manager"].person,
        starts_on=timezone.localdate(stage.now) - timedelta(days=500),
    )  # fmt: skip
    return post


def _watches(stage: Stage) -> None:
    ChallengeWatch.objects.bulk_create(
        [
            ChallengeWatch(
                user=stage.users["faculty_member"], frequency=Frequency.WEEKLY, words="мұнай нефть oil",
                next_at=stage.now + timedelta(days=3),
            ),
            ChallengeWatch(
                user=stage.users["partnership_officer"], frequency=Frequency.DAILY,
                next_at=stage.now + timedelta(hours=20),
            ),
        ]
    )  # fmt: skip
