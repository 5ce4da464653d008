"""What is asked of OpenSearch and how its answers are read, by its documented format; no server."""

import json

import pytest

from seriktes_analytics.matching.backend import Entry
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.opensearch_backend import SETTINGS, OpenSearchBackend, OpenSearchError, http
from seriktes_analytics.matching.query import Alternative, Idea
from tests.analytics.test_matching_engine import DOCUMENTS

ENTRY = Entry(7, "kk:мұнай kk:мұнай 4_мұн", ("public", "organisation:7"), "paper")
IDEAS = [
    Idea("нефть", 1.5, (Alternative(("kk:мұнай",), 1.0), Alternative(("kk:қар", "kk:май"), 0.5))),
    Idea("oil", 1.0, (Alternative(("en:oil",), 1.0),)),
]
# Made by us after the documentation of OpenSearch 2.x.
FOUND = {
    "took": 3, "timed_out": False, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
    "hits": {"max_score": 2.5, "hits": [
        {"_index": "m", "_id": "7", "_score": 2.5, "fields": {"number": [7]}},
        {"_index": "m", "_id": "3", "_score": 0.25, "fields": {"number": [3]}},
    ]},
}  # fmt: skip
BULK = {
    "took": 30, "errors": True, "items": [
        {"delete": {"_index": "m", "_id": "5", "status": 404, "result": "not_found"}},
        {"index": {"_index": "m", "_id": "7", "status": 201, "result": "created"}},
    ],
}  # fmt: skip


class Server:
    """Answers as told and keeps what it was asked."""

    def __init__(self, **answers):
        self.answers = {"HEAD /m": (200, b""), "POST /m/_refresh": (200, {"_shards": {"failed": 0}}), **answers}
        self.asked = []

    def __call__(self, method, path, body, kind):
        self.asked.append((method, path, body, kind))
        status, answer = self.answers[f"{method} {path}"]
        return status, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def backend(**answers):
    server = Server(**answers)
    return server, OpenSearchBackend(server, "m")


def test_the_index_is_made_once():
    server, _ = backend(**{"HEAD /m": (404, b""), "PUT /m": (200, {"acknowledged": True})})
    method, path, body, kind = server.asked[1]
    assert (method, path, kind) == ("PUT", "/m", "application/json")
    assert json.loads(body) == SETTINGS
    server, _ = backend()
    assert [one[0] for one in server.asked] == ["HEAD"]


def test_documents_are_written_in_lines_and_shown_by_one_refresh():
    server, found = backend(**{"POST /m/_bulk": (200, BULK)})
    found.write([ENTRY], gone=[5])
    [(_, _, body, kind)] = [one for one in server.asked if one[1] == "/m/_bulk"]
    assert kind == "application/x-ndjson"
    assert body.endswith(b"\n")
    assert [json.loads(line) for line in body.splitlines()] == [
        {"delete": {"_id": "5"}},
        {"index": {"_id": "7"}},
        {"number": 7, "tokens": "kk:мұнай kk:мұнай 4_мұн", "audience": ["public", "organisation:7"], "kind": "paper"},
    ]
    assert [one[1] for one in server.asked].count("/m/_refresh") == 1


def test_a_document_that_was_refused_is_told():
    item = {"index": {"_id": "7", "status": 400, "error": {"type": "mapper_parsing_exception"}}}
    _, found = backend(**{"POST /m/_bulk": (200, {"errors": True, "items": [item]})})
    with pytest.raises(OpenSearchError, match="1 of 1"):
        found.write([ENTRY])


def test_a_question_is_the_sum_of_the_best_alternatives():
    server, found = backend(**{"POST /m/_search": (200, FOUND)})
    assert found.search(IDEAS, limit=1000, audience=("public",), kinds=("paper",)) == [(7, 2.5), (3, 0.25)]

    def term(token, boost):
        return {"term": {"tokens": {"value": token, "boost": boost}}}

    assert json.loads(server.asked[-1][2]) == {
        "size": 1000,
        "track_total_hits": False,
        "docvalue_fields": ["number"],
        "query": {
            "bool": {
                "should": [
                    {"dis_max": {"boost": 1.5, "queries": [
                        term("kk:мұнай", 1.0), {"bool": {"should": [term("kk:қар", 0.25), term("kk:май", 0.25)]}},
                    ]}},
                    {"dis_max": {"boost": 1.0, "queries": [term("en:oil", 1.0)]}},
                ],
                "minimum_should_match": 1,
                "filter": [{"terms": {"audience": ["public"]}}, {"terms": {"kind": ["paper"]}}],
            },
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, {"error": "no"}), (200, FOUND | {"timed_out": True}), (200, FOUND | {"_shards": {"failed": 1}})],
)
def test_half_an_answer_is_none(status, answer):
    _, found = backend(**{"POST /m/_search": (status, answer)})
    with pytest.raises(OpenSearchError):
        found.search(IDEAS, limit=10, audience=("public",))


def test_no_more_is_asked_for_than_is_answered_at_once():
    server, found = backend(**{"POST /m/_search": (200, FOUND)})
    found.search(IDEAS, limit=1_000_000, audience=("public",))
    assert json.loads(server.asked[-1][2])["size"] == 10_000


def test_what_a_crash_left_is_removed():
    path = "/m/_delete_by_query?refresh=true&conflicts=abort"
    server, found = backend(**{f"POST {path}": (200, {"timed_out": False, "failures": [], "deleted": 2})})
    found.trim(12)
    assert json.loads(server.asked[-1][2]) == {"query": {"range": {"number": {"gte": 12}}}}


def test_nothing_asked_is_nothing_sent():
    server, found = backend()
    assert found.search([], limit=10, audience=("public",)) == []
    assert len(server.asked) == 1


def test_an_address_has_a_scheme_of_the_web():
    with pytest.raises(ValueError, match="http"):
        http("file:///etc/passwd")


def test_an_engine_rests_on_it(tmp_path):
    refreshed = {"timed_out": False, "failures": []}
    _, found = backend(**{
        "POST /m/_bulk": (200, {"errors": False, "items": []}),
        "POST /m/_search": (200, FOUND),
        "POST /m/_delete_by_query?refresh=true&conflicts=abort": (200, refreshed),
    })  # fmt: skip
    engine = Engine(tmp_path / "engine", backend=found)
    engine.add(DOCUMENTS)
    # Number 7 was never kept, so nobody is told of it.
    assert [one.reasons[0].key for one in engine.search("нефть", owners="person:")] == ["oil-ru"]
    engine.close()
