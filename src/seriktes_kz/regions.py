"""The 17 regions and 3 cities of republican significance.

Names in Kazakh and Russian as in Law 239-VIII of 08.12.2025 "On the republican budget for
2026-2028"; codes of ISO 3166-2:KZ, whose digits are those of the national classifier of
territories (KATO). The towns are those that resolve a region from a city field; towns whose name
is also the name of another region are left out, and Baikonur is in no region.
"""

from datetime import date

from seriktes.common.packs import Region, RegionType, Source, Tile

REGION_SOURCE = Source(
    title="Law of the Republic of Kazakhstan 239-VIII “On the republican budget for 2026–2028”; ISO 3166-2:KZ",
    dated=date(2025, 12, 8),
    note="English names follow ISO 3166-2 and common use. KATO digits equal the ISO number; the KATO table itself "
    "was not verified. Towns, older names and older codes are general knowledge.",
)

REGION_WORDS: dict[str, RegionType] = {
    # Folded by spelling.fold_name: облысы, область, oblysy, Oblisi, region…
    **dict.fromkeys(("oblisi", "oblis", "oblast", "obl", "region", "province", "provintsiia"), "region"),
    **dict.fromkeys(("kalasi", "kala", "k", "gorod", "g", "citi"), "city"),
}


def _region(
    number: str,
    kk: str,
    ru: str,
    en: str,
    *,
    old: str = "",
    aliases: str = "",
    cities: str = "",
) -> Region:
    return Region(
        code=f"KZ-{number}",
        national_code=number,
        names={"kk": kk, "ru": ru, "en": en},
        type="city" if kk.endswith("қаласы") else "region",
        aliases=tuple(aliases.split(", ")) if aliases else (),
        old_codes=(f"KZ-{old}",) if old else (),
        cities=tuple(cities.split(", ")) if cities else (),
    )


