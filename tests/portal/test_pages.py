"""Home, desk, search and the organisation's page, as each persona meets them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.accounts.models import Notice
from seriktes.exchange.models import ImportQuestion, ImportRun
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.actions.organisations import add_name, update_organisation
from seriktes.organisations.actions.particulars import add_channel, add_identifier, add_relation
from seriktes.organisations.actions.units import add_unit
from seriktes.organisations.models import Channel, Organisation, Post, PostHolding
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.register import forget
from seriktes.organisations.queries.search import matching_ids
from seriktes.portal.queries.desk import tasks_for_user
from tests.expertise.evidence import make
from tests.world import ORGANISATIONS, PERSONAS, SINCE


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget()
    yield
    forget()


@pytest.fixture
def sign_in(client, world):
    def sign_in_as(persona):
        client.logout()
        if persona != "anonymous":
            client.force_login(world[persona])
        client.cookies["language"] = "en"
        return client

    return sign_in_as


# --- The frame ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/about/", "/accessibility/", "/privacy/"])
def test_pages_of_text_ask_the_database_nothing(client, db, django_assert_num_queries, path):
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200


def test_frame_costs_one_query_beside_the_rights(sign_in, django_assert_num_queries):
    client = sign_in("partnership_officer")
    with django_assert_num_queries(4):  # session, user, memberships, posts and notices
        client.get("/search/")


def test_posts_and_notices_stand_in_the_bar(sign_in, world):
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Head of partnerships")
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=SINCE)
    PostHolding.objects.create(post=Post.objects.create(organisation=post.organisation, name_en="Past"),
                               person=world.people["officer"], starts_on=SINCE, ends_on=SINCE)  # fmt: skip
    for _number in range(3):
        Notice.objects.create(user=world["partnership_officer"], kind="x")
    context = sign_in("partnership_officer").get("/search/").context
    assert (context["posts"](), context["notices_unread"]()) == (["Head of partnerships"], 3)


def test_home_is_for_visitors(sign_in):
    response = sign_in("anonymous").get("/")
    assert [side.count for side in response.context["sides"]] == [1, 1, 2]
    assert sign_in("student").get("/").url == "/desk/"


def test_styleguide_is_for_builders(client, db, settings):
    assert client.get("/styleguide/").status_code == 404
    settings.DEMONSTRATION = True
    assert client.get("/styleguide/").status_code == 200


# --- Search ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("persona", PERSONAS)
def test_search_finds_what_the_persona_may_see(sign_in, world, persona):
    client = sign_in(persona)
    for query in ("oydan", "выдуманный", "invented"):
        found = {one.pk for one, _place in client.get("/search/", {"q": query}).context["organisations"]}
        visible = set(organisations_visible_to(world[persona]).values_list("pk", flat=True))
        assert found <= visible
        suggested = client.get("/search/suggest/", {"q": query}).json()["results"]
        assert {row["url"] for row in suggested if row["side"]} <= {f"/organisations/{pk}/" for pk in visible}
    assert client.get("/search/", {"q": "Samruk"}).context["organisations"][0][0] == world.organisations["university"]


def test_suggestions_say_what_and_where(sign_in, world):
    results = sign_in("anonymous").get("/search/suggest/", {"q": "САМРУК"}).json()["results"]
    published = world.partnerships["published"]
    assert results == [
        {"url": f"/organisations/{world.organisations['university'].pk}/", "label": "Invented Samruk University",
         "note": "Almaty", "side": "university"},
        {"url": published.get_absolute_url(), "label": published.name, "note": "partnership", "side": ""},
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "   ", "%", "'", '"*', "a" * 500, "\x00", "ъ"])
def test_any_query_is_answered(sign_in, query):
    assert sign_in("anonymous").get("/search/", {"q": query}).status_code == 200
    assert sign_in("anonymous").get("/search/suggest/", {"q": query}).status_code == 200
    assert sign_in("anonymous").get("/partners/", {"q": query}).status_code == 200


def test_hidden_records_do_not_crowd_out_public_ones(world):
    Organisation.objects.exclude(pk=world.organisations["fund"].pk).update(is_public=False)
    refresh_names(Organisation.objects.all())
    found = matching_ids("oidan shigarilgan", target="organisation", limit=1, among=["public"])
    assert found == [world.organisations["fund"].pk]


def test_people_and_organisations_of_one_word_are_found_apart(world):
    assert matching_ids("жібек", target="organisation") == [world.organisations["hidden_company"].pk]
    assert matching_ids("жібек", target="person") == [world.people["contact"].pk]


# --- The desk -------------------------------------------------------------------------------------------------------
def test_desk_asks_for_sign_in(sign_in):
    assert sign_in("anonymous").get("/desk/").url == "/accounts/login/?next=/desk/"


@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona != "anonymous"])
def test_every_desk_opens(sign_in, persona):
    assert sign_in(persona).get("/desk/").status_code == 200


def test_desk_names_what_lacks_a_language(world):
    update_organisation(
        organisation=world.organisations["company"], values={}, names={"en": ""}, by=world["administrator"], on=SINCE
    )
    task = tasks_for_user(world["company_manager"])[0]
    assert task.url == f"/organisations/{world.organisations['company'].pk}/edit/"
    assert tasks_for_user(world["career_centre"]) == []


def test_desk_counts_drafts_for_those_who_publish_everywhere(world):
    assert [task.url for task in tasks_for_user(world["administrator"])] == ["/partners/?published=no"]


def test_open_questions_of_an_import_come_back_to_who_imported(world):
    run = ImportRun.objects.create(kind="organisations", format="ror", filename="a.json", dry_run=False,
                                   by=world["partnership_officer"])  # fmt: skip
    ImportQuestion.objects.create(
        run=run, target_type="organisations.organisation", target_id=1, field="city", source="ror"
    )
    assert [(task.title, task.url) for task in tasks_for_user(world["partnership_officer"])] == [
        ("a.json", f"/imports/{run.pk}/")
    ]
    assert tasks_for_user(world["career_centre"]) == []


# --- The organisation's page ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("persona", PERSONAS)
def test_page_opens_for_those_whose_list_has_it(sign_in, world, persona):
    client = sign_in(persona)
    visible = set(organisations_visible_to(world[persona]))
    for key in ORGANISATIONS:
        organisation = world.organisations[key]
        assert (client.get(f"/organisations/{organisation.pk}/").status_code == 200) == (organisation in visible), key


@pytest.fixture
def full(world):
    """A university with something in every part of its page, and as many again."""
    by, university = world["administrator"], world.organisations["university"]

    def fill(times):
        for number in range(times):
            add_name(
                organisation=university, value=f"ISU {number} {times}", language="en", kind="alias", by=by, on=SINCE
            )
            add_channel(organisation=university, kind="email", value=f"o{number}{times}@example.org", by=by, on=SINCE)
            add_relation(
                organisation=university, kind="related", other_label=f"Other {number} {times}", by=by, on=SINCE
            )
            add_unit(organisation=university, names={"en": f"Unit {number} {times}"}, by=by)
            post = Post.objects.create(organisation=university, name_en=f"Post {number} {times}")
            PostHolding.objects.create(post=post, person=world.people["lecturer"], starts_on=SINCE)
        return university

    add_identifier(organisation=university, scheme="ror", value="05krs5044", by=by, on=SINCE)
    add_relation(organisation=university, kind="child", other=world.organisations["company"], by=by, on=SINCE)
    return fill


@pytest.mark.parametrize("persona", ["anonymous", "partnership_officer", "administrator", "career_centre"])
def test_page_asks_as_often_for_one_row_as_for_three(sign_in, full, persona):
    client = sign_in(persona)
    asked = []
    for times in (1, 2):
        url = f"/organisations/{full(times).pk}/"
        # What a process remembers of an earlier page, this one has asked for here: no test before it decides the number.
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        asked.append([query["sql"] for query in queries])
    assert [len(sql) for sql in asked] == [len(asked[0])] * 2, "\n".join(asked[-1])
    # One for each part of the page, and what every page asks.
    assert len(asked[0]) <= 19, "\n".join(asked[0])
    assert len(response.context["units"]) == 3
    assert [post.holder for post in response.context["posts_here"]] == [Post.objects.first().holdings.get().person] * 3


def test_facts_say_their_source_and_date(sign_in, world, full):
    full(0)
    facts = sign_in("anonymous").get(f"/organisations/{world.organisations['university'].pk}/").context["facts"]
    number = next(fact for fact in facts if fact.value == "05krs5044")
    assert (str(number.source), number.source_on, number.url) == ("entered by hand", SINCE, "https://ror.org/05krs5044")


def test_relations_are_told_from_both_sides_once(sign_in, world, full):
    full(0)
    university, company = world.organisations["university"], world.organisations["company"]
    client = sign_in("anonymous")
    inverse = client.get(f"/organisations/{company.pk}/").context["relations"]
    assert [(row.kind, row.other) for row in inverse] == [("parent", university)]
    # A source that tells the same fact from the other side too.
    company.relations.create(kind="parent", other=university)
    for one in (university, company):
        assert len(client.get(f"/organisations/{one.pk}/").context["relations"]) == 1


def test_relation_to_a_hidden_record_is_hidden(sign_in, world):
    university, hidden = world.organisations["university"], world.organisations["hidden_company"]
    add_relation(organisation=university, kind="related", other=hidden, by=world["administrator"], on=SINCE)
    url = f"/organisations/{university.pk}/"
    assert sign_in("anonymous").get(url).context["relations"] == []
    assert [row.other for row in sign_in("ministry_analyst").get(url).context["relations"]] == [hidden]


def test_hidden_contacts_are_for_the_own_people(sign_in, world):
    university = world.organisations["university"]
    Channel.objects.create(organisation=university, kind="phone", value="+77010000000", is_public=False)
    url = f"/organisations/{university.pk}/"
    assert "+77010000000" not in sign_in("anonymous").get(url).content.decode()
    assert "+77010000000" not in sign_in("ministry_analyst").get(url).content.decode()
    assert "+77010000000" in sign_in("faculty_member").get(url).content.decode()


@pytest.mark.parametrize("persona", PERSONAS)
def test_people_are_those_that_the_persona_may_see(sign_in, world, persona):
    page = sign_in(persona).get(f"/organisations/{world.organisations['university'].pk}/").content.decode()
    shown = {int(pk) for pk in re.findall(r'href="/people/(\d+)/"', page)}
    here = {key for key, person in world.people.items() if person.affiliations.filter(
        organisation=world.organisations["university"]).exists()}  # fmt: skip
    user = world[persona]
    allowed = {world.people[key].pk for key in here if user.has_perm("organisations.view_person", world.people[key])}
    assert shown == allowed


def test_history_is_for_those_who_may_change(sign_in, world):
    university = world.organisations["university"]
    update_organisation(organisation=university, values={"city": "Алматы"}, by=world["administrator"], on=SINCE)
    url = f"/organisations/{university.pk}/"
    assert sign_in("anonymous").get(url).context["history"] == []
    assert [event.changes for event in sign_in("partnership_officer").get(url).context["history"]] == [
        [("city or town", "", "Алматы")]
    ]


def test_merged_record_leads_to_the_kept_one(sign_in, world):
    def merge(loser, kept):
        Organisation.objects.filter(pk=world.organisations[loser].pk).update(
            status="merged", merged_into=world.organisations[kept], changed_at=timezone.now()
        )

    merge("fund", "agency")
    merge("company", "fund")
    merge("hidden_fund", "hidden_agency")
    agency = world.organisations["agency"]
    for loser in ("fund", "company"):
        response = sign_in("anonymous").get(f"/organisations/{world.organisations[loser].pk}/")
        assert (response.status_code, response.url) == (302, f"/organisations/{agency.pk}/")
    hidden = f"/organisations/{world.organisations['hidden_fund'].pk}/"
    assert sign_in("anonymous").get(hidden).status_code == 404
    assert sign_in("ministry_analyst").get(hidden).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_name_in_the_readers_language_with_the_others_beside(client, world, language):
    client.cookies["language"] = language
    university = Organisation.objects.get(pk=world.organisations["university"].pk)
    page = client.get(f"/organisations/{university.pk}/")
    heading = re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]
    assert heading == getattr(university, f"name_{language}")
    assert {code for code, _label, _name in page.context["other_names"]} == {"kk", "ru", "en"} - {language}


def test_the_record_of_a_person_leads_to_what_they_can_help_with(client, world):
    lecturer, way = world.people["lecturer"], f"/experts/{world.people['lecturer'].pk}/"
    assert way not in client.get(lecturer.get_absolute_url()).content.decode()
    make(name_en="Hardness of steel", people=[lecturer])
    assert way in client.get(lecturer.get_absolute_url()).content.decode()
