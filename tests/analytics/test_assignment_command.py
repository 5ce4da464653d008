"""`seriktes-analytics match` and `replay` over files."""

import csv
import json
import random
import zipfile

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from seriktes_analytics.assignment import tables
from seriktes_analytics.assignment.codes import Codes
from seriktes_analytics.assignment.lottery import lottery_number
from seriktes_analytics.cli import main

WISHES = "student,position,rank\nАйгүл,банк,1\nАйгүл,завод,2\nБолат,банк,1\nБолат,завод,2\nВера,банк,1\n"
POSITIONS = "position,capacity\nбанк,1\nзавод,1\n"
PRIORITIES = "position,student,rank\nбанк,Болат,1\nбанк,Айгүл,2\nбанк,Вера,3\nзавод,Айгүл,1\nзавод,Болат,2\n"


@pytest.fixture
def match(tmp_path, capsys):
    def call(*more, wishes=WISHES, positions=POSITIONS, priorities=PRIORITIES, couples=None, out="out.csv"):
        arguments = ["match", "--out", str(tmp_path / out), "--json", *more]
        files = {"wishes": wishes, "positions": positions, "priorities": priorities, "couples": couples}
        for name, content in files.items():
            if content is None:
                continue
            path = content
            if isinstance(content, (str, bytes)):
                path = tmp_path / f"{name}.csv"
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            arguments += [f"--{name}", str(path)]
        code = main(arguments)
        said = capsys.readouterr()
        return (code, json.loads(said.out)) if code == 0 else (code, said.err)

    return call


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student"]: row["position"] for row in csv.DictReader(file)}


def test_files_become_a_matching_with_its_figures(match, tmp_path):
    code, figures = match()
    assert code == 0
    assert tmp_path.joinpath("out.csv").read_text(encoding="utf-8") == "student,position\nАйгүл,завод\nБолат,банк\n"
    expected = {"matched": 2, "mean_rank": 1.5, "first_choices": 1, "blocking_pairs": 0, "students": 3, "seats": 2}
    assert {name: figures[name] for name in expected} == expected
    assert figures["seconds"] >= 0


def test_sentences_without_json(tmp_path, capsys):
    paths = {name: tmp_path / f"{name}.csv" for name in ("wishes", "positions", "priorities")}
    for name, text in (("wishes", WISHES), ("positions", POSITIONS), ("priorities", PRIORITIES)):
        paths[name].write_text(text, encoding="utf-8")
    arguments = [part for name, path in paths.items() for part in (f"--{name}", str(path))]
    assert main(["match", *arguments, "--out", str(tmp_path / "out.csv")]) == 0
    said = capsys.readouterr().out
    assert "2 of 3 students" in said
    assert "stable" in said


def test_parquet_and_csv_in_any_order_of_rows_give_the_same(match, tmp_path):
    names = {"wishes": WISHES, "positions": POSITIONS, "priorities": PRIORITIES}
    shuffled = {}
    for name, text in names.items():
        heading, *rows = text.splitlines()
        random.Random(4).shuffle(rows)
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pyarrow.csv.read_csv(pa.BufferReader("\n".join([heading, *rows]).encode())), path)
        shuffled[name] = path
    match("--bundle", str(tmp_path / "one.zip"))
    first = read(tmp_path / "out.csv")
    code, figures = match("--bundle", str(tmp_path / "other.zip"), **shuffled, out="out.parquet")
    assert code == 0
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert {row["student"]: row["position"] for row in rows} == first
    assert tmp_path.joinpath("one.zip").read_bytes() == tmp_path.joinpath("other.zip").read_bytes()
    assert figures["matched"] == 2


def test_the_three_objectives(match, tmp_path):
    wishes = "student,position,rank\na,x,1\na,y,2\nb,y,1\nb,x,2\n"
    priorities = "position,student,rank\nx,b,1\nx,a,2\ny,a,1\ny,b,2\n"
    files = {"wishes": wishes, "priorities": priorities, "positions": "position,capacity\nx,1\ny,1\n"}
    match(**files)
    assert read(tmp_path / "out.csv") == {"a": "x", "b": "y"}
    match("--objective", "host", **files)
    assert read(tmp_path / "out.csv") == {"a": "y", "b": "x"}
    _, figures = match("--objective", "cardinality", **files)
    assert (figures["matched"], figures["total_rank"]) == (2, 2)


