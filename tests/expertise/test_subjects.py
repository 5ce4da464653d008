import pytest
from django.utils import translation
from django.utils.html import escape

from seriktes.expertise.definitions.subjects import schemes, subject, subject_name
from seriktes_kz.rubrics import IRSTI


@pytest.mark.parametrize(
    ("scheme", "code", "name"),
    [
        ("ford", "2.5", "Materials engineering"),
        ("ford", "2.10", "Nano-technology"),
        # Deeper than the list: under the longest that it begins with.
        ("irsti", "27.35.31", "Mathematics"),
        ("irsti", "55", "Mechanical engineering"),
        ("oked", "B", "Mining and quarrying"),
        ("irsti", "01.01", "01.01"),
        ("nowhere", "1", "1"),
    ],
)
def test_a_code_in_words(scheme, code, name):
    assert subject_name(scheme, code, "en") == name


def test_every_subject_has_three_names_and_a_parent_that_exists():
    assert set(schemes()) == {"ford", "irsti", "oked"}
    for scheme in schemes().values():
        codes = {one.code for one in scheme.subjects}
        assert len(codes) == len(scheme.subjects)
        for one in scheme.subjects:
            assert sorted(one.names) == ["en", "kk", "ru"]
            assert one.parent in {"", *codes}


def test_ford_has_two_levels():
    ford = schemes()["ford"].subjects
    assert (sum(not one.parent for one in ford), sum(bool(one.parent) for one in ford)) == (6, 42)


def test_the_scheme_says_what_a_native_speaker_should_check():
    assert {one.unchecked for one in IRSTI.subjects} == {("kk", "en")}
    assert "native speaker" in IRSTI.source.note
    assert subject("ford", "2.5").unchecked == ("kk", "ru")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "unverified"), [("en", "not verified against it"), ("ru", ""), ("kk", "")])
def test_readers_are_told_where_the_names_of_subjects_come_from(client, language, unverified):
    client.cookies["language"] = language
    page = client.get("/expertise/statistics/").content.decode()
    told = page[page.index('id="schemes"') :]
    for one in schemes().values():
        with translation.override(language):
            assert escape(str(one.source.title)) in told
    assert unverified in told


def test_no_list_is_called_compared_that_was_not():
    assert {one.code: one.compared for one in schemes().values()} == {"ford": False, "irsti": False, "oked": True}
    assert schemes()["ford"].own_words == ("kk", "ru")
    assert schemes()["irsti"].own_words == ("en", "kk")
