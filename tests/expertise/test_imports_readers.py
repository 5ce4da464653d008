"""Each reader, whatever the file holds: no crash, no half record, every fault with its words."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.common.files import FileFault
from seriktes.exchange.definitions import get_kind
from seriktes.exchange.definitions.faults import SENTENCES, sentence
from seriktes.expertise.imports import bibtex, kinds
from seriktes.expertise.imports.bibtex import fields_of, people_of, untexed
from seriktes.expertise.imports.recognising import format_of
from seriktes.expertise.imports.values import Values, abstract_of_index, language_of
from seriktes.expertise.models import Evidence
from tests.expertise.importing import ORCID, counts, faults, import_evidence, openalex

JSON = ("openalex", "crossref", "datacite", "orcid", "csl")
TEXT = ("bibtex", "ris", "uniquip", "csv")
KEYS = ["id", "doi", "DOI", "title", "authorships", "author", "results", "message", "items", "data", "attributes", "titles",
        "creators", "issued", "date-parts", "abstract_inverted_index", "publication_year", "publication_date", "ids",
        "orcid-identifier", "path", "activities-summary", "works", "group", "work-summary", "value", "given", "family", "name",
        "institutions", "ror", "language", "type", "topics", "field", "license", "URL", "biblio", "updated-by", "record", "fault",
        "external-ids", "external-id", "raw_author_name", "display_name", "orcid", "nameIdentifiers", "affiliation"]  # fmt: skip
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=30),
    st.sampled_from(["en", "10.5555/x", f"https://orcid.org/{ORCID}", "https://example.org/a", "2023-05-17", "W1", "\ud800", "\x00"]),
)  # fmt: skip
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6), max_leaves=25
)  # fmt: skip
records = st.dictionaries(st.sampled_from(KEYS), values, max_size=12)
fast = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def read(format_, content):
    """Every row of the file, or the fault that ended it; what a fault says has words."""
    try:
        rows = list(get_kind("evidence").read(io.BytesIO(content), format_, {}))
    except FileFault as fault:
        return [] if fault.code in SENTENCES else pytest.fail(f"{fault.code} has no words")
    for row in rows:
        assert row.record is not None or row.faults
        json.dumps({"raw": row.raw}, default=str)
        for fault in row.faults:
            assert sentence(fault.code, fault.values) != "This value cannot be used."
        if row.record is not None:
            assert row.record.title
            assert row.keys
            assert all(len(value) <= 200 for _scheme, value in row.record.identifiers)
            assert all(0 < len(person.name) <= 300 for person in row.record.people)
    return rows


@pytest.mark.parametrize("format_", JSON)
@fast
@given(one=st.lists(records, max_size=4), as_list=st.booleans())
def test_any_json_is_read_or_refused(format_, one, as_list):
    if as_list:
        read(format_, json.dumps(one).encode())
    else:
        read(format_, b"\n".join(json.dumps(record).encode() for record in one))


@pytest.mark.parametrize("format_", [*JSON, *TEXT])
@fast
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(format_, content):
    read(format_, content)


@pytest.mark.parametrize("format_", TEXT)
@fast
@given(
    parts=st.lists(
        st.sampled_from(["@article{a,", "title={", "}", "{", '"', "author=", " and ", "\\'{e}", "#", ",", "\n", "TY  - JOUR\n",
                         "TI  - ", "AU  - A, B\n", "ER  - \n", "kind;title\n", "publication;", "Name,Type\n", "a,b\n", "(", ")",
                         "@string{x = ", "year=2020", "doi={10.5555/", "\\", "қ", "%"]),
        max_size=40,
    )
)  # fmt: skip
def test_any_text_is_read_or_refused(format_, parts):
    read(format_, "".join(parts).encode())


@fast
@given(one=records)
@pytest.mark.django_db
def test_whatever_is_read_is_written_or_refused_whole(one):
    Evidence.objects.all().delete()
    run = import_evidence(json.dumps({**openalex(), **one}).encode())
    # With "results" it is a page of answers, which may have none.
    assert run.status == "finished" or ("results" in one and run.failure["code"] == "no_rows"), run.failure
    assert run.rows == run.created + run.rejected
    assert Evidence.objects.count() == run.created


# --- What the readers understand --------------------------------------------------------------------------------------
def test_bibtex_is_read_as_it_is_written():
    found = fields_of(
        'k, title = {A {Nested} title}, note = "in "# abc # " quotes", year = 2020, month = jan',
        {"abc": "and", "jan": "1"},
    )
    assert found == {"title": "A {Nested} title", "note": "in and quotes", "year": "2020", "month": "1"}
    assert untexed(r"{\"O}zt{\"u}rk \& S\o{}n, \'{e}t\'e --- {\c{c}}a") == "Öztürk & Søn, été — ça"
    names = [
        one.name for one in people_of("Qiyal, Bolat and Aigerim Oidan and {The Invented Group} and others", "author")
    ]
    assert names == ["Bolat Qiyal", "Aigerim Oidan", "The Invented Group"]
    assert bibtex.TYPES["inproceedings"] == "conference"


@pytest.mark.django_db
def test_an_entry_without_an_end_leaves_the_others(db):
    text = b"@article{a, title={First, url={https://example.org/1}\n@book{b, title={Second}, url={https://example.org/2}}\n"
    run = import_evidence(text, "bibtex")
    assert (counts(run), faults(run)) == ({"created": 1, "rejected": 1}, [(1, "", "entry_not_closed")])
    text = b"TY  - JOUR\nTI  - First\nUR  - https://example.org/3\nTY  - BOOK\nTI  - Third\nUR  - https://example.org/4\nER  - \n"
    run = import_evidence(text, "ris")
    assert (counts(run), faults(run)) == ({"created": 1, "rejected": 1}, [(1, "", "entry_not_closed")])


def test_an_abstract_is_put_together_from_the_places_of_its_words():
    assert abstract_of_index({"ore": [3, 1], "no": [0, 2]}) == "no ore no ore"
    assert abstract_of_index({"a": ["x"], "b": None, "c": [-1, 10**9]}) == ""


def test_letters_tell_the_language_before_the_source_does():
    assert [language_of(text, said) for text, said in [
        ("Қазақ тілі", "en"), ("Русский язык", "en"), ("Русский язык", ""), ("Мова", "uk"), ("The ore of it", "ru"),
        ("Ein Erz", "de"), ("Erz", ""), ("矿石", "zh"), ("矿石", ""), ("", ""),
    ]] == ["kk", "ru", "ru", "uk", "en", "de", "", "zh", "", ""]  # fmt: skip


def test_dates_of_every_kind():
    for said, year, day in [
        ("2023-05-17", 2023, "2023-05-17"), ([2023, 5, 17], 2023, "2023-05-17"), ([2023, 5], 2023, None), ("2023", 2023, None),
        ("2023-01-01", 2023, None), ([None], None, None), ("", None, None), ("2023-02-31", 2023, None), ("0023-01-02", None, None),
    ]:  # fmt: skip
        values = Values()
        values.day(said, "date")
        assert (values.fields.get("year"), str(values.fields.get("published_on"))) == (year, str(day))


def test_the_format_is_told_by_the_first_bytes():
    for content, head, name, code in [
        ("json", b'{"id":"https://openalex.org/W1","authorships":[]}', "a.json", "openalex"),
        ("json", b'{"status":"ok","message-type":"work-list"}', "a", "crossref"), ("json", b'{"orcid-identifier":{}}', "a", "orcid"),
        ("json", b'{"data":[{"attributes":{"types":{"resourceTypeGeneral":"Dataset"}}}]}', "a", "datacite"),
        ("json", b'[{"type":"book","issued":{}}]', "a", "csl"), ("gz", b"\x1f\x8b", "part_000.gz", "openalex"),
        ("csv", b"% x\n@article{a,", "refs.bib", "bibtex"), ("csv", b"@book{a,", "a.txt", "bibtex"),
        ("csv", b"TY  - JOUR\nER  -", "a.txt", "ris"), ("csv", b"Type,ID,Name,Related Facility ID\n", "e.csv", "uniquip"),
        ("csv", b"kind;title\n", "e.csv", "csv"), ("xlsx", b"PK", "e.xlsx", "xlsx"),
    ]:  # fmt: skip
        assert format_of(content, head, name) == code


def test_every_fault_has_its_words():
    assert all(code in SENTENCES for code in kinds.SENTENCES)
    assert "10." in sentence("wrong_evidence_number", {"scheme": "doi", "value": "nothing"})
