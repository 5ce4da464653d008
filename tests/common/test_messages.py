import os
from collections import Counter

import polib
import pytest
from django.core.management import CommandError, call_command

from seriktes.common.catalogues import catalogue_path, compile_stale, is_stale
from seriktes.common.messages import (
    Message,
    catalogue_problems,
    extract,
    merged,
    placeholders,
    source_messages,
    upstream_messages,
)

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

# Translators: on the button
SAVE = _("Save")
COUNT = ngettext("%(count)s body", "%(count)s bodies", 2)
MAY = pgettext("month", "May")
name, _, rest = "a b".partition(" ")
"""
TEMPLATE = """
{% load i18n %}
    <p title="{% translate "Title" context "book" %}">It's {{ name|default:_("Nobody") }}</p>
  {% blocktranslate trimmed with name=user.name %}
      Hello,
      {{ name }}: 100%
  {% endblocktranslate %}
{% blocktranslate count counter=list|length %}{{ counter }} row{% plural %}{{ counter }} rows{% endblocktranslate %}
{# Translators: said to a guest #}
{% translate "Welcome" %}
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "ours/templates/ours").mkdir(parents=True)
    (tmp_path / "ours/views.py").write_text(PYTHON)
    (tmp_path / "ours/templates/ours/page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def catalogues(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path


def wanted(*messages):
    return {message.key: message for message in messages}


def catalogue(*entries):
    po = polib.POFile()
    po.extend(entries)
    return po


def test_python_and_templates_are_read(tree):
    found = source_messages(tree, ["ours"])
    assert {(m.context, m.text, m.plural) for m in found.values()} == {
        ("", "Save", ""),
        ("", "%(count)s body", "%(count)s bodies"),
        ("month", "May", ""),
        ("book", "Title", ""),
        ("", "Nobody", ""),
        ("", "Hello, %(name)s: 100%%", ""),
        ("", "%(counter)s row", "%(counter)s rows"),
        ("", "Welcome", ""),
    }
    assert found["", "Save"].files == {"ours/views.py"}
    assert found["", "Save"].comments == {"Translators: on the button"}
    assert found["", "Welcome"].files == {"ours/templates/ours/page.html"}
    assert found["", "Welcome"].comments == {"Translators: said to a guest"}


def test_what_other_packages_leave_open():
    kazakh = upstream_messages("kk")
    assert kazakh["", "A user is already registered with this email address."].files == {"allauth/account/adapter.py"}
    assert kazakh["", "%(num)d year"].plural == "%(num)d years"
    # Translated upstream, a language that we do not speak, an app that is not installed.
    assert {("", "Yes"), ("", "Afrikaans"), ("", "Administration")} & set(kazakh) == set()


def test_merging_keeps_translations_and_drops_what_is_unused():
    old = catalogue(
        polib.POEntry(msgid="Save", msgstr="Сақтау", tcomment="native: check"),
        polib.POEntry(msgid="Gone", msgstr="Кетті"),
        polib.POEntry(msgid="May", msgctxt="alt. month", msgstr="мамыр", tcomment="override: written small"),
        polib.POEntry(msgid="Unsure", msgstr="?", flags=["fuzzy"]),
    )
    save = Message("", "Save", files={"b.py", "a.py"}, comments={"Translators: a button"})
    rows = Message("", "%(n)s row", "%(n)s rows", files={"a.py"})
    new = merged(old, wanted(save, Message("", "Unsure"), rows), "ru")
    assert [entry.msgid for entry in new] == ["%(n)s row", "May", "Save", "Unsure"]
    assert new[0].msgstr_plural == {0: "", 1: "", 2: ""}
    assert new[0].flags == ["python-format"]
    assert (new[2].msgstr, new[2].tcomment, new[2].occurrences) == (
        "Сақтау",
        "native: check",
        [("a.py", ""), ("b.py", "")],
    )
    assert new[3].fuzzy
    assert str(merged(new, wanted(rows, Message("", "Unsure"), save), "ru")) == str(new)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (None, "missing: 'Hello, %(name)s' ()"),
        ({"msgstr": ""}, "untranslated: 'Hello, %(name)s'"),
        ({"msgstr": "Сәлем, %(name)s", "flags": ["fuzzy"]}, "fuzzy: 'Hello, %(name)s'"),
        ({"msgstr": "Сәлем"}, "placeholders differ: 'Hello, %(name)s' and 'Сәлем'"),
        ({"msgstr": "Сәлем, %(nаme)s"}, "placeholders differ: 'Hello, %(name)s' and 'Сәлем, %(nаme)s'"),
        ({"msgstr": "Сәлем, %(name)s\n"}, "line breaks at the ends differ: 'Hello, %(name)s'"),
    ],
)
def test_each_fault_is_named(entry, problem):
    entries = [polib.POEntry(msgid="Hello, %(name)s", **entry)] if entry else []
    assert catalogue_problems(catalogue(*entries), wanted(Message("", "Hello, %(name)s")), "kk") == [problem]


