from datetime import UTC, date, datetime

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.units import add_unit
from seriktes.organisations.enums import ConsentEventKind
from seriktes.organisations.models import AlumniLink, ConsentEvent, Post
from seriktes.partnerships.actions import partnerships as actions
from seriktes.partnerships.actions import sides as of_sides
from seriktes.partnerships.actions.partnerships import Side
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.access import partnerships_visible_to
from seriktes.procedures.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def sides(world):
    return [Side(world.organisations["university"]), Side(world.organisations["fund"])]


@pytest.fixture
def made(sides, by):
    return create(sides, by)


def create(sides, by, **values):
    values = {"name_en": "Invented", "forms": ["research", "education"]} | values
    return actions.create_partnership(sides=sides, values=values, by=by, at=NOW)


def refused(call, **arguments):
    with pytest.raises(CannotPartner) as refusal:
        call(**arguments)
    return refusal.value.reason


def test_created_with_its_sides(made):
    assert (made.stage, made.forms, made.parties.count()) == ("contact", ["education", "research"], 2)
    assert Event.objects.about(made).get().kind == "partnership.created"
    assert AuditEvent.objects.filter(kind="partnerships.partnership.created", target_id=str(made.pk)).count() == 1


def test_one_side_is_no_partnership(sides, by, world):
    count = Partnership.objects.count()
    assert refused(create, sides=sides[:1], by=by) == "too_few_parties"
    assert refused(create, sides=[sides[0], sides[0]], by=by) == "too_few_parties"
    assert refused(create, sides=[*sides, sides[0]], by=by) == "party_twice"
    assert Partnership.objects.count() == count
    university = world.organisations["university"]
    units = [add_unit(organisation=university, names={"en": name}, by=by) for name in ("Physics", "Mining")]
    assert create([Side(university, unit=unit) for unit in units], by).parties.count() == 2


def test_sides_that_do_not_fit(sides, by, world):
    company = world.organisations["company"]
    post = Post.objects.create(organisation=company, name_en="Post")
    assert refused(create, sides=[sides[0], Side(world.organisations["fund"], post=post)], by=by) == "foreign_post"
    post.closed_on = date(2026, 1, 1)
    post.save()
    assert refused(create, sides=[sides[0], Side(company, post=post)], by=by) == "closed_post"
    unit = add_unit(organisation=company, names={"en": "Shop"}, by=by)
    assert refused(create, sides=[sides[0], Side(world.organisations["fund"], unit=unit)], by=by) == "foreign_unit"
    assert refused(create, sides=sides, by=by, name_en=" ") == "nameless"
    assert refused(create, sides=sides, by=by, forms=["football"]) == "unknown_form"


def test_proposal_awaits_an_answer(sides, world):
    partnership = actions.create_partnership(
        sides=sides, values={"name_en": "Proposed"}, by=world["fund_manager"], at=NOW,
        proposed_by=world.organisations["fund"],
    )  # fmt: skip
    events = list(Event.objects.about(partnership).order_by("id"))
    assert [event.kind for event in events] == ["partnership.proposed", "partnership.asked"]
    assert events[1].data["side"] == [world.organisations["university"].pk]


def test_stages(made, by):
    made = actions.move_stage(partnership=made, stage="talks", by=by, at=NOW)
    stale = {"partnership": made, "by": by, "at": NOW, "expected_version": 1}
    with pytest.raises(EditedElsewhere):
        actions.move_stage(stage="active", **stale)
    assert refused(actions.move_stage, partnership=made, stage="contact", by=by, at=NOW) == "wrong_state"
    end = {"partnership": made, "on": date(2026, 11, 20), "by": by, "at": NOW}
    assert refused(actions.end_partnership, reason="", **end) == "no_reason"
    made = actions.end_partnership(reason="Nobody answered", **end)
    assert (made.stage, made.ended_on) == ("ended", date(2026, 11, 20))
    assert (
        refused(
            actions.archive_partnership,
            partnership=actions.move_stage(partnership=made, stage="contact", by=by, at=NOW),
            by=by,
            at=NOW,
        )
        == "not_ended"
    )
    made.refresh_from_db()
    assert (made.ended_on, made.end_reason) == (None, "")


def test_partnership_with_an_agreement_in_force_does_not_end(world, by):
    own = world.partnerships["own"]
    assert (
        refused(actions.end_partnership, partnership=own, on=NOW.date(), reason="Why", by=by, at=NOW)
        == "agreements_in_force"
    )


def test_archive(made, by, world):
    made = actions.end_partnership(partnership=made, on=NOW.date(), reason="Done", by=by, at=NOW)
    made = actions.archive_partnership(partnership=made, by=by, at=NOW)
    change = {"values": {"name_en": "New"}, "by": by, "at": NOW, "expected_version": None}
    assert refused(actions.change_partnership, partnership=made, **change) == "archived"
    actions.unarchive_partnership(partnership=made, by=by, at=NOW)
    assert actions.change_partnership(partnership=made, **change).name_en == "New"


def test_published_when_every_side_agreed(made, by, world):
    one, other = made.parties.order_by("pk")
    assert not of_sides.agree_to_publish(party=one, by=by, at=NOW).is_public
    assert of_sides.agree_to_publish(party=other, by=world["fund_manager"], at=NOW).is_public
    assert made in partnerships_visible_to(world["anonymous"])
    assert not of_sides.withdraw_publishing(party=one, by=by, at=NOW).is_public
    of_sides.agree_to_publish(party=one, by=by, at=NOW)
    of_sides.add_party(partnership=made, side=Side(world.organisations["agency"]), by=by, at=NOW)
    assert made not in partnerships_visible_to(world["anonymous"])


def test_leaving(made, by, world):
    third = of_sides.add_party(partnership=made, side=Side(world.organisations["agency"]), by=by, at=NOW)
    of_sides.leave_partnership(party=third, on=date(2026, 11, 23), by=by, at=NOW)
    assert refused(of_sides.leave_partnership, party=third, on=NOW.date(), by=by, at=NOW) == "left_already"
    assert (
        refused(of_sides.leave_partnership, party=made.parties.first(), on=NOW.date(), by=by, at=NOW)
        == "too_few_parties"
    )


def test_owner(made, by, world):
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Office")
    party = of_sides.change_party(party=made.parties.order_by("pk").first(), values={"post": post}, by=by, at=NOW)
    assert party.post == post
    assert Event.objects.about(made).order_by("id").last().kind == "partnership.owner_set"
    foreign = made.parties.order_by("pk").last()
    assert refused(of_sides.change_party, party=foreign, values={"post": post}, by=by, at=NOW) == "foreign_post"


def test_graduate_only_with_a_consent_in_force(made, by, world):
    link = AlumniLink.objects.create(
        person=world.people["lecturer"], organisation=world.organisations["university"],
        consent=world.consents["lecturer"],
    )  # fmt: skip
    actions.link_alumni(partnership=made, link=link, by=by, at=NOW)
    assert list(made.alumni.all()) == [link]
    actions.unlink_alumni(partnership=made, link=link, by=by, at=NOW)
    ConsentEvent.objects.create(consent=link.consent, kind=ConsentEventKind.WITHDRAWN, at=NOW)
    assert refused(actions.link_alumni, partnership=made, link=link, by=by, at=NOW) == "no_consent"
    foreign = AlumniLink.objects.create(
        person=world.people["manager"], organisation=world.organisations["company"], consent=world.consents["manager"]
    )
    assert refused(actions.link_alumni, partnership=made, link=foreign, by=by, at=NOW) == "foreign_link"
