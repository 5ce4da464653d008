"""Words that names of organisations share in Kazakh, Russian and English, and what they have in common.

A word is found by its folded beginning, so that endings do not matter ("институты", "институтом"); a word closed
by a full stop must be equal. Words of the language only: a country's own words are given by the caller.
"""

from collections.abc import Mapping

from seriktes_analytics.names import fold

# What an organisation is: two names that contradict each other here rarely mean one organisation.
_KINDS = {
    "university": "университет university universitet",
    "institute": "институт institute institut",
    "academy": "академия academy академиясы академии академией",
    "college": "колледж college kolledzh",
    "school": "школа школы school мектеп мектебі",
    "lyceum": "лицей lyceum",
    "gymnasium": "гимназия gymnasium",
    "centre": "центр centre center орталық орталығы",
    "ministry": "министерство ministry министрлік министрлігі",
    "hospital": "больница госпиталь hospital аурухана",
    "clinic": "клиника. клиникасы clinic. емхана",
    "fund": "фонд fund. foundation қор. қоры.",
    "association": "ассоциация association қауымдастық қауымдастығы",
    "union": "союз union. одақ одағы",
    "council": "совет. council кеңес.",
    "laboratory": "лаборатория laboratory зертхана",
    "library": "библиотека library кітапхана",
    "museum": "музей museum мұражай",
    "agency": "агентство agency агенттік агенттігі",
    "committee": "комитет committee",
    "department": "департамент department",
    "factory": "завод. factory зауыт",
    "bank": "банк. банкі. bank.",
    "station": "станция station станса",
}
_COMMON = {
    "academician": "академик academician",
    "professor": "профессор professor",
    "national": "национальн national ұлттық",
    "state": "государственн state. мемлекеттік",
    "international": "международн international халықаралық",
    "regional": "региональн regional өңірлік аймақтық областн облыстық",
    "republic": "республик republic",
    "science": "научн scientific science ғылыми ғылым. наук",
    "research": "исследовательск исследован зерттеу research",
    "production": "производств production өндіріс",
    "practical": "практическ practical",
    "medical": "медицинск медицина medical medicine",
    "clinical": "клиническ clinical клиникалық",
    "technical": "техническ техникалық technical",
    "technology": "технолог technolog",
    "economic": "эконом econom",
    "humanities": "гуманитар humanit",
    "pedagogical": "педагог pedagog",
    "agrarian": "аграр agrar агротех agrotech",
    "agriculture": "сельскохоз agricultur",
    "physics": "физик physic",
    "mathematics": "математ mathemat",
    "chemistry": "хими chemi",
    "biology": "биолог biolog",
    "geology": "геолог geolog",
    "geography": "географ geograph",
    "history": "истори тарих histor",
    "philosophy": "философ philosoph",
    "law": "юридическ правовед заң. құқық law. legal",
    "arts": "искусств өнер. arts. art.",
    "energy": "энергетик энергия energy. energet",
    "nuclear": "ядерн ядролық nuclear",
    "industrial": "промышлен өнеркәсіп индустриал industrial индустрия industry",
    "engineering": "инженер engineer",
    "construction": "строительн құрылыс construction",
    "transport": "транспорт көлік transport",
    "management": "менеджмент управлени басқару management",
    "education": "образован білім educat",
    "health": "здравоохранен денсаулық health",
    "information": "информац ақпарат informat",
    "development": "развити даму. дамыту development",
    "standard": "стандарт standard",
    "open": "открыт ашық open.",
    "women": "женск қыздар women",
    "youth": "молодеж жастар youth",
    "children": "детск балалар children",
    "company": "компания компаниясы company",
    "group": "группа group. тобы.",
    "holding": "холдинг holding",
    "corporation": "корпорац corporat",
    "enterprise": "предприят кәсіпорын enterprise",
    "service": "сервис service қызмет услуг",
    "trade": "торгов торг. сауда trade trading",
    "experimental": "опытн эксперимент experiment тәжірибе",
    "plants": "растени өсімдік",
    "animals": "животн жануар",
    "western": "западн батыс west. western",
    "eastern": "восточн шығыс east. eastern",
    "northern": "северн солтүстік north. northern",
    "southern": "южн оңтүстік south. southern",
    "central": "центральн central орталық.",
}
_EMPTY = (
    "of. the. and. for. in. at. on. by. under. named. after. и. в. на. для. по. при. имени. им. с. о. об. "
    "мен. және. атындағы. жанындағы. бойынша. үшін. пен. бен. а. an."
)


SHORTEST_MISSPELT = 6


class Words:
    """Folded whole words and beginnings of words with what they stand for; "" stands for nothing."""

    def __init__(self, *, whole: Mapping[str, str], beginnings: Mapping[str, str]) -> None:
        self._whole, self._beginnings = whole, beginnings
        self._misspelt = {
            short: meaning
            for beginning, meaning in sorted(beginnings.items())
            if len(beginning) >= SHORTEST_MISSPELT
            for short in _one_less(beginning)
        }
        self._known: dict[str, str | None] = {}
        self.meanings = frozenset(whole.values()) | frozenset(beginnings.values())

    def meaning(self, token: str) -> str | None:
        """What a folded token stands for, with one letter wrong in a long one; None for a word of its own."""
        if token not in self._known:
            self._known[token] = self._find(token)
        return self._known[token]

    def _find(self, token: str) -> str | None:
        if token in self._whole:
            return self._whole[token]
        starts = [token[:end] for end in range(len(token), 2, -1)]
        for start in starts:
            if start in self._beginnings:
                return self._beginnings[start]
        for start in starts:
            if len(start) < SHORTEST_MISSPELT - 1:
                break
            # A letter left out, one too many, another one, two in the wrong order.
            if start in self._misspelt:
                return self._misspelt[start]
            for short in _one_less(start) if len(start) >= SHORTEST_MISSPELT else ():
                found = self._beginnings.get(short) if len(short) >= SHORTEST_MISSPELT else None
                found = found or self._misspelt.get(short)
                if found:
                    return found
        return None


def _one_less(word: str) -> list[str]:
    """The word without one of its letters; the first letter is hardly ever wrong."""
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


KINDS = frozenset(_KINDS)


def common_words(own: Mapping[str, str] | None = None) -> Words:
    """The words above, with those of the caller: {"қазақстан казахстан": "kazakhstan"}, a full stop closes."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    spellings = {meaning: text for table in (_COMMON, _KINDS) for meaning, text in table.items()}
    for text, meaning in [(text, meaning) for meaning, text in spellings.items()] + list((own or {}).items()):
        for word in text.split():
            (whole if word.endswith(".") else beginnings)[fold(word)] = meaning
    whole.update((fold(word), "") for word in _EMPTY.split())
    return Words(whole=whole, beginnings=beginnings)
