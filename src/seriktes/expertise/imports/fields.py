"""The columns of a table of evidence, with the headings under which they are recognised besides their codes and their
labels in three languages; and those of UNIQUIP."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from seriktes.exchange.definitions import Field
from seriktes.expertise.definitions.particulars import PARTICULARS
from seriktes.expertise.enums import (
    AccessKind,
    CourseForm,
    CourseLevel,
    EvidenceKind,
    Offer,
    PatentStatus,
    Protection,
    PublicationType,
)

_PARTICULAR_WORDS: Mapping[str, tuple[str, ...]] = {
    "type": ("тип публикации", "вид публикации", "жарияланым түрі", "publication type"),
    "venue": ("журнал", "источник публикации", "издание", "журнал атауы", "journal", "source title", "conference"),
    "volume": ("том", "том и номер", "томы", "volume", "issue"),
    "pages": ("страницы", "беттері", "pages"),
    "publisher": ("издательство", "баспа", "publisher"),
    "funder": ("заказчик", "источник финансирования", "қаржыландыру көзі", "funder", "client"),
    "programme": ("программа", "бағдарлама", "programme", "program"),
    "number": (
        "номер договора",
        "номер гранта",
        "ирн",
        "шарт нөмірі",
        "грант нөмірі",
        "grant number",
        "contract number",
        "irn",
    ),
    "starts_on": ("дата начала", "начало", "басталу күні", "start", "start date"),
    "ends_on": ("дата окончания", "окончание", "аяқталу күні", "end", "end date"),
    "amount": ("сумма", "объем финансирования", "сомасы", "қаржыландыру көлемі", "amount", "funding"),
    "office": ("патентное ведомство", "ведомство", "патент ведомствосы", "patent office"),
    "status": ("статус патента", "патент мәртебесі", "legal status"),
    "filed_on": ("дата подачи", "дата заявки", "берілген күні", "filing date", "filed"),
    "trl": ("угт", "уровень готовности", "тдд", "технология дайындығының деңгейі", "trl level"),
    "stage_note": ("стадия", "что показано", "кезеңі", "stage"),
    "protection": ("охрана", "правовая охрана", "қорғау", "құқықтық қорғау"),
    "offer": ("предложение", "что предлагается", "ұсыныс"),
    "model": ("модель", "марка", "үлгісі", "моделі"),
    "maker": ("производитель", "изготовитель", "өндіруші", "manufacturer"),
    "year_made": ("год выпуска", "шығарылған жылы", "year of manufacture"),
    "place": ("место", "расположение", "аудитория", "орналасқан жері", "location", "room"),
    "access": ("доступ", "кто может пользоваться", "қолжетімділік"),
    "accreditation": ("аккредитация", "аккредиттеу"),
    "accredited_until": ("аккредитована до", "срок аккредитации", "аккредиттеу мерзімі"),
    "level": ("уровень", "деңгейі", "level of study"),
    "form": ("форма обучения", "оқу нысаны", "mode of study"),
    "hours": ("часы", "часов", "сағат", "сағат саны"),
    "price": ("цена", "стоимость", "бағасы", "құны"),
    "price_unit": ("цена за", "единица", "баға бірлігі", "per"),
    "currency": ("валюта",),
    "booking_url": ("ссылка для записи", "бронирование", "брондау сілтемесі", "booking link"),
}

EVIDENCE_FIELDS = (
    Field("id", _("number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id")),
    Field("kind", _("kind"), ("вид", "вид записи", "түрі", "жазба түрі", "what"), required=True),
    Field("title", _("title, language by its letters"), ("название", "наименование", "атауы", "title", "name") ),
    Field("name_kk", _("title in Kazakh"), ("название на казахском", "қазақша атауы", "атауы қазақша", "title kk")),
    Field("name_ru", _("title in Russian"), ("название на русском", "орысша атауы", "атауы орысша", "title ru")),
    Field("name_en", _("title in English"), ("название на английском", "ағылшынша атауы", "атауы ағылшынша", "title en")),
    Field("text_kk", _("description in Kazakh"), ("описание на казахском", "аннотация на казахском", "қазақша сипаттама", "аңдатпа")),
    Field("text_ru", _("description in Russian"), ("описание", "аннотация", "описание на русском", "орысша сипаттама", "реферат")),
    Field("text_en", _("description in English"), ("описание на английском", "ағылшынша сипаттама", "description", "abstract")),
    Field("language", _("language"), ("язык", "тілі", "тіл")),
    Field("people", _("people"), ("авторы", "автор", "исполнители", "ответственный", "контактное лицо", "авторлар", "адамдар", "authors", "contact")),
    Field("organisation", _("organisation"), ("организация", "ұйым", "вуз", "жоо", "organization", "university")),
    Field("unit", _("unit"), ("подразделение", "кафедра", "лаборатория", "бөлімше", "department")),
    Field("year", _("year"), ("год", "год публикации", "жылы", "жыл")),
    Field("published_on", _("date"), ("дата", "дата публикации", "күні", "publication date")),
    Field("source_url", _("link to the source"), ("ссылка", "ссылка на источник", "url", "link", "сілтеме")),
    Field("licence", _("terms of the description"), ("лицензия", "лицензиясы", "license")),
    Field("doi", "DOI", ("doi", "дои")),
    Field("patent_number", _("patent number"), ("номер патента", "патент №", "патент нөмірі")),
    Field("inventory", _("inventory number"), ("инвентарный номер", "инв. №", "инвентарлық нөмірі", "inventory no", "asset id")),
    Field("subjects", _("subjects"), ("рубрики", "мрнти", "коды", "айдарлар", "ғтамр", "subject codes")),
    Field("published", _("published"), ("опубликовано", "жарияланған", "public")),
    Field("retracted", _("retracted"), ("отозвано", "ретракция", "кері қайтарылған", "қайтарып алынған")),
    *(Field(one.code, one.label, _PARTICULAR_WORDS.get(one.code, ())) for one in PARTICULARS),
)  # fmt: skip

# Words under which a value is recognised, besides its code and its label in the three languages.
WORDS: Mapping[type, Mapping[str, tuple[str, ...]]] = {
    EvidenceKind: {
        "publication": ("публикация", "статья", "жарияланым", "мақала", "article", "paper"),
        "project": ("проект", "нир", "жоба", "грант", "research"),
        "patent": ("патент", "изобретение", "полезная модель", "өнертабыс"),
        "technology": ("технология", "разработка", "әзірлеме"),
        "equipment": ("оборудование", "прибор", "жабдық", "құрал", "аспап", "device"),
        "laboratory": ("лаборатория", "зертхана", "центр коллективного пользования", "facility", "lab"),
        "service": ("услуга", "қызмет"),
        "course": ("курс", "обучение", "повышение квалификации", "оқу курсы", "training"),
    },
    PublicationType: {
        "article": ("статья", "мақала", "journal article"), "review": ("обзор", "шолу"),
        "conference": ("доклад конференции", "тезисы", "материалы конференции", "баяндама", "conference paper"),
        "book": ("книга", "монография", "кітап"), "chapter": ("глава", "тарау"),
        "thesis": ("диссертация", "dissertation"), "preprint": ("препринт",), "report": ("отчет", "есеп"),
        "dataset": ("набор данных", "деректер жинағы"), "software": ("программа", "по", "бағдарлама"), "other": ("другое", "басқа"),
    },
    PatentStatus: {
        "filed": ("заявка", "подан", "өтінім берілді"), "granted": ("действует", "выдан", "берілді", "active"),
        "refused": ("отказ", "бас тартылды"), "withdrawn": ("отозван", "қайтарып алынды"), "expired": ("истек", "мерзімі өтті"),
    },
    AccessKind: {
        "open": ("открыт", "открытый", "ашық"), "partners": ("партнерам", "серіктестерге"),
        "agreed": ("по договоренности", "келісім бойынша"), "own": ("только свои", "тек өз қызметкерлері"),
    },
    Protection: {
        "none": ("нет", "жоқ"), "applied": ("заявка подана", "өтінім берілді"), "patent": ("патент",),
        "utility": ("полезная модель", "пайдалы модель"), "secret": ("ноу-хау", "know how"), "copyright": ("авторское право", "авторлық құқық"),
    },
    Offer: {
        "licence": ("лицензия", "license"), "sale": ("продажа", "сату"), "joint": ("совместная разработка", "бірлескен әзірлеу"),
        "service": ("услуга", "договорные исследования", "қызмет"),
    },
    CourseLevel: {
        "bachelor": ("бакалавриат",), "master": ("магистратура",), "doctoral": ("докторантура", "phd"),
        "professional": ("повышение квалификации", "дополнительное образование", "біліктілікті арттыру"),
    },
    CourseForm: {
        "on_site": ("очно", "очная", "күндізгі"), "online": ("онлайн", "дистанционно", "қашықтан"), "mixed": ("смешанная", "аралас"),
    },
}  # fmt: skip
YES = frozenset({"да", "иә", "ия", "yes", "true", "1", "+"})
NO = frozenset({"нет", "жоқ", "no", "false", "0", "-"})

# UNIQUIP, https://equipment.data.ac.uk/uniquip and its successor's element names: column → our field.
UNIQUIP: Mapping[str, tuple[str, ...]] = {
    "type": ("Type", "type"),
    "id": ("ID", "institutionID"),
    "name": ("Name", "name"),
    "description": ("Description", "description"),
    "facility": ("Related Facility ID", "relatedFacilityID"),
    "technique": ("Technique", "Technique:cpv", "Technique:N8", "subject", "measuredVariables"),
    "department": ("Department", "managingDepartment"),
    "site": ("Site Location", "Location", "siteLocation", "location"),
    "building": ("Building", "building"),
    "service": ("Service Level", "serviceLevel", "access"),
    "url": ("Web Address", "webAddress", "url", "Contact 1 URL"),
    "contact": ("Contact Name", "Contact 1 Name", "contactName"),
    "contact2": ("Secondary Contact Name", "Contact 2 Name"),
    "orcid": ("contactID",),
    "doi": ("doi", "DOI"),
    "maker": ("manufacturer", "Manufacturer"),
    "model": ("model", "Model"),
    "commissioned": ("commissionedDate",),
    "photo": ("Photo",),
}
UNIQUIP_FIELDS = tuple(
    Field(code, names[0], names, required=code == "name") for code, names in UNIQUIP.items()
)  # fmt: skip
