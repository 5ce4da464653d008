"""Words of the invented positions, in three languages: what is done there, in shares of the time."""

from typing import NamedTuple


class Work(NamedTuple):
    """`tasks` are (share, kk, ru, en)."""

    kk: str
    ru: str
    en: str
    tasks: tuple[tuple[int, str, str, str], ...]
    skills: tuple[str, ...]


WORKS = (
    Work(
        "Деректер талдаушысының тағылымгері", "Стажёр аналитика данных", "Data analyst's intern",
        (
            (50, "Өндіріс деректерін тазалап, кестелерге жинау", "Чистить данные производства и сводить их в таблицы",
             "Clean production data and bring it into tables"),
            (30, "Апталық көрсеткіштер тақтасын жаңарту", "Обновлять панель недельных показателей",
             "Renew the board of weekly figures"),
            (20, "Тоқтап қалу себептері туралы есеп жазу", "Написать отчёт о причинах простоев",
             "Write a report on the causes of standstills"),
        ),
        ("Python", "SQL", "Excel"),
    ),
    Work(
        "Құю зертханасының көмекшісі", "Помощник лаборатории литья", "Assistant in the casting laboratory",
        (
            (60, "Құймалардың үлгілерін дайындап, өлшеу", "Готовить образцы отливок и измерять их",
             "Prepare samples of castings and measure them"),
            (25, "Өлшем нәтижелерін журналға енгізу", "Вносить результаты измерений в журнал",
             "Enter the results into the journal"),
            (15, "Ақаулар бойынша қорытынды дайындау", "Подготовить заключение о дефектах", "Prepare a conclusion on defects"),
        ),
        ("метрология", "материалтану", "AutoCAD"),
    ),
    Work(
        "Электр желілері инженерінің тағылымгері", "Стажёр инженера электросетей", "Intern to a power grid engineer",
        (
            (40, "Қосалқы станцияларды инженермен бірге тексеру", "Осматривать подстанции вместе с инженером",
             "Inspect substations together with the engineer"),
            (40, "Желі сұлбаларын жаңарту", "Обновлять схемы сетей", "Renew the diagrams of the grid"),
            (20, "Шығындар есебін жасау", "Рассчитать потери", "Calculate the losses"),
        ),
        ("AutoCAD", "электротехника", "қауіпсіздік техникасы"),
    ),
    Work(
        "Есепші көмекшісі", "Помощник бухгалтера", "Accountant's assistant",
        (
            (50, "Бастапқы құжаттарды тексеріп, бағдарламаға енгізу", "Проверять первичные документы и вносить их в программу",
             "Check source documents and enter them"),
            (30, "Салыстыру актілерін дайындау", "Готовить акты сверки", "Prepare statements of reconciliation"),
            (20, "Салық есептілігінің жобасын жасау", "Составить проект налоговой отчётности", "Draft the tax return"),
        ),
        ("1С", "Excel", "бухгалтерлік есеп"),
    ),
    Work(
        "Веб-әзірлеуші тағылымгер", "Стажёр веб-разработчика", "Web developer's intern",
        (
            (60, "Клиенттер порталының беттерін жасау", "Делать страницы портала клиентов", "Build pages of the customers' portal"),
            (20, "Автоматты тесттер жазу", "Писать автоматические тесты", "Write automatic tests"),
            (20, "Пайдаланушылардың хабарламаларын талдау", "Разбирать сообщения пользователей", "Work through users' reports"),
        ),
        ("JavaScript", "Python", "git"),
    ),
    Work(
        "Агроном көмекшісі", "Помощник агронома", "Agronomist's assistant",
        (
            (50, "Танаптан топырақ сынамаларын алу", "Отбирать пробы почвы на полях", "Take samples of soil from the fields"),
            (30, "Сынамаларды зертханада талдау", "Анализировать пробы в лаборатории", "Analyse the samples in the laboratory"),
            (20, "Тыңайтқыш картасын жасау", "Составить карту внесения удобрений", "Draw the map of fertilising"),
        ),
        ("агрохимия", "GIS", "өсімдік шаруашылығы"),
    ),
    Work(
        "Логистика маманының тағылымгері", "Стажёр логиста", "Logistics intern",
        (
            (45, "Жеткізу бағыттарын жоспарлау", "Планировать маршруты доставки", "Plan the routes of delivery"),
            (35, "Қойма қалдықтарын санау", "Считать остатки на складе", "Count the stock of the warehouse"),
            (20, "Тасымалдаушылармен хат алмасу", "Вести переписку с перевозчиками", "Write to the carriers"),
        ),
        ("Excel", "ағылшын тілі", "логистика"),
    ),
    Work(
        "Кен инженерінің тағылымгері", "Стажёр горного инженера", "Mining engineer's intern",
        (
            (40, "Карьердің маркшейдерлік түсірілімі", "Маркшейдерская съёмка карьера", "Survey of the pit"),
            (40, "Жарылыс жұмыстарының жоспарын есептеу", "Рассчитывать планы взрывных работ", "Calculate the plans of blasting"),
            (20, "Қауіпсіздік журналын жүргізу", "Вести журнал безопасности", "Keep the journal of safety"),
        ),
        ("Micromine", "геодезия", "қауіпсіздік техникасы"),
    ),
    Work(
        "Кадр бөлімінің көмекшісі", "Помощник отдела кадров", "Assistant in the personnel department",
        (
            (50, "Жұмысқа қабылдау сұхбаттарын ұйымдастыру", "Организовывать собеседования", "Arrange job interviews"),
            (30, "Оқыту жоспарын құрастыру", "Составлять план обучения", "Draw up the plan of training"),
            (20, "Қызметкерлер сауалнамасын өңдеу", "Обработать опрос сотрудников", "Work up the survey of employees"),
        ),
        ("еңбек құқығы", "Excel", "сөйлеу мәдениеті"),
    ),
    Work(
        "Химик-лаборант тағылымгері", "Стажёр химика-лаборанта", "Laboratory chemist's intern",
        (
            (55, "Су мен мұнай сынамаларын талдау", "Анализировать пробы воды и нефти", "Analyse samples of water and oil"),
            (25, "Құралдарды калибрлеу", "Калибровать приборы", "Calibrate the instruments"),
            (20, "Әдістеме сипаттамасын жаңарту", "Обновить описание методики", "Renew the description of the method"),
        ),
        ("аналитикалық химия", "ISO 17025", "орыс тілі"),
    ),
    Work(
        "Маркетолог тағылымгер", "Стажёр маркетолога", "Marketing intern",
        (
            (40, "Нарық бағаларын салыстыру", "Сравнивать цены рынка", "Compare prices on the market"),
            (40, "Үш тілде мәтіндер дайындау", "Готовить тексты на трёх языках", "Prepare texts in three languages"),
            (20, "Науқан нәтижесін өлшеу", "Измерить результат кампании", "Measure what a campaign brought"),
        ),
        ("Figma", "қазақ тілі", "копирайтинг"),
    ),
    Work(
        "Құрылыс инженерінің көмекшісі", "Помощник инженера-строителя", "Construction engineer's assistant",
        (
            (45, "Алаңдағы жұмыс көлемін өлшеу", "Измерять объёмы работ на площадке", "Measure the work done on the site"),
            (35, "Сметаны тексеру", "Проверять смету", "Check the estimate"),
            (20, "Техникалық қадағалау хаттамасын жазу", "Вести протокол технадзора", "Keep the record of technical supervision"),
        ),
        ("AutoCAD", "Revit", "смета"),
    ),
)  # fmt: skip
# Beside the work: what kind of programme, (kk, ru, en), and the words about it.
PROGRAMMES = {
    "internship": (
        ("Жазғы тағылымдама", "Летняя стажировка", "Summer internship"),
        ("Үшінші және төртінші курс студенттеріне арналған ақылы тағылымдама.",
         "Оплачиваемая стажировка для студентов третьего и четвёртого курсов.",
         "A paid internship for students of the third and fourth year."),
    ),
    "dual_education": (
        ("Дуальды оқыту: энергетика және металлургия", "Дуальное обучение: энергетика и металлургия",
         "Dual education: energy and metallurgy"),
        ("Оқу уақытының бір бөлігі кәсіпорында, тәлімгердің жанында өтеді.",
         "Часть учебного времени проходит на предприятии, рядом с наставником.",
         "Part of the study time is spent at the enterprise, beside a mentor."),
    ),
    "practice": (
        ("Өндірістік тәжірибе", "Производственная практика", "Industrial practice"),
        ("Екінші курстан бастап, базамен жасалған шарт бойынша.", "Со второго курса, по договору с базой практики.",
         "From the second year on, by contract with the place of practice."),
    ),
    "thesis": (
        ("Кәсіпорын тақырыбындағы дипломдық жұмыс", "Дипломная работа по теме предприятия", "Thesis on a topic of industry"),
        ("Екі жетекшімен: университеттен және кәсіпорыннан.", "С двумя руководителями: от университета и от предприятия.",
         "With two supervisors: of the university and of the enterprise."),
    ),
    "secondment": (
        ("Оқытушылардың өндірістегі тағылымдамасы", "Стажировка преподавателей на производстве",
         "Secondment of faculty to industry"),
        ("Оқытушы бір айын кәсіпорында өткізіп, курсын жаңартады.",
         "Преподаватель проводит месяц на предприятии и обновляет свой курс.",
         "A teacher spends a month at an enterprise and renews a course."),
    ),
}  # fmt: skip
ABOUT = {
    "kk": "Тағылымгер бөлімнің жұмысына толық қатысады; тапсырмалар мен олардың үлесі төменде.",
    "ru": "Стажёр полноценно участвует в работе отдела; задачи и их доли указаны ниже.",
    "en": "The intern takes a full part in the work of the department; the tasks and their shares stand below.",
}
DOCUMENTS = (
    ("d1", "Түйіндеме", "Резюме", "Curriculum vitae", True),
    ("d2", "Транскрипт", "Транскрипт", "Transcript of records", True),
    ("d3", "Медициналық анықтама", "Медицинская справка", "Medical certificate", False),
)
RETURNED = (
    "Тапсырмалар тым жалпы: тағылымгер нақты не істейтінін жазыңыз.",
    "Не указано, кто руководит во вторую смену.",
)
WITHDRAWN = "Цех жөндеуге тоқтатылды."
# Standing, reasons, words of whoever decided, the note shown on each placement.
HOSTS = (
    ("vetted", (), "Барып көрдік: тәлімгерлер бар, жұмыс орындары дайын.", "Рұқсатнама үш күн бұрын тапсырыс беріледі."),
    ("vetted", (), "Үш жыл бойы ұсыныс көп, шағым жоқ.", ""),
    ("watch", ("off_plan", "supervision"),
     "Студенты второй раз пишут, что носили бумаги вместо измерений; наставник ушёл, замену не назвали.",
     "Перед каждым направлением спросите, кто будет руководить."),
    ("declined", ("pay",), "Келісілген ақы екі маусым бойы төленбеді, хаттарға жауап жоқ.", ""),
    ("new", (), "", ""),
)  # fmt: skip
