"""The list, the map and the forms of organisations, as each persona meets them."""

import json
import re

import pytest
from django.urls import reverse

from seriktes.organisations.actions.organisations import update_organisation
from seriktes.organisations.forms.organisations import AddForm, NameForm
from seriktes.organisations.models import Organisation, OrganisationName, Unit
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.register import forget
from tests.world import ORGANISATIONS, PERSONAS, SINCE

BIN = "240140999905"


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


def shown(response):
    return {int(pk) for pk in re.findall(r'href="/organisations/(\d+)/"', response.content.decode())}


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_shows_what_the_persona_may_see(sign_in, world, persona):
    response = sign_in(persona).get("/partners/")
    assert shown(response) == set(organisations_visible_to(world[persona]).values_list("pk", flat=True))
    assert response.context["facets"].total == len(shown(response))


@pytest.mark.parametrize("persona", ["anonymous", "administrator"])
@pytest.mark.parametrize(
    "query",
    ["side=university", "kind=company&kind=fund&region=KZ-75", "published=no", "number=yes", "missing=kk", "q=iron",
     "sector=none", "status=inactive"],
)  # fmt: skip
def test_filters_narrow_the_list(sign_in, world, persona, query):
    client = sign_in(persona)
    response = client.get(f"/partners/?{query}")
    everything = shown(client.get("/partners/"))
    assert shown(response) <= everything
    assert response.context["facets"].total == len(shown(response))


def test_pill_leads_to_as_many_rows_as_it_says(sign_in):
    client = sign_in("administrator")
    for pill in client.get("/partners/?region=KZ-75").context["pills"]:
        assert len(shown(client.get(pill.url))) == pill.count


def test_unknown_filters_are_left_out_and_said(sign_in):
    response = sign_in("anonymous").get("/partners/?kind=castle&page=nine&sort=password")
    assert response.status_code == 200
    assert "names a filter that does not exist" in response.content.decode()
    assert len(shown(response)) == 4


def test_page_beyond_the_end_is_the_last(sign_in):
    assert len(shown(sign_in("anonymous").get("/partners/?page=999999"))) == 4


@pytest.mark.parametrize(("sort", "language"), [("name", "kk"), ("-name", "ru"), ("name", "en")])
def test_sorted_in_the_order_of_the_language(sign_in, world, sort, language):
    client = sign_in("administrator")
    client.cookies["language"] = language
    order = [
        int(pk)
        for pk in re.findall(r'href="/organisations/(\d+)/"', client.get(f"/partners/?sort={sort}").content.decode())
    ]
    rows = Organisation.objects.order_by(f"{'-' if sort[0] == '-' else ''}sort_{language}")
    assert order == list(rows.values_list("pk", flat=True))


def test_years_that_are_not_known_stand_last(sign_in, world):
    Organisation.objects.filter(pk=world.organisations["fund"].pk).update(established=1995)
    for sort in ("established", "-established"):
        page = sign_in("anonymous").get(f"/partners/?sort={sort}").content.decode()
        assert int(re.search(r'href="/organisations/(\d+)/"', page)[1]) == world.organisations["fund"].pk


@pytest.mark.parametrize("persona", ["anonymous", "company_manager", "administrator"])
def test_list_asks_as_often_for_one_row_as_for_many(sign_in, django_assert_max_num_queries, persona):
    client = sign_in(persona)
    for query in ("q=iron&kind=company", "kind=company&region=KZ-35", "published=yes&status=active"):
        client.get(f"/partners/?{query}")
        with django_assert_max_num_queries(8):
            client.get(f"/partners/?{query}")


