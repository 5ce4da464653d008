"""Compiles the loops of matching when the package is installed, so that nobody waits for it at the first round."""

from contextlib import redirect_stdout
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from seriktes_analytics.assignment.market import market_of_arrays
from seriktes_analytics.assignment.solving import OBJECTIVES, solve
from seriktes_analytics.assignment.writing import write_csv
from seriktes_analytics.cli import main


def warm() -> None:
    """A round of each kind: numbers, names in CSV and in Parquet, with equals and without."""
    for objective, priorities in product(OBJECTIVES, ([1.0, 2.0], [1.0, 1.0])):
        solve(market_of_arrays([0, 1, 2], [0, 0], np.array(priorities), [1]), objective=objective)
    tables = {
        "wishes": {"student": ["b", "a", "c"], "position": ["y", "x", "x"], "rank": [1, 1, 1]},
        "positions": {"position": ["y", "x"], "capacity": [1, 1]},
        "priorities": {"position": ["y", "x", "x"], "student": ["b", "a", "c"], "rank": [1, 1, 1]},
    }
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        for ending in ("csv", "parquet"):
            arguments = ["match", "--out", f"{folder}/out.{ending}"]
            for name, columns in tables.items():
                path = Path(folder, f"{name}.{ending}")
                table = pa.table(columns)
                if ending == "parquet":
                    pq.write_table(table, path)
                else:
                    with path.open("wb") as file:
                        write_csv(table, file)
                arguments += [f"--{name}", str(path)]
            for objective in OBJECTIVES:
                main([*arguments, "--objective", objective])


if __name__ == "__main__":
    warm()
