from seriktes_analytics.person_names import PeopleIndex, compare, words_of


def test_initials_fit_the_words_they_begin_in_any_order_and_script():
    for printed, known in [
        ("A. K. Zhumabayev", "Жұмабаев Азамат Қайратұлы"), ("Zhumabayev AK", "Жумабаев Азамат Кайратович"),
        ("Azamat Zhumabayev", "Жұмабаев Азамат Қайратұлы"), ("Е. Ахметов", "Yerlan Akhmetov"),
        ("Y. Akhmetov", "Ахметов Ерлан"), ("ZHUMABAYEV Azamat", "Azamat Zhumabayev"),
    ]:  # fmt: skip
        assert compare(printed, known), (printed, known)


def test_another_given_name_initial_or_family_is_somebody_else():
    for printed, known in [
        ("B. Zhumabayev", "Жұмабаев Азамат Қайратұлы"), ("Aigul Zhumabayeva", "Жумабаев Азамат"),
        ("A. Zhumabayeva", "Azamat Zhumabayev"), ("Zhumabayev", "Жұмабаев Азамат"), ("A. Akhmetov", "Azamat Zhumabayev"),
        ("", "Azamat"), ("???", "Azamat Zhumabayev"),
    ]:  # fmt: skip
        assert compare(printed, known) is None, (printed, known)


def test_the_more_of_a_name_is_seen_the_likelier_it_is():
    known = "Жұмабаев Азамат Қайратұлы"
    scores = [compare(printed, known).score for printed in ("A. Zhumabayev", "A. K. Zhumabayev", "Azamat Zhumabayev")]
    assert scores == sorted(scores)
    assert scores[0] < scores[1] < scores[2] < 1


def test_several_who_fit_make_each_less_likely():
    one = PeopleIndex([(1, ["Azamat Zhumabayev"])]).candidates("A. Zhumabayev")
    two = PeopleIndex([(1, ["Azamat Zhumabayev"]), (2, ["Aidar Zhumabayev"])]).candidates("A. Zhumabayev")
    assert [key for key, _likeness in two] == [1, 2]
    assert two[0][1].score < one[0][1].score
    assert two[0][1].reasons[-1][:2] == ("rivals", "2")


def test_capitals_in_a_row_are_initials_and_short_names_are_words():
    assert words_of("Zhumabayev AK") == ("zhumabaieu", "a", "k")
    assert words_of("Li Wei") == ("li", "uei")
