"""The bad input that is named for the front door: every one is answered with a clear sentence in Kazakh, Russian and
English, and nothing is lost or doubled."""

import json
import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone, translation

from seriktes.challenges.actions.enquiries import ask, confirm
from seriktes.challenges.actions.mailbox.reading import read
from seriktes.challenges.actions.mailbox.taking import Taken, take
from seriktes.challenges.models import ChallengeText, Enquiry, EnquiryMessage, StrayLetter
from seriktes.challenges.views.stray_letters import REASONS
from seriktes.common.api.limits import forget
from seriktes.expertise.models import Evidence, EvidencePerson
from tests.api.conftest import V1, ApiClient, secret_of
from tests.challenges.enquiries import question, target_of
from tests.challenges.sample import TEXTS, published
from tests.expertise.evidence import make
from tests.expertise.sample import publication

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")
# Which named query, and whether it is too long for a program to send at all.
QUERIES = {
    "one letter": "м",
    "mixed scripts": "нефть oil мұнай 石油 نفط",
    "mixed within a word": "нефтяnoй катализатор",
    "operators": "нефть AND (oil OR NOT *) +kind:patent tokens:[* TO *] ~2^9",
    "wrong layout": "rfnfkbpfnjhs",
    "injection": "'; DROP TABLE expertise_evidence; -- \" OR 1=1 /*",
    "query language": 'text:"oil" }} {{7*7}} ${7*7} <script>alert(1)</script>',
    "marks only": "?!…—()[]{}*:^~\\\"'",
}  # fmt: skip
LONG = "катализатор " * 4200


@pytest.fixture(autouse=True)
def _nothing_counted(settings):
    forget()
    settings.API_RATE = settings.API_RATE_ANONYMOUS = "1000000/minute"
    yield
    forget()


@pytest.fixture
def filled(world, index):
    make(name_kk="Мұнай өңдеу катализаторлары", people=[world.people["lecturer"]], year=2024, language="kk")
    index.catch_up()
    return world


def page(query, language, **more):
    client = Client()
    client.cookies["language"] = language
    return client.get("/expertise/", {"q": query, **more})


def seen(response):
    """The text of the page, without what is only in its code."""
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


# --- Questions --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", QUERIES)
def test_the_page_answers_any_question_in_the_readers_language(filled, name):
    answers = {language: page(QUERIES[name], language) for language in LANGUAGES}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({seen(answer) for answer in answers.values()}) == 3
    for answer in answers.values():
        assert "<script>alert(1)" not in answer.content.decode()
        assert "{{7*7}}" not in seen(answer) or "49" not in seen(answer)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("find", ["experts", "units", "evidence"])
def test_the_api_answers_any_question(filled, name, find):
    found = ApiClient().get("expertise/search", q=QUERIES[name], find=find)
    assert found.status_code == 200, found.content
    assert found.json()["is_ready"] is True
    assert Evidence.objects.count() == 1


def test_fifty_kilobytes_are_cut_on_the_page_which_says_so_and_refused_to_a_program(filled):
    said = set()
    for language in LANGUAGES:
        answer = page(LONG, language)
        assert answer.status_code == 200
        assert answer.context["asked"].was_longer
        assert len(answer.content) < 1_500_000
        refused = ApiClient(language=language).get("expertise/search", q=LONG)
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "q")
        said.add(refused.json()["errors"][0]["detail"])
    assert len(said) == 3


def test_no_page_repeats_fifty_kilobytes_in_its_links(filled):
    """Whatever looks for words: what is left out is said once, with the limit, in the reader's language."""
    said = set()
    for language, limit in (("kk", "5\u00a0000"), ("ru", "5\u00a0000"), ("en", "5,000")):
        client = Client()
        client.cookies["language"] = language
        for path in ("/challenges/", "/search/", "/partners/", "/challenges/figures/"):
            answer = client.get(path, {"q": LONG})
            words = [line for line in re.findall(r"<p[^>]*>([^<]*)</p>", answer.content.decode()) if limit in line]
            assert (answer.status_code, len(words)) == (200, 1), path
            said |= set(words)
            assert LONG[:6000] not in answer.content.decode()
            assert answer.wsgi_request.GET["q"] == LONG[:5000]
            assert len(answer.wsgi_request.META["QUERY_STRING"]) < 31_000
        # The search has a shorter limit, and tells of that one alone.
        assert limit not in seen(page(LONG, language))
        assert limit not in seen(client.get("/challenges/", {"q": LONG[:5000]}))
    assert len(said) == 3


