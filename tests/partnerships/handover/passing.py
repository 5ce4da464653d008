"""Somebody leaves a post, somebody takes it."""

from datetime import UTC, date, datetime, timedelta

from seriktes.organisations.actions import posts
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.models import Handover

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
RELATIONS = ("own", "published", "of_three")


def keys_of(world, *relations):
    return {("partnerships.partnership", world.partnerships[key].pk) for key in relations}


def holding_of(world, post="office"):
    return world.posts[post].holdings.get(ends_on=None)


def leave(world, on=YESTERDAY, post="office"):
    posts.end_holding(holding=holding_of(world, post), on=on, by=world["administrator"])
    return Handover.objects.filter(post=world.posts[post], state="open").first()


def appoint(world, who="lecturer", starts_on=TODAY, post="office", **values):
    return posts.appoint(
        post=world.posts[post], person=world.people[who], starts_on=starts_on, by=world["administrator"], **values
    )


def items(handover):
    return list(handover.items.order_by("pk"))


def take_all(world, handover, who="faculty_member"):
    for item in items(handover):
        actions.acknowledge(item=item, by=world[who], now=NOW)
    return Handover.objects.get(pk=handover.pk)
