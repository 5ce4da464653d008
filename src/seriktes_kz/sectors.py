"""Economic activities: sections of the national classifier NK RK 03-2019 (OKED), in force since 01.01.2020.

Kazakh and Russian names as in the classifier, English ones as in NACE Rev. 2, whose sections and
divisions the classifier keeps.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Sector, Source

SCHEME = "oked"
SECTOR_SOURCE = Source(
    title=_("National classifier NK RK 03-2019 “General classifier of types of economic activity”"),
    dated=date(2020, 1, 1),
    note="English names: NACE Rev. 2.",
)

# Section, first and last division, names in kk, ru and en.
_SECTIONS = (
    (
        "A",
        1,
        3,
        "Ауыл, орман және балық шаруашылығы",
        "Сельское, лесное и рыбное хозяйство",
        "Agriculture, forestry and fishing",
    ),
    (
        "B",
        5,
        9,
        "Тау-кен өндіру өнеркәсібі және карьерлерді қазу",
        "Горнодобывающая промышленность и разработка карьеров",
        "Mining and quarrying",
    ),
    ("C", 10, 33, "Өңдеу өнеркәсібі", "Обрабатывающая промышленность", "Manufacturing"),
    (
        "D",
        35,
        35,
        "Электр энергиясымен, газбен, бумен, ыстық сумен және ауаны кондициялаумен жабдықтау",
        "Снабжение электроэнергией, газом, паром, горячей водой и кондиционированным воздухом",
        "Electricity, gas, steam and air conditioning supply",
    ),
    (
        "E",
        36,
        39,
        "Сумен жабдықтау; су бұру; қалдықтарды жинау, өңдеу және жою, ластануды жою бойынша қызмет",
        "Водоснабжение; водоотведение; сбор, обработка и удаление отходов, деятельность по ликвидации загрязнений",
        "Water supply; sewerage, waste management and remediation activities",
    ),
    ("F", 41, 43, "Құрылыс", "Строительство", "Construction"),
    (
        "G",
        45,
        47,
        "Көтерме және бөлшек саудада сату; автомобильдерді және мотоциклдерді жөндеу",
        "Оптовая и розничная торговля; ремонт автомобилей и мотоциклов",
        "Wholesale and retail trade; repair of motor vehicles and motorcycles",
    ),
    ("H", 49, 53, "Көлік және жинақтау", "Транспорт и складирование", "Transportation and storage"),
    (
        "I",
        55,
        56,
        "Тұру және тамақтану бойынша қызмет көрсету",
        "Предоставление услуг по проживанию и питанию",
        "Accommodation and food service activities",
    ),
    ("J", 58, 63, "Ақпарат және байланыс", "Информация и связь", "Information and communication"),
    (
        "K",
        64,
        66,
        "Қаржы және сақтандыру қызметі",
        "Финансовая и страховая деятельность",
        "Financial and insurance activities",
    ),
    ("L", 68, 68, "Жылжымайтын мүлікпен операциялар", "Операции с недвижимым имуществом", "Real estate activities"),
    (
        "M",
        69,
        75,
        "Кәсіби, ғылыми және техникалық қызмет",
        "Профессиональная, научная и техническая деятельность",
        "Professional, scientific and technical activities",
    ),
    (
        "N",
        77,
        82,
        "Әкімшілік және қосалқы қызмет көрсету саласындағы қызмет",
        "Деятельность в области административного и вспомогательного обслуживания",
        "Administrative and support service activities",
    ),
    (
        "O",
        84,
        84,
        "Мемлекеттік басқару және қорғаныс; міндетті әлеуметтік қамсыздандыру",
        "Государственное управление и оборона; обязательное социальное обеспечение",
        "Public administration and defence; compulsory social security",
    ),
    ("P", 85, 85, "Білім беру", "Образование", "Education"),
    (
        "Q",
        86,
        88,
        "Денсаулық сақтау және халыққа әлеуметтік қызмет көрсету",
        "Здравоохранение и социальное обслуживание населения",
        "Human health and social work activities",
    ),
    (
        "R",
        90,
        93,
        "Өнер, ойын-сауық және демалыс",
        "Искусство, развлечения и отдых",
        "Arts, entertainment and recreation",
    ),
    (
        "S",
        94,
        96,
        "Көрсетілетін қызметтердің өзге де түрлерін ұсыну",
        "Предоставление прочих видов услуг",
        "Other service activities",
    ),
    (
        "T",
        97,
        98,
        (
            "Үй қызметшісін жалдайтын үй шаруашылықтарының қызметі; өзіндік тұтынуы үшін тауарлар мен көрсетілетін "
            "қызметтерді өндіру бойынша үй шаруашылықтарының қызметі"
        ),
        (
            "Деятельность домашних хозяйств, нанимающих домашнюю прислугу; деятельность домашних хозяйств по производству "
            "товаров и услуг для собственного потребления"
        ),
        (
            "Activities of households as employers; undifferentiated goods- and services-producing activities of households "
            "for own use"
        ),
    ),
    (
        "U",
        99,
        99,
        "Аумақтан тыс ұйымдар мен органдардың қызметі",
        "Деятельность экстерриториальных организаций и органов",
        "Activities of extraterritorial organisations and bodies",
    ),
)

SECTIONS = tuple(
    Sector(
        SCHEME,
        section,
        {"kk": kk, "ru": ru, "en": en},
        covers=tuple(f"{division:02}" for division in range(first, last + 1)),
    )
    for section, first, last, kk, ru, en in _SECTIONS
)
