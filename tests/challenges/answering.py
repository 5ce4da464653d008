"""Challenges and answers for tests, made as the actions make them."""

from datetime import UTC, date, datetime

from seriktes.challenges.actions import answers as actions
from seriktes.challenges.models import Challenge, ChallengeText
from seriktes.organisations.models import Person
from tests.world import World

# A Monday, noon in Almaty; the office is open.
NOW = datetime(2026, 11, 2, 7, tzinfo=UTC)
TODAY = date(2026, 11, 2)
DUE = date(2026, 11, 30)
WHOLE = {
    "title": "Invented sensors for invented furnaces", "approach": "We measure.", "result": "A sensor in May.",
    "ability": "We built two.", "economics": "Half of what is spent today.", "trl_now": 4, "trl_then": 7, "months": 6,
    "price": 1_500_000, "currency": "KZT", "language": "en",
}  # fmt: skip


def pose(world: World, **values) -> Challenge:
    """An open challenge of the company, with a post when the world has posts."""
    challenge = Challenge.objects.create(
        **{
            "organisation": world.organisations["company"], "post": world.posts.get("personnel"), "language": "ru",
            "state": "open", "published_at": NOW, "due_on": DUE, "decide_on": date(2026, 12, 15), "currency": "KZT",
            "by": world["company_manager"], **values,
        }
    )  # fmt: skip
    for code, title in (("ru", "Выдуманная печь дымит"), ("en", "An invented furnace smokes")):
        ChallengeText.objects.create(challenge=challenge, language=code, title=title, problem="Invented.")
    return challenge


def begun(world: World, challenge: Challenge | None = None, *, place: str = "university", who: str = "faculty_member",
          authors: tuple[str, ...] = ("lecturer",), at: datetime = NOW, post=None):  # fmt: skip
    people: list[Person] = [world.people[key] for key in authors]
    return actions.begin_answer(
        challenge=challenge or pose(world), organisation=world.organisations[place], by=world[who], at=at,
        authors=people, post=post, language="en",
    )  # fmt: skip


def written(world: World, challenge: Challenge | None = None, **options):
    answer = begun(world, challenge, **options)
    return actions.save_answer(
        answer=answer, values=WHOLE, by=answer.by, at=options.get("at", NOW), expected_version=answer.version,
        post=answer.post,
    )  # fmt: skip


def sent(world: World, challenge: Challenge | None = None, **options):
    answer = written(world, challenge, **options)
    return actions.submit_answer(answer=answer, by=answer.by, at=options.get("at", NOW))
