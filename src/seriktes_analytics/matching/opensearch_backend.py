"""The backend for an installation that has outgrown one machine: an index of OpenSearch (2.x), by plain HTTP.

Requests follow its documented REST API: `PUT /{index}`, `POST /{index}/_bulk`, `_search`, `_count`, `_delete_by_query`.
Nothing is contacted unless an installation names an address. One shard, so that the statistics of words are those of the
collection and the ranking that of the other backends (scores differ by the constant factor k1 + 1).
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from seriktes_analytics.matching.backend import Entry
from seriktes_analytics.matching.query import Alternative, Idea

# Method, path with its query, body, type of the body; the status and body of the answer.
Transport = Callable[[str, str, bytes | None, str], tuple[int, bytes]]
JSON, NDJSON = "application/json", "application/x-ndjson"
LOT = 1000
# `index.max_result_window`: no more is answered at once.
WINDOW = 10_000
SETTINGS: dict[str, Any] = {
    "settings": {
        "index": {"number_of_shards": 1, "refresh_interval": "-1"},
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
        "analysis": {"analyzer": {"plain": {"type": "custom", "tokenizer": "whitespace"}}},
    },
    "mappings": {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "number": {"type": "long"},
            "tokens": {"type": "text", "analyzer": "plain", "index_options": "freqs"},
            "audience": {"type": "keyword"},
            "kind": {"type": "keyword"},
        },
    },
}


class OpenSearchError(OSError):
    """The server refused, or did only a part."""


def http(address: str, *, headers: Mapping[str, str] | None = None, timeout: float = 30.0) -> Transport:
    """A transport to `https://host:9200`; `headers` may carry an authorisation."""
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"{address} is no http or https address")

    def send(method: str, path: str, body: bytes | None, kind: str) -> tuple[int, bytes]:
        request = urllib.request.Request(  # noqa: S310  the scheme is looked at above
            address.rstrip("/") + path, data=body, method=method, headers={"Content-Type": kind, **(headers or {})}
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return send


class OpenSearchBackend:
    def __init__(self, transport: Transport, index: str = "seriktes-matching") -> None:
        self._transport, self._index = transport, index
        status, _ = transport("HEAD", f"/{index}", None, JSON)
        if status == 404:
            self._ask("PUT", "", SETTINGS)

    # --- Writing ------------------------------------------------------------------------------------------------------
    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        deleted = ([{"delete": {"_id": str(number)}}] for number in gone)
        added = ([{"index": {"_id": str(entry.number)}}, _document(entry)] for entry in entries)
        actions: Iterator[list[dict[str, Any]]] = chain(deleted, added)
        while some := list(islice(actions, LOT)):
            self._bulk([line for lines in some for line in lines])
        # One refresh shows the whole batch.
        self._ask("POST", "/_refresh", None)

    def _bulk(self, lines: Sequence[Mapping[str, Any]]) -> None:
        body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        answer = self._send("POST", "/_bulk", body, NDJSON)
        # A document to delete that is not there (404) is as wanted.
        failed = [
            item
            for row in (answer["items"] if answer["errors"] else ())
            for action, item in row.items()
            if item["status"] >= 300 and not (action == "delete" and item["status"] == 404)
        ]
        if failed:
            raise OpenSearchError(
                f"{len(failed)} of {len(answer['items'])} were refused, first {failed[0].get('error')}"
            )

    def trim(self, first: int) -> None:
        self._ask("POST", "/_refresh", None)
        query = {"query": {"range": {"number": {"gte": first}}}}
        answer = self._ask("POST", "/_delete_by_query?refresh=true&conflicts=abort", query)
        if answer["failures"] or answer["timed_out"]:
            raise OpenSearchError("what a crash left could not be removed")

    # --- Asking -------------------------------------------------------------------------------------------------------
    def search(
        self, ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        if not ideas or limit < 1:
            return []
        answer = self._ask("POST", "/_search", request(ideas, limit=limit, audience=audience, kinds=kinds))
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise OpenSearchError("only a part of the index was searched")
        return [(int(hit["fields"]["number"][0]), float(hit["_score"])) for hit in answer["hits"]["hits"]]

    def count(self) -> int:
        return int(self._ask("GET", "/_count", None)["count"])

    def release(self) -> None:
        pass

    def close(self) -> None:
        pass

    # --- Speaking -----------------------------------------------------------------------------------------------------
    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        return self._send(method, path, None if body is None else json.dumps(body, ensure_ascii=False).encode(), JSON)

    def _send(self, method: str, path: str, body: bytes | None, kind: str) -> dict[str, Any]:
        status, answer = self._transport(method, f"/{self._index}{path}", body, kind)
        if not 200 <= status < 300:
            raise OpenSearchError(f"{method} {path or '/'} was answered with {status}: {answer[:200]!r}")
        read: dict[str, Any] = json.loads(answer) if answer else {}
        return read


def _document(entry: Entry) -> dict[str, Any]:
    return {"number": entry.number, "tokens": entry.tokens, "audience": list(entry.audience), "kind": entry.kind}


def request(ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str]) -> dict[str, Any]:
    """The body of `_search`: of each idea the best alternative, and the sum of the ideas."""
    limits = [{"terms": {"audience": list(audience)}}, *([{"terms": {"kind": list(kinds)}}] if kinds else [])]
    return {
        "size": min(limit, WINDOW),
        "track_total_hits": False,
        "docvalue_fields": ["number"],
        "query": {
            "bool": {"should": [_idea(idea) for idea in ideas], "minimum_should_match": 1, "filter": limits},
        },
    }


def _idea(idea: Idea) -> dict[str, Any]:
    return {"dis_max": {"boost": idea.weight, "queries": [_alternative(one) for one in idea.alternatives]}}


def _alternative(one: Alternative) -> dict[str, Any]:
    terms = [{"term": {"tokens": {"value": token, "boost": one.trust / len(one.tokens)}}} for token in one.tokens]
    return terms[0] if len(terms) == 1 else {"bool": {"should": terms}}
