"""The backend inside PostgreSQL ranks as the embedded one does."""

import os

import pytest

from seriktes_analytics.matching.backend import Entry
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.postgresql_backend import PostgreSQLBackend, kept_length
from seriktes_analytics.matching.query import Alternative, Idea
from seriktes_analytics.matching.tantivy_backend import TantivyBackend
from tests.analytics.test_matching_engine import DOCUMENTS

URL = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.each_database
needs_server = pytest.mark.skipif(
    not URL.startswith("postgres"), reason="needs a PostgreSQL: tests.postgres starts one"
)


def entries():
    words = [f"en:w{number}" for number in range(30)]
    for number in range(1, 400):
        said = [words[number * step % 30 % (3 + number % 28)] for step in range(1, 3 + number * 7 % 190)]
        yield Entry(
            number, " ".join(said), ("public",) if number % 5 else ("organisation:7",), ("paper", "patent")[number % 2]
        )


def idea(weight, *alternatives):
    return Idea("said", weight, tuple(Alternative(tokens, trust) for tokens, trust in alternatives))


IDEAS = [
    idea(1.0, (("en:w3",), 1.0)),
    idea(0.7, (("en:w5",), 1.0), (("en:w6", "en:w7"), 0.8), (("en:nobody",), 1.0)),
    idea(1.7, (("en:w11", "en:w11"), 1.0), (("en:w2",), 0.5)),
]


@pytest.fixture
def backend(request):
    found = PostgreSQLBackend(URL, name=f"t_{os.getpid()}")
    yield found
    for table in ("document", "token", "posting", "total"):
        found._run(f"DROP TABLE {{name}}_{table}")
    found.close()


def test_a_length_is_kept_as_one_byte_keeps_it():
    table = [*range(24), *(24 + value for value in range(16))]
    table += [24 + (8 + low << shift) for shift in range(1, 9) for low in range(8)]
    assert [kept_length(length) for length in range(3000)] == [
        max(kept for kept in table if kept <= length) for length in range(3000)
    ]


@needs_server
@pytest.mark.parametrize("limit", [1000, 7])
@pytest.mark.parametrize("audience", [("public",), ("public", "organisation:7")])
@pytest.mark.parametrize("kinds", [(), ("patent",)])
def test_it_ranks_as_the_embedded_index_does(backend, tmp_path, limit, audience, kinds):
    embedded = TantivyBackend(tmp_path / "index")
    for one in (embedded, backend):
        one.write(entries())
    wanted = embedded.search(IDEAS, limit=1000, audience=audience, kinds=kinds)
    found = backend.search(IDEAS, limit=limit, audience=audience, kinds=kinds)
    embedded.close()
    assert len(found) == min(limit, len(wanted)) > 0
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted[:limit]], rel=1e-4)
    assert {number for number, score in found if score > found[-1][1] * 1.001} == {
        number for number, score in wanted if score > found[-1][1] * 1.001
    }


@needs_server
def test_what_is_gone_leaves_the_statistics_too(backend):
    backend.write(entries())
    before = backend.search(IDEAS, limit=1000, audience=("public",))
    backend.write([Entry(number, "en:w3 en:w5", ("public",)) for number in range(1000, 1200)])
    assert backend.search(IDEAS, limit=1000, audience=("public",)) != before
    backend.write((), gone=range(1000, 1100))
    backend.trim(1100)
    assert backend.search(IDEAS, limit=1000, audience=("public",)) == before
    assert backend.count() == 399


@needs_server
def test_a_write_that_breaks_off_leaves_nothing(backend):
    def broken():
        yield from entries()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        backend.write(broken())
    assert backend.count() == 0
    assert backend.search(IDEAS, limit=10, audience=("public",)) == []


@needs_server
def test_an_engine_rests_on_it(backend, tmp_path):
    engine, embedded = Engine(tmp_path / "one", backend=backend), Engine(tmp_path / "other")
    for one in (engine, embedded):
        one.add(DOCUMENTS)
        one.remove(["weld-ru"])
    # Statistics of removed documents stay in the embedded index until it merges, so scores may differ a little.
    for question in ("катализаторы для переработки нефти", "мұнай өңдеу", "wheat"):
        found, wanted = (one.search(question, owners="person:") for one in (engine, embedded))
        assert [one.owner for one in found] == [one.owner for one in wanted] != []
        assert [one.reasons[0].matches for one in found] == [one.reasons[0].matches for one in wanted]
    embedded.close()
    engine.ledger.close()