def test_equals_are_told_apart_by_the_seed_and_it_is_said(match, tmp_path):
    files = {
        "wishes": "student,position,rank\na,x,1\nb,x,1\n",
        "positions": "position,capacity\nx,1\n",
        "priorities": "position,student,rank\nx,a,1\nx,b,1\n",
    }
    for seed in (1, 2, 3, 4):
        _, figures = match("--seed", str(seed), "--why", str(tmp_path / "why.csv"), **files)
        winner = min("ab", key=lambda name: lottery_number(seed, name))
        assert read(tmp_path / "out.csv") == {winner: "x"}
        assert figures["lottery"] is True
        with tmp_path.joinpath("why.csv").open(encoding="utf-8") as file:
            rows = {row["student"]: row for row in csv.DictReader(file)}
        assert rows[winner]["outcome"] == "got"
        loser = rows["a" if winner == "b" else "b"]
        assert (loser["outcome"], loser["last_admitted"], loser["lottery"]) == ("filled", "1", "true")


def test_the_list_of_each_student_says_what_became_of_every_wish(match, tmp_path):
    wishes = WISHES + "Вера,завод,2\n"
    match("--why", str(tmp_path / "why.csv"), wishes=wishes)
    with tmp_path.joinpath("why.csv").open(encoding="utf-8") as file:
        rows = [(row["student"], row["position"], row["outcome"]) for row in csv.DictReader(file)]
    assert rows == [
        ("Айгүл", "банк", "filled"), ("Айгүл", "завод", "got"),
        ("Болат", "банк", "got"), ("Болат", "завод", "not needed"),
        ("Вера", "банк", "filled"), ("Вера", "завод", "not eligible"),
    ]  # fmt: skip


def test_couples_are_placed_together_or_told_what_blocks(match, tmp_path):
    files = {
        "wishes": "student,position,rank\nc,x,1\nc,y,2\n",
        "positions": "position,capacity\nx,1\ny,1\n",
        "priorities": "position,student,rank\nx,a,1\nx,c,2\ny,c,1\ny,b,2\n",
    }
    _, figures = match(couples="a,b,position_a,position_b,rank\nb,a,y,x,1\n", **files)
    assert figures["couples"] == 1
    assert figures["blocking_pairs"] == 1
    assert figures["no_matching_has_fewer"] is True
    assert len(figures["blocking"][0]["students"]) == len(figures["blocking"][0]["positions"])
    files["priorities"] = files["priorities"].replace("y,c,1\ny,b,2", "y,b,1\ny,c,2")
    _, figures = match(
        "--bundle", str(tmp_path / "b.zip"), couples="a,b,position_a,position_b,rank\nb,a,y,x,1\n", **files
    )
    assert read(tmp_path / "out.csv") == {"a": "x", "b": "y"}
    assert (figures["matched"], figures["mean_rank"], figures["first_choices"]) == (2, 1, 2)
    assert main(["replay", str(tmp_path / "b.zip")]) == 0


def test_a_couple_reads_which_of_its_two_positions_was_filled(match, tmp_path):
    match(
        "--why", str(tmp_path / "why.csv"),
        wishes="student,position,rank\nc,x,1\n",
        positions="position,capacity\nx,1\ny,1\nz,1\n",
        priorities="position,student,rank\nx,c,1\nx,a,1\ny,b,1\nz,a,1\n",
        couples="a,b,position_a,position_b,rank\na,b,x,y,1\na,b,z,y,2\na,b,z,,3\n",
    )  # fmt: skip
    with tmp_path.joinpath("why.csv").open(encoding="utf-8") as file:
        rows = [(row["student"], row["rank"], row["position"], row["outcome"]) for row in csv.DictReader(file)]
    kept = read(tmp_path / "out.csv")
    if kept["a"] == "z":
        assert ("a", "1", "x", "filled") in rows
        assert ("b", "1", "y", "partner's filled") in rows
        assert ("a", "2", "z", "got") in rows
        assert ("a", "3", "z", "not needed") in rows
    else:
        assert ("c", "1", "x", "filled") in rows
        assert ("a", "2", "z", "not needed") in rows


