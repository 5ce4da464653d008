import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from seriktes_analytics import linkage
from seriktes_analytics.linkage import LinkRecord, find_duplicates, link
from tests.analytics import linkage_samples as samples

# The extract lies beside the checkout, or where the variable says.
ROR = Path(os.environ.get("SERIKTES_SHARED_DATA", Path(__file__).parents[3] / "shared/data")) / "kz/ror_kz.json"
PARASAT = LinkRecord("a", ("«Парасат» ғылыми орталығы", "Научный центр «Парасат»"), "Алматы")


def record(key, *names, city="", domain="", identifiers=()):
    return LinkRecord(key, names, city, domain, identifiers)


def one_match(left, right, **options):
    (match,) = link([left], [right], threshold=0, legal_forms=samples.LEGAL_FORMS, **options)
    return match


def codes(match):
    return {reason.code for reason in match.reasons}


@pytest.mark.parametrize(
    "name",
    [
        "ТОО «Научный центр Парасат»",
        "PARASAT SCIENTIFIC CENTRE, LLP",
        "Парасат ғылыми орталығы ЖШС",
        "Центр научный Парасат",
        "Научный центр „Пaрасaт“",
        "Научный центр Парасит",
    ],
)
def test_link_proposes_another_spelling_of_the_name(name):
    (match,) = link([record("row", name, city="Almaty")], [PARASAT], legal_forms=samples.LEGAL_FORMS)
    assert (match.left, match.right, match.certain) == ("row", "a", False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Университет", "Университет"),
        ("Парасат университеті", "Жұлдыз университеті"),
        ("Школа № 5 «Парасат»", "Школа № 7 «Парасат»"),
        ("Институт экономики", "Институт физики"),
        ("Parasat University", "Parasat University Hospital"),
    ],
)
def test_link_proposes_no_other_organisation_of_the_same_city(one, other):
    assert link([record("row", one, city="Алматы")], [record("a", other, city="Алматы")]) == []


def test_reason_shows_the_spelling_that_is_nearest():
    known = record("b", "Kobikshattyq Qurylys LLP", "ЖШС «Көбікшаттық Құрылыс»", "ТОО «Кобикшаттык Курылыс»")
    match = one_match(record("a", "Кобикшаттык Курылыс, ТОО"), known)
    (named,) = (reason for reason in match.reasons if reason.code == "name_same")
    assert (named.left, named.right) == ("Кобикшаттык Курылыс, ТОО", "ТОО «Кобикшаттык Курылыс»")


def test_name_borne_by_many_is_not_proposed_without_more():
    register = [record(f"org-{at}", "Алтын Дән Агро", city=f"Ауыл {at}") for at in range(8)]
    assert link([record("row", "Алтын Дән Агро")], register) == []


def test_weights_and_reasons_add_up_to_the_score():
    match = one_match(record("row", "Научный центр Парасат", city="Алматы"), PARASAT)
    bits = sum(reason.weight for reason in match.reasons)
    odds = 2**bits * 1e-4 / (1 - 1e-4)
    assert [reason.code for reason in match.reasons] == ["name_same", "city_same"]
    assert match.score == pytest.approx(odds / (1 + odds))
    assert (match.reasons[0].left, match.reasons[0].right) == ("Научный центр Парасат", "Научный центр «Парасат»")


def test_city_that_differs_weighs_against():
    here = one_match(record("row", "Парасат орталығы", city="Алматы"), record("a", "Парасат орталығы", city="Алматы"))
    there = one_match(record("row", "Парасат орталығы", city="Алматы"), record("a", "Парасат орталығы", city="Тараз"))
    assert (codes(here), codes(there)) == ({"name_same", "city_same"}, {"name_same", "city_differs"})
    assert there.score < here.score


def test_identical_identifier_is_certain_whatever_the_name():
    match = one_match(record("row", "Бірінші", identifiers=("bin:1",)), record("a", "Другое", identifiers=("bin:1",)))
    assert match.certain
    assert match.score > 0.999
    assert codes(match) == {"identifier", "name_differs"}


def test_identifier_that_differs_stops_a_proposal_by_name():
    left = record("row", "Парасат орталығы", city="Алматы", identifiers=("bin:1",))
    right = record("a", "Парасат орталығы", city="Тараз", identifiers=("bin:2", "ror:x"))
    match = one_match(left, right)
    assert (match.certain, match.score < 0.1) == (False, True)
    assert "identifier_differs" in codes(match)


def test_identifiers_that_contradict_each_other_are_not_certain():
    left = record("row", "Парасат", identifiers=("bin:1", "ror:x"))
    match = one_match(left, record("a", "Жұлдыз", identifiers=("bin:1", "ror:y")))
    assert (match.certain, "identifier_mixed" in codes(match)) == (False, True)


def test_acronym_with_the_domain_is_proposed_and_alone_is_not():
    left = record("row", "AIRU", domain="airu.example")
    right = record("a", "Altai International Research University", domain="www.airu.example")
    (match,) = link([left], [right])
    assert codes(match) == {"acronym", "domain_same"}
    assert link([record("row", "AIRU")], [right]) == []


