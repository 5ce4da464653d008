"""What a browser keeps for a year carries the fingerprint of its content."""

import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def test_modules_import_each_other_by_fingerprint(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "seriktes.common.statics.FingerprintedStatics"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    main = (tmp_path / staticfiles_storage.stored_name("seriktes/js/main.js")).read_text()
    imported = re.findall(r'from "\./([\w.]+)"', main)
    assert len(imported) == 10
    assert [name for name in imported if not re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)] == []
    assert [name for name in imported if not (tmp_path / "seriktes" / "js" / name).exists()] == []