def test_another_layout_is_offered_and_not_forced(filled):
    for language in LANGUAGES:
        answer = page("rfnfkbpfnjhs", language)
        assert answer.context["asked"].text == "rfnfkbpfnjhs"
        assert [text for text, _url in answer.context["otherwise"]] == ["катализаторы"]


def test_control_characters_are_refused_to_a_program_and_passed_over_on_the_page(filled):
    assert page("нефть\x00\x07", "en").status_code == 200
    details = {
        ApiClient(language=language).get("expertise/search", q="нефть\x00").json()["errors"][0]["detail"]
        for language in LANGUAGES
    }
    assert len(details) == 3


# --- Publications -----------------------------------------------------------------------------------------------------
def paper(world, **more):
    return {
        "kind": "publication", "names": {"en": "Invented pipelines"}, "year": 2024,
        "units": [{"organisation": world.organisations["university"].pk}], **more,
    }  # fmt: skip


def sent(world, language, method, path, body=None):
    return ApiClient(secret_of(world["librarian"]), language).ask(method, path, body)


def told(world, method, path, body=None):
    """The same request in each language: its status, and that the three sentences differ."""
    answers = [sent(world, language, method, path, body) for language in LANGUAGES]
    assert len({answer.json()["detail"] for answer in answers}) == 3, [answer.content for answer in answers]
    assert len({answer.status_code for answer in answers}) == 1
    return answers[0]


def test_a_publication_without_authors_and_one_with_three_thousand(world):
    nobody = sent(world, "en", "POST", "expertise/evidence", paper(world, people=[]))
    assert (nobody.status_code, nobody.json()["people_in_all"]) == (201, 0)
    crowd = [{"name": f"Author {number}"} for number in range(3000)]
    many = sent(world, "en", "POST", "expertise/evidence", paper(world, people=crowd))
    assert (many.status_code, many.json()["people_in_all"]) == (201, 3000)
    assert EvidencePerson.objects.filter(evidence=many.json()["id"]).count() == 3000
    for row in (nobody, many):
        assert Client().get(row.json()["url"]).status_code == 404
        assert ApiClient(secret_of(world["librarian"])).get(row["Location"]).status_code == 200
    refused = told(world, "POST", "expertise/evidence", paper(world, people=[{"name": "x"}] * 5001))
    assert refused.json()["errors"][0]["pointer"] == "#/people"


def test_the_same_publication_twice_is_one(world):
    doubled = paper(world, identifiers=[{"scheme": "doi", "value": "10.5555/twice"}])
    assert sent(world, "en", "POST", "expertise/evidence", doubled).status_code == 201
    again = told(world, "POST", "expertise/evidence", doubled)
    assert (again.status_code, again.json()["reason"]) == (422, "identifier_taken")
    other = doubled | {"identifiers": [{"scheme": "doi", "value": "https://doi.org/10.5555/TWICE"}]}
    assert told(world, "POST", "expertise/evidence", other).json()["reason"] == "identifier_taken"
    assert Evidence.objects.count() == 1


def test_a_publication_that_was_retracted_is_not_retracted_again(world):
    row = publication(world)
    path = f"expertise/evidence/{row.pk}/retract"
    assert sent(world, "en", "POST", path, {"on": "2026-01-31"}).status_code == 200
    assert told(world, "POST", path, {"on": "2026-01-31"}).json()["reason"] == "retracted"
    row.refresh_from_db()
    assert row.retracted_on.isoformat() == "2026-01-31"


def test_a_publication_of_the_future(world):
    for year in (timezone.localdate().year + 50, 9999):
        ahead = told(world, "POST", "expertise/evidence", paper(world, year=year))
        assert (ahead.json()["reason"], ahead.json()["errors"][0]["pointer"]) == ("in_future", "#/year")
    assert Evidence.objects.count() == 0


