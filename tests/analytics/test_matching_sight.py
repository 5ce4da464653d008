"""Of whom the store tells, and to whom: what a viewer may not see, whose documents they are, which words count."""

from seriktes_analytics.matching import tantivy_backend
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from tests.analytics.storing import OPEN, document, owners

# --- Who may see what ---------------------------------------------------------------------------------------------------
SECRET = [document(f"s{number}", "oil catalysts oil refining secret", owner="person:7") for number in range(200)]


def test_what_a_viewer_may_not_see_changes_nothing_but_the_statistics_of_words(tmp_path):
    hidden = {one.key for one in SECRET}
    asked = []

    def allowed(keys):
        asked.append(list(keys))
        return [key for key in keys if key not in hidden]

    engine = Engine(tmp_path / "engine")
    engine.add(OPEN + SECRET)
    told = [
        engine.search("oil refining", owners="person:", allowed=allowed, limit=60, depth=depth) for depth in (20, 50)
    ]
    assert len(asked[0]) == 20
    assert not hidden.intersection(reason.key for found in told for one in found for reason in one.reasons)
    # The statistics of the whole collection stay; the documents themselves are not told of any more.
    with engine.writing():
        engine.ledger.forget(hidden)
        for depth, found in zip((20, 50), told, strict=True):
            assert engine.search("oil refining", owners="person:", limit=60, depth=depth) == found
    engine.close()


def test_all_that_is_forbidden_gives_nothing(engine):
    engine.add(OPEN)
    assert engine.search("oil", owners="person:", allowed=lambda _keys: ()) == []


# --- The embedded index -------------------------------------------------------------------------------------------------
def test_where_all_is_open_nobody_is_looked_at_twice_and_where_not_everybody_is(tmp_path):
    engine = Engine(tmp_path / "engine")
    engine.add([document(1), document(2)])
    assert owners(engine, "oil", audience=("organisation:7",)) == []
    assert owners(engine, "oil") == ["person:1", "person:2"]
    engine.add([Evidence("dark", (Text("oil"),), ("person:3",), audience=("organisation:7",))])
    assert owners(engine, "oil") == ["person:1", "person:2"]
    assert owners(engine, "oil", audience=("organisation:7",)) == ["person:3"]
    assert owners(engine, "oil", audience=("public", "organisation:7"), limit=3)[0] == "person:3"
    engine.close()


def test_words_in_too_many_documents_are_left_out_pieces_first(tmp_path, monkeypatch):
    engine = Engine(tmp_path / "engine")
    engine.add([document(number, "мұнай өңдеу зауыты") for number in range(30)])
    engine.add([document("rare", "мұнай қышқыл")])
    ideas = engine.ask("мұнай қышқылы").ideas
    searcher = engine.backend._searcher()
    assert engine.backend._affordable(searcher, ideas) is ideas
    monkeypatch.setattr(tantivy_backend, "AFFORDABLE", 40)
    kept = engine.backend._affordable(searcher, ideas)
    assert {idea.alternatives[0].tokens[0] for idea in kept} >= {"kk:мұнай", "4қышқ", "4қышқыл"}
    assert "4мұна" not in {token for idea in kept for one in idea.alternatives for token in one.tokens}
    monkeypatch.setattr(tantivy_backend, "AFFORDABLE", 0)
    assert len(engine.backend._affordable(searcher, ideas)) == 1
    engine.close()


# --- Whose they are -----------------------------------------------------------------------------------------------------
def test_owners_of_many_kinds_are_told_apart(tmp_path):
    engine = Engine(tmp_path / "engine")
    kinds = [f"kind{number}" for number in range(20)]
    engine.add([Evidence(kind, (Text("oil"),), (f"{kind}:1", f"{kind}:2")) for kind in kinds])

    def found(**options):
        return {one.owner for one in engine.search("oil", limit=100, **options)}

    for kind in kinds:
        assert found(owners=f"{kind}:") == {f"{kind}:1", f"{kind}:2"}
        assert found(owners=f"{kind}:2") == {f"{kind}:2"}
    assert len(found()) == 40
    assert len(found(owners="kind1")) == 22
    assert found(owners="kind1", among={"kind1:1", "kind12:2", "kind3:1"}) == {"kind1:1", "kind12:2"}
    engine.close()


def test_what_was_replaced_takes_nobodys_place_before_the_index_forgets_it(engine):
    with engine.writing():
        for _ in range(4):
            engine.add([document(number) for number in range(30)])
        assert engine.backend.count() > 30
        assert len(owners(engine, "oil", limit=100, depth=30)) == 30
    assert engine.backend.count() == 30
