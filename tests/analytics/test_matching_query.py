"""How a question becomes ideas: words of its own language, and of others as far as bridges carry it."""

import pytest

from seriktes_analytics.matching.analysis import skeleton
from seriktes_analytics.matching.bridges import Offer, SkeletonBridge
from seriktes_analytics.matching.query import LONGEST, ask


class Named:
    """A bridge that knows these words of a question, by their places, with how far it trusts each."""

    def __init__(self, name="glossary", **trusts):
        self.name, self.trusts = name, trusts

    def offers(self, query, source, target):
        return [
            Offer(at, at + 1, (f"{target}:{word}x",), self.trusts[word], f"{word}x")
            for at, word in enumerate(query)
            if word in self.trusts
        ]


def crossed(question, target="en"):
    return {idea.said: idea for idea in question.ideas if idea.alternatives[0].tokens[0].startswith(f"{target}:")}


@pytest.mark.parametrize(
    ("trusts", "weight"),
    [({"насос": 1.0}, 0.25), ({"насос": 1.0, "клапан": 1.0}, 0.5), ({"насос": 0.5, "клапан": 0.5}, 0.25)],
)
def test_what_is_carried_across_weighs_as_much_as_the_bridges_cover(trusts, weight):
    asked = ask("насос клапан котёл турбина", languages=["ru", "en"], bridges=[Named(**trusts)], language="ru")
    assert {said: idea.weight for said, idea in crossed(asked).items()} == dict.fromkeys(trusts, weight)
    assert {idea.weight for idea in crossed(asked, "ru").values()} == {1.0}


def test_a_language_that_says_next_to_nothing_of_the_question_is_left_out():
    asked = ask("насос клапан котёл турбина лопатка", languages=["en"], bridges=[Named(насос=0.9)], language="ru")
    assert crossed(asked) == {}


def test_of_two_bridges_the_first_is_named_and_no_word_offered_twice():
    bridges = [Named("glossary", насос=1.0), Named("table", насос=0.4)]
    [idea] = crossed(ask("насос", languages=["en"], bridges=bridges, language="ru")).values()
    assert [(one.tokens, one.trust, one.bridge) for one in idea.alternatives] == [(("en:насосx",), 1.0, "glossary")]


def test_what_no_dictionary_knows_keeps_its_consonants_half_trusted():
    [offer] = SkeletonBridge().offers(["полисахарид"], "ru", "en")
    assert (offer.tokens, offer.trust, offer.met) == ((f"~en:{skeleton('полисахарид')}",), 0.5, "полисахарид")
    # Three consonants meet by chance more often.
    assert [one.trust for one in SkeletonBridge().offers(["каротин", "полимер"], "ru", "en")] == [0.5, 0.5]
    assert [one.trust for one in SkeletonBridge().offers(["озон", "мотор"], "ru", "en")] == [0.25]


def test_of_a_very_long_question_the_first_words_count():
    asked = ask(" ".join(f"word{number}" for number in range(5000)), languages=["en"], language="en")
    assert asked.length == LONGEST
