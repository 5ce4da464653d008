from seriktes.documents.queries.comparison import compare_texts


def told(earlier, later):
    return [
        (one.language, one.changes, [(row.what, row.number, [(piece.what, piece.text) for piece in row.pieces]) for row in one.rows])
        for one in compare_texts(earlier, later)
    ]  # fmt: skip


def test_words_that_changed_stand_alone():
    assert told({"kk": ["a b c", "same"]}, {"kk": ["a x c", "same"]}) == [
        ("kk", 1, [
            ("changed", 1, [("same", "a "), ("removed", "b"), ("added", "x"), ("same", " c")]),
            ("same", 2, [("same", "same")]),
        ])
    ]  # fmt: skip


def test_other_paragraphs_are_removed_and_added():
    assert told({"kk": ["one two three"]}, {"kk": ["бір екі үш", "төрт"]}) == [
        ("kk", 3, [
            ("removed", 1, [("removed", "one two three")]), ("added", 1, [("added", "бір екі үш")]),
            ("added", 2, [("added", "төрт")]),
        ])
    ]  # fmt: skip


def test_a_language_that_came_or_went():
    assert [(one[0], one[1]) for one in told({"kk": ["a"], "en": ["b"]}, {"kk": ["a"], "ru": ["c"]})] == [
        ("kk", 0), ("ru", 1), ("en", 1),
    ]  # fmt: skip
