"""Settings that are wrong are refused with a sentence; the production profile passes Django's own review."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from seriktes.config.environment import NAMES, TABLE, Environment

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 25 + "0123456789" * 3
PRODUCTION = {"SERIKTES_PRODUCTION": "1", "SERIKTES_SECRET_KEY": KEY, "SERIKTES_HOSTS": "partners.example.org"}


def seriktes(*arguments, environment, var):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SERIKTES_", "DATABASE_URL", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "seriktes", *arguments],
        env={**clean, "PYTHONPATH": str(ROOT / "src"), "SERIKTES_VAR_DIR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_profile_passes_the_deployment_checks(tmp_path):
    done = seriktes("check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION, var=tmp_path)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_refusal_is_one_sentence_and_no_traceback(tmp_path):
    done = seriktes("check", environment={**PRODUCTION, "SERIKTES_SECRET_KEY": ""}, var=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Seriktes cannot start. SERIKTES_SECRET_KEY is missing. "
        "Make one with `seriktes secret` and keep it outside the repository.\n"
    )


def test_secret_is_made_without_any_setting(tmp_path):
    done = seriktes("secret", environment={"SERIKTES_PRODUCTION": "1"}, var=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"[A-Za-z0-9_-]{80}\n", done.stdout)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({**PRODUCTION, "SERIKTES_HOSTS": ""}, "SERIKTES_HOSTS is missing"),
        ({**PRODUCTION, "SERIKTES_SECRET_KEY": "short"}, "SERIKTES_SECRET_KEY has fewer than 50 characters"),
        ({**PRODUCTION, "SERIKTES_DEMONSTRATION": "1"}, "cannot stand together"),
        ({**PRODUCTION, "SERIKTES_HOST": "x"}, "SERIKTES_HOST: there is no such setting"),
        ({"SERIKTES_TIME_ZONE": "Almaty"}, "SERIKTES_TIME_ZONE is 'Almaty': write a name such as Asia/Almaty."),
        ({"SERIKTES_OIDC_SERVER": "https://id.example.org"}, "SERIKTES_OIDC_CLIENT is missing"),
    ],
)
def test_wrong_settings_are_refused_in_words(tmp_path, environment, says):
    done = seriktes("check", environment=environment, var=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def refusal(read, **variables):
    with pytest.raises(ImproperlyConfigured) as caught:
        read(Environment(variables))
    return str(caught.value)


def test_numbers_flags_choices_and_addresses():
    given = Environment(
        {
            "SERIKTES_PRODUCTION": "Yes",
            "SERIKTES_SESSION_SECONDS": " 60 ",
            "SERIKTES_URL": "https://a.example/",
            "SERIKTES_DEBUG": "",
        }
    )
    assert given.flag("SERIKTES_PRODUCTION") is True
    assert given.flag("SERIKTES_DEBUG") is False
    assert given.flag("SERIKTES_HTTPS_REDIRECT", default=True) is True
    assert given.number("SERIKTES_SESSION_SECONDS", 1) == 60
    assert given.address("SERIKTES_URL") == "https://a.example"
    assert refusal(lambda env: env.flag("SERIKTES_DEBUG"), SERIKTES_DEBUG="perhaps") == (
        "SERIKTES_DEBUG is 'perhaps': write yes or no."
    )
    assert refusal(lambda env: env.number("SERIKTES_HSTS_SECONDS", 1), SERIKTES_HSTS_SECONDS="-5").endswith(
        "write a whole number of at least 0."
    )
    assert refusal(lambda env: env.choice("SERIKTES_LANGUAGE", ("kk", "ru", "en"), "kk"), SERIKTES_LANGUAGE="de") == (
        "SERIKTES_LANGUAGE is 'de': choose kk, ru or en."
    )
    assert "write a whole address" in refusal(lambda env: env.address("SERIKTES_URL"), SERIKTES_URL="example.org")


@pytest.mark.parametrize(
    "url", ["mysql://root@db/x", "seriktes", "postgres://user:p@ss:word@host:port/x", "postgres://host"]
)
def test_database_address_is_refused_without_repeating_a_password(url):
    told = refusal(lambda env: env.database("sqlite:///x"), DATABASE_URL=url)
    assert told.startswith("DATABASE_URL ")
    assert "p@ss" not in told


def test_mail_address_is_refused_or_read():
    assert "names no host" in refusal(Environment.mail, SERIKTES_MAIL_URL="smtp://")
    assert "begins with 'imap'" in refusal(Environment.mail, SERIKTES_MAIL_URL="imap://secret@host")
    read = Environment({"SERIKTES_MAIL_URL": "smtp+tls://who:pass%40word@mail.example:587"}).mail()
    assert {name: read[name] for name in ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS")} == {
        "EMAIL_HOST": "mail.example", "EMAIL_PORT": 587, "EMAIL_HOST_USER": "who", "EMAIL_HOST_PASSWORD": "pass@word", "EMAIL_USE_TLS": True,
    }  # fmt: skip


def test_data_directory_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    told = refusal(
        lambda env: env.directory("SERIKTES_VAR_DIR", "var"), SERIKTES_VAR_DIR=str(tmp_path / "file" / "var")
    )
    assert told.endswith("which cannot be made: Not a directory.")


def test_every_variable_that_the_settings_read_is_in_the_table():
    code = (ROOT / "src/seriktes/config/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', code)) | {
        "DATABASE_URL",
        "SERIKTES_MAIL_URL",
        "SERIKTES_INBOX_URL",
        "SERIKTES_INBOX_ADDRESS",
        "SERIKTES_ENCODER",
        "SERIKTES_ENCODER_SHA256",
    }
    assert read == NAMES
    assert len(TABLE) == len(NAMES)


def test_settings_command_hides_secrets(tmp_path):
    done = seriktes("settings", environment={"SERIKTES_SECRET_KEY": KEY, "SERIKTES_LANGUAGE": "ru"}, var=tmp_path)
    assert "SERIKTES_LANGUAGE = ru\n" in done.stdout
    assert "SERIKTES_SECRET_KEY = (set, not shown)\n" in done.stdout
    assert KEY not in done.stdout


S3 = {
    "SERIKTES_S3_BUCKET": "files",
    "SERIKTES_S3_ENDPOINT": "https://s3.example.org",
    "SERIKTES_S3_ACCESS_KEY": "a",
    "SERIKTES_S3_SECRET_KEY": "b",
}


def test_files_go_to_a_bucket_when_one_is_named(tmp_path):
    pytest.importorskip("storages", reason="the extra `s3` is not installed")
    code = "from django.core.files.storage import default_storage as s; print(type(s._wrapped).__name__, s.bucket_name, s.url('x').split('?')[0])"
    code = (
        f"import django; django.setup(); from django.core.files.storage import default_storage as s; s.exists; {code}"
    )
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SERIKTES_", "DATABASE_URL", "DJANGO_"))
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**clean, **S3, "PYTHONPATH": str(ROOT / "src"), "SERIKTES_VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "seriktes.config.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "S3Storage files https://s3.example.org/files/x\n", done.stderr


def test_json_log_line_carries_the_request_id(client, tmp_path):
    import logging

    from seriktes.common.logs import JsonFormatter, RequestIdFilter, request_id

    record = logging.LogRecord("seriktes", logging.INFO, __file__, 1, "Ақтау: %s", ("ok",), None)
    token = request_id.set("a-request-12")
    RequestIdFilter().filter(record)
    request_id.reset(token)
    entry = json.loads(JsonFormatter().format(record))
    assert {name: entry[name] for name in ("level", "logger", "request_id", "message")} == {
        "level": "info", "logger": "seriktes", "request_id": "a-request-12", "message": "Ақтау: ok",
    }  # fmt: skip
