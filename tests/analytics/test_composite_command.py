"""`seriktes-analytics composite` over files, from the first heading to the last refusal."""

import csv
import hashlib

import pandas as pd
import pytest

from seriktes_analytics.cli import main
from tests.analytics.composite_samples import DATA, META, PUBLISHED, WHOLE, composite, needs_published

__all__ = ["composite"]
pytestmark = pytest.mark.usefixtures("composite")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["uCode"]: row for row in csv.DictReader(file)}


def test_scores_and_ranks_of_every_level_from_the_best_on(composite):
    told = composite()
    rows = rows_of(composite.out)
    assert list(rows) == ["C", "A", "B"]
    assert {code: float(row["Whole"]) for code, row in rows.items()} == WHOLE
    assert [float(rows[code]["P"]) for code in "ABC"] == [75, 12.5, 62.5]
    assert [rows[code]["Rank"] for code in "ABC"] == ["2", "3", "1"]
    assert [rows[code]["Rank_P"] for code in "ABC"] == ["1", "3", "2"]
    assert [rows[code]["Rank_y"] for code in "ABC"] == ["1", "3", "2"]
    assert rows["B"]["uName"] == "Бәйтерек университеті"
    assert (told["units"], told["indicators"], told["levels"], told["first"]) == (3, 3, 3, ["C"])
    assert told["out_sha256"] == hashlib.sha256(composite.out.read_bytes()).hexdigest()


def test_equal_files_make_equal_bytes(composite):
    spec = {"uncertainty": {"draws": 200, "seed": 5}, "sensitivity": {"base": 8}}
    first, second = composite(spec=spec), composite(spec=spec)
    assert first["out_sha256"] == second["out_sha256"]
    assert first["sensitivity"] == second["sensitivity"]


def test_parquet_in_and_out_says_the_same(composite, tmp_path):
    composite()
    expected = pd.read_csv(composite.out)
    pd.read_csv(tmp_path / "data.csv").to_parquet(tmp_path / "data.parquet")
    pd.read_csv(tmp_path / "meta.csv").to_parquet(tmp_path / "meta.parquet")
    names = {name: str(tmp_path / f"{name}.parquet") for name in ("data", "meta", "out")}
    assert main(["composite", "--data", names["data"], "--meta", names["meta"], "--out", names["out"]]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(names["out"]), expected, check_dtype=False)


def test_semicolons_and_a_mark_of_byte_order_are_read(composite):
    assert composite(data="\ufeff" + DATA.replace(",", ";"))["first"] == ["C"]


def test_intervals_stand_beside_the_ranks(composite):
    composite(spec={"uncertainty": {"draws": 500, "weights": 0.5, "normalise": ["minmax", "rank"]}})
    rows = rows_of(composite.out)
    assert (rows["C"]["RankLow"], rows["C"]["RankMiddle"], rows["C"]["RankHigh"], rows["C"]["First"]) == (
        "1", "1", "1", "1.0",
    )  # fmt: skip
    assert rows["A"]["RankLow"] <= rows["A"]["RankMiddle"] <= rows["A"]["RankHigh"]
    assert (rows["A"]["RankLow"], rows["B"]["RankHigh"]) == ("2", "3")


