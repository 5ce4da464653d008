import pytest

from seriktes.common.text import one_line, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Выдуманный\u200b университет", "Выдуманный университет"),
        ("\u3164", ""),
        ("\u200b\u2060\ufeff", ""),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\u2067Темір\u2069", "Темір"),
        ("Те\u00adмір", "Темір"),
        ("Те\u200cмі\u200dр", "Темір"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\u200c\u0645\u06cc\u200c", "\u0645\u06cc"),
        ("Қ\x00а\x1bз\x9fақ", "Қазақ"),
        ("one\ttwo\nthree", "one\ttwo\nthree"),
        ("й ё é", "й ё é"),
    ],
)
def test_what_nobody_sees_goes(text, seen):
    assert visible(text) == seen


def test_names_are_one_line():
    assert one_line(" a\u00a0 \n\u200b b ") == "a b"
    assert one_line("\u3164 \u2800") == ""
