from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.common.packs import InvalidIdentifier
from seriktes_kz.identifiers import BinDescription, check_digit, describe_bin, validate_bin, validate_iin
from tests.shared import SHARED

PUBLIC_BINS = SHARED / "data/kz/bin_valid_examples.txt"
# Invented: serial numbers from 99990 on, which no month reaches.
INVENTED_BINS = [
    "240140999905",
    "240140999917",
    "240140999929",
    "240140999930",
    "240140999942",
    "240140999954",
    "240140999966",
    "240140999978",
    "240140999991",
]


@pytest.mark.parametrize("number", INVENTED_BINS)
def test_invented_bins_pass(number):
    assert validate_bin(number) == number


@pytest.mark.skipif(not PUBLIC_BINS.exists(), reason="the list of public BINs is not here")
def test_public_bins_pass():
    numbers = PUBLIC_BINS.read_text().split()
    assert len(numbers) == 270
    assert [validate_bin(number) for number in numbers] == numbers


@pytest.mark.parametrize(
    "pasted",
    [" 2401 4099 9905 ", "2401-4099-9905", "БИН 240140999905", "БСН: 240140999905", "\ufeff240140999905\u00a0"],
)
def test_pasted_forms_are_normalised(pasted):
    assert validate_bin(pasted) == "240140999905"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("", "empty"),
        ("24014O999905", "characters"),
        ("2.40141E+11", "characters"),
        ("24014099990", "length"),
        ("2401409999050", "length"),
        ("241340999905", "month"),
        ("240040999905", "month"),
        ("240170999905", "entity_kind"),
        ("240130999905", "entity_kind"),
        ("240144999905", "unit_kind"),
        ("240140999906", "check_digit"),
        ("240149099905", "unit_kind"),
    ],
)
def test_each_fault_of_a_bin_has_its_own_code(wrong, code):
    with pytest.raises(InvalidIdentifier) as refusal:
        validate_bin(wrong)
    assert refusal.value.code == code


def test_each_fault_of_a_bin_has_its_own_message():
    messages = set()
    wrong = ["", "24O", "2401", "241340999905", "240170999905", "240144999905", "240140999906", _iin("800229", "3")]
    for value in wrong:
        with pytest.raises(InvalidIdentifier) as refusal:
            validate_bin(value)
        messages.add(str(refusal.value))
    assert len(messages) == len(wrong)


def test_the_message_shows_what_was_found():
    with pytest.raises(InvalidIdentifier) as refusal:
        validate_bin("24014O99990З")
    assert "O, З" in str(refusal.value)


def test_an_iin_in_place_of_a_bin_is_recognised():
    with pytest.raises(InvalidIdentifier) as refusal:
        validate_bin(_iin("800229", "3"))
    assert refusal.value.code == "is_iin"


def test_a_number_without_a_check_digit_is_never_valid():
    assert check_digit("24014005845") is None
    for last in "0123456789":
        with pytest.raises(InvalidIdentifier):
            validate_bin(f"24014005845{last}")


def test_the_second_pass_decides_when_the_first_gives_ten():
    # 1·2 + 2·4 + 4·1 + 5·4 + … ≡ 10 (mod 11) with the first weights; the second ones give 7.
    first_eleven = next(
        f"240140{serial:05}"
        for serial in range(99990, 100000)
        if sum(int(digit) * weight for weight, digit in enumerate(f"240140{serial:05}", 1)) % 11 == 10
    )
    second = sum(
        int(digit) * weight for digit, weight in zip(first_eleven, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), strict=True)
    )
    assert check_digit(first_eleven) == (second % 11 if second % 11 < 10 else None)


def test_what_a_bin_says():
    today = date(2026, 11, 20)
    assert describe_bin("240140999905", today=today) == BinDescription(2024, 1, "resident", "head")
    assert describe_bin(_bin("991251", "00001"), today=today) == BinDescription(1999, 12, "non_resident", "branch")
    # November of this year is past, December is not yet.
    assert describe_bin(_bin("261162", "00001"), today=today).year == 2026
    assert describe_bin(_bin("261263", "00001"), today=today).year == 1926


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("2401", "length"),
        ("abc", "characters"),
        ("800229900001", "century"),
        ("800230300001", "birth_date"),
        ("240140999905", "is_bin"),
    ],
)
def test_each_fault_of_an_iin_has_its_own_code(wrong, code):
    with pytest.raises(InvalidIdentifier) as refusal:
        validate_iin(wrong)
    assert refusal.value.code == code


def test_iin():
    number = _iin("800229", "3")
    assert validate_iin(number) == number
    with pytest.raises(InvalidIdentifier) as refusal:
        validate_iin(number[:11] + str((int(number[11]) + 1) % 10))
    assert refusal.value.code == "check_digit"


@given(st.text())
def test_any_text_is_accepted_or_refused(text):
    try:
        assert len(validate_bin(text)) == 12
    except InvalidIdentifier as refusal:
        assert refusal.code  # noqa: PT017 - both ends are right, a crash is not


def _bin(first_six: str, serial: str) -> str:
    return _with_check_digit(first_six + serial)


def _iin(birth: str, century: str) -> str:
    return _with_check_digit(f"{birth}{century}9999")


def _with_check_digit(first_eleven: str) -> str:
    return f"{first_eleven}{check_digit(first_eleven)}"
