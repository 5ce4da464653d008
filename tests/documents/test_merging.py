import io
import zipfile

import pytest
from docx import Document

from seriktes.documents.actions.merging import check_template, environment, merge
from seriktes.documents.definitions.examples import AGREEMENT_EXAMPLE
from seriktes.documents.definitions.refusals import Refusals, Refused
from tests.documents.texts import docx, saved, words_of

SMALL = {"number": "7", "title": {"kk": "Үлгі"}, "parties": [{"name": {"kk": "Бір"}}, {"name": {"kk": "Екі"}}]}


def faults(content, example=SMALL):
    with pytest.raises(Refusals) as refused:
        check_template(content, example)
    return [
        (fault.code, fault.values["place"], fault.values.get("name") or fault.values.get("what"))
        for fault in refused.value.refusals
    ]


def test_fields_are_merged_and_named():
    content = docx(
        "№ {{ number }}", "{% for party in parties %}{{ party.name.kk }};{% endfor %}", table=[["{{ title.kk }}", "x"]]
    )
    assert check_template(content, SMALL) == ["number", "parties", "parties[].name.kk", "title.kk"]
    assert words_of(merge(content, SMALL)) == ["№ 7", "Бір;Екі;", "Үлгі", "x"]


def test_an_unknown_field_is_named_with_its_place_and_its_neighbour():
    content = docx("{{ number }}", table=[["x", "{{ nunber }} {{ title.de }}"]], footer="{{ foot }}")
    assert faults(content) == [
        ("unknown_field", "Table 1, row 1, column 2", "nunber"),
        ("unknown_field", "Table 1, row 1, column 2", "title.de"),
        ("unknown_field", "Footer", "foot"),
    ]
    with pytest.raises(Refusals) as refused:
        check_template(docx("{{ nunber }}"), SMALL)
    assert refused.value.refusals[0].sentence == (
        "Paragraph 1: the field “nunber” is not known. Did you mean “number”?"
    )


@pytest.mark.parametrize(
    "trick",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ number.__class__ }}",
        "{{ title['__class__'] }}",
        "{{ self.__init__.__globals__ }}",
        "{{ range(1000000000) }}",
        "{{ 'a' * 1000000000 }}",
        "{% for a in range(9) %}x{% endfor %}",
        "{% set x = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% macro m() %}x{% endmacro %}",
        "{{ number.upper() }}",
        "{{ cycler }}",
        "{{ title | attr('__class__') }}",
        "{{ number | format }}",
    ],
)
def test_no_code_gets_in(trick):
    assert {code for code, _place, _what in faults(docx(trick))} <= {"not_allowed", "unknown_field", "merge_failed"}


def test_the_sandbox_stands_behind_the_check():
    """What the check would refuse, the merge alone refuses too."""
    for trick in ("{{ ''.__class__.__mro__ }}", "{{ number.__class__ }}", "{{ range(3) }}"):
        with pytest.raises(Refused) as refused:
            merge(docx(trick), SMALL)
        assert refused.value.code == "merge_failed"
    assert environment().globals == {}


def test_a_broken_mark_is_told_with_its_place():
    assert [fault[:2] for fault in faults(docx("good", "{% if number %}"))] == [("syntax", "Paragraph 2")]
    with pytest.raises(Refusals) as refused:
        check_template(docx("{{ number "), SMALL)
    # In words for whoever writes the template, not in those of the program that reads it.
    assert [one.sentence for one in refused.value.refusals] == [
        "Paragraph 1: the marks of a field cannot be read. Check that each {{ is closed by }}, each {% if %} by "
        "{% endif %} and each {% for %} by {% endfor %}."
    ]


def test_values_do_not_become_marks_or_xml():
    merged = merge(docx("{{ number }}"), {**SMALL, "number": '<w:p/> & {{ 1 }} "q"'})
    assert words_of(merged) == ['<w:p/> & {{ 1 }} "q"']


def test_tricks_in_the_properties_of_the_file_are_found():
    document = Document()
    document.core_properties.title = "{{ ''.__class__ }}"
    with pytest.raises(Refusals):
        check_template(saved(document), SMALL)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.7", "not_docx"), (b"PK\x03\x04garbage", "docx_broken"), (b"", "not_docx")],
)
def test_what_is_no_docx_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        check_template(content, SMALL)
    assert refused.value.code == code


def _with_member(name, data):
    out = io.BytesIO(docx("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("word/vbaProject.bin", b"x", "docx_macros"),
        ("word/extra.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "docx_dtd"),
        ("word/bomb.xml", b"0" * 400_000_000, "docx_bomb"),
    ],
)
def test_macros_document_types_and_bombs_are_refused(name, data, code):
    with pytest.raises(Refused) as refused:
        check_template(_with_member(name, data), SMALL)
    assert refused.value.code == code


def test_loops_nest_only_so_deep():
    nested = (
        "{% for a in parties %}{% for b in parties %}{% for c in parties %}{% for d in parties %}x" + "{% endfor %}" * 4
    )
    assert [fault[0] for fault in faults(docx(nested))] == ["not_allowed"]


def test_the_example_of_agreements_has_three_languages_everywhere():
    assert set(AGREEMENT_EXAMPLE["title"]) == {"kk", "ru", "en"}
