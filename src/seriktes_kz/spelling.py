"""One form for the many spellings of a Kazakh place name: Kazakh, Russian, Latin, with or without marks."""

import unicodedata

_LETTERS = str.maketrans(
    dict(zip("аәбвгғдеёзиіыйкқлмнңоөпрстуұүфхһэıə", "aabvggdeeziiiikklmnnooprstuuufhheia", strict=True))
    | {"ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
    | dict.fromkeys("ъьʼ’'`", "")
)
# Latin spellings of one sound. The order matters: digraphs before single letters.
_SOUNDS = (("dzh", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("q", "k"), ("y", "i"), ("w", "u"))


def fold_name(text: str) -> str:
    """Latin letters without marks, in which "Қостанай", "Qostanay" and "Kostanay" are one string."""
    small = text.lower().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    bare = bare.translate(_LETTERS)
    for spelling, sound in _SOUNDS:
        bare = bare.replace(spelling, sound)
    return "".join(letter for i, letter in enumerate(bare) if i == 0 or letter != bare[i - 1])
