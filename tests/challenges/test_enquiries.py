"""Asking: with and without an account, routed to one post, confirmed by mail, and never lost."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.challenges.actions import enquiries as actions
from seriktes.challenges.actions.enquiries import ask, confirm, forget
from seriktes.challenges.actions.enquiry_ways import NewRoute, set_routes, set_terms
from seriktes.challenges.definitions.enquiry_clocks import FIRST
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.definitions.targets import Side, target_kind
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import Enquiry, EnquiryMessage
from seriktes.challenges.queries.enquiry_routing import post_for
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceUnit, ExpertProfile
from seriktes.organisations.models import Person, Post, PostHolding, Unit
from seriktes.procedures.actions.links import use_link
from seriktes.procedures.models import ActionLink, OpenClock
from tests.challenges.enquiries import MONDAY, question, target_of

TODAY = timezone.localdate(MONDAY)


def link_in(text):
    return re.search(r"/l/([^/\s]+)/", text)[1]


# --- Routing ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def places(world_with_posts):
    world = world_with_posts
    university = world.organisations["university"]
    faculty = Unit.objects.create(organisation=university, name_en="Faculty")
    chair = Unit.objects.create(organisation=university, name_en="Chair", parent=faculty)
    posts = {
        name: Post.objects.create(organisation=university, name_en=name) for name in ("dean", "laboratory", "library")
    }
    return world, university, faculty, chair, {**posts, "office": world.posts["office"]}


@pytest.mark.parametrize(
    ("unit", "kind", "expected"),
    [
        ("chair", "equipment", "laboratory"),
        ("chair", "publication", "dean"),
        ("faculty", "equipment", "dean"),
        (None, "publication", "library"),
        (None, "equipment", "office"),
        (None, "", "office"),
    ],
)
def test_unit_comes_before_kind_and_kind_before_the_organisation(places, unit, kind, expected):
    world, university, faculty, chair, posts = places
    set_routes(
        organisation=university, by=world["partnership_officer"],
        routes=[
            NewRoute(posts["office"]), NewRoute(posts["library"], kind="publication"),
            NewRoute(posts["dean"], unit=faculty), NewRoute(posts["laboratory"], unit=chair, kind="equipment"),
        ],
    )  # fmt: skip
    units = {"chair": chair.pk, "faculty": faculty.pk, None: None}
    assert post_for(Side(university.pk, "", unit=units[unit], kind=kind), TODAY) == posts[expected]


def test_post_named_on_the_record_comes_first_unless_it_is_closed(places):
    world, university, _faculty, _chair, posts = places
    set_routes(organisation=university, by=world["partnership_officer"], routes=[NewRoute(posts["office"])])
    side = Side(university.pk, "", post=posts["library"].pk)
    assert post_for(side, TODAY) == posts["library"]
    Post.objects.filter(pk=posts["library"].pk).update(closed_on=TODAY)
    assert post_for(side, TODAY) == posts["office"]


def test_of_a_foreign_post_nothing_is_taken(places):
    world, university, *_rest = places
    with pytest.raises(CannotAsk, match="foreign_post"):
        set_routes(
            organisation=university, by=world["partnership_officer"], routes=[NewRoute(world.posts["personnel"])]
        )
    assert post_for(Side(university.pk, "", post=world.posts["personnel"].pk), TODAY) is None


def test_without_a_rule_the_only_post_gets_it_and_of_several_none_is_guessed(world_with_posts):
    world = world_with_posts
    university = world.organisations["university"]
    assert post_for(Side(university.pk, ""), TODAY) == world.posts["office"]
    Post.objects.create(organisation=university, name_en="Another")
    assert post_for(Side(university.pk, ""), TODAY) is None


def test_circle_of_units_holds_nobody_up(places):
    _world, university, faculty, chair, _posts = places
    Unit.objects.filter(pk=faculty.pk).update(parent=chair)
    assert post_for(Side(university.pk, "", unit=chair.pk), TODAY) is None


# --- Without an account -----------------------------------------------------------------------------------------------
@pytest.fixture
def send(django_capture_on_commit_callbacks, world_with_posts):
    def do(word="organisation", record=None, *, at=MONDAY, by=None, **values):
        mail.outbox.clear()
        target = target_of(word, record or world_with_posts.organisations["university"])
        with django_capture_on_commit_callbacks(execute=True):
            return ask(
                target=target, sides=target.sides[:1], question=question(**values), at=at, by=by, sent_from="192.0.2.1"
            )

    return do


def test_enquiry_waits_for_its_confirmation_and_nobody_sees_it(send, world_with_posts, freeze):
    freeze(MONDAY)
    (enquiry,) = send().enquiries
    assert (enquiry.state, enquiry.digest, enquiry.post) == ("unconfirmed", "", world_with_posts.posts["office"])
    assert [letter.to for letter in mail.outbox] == [["asker@zavod.example"]]
    assert not OpenClock.objects.filter(subject_id=enquiry.pk, subject_type="challenges.enquiry").exists()


def test_letter_that_asks_to_confirm_holds_no_word_that_was_typed(send, freeze):
    freeze(MONDAY)
    send(title="Buy our watches at evil.example", text="Cheap watches", name="Watch seller")
    (letter,) = mail.outbox
    whole = letter.subject + letter.body + letter.alternatives[0].content
    assert [word for word in ("evil", "watches", "Watch") if word in whole] == []


def test_letter_and_page_say_what_is_confirmed(send, client, freeze):
    freeze(MONDAY)
    send(title="Casting that does not crack", text="Plates crack.\n\nWho can <b>look</b>?")
    (letter,) = mail.outbox
    assert "About: Invented Samruk University" in letter.body
    assert "Written on: 2" in letter.body
    page = client.get(f"/l/{link_in(letter.body)}/").content.decode()
    assert "<strong>Casting that does not crack</strong>" in page
    assert "<p>Plates crack.</p>" in page
    assert "<p>Who can &lt;b&gt;look&lt;/b&gt;?</p>" in page


def test_audit_log_knows_no_address_of_somebody_who_has_confirmed_nothing(send, freeze):
    freeze(MONDAY)
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    send(name="Nobody Known", title="Something private")
    told = [str(row.values) + row.target_label for row in AuditEvent.objects.exclude(pk__in=before)]
    assert len(told) == 1
    assert [text for text in told if "zavod.example" in text or "Nobody" in text or "private" in text] == []


def test_confirmed_enquiry_starts_the_clock_and_tells_desk_and_asker(
    send, world_with_posts, django_capture_on_commit_callbacks, freeze
):
    freeze(MONDAY)
    (enquiry,) = send().enquiries
    secret = link_in(mail.outbox[0].body)
    mail.outbox.clear()
    at = MONDAY + timedelta(hours=2)
    freeze(at)
    with django_capture_on_commit_callbacks(execute=True):
        outcome = use_link(secret=secret, data={"choice": "confirm"}, at=at)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.confirmed_at) == ("open", at)
    clock = OpenClock.objects.get(subject_type="challenges.enquiry", subject_id=enquiry.pk)
    # Three working days after Monday.
    assert (clock.code, clock.post, timezone.localdate(clock.due_at)) == (
        FIRST, world_with_posts.posts["office"], TODAY + timedelta(days=3),
    )  # fmt: skip
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "asker@zavod.example", world_with_posts["partnership_officer"].email,
    ]  # fmt: skip
    assert "Invented Samruk University" in str(outcome.title)
    page = next(letter.body for letter in mail.outbox if letter.to == ["asker@zavod.example"])
    secret = re.search(r"/enquiries/letters/([0-9a-f]{64})/", page)[1]
    assert enquiry.digest == actions.sha256(secret.encode()).hexdigest()


def test_link_confirms_once(send, freeze):
    freeze(MONDAY)
    (enquiry,) = send().enquiries
    confirm(enquiry=enquiry, at=MONDAY)
    with pytest.raises(CannotAsk, match="wrong_state"):
        confirm(enquiry=enquiry, at=MONDAY)


def test_what_nobody_confirms_is_forgotten_with_its_link(send, freeze):
    freeze(MONDAY)
    (gone,) = send().enquiries
    (kept,) = send(title="Another question").enquiries
    confirm(enquiry=kept, at=MONDAY)
    assert forget(MONDAY + timedelta(days=6)) == 0
    assert forget(MONDAY + timedelta(days=8)) == 1
    assert list(Enquiry.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not EnquiryMessage.objects.filter(enquiry=gone.pk).exists()
    assert not ActionLink.objects.filter(subject_type="challenges.enquiry", subject_id=gone.pk).exists()


def test_address_it_came_from_is_hashed_and_goes_after_a_month(send, freeze):
    freeze(MONDAY)
    (enquiry,) = send().enquiries
    confirm(enquiry=enquiry, at=MONDAY)
    assert len(enquiry.sent_from) == 64
    forget(MONDAY + timedelta(days=31))
    enquiry.refresh_from_db()
    assert enquiry.sent_from == ""


# --- The same again, and circulars ------------------------------------------------------------------------------------
def test_same_question_again_is_the_same_enquiry_and_its_letter_goes_again(send, freeze):
    freeze(MONDAY)
    first = send()
    again = send(text="  Do you MEASURE\nhardness?")
    assert (again.is_new, [one.pk for one in again.enquiries]) == (False, [one.pk for one in first.enquiries])
    assert len(mail.outbox) == 1
    assert Enquiry.objects.count() == 1


def test_other_words_and_a_week_later_make_another(send, freeze):
    freeze(MONDAY)
    send()
    assert send(text="Something else").is_new
    assert send(at=MONDAY + timedelta(days=8)).is_new


def test_circular_is_refused(send, freeze, monkeypatch):
    freeze(MONDAY)
    for number in range(actions.ALIKE_A_DAY):
        send(email=f"a{number}@zavod.example")
    with pytest.raises(CannotAsk, match="sent_to_many"):
        send(email="last@zavod.example")
    assert send(email="last@zavod.example", at=MONDAY + timedelta(days=2)).is_new


# --- With an account --------------------------------------------------------------------------------------------------
def test_with_an_account_nothing_is_to_be_confirmed(send, world_with_posts, freeze):
    freeze(MONDAY)
    manager = world_with_posts["company_manager"]
    (enquiry,) = send(by=manager, email=manager.email).enquiries
    assert (enquiry.state, enquiry.asker_id, enquiry.digest) == (EnquiryState.OPEN, manager.pk, "")
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [manager.email, world_with_posts["partnership_officer"].email]
    )


# --- Nobody there -----------------------------------------------------------------------------------------------------
def test_of_a_vacant_post_the_keepers_are_told_and_the_enquiry_is_an_orphan(send, world_with_posts, freeze):
    from seriktes.challenges.queries.enquiry_subjects import orphan_rows, orphans_for_user

    freeze(MONDAY)
    PostHolding.objects.filter(post=world_with_posts.posts["office"]).update(ends_on=date(2026, 1, 1))
    manager = world_with_posts["company_manager"]
    (enquiry,) = send(by=manager, email=manager.email).enquiries
    assert enquiry.post == world_with_posts.posts["office"]
    officer = world_with_posts["partnership_officer"]
    assert officer.email in [letter.to[0] for letter in mail.outbox]
    rows = orphan_rows(officer, list(orphans_for_user(officer, TODAY)), TODAY)
    assert [(row.reason, row.url) for row in rows] == [("vacant", enquiry.get_absolute_url())]
    assert list(orphans_for_user(manager, TODAY)) == []


def test_where_nobody_would_read_it_no_enquiry_is_taken(send, world_with_posts, freeze):
    freeze(MONDAY)
    with pytest.raises(CannotAsk, match="nobody_there"):
        send(record=world_with_posts.organisations["agency"].__class__.objects.create(
            kind="company", is_public=True, name_en="Unclaimed"))  # fmt: skip
    assert Enquiry.objects.count() == 0


def test_terms_of_the_organisation_are_promised_and_what_runs_keeps_its_own(send, world_with_posts, freeze):
    freeze(MONDAY)
    manager = world_with_posts["company_manager"]
    (before,) = send(by=manager, email=manager.email).enquiries
    university = world_with_posts.organisations["university"]
    set_terms(
        organisation=university, days={"first_days": 1, "next_days": 2}, by=world_with_posts["partnership_officer"]
    )
    (after,) = send(by=manager, email=manager.email, title="Again something else").enquiries
    due = {clock.subject_id: timezone.localdate(clock.due_at)
           for clock in OpenClock.objects.filter(subject_type="challenges.enquiry", code=FIRST)}  # fmt: skip
    assert due == {before.pk: TODAY + timedelta(days=3), after.pk: TODAY + timedelta(days=1)}


# --- The expert -------------------------------------------------------------------------------------------------------
def test_expert_is_told_unless_they_take_no_enquiries(send, world_with_posts, freeze):
    freeze(MONDAY)
    lecturer: Person = world_with_posts.people["lecturer"]
    manager = world_with_posts["company_manager"]
    (enquiry,) = send("person", lecturer, by=manager, email=manager.email).enquiries
    assert enquiry.expert == lecturer
    assert lecturer.user.email in [letter.to[0] for letter in mail.outbox]
    ExpertProfile.objects.create(person=lecturer, accepts_enquiries=False)
    (other,) = send("person", lecturer, by=manager, email=manager.email, title="More").enquiries
    assert other.expert is None
    assert lecturer.user.email not in [letter.to[0] for letter in mail.outbox]


# --- What can be asked about ------------------------------------------------------------------------------------------
def test_students_hidden_people_and_hidden_organisations_are_no_targets(world):
    anonymous = world["anonymous"]
    found = {
        key: (target := target_kind("person").find(anonymous, world.people[key].pk)) and len(target.sides)
        for key in ("lecturer", "officer", "published_student", "hidden_lecturer")
    }
    assert found == {"lecturer": 1, "officer": None, "published_student": 0, "hidden_lecturer": None}
    found = {key: bool(target_kind("organisation").find(anonymous, world.organisations[key].pk))
             for key in ("university", "hidden_university")}  # fmt: skip
    assert found == {"university": True, "hidden_university": False}


def test_partnership_offers_each_side_that_is_shown_at_the_post_that_owns_it(world_with_posts):
    world = world_with_posts
    find = target_kind("partnership").find
    published = find(world["anonymous"], world.partnerships["published"].pk)
    keys = ("university", "fund")
    assert [side.organisation for side in published.sides] == [world.organisations[key].pk for key in keys]
    assert published.together
    assert published.sides[0].post == world.partnerships["published"].parties.order_by("pk")[0].post_id
    assert find(world["anonymous"], world.partnerships["own"].pk) is None
    assert find(world["anonymous"], world.partnerships["archived"].pk) is None


def test_both_sides_are_asked_by_one_confirmation(world_with_posts, django_capture_on_commit_callbacks, freeze):
    freeze(MONDAY)
    target = target_of("partnership", world_with_posts.partnerships["published"])
    with django_capture_on_commit_callbacks(execute=True):
        done = ask(target=target, sides=target.sides, question=question(), at=MONDAY, by=None)
    assert len(mail.outbox) == 1
    with django_capture_on_commit_callbacks(execute=True):
        use_link(secret=link_in(mail.outbox[0].body), data={"choice": "confirm"}, at=MONDAY)
    states = {one.organisation_id: one.state for one in Enquiry.objects.filter(pk__in=[e.pk for e in done.enquiries])}
    assert states == {side.organisation: "open" for side in target.sides}


# --- Evidence ---------------------------------------------------------------------------------------------------------
def test_equipment_is_asked_at_its_post_by_its_keeper_and_a_publication_where_it_comes_from(world_with_posts):
    world = world_with_posts
    university, fund = world.organisations["university"], world.organisations["fund"]
    hidden = world.organisations["hidden_university"]
    device = Evidence.objects.create(
        kind="equipment", name_en="Hardness tester", organisation=university, post=world.posts["office"], is_public=True
    )
    for place, (part, key) in enumerate((("member", "manager"), ("keeper", "lecturer"), ("keeper", "officer"))):
        EvidencePerson.objects.create(evidence=device, position=place, name=key, part=part, person=world.people[key])
    (side,) = target_of("evidence", device).sides
    # The first keeper whom the asker may know.
    assert (side.organisation, side.kind, side.post, side.expert) == (
        university.pk, "equipment", world.posts["office"].pk, world.people["lecturer"].pk,
    )  # fmt: skip
    paper = Evidence.objects.create(kind="publication", name_en="On steel", is_public=True)
    for organisation in (fund, hidden, university):
        EvidenceUnit.objects.create(evidence=paper, organisation=organisation)
    assert [side.organisation for side in target_of("evidence", paper).sides] == [fund.pk, university.pk]
    Evidence.objects.filter(pk=paper.pk).update(is_public=False)
    assert target_of("evidence", paper) is None


def test_page_of_equipment_has_the_button(world_with_posts, client):
    device = Evidence.objects.create(
        kind="equipment", name_en="Tester", organisation=world_with_posts.organisations["university"], is_public=True
    )
    assert f"/enquiries/new/evidence/{device.pk}/" in client.get(device.get_absolute_url()).content.decode()
    assert client.get(f"/enquiries/new/evidence/{device.pk}/").status_code == 200
