from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from seriktes.documents.actions.rendering.reading import read_docx
from seriktes.documents.actions.rendering.setting import set_pdf
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Commitment
from seriktes.partnerships.queries import agreement_list
from seriktes.partnerships.queries.agreement_list import AgreementSelection, pill_counts
from tests.documents.authority import UTC_NOW
from tests.documents.texts import docx
from tests.partnerships.conftest import queries_of
from tests.world import PERSONAS


def plain_pdf():
    return set_pdf(read_docx(docx("Scanned"), ["kk"]), title="Scan", languages=["kk"], at=UTC_NOW, foot="")


@pytest.fixture
def office(client_as):
    return client_as("partnership_officer")


def page(client, agreement, name="agreement"):
    return client.get(reverse(f"partnerships:{name}", args=[agreement.pk]))


@pytest.mark.parametrize("state", AgreementState.values)
def test_every_state_has_a_page_that_says_what_comes_next(office, world_with_posts, state):
    answer = page(office, world_with_posts.agreements[state])
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"Invented text: {state}" in text
    assert str(AgreementState(state).label) in text


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_an_agreement(client, client_as, world, who):
    if who != "anonymous":
        client_as(who)
    seen = page(client, world.agreements["active"]).status_code
    if who == "anonymous":
        assert seen == 302
    else:
        assert (seen == 200) == world[who].has_perm("partnerships.view_agreement", world.agreements["active"])


def test_a_draft_is_begun_and_its_frozen_fields_are_shown_later(office, world_with_posts):
    partnership = world_with_posts.partnerships["own"]
    address = reverse("partnerships:agreement_add", args=[partnership.pk])
    assert office.get(address).status_code == 200
    assert office.post(address, {"name_en": "No kind"}).status_code == 422
    values = {"kind": "memorandum", "name_en": "Begun by page", "languages": ["kk", "ru"], "starts_on": "2026-12-01"}
    answer = office.post(address, values)
    made = Agreement.objects.get(name_en="Begun by page")
    assert answer["Location"] == reverse("partnerships:agreement", args=[made.pk])
    assert (made.languages, made.signatories.count()) == (["kk", "ru"], 2)
    assert "Make the text" in page(office, made).content.decode()
    frozen = page(office, world_with_posts.agreements["approved"], "agreement_edit").content.decode()
    assert "This stands in the text that is being approved and signed" in frozen
    assert 'name="number"' in frozen
    assert 'name="ends_on"' not in frozen


def test_a_draft_begins_in_the_two_languages(office, world):
    address = reverse("partnerships:agreement_add", args=[world.partnerships["own"].pk])
    form = office.get(address).context["form"]
    assert form["languages"].value() == ["kk", "ru"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"starts_on": "2027-12-01", "ends_on": "2027-01-01"}, "ends_on", "The agreement would end before it starts."),
        ({"amount": "1000"}, "currency", "A sum needs its currency."),
    ],
)
def test_what_does_not_hold_together_is_said_in_words_beside_its_field(office, world, values, field, words):
    partnership = world.partnerships["own"]
    address = reverse("partnerships:agreement_add", args=[partnership.pk])
    answer = office.post(address, {"kind": "memorandum", "name_en": "Out of order", "languages": ["kk"], **values})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(words)
    assert not Agreement.objects.filter(name_en="Out of order").exists()


def test_a_lost_update_is_told_and_nothing_is_overwritten(office, world):
    draft = world.agreements["draft"]
    address = reverse("partnerships:agreement_edit", args=[draft.pk])
    Agreement.objects.filter(pk=draft.pk).update(version=7, name_en="Changed meanwhile")
    values = {"kind": "memorandum", "name_en": "Mine", "languages": ["kk"], "expected_version": 1}
    answer = office.post(address, values)
    assert answer.status_code == 409
    assert "Somebody else changed this record" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.name_en == "Changed meanwhile"
    values["expected_version"] = 7
    assert office.post(address, values).status_code == 302


# --- The list ---------------------------------------------------------------------------------------------------------
def listed(client, query=""):
    return client.get(reverse("partnerships:agreements") + query).content.decode()


def test_the_list_shows_what_the_pills_and_filters_say(office, world):
    every = listed(office)
    assert "Invented text: draft" in every
    assert "Invented text elsewhere" not in every
    drafts = listed(office, "?show=draft")
    assert "Invented text: draft" in drafts
    assert "Invented text: active" not in drafts
    Agreement.objects.filter(pk=world.agreements["active"].pk).update(ends_on=timezone.localdate() + timedelta(days=20))
    assert "Invented text: active" in listed(office, "?show=soon")
    assert "Invented text: suspended" not in listed(office, "?show=soon")
    assert "Invented text: signed" in listed(office, "?show=uncovered")
    world.partnerships["own"].__class__.objects.filter(pk=world.partnerships["own"].pk).update(
        covered_until=timezone.localdate() + timedelta(days=1)
    )
    assert "Invented text: signed" not in listed(office, "?show=uncovered")
    assert "Nothing here matches" in listed(office, "?kind=licence")
    assert "Invented text: draft" in listed(office, "?show=nonsense&kind=nonsense&page=99&sort=nonsense")


