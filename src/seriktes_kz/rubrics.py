"""Top-level rubrics of the interstate rubricator of scientific and technical information (МРНТИ, IRSTI).

Kazakh journals ask for its codes (NN.NN.NN); a deeper code stands under its rubric. No machine-readable table under an open
licence was found: the numbers and Russian names are the well-known ones of the rubricator (which Russia publishes as
ГРНТИ), written down from general knowledge and to be compared with the official edition before a report relies on them.
English is ours. Kazakh is ours too, and to be checked by a native speaker (`unchecked`).
"""

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Source, Subject, SubjectScheme

# Code, kk, ru, en.
_RUBRICS = (
    ("00", "Жалпы қоғамдық ғылымдар", "Общественные науки в целом", "Social sciences in general"),
    ("02", "Философия", "Философия", "Philosophy"),
    ("03", "Тарих. Тарих ғылымдары", "История. Исторические науки", "History"),
    ("04", "Әлеуметтану", "Социология", "Sociology"),
    ("05", "Демография", "Демография", "Demography"),
    ("06", "Экономика. Экономика ғылымдары", "Экономика. Экономические науки", "Economics"),
    ("10", "Мемлекет және құқық. Заң ғылымдары", "Государство и право. Юридические науки", "State and law"),
    ("11", "Саясат. Саяси ғылымдар", "Политика. Политические науки", "Politics"),
    ("12", "Ғылымтану", "Науковедение", "Science studies"),
    ("13", "Мәдениет. Мәдениеттану", "Культура. Культурология", "Culture"),
    ("14", "Халыққа білім беру. Педагогика", "Народное образование. Педагогика", "Education"),
    ("15", "Психология", "Психология", "Psychology"),
    ("16", "Тіл білімі", "Языкознание", "Linguistics"),
    ("17", "Әдебиет. Әдебиеттану. Ауыз әдебиеті", "Литература. Литературоведение. Устное народное творчество",
     "Literature and folklore"),
    ("18", "Өнер. Өнертану", "Искусство. Искусствоведение", "Arts"),
    ("19", "Бұқаралық коммуникация. Журналистика. Бұқаралық ақпарат құралдары",
     "Массовая коммуникация. Журналистика. Средства массовой информации", "Mass communication and journalism"),
    ("20", "Информатика", "Информатика", "Information science"),
    ("21", "Дін. Атеизм", "Религия. Атеизм", "Religion and atheism"),
    ("23", "Қоғамдық ғылымдардың кешенді мәселелері", "Комплексные проблемы общественных наук",
     "Complex problems of social sciences"),
    ("26", "Жекелеген елдер мен аймақтарды кешенді зерттеу", "Комплексное изучение отдельных стран и регионов",
     "Area studies"),
    ("27", "Математика", "Математика", "Mathematics"),
    ("28", "Кибернетика", "Кибернетика", "Cybernetics"),
    ("29", "Физика", "Физика", "Physics"),
    ("30", "Механика", "Механика", "Mechanics"),
    ("31", "Химия", "Химия", "Chemistry"),
    ("34", "Биология", "Биология", "Biology"),
    ("36", "Геодезия. Картография", "Геодезия. Картография", "Geodesy and cartography"),
    ("37", "Геофизика", "Геофизика", "Geophysics"),
    ("38", "Геология", "Геология", "Geology"),
    ("39", "География", "География", "Geography"),
    ("41", "Астрономия", "Астрономия", "Astronomy"),
    ("43", "Жаратылыстану және нақты ғылымдардың жалпы және кешенді мәселелері",
     "Общие и комплексные проблемы естественных и точных наук", "General problems of natural and exact sciences"),
    ("44", "Энергетика", "Энергетика", "Power engineering"),
    ("45", "Электротехника", "Электротехника", "Electrical engineering"),
    ("47", "Электроника. Радиотехника", "Электроника. Радиотехника", "Electronics and radio engineering"),
    ("49", "Байланыс", "Связь", "Communications"),
    ("50", "Автоматика. Есептеу техникасы", "Автоматика. Вычислительная техника", "Automation and computing"),
    ("52", "Тау-кен ісі", "Горное дело", "Mining"),
    ("53", "Металлургия", "Металлургия", "Metallurgy"),
    ("55", "Машина жасау", "Машиностроение", "Mechanical engineering"),
    ("58", "Ядролық техника", "Ядерная техника", "Nuclear engineering"),
    ("59", "Аспап жасау", "Приборостроение", "Instrument engineering"),
    ("60", "Полиграфия. Репрография. Фотокинотехника", "Полиграфия. Репрография. Фотокинотехника",
     "Printing, reprography, photographic and film technology"),
    ("61", "Химиялық технология. Химия өнеркәсібі", "Химическая технология. Химическая промышленность",
     "Chemical technology"),
    ("62", "Биотехнология", "Биотехнология", "Biotechnology"),
    ("64", "Жеңіл өнеркәсіп", "Легкая промышленность", "Light industry"),
    ("65", "Тамақ өнеркәсібі", "Пищевая промышленность", "Food industry"),
    ("66", "Орман және ағаш өңдеу өнеркәсібі", "Лесная и деревообрабатывающая промышленность",
     "Forest and woodworking industry"),
    ("67", "Құрылыс. Сәулет", "Строительство. Архитектура", "Construction and architecture"),
    ("68", "Ауыл және орман шаруашылығы", "Сельское и лесное хозяйство", "Agriculture and forestry"),
    ("69", "Балық шаруашылығы. Аквакультура", "Рыбное хозяйство. Аквакультура", "Fisheries and aquaculture"),
    ("70", "Су шаруашылығы", "Водное хозяйство", "Water management"),
    ("71", "Ішкі сауда. Туристік-экскурсиялық қызмет көрсету", "Внутренняя торговля. Туристско-экскурсионное обслуживание",
     "Domestic trade and tourism"),
    ("72", "Сыртқы сауда", "Внешняя торговля", "Foreign trade"),
    ("73", "Көлік", "Транспорт", "Transport"),
    ("75", "Тұрғын үй-коммуналдық шаруашылығы. Үй шаруашылығы. Тұрмыстық қызмет көрсету",
     "Жилищно-коммунальное хозяйство. Домоводство. Бытовое обслуживание", "Housing, utilities and household services"),
    ("76", "Медицина және денсаулық сақтау", "Медицина и здравоохранение", "Medicine and health care"),
    ("77", "Дене шынықтыру және спорт", "Физическая культура и спорт", "Physical education and sports"),
    ("78", "Әскери іс", "Военное дело", "Military science"),
    ("80", "Экономиканың өзге салалары", "Прочие отрасли экономики", "Other branches of the economy"),
    ("81", "Техникалық және қолданбалы ғылымдар мен халық шаруашылығы салаларының жалпы және кешенді мәселелері",
     "Общие и комплексные проблемы технических и прикладных наук и отраслей народного хозяйства",
     "General problems of engineering and applied sciences"),
    ("82", "Ұйымдастыру және басқару", "Организация и управление", "Organisation and management"),
    ("83", "Статистика", "Статистика", "Statistics"),
    ("84", "Стандарттау", "Стандартизация", "Standardisation"),
    ("85", "Патент ісі. Өнертапқыштық. Рационализаторлық", "Патентное дело. Изобретательство. Рационализаторство",
     "Patents, inventions and rationalisation"),
    ("86", "Еңбекті қорғау", "Охрана труда", "Occupational safety"),
    ("87", "Қоршаған ортаны қорғау. Адам экологиясы", "Охрана окружающей среды. Экология человека",
     "Environmental protection and human ecology"),
    ("89", "Ғарыштық зерттеулер", "Космические исследования", "Space research"),
    ("90", "Метрология", "Метрология", "Metrology"),
)  # fmt: skip

IRSTI = SubjectScheme(
    "irsti",
    _("rubricator of scientific and technical information (IRSTI)"),
    tuple(Subject(code, {"kk": kk, "ru": ru, "en": en}, unchecked=("kk", "en")) for code, kk, ru, en in _RUBRICS),
    Source(
        title=_("Interstate rubricator of scientific and technical information (IRSTI), top-level rubrics"),
        note=(
            "Written down in November 2026 without an official table at hand: compare with the official edition before a "
            "report relies on it. Kazakh wording is to be checked by a native speaker."
        ),
    ),
)
