"""The page on which anybody asks, with an account or without."""

import re

import pytest
from django.core import mail

from seriktes.accounts.models import User
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.forms import enquiries as forms
from seriktes.challenges.models import Enquiry
from seriktes.common.api.limits import forget
from seriktes.organisations.models import Channel
from tests.expertise.evidence import make

TEXT = {"name": "Invented Asker", "email": "asker@zavod.example", "company": "Works", "language": "en",
        "title": "Hardness of steel", "text": "Do you measure hardness?"}  # fmt: skip


@pytest.fixture(autouse=True)
def _limits(settings):
    forget()
    settings.ENQUIRY_RATE = settings.ENQUIRY_RATE_EMAIL = settings.LINK_RATE = "1000000/minute"


def form_address(world, key="university"):
    return f"/enquiries/new/organisation/{world.organisations[key].pk}/"


def begun(client, address):
    return {"begun": forms.stamp(earlier=60)} | TEXT


def test_anybody_asks_and_is_sent_to_look_into_their_mail(client, world_with_posts):
    address = form_address(world_with_posts)
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="website"' in page.content.decode()
    answer = client.post(address, begun(client, address))
    assert (answer.status_code, answer["Location"]) == (302, "/enquiries/sent/")
    assert client.get("/enquiries/sent/").status_code == 200
    assert Enquiry.objects.get().state == EnquiryState.UNCONFIRMED


@pytest.mark.parametrize(
    "trap", [{"website": "http://evil.example"}, {"begun": ""}, {"begun": "forged"}, {"begun": "now"}]
)
def test_program_is_asked_once_more_and_a_human_loses_no_word(client, world_with_posts, trap):
    address = form_address(world_with_posts)
    trap = {"begun": forms.stamp()} if trap == {"begun": "now"} else trap
    page = client.post(address, begun(client, address) | trap)
    text = page.content.decode()
    assert page.status_code == 422
    assert Enquiry.objects.count() == 0
    assert [word for word in TEXT.values() if word not in text] == []
    again = re.search(r'name="begun" value="([^"]+)"', text)[1]
    assert re.search(r'name="website"[^>]*value="http', text) is None
    assert client.post(address, TEXT | {"begun": again, "website": ""}).status_code == 302


def test_limit_of_an_address_keeps_the_text(client, world_with_posts, settings):
    settings.ENQUIRY_RATE = "2/hour"
    address = form_address(world_with_posts)
    for number in range(2):
        sent = begun(client, address) | {"title": f"Question {number}", "email": f"a{number}@zavod.example"}
        assert client.post(address, sent).status_code == 302
    page = client.post(address, begun(client, address))
    assert page.status_code == 429
    assert "Do you measure hardness?" in page.content.decode()
    assert Enquiry.objects.count() == 2
    # From another address it is taken.
    assert client.post(address, begun(client, address), REMOTE_ADDR="192.0.2.77").status_code == 302


def test_limit_of_an_e_mail_address_counts_over_all_addresses(client, world_with_posts, settings):
    settings.ENQUIRY_RATE_EMAIL = "1/day"
    address = form_address(world_with_posts)
    first = begun(client, address)
    assert client.post(address, first, REMOTE_ADDR="192.0.2.1").status_code == 302
    again = first | {"title": "Another", "email": "ASKER@zavod.example"}
    assert client.post(address, again, REMOTE_ADDR="192.0.2.2").status_code == 429
    assert len(mail.outbox) <= 1


def test_wrong_input_is_named_and_nothing_is_counted(client, world_with_posts, settings):
    settings.ENQUIRY_RATE = "1/hour"
    address = form_address(world_with_posts)
    for _time in range(3):
        assert client.post(address, begun(client, address) | {"email": "none"}).status_code == 422
    assert client.post(address, begun(client, address)).status_code == 302


def test_member_asks_for_their_organisation_without_confirming(client_as, world_with_posts):
    client = client_as("company_manager")
    address = form_address(world_with_posts)
    assert "E-mail" not in client.get(address).content.decode().split("<main", 1)[1].split("</main", 1)[0]
    company = world_with_posts.organisations["company"]
    answer = client.post(address, {"title": "Steel", "text": "Hello", "organisation": company.pk})
    enquiry = Enquiry.objects.get()
    assert answer["Location"] == f"/enquiries/{enquiry.pk}/"
    assert (enquiry.state, enquiry.asking_organisation) == (EnquiryState.OPEN, company)
    assert client.get(answer["Location"]).status_code == 200


