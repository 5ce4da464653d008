"""Whatever is asked, and whatever a document says: an answer, and no failure."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching.analysis import tokens
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from seriktes_analytics.matching.streams import Reader
from tests.analytics.storing import OPEN, document


@pytest.fixture(scope="module")
def stocked(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("stocked"))
    engine.add(
        [*OPEN, document("kk", "мұнай өңдеу", owner="person:kk"), document("ru", "нефть и газ", owner="person:ru")]
    )
    engine.learn()
    yield engine
    engine.close()


WORDS = st.sampled_from([
    "oil", "мұнай", "нефть", "AND", "OR NOT", '"', "(", "number:[1 TO *]", "tokens:*", "~ru:nft", "4мұна", "\x00", "\ud800",
    "\u202e", "ﬁ", "İ", "x" * 3000, "oil мұнай", "-", "--", "'; DROP TABLE document", "[*]", "^2", "\\", "𝔬𝔦𝔩", "油",
])  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=200), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=5).map("".join)
    )
)
def test_no_question_fails(stocked, question):
    for found in stocked.search(question, owners="person:"):
        assert 0 <= found.score <= 1 + 1e-6
        assert found.reasons


@pytest.mark.parametrize(("word", "people"), [("oil ", 20), ("мұнай ", 20), ("нефтьгаз", 0), ("a", 0), ("ә1 ", 0)])
def test_a_question_of_fifty_kilobytes_is_answered(stocked, word, people):
    assert len(stocked.search((word * 50_000)[:50_000], owners="person:")) == people
    stocked.search(" ".join(f"{word.strip()}{number}" for number in range(8000))[:50_000], owners="person:")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_document_fails(texts):
    read = Reader(lambda tokens: [1 + hash(token) % 1000 for token in tokens]).read(
        [Evidence("d", tuple(Text(words) for words in texts), weight) for weight in ((), ("person:1",))]
    )
    assert len(read.texts) == len(read.counted) == 2
    assert read.texts[0].split() == [token for words in texts for token in tokens(words)]