@needs_published
def test_published_index_comes_out_with_the_usual_choices(tmp_path):
    out = tmp_path / "results.csv"
    given = ["--data", str(PUBLISHED / "ASEM_iData.csv"), "--meta", str(PUBLISHED / "ASEM_iMeta.csv")]
    assert main(["composite", *given, "--out", str(out)]) == 0
    found = pd.read_csv(out).set_index("uCode")
    expected = pd.read_csv(PUBLISHED / "ASEM_Aggregated.csv").set_index("uCode")
    pd.testing.assert_frame_equal(
        found[expected.columns], expected.loc[found.index], check_dtype=False, check_exact=False, rtol=0, atol=1e-9
    )
    printed = pd.read_csv(PUBLISHED / "ASEM_results.csv").set_index("uCode")
    assert found["Rank"].to_dict() == printed["Rank"].to_dict()
    assert list(found.index[:3]) == list(printed.index[:3])
    assert (found[printed.columns].round(6) - printed.loc[found.index]).abs().max().max() <= 1.01e-6


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"data": DATA.replace(",x,", ",w,")}, "has no column x"),
        ({"data": DATA.replace("A,север,10,0", "A,север,10,нет")}, "line 2: x is 'нет': write a number"),
        ({"data": DATA.replace("A,север,10,0", "A,север,10,inf")}, "line 2: x is without end"),
        ({"data": DATA.replace(",B,", ",A,")}, "line 3: A stands in line 2 already"),
        ({"data": DATA.replace(",B,", ",,")}, "line 3: uCode is empty"),
        ({"data": DATA.splitlines()[0] + "\n"}, "has no units"),
        (
            {"data": DATA.replace(",0,1,10\n", ",NA,1,10\n").replace(",5,", ",,").replace(",10,2", ",NA,2")},
            "value of x",
        ),
        ({"meta": META.replace("1,y,", "1,x,")}, "x stands twice"),
        ({"meta": META.replace(",P,Indicator", ",R,Indicator")}, "The parent of x is R"),
        ({"meta": META.replace("2,P,", "3,P,")}, "one level above"),
        ({"meta": META.replace("2,P,", "1,P,")}, "line 5: P has level 1"),
        ({"meta": META.replace("2,Q,Research,1,1,NA,NA,Whole", "2,Q,Research,1,1,NA,NA,NA")}, "have no parent"),
        ({"meta": META.replace("Employed,1,1", "Employed,2,1")}, "direction of x is 2"),
        ({"meta": META.replace("Employed,1,1", "Employed,1,-1")}, "weight of x is -1"),
        ({"meta": META.replace("Employed,1,1", "Employed,1,ten")}, "line 2: Weight of x is 'ten'"),
        ({"meta": META.replace("Joint papers,1,1", "Joint papers,1,0")}, "All parts of Q weigh nothing"),
        ({"meta": META.replace(",size,Q", ",pay,Q")}, "z is divided by pay"),
        ({"meta": META.replace("Group", "Herd")}, "line 8: Type is 'Herd'"),
        ({"meta": META.replace("iCode", "Code")}, "has no column iCode"),
        ({"meta": META.replace("3,Whole,", "3,Rank,").replace(",Whole,", ",Rank,")}, "called Rank"),
        ({"spec": "{"}, "cannot be read as JSON"),
        ({"spec": []}, "The spec is no JSON object"),
        ({"spec": {"normalize": "minmax"}}, "does not know 'normalize'"),
        ({"spec": {"normalise": "max"}}, "choose one of minmax, zscore"),
        ({"spec": {"normalise": {"method": "rank", "upper": 9}}}, "takes no upper"),
        ({"spec": {"aggregate": {"top": "geometric"}}}, "'top' is no level"),
        ({"spec": {"aggregate": "geometric"}}, "parts above 0"),
        ({"spec": {"impute": "guess"}}, "impute is 'guess'"),
        ({"spec": {"group": "GDP"}}, "no column of groups GDP; there are: region"),
        ({"spec": {"weights": {"v": 2}}}, "A weight is given to v"),
        ({"spec": {"budgets": [{"P": 1, "Q": 1}, {"P": 1}]}}, "Budget 2 is over other elements"),
        ({"spec": {"weights": 3}}, "weights is 3: choose one of given, equal"),
        ({"spec": {"weights": {"x": "a"}}}, "weights gives 'a' to x"),
        ({"spec": {"budgets": [1]}}, "A budget is 1: write numbers by code"),
        ({"spec": {"budgets": [{"P": "a", "Q": 1}]}}, "A budget gives 'a' to P"),
        ({"spec": {"denominate": "yes"}}, "write true or false"),
        ({"spec": {"treat": {"at_most": -1}}}, "at_most is -1"),
        ({"spec": '{"uncertainty": {"draws": 1e999}}'}, "draws of uncertainty is inf"),
        ({"spec": {"known": "much"}}, "known of the spec is 'much'"),
        ({"spec": {"uncertainty": {"draws": 0}}}, "draws is 0"),
        ({"spec": {"sensitivity": {"base": 100}}}, "powers of two"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(composite, change, says):
    told = composite(**change)
    assert isinstance(told, str), told
    assert says in told
    assert not composite.out.exists()


def test_targets_are_needed_where_they_are_used(composite):
    assert "needs a target of every indicator" in composite(
        meta=META.replace("Employed,1,1,8", "Employed,1,1,NA"), spec={"normalise": "target"}
    )


def test_no_file_is_written_over(tmp_path, capsys):
    (tmp_path / "data.csv").write_text(DATA)
    (tmp_path / "meta.csv").write_text(META)
    given = ["--data", str(tmp_path / "data.csv"), "--meta", str(tmp_path / "meta.csv")]
    assert main(["composite", *given, "--out", str(tmp_path / "data.csv")]) == 2
    assert "one of the files that are read" in capsys.readouterr().err
    assert main(["composite", *given, "--out", str(tmp_path / "there" / "out.csv")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert (tmp_path / "data.csv").read_text() == DATA