def test_foreign_organisation_cannot_be_asked_for(client_as, world_with_posts):
    client = client_as("company_manager")
    fund = world_with_posts.organisations["fund"]
    page = client.post(form_address(world_with_posts), {"title": "Steel", "text": "Hello", "organisation": fund.pk})
    assert page.status_code == 422


def test_hidden_records_and_unknown_words_are_404(client, world_with_posts):
    found = {client.get(address).status_code for address in (
        form_address(world_with_posts, "hidden_university"), "/enquiries/new/weather/1/",
        f"/enquiries/new/partnership/{world_with_posts.partnerships['own'].pk}/", "/enquiries/new/evidence/1/",
    )}  # fmt: skip
    assert found == {404}


def test_pages_offer_to_enquire(client, world_with_posts):
    university = world_with_posts.organisations["university"]
    assert (
        f"/enquiries/new/organisation/{university.pk}/"
        in client.get(f"/organisations/{university.pk}/").content.decode()
    )
    partnership = world_with_posts.partnerships["published"]
    assert (
        f"/enquiries/new/partnership/{partnership.pk}/" in client.get(partnership.get_absolute_url()).content.decode()
    )


def test_no_button_leads_to_where_nobody_answers(client, world):
    lecturer = world.people["lecturer"]
    make(name_en="Hardness of steel", people=[lecturer])
    address, way = f"/experts/{lecturer.pk}/", f"/enquiries/new/person/{lecturer.pk}/"
    client.cookies["language"] = "en"
    assert way in client.get(address).content.decode()
    User.objects.update(is_active=False)
    page = client.get(address).content.decode()
    assert way not in page
    assert "Invented Samruk University: nobody answers enquiries here yet." in page
    assert "It has published no address either." in page


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (("email", "office@samruk.example", True), '<a href="mailto:office@samruk.example">'),
        (("email", "office@samruk.example", False), "It has published no address either."),
        (("website", "https://samruk.example/", True), '<a href="https://samruk.example/"'),
        (("website", "javascript:alert(1)", True), "It has published no address either."),
        (("phone", "+77270000000", True), '<a href="tel:+77270000000">'),
        (("address", "Almaty", True), "It has published no address either."),
    ],
)
def test_where_nobody_answers_the_page_says_what_else_can_be_done(client, world, channel, told):
    lecturer, university = world.people["lecturer"], world.organisations["university"]
    row = make(name_en="Hardness of steel", people=[lecturer])
    machine = make("equipment", name_en="Press", organisation=university)
    kind, value, is_public = channel
    Channel.objects.create(organisation=university, kind=kind, value=value, is_public=is_public)
    User.objects.update(is_active=False)
    client.cookies["language"] = "en"
    for address in (f"/experts/{lecturer.pk}/", machine.get_absolute_url(), f"/enquiries/new/person/{lecturer.pk}/"):
        page = client.get(f"{address}?q=steel").content.decode()
        assert "Invented Samruk University: nobody answers enquiries here yet." in page
        assert told in page
    assert (
        '<a href="/expertise/?q=steel">Find others who can help</a>'
        in client.get(f"/experts/{lecturer.pk}/?q=steel").content.decode()
    )
    # What no organisation of the register stands behind.
    assert "No organisation of the register answers for this" in client.get(row.get_absolute_url()).content.decode()


def test_nobody_is_offered_to_ask_themselves(client_as, world):
    lecturer = world.people["lecturer"]
    make(name_en="Hardness of steel", people=[lecturer])
    address, way = f"/experts/{lecturer.pk}/", f"/enquiries/new/person/{lecturer.pk}/"
    own = client_as("faculty_member")
    page = own.get(address).content.decode()
    assert "Edit my profile" in page
    assert (way in page, "nobody answers" in page) == (False, False)
    answer = own.get(way)
    assert (answer.status_code, answer["Location"]) == (302, lecturer.get_absolute_url())
    assert way in client_as("company_manager").get(address).content.decode()
