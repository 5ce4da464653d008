"""The columns of the tables, with the headings under which offices write them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.exchange.definitions import Field

_ORGANISATION = Field(
    "organisation", _("University"),
    ("вуз", "университет", "организация", "жоо", "ұйым", "university", "institution"),
)  # fmt: skip
_NAMES = (
    Field("name_kk", _("Name in Kazakh"), ("название на казахском", "наименование на казахском языке", "атауы", "атауы қазақша",
                                           "қазақ тіліндегі атауы", "пән атауы", "name kk")),
    Field("name_ru", _("Name in Russian"), ("название", "наименование", "название на русском", "дисциплина", "наименование дисциплины",
                                            "наименование оп", "орыс тіліндегі атауы", "name ru")),
    Field("name_en", _("Name in English"), ("название на английском", "ағылшын тіліндегі атауы", "name", "title", "name en")),
)  # fmt: skip
_UNIT = Field("unit", _("Department"), ("кафедра", "подразделение", "факультет", "бөлімше", "unit", "department"))
PROGRAMME_FIELDS = (
    _ORGANISATION,
    Field("code", _("Code"), ("код", "код оп", "код образовательной программы", "шифр", "білім беру бағдарламасының коды", "коды"),
          required=True),
    *_NAMES,
    Field("level", _("Level"), ("уровень", "уровень образования", "деңгейі", "білім деңгейі")),
    _UNIT,
)  # fmt: skip
COURSE_FIELDS = (
    _ORGANISATION,
    Field("code", _("Code"), ("код", "код дисциплины", "шифр", "пән коды", "коды", "course code"), required=True),
    *_NAMES,
    Field("credits", _("Credits"), ("кредиты", "кредит", "академические кредиты", "ects", "кредиттер", "кредит саны")),
    Field("languages", _("Languages of teaching"), ("язык", "языки", "язык обучения", "оқыту тілі", "тілі", "language")),
    Field("responsible", _("Responsible"), ("ответственный", "преподаватель", "ведущий преподаватель", "жауапты", "оқытушы", "lecturer")),
    _UNIT,
    Field("programmes", _("Programmes of study"), ("образовательная программа", "образовательные программы", "оп", "код оп",
                                                   "білім беру бағдарламасы", "білім беру бағдарламалары", "programme")),
    Field("employers_part", _("The part of employers"), ("участие работодателей", "роль работодателя", "жұмыс берушінің қатысуы")),
    Field("employers", _("Employers"), ("работодатели", "работодатель и его участие", "жұмыс берушілер", "employer")),
)  # fmt: skip
RUN_FIELDS = (
    _ORGANISATION,
    Field("course", _("Code of the course"), ("код дисциплины", "код", "дисциплина", "пән коды", "коды", "course code", "course"),
          required=True),
    Field("term", pgettext_lazy("of studies", "Term"), ("семестр", "академический период", "период", "семестрі", "кезең", "term", "semester"),
          required=True),
    Field("starts_on", _("From"), ("начало", "дата начала", "с", "басталуы", "басталу күні", "start")),
    Field("ends_on", _("To"), ("окончание", "дата окончания", "по", "аяқталуы", "аяқталу күні", "end")),
    Field("language", _("Language"), ("язык", "язык обучения", "оқыту тілі", "тілі", "language of teaching")),
    Field("teacher", _("Teacher"), ("преподаватель", "лектор", "оқытушы", "дәріскер", "lecturer")),
    Field("students", _("Students"), ("студентов", "число студентов", "количество студентов", "студенттер саны", "number of students")),
    Field("note", _("Note"), ("примечание", "ескерту")),
)  # fmt: skip
SEAT_FIELDS = (
    Field("university", _("University"), ("вуз", "университет", "жоо", "university")),
    Field("council", _("Council"), ("совет", "бизнес совет", "совет работодателей", "кеңес", "бизнес кеңес", "council"), required=True),
    Field("organisation", _("Organisation"), ("организация", "предприятие", "компания", "работодатель", "бин", "ұйым", "кәсіпорын",
                                              "жұмыс беруші", "company", "employer"), required=True),
    Field("post", _("Post"), ("должность", "пост", "лауазым", "лауазымы", "post", "position")),
    Field("name", pgettext_lazy("of a person", "Name"), ("фио", "ф.и.о.", "имя", "член совета", "представитель", "аты жөні", "т.а.ә.",
                                                         "өкілі", "name")),
    Field("email", _("E-mail"), ("email", "e mail", "почта", "электронная почта", "эл. почта", "пошта", "электрондық пошта")),
    Field("role", pgettext_lazy("of a council", "Role"), ("роль", "роль в совете", "статус", "рөлі", "кеңестегі рөлі", "role")),
    Field("starts_on", _("From"), ("начало", "с", "дата вхождения", "басталуы", "кірген күні", "start")),
    Field("ends_on", _("To"), ("окончание", "по", "дата выхода", "аяқталуы", "шыққан күні", "end")),
)  # fmt: skip
ROLE_WORDS = {
    "chair": ("председатель", "төраға", "төрағасы", "chairman", "chairwoman"),
    "deputy": ("заместитель", "заместитель председателя", "зам. председателя", "орынбасар", "төраға орынбасары", "deputy"),
    "secretary": ("секретарь", "ответственный секретарь", "хатшы", "хатшысы"),
    "member": ("член", "член совета", "мүше", "мүшесі"),
}  # fmt: skip
LEVEL_WORDS = {
    "bachelor": ("бакалавр", "бакалавриат", "bachelor", "6b"), "master": ("магистр", "магистратура", "master", "7m"),
    "residency": ("резидентура", "residency", "7r"), "doctoral": ("доктор", "докторантура", "phd", "doctorate", "8d"),
    "college": ("колледж", "типо", "тжкб", "college"),
}  # fmt: skip
