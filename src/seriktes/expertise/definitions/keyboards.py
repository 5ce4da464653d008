"""What somebody meant who typed with another keyboard layout on: `ytam` is `нефь`, `ьгтфн` is `munay`.

Three layouts on the same keys: Latin (US), Russian (ЙЦУКЕН) and Kazakh (which has its own letters on the row of digits).
"""

LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
DIGITS = "234589 0-=".replace(" ", "")
KAZAKH_LETTERS = "әіңғүұқөһ"

_TO_RUSSIAN = str.maketrans(dict(zip(LATIN, RUSSIAN, strict=True)))
_TO_LATIN = str.maketrans(dict(zip(RUSSIAN, LATIN, strict=True)) | dict(zip(KAZAKH_LETTERS, DIGITS, strict=True)))
_TO_KAZAKH = str.maketrans(dict(zip(LATIN + DIGITS, RUSSIAN + KAZAKH_LETTERS, strict=True)))
_FROM_RUSSIAN_TO_KAZAKH = str.maketrans(dict(zip(DIGITS, KAZAKH_LETTERS, strict=True)))
# Longer questions are not typed blindly.
LONGEST = 200


def typed_otherwise(text: str) -> list[str]:
    """What the same keys give in the other layouts; not what was typed, and each once."""
    lowered = text[:LONGEST].lower()
    found = [lowered.translate(table) for table in (_TO_RUSSIAN, _TO_KAZAKH, _TO_LATIN, _FROM_RUSSIAN_TO_KAZAKH)]
    return [one for one in dict.fromkeys(found) if one != lowered and any(letter.isalpha() for letter in one)]
