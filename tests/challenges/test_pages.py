"""The pages of challenges: board, record, editor, files, experts, invitations, news."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.challenges import change_challenge
from seriktes.challenges.actions.files import add_file
from seriktes.challenges.actions.invitations import invite
from seriktes.challenges.models import Acknowledgement, Challenge, ChallengeInvitation, ChallengeWatch, ExpertMatch
from seriktes.expertise.templatetags.finding import score_bar
from seriktes.organisations.models import Affiliation
from tests.api.conftest import ApiClient, secret_of
from tests.challenges.sample import TEXTS, VALUES, draft, published
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 an invented drawing"
NOTE = "These drawings are a trade secret: show them to nobody outside your group and delete them afterwards."


def soon(days=30):
    return timezone.localdate() + timedelta(days=days)


def now_open(world, **values):
    days = {"due_on": soon(), "decide_on": soon(60)}
    return published(world, at=timezone.now(), **(days | values))


def posted(**changed):
    form = {f"{language}-{name}": value for language, text in TEXTS.items() for name, value in text.items()}
    form |= {name: "" if value is None else str(value) for name, value in VALUES.items()}
    return form | {"due_on": soon().isoformat(), "decide_on": soon(60).isoformat()} | changed


def test_board_lists_what_the_reader_may_see(world, client_as):
    shown = now_open(world)
    hidden = now_open(world, visibility="invited", texts={"en": {**TEXTS["en"], "title": "A secret of the foundry"}})
    page = client_as("anonymous").get("/challenges/").content.decode()
    assert f'href="/challenges/{shown.pk}/"' in page
    assert f'href="/challenges/{hidden.pk}/"' not in page
    assert "secret" not in page
    page = client_as("company_manager").get("/challenges/").content.decode()
    assert f'href="/challenges/{hidden.pk}/"' in page


def test_a_brief_in_another_language_says_so(world, client_as):
    challenge = now_open(world)
    challenge.texts.filter(language="ru").delete()
    challenge.texts.update(language="kk", title="Пеш түтіндейді")
    Challenge.objects.update(language="kk")
    client = client_as("anonymous")
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert '<h1 lang="kk">Пеш түтіндейді</h1>' in page
    assert "<dt>Written in</dt><dd>Kazakh</dd>" in page
    assert "Русский: missing" in page
    board = client.get("/challenges/").content.decode()
    assert f'<a href="/challenges/{challenge.pk}/" lang="kk">Пеш түтіндейді</a>' in board
    assert "Written in: Kazakh" in board
    # In the language of the reader nothing is to be said in a list.
    assert "Жазылған тілі:" not in client.get("/challenges/", headers={"accept-language": "kk"}).content.decode()


@pytest.mark.parametrize("persona", PERSONAS)
def test_invited_only_is_not_found_anywhere(world, client_as, persona, own_files):
    challenge = now_open(world, visibility="invited", texts={"en": {**TEXTS["en"], "title": "Zanzibar valves leak"}})
    file = add_file(challenge=challenge, name="a.pdf", content=PDF, by=None, at=timezone.now())
    client = client_as(persona)
    sees = persona in ("company_manager", "auditor", "administrator")
    paths = (f"/challenges/{challenge.pk}/", f"/challenges/{challenge.pk}/files/{file.pk}/")
    assert [client.get(path).status_code for path in paths] == [200 if sees else 404] * 2
    for path in ("/challenges/?q=zanzibar", "/search/?q=zanzibar", "/challenges/?state=all"):
        assert ("Zanzibar valves" in client.get(path).content.decode()) == sees, path
    assert "Zanzibar" not in client.get("/challenges/feed/").content.decode()


def test_board_counts_filters_and_sorts(world, client_as):
    now_open(world, region="KZ-75", trl_from=2, trl_to=3, due_on=soon(20))
    now_open(world, region="KZ-35", subjects=[("ford", "2.3")], due_on=soon(40))
    draft(world)
    client = client_as("company_manager")
    context = client.get("/challenges/").context
    assert context["total"] == 2
    assert [(pill.label, pill.count) for pill in context["state_pills"]] == [
        ("Draft", 1), ("Open for answers", 2), ("All", 3)
    ]  # fmt: skip
    assert client.get("/challenges/?region=KZ-35").context["total"] == 1
    assert client.get("/challenges/?subject=ford:2").context["total"] == 1
    assert client.get("/challenges/?trl=2").context["total"] == 1
    assert client.get("/challenges/?language=ru").context["total"] == 2
    assert client.get("/challenges/?q=подшипники").context["total"] == 2
    assert client.get("/challenges/?q=подшипники+уран").context["total"] == 0
    page = client.get("/challenges/?sort=due_on").content.decode()
    first, second = Challenge.objects.filter(state="open").order_by("due_on")
    assert page.index(f"/challenges/{first.pk}/") < page.index(f"/challenges/{second.pk}/")


def test_board_takes_as_many_queries_for_three_as_for_one(world, client_as):
    now_open(world)
    client = client_as("partnership_officer")

    def queries():
        client.get("/challenges/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/challenges/").status_code == 200
        return len(captured)

    one = queries()
    now_open(world, subjects=[("ford", "2.3")])
    now_open(world)
    assert queries() == one
    assert one <= 16


def test_board_is_exported(world, client_as):
    now_open(world)
    answer = client_as("company_manager").get("/challenges/?format=jsonl")
    text = b"".join(answer.streaming_content).decode()
    assert text.count("\n") == 1
    assert "Подшипники дробилки" in text
    assert client_as("anonymous").get("/challenges/?format=jsonl").status_code == 404


def test_feed_is_atom_with_ids_dates_and_languages(world, client_as):
    challenge = now_open(world)
    now_open(world, visibility="members")
    answer = client_as("anonymous").get("/challenges/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{atom}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert all(root.find(f"{atom}{name}") is not None for name in ("id", "title", "updated", "link"))
    [entry] = root.findall(f"{atom}entry")
    assert entry.find(f"{atom}id").text.endswith(f"/challenges/{challenge.pk}/")
    assert entry.find(f"{atom}title").text == TEXTS["en"]["title"]
    assert entry.find(f"{atom}updated").text
    assert entry.find(f"{atom}author/{atom}name").text == "Invented Iron LLP"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_brief_is_written_checked_and_published(world, client_as):
    client = client_as("company_manager")
    assert client.get("/challenges/new/").status_code == 200
    answer = client.post("/challenges/new/", posted(**{"en-success": "", "due_on": "", "decide_on": ""}))
    challenge = Challenge.objects.get()
    assert answer["Location"] == f"/challenges/{challenge.pk}/"
    page = client.get(f"/challenges/{challenge.pk}/way/publish/").content.decode()
    for anchor in ("id_en-success", "id_due_on", "id_decide_on"):
        assert f"/challenges/{challenge.pk}/edit/#{anchor}" in page
    refused = client.post(f"/challenges/{challenge.pk}/way/publish/", {"expected_version": challenge.version})
    assert refused.status_code == 422
    edit = client.get(f"/challenges/{challenge.pk}/edit/").content.decode()
    assert 'id="id_en-success"' in edit
    client.post(f"/challenges/{challenge.pk}/edit/", posted(expected_version=challenge.version))
    challenge.refresh_from_db()
    answer = client.post(f"/challenges/{challenge.pk}/way/publish/", {"expected_version": challenge.version})
    assert answer.status_code == 302
    challenge.refresh_from_db()
    assert (challenge.state, challenge.currency, sorted(text.language for text in challenge.texts.all())) == (
        "open", "KZT", ["en", "ru"]
    )  # fmt: skip


def test_the_second_of_two_editors_loses_nothing(world, client_as):
    challenge = draft(world)
    client = client_as("company_manager")
    change_challenge(challenge=challenge, values={"number": "7"}, by=None, at=timezone.now(), expected_version=None)
    answer = client.post(
        f"/challenges/{challenge.pk}/edit/", posted(expected_version=challenge.version, **{"en-title": "Mine entirely"})
    )
    assert answer.status_code == 409
    assert "Mine entirely" in answer.content.decode()
    challenge.refresh_from_db()
    assert (challenge.number, challenge.texts.get(language="en").title) == ("7", TEXTS["en"]["title"])


@pytest.mark.parametrize("persona", ["anonymous", "outsider", "partnership_officer", "host_supervisor", "auditor"])
def test_others_do_not_edit_or_move(world, client_as, persona):
    challenge = now_open(world)
    client = client_as(persona)
    for path in ("edit/", "way/withdraw/", "way/move_deadline/", "files/add/", "invitations/add/"):
        answer = client.post(f"/challenges/{challenge.pk}/{path}", {"reason": "x", "due_on": soon(50)})
        assert answer.status_code == 404 or "/login/" in answer["Location"], path
    challenge.refresh_from_db()
    assert (challenge.state, challenge.version) == ("open", 2)


def test_files_are_served_after_the_acknowledgement_of_todays_words(world, client_as, own_files):
    challenge = draft(world, confidentiality="acknowledged", confidentiality_note=NOTE)
    client = client_as("company_manager")
    given = SimpleUploadedFile("drawing.pdf", PDF)
    client.post(f"/challenges/{challenge.pk}/files/add/", {"file": given})
    file = challenge.files.get()
    Challenge.objects.filter(pk=challenge.pk).update(state="open", published_at=timezone.now())
    client = client_as("faculty_member")
    path, words = f"/challenges/{challenge.pk}/files/{file.pk}/", f"/challenges/{challenge.pk}/confidentiality/"
    assert client.get(path)["Location"] == words
    assert path not in client.get(f"/challenges/{challenge.pk}/").content.decode()
    assert client.post(words, {"words": NOTE}).status_code == 422
    assert client.post(words, {"words": "Anything goes", "agreed": "on"})["Location"] == words
    assert client.get(path).status_code == 302
    assert client.post(words, {"words": NOTE, "agreed": "on"}).status_code == 302
    assert Acknowledgement.objects.get().words == NOTE
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Disposition"].startswith("attachment")
    change_challenge(
        challenge=challenge, values={"confidentiality_note": NOTE + " Also of the valves."}, by=None,
        at=timezone.now(), expected_version=None,
    )  # fmt: skip
    assert client.get(path)["Location"] == words
    assert client_as("anonymous").get(path)["Location"] == words


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", b"<script>1</script>"), ("a.pdf", b"MZ not a pdf"), ("a.exe", b"MZ")]
)
def test_other_files_are_refused(world, client_as, own_files, name, content):
    challenge = draft(world)
    answer = client_as("company_manager").post(
        f"/challenges/{challenge.pk}/files/add/", {"file": SimpleUploadedFile(name, content)}
    )
    assert (answer.status_code, challenge.files.count()) == (422, 0)


def test_the_asker_and_the_office_decide_on_proposed_experts(world, client_as):
    challenge = now_open(world)
    match = ExpertMatch.objects.create(
        challenge=challenge, person=world.people["lecturer"], score=0.7, found_at=timezone.now(),
        reasons=[{"key": f"profile:{world.people['lecturer'].pk}", "score": 1, "matches": [["bearings", "подшипник", "table"]]}],
    )  # fmt: skip
    path = f"/challenges/{challenge.pk}/experts/"
    for persona, status in {"company_manager": 200, "partnership_officer": 200, "fund_manager": 404, "faculty_member": 404,
                            "auditor": 200}.items():  # fmt: skip
        assert client_as(persona).get(path).status_code == status, persona
    page = client_as("partnership_officer").get(path).content.decode()
    assert "подшипник" in page
    refused = client_as("partnership_officer").post(f"{path}{match.pk}/set_aside/", {"reason": ""})
    assert refused.status_code == 422
    client_as("auditor").post(f"{path}{match.pk}/invite/")
    assert ChallengeInvitation.objects.count() == 0
    client_as("partnership_officer").post(f"{path}{match.pk}/invite/")
    match.refresh_from_db()
    assert match.state == "invited"
    invitation = ChallengeInvitation.objects.get()
    assert (invitation.organisation, invitation.person) == (world.organisations["university"], world.people["lecturer"])


def test_the_strength_of_a_proposed_expert_is_told_as_by_the_search(world, client_as):
    challenge = now_open(world)
    match = ExpertMatch.objects.create(
        challenge=challenge, person=world.people["lecturer"], score=0.7, heard=0.5, found_at=timezone.now()
    )
    page = client_as("partnership_officer").get(f"/challenges/{challenge.pk}/experts/").content.decode()
    assert str(score_bar(match)) in page
    assert "Evidence: some" in page
    assert "35 of 100" in page
    program = ApiClient(secret_of(world["company_manager"])).get(f"challenges/{challenge.pk}/experts").json()
    assert [one["score"] for one in program["items"]] == [0.35]


def test_where_an_expert_works_is_told_of_places_that_the_reader_may_see(world, client_as):
    lecturer, hidden = world.people["lecturer"], world.organisations["hidden_company"]
    Affiliation.objects.create(person=lecturer, organisation=hidden, kind="employee", title="Invented adviser")
    challenge = now_open(world)
    ExpertMatch.objects.create(challenge=challenge, person=lecturer, score=0.7, found_at=timezone.now(), reasons=[])
    client, told = client_as("company_manager"), world.organisations["university"]
    for path in (f"/challenges/{challenge.pk}/experts/", f"/challenges/{challenge.pk}/invitations/?query=Darisbay"):
        page = client.get(path).content.decode()
        assert told.name_en in page
        assert "Invented adviser" not in page
        assert hidden.name_en not in page
    program = ApiClient(secret_of(world["company_manager"])).get(f"challenges/{challenge.pk}/experts").json()
    assert [one["organisations"][0]["id"] for one in program["items"]] == [told.pk]
    assert len(program["items"][0]["organisations"]) == 1


def test_an_invitation_is_taken_up_or_declined_with_a_word(
    world, client_as, mailoutbox, django_capture_on_commit_callbacks
):
    challenge = now_open(world)
    with django_capture_on_commit_callbacks(execute=True):
        row = invite(
            challenge=challenge, organisation=world.organisations["university"], by=world["company_manager"],
            at=timezone.now(),
        )  # fmt: skip
    assert [letter.to for letter in mailoutbox] == [["partnership.officer@example.org"]]
    path = f"/challenges/{challenge.pk}/invitations/{row.pk}/"
    assert client_as("outsider").post(f"{path}accept/").status_code == 404
    client = client_as("partnership_officer")
    assert f"{path}accept/" in client.get(f"/challenges/{challenge.pk}/").content.decode()
    client.post(f"{path}accept/")
    row.refresh_from_db()
    assert row.state == "accepted"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{path}decline/", {"reason": "No furnace free before May."})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("declined", "No furnace free before May.")
    assert mailoutbox[-1].to == ["company.manager@example.org"]


def test_the_asker_finds_and_invites(world, client_as):
    challenge = now_open(world)
    client = client_as("company_manager")
    page = client.get(f"/challenges/{challenge.pk}/invitations/?query=Samruk").content.decode()
    assert "Invented Samruk University" in page
    university = world.organisations["university"]
    client.post(f"/challenges/{challenge.pk}/invitations/add/", {"organisation": university.pk})
    client.post(f"/challenges/{challenge.pk}/invitations/add/", {"organisation": university.pk})
    assert challenge.invitations.count() == 1
    hidden = world.organisations["hidden_university"].pk
    assert client.post(f"/challenges/{challenge.pk}/invitations/add/", {"organisation": hidden}).status_code == 404


def test_the_asker_is_told_when_an_invitation_reaches_nobody(world, client_as):
    challenge, university = now_open(world), world.organisations["university"]
    client = client_as("company_manager")
    User.objects.exclude(pk=world["company_manager"].pk).update(is_active=False)
    client.post(f"/challenges/{challenge.pk}/invitations/add/", {"organisation": university.pk})
    assert "no letter was sent" in client.get(f"/challenges/{challenge.pk}/invitations/").content.decode()


def test_a_brief_without_a_title_says_so_at_its_title(world, client_as):
    page = client_as("company_manager").post("/challenges/new/", posted(**{"en-title": ""}))
    assert page.status_code == 422
    assert 'href="#id_en-title"' in page.content.decode()


def test_regions_stand_in_the_order_of_the_alphabet(world, client_as):
    now_open(world, region="KZ-75"), now_open(world, region="KZ-11"), now_open(world, region="KZ-71")
    client = client_as("anonymous")
    client.cookies["language"] = "kk"
    page = client.get("/challenges/").content.decode()
    assert page.index('value="KZ-11"') < page.index('value="KZ-75"') < page.index('value="KZ-71"')


def test_each_keeps_the_own_news(world, client_as):
    client = client_as("faculty_member")
    assert client.get("/challenges/news/").status_code == 200
    client.post("/challenges/news/", {"frequency": "weekly", "words": "bearings", "regions": ["KZ-35"]})
    watch = ChallengeWatch.objects.get()
    assert (watch.user, watch.frequency, watch.words, watch.regions) == (
        world["faculty_member"], "weekly", "bearings", ["KZ-35"]
    )  # fmt: skip
    assert client.post("/challenges/news/", {"frequency": "hourly"}).status_code == 422
    assert "/login/" in client_as("anonymous").get("/challenges/news/")["Location"]


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_of_a_challenge_opens(world, client_as, persona):
    challenge = now_open(world)
    drafted = draft(world, texts={"kk": {"title": "Мойынтірек қызып кетеді"}}, language="kk")
    client = client_as(persona)
    assert client.get(f"/challenges/{challenge.pk}/").status_code == 200
    assert client.get(f"/challenges/{challenge.pk}/?in=ru").status_code == 200
    assert client.get(f"/challenges/{drafted.pk}/").status_code == (
        200 if persona in ("company_manager", "auditor", "administrator") else 404
    )