@pytest.mark.parametrize("who", PERSONAS[1:])
def test_the_list_and_the_record_agree_on_who_sees_what(client_as, world, who):
    page = listed(client_as(who))
    for agreement in world.agreements.values():
        seen = world[who].has_perm("partnerships.view_agreement", agreement)
        assert (f'href="/agreements/{agreement.pk}/"' in page) == seen


@pytest.mark.parametrize("who", ["partnership_officer", "ministry_analyst"])
def test_the_list_takes_at_most_twelve_queries_however_long(client_as, world, who):
    client = client_as(who)
    Agreement.objects.bulk_create(
        Agreement(partnership=world.partnerships["own"], kind="licence", name_en=f"Licence {n}") for n in range(120)
    )
    assert queries_of(lambda: client.get(reverse("partnerships:agreements"))) <= 12
    counted = pill_counts(world[who], AgreementSelection(), timezone.localdate())
    assert counted["draft"] == 121


def test_of_the_whole_register_no_more_is_counted_than_a_reader_reads(client_as, world, monkeypatch):
    monkeypatch.setattr(agreement_list, "COUNTED", 3)
    monkeypatch.setattr("seriktes.partnerships.views.agreements.COUNTED", 3)
    Agreement.objects.bulk_create(
        Agreement(partnership=world.partnerships["own"], kind="licence", name_en=f"Licence {n}") for n in range(9)
    )
    page = listed(client_as("auditor"), "?kind=licence")
    assert "3+" in page
    assert "There are more: narrow the list by a filter." in page


# --- Ways -------------------------------------------------------------------------------------------------------------
def way(agreement, code):
    return reverse("partnerships:agreement_move", args=[agreement.pk, code])


def test_each_way_has_a_page_that_says_what_it_will_do(office, world_with_posts):
    for state, codes in {
        "in_approval": ["take_back", "abandon"], "active": ["suspend", "terminate", "give_notice", "extend"],
        "suspended": ["resume"], "draft": ["submit", "abandon"], "approved": ["sign", "take_back"],
    }.items():  # fmt: skip
        for code in codes:
            answer = office.get(way(world_with_posts.agreements[state], code))
            assert answer.status_code == 200, (state, code)
            assert 'method="post"' in answer.content.decode()


def test_ways_do_what_they_say_and_refusals_have_words(office, world_with_posts):
    active = world_with_posts.agreements["active"]
    assert office.post(way(active, "suspend"), {"on": "2026-03-01", "reason": ""}).status_code == 422
    office.post(way(active, "suspend"), {"on": "2026-03-01", "reason": "Repair"})
    active.refresh_from_db()
    assert active.state == "suspended"
    office.post(way(active, "resume"), {"on": "2026-03-02"})
    refused = office.post(way(active, "extend"), {"months": 6})
    assert "The agreement has no option to be extended." in refused.content.decode()
    Agreement.objects.filter(pk=active.pk).update(extension_months=12, extensions_at_most=1)
    beyond = office.post(way(active, "extend"), {"months": 90}).context["form"]
    assert list(beyond.errors) == ["months"]
    early = office.post(way(active, "terminate"), {"on": "1999-01-01", "reason": "Over"}).context["form"]
    assert list(early.errors) == ["on"]
    office.post(way(active, "extend"), {"months": 12})
    active.refresh_from_db()
    assert active.ends_on == date(2028, 8, 31)
    assert "0 times left" in page(office, active).content.decode()
    party = active.signatories.order_by("party").first().party
    office.post(way(active, "give_notice"), {"party": party.pk, "on": "2026-03-02"})
    active.refresh_from_db()
    assert active.notice_given_by == party
    ahead = office.post(way(active, "terminate"), {"on": "2090-01-01", "reason": "Over"})
    assert "The day lies ahead." in ahead.content.decode()


def test_of_two_who_move_one_agreement_one_wins_and_the_other_is_told(office, world_with_posts):
    active = world_with_posts.agreements["active"]
    sent = {"on": "2026-03-01", "reason": "Over"}
    assert office.post(way(active, "terminate"), sent).status_code == 302
    told = office.post(way(active, "suspend"), {**sent, "reason": "Late"}, follow=True).content.decode()
    assert "The record is in another state by now" in told
    active.refresh_from_db()
    assert active.state == "terminated"


def test_a_side_gives_notice_for_itself_only_and_moves_nothing_else(client_as, world_with_posts):
    active = world_with_posts.agreements["active"]
    company = client_as("company_manager")
    assert company.get(way(active, "terminate")).status_code == 404
    assert company.get(reverse("partnerships:agreement_edit", args=[active.pk])).status_code == 404
    ours, theirs = (one.party for one in active.signatories.order_by("party"))
    assert company.post(way(active, "give_notice"), {"party": ours.pk, "on": "2026-03-02"}).status_code == 422
    assert way(active, "give_notice") in page(company, active).content.decode()
    assert company.post(way(active, "give_notice"), {"party": theirs.pk, "on": "2026-03-02"}).status_code == 302
    assert way(active, "give_notice") not in page(company, active).content.decode()