@pytest.mark.parametrize("objective", ["student", "host", "cardinality"])
def test_a_round_is_replayed_byte_for_byte_and_a_changed_one_is_found(match, tmp_path, capsys, objective):
    wishes = WISHES.replace("Вера", '"Вера, ""II"""')
    priorities = PRIORITIES.replace("Вера", '"Вера, ""II"""')
    bundle = tmp_path / "round.zip"
    match("--bundle", str(bundle), "--objective", objective, "--seed", "9", wishes=wishes, priorities=priorities)
    assert main(["replay", str(bundle)]) == 0
    assert "byte for byte" in capsys.readouterr().out
    with zipfile.ZipFile(bundle) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["result.csv"] = parts["result.csv"].replace("завод".encode(), "банк".encode())
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    assert main(["replay", str(changed)]) == 1
    assert "result.csv" in capsys.readouterr().out


def test_what_is_no_bundle_or_of_another_version_is_said(tmp_path, capsys):
    path = tmp_path / "round.zip"
    path.write_bytes(b"PK")
    assert main(["replay", str(path)]) == 2
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": "seriktes-match", "version": 99}))
    assert main(["replay", str(path)]) == 2
    said = capsys.readouterr().err
    assert "is no bundle" in said
    assert "version 99" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wishes": WISHES + "Вера,шахта,2\n"}, "wishes.csv, line 7: the position 'шахта' is unknown: add it"),
        ({"wishes": WISHES + "Болат,банк,3\n"}, "wishes.csv, line 7: the student 'Болат' wishes the position 'банк' twice"),
        ({"wishes": WISHES + ",банк,3\n"}, "wishes.csv, line 7: student is empty"),
        ({"wishes": WISHES + "Вера,,3\n"}, "wishes.csv, line 7: position is empty"),
        ({"wishes": WISHES + "Вера,завод,second\n"}, "wishes.csv, line 7: rank is no whole number"),
        ({"wishes": WISHES + "Вера,завод,-1\n"}, "wishes.csv, line 7: rank is no whole number"),
        ({"wishes": WISHES + "Вера,завод,99999999999\n"}, "wishes.csv, line 7: rank is no whole number"),
        ({"wishes": WISHES + "Вера,завод\n"}, "wishes.csv, line 7: 2 columns instead of 3"),
        ({"wishes": WISHES.encode("cp1251", "replace")}, "is not in UTF-8|cannot be read as CSV in UTF-8"),
        ({"wishes": "student,rank\nВера,1\n"}, "wishes.csv has no column position: the heading must name student, position, rank"),
        ({"positions": POSITIONS + "банк,4\n"}, "positions.csv, line 4: the position 'банк' stands twice"),
        ({"positions": POSITIONS + "шахта,-2\n"}, "positions.csv, line 4: capacity is no whole number from 0"),
        ({"positions": "position,capacity\n"}, "positions.csv names no position"),
        ({"priorities": PRIORITIES + "шахта,Вера,3\n"}, "priorities.csv, line 7: the position 'шахта' is unknown"),
        ({"priorities": PRIORITIES + "банк,Нигде,4\n"}, "priorities.csv, line 7: the student 'Нигде' has no wishes"),
        ({"priorities": PRIORITIES + "банк,Вера,4\n"}, "priorities.csv, line 7: the student 'Вера' stands twice at the position 'банк'"),
        ({"couples": "a,b,position_a,position_b,rank\nк,к,банк,завод,1\n"}, "couples.csv, line 2: 'к' cannot be a couple alone"),
        ({"couples": "a,b,position_a,position_b,rank\nк,,банк,завод,1\n"}, "couples.csv, line 2: a couple is two students"),
        ({"couples": "a,b,position_a,position_b,rank\nк,л,банк,завод,1\nм,к,банк,,2\n"}, "line 3: 'к' is already in a couple with 'л'|line 3: 'м'"),
        ({"couples": "a,b,position_a,position_b,rank\nк,л,,,1\n"}, "line 2: an option names at least one position"),
        ({"couples": "a,b,position_a,position_b,rank\nк,л,шахта,,1\n"}, "line 2: the position 'шахта' is unknown"),
        ({"couples": "a,b,position_a,position_b,rank\nк,л,банк,,1\nл,к,,банк,2\n"}, "line 3: the couple 'л' and 'к' has this option twice"),
        ({"couples": "a,b,position_a,position_b,rank\nВера,л,банк,,1\n"}, "wishes.csv, line 6: the student 'Вера' applies in a couple"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_line_and_what_to_do(match, tmp_path, change, words):
    code, said = match(**change)
    assert code == 2
    assert any(part in said for part in words.split("|")), said
    assert not tmp_path.joinpath("out.csv").exists()


def test_rows_of_parquet_are_told_by_their_number(match, tmp_path):
    path = tmp_path / "wishes.parquet"
    pq.write_table(pa.table({"student": ["Вера", None], "position": ["банк", "банк"], "rank": [1, 2]}), path)
    assert "wishes.parquet, row 2: student is empty" in match(wishes=path)[1]
    pq.write_table(pa.table({"student": ["Вера"], "position": ["банк"], "rank": [1.5]}), path)
    assert "wishes.parquet, row 1: rank is no whole number" in match(wishes=path)[1]
    pq.write_table(pa.table({"student": ["Вера"], "position": [b"x"], "rank": [1]}), path)
    assert "position holds binary" in match(wishes=path)[1]
    path.write_text("student,position,rank\n", encoding="utf-8")
    assert "cannot be read as Parquet" in match(wishes=path)[1]


def test_what_cannot_be_is_said_before_anything_is_read(match, tmp_path):
    assert "There is no folder" in match(out="none/out.csv")[1]
    tmp_path.joinpath("folder").mkdir()
    assert "folder is a folder: give the name of a file" in match(out="folder")[1]
    assert "There is no file" in match(wishes=tmp_path / "absent.csv")[1]
    couples = "a,b,position_a,position_b,rank\nк,л,банк,завод,1\n"
    assert "no objective 'host'" in match("--objective", "host", couples=couples)[1]
    assert "would be written over" in match(out="wishes.csv")[1]
    assert tmp_path.joinpath("wishes.csv").read_text(encoding="utf-8") == WISHES


def test_a_bundle_that_is_not_there_and_an_empty_file_are_said_so(match, tmp_path, capsys):
    assert main(["replay", str(tmp_path / "absent.zip")]) == 2
    assert "There is no file" in capsys.readouterr().err
    assert "it names nothing." in match(wishes="")[1]


def test_names_may_be_numbers_and_lists_may_be_empty(match, tmp_path):
    path = tmp_path / "wishes.parquet"
    pq.write_table(pa.table({"student": [7, 8], "position": ["x", "x"], "rank": [1, 1]}), path)
    code, figures = match(
        wishes=path, positions="position;capacity\nx;1\n", priorities="position;student;rank\nx;8;1\n"
    )
    assert (code, figures["matched"], figures["not_eligible"]) == (0, 1, 1)
    assert read(tmp_path / "out.csv") == {"8": "x"}
    code, figures = match(wishes="student,position,rank\n", priorities="position,student,rank\n")
    assert (code, figures["matched"], figures["mean_rank"]) == (0, 0, None)


def test_many_lots_of_rows_are_one_table(match, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 7)
    count = 60
    rows = [(f"s{number}", f"p{(number + at) % 9}", at + 1) for number in range(count) for at in range(3)]
    orders = [(f"p{at}", student, place) for at in range(9) for place, student in enumerate(
        sorted({student for student, position, _ in rows if position == f"p{at}"}), 1)]  # fmt: skip
    columns = {
        "wishes": (("student", "position", "rank"), rows),
        "priorities": (("position", "student", "rank"), orders),
    }
    paths = {}
    for name, (heading, lines) in columns.items():
        paths[name] = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table(dict(zip(heading, map(list, zip(*lines, strict=True)), strict=True))), paths[name])
    positions = "position,capacity\n" + "".join(f"p{at},5\n" for at in range(9))
    code, figures = match(positions=positions, **paths)
    assert (code, figures["matched"], figures["blocking_pairs"], figures["not_eligible"]) == (0, 45, 0, 0)
    _, again = match(positions=positions, priorities=paths["priorities"], wishes="student,position,rank\n" + "".join(
        f"{student},{position},{place}\n" for student, position, place in rows))  # fmt: skip
    assert again["out_sha256"] == figures["out_sha256"]


