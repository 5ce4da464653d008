from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from seriktes.accounts.models import AuditEvent, Notice
from seriktes.organisations.actions import posts as actions
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.posts import CannotKeepPost
from seriktes.organisations.models import Person, Post, PostHolding, Unit
from seriktes.organisations.queries.members import people_to_appoint, post_rows_for_user
from tests.organisations.test_consents import expected, statuses
from tests.world import build_world

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


@pytest.fixture
def post(world):
    return actions.add_post(
        organisation=world.organisations["university"],
        values={"name_kk": "Серіктестік жөніндегі проректор", "email": "partners@example.org"},
        by=world["partnership_officer"],
    )


def appoint(world, post, who="lecturer", starts_on=FIRST, ends_on=None):
    return actions.appoint(
        post=post, person=world.people[who], starts_on=starts_on, ends_on=ends_on, by=world["partnership_officer"]
    )


def test_post_outlives_its_holders(world, post):
    first = appoint(world, post)
    actions.end_holding(holding=first, on=date(2026, 3, 31), by=world["partnership_officer"])
    second = appoint(world, post, "officer", date(2026, 4, 1))
    rows = post_rows_for_user(world["partnership_officer"], [post], date(2026, 5, 1))
    assert [(row.holder, row.former, row.is_vacant) for row in rows] == [
        (second, [PostHolding.objects.get(pk=first.pk)], False)
    ]
    actions.end_holding(holding=second, on=date(2026, 5, 1), by=world["partnership_officer"])
    assert post_rows_for_user(world["partnership_officer"], [post], date(2026, 5, 2))[0].is_vacant
    kinds = AuditEvent.objects.filter(target_type="organisations.post").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "organisations.post.added",
        "organisations.post.appointed",
        "organisations.post.vacated",
        "organisations.post.appointed",
        "organisations.post.vacated",
    ]


def test_appointed_person_is_told(world, post):
    appoint(world, post)
    assert list(Notice.objects.values_list("user__email", "kind")) == [("faculty.member@example.org", "appointed")]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 2, 1), None), (date(2025, 1, 1), None), (FIRST, FIRST), (date(2025, 1, 1), FIRST)],
)
def test_second_holder_at_one_time_is_refused(world, post, starts_on, ends_on):
    held = appoint(world, post)
    with pytest.raises(CannotKeepPost) as refused:
        appoint(world, post, "officer", starts_on, ends_on)
    assert (refused.value.reason, refused.value.holding) == (CannotKeepPost.HELD, held)
    assert PostHolding.objects.count() == 1


def test_earlier_holder_can_be_recorded_afterwards(world, post):
    appoint(world, post)
    appoint(world, post, "officer", date(2025, 1, 1), FIRST - timedelta(days=1))
    assert PostHolding.objects.count() == 2


def test_post_cannot_end_before_it_began_nor_twice(world, post):
    held = appoint(world, post)
    with pytest.raises(CannotKeepPost) as refused:
        actions.end_holding(holding=held, on=FIRST - timedelta(days=1), by=world["partnership_officer"])
    assert refused.value.reason == CannotKeepPost.BEFORE_START
    actions.end_holding(holding=held, on=FIRST, by=world["partnership_officer"])
    with pytest.raises(CannotKeepPost) as refused:
        actions.end_holding(holding=held, on=FIRST, by=world["partnership_officer"])
    assert refused.value.reason == CannotKeepPost.ENDED


def test_closed_post_is_left_and_takes_nobody(world, post):
    held = appoint(world, post)
    actions.close_post(post=post, on=date(2026, 6, 30), by=world["partnership_officer"])
    held.refresh_from_db()
    assert held.ends_on == date(2026, 6, 30)
    for again in (
        lambda: appoint(world, post, "officer", date(2026, 7, 1)),
        lambda: actions.close_post(post=post, on=date(2026, 7, 1), by=world["partnership_officer"]),
    ):
        with pytest.raises(CannotKeepPost) as refused:
            again()
        assert refused.value.reason == CannotKeepPost.CLOSED


