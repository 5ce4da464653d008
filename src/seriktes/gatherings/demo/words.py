"""Words of the invented events."""

Three = tuple[str, str, str]
# Its name, and what it is about.
Event = tuple[Three, Three]

FAIR = (
    "Ойдан шығарылған «Бірінші қадам» жұмыс орындары жәрмеңкесі", "Выдуманная ярмарка вакансий «Первый шаг»",
    "Invented “First Step” career fair",
)  # fmt: skip
ABOUT_FAIR = (
    "Студенттер мен жұмыс берушілер бір күнде кездеседі: стендтер, жеке әңгімелер, тәжірибеден өтуге орындар.",
    "Студенты и работодатели встречаются в один день: стенды, личные беседы, места для практики.",
    "Students and employers meet on one day: stands, conversations in person, places for internships.",
)
HACKATHON = (
    "Ойдан шығарылған «Екі күн, бір шешім» хакатоны", "Выдуманный хакатон «Два дня, одно решение»",
    "Invented hackathon “Two days, one solution”",
)  # fmt: skip
ABOUT_HACKATHON = (
    "Командалар кәсіпорындар қойған міндеттерді екі күнде шешеді. Қазылар командалардың атын көрмейді.",
    "Команды за два дня решают задачи, поставленные предприятиями. Судьи не видят названий команд.",
    "Teams solve problems of companies in two days. Judges do not see the names of the teams.",
)
TWO_DAYS: Event = (HACKATHON, ABOUT_HACKATHON)
SMART: Event = (
    (
        "Ойдан шығарылған «Ақылды цех» хакатоны", "Выдуманный хакатон «Умный цех»", "Invented hackathon “Smart Workshop”",
    ),
    (
        "Цехтың бір ауысымын жеңілдететін шешімдер. Қазылар жұмыстарды төрт өлшем бойынша бағалайды және командалардың "
        "атын көрмейді.",
        "Решения, которые облегчат одну смену в цехе. Судьи оценивают работы по четырём критериям и не видят названий "
        "команд.",
        "Solutions that make one shift in a workshop easier. Judges mark the work by four criteria and do not see the names "
        "of the teams.",
    ),
)  # fmt: skip
# The rubric of it, with weights.
RUBRIC: tuple[tuple[Three, int], ...] = (
    (("Кәсіпорынға пайдасы", "Польза для предприятия", "Use for the company"), 4),
    (("Жұмыс істейтін үлгі", "Работающий образец", "A prototype that works"), 3),
    (("Жаңашылдығы", "Новизна", "Novelty"), 2),
    (("Таныстырылымы", "Представление", "Presentation"), 1),
)
# Why a judge stands back from one of the works.
INTEREST = "Осындай құрылғыны біздің кәсіпорын сатып алады / Такие устройства закупает наше предприятие"
SMART_WORKS = (
    ("Ауысым", "Ауысым тапсыру бір бетте", "Шебер сменаны үш минутта тапсырады: не істелді, не тоқтады, не күтіп тұр."),
    ("Искра", "Подсказка сварщику", "Камера на маске замечает непровар и говорит об этом сразу, а не после контроля."),
    ("Loop", "Scrap that finds its next use", "A photo of an offcut and the list of orders in which it still fits."),
    ("Тыныш цех", "Шу картасы", "Он бес микрофон цехтың шу картасын жасап, қай білдек тозғанын көрсетеді."),
    ("Третий ключ", "Инструмент на своём месте", "Доска с метками: видно, чего нет, кто взял и когда вернёт."),
)  # fmt: skip
PLACE = "Ойдан шығарылған конгресс-холл, 1-зал"
# As companies write at a fair: in the languages of their visitors, one after the other.
OFFERS = (
    "Практикаға және жұмысқа технолог-инженерлер мен деректер талдаушыларын іздейміз.\n"
    "Ищем инженеров-технологов и аналитиков данных на практику и на работу.\n"
    "We look for process engineers and data analysts, for internships and for work.",
    "Практикадан өтуге он орын, ақысы төленеді.\nДесять оплачиваемых мест практики.\nTen paid places for internships.",
    "Жас әзірлеушілер керек, тәлімгер бірінші күннен бастап.\nМладшие разработчики, наставник с первого дня.\n"
    "Junior developers, mentors from the first day.",
    "Энергетиктер мен электриктер керек, жатақхана бар.\nНужны энергетики и электрики, общежитие есть.\n"
    "Power engineers and electricians wanted, with a place in a hostel.",
    "Үш ай тағылымдама, содан кейін еңбек шарты.\nСтажировка три месяца, затем договор.\n"
    "Three months of internship, then a contract.",
    "",
)
TEAMS = ("Қыран", "Алтын сақа", "Нейрон", "Step", "Жеті қадам", "Вектор")
WORKS = (
    ("Датчик, который слышит подшипник", "Микрофон за 900 тенге и спектр, по которому износ виден за десять часов."),
    ("Кезекті болжайтын кесте", "Кезек екі есе қысқарды: келушілер уақытты алдын ала таңдайды."),
    ("Maps of dust", "A map of dust from twelve cheap sensors, refreshed every minute."),
    ("Бот для заявок мастерской", "Заявка мастеру за тридцать секунд голосом, на двух языках."),
    ("Суды үнемдейтін клапан", "Қысымды өзі реттейтін клапанның макеті мен есебі."),
    ("Склад без бумаги", "Приёмка по фотографии накладной, ошибка две строки из ста."),
)  # fmt: skip
NOTES = ("Пригласить на собеседование", "Тәжірибеге шақыру", "Отправить тестовое задание")