# --- Enquiries --------------------------------------------------------------------------------------------------------
def test_spam_is_stopped_in_the_language_of_its_sender_and_keeps_what_came_before(world, settings):
    settings.ENQUIRY_RATE = "2/hour"
    secret = secret_of(world["company_manager"])
    body = {"kind": "organisation", "id": world.organisations["university"].pk, "text": "Buy now."}
    for number in range(2):
        assert ApiClient(secret).post("enquiries", body | {"title": f"Offer {number}"}).status_code == 201
    stopped = [ApiClient(secret, language).post("enquiries", body | {"title": "Offer"}) for language in LANGUAGES]
    assert {answer.status_code for answer in stopped} == {429}
    assert all(int(answer["Retry-After"]) > 0 for answer in stopped)
    assert Enquiry.objects.count() == 2


def test_a_circular_is_refused_in_three_languages(world):
    secret = secret_of(world["company_manager"])
    for number in range(5):
        Enquiry.objects.create(
            organisation=world.organisations["fund"], title="Offer", email=f"{number}@example.org", language="en",
            name="Invented", reference=f"R{number}", asked_at=timezone.now(),
            likeness=question_likeness("Offer", "Buy now."),
        )  # fmt: skip
    body = {"kind": "organisation", "id": world.organisations["university"].pk, "title": "Offer", "text": "Buy now."}
    refused = [ApiClient(secret, language).post("enquiries", body) for language in LANGUAGES]
    assert {answer.json()["reason"] for answer in refused} == {"sent_to_many"}
    assert len({answer.json()["detail"] for answer in refused}) == 3
    assert Enquiry.objects.count() == 5


def question_likeness(title, text):
    from seriktes.challenges.actions.enquiries import likeness_of

    return likeness_of(question(title=title, text=text))


def test_a_reply_with_somebody_elses_reference_is_kept_aside_and_said_in_three_languages(world, client):
    target = target_of("organisation", world.organisations["university"])
    now = timezone.now()
    made = ask(target=target, sides=target.sides, question=question(), at=now, by=None)
    enquiry = confirm(enquiry=made.enquiries[0], at=now)
    before = EnquiryMessage.objects.count()
    letter = (
        f"From: Stranger <stranger@elsewhere.example>\r\nSubject: Re: [{enquiry.reference}] Hardness\r\n"
        "Message-ID: <once@elsewhere.example>\r\n\r\nMine now."
    ).encode()
    for _twice in range(2):
        assert take(read(letter), at=now) in (Taken.STRAY, Taken.AGAIN)
    assert (EnquiryMessage.objects.count(), StrayLetter.objects.count()) == (before, 1)
    client.force_login(world["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = set()
    for language in LANGUAGES:
        client.cookies["language"] = language
        answer = client.get("/enquiries/stray/")
        assert answer.status_code == 200
        assert "stranger@elsewhere.example" in answer.content.decode()
        with translation.override(language):
            reason = str(REASONS[StrayLetter.objects.get().reason])
        assert reason in unescape(answer.content.decode())
        pages.add(reason)
    assert len(pages) == 3


# --- The feed ---------------------------------------------------------------------------------------------------------
def test_a_character_that_xml_cannot_hold_breaks_no_feed(world, client):
    challenge = published(world)
    # As an older version may have kept it; what is written today goes through the actions, which take it out.
    ChallengeText.objects.filter(challenge=challenge).update(problem="Bearings\x0b run \x00hot"[:13] + " hot")
    feed = client.get("/challenges/feed/")
    assert feed.status_code == 200
    assert ET.fromstring(feed.content) is not None
    again = published(world, texts={"en": {**TEXTS["en"], "problem": TEXTS["en"]["problem"] + "\x0b\x07"}})
    assert again.texts.get(language="en").problem == TEXTS["en"]["problem"]


# --- Bodies -----------------------------------------------------------------------------------------------------------
def test_a_body_that_is_no_json_is_said_in_three_languages(world):
    secret = secret_of(world["librarian"])
    answers = [
        Client().post(
            f"{V1}/expertise/evidence", b'{"kind": ', content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Accept-Language": language},
        )
        for language in LANGUAGES
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {400}
    assert len({json.loads(answer.content)["detail"] for answer in answers}) == 3
