"""`seriktes-analytics rank-experts` on plain files."""

import json

import pytest

from seriktes_analytics.cli import main

DOCS = [
    {
        "id": "d1",
        "lang": "en",
        "title": "Corrosion of steel pipes",
        "text": "Pitting corrosion in salt water.",
        "persons": ["a", "b"],
    },
    {"id": "d2", "lang": "ru", "text": "Коррозия стальных труб в солёной воде.", "persons": ["c"]},
    {"id": "d3", "lang": "kk", "text": "Қой шаруашылығы және жайылым.", "persons": ["d"]},
    {"id": "d4", "text": "No author at all"},
]


def written(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    docs = written(tmp_path / "docs.jsonl", DOCS)
    queries = written(tmp_path / "queries.jsonl", [{"qid": "q1", "lang": "kk", "text": "болат құбырлардың коррозиясы"}])
    return ["rank-experts", "--docs", str(docs), "--queries", str(queries), "--out", str(tmp_path / "run")]


def run_of(files):
    assert main(files) == 0
    with open(files[-1], encoding="utf-8") as lines:  # noqa: PTH123  the path stands among the arguments
        return [line.split() for line in lines]


def test_it_writes_a_trec_run(files):
    run = run_of(files)
    assert {(len(row), row[0], row[1], row[5]) for row in run} == {(6, "q1", "Q0", "seriktes")}
    assert {row[2] for row in run[:3]} == {"a", "b", "c"}
    assert [int(row[3]) for row in run] == list(range(1, len(run) + 1))
    scores = [float(row[4]) for row in run]
    assert scores == sorted(scores, reverse=True)


def test_documents_are_ranked_when_they_are_asked_for(files):
    assert {row[2] for row in run_of([*files[:-2], "--target", "doc", *files[-2:]])[:2]} == {"d1", "d2"}


def test_depth_limits_and_nought_ranks_every_candidate(files, tmp_path):
    assert len(run_of([*files[:-2], "--depth", "1", *files[-2:]])) == 1
    candidates = written(tmp_path / "candidates.jsonl", [{"id": "a"}, {"id": "d"}])
    run = run_of([*files[:-2], "--candidates", str(candidates), "--depth", "0", *files[-2:]])
    assert [row[2] for row in run] == ["a", "d"]


def test_two_runs_are_the_same(files):
    assert run_of(files) == run_of(files)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{oops", "not a line of JSON"),
        ('{"id": "d2", "text": "Нефть"}'.encode("cp1251"), "UTF-8"),
        (b"[1, 2]", "lacks id"),
        (b'{"text": "x"}', "lacks id"),
        (b'{"id": "d1", "text": "again"}', "stands twice"),
        (b'{"id": "d2", "text": null}', "strings"),
        (b'{"id": "d2", "text": "x", "persons": "abc"}', "not a list"),
        (b'{"id": "d2", "text": "x", "persons": ["a b"]}', "no spaces"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(files, tmp_path, capsys, line, said):
    (tmp_path / "docs.jsonl").write_bytes(b'{"id": "d1", "text": "x"}\n' + line + b"\n")
    assert main(files) == 2
    told = capsys.readouterr().err
    assert "docs.jsonl:2" in told
    assert said in told


def test_a_mark_at_the_beginning_of_a_file_does_not_matter(files, tmp_path):
    docs = tmp_path / "docs.jsonl"
    docs.write_bytes(b"\xef\xbb\xbf" + docs.read_bytes())
    assert len(run_of(files)) >= 3


def test_a_missing_file_is_named(files, capsys):
    files[2] = "/nowhere/docs.jsonl"
    assert main(files) == 2
    assert "/nowhere/docs.jsonl" in capsys.readouterr().err