def test_names_are_escaped(sign_in, world):
    name = '<script>alert("1")</script> & Co'
    update_organisation(
        organisation=world.organisations["company"], values={"city": "<b>"}, names={"en": name},
        by=world["administrator"], on=SINCE,
    )  # fmt: skip
    page = sign_in("anonymous").get("/partners/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Co" in page
    assert "<b>" not in page


def test_map_counts_by_region_and_side(sign_in):
    response = sign_in("administrator").get("/partners/map/?side=state")
    assert {tile.region: tile.value for tile in response.context["tiles"] if tile.value} == {"KZ-71": 2, "KZ-75": 2}
    tile = next(tile for tile in response.context["tiles"] if tile.region == "KZ-71")
    assert tile.url == "/partners/?side=state&region=KZ-71"


def test_export_holds_all_rows_that_are_shown(sign_in, world):
    client = sign_in("company_manager")
    lines = b"".join(client.get("/partners/?side=industry&format=jsonl").streaming_content).decode().splitlines()
    assert {json.loads(line)["id"] for line in lines} == {world.organisations["company"].pk}
    units = json.loads(b"".join(client.get("/partners/?format=cerif").streaming_content))["orgUnits"]
    assert len(units) == 4


@pytest.mark.parametrize("persona", ["anonymous", "outsider", "student", "reviewer"])
@pytest.mark.parametrize("form", ["csv", "cerif", "exe"])
def test_who_may_not_export_finds_no_such_page(sign_in, persona, form):
    assert sign_in(persona).get(f"/partners/?format={form}").status_code == 404


# --- Adding ---------------------------------------------------------------------------------------------------------
NEW = {"name_kk": "«Ойдан шығарылған Құм» ЖШС", "name_ru": "", "name_en": "", "kind": "company", "region": "KZ-35",
       "city": "", "number": ""}  # fmt: skip


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_some_may_add(sign_in, world, persona):
    allowed = world[persona].has_perm("organisations.add_organisation")
    expected = 200 if allowed else 302 if persona == "anonymous" else 404
    assert sign_in(persona).get("/organisations/add/").status_code == expected


def test_adding_leads_to_the_record(sign_in):
    response = sign_in("partnership_officer").post("/organisations/add/", NEW)
    made = Organisation.objects.get(name_kk=NEW["name_kk"])
    assert response.url == f"/organisations/{made.pk}/"
    assert not made.is_public


def test_likely_duplicates_are_shown_first(sign_in, world):
    twin = NEW | {"name_kk": "", "name_ru": "Выдуманное железо"}
    client, before = sign_in("partnership_officer"), Organisation.objects.count()
    response = client.post("/organisations/add/", twin)
    assert response.context["likely"] == [world.organisations["company"]]
    assert Organisation.objects.count() == before
    client.post("/organisations/add/", twin | {"none_of_these": "1"})
    assert Organisation.objects.count() == before + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name_kk": " "}, "name_kk"), ({"kind": ""}, "kind"), ({"number": "240140999906"}, "number"),
     ({"number": "24014О999905"}, "number"), ({"region": "XX"}, "region")],
)  # fmt: skip
def test_wrong_input_is_answered_at_its_field(sign_in, change, field):
    response = sign_in("partnership_officer").post("/organisations/add/", NEW | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in response.content.decode()


def test_a_taken_number_names_the_record(sign_in, world):
    client = sign_in("partnership_officer")
    client.post("/organisations/add/", NEW | {"number": BIN})
    other = NEW | {"name_kk": "Басқа", "number": BIN, "none_of_these": "1"}
    response = client.post("/organisations/add/", other)
    assert "Ойдан шығарылған Құм" in response.context["form"].errors["number"][0]


# --- Editing --------------------------------------------------------------------------------------------------------
def record_of(client, organisation):
    form = client.get(f"/organisations/{organisation.pk}/edit/").context["form"]
    return {name: value if value is not None else "" for name, value in form.initial.items()}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("page", ["edit", "particulars", "units"])
def test_forms_open_for_those_who_may_change(sign_in, world, persona, page):
    client = sign_in(persona)
    for key in ORGANISATIONS:
        organisation = world.organisations[key]
        user = world[persona]
        allowed = organisations_visible_to(user).filter(pk=organisation.pk).exists() and user.has_perm(
            "organisations.change_organisation", organisation
        )
        expected = 200 if allowed else 302 if persona == "anonymous" else 404
        assert client.get(f"/organisations/{organisation.pk}/{page}/").status_code == expected, key


def test_editing_saves_names_and_columns(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    data = record_of(client, company) | {"name_en": "Invented Steel LLP", "city": "Теміртау", "renamed": "on"}
    assert client.post(f"/organisations/{company.pk}/edit/", data).status_code == 302
    saved = Organisation.objects.get(pk=company.pk)
    assert (saved.name_en, saved.city, saved.region) == ("Invented Steel LLP", "Теміртау", "KZ-35")
    assert OrganisationName.objects.get(organisation=company, kind="former").value == "Invented Iron LLP"


def test_second_editor_sees_both_and_saves_again(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    data = record_of(client, company) | {"city": "Mine"}
    update_organisation(organisation=company, values={"city": "Theirs"}, by=world["administrator"], on=SINCE)
    response = client.post(f"/organisations/{company.pk}/edit/", data)
    assert response.status_code == 409
    assert [(one.now, one.mine) for one in response.context["differences"]] == [("Theirs", "Mine")]
    page = response.content.decode()
    assert 'value="Mine"' in page
    assert Organisation.objects.get(pk=company.pk).city == "Theirs"
    version = re.search(r'name="expected_version" value="(\d+)"', page)[1]
    assert client.post(f"/organisations/{company.pk}/edit/", data | {"expected_version": version}).status_code == 302
    assert Organisation.objects.get(pk=company.pk).city == "Mine"


def test_wrong_record_is_not_saved(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    data = record_of(client, company) | {
        "sector": "ZZ",
        "established": "2999",
        "name_kk": "",
        "name_ru": "",
        "name_en": "",
    }
    response = client.post(f"/organisations/{company.pk}/edit/", data)
    assert set(response.context["form"].errors) == {"sector", "established", "name_kk"}


def test_publishing_is_a_post_of_those_who_may(sign_in, world):
    company = world.organisations["company"]
    url = reverse("organisations:unpublish", args=[company.pk])
    assert sign_in("company_manager").get(url).status_code == 405
    assert sign_in("partnership_officer").post(url).status_code == 404
    assert sign_in("company_manager").post(url).status_code == 302
    assert not Organisation.objects.get(pk=company.pk).is_public


# --- Particulars and units ------------------------------------------------------------------------------------------
def test_numbers_are_added_and_set_aside(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    url = f"/organisations/{company.pk}/particulars/"
    wrong = client.post(url, {"what": "identifier", "identifier-scheme": "bin", "identifier-value": "12"})
    assert (wrong.status_code, list(wrong.context["forms"]["identifier"].errors)) == (422, ["value"])
    client.post(url, {"what": "identifier", "identifier-scheme": "bin", "identifier-value": BIN})
    row = company.identifiers.get()
    client.post(f"{url}identifier/{row.pk}/archive/")
    row.refresh_from_db()
    assert row.archived_at is not None


def test_the_last_official_name_is_not_set_aside(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    for name in company.names.all():
        client.post(f"/organisations/{company.pk}/particulars/name/{name.pk}/archive/")
    assert company.names.filter(archived_at__isnull=True).count() == 1


def test_rows_of_others_are_not_found(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    name = world.organisations["fund"].names.first()
    assert client.post(f"/organisations/{company.pk}/particulars/name/{name.pk}/archive/").status_code == 404
    assert client.post(f"/organisations/{company.pk}/particulars/user/1/archive/").status_code == 404


def test_channel_form_tells_what_is_wrong(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    url = f"/organisations/{company.pk}/particulars/"
    data = {"what": "channel", "channel-kind": "website", "channel-value": "javascript:alert(1)", "channel-note": ""}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"channel-value": "temir.example"}).status_code == 302
    assert [channel.value for channel in company.channels.all()] == ["https://temir.example"]


def test_relation_asks_which_one_is_meant(sign_in, world):
    client, company, fund = sign_in("company_manager"), world.organisations["company"], world.organisations["fund"]
    url = f"/organisations/{company.pk}/particulars/"
    data = {"what": "relation", "relation-kind": "parent", "relation-query": "Fund of Invented Science"}
    first = client.post(url, data)
    asked = first.context["forms"]["relation"]
    assert list(asked.found) == [str(fund.pk)]
    # It must be said, so that its label does not call it optional.
    assert list(asked.errors) == ["other"]
    assert asked.fields["other"].required
    assert client.post(url, data | {"relation-other": str(fund.pk)}).status_code == 302
    outside = data | {"relation-query": "Not in the register at all"}
    client.post(url, outside)
    assert [(row.other, row.other_label) for row in company.relations.order_by("pk")] == [
        (fund, ""), (None, "Not in the register at all"),
    ]  # fmt: skip
    # A record that the reader may not see cannot be chosen.
    hidden = world.organisations["hidden_fund"]
    assert client.post(url, data | {"relation-other": str(hidden.pk)}).status_code == 422


def test_units_are_kept_in_a_tree(sign_in, world):
    client, company = sign_in("company_manager"), world.organisations["company"]
    url = f"/organisations/{company.pk}/units/"
    client.post(url, {"name_en": "Plant"})
    plant = Unit.objects.get()
    client.post(url, {"name_en": "Laboratory", "parent": plant.pk})
    laboratory = Unit.objects.get(parent=plant)
    assert (
        client.post(f"{url}{plant.pk}/", {"name_en": "Plant", "parent": laboratory.pk, "version": 1}).status_code == 422
    )
    client.post(f"{url}{plant.pk}/close/")
    assert Unit.objects.get(pk=plant.pk).closed_on is None
    client.post(f"{url}{laboratory.pk}/", {"name_en": "Big laboratory", "version": 1})
    assert Unit.objects.get(pk=laboratory.pk).parent is None
    client.post(f"{url}{plant.pk}/close/")
    assert Unit.objects.get(pk=plant.pk).closed_on is not None


@pytest.mark.parametrize("name", ["\u3164", "\u200b\u2060", "\u202e"])
def test_a_name_that_nobody_sees_is_refused_in_the_form(name):
    form = AddForm({"kind": "company", "name_ru": name})
    assert not form.is_valid()
    assert "name_kk" in form.errors
    assert not NameForm({"value": name, "kind": "alias"}).is_valid()
    form = AddForm({"kind": "company", "name_ru": f"Выду{name}манное"})
    assert form.is_valid()
    assert form.names()["ru"] == "Выдуманное"


def test_a_second_bin_is_refused_on_the_page(sign_in, world):
    university = world.organisations["university"]
    university.identifiers.create(scheme="bin", value=BIN)
    page = sign_in("partnership_officer").post(
        reverse("organisations:particulars", args=[university.pk]),
        {"what": "identifier", "identifier-scheme": "bin", "identifier-value": "000140001813"},
    )
    assert page.status_code == 422
    assert BIN in page.context["forms"]["identifier"].errors["value"][0]
    assert university.identifiers.count() == 1