def test_a_right_entry_has_no_fault():
    po = catalogue(polib.POEntry(msgid="{a} of {b}", msgstr="{b} ішінен {a}, {a}"))
    assert catalogue_problems(po, wanted(Message("", "{a} of {b}")), "kk") == []


def test_unused_entries_are_faults_but_for_overrides():
    po = catalogue(
        polib.POEntry(msgid="Gone", msgstr="Кетті"),
        polib.POEntry(msgid="Old", msgstr="Ескі", obsolete=True),
        polib.POEntry(msgid="May", msgstr="мамыр", tcomment="override: written small"),
    )
    assert catalogue_problems(po, {}, "kk") == ["obsolete: 'Old'", "obsolete: 'Gone'"]


@pytest.mark.parametrize(
    ("language", "forms", "problem"),
    [
        ("kk", ["бір жол", "%(n)s жол"], []),
        ("kk", ["%(n)s жол", "%(n)s жол"], []),
        ("kk", ["%(n)s жол", "жол"], ["placeholders differ: 'One row' and 'жол'"]),
        ("kk", ["%(n)s жол"], ["2 plural forms are needed: 'One row'"]),
        ("kk", ["%(n)s жол", ""], ["untranslated: 'One row'"]),
        ("ru", ["%(n)s строка", "%(n)s строки", "%(n)s строк"], []),
        # The first Russian form is also for 21 and 31.
        ("ru", ["одна строка", "%(n)s строки", "%(n)s строк"], ["placeholders differ: 'One row' and 'одна строка'"]),
    ],
)
def test_plural_forms(language, forms, problem):
    entry = polib.POEntry(msgid="One row", msgid_plural="%(n)s rows", msgstr_plural=dict(enumerate(forms)))
    assert catalogue_problems(catalogue(entry), wanted(Message("", "One row", "%(n)s rows")), language) == problem


def test_placeholders():
    assert placeholders("%(a)s, %(a)s and {b:,.2f} {b!r}") == placeholders("{b} %(a)s")
    assert placeholders("%s %s") == Counter({"%s": 2})
    assert placeholders("100%% sure, 5 % of them") == Counter()


def test_extracting_twice_changes_nothing(catalogues):
    assert extract("kk")
    assert not extract("kk")
    text = catalogue_path("kk").read_text()
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text
    assert "POT-Creation-Date" not in text


def test_the_command_checks_and_compiles(catalogues, capsys):
    call_command("messages", "extract", "--language", "kk")
    with pytest.raises(CommandError, match=r"\d+ problems. Run `seriktes messages extract`"):
        call_command("messages", "check", "--language", "kk")
    assert "kk: untranslated: 'BIN'" in capsys.readouterr().err
    call_command("messages", "compile", "--language", "kk")
    assert catalogue_path("kk").with_suffix(".mo").exists()


def test_stale_catalogues_are_compiled_once(catalogues):
    path = catalogue_path("ru")
    path.parent.mkdir(parents=True)
    catalogue(polib.POEntry(msgid="Save", msgstr="Сохранить")).save(str(path))
    assert compile_stale() == ["ru"]
    assert not is_stale("ru")
    assert compile_stale() == []
    assert [entry.msgstr for entry in polib.mofile(str(path.with_suffix(".mo")))] == ["Сохранить"]
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".tmp"] == []


def test_a_directory_that_cannot_be_written_stops_nothing(catalogues, caplog):
    path = catalogue_path("ru")
    path.parent.mkdir(parents=True)
    catalogue(polib.POEntry(msgid="Save", msgstr="Сохранить")).save(str(path))
    path.with_suffix(".mo").mkdir()
    path.with_suffix(".mo").joinpath("full").touch()
    os.utime(path.with_suffix(".mo"), (0, 0))
    assert compile_stale() == []
    assert "could not be compiled" in caplog.text
