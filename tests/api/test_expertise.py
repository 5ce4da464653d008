"""Evidence of expertise, the search over it, and the glossary, for programs."""

import pytest
from django.utils import timezone

from seriktes.expertise.actions.evidence import archive_evidence, merge_evidence
from seriktes.expertise.actions.index_writing import Indexer
from seriktes.expertise.queries import engine
from tests.api.conftest import problem
from tests.expertise.evidence import make
from tests.expertise.sample import machine, publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(settings, tmp_path):
    settings.MATCHING_DIR = tmp_path / "matching"
    engine.forget()
    indexer = Indexer()
    assert indexer.take()
    yield indexer
    indexer.close()
    engine.forget()


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["items"]]


def test_the_list_holds_what_the_reader_may_see(world, program):
    paper, draft = publication(world), machine(world, publish=False)
    hidden = machine(world, owner="hidden_university", publish=True)
    assert ids(program().get("expertise/evidence")) == [paper.pk]
    keeper = next(key for key in ("librarian", "faculty_office", "university_admin") if key in world.users)
    assert ids(program("administrator").get("expertise/evidence")) == [paper.pk, draft.pk, hidden.pk]
    assert hidden.pk not in ids(program(keeper).get("expertise/evidence"))


def test_the_list_is_narrowed_and_comes_in_pages(world, program):
    first, tool, second = publication(world), machine(world), publication(world, subjects=[("ford", "2.3")])
    asked = program()
    assert ids(asked.get("expertise/evidence", kind="equipment")) == [tool.pk]
    assert ids(asked.get("expertise/evidence", year=2024)) == [first.pk, second.pk]
    assert ids(asked.get("expertise/evidence", subject="ford:2")) == [second.pk]
    assert ids(asked.get("expertise/evidence", organisation=world.organisations["university"].pk)) == [
        first.pk, tool.pk, second.pk,
    ]  # fmt: skip
    assert ids(asked.get("expertise/evidence", organisation=world.organisations["company"].pk)) == []
    assert ids(asked.get("expertise/evidence", changed_since=timezone.now().isoformat())) == []
    assert problem(asked.get("expertise/evidence", subject="ford:nothing")) == (422, "invalid")
    page = asked.get("expertise/evidence", limit=2).json()
    assert [row["id"] for row in page["items"]] == [first.pk, tool.pk]
    assert ids(asked.get(page["next"])) == [second.pk]


def test_one_record_with_its_tag_and_nothing_of_a_hidden_one(world, program):
    paper = publication(world, subjects=[("ford", "2.3")], identifiers=[("doi", "10.5555/walk")])
    response = program().get(f"expertise/evidence/{paper.pk}")
    assert response["ETag"].startswith('"v1-')
    shown = response.json()
    assert [name["name"] for name in shown["printed"]] == ["Darisbay G.", "Somebody Else"]
    assert shown["subjects"][0]["names"]["en"]
    assert shown["identifiers"] == [{"scheme": "doi", "value": "10.5555/walk"}]
    assert shown["may_change"] is False
    draft = machine(world, publish=False)
    assert problem(program().get(f"expertise/evidence/{draft.pk}")) == (404, "not-found")
    archive_evidence(evidence=paper, by=None, at=timezone.now())
    assert problem(program().get(f"expertise/evidence/{paper.pk}")) == (404, "not-found")


def test_a_merged_record_leads_to_the_kept_one(world, program):
    kept, other = publication(world), publication(world)
    merge_evidence(kept=kept, archived=other, by=None, at=timezone.now())
    response = program().get(f"expertise/evidence/{other.pk}")
    assert (response.status_code, response["Location"]) == (307, f"/api/v1/expertise/evidence/{kept.pk}")


def test_the_search_says_who_and_why(world, program, index):
    kazakh = make(name_kk="Мұнай өңдеу катализаторлары", people=[world.people["lecturer"]], year=2024)
    make(name_ru="Катализаторы переработки нефти", people=[world.people["hidden_lecturer"]])
    index.catch_up()
    found = program().get("expertise/search", q="катализаторы для нефти").json()
    assert found["is_ready"] is True
    assert [one["id"] for one in found["experts"]] == [world.people["lecturer"].pk]
    [why] = found["experts"][0]["reasons"]
    assert why["evidence"]["id"] == kazakh.pk
    assert {"said": "нефти", "met": "мұнай", "bridge": "glossary"} in why["matches"]
    papers = program().get("expertise/search", q="катализаторы для нефти", find="evidence").json()
    assert kazakh.pk in [one["id"] for one in papers["evidence"]]
    assert papers["experts"] == []


