"""Everything `make test` checks, with the time each stage took and one summary at the end.

Stages that keep one core busy run side by side, the longest first; then come those that take all cores, one by one. The
browser, which waits for pages and letters half of its time, may still be at it then.

`python -m tests.check --list` names the stages; `SERIKTES_CHECK_ONLY=types,sqlite make test` runs some of them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.needs import Missing, find_chromium, find_postgresql
from tests.postgres import temporary_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = "2"
# A failed stage shows this much of its log; the whole of it stays in the file named beside it.
SHOWN_LINES = 150

# The tests start hundreds of processes: what one of them compiles, the others read.
LEFT_BEHIND = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}

Environment = Mapping[str, str]


@contextmanager
def _nothing_more() -> Iterator[Environment]:
    yield {}


@contextmanager
def _postgresql() -> Iterator[Environment]:
    find_postgresql()
    with temporary_cluster() as url:
        yield {"DATABASE_URL": url}


@contextmanager
def _browser() -> Iterator[Environment]:
    yield {"SERIKTES_CHROMIUM": find_chromium()}


@dataclass(frozen=True)
class Stage:
    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]
    within: Callable[[], "contextmanager[Environment]"] = field(default=_nothing_more)  # type: ignore[assignment]
    closing_lines: bool = False
    takes_all_cores: bool = False
    waits_much: bool = False


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def _templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.html"))


def stages() -> list[Stage]:
    # Each process gets a stretch of modules, so that what a module prepares is prepared once, and takes over from the other
    # when it is done.
    pytest = _python("-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal")
    return [
        Stage(
            "browser", "journeys in a browser", (_python("-m", "pytest", "-q", "-m", "e2e"),), _browser, closing_lines=True,
            waits_much=True,
        ),
        Stage("lint", "ruff: linter", (_tool("ruff", "check", "src", "tests"),)),
        Stage("format", "ruff: formatter", (_tool("ruff", "format", "--check", "src", "tests"),)),
        Stage("templates", "djade: templates", (_tool("djade", "--check", "--target-version", "5.2", *_templates()),)),
        Stage("types", "mypy: types", (_tool("mypy", "src"),)),
        Stage("imports", "import-linter: order of domains", (_tool("lint-imports"),)),
        Stage("migrations", "migrations are complete", (
            _python("-m", "seriktes", "makemigrations", "--check", "--dry-run"),
            _python("-m", "tests.fold_migrations", "--check"),
        )),
        Stage("messages", "messages are complete", (_python("-m", "seriktes", "messages", "check"),)),
        Stage("docs", "documentation: build and links", (_python("-m", "tests.docs"),)),
        Stage(
            "sqlite", "tests on SQLite", ((*pytest, "-m", "not e2e"),), closing_lines=True, takes_all_cores=True
        ),
        # What never asks a database ran in the stage before.
        Stage(
            "postgresql", "tests on PostgreSQL", ((*pytest, "--only-database", "-m", "not e2e"),), _postgresql,
            closing_lines=True, takes_all_cores=True,
        ),
    ]  # fmt: skip


def _execute(stage: Stage, log: Path) -> int:
    inherited = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    with tempfile.TemporaryDirectory(prefix="seriktes-check-") as var, stage.within() as more, log.open("w") as output:
        environment = {**inherited, "PYTHONPATH": "src", "SERIKTES_VAR_DIR": var, **more}
        for command in stage.commands:
            code = subprocess.call(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
            if code:
                return code
    return 0


def _say(*lines: str) -> None:
    """In one piece: another stage may be speaking at the same time."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def run_all(chosen: list[Stage], logs: Path) -> list[str]:
    """What failed, in the order of the stages."""
    with ThreadPoolExecutor(int(WORKERS)) as side_by_side:
        answers = {stage.name: side_by_side.submit(run, stage, logs) for stage in chosen if not stage.takes_all_cores}
        wait(answers[stage.name] for stage in chosen if stage.name in answers and not stage.waits_much)
        failures = {stage.name: run(stage, logs) for stage in chosen if stage.takes_all_cores}
    failures |= {name: answer.result() for name, answer in answers.items()}
    return [failures[stage.name] for stage in chosen if failures[stage.name]]


def run(stage: Stage, logs: Path) -> str:
    """Run one stage; the answer is empty when it passed, else one line that says what failed."""
    log = logs / f"{stage.name}.log"
    _say(f"── {stage.title} …")
    start = time.monotonic()
    try:
        code = _execute(stage, log)
    except Missing as missing:
        _say(f"   {stage.title} NOT RUN: {missing}")
        return f"{stage.name}: not run. {missing}"
    lines = log.read_text(errors="replace").splitlines()
    shown = lines[-SHOWN_LINES:] if code else lines[-3:] if stage.closing_lines else []
    verdict = "FAILED" if code else "ok"
    _say(*(line for line in shown if line.strip()), f"   {stage.title}: {verdict} ({time.monotonic() - start:.1f} s)")
    return f"{stage.name}: failed with exit code {code}; the whole output is in {log}" if code else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.check", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the stages and run none")
    parser.add_argument("only", nargs="*", help="run these stages only (else SERIKTES_CHECK_ONLY, else all)")
    options = parser.parse_args()
    known = stages()
    if options.list:
        print("\n".join(f"{stage.name:<12}{stage.title}" for stage in known))
        return 0
    wanted = options.only or [name for name in os.environ.get("SERIKTES_CHECK_ONLY", "").split(",") if name]
    if unknown := sorted(set(wanted) - {stage.name for stage in known}):
        print(f"There is no stage {', '.join(unknown)}; `python -m tests.check --list` names them.", file=sys.stderr)
        return 2
    logs = Path(tempfile.mkdtemp(prefix="seriktes-check-logs-"))
    start = time.monotonic()
    failures = run_all([stage for stage in known if not wanted or stage.name in wanted], logs)
    print(f"\n{'FAILED' if failures else 'All passed'} in {time.monotonic() - start:.0f} s")
    print("\n".join(f"  {line}" for line in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
