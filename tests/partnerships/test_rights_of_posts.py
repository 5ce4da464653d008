"""Whoever holds the post that looks after a side may do there what the side needs, and nothing anywhere else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.models import Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.activities import reporting_sides
from seriktes.partnerships.queries.record import rights_of
from seriktes.partnerships.workflow import CHANGE, SIGN
from seriktes.procedures.models import Delegation
from tests.walk import client_of
from tests.world import SINCE

pytestmark = pytest.mark.django_db

KEEP_PROMISES = "partnerships.keep_commitments"


def as_of_now(user):
    """The user as the next request reads them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def post(world):
    """Looks after the university's side of "own" alone."""
    made = Post.objects.create(organisation=world.organisations["university"], name_en="Coordinator")
    Party.objects.filter(partnership=world.partnerships["own"], organisation=made.organisation).update(post=made)
    return made


def hold(post, person, starts_on=SINCE, ends_on=None):
    return PostHolding.objects.create(post=post, person=person, starts_on=starts_on, ends_on=ends_on)


def may_keep(user, world, key="own"):
    return as_of_now(user).has_perm("partnerships.change_partnership", world.partnerships[key])


def test_holder_keeps_what_the_post_looks_after_and_nothing_else(world, post):
    user = world["faculty_member"]
    assert not may_keep(user, world)
    hold(post, world.people["lecturer"])
    assert may_keep(user, world)
    assert not may_keep(user, world, "of_three")
    own = world.partnerships["own"]
    holder = as_of_now(user)
    ours, theirs = own.parties.order_by("pk")
    assert holder.has_perm("partnerships.keep_party", ours)
    assert not holder.has_perm("partnerships.keep_party", theirs)
    assert access.sides_with(holder, SIGN, own.pk) == {ours.organisation_id}
    rights = rights_of(holder, [ours, theirs])
    assert (rights.may_change, rights.keeps(ours), rights.keeps(theirs)) == (True, True, False)
    assert not holder.has_perm("partnerships.add_partnership")
    assert [side.pk for side in reporting_sides(holder, own)] == [ours.organisation_id]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"), [(-9, None, True), (-9, 0, True), (-9, -1, False), (1, None, False)]
)
def test_rights_begin_and_end_with_the_post(world, post, starts, ends, expected):
    today = timezone.localdate()
    ends_on = None if ends is None else today + timedelta(days=ends)
    hold(post, world.people["lecturer"], today + timedelta(days=starts), ends_on)
    assert may_keep(world["faculty_member"], world) is expected


def test_stand_in_may_as_long_as_the_post_is_lent(world, post):
    today = timezone.localdate()
    desk = Post.objects.create(organisation=post.organisation, name_en="Stand-in")
    hold(desk, world.people["lecturer"])
    lent = Delegation.objects.create(post=post, delegate=desk, starts_on=today, ends_on=today)
    assert may_keep(world["faculty_member"], world)
    Delegation.objects.filter(pk=lent.pk).update(withdrawn_at=timezone.now())
    assert not may_keep(world["faculty_member"], world)


def test_post_of_a_side_that_left_gives_nothing(world, post):
    hold(post, world.people["lecturer"])
    world.partnerships["own"].parties.filter(post=post).update(left_on=date(2026, 1, 1))
    assert not may_keep(world["faculty_member"], world)


def test_post_of_a_company_speaks_for_its_side_alone(world):
    post = Post.objects.create(organisation=world.organisations["company"], name_en="Personnel")
    own = world.partnerships["own"]
    own.parties.filter(organisation=post.organisation).update(post=post)
    hold(post, world.people["supervisor"])
    holder = as_of_now(world["host_supervisor"])
    given = access.permissions_in(holder, own.pk)
    assert {SIGN, access.RECORD, "partnerships.confirm_activity"} <= given
    assert not given & {CHANGE, KEEP_PROMISES, "partnerships.change_partnership"}


def test_post_that_made_a_promise_records_what_was_delivered(world):
    user, promise = world["faculty_member"], world.commitments["own"]
    post = Post.objects.create(organisation=promise.party.organisation, name_en="Workshop")
    assert not as_of_now(user).has_perm(access.RECORD, promise)
    type(promise).objects.filter(pk=promise.pk).update(post=post)
    promise.refresh_from_db()
    hold(post, world.people["lecturer"])
    assert as_of_now(user).has_perm(access.RECORD, promise)
    assert not as_of_now(user).has_perm(KEEP_PROMISES, promise)
    assert not as_of_now(user).has_perm("partnerships.change_partnership", world.partnerships["own"])


def test_newcomer_finds_the_buttons_on_the_pages(world, post):
    hold(post, world.people["lecturer"])
    client = client_of(world["faculty_member"])
    edit = reverse("partnerships:edit", args=[world.partnerships["own"].pk])
    record = client.get(reverse("partnerships:record", args=[world.partnerships["own"].pk]))
    assert edit in record.content.decode()
    assert client.get(edit).status_code == 200
    assert client.get(reverse("partnerships:edit", args=[world.partnerships["of_three"].pk])).status_code == 404
    draft = reverse("partnerships:agreement_edit", args=[world.agreements["draft"].pk])
    assert client.get(draft).status_code == 200
    assert client.get(reverse("partnerships:commitment_add", args=[world.agreements["draft"].pk])).status_code == 200
