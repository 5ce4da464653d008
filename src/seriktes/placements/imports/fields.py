"""The columns of the tables, with the headings under which offices write them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.curriculum.imports.fields import LEVEL_WORDS
from seriktes.exchange.definitions import Field
from seriktes.placements.enums import PayPeriod, ProgrammeKind, WorkMode

# Which cohort a row is about: by its number in the register, or by programme and term.
_COHORT = Field(
    "cohort",
    _("Number of the cohort in the register"),
    ("№ потока", "номер потока", "поток", "лек", "лек нөмірі", "cohort"),
)
_UNIVERSITY = Field("university", _("University"), ("вуз", "университет", "жоо", "university"))
_PROGRAMME_WORDS = ("программа практики", "программа практик", "программа", "вид практики", "бағдарлама", "тәжірибе бағдарламасы",
                    "programme of placements", "programme", "program")  # fmt: skip
# "Срок" and "мерзім" headed this column in our own exports at first.
_TERM = Field("term", pgettext_lazy("of studies", "Term"),
              ("семестр", "академический период", "период", "срок", "семестрі", "оқу мерзімі", "мерзім", "кезең", "term", "semester"))  # fmt: skip
POSITION_FIELDS = (
    Field("id", _("Number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id")),
    Field("number", _("Own number"), ("№", "номер", "номер места", "нөмірі", "орын нөмірі", "own number")),
    _COHORT,
    _UNIVERSITY,
    Field("programme", _("Programme"), _PROGRAMME_WORDS),
    _TERM,
    Field("host_id", _("Number of the host in the register"), ("№ организации", "ұйым нөмірі")),
    Field("host", _("Host"), ("принимающая организация", "база практики", "организация", "предприятие", "компания", "бин",
                              "қабылдаушы ұйым", "тәжірибе базасы", "ұйым", "кәсіпорын", "компания атауы", "host organisation",
                              "company")),
    Field("name_kk", _("Name in Kazakh"), ("название на казахском", "атауы", "атауы қазақша", "қазақша атауы", "орын атауы")),
    Field("name_ru", _("Name in Russian"), ("название", "наименование", "название на русском", "название места", "вакансия",
                                            "орысша атауы")),
    Field("name_en", _("Name in English"), ("name", "title", "position title", "название на английском", "ағылшынша атауы")),
    Field("about", _("About the work"), ("описание", "описание работы", "о работе", "сипаттамасы", "жұмыс сипаттамасы",
                                         "description")),
    Field("language", _("Written in"), ("язык описания", "сипаттама тілі")),
    Field("tasks", _("Tasks with their shares"), ("задачи", "обязанности", "задания", "міндеттер", "тапсырмалар", "tasks")),
    Field("skills", _("Skills wanted"), ("навыки", "требования", "дағдылар", "талаптар", "skills")),
    Field("languages", _("Languages of work"), ("языки", "язык работы", "рабочие языки", "тілдер", "жұмыс тілдері")),
    Field("capacity", _("Places"), ("количество мест", "мест", "места", "орындар", "орын саны", "places")),
    Field("hours_a_week", _("Hours a week"), ("часов в неделю", "часы в неделю", "аптасына сағат", "hours per week")),
    Field("mode", _("Where"), ("формат", "формат работы", "формат практики", "жұмыс форматы", "mode")),
    Field("region", _("Region"), ("область", "регион", "облыс", "өңір", "аймақ")),
    Field("place", _("Address or site"), ("адрес места практики", "место работы", "адрес базы практики", "жұмыс орны", "тәжірибе мекенжайы", "site")),
    Field("pay", _("Pay"), ("оплата", "зарплата", "стипендия", "төлем", "жалақы", "ақысы", "salary")),
    Field("currency", _("Currency"), ("валюта",)),
    Field("pay_period", _("Paid for"), ("период оплаты", "оплата за", "төлем кезеңі")),
    Field("supervisor", _("Host supervisor"), ("руководитель от организации", "руководитель практики от предприятия",
                                               "руководитель от предприятия", "наставник", "ұйым жетекшісі", "тәлімгер",
                                               "кәсіпорын жетекшісі", "supervisor", "mentor")),
    Field("supervisor_email", _("E-mail of the supervisor"), ("email руководителя", "почта руководителя", "e mail наставника",
                                                              "почта наставника", "жетекшінің поштасы", "тәлімгердің поштасы")),
    Field("contact_name", _("Contact for questions"), ("контактное лицо", "контакт", "байланыс тұлғасы", "contact")),
    Field("contact_email", _("E-mail of the contact"), ("email контакта", "почта контактного лица", "байланыс поштасы")),
)  # fmt: skip
APPLICATION_FIELDS = (
    _COHORT,
    _UNIVERSITY,
    # In Kazakh "programme" alone is that of study, which this table has too.
    Field("programme", _("Programme of placements"), _PROGRAMME_WORDS),
    _TERM,
    Field("student", _("Student"), ("студент", "фио", "фио студента", "обучающийся", "білім алушы", "студенттің аты жөні",
                                    "аты жөні", "email студента", "student"), required=True),
    Field("position", _("Position: its number in the register, own number or exact name"),
          ("место практики", "место", "позиция", "номер места", "орын", "тәжірибе орны", "position"), required=True),
    Field("host", _("Host"), ("принимающая организация", "организация", "предприятие", "компания", "қабылдаушы ұйым", "ұйым",
                              "кәсіпорын")),
    Field("rank", pgettext_lazy("of a wish", "Rank"), ("приоритет", "очередность", "порядок", "ранг", "басымдық", "реті", "rank", "priority"), required=True),
    Field("level", _("Level of study"), ("уровень", "уровень образования", "деңгейі", "білім деңгейі")),
    Field("year", _("Year of study"), ("курс", "год обучения", "оқу жылы", "year")),
    Field("study_programme", _("Programme of study"), ("образовательная программа", "код оп", "оп", "білім беру бағдарламасы",
                                                       "бб коды")),
)  # fmt: skip

PLACEMENT_FIELDS = (
    Field("id", _("Number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id")),
    Field("number", _("Own number"), ("№", "номер", "номер договора", "нөмірі", "шарт нөмірі", "own number")),
    _COHORT,
    _UNIVERSITY,
    Field("programme", _("Programme of placements"), _PROGRAMME_WORDS),
    _TERM,
    Field("student", _("Student"), ("студент", "фио", "фио студента", "обучающийся", "білім алушы", "студенттің аты жөні",
                                    "аты жөні", "email студента", "student"), required=True),
    Field("host_id", _("Number of the host in the register"), ("№ организации", "ұйым нөмірі")),
    Field("host", _("Host"), ("принимающая организация", "база практики", "организация", "предприятие", "компания", "бин",
                              "қабылдаушы ұйым", "тәжірибе базасы", "ұйым", "кәсіпорын", "компания атауы", "host organisation",
                              "company")),
    Field("position", _("Position: its number in the register, own number or exact name"),
          ("место практики", "место", "позиция", "номер места", "орын", "тәжірибе орны", "position")),
    Field("title", _("What it is about"), ("тема", "название", "содержание", "тақырыбы", "атауы", "мазмұны", "title")),
    Field("starts_on", _("From"), ("начало", "дата начала", "с", "басталуы", "басталу күні", "start")),
    Field("ends_on", _("To"), ("окончание", "дата окончания", "по", "аяқталуы", "аяқталу күні", "end")),
    Field("credits", _("Credits"), ("кредиты", "кредит", "академические кредиты", "кредиттер", "кредит саны", "ects")),
    Field("hours", _("Hours in all"), ("часы", "часов", "всего часов", "сағат", "барлық сағат", "hours")),
    Field("tasks", _("Tasks with their shares"), ("задачи", "план", "задания", "міндеттер", "жоспар", "тапсырмалар", "tasks", "plan")),
    Field("academic_supervisor", _("Academic supervisor"),
          ("руководитель от вуза", "руководитель от университета", "руководитель практики от вуза", "научный руководитель",
           "жоо жетекшісі", "университет жетекшісі", "ғылыми жетекші", "academic supervisor")),
    Field("supervisor", _("Host supervisor"), ("руководитель от организации", "руководитель практики от предприятия",
                                               "руководитель от предприятия", "наставник", "ұйым жетекшісі", "тәлімгер",
                                               "кәсіпорын жетекшісі", "supervisor", "mentor")),
    Field("supervisor_email", _("E-mail of the supervisor"), ("email руководителя", "почта руководителя", "e mail наставника",
                                                              "почта наставника", "жетекшінің поштасы", "тәлімгердің поштасы")),
)  # fmt: skip

# A row is a cohort, with the programme to which it belongs.
COHORT_FIELDS = (
    _COHORT,
    _UNIVERSITY,
    Field("kind", _("Kind"), ("вид", "тип", "вид практики", "тип практики", "түрі", "тәжірибе түрі", "практика түрі", "type")),
    Field("number", _("Own number"), ("№", "номер", "номер программы", "код программы", "нөмірі", "бағдарлама нөмірі", "own number")),
    Field("name_kk", _("Name in Kazakh"), ("название на казахском", "бағдарлама", "тәжірибе бағдарламасы", "атауы", "атауы қазақша",
                                           "қазақша атауы", "бағдарлама атауы")),
    Field("name_ru", _("Name in Russian"), ("программа практики", "программа практик", "программа", "название", "наименование",
                                            "название программы", "название на русском", "название практики", "орысша атауы")),
    Field("name_en", _("Name in English"), ("programme of placements", "programme", "program", "name", "title",
                                            "название на английском", "ағылшынша атауы")),
    Field("unit", _("Department"), ("кафедра", "факультет", "подразделение", "кафедрасы", "бөлімше", "department", "faculty")),
    Field("about_kk", _("About, in Kazakh"), ("описание на казахском", "сипаттамасы", "қазақша сипаттамасы")),
    Field("about_ru", _("About, in Russian"), ("описание", "описание программы", "описание на русском", "орысша сипаттамасы")),
    Field("about_en", _("About, in English"), ("description", "описание на английском", "ағылшынша сипаттамасы")),
    _TERM,
    Field("starts_on", _("Placements begin on"), ("начало", "начало практики", "дата начала", "с", "басталуы", "басталу күні", "start")),
    Field("ends_on", _("Placements end on"), ("окончание", "окончание практики", "дата окончания", "по", "аяқталуы", "аяқталу күні", "end")),
    Field("positions_until", _("Hosts offer positions until"), ("прием мест до", "места до", "позиции до", "орындар мерзімі")),
    Field("applications_from", _("Students apply from"), ("прием заявок с", "заявки с", "начало приема заявок", "өтінімдер басталуы")),
    Field("applications_until", _("Students apply until"), ("прием заявок до", "заявки до", "окончание приема заявок", "өтінімдер мерзімі")),
    Field("ranking_until", _("Hosts rank until"), ("ранжирование до", "отбор до", "іріктеу мерзімі")),
    Field("credits", _("Credits"), ("кредиты", "кредит", "академические кредиты", "кредиттер", "кредит саны", "ects")),
    Field("hours", _("Hours in all"), ("часы", "часов", "всего часов", "сағат", "барлық сағат", "hours")),
    Field("levels", _("Levels of study"), ("уровень", "уровень образования", "деңгейі", "білім деңгейі", "level")),
    Field("years", _("Years of study"), ("курс", "курсы", "год обучения", "курстар", "оқу жылы", "year")),
    Field("study_programmes", _("Programmes of study"), ("образовательная программа", "образовательные программы", "оп", "код оп",
                                                         "білім беру бағдарламасы", "білім беру бағдарламалары", "бб коды")),
    Field("units", _("Departments whose students may apply"), ("кафедры", "факультеты", "подразделения", "кафедры студентов", "кафедралар",
                                                               "факультеттер", "бөлімшелер", "departments", "faculties")),
    Field("documents_kk", _("Documents of an applicant, in Kazakh"), ("құжаттар", "студент құжаттары", "құжаттар тізімі",
                                                                      "документы на казахском")),
    Field("documents_ru", _("Documents of an applicant, in Russian"), ("документы", "документы студента", "перечень документов",
                                                                       "документы на русском")),
    Field("documents_en", _("Documents of an applicant, in English"), ("documents", "required documents", "документы на английском")),
    Field("programme_quotas", _("Quotas by programme of study"), ("квоты по оп", "квоты по программам", "квота по оп",
                                                                  "квоты по образовательным программам", "бб квоталары",
                                                                  "бағдарлама бойынша квоталар")),
    Field("region_quotas", _("Quotas by region"), ("квоты по регионам", "квоты по областям", "квота по регионам", "өңірлер бойынша квоталар",
                                                   "облыстар бойынша квоталар")),
    Field("wishes_at_most", _("Positions that a student ranks, at most"), ("приоритетов не более", "басымдық саны")),
    Field("couples_allowed", _("Two students may apply together"), ("парные заявки", "жұптық өтінім")),
    Field("note", _("Note"), ("примечание", "ескертпе", "ескерту")),
)  # fmt: skip

Spellings = Mapping[str, tuple[str, ...]]
KIND_WORDS: Spellings = {
    ProgrammeKind.INTERNSHIP: ("стажировка студентов", "тағылымдама", "intern"),
    ProgrammeKind.DUAL_EDUCATION: ("дуальное", "дуальная", "дуальді оқыту", "дуалды оқыту", "dual"),
    ProgrammeKind.PRACTICE: (
        "практика", "производственная", "учебная практика", "педагогическая практика", "преддипломная практика", "преддипломная",
        "практика в организации", "тәжірибе", "өндірістік тәжірибе", "өндірістік практика", "оқу практикасы",
        "педагогикалық практика", "диплом алдындағы практика", "practice",
    ),
    ProgrammeKind.THESIS: ("дипломная работа", "дипломный проект", "дипломдық жұмыс", "диплом", "диссертация"),
    ProgrammeKind.SECONDMENT: ("стажировка преподавателей", "оқытушылар тағылымдамасы", "secondment"),
}  # fmt: skip
MODE_WORDS: Spellings = {
    WorkMode.ON_SITE: (
        "очно",
        "на предприятии",
        "офис",
        "на месте",
        "кәсіпорында",
        "ұйымда",
        "on site",
        "onsite",
        "office",
    ),
    WorkMode.REMOTE: ("удаленно", "дистанционно", "онлайн", "қашықтан", "қашықтықтан", "online"),
    WorkMode.MIXED: ("смешанно", "гибрид", "гибридный", "частично удаленно", "аралас", "hybrid"),
}
PERIOD_WORDS: Spellings = {
    PayPeriod.MONTH: ("месяц", "мес", "в месяц", "за месяц", "ай", "айына", "month", "monthly"),
    PayPeriod.HOUR: ("час", "в час", "за час", "сағат", "сағатына", "hour", "hourly"),
    PayPeriod.WHOLE: ("за весь срок", "весь срок", "за всё время", "барлық мерзімге", "whole"),
}
__all__ = [
    "APPLICATION_FIELDS",
    "COHORT_FIELDS",
    "KIND_WORDS",
    "LEVEL_WORDS",
    "MODE_WORDS",
    "PERIOD_WORDS",
    "PLACEMENT_FIELDS",
    "POSITION_FIELDS",
]
