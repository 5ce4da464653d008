"""A query prepared once answers as the query made anew."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common import prepared as module
from seriktes.common.prepared import NotPrepared, among_ids, prepared
from seriktes.organisations.models import Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(module, "_known", {})


@pytest.fixture
def homes():
    homes = [Organisation.objects.create(kind="university", name_en=f"Home {place}") for place in range(3)]
    for place, day in enumerate((date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1))):
        user = User.objects.create_user(f"u{place}@home.example", name=f"User {place}")
        Membership.objects.create(user=user, organisation=homes[place], role="auditor", starts_on=day)
    return homes


def members(pk, day):
    other = Membership.objects.filter(organisation=OuterRef("organisation"), starts_on__gt=day)
    return (
        Membership.objects.filter(Q(organisation=pk) | Q(starts_on__lte=day), starts_on__lte=day)
        .select_related("organisation", "user")
        .annotate(later=Exists(other), word=Value("told"))
        .order_by("pk")
    )


def told(rows):
    return [(row.pk, row.organisation.name_en, row.user.email, row.starts_on, row.later, row.word) for row in rows]


def test_rows_are_those_of_the_query_for_every_value(homes):
    made = []

    def build(pk, day):
        made.append(pk)
        return members(pk, day)

    for home in homes:
        for day in (date(2019, 1, 1), date(2021, 1, 1), date(2023, 6, 30), date(2030, 1, 1)):
            assert told(prepared("members", build, pk=home.pk, day=day)) == told(members(home.pk, day))
    assert len(made) == 1
    with CaptureQueriesContext(connection) as queries:
        prepared("members", build, pk=homes[0].pk, day=date(2030, 1, 1))
    assert len(queries) == 1


def test_values_and_unions_are_prepared_too(homes):
    def build(pk):
        some = Membership.objects.filter(organisation=pk).order_by().values("organisation").annotate(n=Count("pk"))
        rest = Membership.objects.exclude(organisation=pk).order_by().values("organisation").annotate(n=Count("pk"))
        return some.values_list("organisation", "n").union(rest.values_list("organisation", "n"), all=True)

    for home in homes:
        assert sorted(prepared("union", build, pk=home.pk)) == sorted(build(home.pk))
        assert len(prepared("union", build, pk=home.pk)) == 3


def test_a_key_tells_shapes_apart(homes):
    def build(*, roles):
        return lambda pk: Membership.objects.filter(organisation=pk, role__in=roles)

    assert len(prepared("roles", build(roles=["auditor"]), ("auditor",), pk=homes[0].pk)) == 1
    assert prepared("roles", build(roles=["student"]), ("student",), pk=homes[0].pk) == []
    assert prepared("roles", build(roles=[]), (), pk=homes[0].pk) == []


def test_what_is_no_parameter_is_refused(homes):
    with pytest.raises(NotPrepared, match="day"):
        prepared("lost", lambda pk, day: Membership.objects.filter(organisation=pk), pk=1, day=date(2026, 1, 1))
    with pytest.raises(NotPrepared):
        prepared("truth", lambda active: User.objects.filter(is_active=active), active=True)


def test_a_value_without_use_must_be_named(homes):
    def build(pk, day):
        return Membership.objects.filter(organisation=pk)

    assert len(prepared("spare", build, (), ("day",), pk=homes[0].pk, day=date(2026, 1, 1))) == 1
    assert prepared("spare", build, (), ("day",), pk=0, day=date(2026, 1, 1)) == []


def test_texts_and_moments_are_values_too(homes):
    def build(email, joined):
        return User.objects.filter(Exact(Upper("email"), Upper(Value(email))), joined_at__lt=joined).order_by("pk")

    now = timezone.now()
    for email in ("u1@home.example", "U2@home.example", "u_@home.example", "%"):
        for joined in (now - timedelta(days=1), now + timedelta(days=1)):
            found = prepared("texts", build, email=email, joined=joined)
            assert [user.email for user in found] == [user.email for user in build(email, joined)]
    assert [user.name for user in prepared("texts", build, email="U2@home.example", joined=now)] == ["User 2"]


def test_rows_are_read_anew_each_time(homes):
    def build(pk):
        return Membership.objects.filter(organisation=pk)

    assert len(prepared("anew", build, pk=homes[0].pk)) == 1
    Membership.objects.filter(organisation=homes[0]).delete()
    assert prepared("anew", build, pk=homes[0].pk) == []


@pytest.mark.parametrize("number", [2**63, 10**40, -(2**64)])
def test_a_number_that_no_record_can_have_finds_nothing(homes, number):
    assert prepared("large", lambda pk: Membership.objects.filter(organisation=pk), pk=number) == []


def test_some_records_are_those_with_the_ids_that_are_put_in(homes):
    made = []

    def build(day):
        made.append(day)
        rows = among_ids(Membership.objects.filter(starts_on__lte=day), "organisation_id")
        return rows.select_related("organisation").order_by("pk")

    def found(among, day=date(2030, 1, 1)):
        return [row.organisation.name_en for row in prepared("some", build, among=among, day=day)]

    pks = [home.pk for home in homes]
    assert found(pks) == ["Home 0", "Home 1", "Home 2"]
    assert found({pks[2]: "two", pks[0]: "none"}) == ["Home 0", "Home 2"]
    assert found({pks[1]}, date(2021, 1, 1)) == []
    assert found([]) == found([10**9]) == []
    assert len(made) == 1
    with pytest.raises(ValueError, match="invalid literal"):
        found(["1) OR (1=1"])


def test_the_day_of_a_rule_of_access_is_that_of_the_asking(homes):
    """Not that on which the query was composed: a server runs for weeks."""

    def build(pk):
        return Membership.objects.filter(pk__gte=pk, starts_on__lte=timezone.localdate()).order_by("pk")

    for day, number in (("2021-06-01", 1), ("2023-06-01", 2), ("2021-06-01", 1)):
        with time_machine.travel(f"{day} 12:00+05:00", tick=False):
            assert len(prepared("today", build, pk=0)) == number


def test_a_moment_that_was_not_handed_in_is_refused(homes):
    with pytest.raises(NotPrepared, match="2026"), time_machine.travel("2026-06-01 12:00+05:00", tick=False):
        prepared("now", lambda pk: User.objects.filter(pk__gte=pk, joined_at__lte=timezone.now()), pk=0)
