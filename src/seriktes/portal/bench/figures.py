"""What a measurement says, and the table of all of them."""

import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ratio` is measured / yardstick; the limit holds for the ratio, else for the value."""

    what: str
    database: str
    measured: float | None
    unit: str
    limit: float
    yardstick: float | None = None
    yardstick_is: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.measured / self.yardstick if self.measured is not None and self.yardstick else None

    @property
    def passed(self) -> bool | None:
        """None when there was nothing to measure."""
        if self.measured is None:
            return None
        return (self.measured if self.ratio is None else self.ratio) <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "passed": self.passed}


def median_seconds(calls: int, *work: Callable[[], object]) -> list[float]:
    """Median time of each piece of work, taken in turns, so that a busy moment of the machine meets all alike."""
    times: list[list[float]] = [[] for _ in work]
    for piece in work:
        piece()  # the first call fills caches
    for _ in range(calls):
        for place, piece in enumerate(work):
            start = perf_counter()
            piece()
            times[place].append(perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return "–"
    shown = (
        f"{value * 1000:.1f} ms"
        if unit == "s" and value < 1
        else f"{value:.2f} {unit}"
        if value % 1
        else f"{value:.0f} {unit}"
    )
    return shown.strip()


def _cells(figure: Figure) -> list[str]:
    outcome = {True: "pass", False: "FAIL", None: "not measured"}[figure.passed]
    yardstick = f"{_number(figure.yardstick, figure.unit)} ({figure.yardstick_is})" if figure.yardstick else "–"
    limit = f"{figure.limit:g} ×" if figure.ratio is not None else _number(figure.limit, figure.unit)
    ratio = f"{figure.ratio:.2f} ×" if figure.ratio is not None else "–"
    note = f": {figure.note}" if figure.note else ""
    return [
        figure.what,
        figure.database,
        _number(figure.measured, figure.unit),
        yardstick,
        ratio,
        limit,
        outcome + note,
    ]


HEAD = ["What", "Database", "Measured", "Yardstick", "Ratio", "Limit", "Result"]


def as_text(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def machine(on: date) -> str:
    processor = platform.processor() or platform.machine()
    if sys.platform == "linux":
        with open("/proc/cpuinfo") as lines:  # noqa: PTH123  a file of the system, not of a folder
            processor = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), processor)
    elif sys.platform == "darwin":
        processor = subprocess.check_output(["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], text=True).strip()
    import os

    return f"{on.isoformat()}, {processor}, {os.cpu_count()} processors, Python {platform.python_version()}"


def as_markdown(figures: Iterable[Figure], on: date) -> str:
    rows = [HEAD, ["---"] * len(HEAD), *(_cells(figure) for figure in figures)]
    return f"Measured on {machine(on)}.\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