REGIONS = (
    _region(
        "10",
        "Абай облысы",
        "область Абай",
        "Abai Region",
        aliases="Абайская область",
        cities="Семей, Semey, Семипалатинск, Semipalatinsk, Курчатов, Kurchatov, Аягөз, Аягоз, Ayagoz, "
        "Ayakoz, Шар, Shar",
    ),
    _region(
        "11",
        "Ақмола облысы",
        "Акмолинская область",
        "Akmola Region",
        old="AKM",
        cities="Көкшетау, Кокшетау, Kokshetau, Щучинск, Shchuchinsk, Степногорск, Stepnogorsk, Атбасар, "
        "Atbasar, Қосшы, Косшы, Kosshy, Макинск, Makinsk, Есіл, Есиль, Ерейментау, Ereymentau, "
        "Бурабай, Burabay",
    ),
    _region(
        "15",
        "Ақтөбе облысы",
        "Актюбинская область",
        "Aktobe Region",
        old="AKT",
        aliases="Актобинская область, Aktyubinsk Region",
        cities="Ақтөбе, Актобе, Aktobe, Актюбинск, Aktyubinsk, Хромтау, Khromtau, Қандыағаш, Кандыагаш, "
        "Kandyagash, Шалқар, Шалкар, Shalkar, Алға, Alga",
    ),
    _region(
        "19",
        "Алматы облысы",
        "Алматинская область",
        "Almaty Region",
        old="ALM",
        cities="Қонаев, Конаев, Qonayev, Konaev, Қапшағай, Капчагай, Kapchagay, Капшагай, Kapshagay, "
        "Талғар, Талгар, Talgar, Қаскелең, Каскелен, Kaskelen, Есік, Есик, Esik, Issyk, "
        "Алатау қаласы, город Алатау",
    ),
    _region(
        "23",
        "Атырау облысы",
        "Атырауская область",
        "Atyrau Region",
        old="ATY",
        aliases="Гурьевская область",
        cities="Атырау, Atyrau, Гурьев, Guryev, Құлсары, Кульсары, Kulsary",
    ),
    _region(
        "27",
        "Батыс Қазақстан облысы",
        "Западно-Казахстанская область",
        "West Kazakhstan Region",
        old="ZAP",
        aliases="Western Kazakhstan, Zapadno-Kazakhstanskaya oblast, ЗКО, БҚО",
        cities="Орал, Oral, Уральск, Uralsk, Ақсай, Аксай, Aksai",
    ),
    _region(
        "31",
        "Жамбыл облысы",
        "Жамбылская область",
        "Zhambyl Region",
        old="ZHA",
        aliases="Джамбулская область, Джамбульская область",
        cities="Тараз, Taraz, Жамбыл, Джамбул, Қаратау, Каратау, Karatau, Жаңатас, Жанатас, Zhanatas, Шу, Shu",
    ),
    _region(
        "33",
        "Жетісу облысы",
        "область Жетісу",
        "Zhetisu Region",
        aliases="область Жетысу, Жетысуская область, Zhetysu Region, Jetisu Region",
        cities="Талдықорған, Талдыкорган, Taldykorgan, Текелі, Текели, Tekeli, Үштөбе, Уштобе, Ushtobe, "
        "Жаркент, Zharkent, Сарқан, Сарканд, Sarkand, Үшарал, Ушарал, Usharal",
    ),
    _region(
        "35",
        "Қарағанды облысы",
        "Карагандинская область",
        "Karaganda Region",
        old="KAR",
        aliases="Karagandy Region",
        cities="Қарағанды, Караганда, Karaganda, Karagandy, Теміртау, Темиртау, Temirtau, Балқаш, Балхаш, "
        "Balkhash, Саран, Сарань, Saran, Шахтинск, Shakhtinsk, Приозерск, Priozersk",
    ),
    _region(
        "39",
        "Қостанай облысы",
        "Костанайская область",
        "Kostanay Region",
        old="KUS",
        aliases="Кустанайская область, Kustanay Region",
        cities="Қостанай, Костанай, Kostanay, Кустанай, Kustanay, Рудный, Rudny, Рудный қаласы, Арқалық, "
        "Аркалык, Arkalyk, Лисаковск, Lisakovsk, Жітіқара, Житикара, Zhitikara",
    ),
    _region(
        "43",
        "Қызылорда облысы",
        "Кызылординская область",
        "Kyzylorda Region",
        old="KZY",
        cities="Қызылорда, Кызылорда, Kyzylorda, Кзыл-Орда, Kzyl-Orda, Арал, Аральск, Aral, Aralsk, Қазалы, "
        "Казалинск, Kazaly",
    ),
    _region(
        "47",
        "Маңғыстау облысы",
        "Мангистауская область",
        "Mangystau Region",
        old="MAN",
        aliases="Мангыстауская область, Mangistau Region",
        cities="Ақтау, Актау, Aktau, Жаңаөзен, Жанаозен, Zhanaozen, Форт-Шевченко, Fort-Shevchenko",
    ),
    _region(
        "55",
        "Павлодар облысы",
        "Павлодарская область",
        "Pavlodar Region",
        old="PAV",
        cities="Павлодар, Pavlodar, Екібастұз, Экибастуз, Ekibastuz, Ақсу, Аксу, Aksu",
    ),
    _region(
        "59",
        "Солтүстік Қазақстан облысы",
        "Северо-Казахстанская область",
        "North Kazakhstan Region",
        old="SEV",
        aliases="Northern Kazakhstan, Severo-Kazakhstanskaya oblast, СКО, СҚО",
        cities="Петропавл, Petropavl, Петропавловск, Petropavlovsk, Қызылжар, Kyzylzhar, Булаев, Булаево, "
        "Bulaevo, Тайынша, Taiynsha",
    ),
    _region(
        "61",
        "Түркістан облысы",
        "Туркестанская область",
        "Turkistan Region",
        old="YUZ",
        aliases="Turkestan Region, Оңтүстік Қазақстан облысы, Южно-Казахстанская область, "
        "South Kazakhstan Region, Southern Kazakhstan, Ongtüstik Qazaqstan, ЮКО, ОҚО",
        cities="Түркістан, Туркестан, Turkistan, Turkestan, Кентау, Kentau, Арыс, Арысь, Arys, Сарыағаш, "
        "Сарыагаш, Saryagash, Жетісай, Жетысай, Zhetisai, Леңгір, Ленгер, Lenger",
    ),
    _region(
        "62",
        "Ұлытау облысы",
        "область Ұлытау",
        "Ulytau Region",
        aliases="область Улытау, Улытауская область",
        cities="Жезқазған, Жезказган, Zhezkazgan, Джезказган, Сәтбаев, Сатпаев, Satbaev, Satpayev, Satpaev, "
        "Қаражал, Каражал, Karazhal",
    ),
    _region(
        "63",
        "Шығыс Қазақстан облысы",
        "Восточно-Казахстанская область",
        "East Kazakhstan Region",
        old="VOS",
        aliases="Eastern Kazakhstan, Vostochno-Kazakhstanskaya oblast, ВКО, ШҚО",
        cities="Өскемен, Oskemen, Усть-Каменогорск, Ust-Kamenogorsk, Риддер, Ridder, Лениногорск, Алтай, "
        "Altay, Зырян, Зыряновск, Zyryanovsk, Зайсан, Zaysan",
    ),
    _region(
        "71",
        "Астана қаласы",
        "город Астана",
        "Astana",
        old="AST",
        aliases="Нұр-Сұлтан, Нур-Султан, Nur-Sultan, Целиноград, Tselinograd",
    ),
    _region(
        "75",
        "Алматы қаласы",
        "город Алматы",
        "Almaty",
        old="ALA",
        aliases="Алма-Ата, Alma-Ata",
    ),
    _region(
        "79",
        "Шымкент қаласы",
        "город Шымкент",
        "Shymkent",
        old="SHY",
        aliases="Чимкент, Chimkent",
    ),
)