def test_the_search_counts_towards_the_limit_of_an_address(world, program, settings):
    settings.API_RATE_ANONYMOUS = "2/minute"
    asked = program()
    assert [asked.get("expertise/search", q="oil").status_code for _ in range(3)] == [200, 200, 429]


def test_a_token_for_something_else_does_not_serve(world, program):
    asked = program("administrator", "people:read")
    for path in ("expertise/evidence", "expertise/search?q=oil", "expertise/glossary", "challenges", "answers"):
        assert problem(asked.get(path)) == (403, "scope-missing"), path


def test_the_glossary_is_everybodys(world, program):
    found = program().get("expertise/glossary", q="катализатор", limit=5).json()
    assert 0 < len(found["items"]) <= 5
    assert all("катализатор" in " ".join(line["ru"]).casefold() for line in found["items"])
    assert found["total"] >= len(found["items"])


# --- Writing ----------------------------------------------------------------------------------------------------------
def paper(world, **more):
    return {
        "kind": "publication", "names": {"en": "Invented pipelines"}, "texts": {"en": "What corrodes them."},
        "year": 2024, "particulars": {"type": "article", "volume": "7"}, "people": [{"name": "Darisbay G."}],
        "units": [{"organisation": world.organisations["university"].pk}], "subjects": ["ford:2.3"],
        "identifiers": [{"scheme": "doi", "value": "10.5555/invented.1"}], **more,
    }  # fmt: skip


def test_evidence_is_added_changed_and_published(world, program):
    keeper = program("librarian")
    made = keeper.post("expertise/evidence", paper(world), **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    assert keeper.post("expertise/evidence", paper(world), **{"Idempotency-Key": "one"}).status_code == 303
    path = made["Location"]
    assert made.json()["source_url"] == "https://doi.org/10.5555/invented.1"
    assert problem(program().get(path)) == (404, "not-found")
    assert problem(program().post(f"{path}/publish")) == (401, "token-missing")
    assert problem(program("company_manager").post(f"{path}/publish")) == (404, "not-found")
    assert problem(keeper.patch(path, {"year": 2023})) == (428, "precondition-required")
    changed = keeper.patch(path, {"year": 2023, "particulars": {"volume": None}}, made["ETag"])
    assert changed.status_code == 200, changed.content
    assert (changed.json()["year"], changed.json()["particulars"]) == (2023, {"type": "article"})
    assert [one["name"] for one in changed.json()["printed"]] == ["Darisbay G."]
    assert problem(keeper.patch(path, {"year": 2022}, made["ETag"])) == (412, "edited-elsewhere")
    assert problem(keeper.ask("POST", f"{path}/publish", headers={"If-Match": made["ETag"]})) == (
        412, "edited-elsewhere",
    )  # fmt: skip
    assert keeper.post(f"{path}/publish").json()["is_public"] is True
    assert program().get(path).status_code == 200
    assert problem(program("company_manager").post(f"{path}/unpublish")) == (403, "not-permitted")
    again = keeper.post(f"{path}/publish")
    assert (problem(again), again.json()["reason"]) == ((409, "conflict"), "published")
    assert keeper.post(f"{path}/retract", {"on": "2026-01-31"}).json()["retracted_on"] == "2026-01-31"
    assert keeper.post(f"{path}/archive").json()["archived_at"]
    assert problem(program().get(path)) == (404, "not-found")


def test_evidence_that_cannot_stand_is_refused_where_it_is_wrong(world, program):
    keeper = program("librarian")
    for more, pointer in (
        ({"names": {"en": ""}}, "#/names/kk"), ({"year": 2999}, "#/year"), ({"subjects": ["ford:no"]}, "#/subjects"),
        ({"particulars": {"trl": 3}}, "#/particulars"), ({"units": []}, "#/units"),
        ({"particulars": {"type": "poem"}}, "#/particulars/type"),
        ({"units": [{"organisation": world.organisations["company"].pk}]}, "#/units/0/organisation"),
        ({"organisation": world.organisations["hidden_university"].pk}, "#/organisation"),
        ({"identifiers": [{"scheme": "doi", "value": "no"}]}, "#/identifiers"),
    ):  # fmt: skip
        refused = keeper.post("expertise/evidence", paper(world, **more))
        assert problem(refused) == (422, "invalid"), more
        assert refused.json()["errors"][0]["pointer"] == pointer, refused.json()
    assert problem(program("company_manager").post("expertise/evidence", paper(world)))[0] in (403, 422)
