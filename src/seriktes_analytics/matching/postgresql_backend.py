"""The backend inside PostgreSQL: for an installation that has one and wants no second kind of storage.

BM25 as tantivy and Lucene count it: idf ln(1 + (N - n + 0.5) / (n + 0.5)), and the length of a document kept in one byte, so
that the same documents have the same scores. Statistics are those of all documents. It reads every posting of the words
asked for: right for some 100 000 documents; beyond, the embedded index is faster.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from seriktes_analytics.matching.backend import Entry
from seriktes_analytics.matching.query import Idea

if TYPE_CHECKING:
    import psycopg

LOT = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS {name}_document (
    number bigint PRIMARY KEY, length integer NOT NULL, audience text[] NOT NULL, kind text NOT NULL
);
CREATE TABLE IF NOT EXISTS {name}_token (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, token text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS {name}_posting (
    token integer NOT NULL, number bigint NOT NULL, times integer NOT NULL, PRIMARY KEY (token, number)
);
CREATE INDEX IF NOT EXISTS {name}_posting_number ON {name}_posting (number);
CREATE TABLE IF NOT EXISTS {name}_total (documents bigint NOT NULL, length bigint NOT NULL);
INSERT INTO {name}_total SELECT 0, 0 WHERE NOT EXISTS (SELECT FROM {name}_total)
"""
# One row for each token of each alternative of each idea.
_SEARCH = """
WITH asked AS (
    SELECT idea, alternative, factor, t.id AS token
    FROM unnest(%(ideas)s::int[], %(alternatives)s::int[], %(factors)s::float8[], %(tokens)s::text[])
        AS one (idea, alternative, factor, name) JOIN {name}_token t ON t.token = one.name
), known AS (
    SELECT token, ln(1 + (total.documents - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM {name}_posting CROSS JOIN {name}_total total
    WHERE token IN (SELECT token FROM asked) GROUP BY token, total.documents
), scored AS (
    SELECT asked.idea, p.number, sum(
        asked.factor * known.idf * p.times * 2.2
        / (p.times + 1.2 * (0.25 + 0.75 * d.length * total.documents / total.length))
    ) AS score
    FROM asked JOIN known USING (token) JOIN {name}_posting p USING (token) JOIN {name}_document d USING (number)
    CROSS JOIN {name}_total total
    WHERE d.audience && %(audience)s::text[] AND (%(kinds)s::text[] = '{{}}' OR d.kind = ANY (%(kinds)s::text[]))
    GROUP BY asked.idea, asked.alternative, p.number
), best AS (SELECT idea, number, max(score) AS score FROM scored GROUP BY idea, number)
SELECT number, sum(score) AS score FROM best GROUP BY number ORDER BY score DESC, number LIMIT %(limit)s
"""


def kept_length(length: int) -> int:
    """A length as one byte keeps it: exact to 40, then with three bits after the first."""
    if length < 24:
        return length
    shift = max(0, (length - 24).bit_length() - 4)
    return 24 + ((length - 24) >> shift << shift)


class PostgreSQLBackend:
    """Over a connection in autocommit of its own, or the DSN of one; tables of `name`, made when they are not there."""

    def __init__(self, connection: "psycopg.Connection[Any] | str", *, name: str = "matching") -> None:
        if not (name.isascii() and name.isidentifier()):
            raise ValueError(f"{name!r} is no name for tables")
        if isinstance(connection, str):
            import psycopg  # an installation on SQLite has none

            connection = psycopg.connect(connection, autocommit=True)
        self._connection, self._name = connection, name
        with self._connection.transaction():
            for statement in _TABLES.split(";\n"):
                self._run(statement)

    def _run(self, statement: str, parameters: Any = None) -> "psycopg.Cursor[Any]":
        return self._connection.execute(statement.format(name=self._name), parameters)

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        with self._connection.transaction():
            self._delete("number = ANY (%s)", list(gone))
            stream: Iterator[Entry] = iter(entries)
            while lot := list(islice(stream, LOT)):
                self._insert(lot)

    def _insert(self, lot: Sequence[Entry]) -> None:
        counted = [Counter(entry.tokens.split()) for entry in lot]
        tokens = sorted({token for count in counted for token in count})
        self._run("INSERT INTO {name}_token (token) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (tokens,))
        ids: dict[str, int] = dict(
            self._run("SELECT token, id FROM {name}_token WHERE token = ANY (%s)", (tokens,)).fetchall()
        )
        with self._connection.cursor() as cursor:
            columns = "(number, length, audience, kind)"
            with cursor.copy(f"COPY {self._name}_document {columns} FROM STDIN") as copy:
                for entry, count in zip(lot, counted, strict=True):
                    copy.write_row((entry.number, kept_length(count.total()), list(entry.audience), entry.kind))
            columns = "(token, number, times)"
            with cursor.copy(f"COPY {self._name}_posting {columns} FROM STDIN") as copy:
                for entry, count in zip(lot, counted, strict=True):
                    for token, times in count.items():
                        copy.write_row((ids[token], entry.number, times))
        total = sum(count.total() for count in counted)
        self._run("UPDATE {name}_total SET documents = documents + %s, length = length + %s", (len(lot), total))

    def trim(self, first: int) -> None:
        with self._connection.transaction():
            self._delete("number >= %s", first)

    def _delete(self, which: str, value: Any) -> None:
        self._run(
            "UPDATE {name}_total AS total SET documents = total.documents - left_out.documents, "
            "length = total.length - left_out.length FROM (SELECT count(*) AS documents, "
            "coalesce((SELECT sum(times) FROM {name}_posting WHERE " + which + "), 0) AS length "
            "FROM {name}_document WHERE " + which + ") AS left_out",
            (value, value),
        )
        self._run("DELETE FROM {name}_posting WHERE " + which, (value,))
        self._run("DELETE FROM {name}_document WHERE " + which, (value,))

    def search(
        self, ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        rows = [
            (number, place, idea.weight * one.trust / len(one.tokens), token)
            for number, idea in enumerate(ideas)
            for place, one in enumerate(idea.alternatives)
            for token in one.tokens
        ]
        if not rows or limit < 1:
            return []
        names = ("ideas", "alternatives", "factors", "tokens")
        asked: dict[str, Any] = {
            name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
        }
        asked |= {"audience": list(audience), "kinds": list(kinds), "limit": limit}
        return [(int(number), float(score)) for number, score in self._run(_SEARCH, asked).fetchall()]

    def count(self) -> int:
        [row] = self._run("SELECT count(*) FROM {name}_document").fetchall()
        return int(row[0])

    def release(self) -> None:
        pass

    def close(self) -> None:
        self._connection.close()
