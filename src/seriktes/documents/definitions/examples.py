"""The fields that the templates shipped with Seriktes use, with invented values. A purpose may offer more."""

from typing import Any


def _three(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


AGREEMENT_EXAMPLE: dict[str, Any] = {
    "number": "ҮЛ-1",
    "title": _three("Үлгі меморандум", "Образец меморандума", "Sample memorandum"),
    "place": _three("Ойдан қаласы", "город Выдуманный", "Invented City"),
    # The days in words, empty while they are not set.
    "signed_on": _three("2026 жылғы 1 қыркүйек", "1 сентября 2026 года", "1 September 2026"),
    "starts_on": _three("2026 жылғы 1 қыркүйек", "1 сентября 2026 года", "1 September 2026"),
    "ends_on": _three("2029 жылғы 31 тамыз", "31 августа 2029 года", "31 August 2029"),
    "subject": _three("бірлескен зертхана", "совместная лаборатория", "a joint laboratory"),
    "notice_days": "30",
    "amount": "",
    "currency": "",
    "parties": [
        {
            "name": _three("Ойдан шығарылған университет", "Выдуманный университет", "Invented University"),
            "number": "000000000000",
            "address": _three("Ойдан қаласы, 1", "город Выдуманный, 1", "1 Invented City"),
            "signatory": "Атыжөн Үлгі",
            "post": _three("ректор", "ректор", "Rector"),
            "authority": _three("Жарғы", "Устав", "the Charter"),
        },
        {
            "name": _three("«Ойдан» ЖШС", "ТОО «Выдумка»", "Invention LLP"),
            "number": "000000000000",
            "address": _three("Ойдан қаласы, 2", "город Выдуманный, 2", "2 Invented City"),
            "signatory": "Есім Мысал",
            "post": _three("директор", "директор", "Director"),
            "authority": _three("Жарғы", "Устав", "the Charter"),
        },
    ],
}
