"""The columns of the tables, with the headings under which offices write them."""

from django.utils.translation import gettext_lazy as _

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
)  # fmt: skip
LEVEL_WORDS = {
    "bachelor": ("бакалавр", "бакалавриат", "bachelor", "6b"), "master": ("магистр", "магистратура", "master", "7m"),
    "residency": ("резидентура", "residency", "7r"), "doctoral": ("доктор", "докторантура", "phd", "doctorate", "8d"),
    "college": ("колледж", "типо", "тжкб", "college"),
}  # fmt: skip
