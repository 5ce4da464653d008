"""What the very first process of a fresh copy does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database
SOURCE = Path(__file__).resolve().parents[2] / "src"
SAY = """
import django
django.setup()
from django.utils import translation
for language in ("kk", "ru"):
    with translation.override(language):
        print(translation.gettext("Partners"))
"""


def test_a_fresh_copy_speaks_all_languages_at_once(tmp_path):
    shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("*.mo", "__pycache__", "vendor"))
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src"), "SERIKTES_VAR_DIR": str(tmp_path / "var"),
                                "DJANGO_SETTINGS_MODULE": "seriktes.config.settings"}  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert said.stdout.split() == ["Серіктестер", "Партнёры"]


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (["serve", "--port", "8077"], "http://127.0.0.1:8077"),
        (["serve", "--demo", "--port=8078"], "http://127.0.0.1:8078"),
        (["serve"], "http://127.0.0.1:8000"),
        (["serve", "--port", "door"], "http://127.0.0.1:8000"),
        (["check", "--port", "8077"], "http://127.0.0.1:8000"),
    ],
)
def test_links_lead_to_the_port_that_is_served(arguments, address, tmp_path):
    code = (
        "import sys; from seriktes import cli; cli._say_where_it_is_served();"
        "from django.conf import settings; print(settings.SITE_URL)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "SERIKTES_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "seriktes.config.settings", "SERIKTES_VAR_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == address