# --- Names to numbers -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("length", [1, 40, 90])
def test_every_name_has_one_number_however_many_and_long(length):
    names = [f"{number:0{length}}ә"[-length:] if length > 1 else chr(0x400 + number) for number in range(3000)]
    shuffled = names * 2
    random.Random(1).shuffle(shuffled)
    codes = Codes()
    numbers = codes.numbers(pa.array(shuffled), is_new_allowed=True)
    assert len(codes) == len(set(names))
    assert [codes.name(number) for number in numbers] == shuffled
    turns = codes.sort()
    assert codes.names().to_pylist() == sorted(set(names))
    assert [codes.name(turns[number]) for number in numbers] == shuffled
    assert codes.numbers(pa.array(["none", shuffled[0]]), is_new_allowed=False).tolist() == [-1, turns[numbers[0]]]


def test_names_of_a_dictionary_count_only_where_they_are_used():
    codes = Codes()
    values = pa.DictionaryArray.from_arrays(pa.array([2, 0, 2]), pa.array(["a", "unused", "b"]))
    assert codes.numbers(values, is_new_allowed=True).tolist() == [1, 0, 1]
    assert codes.names().to_pylist() == ["a", "b"]
    assert codes.numbers(values.slice(1), is_new_allowed=False).tolist() == [0, 1]


