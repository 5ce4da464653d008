"""Markets as the files of `seriktes-analytics match`, each as CSV or as Parquet, and the command over them."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq

from seriktes_analytics.cli import main

COLUMNS = {
    "wishes": ("student", "position", "rank"),
    "positions": ("position", "capacity"),
    "priorities": ("position", "student", "rank"),
    "couples": ("a", "b", "position_a", "position_b", "rank"),
    "programmes": ("student", "programme"),
    "quotas": ("position", "programme", "seats"),
    "regions": ("position", "region"),
    "caps": ("region", "seats"),
}


def rows_of(wishes, priorities, capacities, couples=()):
    """Lists by name, the best first; of couples pairs of the two members and their pairs of positions, None for none."""
    rows = {
        "wishes": [(one, name, rank) for one, own in wishes.items() for rank, name in enumerate(own, 1)],
        "positions": list(capacities.items()),
        "priorities": [(name, one, rank) for name, own in priorities.items() for rank, one in enumerate(own, 1)],
    }
    if couples:
        rows["couples"] = [(*two, *pair, rank) for two, pairs in couples for rank, pair in enumerate(pairs, 1)]
    return rows


def write(folder, name, rows, ending):
    """What is None is an empty cell of a CSV, and null in a Parquet."""
    path = folder / f"{name}.{ending}"
    if ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS[name])
            writer.writerows(rows)
    else:
        pq.write_table(pa.table({column: [row[at] for row in rows] for at, column in enumerate(COLUMNS[name])}), path)
    return path


def read_out(path):
    """The position of each student who got one, in the order of the file."""
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    assert all(list(row) == ["student", "position"] for row in rows)
    return {row["student"]: row["position"] for row in rows}


def run(folder, capsys, rows, *more, endings="csv", out="csv"):
    """Writes the files, runs the command, and answers (who got what, the figures); `endings` of all files or by name."""
    result = folder / f"out.{out}"
    arguments = ["match", "--json", "--out", str(result), *more]
    for name, lines in rows.items():
        ending = endings if isinstance(endings, str) else endings[name]
        arguments += [f"--{name}", str(write(folder, name, lines, ending))]
    code = main(arguments)
    said = capsys.readouterr()
    assert code == 0, said.err
    return read_out(result), json.loads(said.out)


def by_position(got, positions):
    return {name: sorted(one for one, place in got.items() if place == name) for name in positions}
