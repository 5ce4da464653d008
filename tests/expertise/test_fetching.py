"""Asking open sources over the network, against a server of our own: nobody else is ever asked by a test."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from seriktes.exchange.models import ImportRun
from seriktes.expertise.actions import fetching
from seriktes.expertise.actions.fetching import CannotFetch, fetch
from seriktes.expertise.models import Evidence
from seriktes.expertise.tasks import fetch_evidence
from seriktes.organisations.models import Identifier
from tests.expertise.importing import ORCID, ROR, openalex

pytestmark = pytest.mark.django_db


class Server(ThreadingHTTPServer):
    def __init__(self):
        self.answers, self.asked, self.agents = [], [], []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.agents.append(self.headers["User-Agent"])
        status, headers, body = self.server.answers.pop(0)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server(settings, tmp_path):
    server = Server()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.FETCH_METADATA, settings.FETCH_MAILTO, settings.VAR_DIR = True, "library@example.org", tmp_path
    settings.FETCH_ADDRESSES = dict.fromkeys(("openalex", "crossref", "datacite", "orcid"), address)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def page(*works, following=None):
    return (200, {}, {"meta": {"next_cursor": following}, "results": list(works)})


def no_sleep(_seconds):
    pass


def test_switched_off_nobody_is_asked(settings, server):
    settings.FETCH_METADATA = False
    with pytest.raises(CannotFetch, match="SERIKTES_FETCH_METADATA"):
        fetch("openalex", ROR, sleep=no_sleep)
    assert server.asked == []


def test_pages_follow_each_other_and_say_who_asks(server):
    server.answers = [page(openalex(1), following="abc=="), page(openalex(2, "Else"), following=None)]
    found = fetch("openalex", f"https://ror.org/{ROR}", since=2020, sleep=no_sleep)
    assert (found.pages, len(found.path.read_text().splitlines())) == (2, 2)
    first, second = (parse_qs(urlsplit(path).query) for path in server.asked)
    assert first["filter"] == [f"institutions.ror:https://ror.org/{ROR},from_publication_date:2020-01-01"]
    assert (first["cursor"], second["cursor"], first["mailto"]) == (["*"], ["abc=="], ["library@example.org"])
    assert server.agents[0] == "Seriktes (mailto:library@example.org)"


def test_what_broke_off_goes_on_after_the_last_whole_page(server):
    server.answers = [page(openalex(1), following="next"), *[(503, {}, {})] * 5]
    waited = []
    with pytest.raises(CannotFetch, match=r"api\.openalex\.org"):
        fetch("openalex", ROR, sleep=waited.append)
    assert waited == [fetching.PAUSE_SECONDS, 1, 2, 4, 8]
    server.answers, server.asked = [page(openalex(2, "Else"))], []
    found = fetch("openalex", ROR, sleep=no_sleep)
    assert (found.pages, len(server.asked), "cursor=next" in server.asked[0]) == (2, 1, True)
    assert len(found.path.read_text().splitlines()) == 2


def test_a_server_that_asks_to_wait_is_waited_for(server):
    server.answers = [(429, {"Retry-After": "7"}, {}), page(openalex(1))]
    waited = []
    fetch("openalex", ROR, sleep=waited.append)
    assert waited == [7]


def test_too_much_nonsense_or_another_host_is_refused(server, monkeypatch):
    monkeypatch.setattr(fetching, "ANSWER_LIMIT", 1000)
    for answer, words in [
        ((200, {}, b"x" * 2000), "larger"), ((200, {}, b"<html>"), "not what it describes"),
        ((200, {}, {"other": 1}), "not what it describes"), ((403, {}, {}), "refused"),
        ((404, {}, {}), "no works"), (page(), "no works"),
        ((302, {"Location": "http://elsewhere.example/works"}, {}), "refused"),
    ]:  # fmt: skip
        server.answers = [answer]
        with translation.override("en"), pytest.raises(CannotFetch, match=words):
            fetch("openalex", ROR, sleep=no_sleep)
    with translation.override("en"), pytest.raises(CannotFetch, match="ROR"):
        fetch("openalex", "not a number", sleep=no_sleep)


def test_the_other_sources_are_asked_in_their_own_way(server):
    server.answers = [(200, {}, {"message": {"items": [{"DOI": "10.5555/x", "title": ["T"]}], "next-cursor": "n"}})]
    assert fetch("crossref", ROR, sleep=no_sleep).pages == 1
    server.answers = [
        (200, {}, {"data": [{"id": "10.5555/y"}], "links": {"next": "https://api.datacite.org/dois?page=2"}}),
        (200, {}, {"data": []}),
    ]
    assert fetch("datacite", ROR, sleep=no_sleep).pages == 1
    assert server.asked[-1] == "/dois?page=2"
    server.answers = [(200, {}, {"activities-summary": {"works": {"group": []}}})]
    assert fetch("orcid", ORCID, sleep=no_sleep).pages == 1
    assert server.asked[-1] == f"/v3.0/{ORCID}/record"


def test_the_command_asks_and_imports(server):
    server.answers = [page(openalex(1), openalex(2, "Else"))]
    out = StringIO()
    call_command("fetch", "openalex", "--ror", ROR, stdout=out)
    assert out.getvalue().split()[:2] == ["created", "2"]
    assert Evidence.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("fetch", "orcid", "--ror", ROR)


def test_the_page_says_who_is_asked_and_asks(world, server, client, settings, django_capture_on_commit_callbacks):
    university = world.organisations["university"]
    Identifier.objects.create(organisation=university, scheme="ror", value=ROR)
    client.force_login(world["librarian"])
    shown = client.get("/expertise/fetch/").content.decode()
    assert all(words in shown for words in ("api.openalex.org", "pub.orcid.org", "library@example.org", ROR))
    answer = client.post("/expertise/fetch/", {"source": "openalex", "ror": ""})
    assert (answer.status_code, server.asked) == (200, [])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/expertise/fetch/", {"source": "openalex", "ror": ROR}).status_code == 302
    server.answers = [page(openalex(1))]
    fetch_evidence.func("openalex", ROR, None, world["librarian"].pk)
    assert ImportRun.objects.get().by == world["librarian"]
    server.answers = [(403, {}, {})]
    fetch_evidence.func("openalex", ROR, None, world["librarian"].pk)
    assert world["librarian"].notices.get().kind == "evidence.not_fetched"
    settings.FETCH_METADATA = False
    assert client.get("/expertise/fetch/").status_code == 404
    settings.FETCH_METADATA = True
    client.force_login(world["faculty_member"])
    assert client.get("/expertise/fetch/").status_code == 404