# --- Quotas and caps --------------------------------------------------------------------------------------------------
TWO = "position,capacity\nбанк,2\nзавод,1\n"
PROGRAMMES = "student,programme\nАйгүл,IT\nБолат,IT\nВера,Law\n"
QUOTAS = "position,programme,seats\nбанк,IT,1\n"
REGIONS = "position,region\nбанк,Алматы\nзавод,Ұлытау\n"
CAPS = "region,seats\nАлматы,1\nҰлытау,1\n"


@pytest.fixture
def file_of(tmp_path):
    def write(name, content):
        path = tmp_path / f"{name}.csv"
        path.write_text(content, encoding="utf-8")
        return [f"--{name}", str(path)]

    return write


def test_a_position_takes_so_many_of_one_programme(match, file_of, tmp_path):
    code, free = match(positions=TWO)
    assert (code, read(tmp_path / "out.csv")) == (0, {"Болат": "банк", "Айгүл": "банк"})
    code, figures = match(*file_of("programmes", PROGRAMMES), *file_of("quotas", QUOTAS), positions=TWO)
    assert (code, figures["blocking_pairs"]) == (0, 0)
    assert read(tmp_path / "out.csv") == {"Болат": "банк", "Айгүл": "завод", "Вера": "банк"}
    assert figures["matched"] == free["matched"] + 1


def test_a_region_takes_so_many_and_the_round_is_replayed(match, file_of, tmp_path, capsys):
    bundle = tmp_path / "round.zip"
    limits = [*file_of("regions", REGIONS), *file_of("caps", CAPS)]
    code, figures = match(*limits, "--bundle", str(bundle), "--why", str(tmp_path / "why.csv"), positions=TWO)
    assert (code, figures["blocking_pairs"]) == (0, 0)
    assert read(tmp_path / "out.csv") == {"Болат": "банк", "Айгүл": "завод"}
    with zipfile.ZipFile(bundle) as parts:
        assert {"regions.csv", "caps.csv"} <= set(parts.namelist())
    assert main(["replay", str(bundle)]) == 0
    assert "region" in (tmp_path / "why.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "more", "said"),
    [
        ({"quotas": QUOTAS}, [], "give --programmes too"),
        ({"caps": CAPS}, [], "give --regions too"),
        ({"regions": REGIONS}, [], "give --caps too"),
        ({"programmes": PROGRAMMES, "quotas": QUOTAS.replace("банк", "цирк")}, [], "unknown position 'цирк'"),
        ({"programmes": PROGRAMMES, "quotas": QUOTAS.replace("IT", "Arts")}, [], "unknown programme 'Arts'"),
        ({"programmes": PROGRAMMES + "Никто,IT\n", "quotas": QUOTAS}, [], "unknown student 'Никто'"),
        ({"regions": REGIONS, "caps": CAPS.replace("Алматы", "Луна")}, [], "unknown region 'Луна'"),
        ({"programmes": PROGRAMMES, "quotas": QUOTAS, "regions": REGIONS, "caps": CAPS}, [], "do not go with caps"),
        ({"programmes": PROGRAMMES, "quotas": QUOTAS}, ["--objective", "cardinality"], "'student' or 'host'"),
        ({"regions": REGIONS, "caps": CAPS}, ["--objective", "host"], "'student'"),
        ({"regions": REGIONS, "caps": CAPS + "Алматы,2\n"}, [], "stands twice"),
        ({"regions": REGIONS, "caps": "region,seats\nАлматы,1\n"}, [], "in no region with a cap"),
    ],
)
def test_a_limit_without_effect_or_sense_is_refused(match, file_of, files, more, said):
    given = [argument for name, content in files.items() for argument in file_of(name, content)]
    code, words = match(*given, *more, positions=TWO)
    assert code == 2
    assert said in words