def test_who_signs_is_named_and_frozen_later(office, world_with_posts):
    draft = world_with_posts.agreements["draft"]
    address = reverse("partnerships:agreement_signatories", args=[draft.pk])
    ours, theirs = (one.party for one in draft.signatories.order_by("party"))
    post = world_with_posts.posts["office"]
    office.post(
        address, {f"signs_{ours.pk}": "on", f"post_{ours.pk}": post.pk, f"signs_{theirs.pk}": "on",
                  f"name_{theirs.pk}": "Invented Director", f"authority_{theirs.pk}": "Charter"},
    )  # fmt: skip
    assert draft.signatories.get(party=ours).post == post
    assert draft.signatories.get(party=theirs).name == "Invented Director"
    office.post(address, {f"signs_{ours.pk}": "on"})
    assert draft.signatories.count() == 1
    signed = reverse("partnerships:agreement_signatories", args=[world_with_posts.agreements["active"].pk])
    assert office.get(signed).status_code == 404


def test_an_amendment_and_a_successor_begin_from_the_agreement(office, world_with_posts):
    active = world_with_posts.agreements["active"]
    add = reverse("partnerships:agreement_add", args=[active.partnership_id])
    assert office.get(way(active, "amend"))["Location"] == f"{add}?amends={active.pk}"
    values = {"kind": "memorandum", "name_en": "Amendment 1", "languages": ["kk"], "amends": active.pk}
    office.post(f"{add}?amends={active.pk}", values)
    amendment = Agreement.objects.get(name_en="Amendment 1")
    assert amendment.amends == active
    assert "is an amendment of it" in page(office, active).content.decode()
    Agreement.objects.filter(pk=amendment.pk).update(state="signed")
    fields = office.get(add).context["form"].fields
    offered = {name: dict(fields[name].choices) for name in ("framework", "amends", "supersedes")}
    assert [amendment.pk in [getattr(key, "value", key) for key in rows] for rows in offered.values()] == [
        False,
        True,
        False,
    ]
    assert offered["supersedes"][active.pk] == "Invented text: active · A-active · 1 Sept 2025 – 31 Aug 2027"
    cross = office.post(add, {**values, "amends": world_with_posts.agreements["elsewhere"].pk})
    assert cross.status_code == 422


def test_an_old_agreement_is_entered_with_its_scan(office, world_with_posts, own_files):
    partnership = world_with_posts.partnerships["own"]
    address = reverse("partnerships:agreement_enter", args=[partnership.pk])
    ours, theirs = partnership.parties.order_by("pk")
    values = {
        "kind": "memorandum", "name_en": "Of 2019", "languages": ["kk", "ru"], "starts_on": "2019-09-01",
        "ends_on": "2022-08-31", f"signed_{ours.pk}": "2019-08-20", f"signed_{theirs.pk}": "2019-08-30",
    }  # fmt: skip
    one_side = office.post(address, {**values, f"signed_{theirs.pk}": ""})
    assert "At least two sides sign an agreement." in one_side.content.decode()
    not_pdf = office.post(address, {**values, "scan": SimpleUploadedFile("scan.pdf", b"plain text")})
    assert not_pdf.status_code == 422
    assert not Agreement.objects.filter(name_en="Of 2019").exists()
    scan = SimpleUploadedFile("scan.pdf", plain_pdf())
    answer = office.post(address, {**values, "scan": scan})
    assert answer.status_code == 302, answer.content.decode()
    old = Agreement.objects.get(name_en="Of 2019")
    assert (old.state, old.signed_on) == ("ended", date(2019, 8, 30))
    assert "Scan of the signed text" in page(office, old).content.decode()


@pytest.mark.parametrize("who", ["partnership_officer", "ministry_analyst"])
def test_the_record_takes_the_same_queries_however_much_hangs_on_it(client_as, world_with_posts, who):
    client = client_as(who)
    active = world_with_posts.agreements["active"]
    few = queries_of(lambda: page(client, active))
    party = active.signatories.order_by("party").first().party
    Commitment.objects.bulk_create(
        Commitment(agreement=active, party=party, kind="hours", what=f"Hours {n}", unit="hours") for n in range(15)
    )
    Agreement.objects.bulk_create(
        Agreement(partnership=active.partnership, kind="memorandum", amends=active, name_en=f"Amendment {n}")
        for n in range(15)
    )
    assert queries_of(lambda: page(client, active)) == few
    assert few <= 12


def test_names_of_people_are_for_those_who_see_particulars(client_as, world):
    active = world.agreements["active"]
    active.signatories.update(name="Somebody Who Signs", email="signs@example.org")
    assert "Somebody Who Signs" in page(client_as("partnership_officer"), active).content.decode()
    seen = page(client_as("ministry_analyst"), active).content.decode()
    assert "Somebody Who Signs" not in seen
    assert "signs@example.org" not in seen
