"""Every file of `seriktes-analytics match` is CSV or Parquet, whatever the others are, and says the same as either."""

from itertools import product

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seriktes_analytics.cli import main
from tests.analytics.match_files import rows_of, run, write

KINDS = ("wishes", "positions", "priorities", "couples")
ENDINGS = ("csv", "parquet")
COUPLE = ("Асель", "Бек")
# Вера holds банк, so that the couple gets its second pair, of which one is no position.
MARKET = rows_of(
    {"Вера": ["банк", "завод"]},
    {"банк": ["Вера", "Асель"], "завод": ["Бек", "Вера"], "шахта": ["Асель"]},
    {"банк": 1, "завод": 1, "шахта": 1},
    [(COUPLE, [("банк", "завод"), ("шахта", None), (None, "завод")])],
)
TIMES = ("seconds", "seconds_of", "out_sha256")


def told(figures):
    return {name: value for name, value in figures.items() if name not in TIMES}


@pytest.mark.parametrize("endings", list(product(ENDINGS, repeat=len(KINDS))), ids="-".join)
def test_each_file_may_have_either_ending(tmp_path, capsys, endings):
    csv_bundle, bundle = tmp_path / "csv.zip", tmp_path / "round.zip"
    got, figures = run(tmp_path, capsys, MARKET, "--bundle", str(csv_bundle))
    assert got == {"Асель": "шахта", "Вера": "банк"}
    assert (figures["matched"], figures["couples"], figures["blocking_pairs"]) == (2, 1, 0)
    of_kinds = dict(zip(KINDS, endings, strict=True))
    for out in ENDINGS:
        again, said = run(tmp_path, capsys, MARKET, "--bundle", str(bundle), endings=of_kinds, out=out)
        assert (again, list(again), told(said)) == (got, list(got), told(figures))
        assert bundle.read_bytes() == csv_bundle.read_bytes()
    assert main(["replay", str(bundle)]) == 0


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("side", [0, 1])
def test_a_side_on_which_no_couple_names_a_position_is_empty_throughout(tmp_path, capsys, ending, side):
    pairs = [tuple(name if at == side else None for at in range(2)) for name in ("банк", "шахта")]
    member = COUPLE[side]
    rows = rows_of(
        {"Вера": ["банк"]}, {"банк": ["Вера", member], "шахта": [member]}, {"банк": 1, "шахта": 1}, [(COUPLE, pairs)]
    )
    endings = dict.fromkeys(rows, "csv") | {"couples": ending}
    got, figures = run(tmp_path, capsys, rows, endings=endings)
    assert got == {"Вера": "банк", member: "шахта"}
    assert (figures["matched"], figures["blocking_pairs"]) == (2, 0)
    if ending == "parquet":
        empty = pq.read_schema(tmp_path / "couples.parquet").field(("position_b", "position_a")[side])
        assert pa.types.is_null(empty.type)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_an_empty_side_may_have_any_type_of_text(tmp_path, capsys, kind):
    path = write(tmp_path, "couples", MARKET["couples"][1:2], "parquet")
    table = pq.read_table(path).set_column(3, pa.field("position_b", kind), pa.array([None], pa.string()).cast(kind))
    pq.write_table(table, path)
    others = {name: rows for name, rows in MARKET.items() if name != "couples"}
    got, _ = run(tmp_path, capsys, others, "--couples", str(path))
    assert got == {"Асель": "шахта", "Вера": "банк"}


@pytest.mark.parametrize("hole", [None, float("nan")], ids=["null", "not a number"])
def test_numbers_beside_an_empty_cell_are_names(tmp_path, capsys, hole):
    """With a hole among them whole numbers are written as 7.0 by what knows no whole number of nothing."""
    rows = rows_of({"3": ["7"]}, {"7": ["3"], "8": ["1"]}, {"7": 1, "8": 1})
    columns = {
        "a": [1],
        "b": [2],
        "position_a": pa.array([8.0]),
        "position_b": pa.array([hole], pa.float64()),
        "rank": [1],
    }
    path = tmp_path / "couples.parquet"
    pq.write_table(pa.table(columns), path)
    got, _ = run(tmp_path, capsys, rows, "--couples", str(path), endings="parquet")
    assert got == {"1": "8", "3": "7"}


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        (("wishes", 1), pa.nulls(1), "wishes.parquet, row 1: position is empty"),
        (("wishes", 2), pa.nulls(1), "wishes.parquet, row 1: rank is empty"),
        (("positions", 1), pa.nulls(3), "positions.parquet, row 1: capacity is empty"),
        (("couples", 1), pa.nulls(3), "couples.parquet, row 1: a couple is two students"),
        (("couples", 4), pa.nulls(3), "couples.parquet, row 1: rank is empty"),
        (("couples", 3), pa.array([None, 7.5, 1.0]), "couples.parquet, row 2: position_b is no whole number that can be read exactly"),
        (("couples", 3), pa.array([None, 1e30, 1.0]), "couples.parquet, row 2: position_b is no whole number that can be read exactly"),
        (("couples", 3), pa.array([None, None, b"x"]), "position_b holds binary: write names as text"),
    ],
)  # fmt: skip
def test_what_must_be_filled_in_is_said_by_row(tmp_path, capsys, column, cells, said):
    name, at = column
    arguments = ["match", "--out", str(tmp_path / "out.csv")]
    for kind, rows in MARKET.items():
        path = write(tmp_path, kind, rows[:1] if kind == "wishes" else rows, "parquet")
        if kind == name:
            table = pq.read_table(path)
            pq.write_table(table.set_column(at, table.column_names[at], cells), path)
        arguments += [f"--{kind}", str(path)]
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_with_headings_alone_are_empty_lists(tmp_path, capsys, ending):
    rows = {**rows_of({}, {}, {"банк": 1}), "couples": []}
    got, figures = run(tmp_path, capsys, rows, endings=ending, out=ending)
    assert (got, figures["students"], figures["couples"]) == ({}, 0, 0)


@pytest.mark.parametrize("endings", list(product(ENDINGS, repeat=2)), ids="-".join)
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"programmes": [("Айгүл", "IT"), ("Болат", "IT"), ("Вера", "Law")], "quotas": [("банк", "IT", 1)]},
         {"Болат": "банк", "Айгүл": "завод", "Вера": "банк"}),
        ({"regions": [("банк", "Алматы"), ("завод", "Ұлытау")], "caps": [("Алматы", 1), ("Ұлытау", 1)]},
         {"Болат": "банк", "Айгүл": "завод"}),
    ],
    ids=["quotas", "caps"],
)  # fmt: skip
def test_files_of_limits_may_have_either_ending(tmp_path, capsys, limits, expected, endings):
    rows = rows_of(
        {"Айгүл": ["банк", "завод"], "Болат": ["банк", "завод"], "Вера": ["банк"]},
        {"банк": ["Болат", "Айгүл", "Вера"], "завод": ["Айгүл", "Болат"]}, {"банк": 2, "завод": 1},
    )  # fmt: skip
    of_limits = dict(zip(limits, endings, strict=True))
    got, figures = run(tmp_path, capsys, {**rows, **limits}, endings=dict.fromkeys(rows, "csv") | of_limits)
    assert (got, figures["blocking_pairs"]) == (expected, 0)