def test_domain_of_many_says_nothing():
    register = [record(f"org-{at}", f"Ұйым {at}", domain="mail.example") for at in range(9)]
    assert link([record("row", "Басқа", domain="mail.example")], register, threshold=0) == []


def test_clearly_weaker_candidate_of_a_row_is_left_out():
    register = [record("a", "Парасатты Логистика"), record("b", "Парасанты Логистика")]
    matches = link([record("row", "Парасатты Логистика")], register)
    assert [match.right for match in matches] == ["a"]


def test_words_of_one_meaning_are_given_by_the_caller():
    left, right = record("row", "Институт почв Казахстана"), record("a", "Қазақстан почв институты")
    plain = one_match(left, right)
    told = one_match(left, right, equivalents={"казахстан қазақстан": "kazakhstan"})
    assert (plain.reasons[0].code, told.reasons[0].code) == ("name_close", "name_same")


def test_find_duplicates_gives_each_pair_once_in_the_order_of_the_records():
    records = [PARASAT, record("b", "Жұлдыз мектебі"), record("c", "Центр научный Парасат", city="Алматы")]
    assert [(match.left, match.right) for match in find_duplicates(records)] == [("a", "c")]


def test_same_records_in_another_order_give_the_same_matches():
    register = samples.organisations(80, seed=5)
    dice = random.Random(5)
    listed = [samples.misspelt(org, key=f"row-{org.key}", dice=dice) for org in register[:40]]
    first = link(listed, register, legal_forms=samples.LEGAL_FORMS)
    again = link(reversed(listed), reversed(register), legal_forms=samples.LEGAL_FORMS)
    assert len(first) > 30
    assert again == first


def test_estimate_counts_how_often_two_records_share_a_city():
    left = [record("row", "Парасат орталығы", city="Алматы")]
    right = [record("a", "Парасат орталығы", city="Алматы")] + [
        record(f"org-{at}", f"Ұйым {at}", city="Алматы") for at in range(9)
    ]
    fixed, counted = (link(left, right, estimate=estimate)[0] for estimate in (False, True))
    assert dict.fromkeys(codes(fixed)) == dict.fromkeys(codes(counted))
    assert counted.score < fixed.score


def test_nothing_to_compare_gives_no_match():
    assert (link([], [PARASAT]), link([PARASAT], []), find_duplicates([PARASAT])) == ([], [], [])


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([record("a", "Парасат"), record("a", "Жұлдыз")], "The key 'a' stands twice in records"),
        ([record("a", " ")], "Record 'a' in records has an empty name"),
        ([record("a")], "Record 'a' in records has an empty name"),
        ([record("a", "Парасат", identifiers=("123",))], "write the identifier '123' as \"scheme:value\""),
    ],
)
def test_faulty_records_are_refused_with_what_to_do(records, message):
    with pytest.raises(ValueError, match=message):
        find_duplicates(records)


def test_threshold_that_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="give a number from 0 to 1"):
        find_duplicates([PARASAT], threshold=90)


def test_misspelt_list_of_invented_companies_meets_precision_and_recall():
    register = samples.organisations(1200, seed=1)
    dice = random.Random(2)
    listed = [samples.misspelt(org, key=f"row-{org.key}", dice=dice) for org in register[:300]]
    matches = link(listed, register, legal_forms=samples.LEGAL_FORMS)
    truth = {(f"row-{org.key}", org.key) for org in register[:300]}
    precision, recall = samples.precision_and_recall(matches, truth)
    assert (precision >= 0.98, recall >= 0.9) == (True, True), (precision, recall)
    assert not any(match.certain for match in matches)


@pytest.mark.skipif(not ROR.exists(), reason="the registry extract is not at hand")
def test_misspelt_list_of_a_real_registry_meets_precision_and_recall():
    register = samples.from_ror(ROR)
    dice = random.Random(7)
    known = [dice.choice(register) for _ in range(300)]
    listed = [samples.misspelt(org, key=f"row-{at}", dice=dice) for at, org in enumerate(known)]
    matches = link(listed, register, legal_forms=samples.LEGAL_FORMS, equivalents=samples.EQUIVALENTS)
    truth = {(f"row-{at}", org.key) for at, org in enumerate(known)}
    precision, recall = samples.precision_and_recall(matches, truth)
    assert (precision >= 0.98, recall >= 0.9) == (True, True), (precision, recall)


@pytest.mark.skipif(not ROR.exists(), reason="the registry extract is not at hand")
def test_no_two_records_of_a_real_registry_are_proposed():
    matches = find_duplicates(samples.from_ror(ROR), legal_forms=samples.LEGAL_FORMS, equivalents=samples.EQUIVALENTS)
    assert matches == []


def test_module_loads_without_the_slow_libraries():
    code = "import sys, seriktes_analytics.linkage; print({'splink', 'duckdb', 'pandas'} & set(sys.modules))"
    source = Path(linkage.__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
