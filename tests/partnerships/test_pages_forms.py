"""Adding, changing, moving and ending partnerships, and what their sides do, by the pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from seriktes.accounts.models import User
from seriktes.organisations.models import AlumniLink, Consent, Organisation, Post, PostHolding
from seriktes.partnerships.forms.links import SigningForm, WordForm
from seriktes.partnerships.forms.partnerships import SideAddForm
from seriktes.partnerships.models import Agreement, Partnership, Party, RuleLevel
from seriktes.procedures.models import Event, OpenClock
from tests.walk import client_of

pytestmark = pytest.mark.django_db
LONG = "Ұлттық үйлестірушілік-әдістемелік және ғылыми-білім беру серіктестігінің құжатталған үлгісі"


@pytest.fixture
def officer(world_with_posts):
    return client_of(world_with_posts["partnership_officer"])


@pytest.fixture
def manager(world_with_posts):
    return client_of(world_with_posts["company_manager"])


@pytest.fixture
def own(world_with_posts):
    Agreement.objects.exclude(state__in=["draft", "ended", "abandoned"]).update(state="ended")
    return world_with_posts.partnerships["own"]


def at(name, *args):
    return reverse(f"partnerships:{name}", args=args)


def values(**given):
    return {"name_en": "Invented works", "stage": "talks", "partner_query": "Invented Iron"} | given


# --- Adding -----------------------------------------------------------------------------------------------------------
def test_begun_with_a_partner_that_is_looked_up(officer, world_with_posts):
    body = world_with_posts.organisations
    response = officer.post(at("add"), values(own=body["university"].pk, forms=["research"], name_kk=LONG))
    made = Partnership.objects.latest("pk")
    assert response["Location"] == at("record", made.pk)
    assert (made.stage, made.forms, made.name_kk) == ("talks", ["research"], LONG)
    assert set(made.parties.values_list("organisation", flat=True)) == {body["university"].pk, body["company"].pk}
    assert not OpenClock.objects.filter(subject_type="partnerships.partnership", subject_id=made.pk).exists()


def test_the_one_post_of_whoever_begins_it_looks_after_it(officer, world_with_posts):
    body = world_with_posts.organisations
    person, university = world_with_posts.people["officer"], body["university"]
    PostHolding.objects.filter(person=person).delete()
    posts = [
        Post.objects.create(organisation=body[name], name_en=name) for name in ("university", "fund", "university")
    ]

    def owner(name):
        officer.post(at("add"), values(own=university.pk, name_en=name))
        return Party.objects.get(partnership__name_en=name, organisation=university).post

    for post in posts[:2]:
        PostHolding.objects.create(post=post, person=person, starts_on=date(2026, 1, 1))
    assert owner("First works") == posts[0]
    # Of two, none is guessed.
    PostHolding.objects.create(post=posts[2], person=person, starts_on=date(2026, 1, 1))
    assert owner("Second works") is None


def test_of_several_that_fit_the_reader_chooses(officer, world_with_posts):
    body, count = world_with_posts.organisations, Partnership.objects.count()
    sent = values(own=body["university"].pk, partner_query="Invented")
    response = officer.post(at("add"), sent)
    assert (response.status_code, Partnership.objects.count()) == (422, count)
    assert "partner" in response.context["form"].errors
    assert officer.post(at("add"), {**sent, "partner": body["fund"].pk}).status_code == 302
    assert Partnership.objects.latest("pk").parties.filter(organisation=body["fund"]).exists()


def test_nothing_fits_and_nothing_is_saved(officer, world_with_posts):
    count = Partnership.objects.count()
    university = world_with_posts.organisations["university"].pk
    for wrong in ({"partner_query": "Nowhere"}, {"partner_query": ""}, {"name_en": ""}, {"own": 999_999}):
        response = officer.post(at("add"), values(own=university) | wrong)
        assert response.status_code == 422, wrong
    assert Partnership.objects.count() == count


def test_a_company_proposes_and_the_other_side_is_to_answer(manager, world_with_posts):
    body = world_with_posts.organisations
    assert manager.get(at("add"), {"with": body["university"].pk}).context["form"]["partner_query"].value() == (
        body["university"].name
    )
    sent = values(own=body["company"].pk, partner_query="Invented Samruk")
    assert manager.post(at("add"), sent).status_code == 302
    made = Partnership.objects.latest("pk")
    assert made.stage == "contact"
    clock = OpenClock.objects.get(subject_type="partnerships.partnership", subject_id=made.pk)
    assert (clock.code, clock.item) == ("partnership_reply", str(body["university"].pk))


@pytest.mark.parametrize("persona", ["outsider", "faculty_member", "ministry_analyst", "auditor", "student"])
def test_who_may_not_add_finds_no_page(world_with_posts, persona):
    assert client_of(world_with_posts[persona]).get(at("add")).status_code == 404


# --- Changing ---------------------------------------------------------------------------------------------------------
def edited(page, **changes):
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {**sent, **changes}


def test_two_who_edit_at_once(officer, own):
    page = officer.get(at("edit", own.pk))
    assert officer.post(at("edit", own.pk), edited(page, note="First")).status_code == 302
    late = officer.post(at("edit", own.pk), edited(page, note="Second", region=""))
    assert late.status_code == 409
    assert [row.mine for row in late.context["differences"]] == ["—", "Second"]
    assert late.context["differences"][1].now == "First"
    own.refresh_from_db()
    assert own.note == "First"
    assert officer.post(at("edit", own.pk), edited(late, note="Second")).status_code == 302
    own.refresh_from_db()
    assert own.note == "Second"


def test_an_unchanged_form_changes_nothing(officer, own):
    version = Partnership.objects.get(pk=own.pk).version
    assert officer.post(at("edit", own.pk), edited(officer.get(at("edit", own.pk)))).status_code == 302
    assert Partnership.objects.get(pk=own.pk).version == version


@pytest.mark.parametrize(
    "persona", ["company_manager", "faculty_member", "auditor", "ministry_analyst", "fund_manager"]
)
def test_who_does_not_keep_it_cannot_edit_or_move(world_with_posts, persona, own):
    client = client_of(world_with_posts[persona])
    assert client.get(at("edit", own.pk)).status_code == 404
    assert client.post(at("move", own.pk, "to_paused")).status_code == 404
    assert client.post(at("archive", own.pk)).status_code == 404
    own.refresh_from_db()
    assert own.stage == "active"


# --- Stages -----------------------------------------------------------------------------------------------------------
def test_moved_on_the_board_by_one_of_two(officer, own):
    sent = {"expected_version": own.version, "from": "board"}
    assert officer.post(at("move", own.pk, "to_paused"), sent)["Location"] == at("board")
    own.refresh_from_db()
    assert own.stage == "paused"
    told = officer.post(at("move", own.pk, "to_agreeing"), sent, follow=True)
    assert [message.level_tag for message in told.context["messages"]] == ["success", "error"]
    own.refresh_from_db()
    assert own.stage == "paused"


def test_a_way_that_leads_nowhere(officer, own):
    assert officer.post(at("move", own.pk, "to_heaven")).status_code == 404
    officer.post(at("move", own.pk, "to_contact"))
    own.refresh_from_db()
    assert own.stage == "active"


def test_ended_archived_and_taken_out_again(officer, own):
    today = timezone.localdate()
    refused = officer.post(at("move", own.pk, "to_ended"), {"on": today + timedelta(days=1), "reason": "x"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["on"])
    officer.post(at("archive", own.pk))
    own.refresh_from_db()
    assert (own.stage, own.archived_at) == ("active", None)
    assert officer.post(at("move", own.pk, "to_ended"), {"on": today, "reason": "Done"}).status_code == 302
    officer.post(at("archive", own.pk))
    own.refresh_from_db()
    assert (own.stage, own.end_reason, own.archived_at is None) == ("ended", "Done", False)
    assert officer.get(at("edit", own.pk)).status_code == 404
    assert officer.get(at("record", own.pk)).context["ways"] == []
    officer.post(at("unarchive", own.pk))
    own.refresh_from_db()
    assert own.archived_at is None


def test_an_agreement_in_force_keeps_it_from_ending(officer, world_with_posts):
    own = world_with_posts.partnerships["own"]
    refused = officer.post(at("move", own.pk, "to_ended"), {"on": timezone.localdate(), "reason": "Done"})
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()


# --- Sides ------------------------------------------------------------------------------------------------------------
def side(partnership, world, key):
    return partnership.parties.get(organisation=world.organisations[key])


def test_with_two_sides_the_record_says_why_none_can_leave(officer, own):
    english, words = {"Accept-Language": "en"}, "With two sides nobody can leave"
    assert words in officer.get(own.get_absolute_url(), headers=english).content.decode()
    officer.post(at("side_add", own.pk), {"partner_query": "Fund of Invented Science"})
    assert words not in officer.get(own.get_absolute_url(), headers=english).content.decode()


def test_a_side_joins_and_leaves(officer, own, world_with_posts):
    assert officer.post(at("side_add", own.pk), {"partner_query": "Fund of Invented Science"}).status_code == 302
    assert own.parties.count() == 3
    twice = officer.post(at("side_add", own.pk), {"partner_query": "Fund of Invented Science"})
    assert (twice.status_code, own.parties.count()) == (422, 3)
    fund = side(own, world_with_posts, "fund")
    assert officer.post(at("side_leave", fund.pk), {"on": timezone.localdate()}).status_code == 302
    assert officer.get(at("side_edit", fund.pk)).status_code == 404
    last = officer.post(at("side_leave", side(own, world_with_posts, "company").pk), {"on": timezone.localdate()})
    assert last.status_code == 422


def test_the_own_post_is_ours_to_name_and_theirs_is_not(officer, own, world_with_posts):
    ours, theirs = (side(own, world_with_posts, key) for key in ("university", "company"))
    other = Post.objects.create(organisation=ours.organisation, name_en="Dean")
    sent = {"post": other.pk, "contact_name": "Dean's office", "expected_version": ours.version}
    assert officer.post(at("side_edit", ours.pk), sent).status_code == 302
    ours.refresh_from_db()
    assert (ours.post, ours.contact_name) == (other, "Dean's office")
    assert "post" not in officer.get(at("side_edit", theirs.pk)).context["form"].fields
    kept = theirs.post
    officer.post(at("side_edit", theirs.pk), {"post": "", "contact_email": "them@example.org", "expected_version": 1})
    theirs.refresh_from_db()
    assert (theirs.post, theirs.contact_email) == (kept, "them@example.org")


def test_a_side_edited_by_two_at_once(officer, own, world_with_posts):
    ours = side(own, world_with_posts, "university")
    sent = {"post": ours.post.pk, "expected_version": ours.version}
    assert officer.post(at("side_edit", ours.pk), {**sent, "contact_name": "First"}).status_code == 302
    late = officer.post(at("side_edit", ours.pk), {**sent, "contact_name": "Second"})
    assert late.status_code == 409
    ours.refresh_from_db()
    assert ours.contact_name == "First"
    again = {**sent, "contact_name": "Second", "expected_version": late.context["form"]["expected_version"].value()}
    assert officer.post(at("side_edit", ours.pk), again).status_code == 302


def test_whoever_agrees_last_is_told_that_it_is_published(officer, manager, own, world_with_posts):
    def words_for(client, organisation):
        address = at("side_publish", side(own, world_with_posts, organisation).pk)
        answer = client.post(address, follow=True, headers={"accept-language": "en"})
        return "".join(str(message) for message in answer.context["messages"])

    own.parties.exclude(
        organisation__in=[world_with_posts.organisations[name] for name in ("university", "company")]
    ).delete()
    own.parties.update(agreed_to_publish_at=None)
    User.objects.update(language="en")
    assert words_for(officer, "university").endswith("shown as soon as every side agrees.")
    assert words_for(manager, "company").endswith("the partnership is published.")


def test_published_when_every_side_agrees(officer, manager, own, world_with_posts):
    ours, theirs = (side(own, world_with_posts, key) for key in ("university", "company"))
    public = client_of(world_with_posts["anonymous"])
    officer.post(at("side_publish", ours.pk))
    assert officer.post(at("side_publish", theirs.pk)).status_code == 404
    assert public.get(at("record", own.pk)).status_code == 404
    manager.post(at("side_publish", theirs.pk))
    page = public.get(at("record", own.pk))
    assert page.status_code == 200
    text = page.content.decode()
    for hidden in ("Note of own", "P-own", "Invented text", "Invented activity", "Invented support", "A-active"):
        assert hidden not in text
    manager.post(at("side_unpublish", theirs.pk))
    assert public.get(at("record", own.pk)).status_code == 404


# --- Letters ----------------------------------------------------------------------------------------------------------
def test_a_letter_is_asked_and_answered(officer, manager, own, world_with_posts):
    ours, theirs = (side(own, world_with_posts, key) for key in ("university", "company"))
    today = timezone.localdate()
    sent = {"sender": ours.pk, "awaits": [theirs.pk], "on": today, "note": "Places in spring"}
    assert at("letter", own.pk) in officer.get(at("record", own.pk)).content.decode()
    assert officer.post(at("letter", own.pk), {**sent, "awaits": [ours.pk]}).status_code == 422
    assert officer.post(at("letter", own.pk), sent).status_code == 302
    clock = OpenClock.objects.get(code="partnership_reply", subject_id=own.pk)
    assert clock.item == str(theirs.organisation_id)
    # A company records what it wrote itself, not what others wrote.
    assert [
        int(value) for value, _label in manager.get(at("letter", own.pk)).context["form"].fields["sender"].choices
    ] == [theirs.pk]
    early = manager.post(at("side_answer", theirs.pk), {"on": today - timedelta(days=1), "note": ""})
    assert early.status_code == 422
    assert manager.post(at("side_answer", theirs.pk), {"on": today, "note": "Twelve"}).status_code == 302
    assert not OpenClock.objects.filter(code="partnership_reply", subject_id=own.pk).exists()
    again = officer.post(at("side_answer", theirs.pk), {"on": today, "note": ""})
    assert again.status_code == 422
    assert Event.objects.about(own).filter(kind="partnership.answered").count() == 1


def test_the_analyst_reads_no_letters_notes_or_people(officer, own, world_with_posts):
    ours, theirs = (side(own, world_with_posts, key) for key in ("university", "company"))
    officer.post(
        at("letter", own.pk),
        {"sender": ours.pk, "awaits": [theirs.pk], "on": timezone.localdate(), "note": "Secret places"},
    )
    text = client_of(world_with_posts["ministry_analyst"]).get(at("record", own.pk)).content.decode()
    for hidden in ("Secret places", "Note of own", "Seriktes Aruzhan", "Aruzhan Seriktes", "Серіктес Аружан"):
        assert hidden not in text
    assert "Secret places" in officer.get(at("record", own.pk)).content.decode()


# --- Graduates and rules ----------------------------------------------------------------------------------------------
def test_a_graduate_is_named_with_consent_and_forgotten(officer, own, world_with_posts):
    world = world_with_posts
    consent = Consent.objects.get(person=world.people["lecturer"])
    link = AlumniLink.objects.create(
        person=world.people["lecturer"], organisation=world.organisations["university"], consent=consent,
        graduated_in=2010, source="hand",
    )  # fmt: skip
    assert officer.post(at("alumni_name", own.pk), {"link": link.pk}).status_code == 302
    assert "Дәрісбай" in officer.get(at("record", own.pk)).content.decode()
    analyst = client_of(world["ministry_analyst"]).get(at("record", own.pk)).content.decode()
    assert "Дәрісбай" not in analyst
    assert officer.post(at("alumni_name", own.pk), {"link": link.pk}).status_code == 422
    officer.post(at("alumni_forget", own.pk, link.pk))
    assert not own.alumni.exists()


def test_rules_are_kept_as_strictly_as_the_organisation_says(officer, world_with_posts):
    university = world_with_posts.organisations["university"]
    page = officer.get(at("rules", university.pk))
    sent = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert set(sent.values()) == {"refuse"}
    assert officer.post(at("rules", university.pk), {**sent, "back_dated": "warn"}).status_code == 302
    assert list(RuleLevel.objects.values_list("organisation", "rule", "level")) == [
        (university.pk, "back_dated", "warn")
    ]
    officer.post(at("rules", university.pk), sent)
    assert not RuleLevel.objects.exists()
    assert officer.get(at("rules", world_with_posts.organisations["company"].pk)).status_code == 404


def test_board_is_for_those_inside(officer, world_with_posts, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        board = officer.get(at("board"))
    cards = {card.row.pk for column in board.context["columns"] for card in column["cards"]}
    assert cards == {world_with_posts.partnerships[key].pk for key in ("own", "published", "of_three")}
    for persona, status in (("outsider", 404), ("auditor", 200), ("company_manager", 200)):
        assert client_of(world_with_posts[persona]).get(at("board")).status_code == status


def test_each_fact_leads_to_its_rows(officer, own):
    record = officer.get(at("record", own.pk))
    facts = record.context["facts"]
    for code in ("months_since_activity", "confirmed", "unconfirmed", "dui"):
        shown = officer.get(at("fact", own.pk, code)).context["shown_page"]
        fact = getattr(facts, code, None) or facts.modes[code]
        assert set(shown.object_list) == set(fact.rows)
    for code in ("delivered-99", "weather", "years_uncovered-1"):
        assert officer.get(at("fact", own.pk, code)).status_code == 404
    assert officer.get(at("fact", own.pk, "years_uncovered")).status_code == 200


def test_past_day_of_a_letter_is_kept(officer, own, world_with_posts):
    ours, theirs = (side(own, world_with_posts, key) for key in ("university", "company"))
    day = timezone.localdate() - timedelta(days=20)
    officer.post(at("letter", own.pk), {"sender": ours.pk, "awaits": [theirs.pk], "on": day, "note": "Old"})
    event = Event.objects.about(own).get(kind="partnership.asked")
    assert timezone.localdate(event.at) == day
    assert Party.objects.get(pk=ours.pk).version == ours.version
    assert datetime.now(tz=UTC) > event.at > datetime.combine(day - timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    assert date.today() > day  # noqa: DTZ011


# --- Beside the label -------------------------------------------------------------------------------------------------
def test_which_of_several_organisations_must_be_said():
    """The choice is asked for only where it is needed, so that it bears no mark, and its want is told once."""
    found = [Organisation(pk=1, name_en="Invented One"), Organisation(pk=2, name_en="Invented Two")]
    with translation.override("en"):
        form = SideAddForm({"partner_query": "Invented"}, found=found)
        assert form.errors == {"partner": ["Choose which organisation you mean."]}
        assert "optional" not in str(form["partner"].as_field_group())
        assert form["contact_name"].as_field_group().count("(optional)") == 1
        assert SideAddForm({"partner_query": "Invented", "partner": "2"}, found=found).is_valid()
        assert list(SideAddForm({"partner_query": "x", "partner": "3"}, found=found).errors["partner"].as_data()) != []
        assert len(SideAddForm({"partner_query": "x", "partner": "3"}, found=found).errors["partner"]) == 1


def test_names_and_reasons_say_when_they_are_needed(officer):
    officer.cookies["language"] = "en"
    page = officer.get(at("add")).content.decode()
    assert page.count("(one of the three is needed)") == 3
    with translation.override("en"):
        for form in (WordForm, SigningForm):
            assert "(needed to" in str(form(link=None)["reason"].as_field_group())
