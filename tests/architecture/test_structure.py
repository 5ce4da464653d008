"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from seriktes.common import triggers

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
DOMAINS_LOWEST_FIRST = (
    "common", "accounts", "exchange", "organisations", "procedures", "documents",
    "expertise", "challenges", "partnerships", "curriculum", "placements", "gatherings", "funding",
    "incentives", "evidence", "reporting", "insight", "portal", "api",
)  # fmt: skip
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "manager.py", "managers.py", "services.py", "misc.py"}
# Longer than this, a file becomes a folder of the same name.
FILE_LINES = 600
WEB_AND_LOGIC = re.compile(r"seriktes\.\w+\.(actions|queries|rules|views|forms|tables|tasks)\b")


def ours(pattern):
    return sorted(path for path in SOURCE.rglob(pattern) if "migrations" not in path.parts)


def test_foreign_keys_point_downwards():
    rank = {label: place for place, label in enumerate(DOMAINS_LOWEST_FIRST)}
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and rank.get(field.related_model._meta.app_label, -1) > rank.get(model._meta.app_label, 99)
    ]
    assert upward == []


def test_every_app_of_ours_has_a_place_in_the_order():
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("seriktes.")}
    assert labels - set(DOMAINS_LOWEST_FIRST) == set()


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path) for path in ours("*.py") if path.name in FORBIDDEN_NAMES] == []


def test_no_file_is_too_long():
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in ours("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def imported_modules(code):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_migrations_import_no_logic_of_the_apps():
    """Fields and the callables that a column names belong to the schema; actions and queries change with time."""
    guilty = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in SOURCE.rglob("migrations/*.py")
        for module in imported_modules(path.read_text())
        if WEB_AND_LOGIC.match(module)
    ]
    assert guilty == []
    assert WEB_AND_LOGIC.match(next(imported_modules("from seriktes.accounts.actions import x")))


OBJECT = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+|VIRTUAL\s+|UNIQUE\s+)?(?:TRIGGER|TABLE|INDEX|FUNCTION)\s+"
    r"(?:IF NOT EXISTS\s+)?\"?(\w+)",
    re.IGNORECASE,
)
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tgname FROM pg_trigger UNION SELECT relname FROM pg_class UNION SELECT proname FROM pg_proc",
}


@pytest.mark.django_db
def test_objects_of_the_database_stand_after_migrate():
    """Triggers, full-text tables and functions are on this engine, whichever it is."""
    statements = [line for entry in triggers._registry.entries for line in getattr(entry, connection.vendor)]
    wanted = {found.group(1).lower() for line in statements for found in OBJECT.finditer(line)}
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        present = {row[0].lower() for row in cursor.fetchall()}
    assert wanted
    assert wanted - present == set()


WITHOUT_DJANGO = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "seriktes", "seriktes_kz"}:
            raise ImportError(f"{name} is out of bounds for the analytics")

sys.meta_path.insert(0, Refuse())
import pytest
sys.exit(pytest.main([
    "-q", "-c", "/dev/null", "--rootdir=.", "--confcutdir=tests/analytics", "--import-mode=importlib", "-p", "no:cacheprovider",
    "-x", "tests/analytics",
]))
"""


@pytest.mark.long
@pytest.mark.own_database
def test_analytics_runs_where_django_cannot_be_imported():
    environment = {"PYTHONPATH": f"{SOURCE}:{ROOT}", "PATH": "/usr/bin:/bin", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
