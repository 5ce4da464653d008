from datetime import UTC, date, datetime, timedelta

import pytest

from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.actions.activities import TookPart
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.procedures.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
VALUES = {"kind": "internship", "title": "Invented term", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 31)}


@pytest.fixture
def report(world, by):
    def make(at=NOW, call=actions.report_new_activity, **values):
        more = {name: values.pop(name) for name in ("sides", "people") if name in values}
        return call(
            partnership=world.partnerships["own"], reporter=world.organisations["university"],
            values=VALUES | values, at=at, by=by, **more,
        )  # fmt: skip

    return make


def refused(call, **arguments):
    with pytest.raises(CannotReport) as refusal:
        call(**arguments)
    return refusal.value.reason


def test_counts_once_both_sides_said_so(report, world):
    activity = report()
    assert (activity.state, activity.form, activity.mode) == ("reported", "employment", "dui")
    company = world.organisations["company"]
    assert actions.outstanding(activity) == [company.pk]
    confirm = {"activity": activity, "organisation": company, "at": NOW, "by": world["company_manager"]}
    activity = actions.confirm_activity(**confirm)
    assert (activity.state, activity.confirmed_at) == ("confirmed", NOW)
    world.partnerships["own"].refresh_from_db()
    assert world.partnerships["own"].last_activity_on == date(2026, 10, 31)
    assert list(Event.objects.about(activity).order_by("id").values_list("kind", flat=True)) == [
        "activity.drafted", "activity.reported", "activity.confirmed_by", "activity.confirmed",
    ]  # fmt: skip
    assert refused(actions.confirm_activity, **confirm) == "wrong_state"


def test_change_after_confirmation_asks_anew(report, world, by):
    activity = report()
    company, university = world.organisations["company"], world.organisations["university"]
    activity = actions.confirm_activity(activity=activity, organisation=company, at=NOW, by=world["company_manager"])
    change = {"reporter": university, "values": {"title": "Another term"}, "at": NOW, "by": by}
    with pytest.raises(EditedElsewhere):
        actions.change_activity(activity=activity, expected_version=1, **change)
    activity = actions.change_activity(activity=activity, expected_version=activity.version, **change)
    assert (activity.state, activity.confirmed_at, actions.outstanding(activity)) == ("reported", None, [company.pk])
    world.partnerships["own"].refresh_from_db()
    assert world.partnerships["own"].last_activity_on == date(2026, 2, 14)
    assert Event.objects.about(activity).order_by("id").last().kind == "activity.reopened"


def test_dispute_and_what_follows(report, world, by):
    activity = report()
    company = world.organisations["company"]
    dispute = {"activity": activity, "organisation": company, "at": NOW, "by": world["company_manager"]}
    assert refused(actions.dispute_activity, reason=" ", **dispute) == "no_reason"
    activity = actions.dispute_activity(reason="They were three", **dispute)
    assert activity.state == "disputed"
    activity = actions.change_activity(
        activity=activity, reporter=world.organisations["university"], values={"participants": 3}, at=NOW, by=by,
        expected_version=None,
    )  # fmt: skip
    assert (activity.state, activity.parties.filter(disputed_at__isnull=False).exists()) == ("reported", False)
    activity = actions.withdraw_activity(activity=activity, reason="Double", at=NOW, by=by)
    assert refused(actions.withdraw_activity, activity=activity, reason="Again", at=NOW, by=by) == "wrong_state"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"kind": "picnic"}, "unknown_kind"),
        ({"mode": "sti"}, "mode_without_reason"),
        ({"title": ""}, "missing"),
        ({"ends_on": date(2026, 9, 30)}, "ends_before_it_begins"),
        ({"amount": 5}, "no_currency"),
        ({"ends_on": NOW.date() + timedelta(days=1)}, "in_future"),
    ],
)
def test_reports_that_cannot_stand(report, values, reason):
    before = Event.objects.count()
    with pytest.raises(CannotReport) as refusal:
        report(**values)
    assert (refusal.value.reason, Event.objects.count()) == (reason, before)


def test_another_mode_with_its_reason(report):
    assert report(mode="sti", mode_reason="A thesis came of it").mode == "sti"
    assert report(kind="contract_research").mode == "sti"


def test_others_are_refused(report, world):
    foreign = {"sides": [world.organisations["fund"]]}
    assert refused(report, **foreign) == "not_a_side"
    assert refused(report, sides=[world.organisations["university"]]) == "one_side"
    assert refused(report, people=[TookPart(world.people["hidden_lecturer"])]) == "person_of_nobody"
    assert refused(report, agreement=world.agreements["elsewhere"]) == "agreement_elsewhere"
    people = [TookPart(world.people["student"]), TookPart(world.people["supervisor"], "supervises")]
    assert report(people=people).people.count() == 2
    assert refused(
        actions.confirm_activity, activity=report(), organisation=world.organisations["fund"], at=NOW, by=None
    ) == "nothing_to_confirm"  # fmt: skip


def test_draft_may_lie_ahead(report):
    activity = report(call=actions.note_activity, ends_on=date(2027, 1, 1))
    assert activity.state == "draft"
    assert refused(actions.report_activity, activity=activity, at=NOW, by=None) == "in_future"