# What readers know a region by where only a few letters have room.
LETTERS = {
    "10": ("Абай", "Абай", "Abai"), "11": ("Ақм", "Акм", "Akm"), "15": ("Ақт", "Акт", "Akt"),
    "19": ("Алм о", "Алм о", "Alm R"), "23": ("Атыр", "Атыр", "Aty"), "27": ("БҚО", "ЗКО", "WKR"),
    "31": ("Жамб", "Жамб", "Zham"), "33": ("Жет", "Жет", "Zhet"), "35": ("Қар", "Кар", "Kar"),
    "39": ("Қост", "Кост", "Kost"), "43": ("Қыз", "Кыз", "Kyz"), "47": ("Маңғ", "Манг", "Mang"),
    "55": ("Павл", "Павл", "Pavl"), "59": ("СҚО", "СКО", "NKR"), "61": ("Түрк", "Турк", "Turk"),
    "62": ("Ұлыт", "Улыт", "Ulyt"), "63": ("ШҚО", "ВКО", "EKR"), "71": ("Аст", "Аст", "Ast"),
    "75": ("Алм қ", "Алм г", "Alm C"), "79": ("Шым", "Шым", "Shym"),
}  # fmt: skip

# A schematic layout, not a map of borders: rows from north to south, columns from west to east.
TILES = tuple(
    Tile(f"KZ-{number}", row, col, dict(zip(("kk", "ru", "en"), LETTERS[number], strict=True)))
    for row, line in enumerate(
        (
            "..   ..   ..   59   ..   ..   ..",
            "27   ..   39   11   71   55   ..",
            "23   15   62   35   ..   10   63",
            "47   ..   43   ..   ..   33   ..",
            "..   ..   61   31   19   ..   ..",
            "..   ..   79   ..   75   ..   ..",
        )
    )
    for col, number in enumerate(line.split())
    if number != ".."
)