def test_second_editor_of_a_post_is_told(world, post):
    values = {"name_kk": "Проректор"}
    actions.change_post(post=post, values=values, by=world["partnership_officer"], expected_version=post.version)
    with pytest.raises(EditedElsewhere) as other:
        actions.change_post(
            post=post, values={"name_kk": "Басқа"}, by=world["administrator"], expected_version=post.version
        )
    assert other.value.record.name_kk == "Проректор"
    assert Post.objects.get(pk=post.pk).name_kk == "Проректор"


def test_unit_of_another_organisation_is_refused(world, post):
    unit = Unit.objects.create(organisation=world.organisations["company"], name_kk="Цех")
    with pytest.raises(CannotKeepPost) as refused:
        actions.change_post(post=post, values={"unit": unit}, by=world["partnership_officer"], expected_version=None)
    assert refused.value.reason == CannotKeepPost.ELSEWHERE


def test_only_staff_of_the_organisation_can_be_appointed(world):
    people = people_to_appoint(world["partnership_officer"], world.organisations["university"], FIRST)
    assert set(people) == {world.people["officer"], world.people["lecturer"]}


def test_holder_who_is_not_published_is_not_named(world, post, client):
    appoint(world, post, "officer")
    name = world.people["officer"].name_kk
    url = reverse("organisations:posts", args=[post.organisation_id])
    assert name not in client.get(url, headers={"accept-language": "kk"}).content.decode()
    client.force_login(world["partnership_officer"])
    assert name in client.get(url, headers={"accept-language": "kk"}).content.decode()


def test_posts_by_persona(world, post, client):
    assert set(statuses(world, client, reverse("organisations:posts", args=[post.organisation_id])).values()) == {200}
    keepers = expected("partnership_officer", "administrator")
    for name in ("post_edit", "post_appoint", "post_close"):
        assert statuses(world, client, reverse(f"organisations:{name}", args=[post.pk])) == keepers
    held = appoint(world, post)
    assert statuses(world, client, reverse("organisations:holding_end", args=[held.pk])) == keepers


def test_appointment_in_the_browser(world, post, client):
    client.force_login(world["partnership_officer"])
    url = reverse("organisations:post_appoint", args=[post.pk])
    page = client.get(url, {"q": "Darisbay"}).content.decode()
    assert (page.count('name="person"'), world.people["lecturer"].name in page) == (1, True)
    assert client.post(url, {"person": world.people["student"].pk, "starts_on": "2026-01-01"}).status_code == 200
    assert client.post(url, {"person": world.people["lecturer"].pk, "starts_on": "2026-01-01"}).status_code == 302
    twice = client.post(url, {"person": world.people["officer"].pk, "starts_on": "2026-01-02"})
    assert world.people["lecturer"].name in str(twice.context["form"].non_field_errors())
    assert PostHolding.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_posts_page_takes_the_same_queries(world, client, django_assert_max_num_queries, number):
    for place in range(number):
        row = actions.add_post(
            organisation=world.organisations["university"],
            values={"name_en": f"Post {place}"},
            by=world["partnership_officer"],
        )
        appoint(world, row)
    client.force_login(world["partnership_officer"])
    with django_assert_max_num_queries(9):
        client.get(reverse("organisations:posts", args=[world.organisations["university"].pk]))


days = st.integers(min_value=0, max_value=12).map(lambda offset: FIRST + timedelta(days=offset))


class OneHolderADay(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["appoint", "end", "close"]), days, st.none() | days), max_size=8))
    def test_whatever_is_tried_a_post_has_one_holder_a_day(self, steps):
        world = build_world()
        by = world["partnership_officer"]
        post = actions.add_post(organisation=world.organisations["university"], values={"name_en": "Post"}, by=by)
        person: Person = world.people["lecturer"]
        for what, first, last in steps:
            try:
                if what == "appoint":
                    actions.appoint(post=post, person=person, starts_on=first, ends_on=last, by=by)
                elif what == "close":
                    actions.close_post(post=post, on=first, by=by)
                elif holding := post.holdings.filter(ends_on__isnull=True).first():
                    actions.end_holding(holding=holding, on=first, by=by)
            except CannotKeepPost:
                pass
        holdings = list(PostHolding.objects.filter(post=post))
        for offset in range(14):
            day = FIRST + timedelta(days=offset)
            there = [row for row in holdings if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)]
            assert len(there) <= 1
