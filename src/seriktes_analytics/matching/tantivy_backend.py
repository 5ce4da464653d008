"""The embedded backend: tantivy, with our tokens as they are."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from seriktes_analytics.matching.backend import Entry
from seriktes_analytics.matching.query import Alternative, Idea

HEAP = 256_000_000
# A word of the audience of every document that not everybody may see.
PUBLIC, RESTRICTED = "public", "-"
# A search reads so many postings and ideas at most: some ten milliseconds. What is left out tells least. Whoever brings a
# text of so many words waits longer.
AFFORDABLE, MOST = 200_000, 1200
WORDS_OF_A_TEXT, AFFORDABLE_OF_A_TEXT = 30, 400_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # An unsigned fast field crashes the writer on a Python integer.
    builder.add_integer_field("number", stored=False, indexed=True, fast=True)
    builder.add_text_field("tokens", stored=False, tokenizer_name="plain", index_option="freq")
    builder.add_text_field("audience", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyBackend:
    """One folder, one writer at a time; readers in other processes see each commit."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(path))
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("plain", plain)
        self._writer: tantivy.IndexWriter | None = None
        self._meta = path / "meta.json"
        self._newest: tuple[int, int, int] | None = None

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        writer = self._open_writer()
        try:
            for number in gone:
                writer.delete_documents_by_term("number", number)
            for entry in entries:
                writer.add_document(
                    tantivy.Document(
                        number=entry.number,
                        tokens=entry.tokens,
                        audience=[*entry.audience, *(() if PUBLIC in entry.audience else (RESTRICTED,))],
                        kind=entry.kind,
                    )
                )
            writer.commit()
        except BaseException:
            writer.rollback()
            raise

    def trim(self, first: int) -> None:
        left = tantivy.Query.range_query(self._schema, "number", tantivy.FieldType.Integer, lower_bound=first)
        if self._searcher().search(left, 1, count=False).hits:
            writer = self._open_writer()
            writer.delete_documents_by_query(left)
            writer.commit()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(HEAP, 1)
        return self._writer

    def _searcher(self) -> tantivy.Searcher:
        """Of the newest commit of any process: the file that names it is another one after each."""
        found = self._meta.stat()
        newest = (found.st_ino, found.st_mtime_ns, found.st_size)
        if newest != self._newest:
            self._index.reload()
            self._newest = newest
        return self._index.searcher()

    def search(
        self, ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        if not ideas or limit < 1:
            return []
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        searcher = self._searcher()
        query = tantivy.Query.boolean_query([(should, self._idea(idea)) for idea in self._affordable(searcher, ideas)])
        limits = [self._any("kind", kinds)] if kinds else []
        # Nobody is looked at twice where all may be seen by everybody.
        if PUBLIC not in audience or searcher.doc_freq("audience", RESTRICTED):
            limits.append(self._any("audience", audience))
        if limits:
            query = tantivy.Query.boolean_query([(must, query), *((must, one) for one in limits)])
        hits = searcher.search(query, limit, count=False).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        return [(int(number or 0), float(score)) for (score, _), number in zip(hits, numbers, strict=True)]

    def _affordable(self, searcher: tantivy.Searcher, ideas: Sequence[Idea]) -> Sequence[Idea]:
        """All ideas, unless their words stand in so many documents that a search would be slow: then without the most
        frequent pieces, which tell least, and if need be without the most frequent ideas."""
        cost = [
            sum(searcher.doc_freq("tokens", token) for one in idea.alternatives for token in one.tokens)
            for idea in ideas
        ]
        total = sum(cost)
        words = {idea.said for idea in ideas if " " not in idea.said}
        affordable = AFFORDABLE if len(words) <= WORDS_OF_A_TEXT else AFFORDABLE_OF_A_TEXT
        if total <= affordable and len(ideas) <= MOST:
            return ideas
        found = [number for number in range(len(ideas)) if cost[number]]
        # The pieces first, of them the most frequent; one idea always stays.
        found.sort(key=lambda number: (not ideas[number].alternatives[0].tokens[0].startswith("4"), -cost[number]))
        while len(found) > 1 and (total > affordable or len(found) > MOST):
            total -= cost[found.pop(0)]
        return [ideas[number] for number in sorted(found)]

    def _any(self, field: str, values: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, list(values)), 0.0)

    def _idea(self, idea: Idea) -> tantivy.Query:
        alternatives = [self._alternative(one) for one in idea.alternatives]
        best = alternatives[0] if len(alternatives) == 1 else tantivy.Query.disjunction_max_query(alternatives)
        return tantivy.Query.boost_query(best, idea.weight)

    def _alternative(self, one: Alternative) -> tantivy.Query:
        terms = [tantivy.Query.term_query(self._schema, "tokens", token, index_option="freq") for token in one.tokens]
        if len(terms) == 1:
            return tantivy.Query.boost_query(terms[0], one.trust)
        together = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.boost_query(together, one.trust / len(terms))

    def count(self) -> int:
        return int(self._searcher().num_docs)

    def close(self) -> None:
        self.release()

    def release(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None
