"""What a start loads: the first page's needs. What is slow and seldom needed waits until somebody needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]
# Every address and every system check: as much as a server or a management command loads before its own work.
START = """
import sys
from seriktes.config.wsgi import application
from django.core.management import call_command
from django.urls import get_resolver
_ = get_resolver().reverse_dict
call_command("check", stdout=sys.stderr)
print(*sys.modules, sep="\\n")
"""
SLOW = {
    "charset_normalizer": "seriktes.common.files.text",
    "duckdb": "seriktes_analytics.linkage_model",
    "holidays": "seriktes_kz.calendar",
    "numpy": "seriktes_analytics.linkage_model, by way of pandas",
    "openpyxl": "seriktes.common.files.tables",
    "pandas": "seriktes_analytics.linkage_model, by way of splink",
    "phonenumbers": "seriktes.common.telephones",
    "polib": "seriktes.common.catalogues",
    "requests": "allauth's OpenID Connect provider, which settings install when one is configured",
    "splink": "seriktes_analytics.linkage_model",
    "urllib3": "allauth's OpenID Connect provider, by way of requests",
    "xlsxwriter": "seriktes.common.files.exports",
}


def run(code, var, **environment):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SERIKTES_", "DATABASE_URL", "DJANGO_"))
    }
    own = {"PYTHONPATH": str(ROOT / "src"), "SERIKTES_VAR_DIR": str(var)}
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, env={**clean, **own, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_plain_start_loads_no_slow_package(tmp_path):
    loaded = set(run(START, tmp_path))
    assert "seriktes.organisations.views.organisations" in loaded
    assert {name: where for name, where in SLOW.items() if name in loaded} == {}, (
        "Import it inside the function that needs it, with the reason beside it."
    )


PROVIDER = """
import django
django.setup()
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("openid_connect_login", args=["campus"]))
except NoReverseMatch:
    print("none")
"""
CAMPUS = {
    "SERIKTES_OIDC_SERVER": "https://id.example.org", "SERIKTES_OIDC_ID": "campus", "SERIKTES_OIDC_CLIENT": "seriktes",
    "SERIKTES_OIDC_SECRET": "between-us",
}  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "address"), [(CAMPUS, "/accounts/oidc/campus/login/"), ({}, "none")], ids=["configured", "none"]
)
def test_identity_provider_has_its_address_when_it_is_configured(tmp_path, environment, address):
    assert run(PROVIDER, tmp_path, DJANGO_SETTINGS_MODULE="seriktes.config.settings", **environment) == [address]
