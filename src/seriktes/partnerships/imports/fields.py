"""The fields of tables of partnerships, agreements, commitments and activities, with the headings under which they are
recognised besides their codes and their labels in three languages."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.exchange.definitions import Field
from seriktes.partnerships.enums import (
    ActivityState,
    AgreementKind,
    AgreementState,
    CommitmentKind,
    Form,
    Ground,
    Initiator,
    Mode,
    PartnershipStage,
)

_ID = Field("id", _("number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id"))
_NAMES = (
    Field(
        "name_kk", _("name in Kazakh"),
        ("атауы", "атауы қазақша", "қазақша атауы", "қазақ тіліндегі атауы", "наименование на казахском",
         "название на казахском", "kazakh name"),
    ),
    Field(
        "name_ru", _("name in Russian"),
        ("наименование", "название", "предмет договора", "наименование на русском", "название на русском",
         "орысша атауы", "орыс тіліндегі атауы", "russian name"),
    ),
    Field(
        "name_en", _("name in English"),
        ("name", "title", "english name", "наименование на английском", "название на английском", "ағылшынша атауы",
         "ағылшын тіліндегі атауы"),
    ),
)  # fmt: skip
_PARTIES = Field(
    "parties", _("sides"), ("стороны", "тараптар", "участники партнерства", "parties", "организации", "ұйымдар")
)
_UNIVERSITY = Field("university", _("university side"), ("университет", "вуз", "жоо", "university"))
_PARTNER = Field(
    "partner", _("partner side"),
    ("партнер", "серіктес", "организация партнер", "организация-партнер", "серіктес ұйым", "компания", "предприятие",
     "контрагент", "кәсіпорын", "company", "partner", "partner organisation"),
)  # fmt: skip
SIDES = (_PARTIES, _UNIVERSITY, _PARTNER)
_PARTNERSHIP = Field(
    "partnership", _("partnership"),
    ("партнерство", "номер партнерства", "№ партнерства", "серіктестік", "серіктестік нөмірі", "partnership number"),
)  # fmt: skip
_PARTNERSHIP_ID = Field(
    "partnership_id",
    _("number of the partnership in the register"),
    ("партнерство в реестре", "тізілімдегі серіктестік"),
)
_AGREEMENT_ID = Field(
    "agreement_id", _("number of the agreement in the register"), ("договор в реестре", "тізілімдегі келісім")
)
_AGREEMENT = Field(
    "agreement", _("agreement"),
    ("договор", "номер договора", "№ договора", "меморандум", "соглашение", "келісім", "келісім нөмірі", "шарт",
     "шарт нөмірі", "agreement number", "contract"),
)  # fmt: skip
_AMOUNT = Field("amount", _("sum"), ("сумма", "сома", "сомасы", "сумма договора", "стоимость", "amount", "value"))
_CURRENCY = Field("currency", _("currency"), ("валюта", "валютасы", "currency"))

PARTNERSHIP_FIELDS = (
    _ID,
    Field(
        "number", _("own number"),
        ("номер", "№", "№ п/п", "рег номер", "регистрационный номер", "нөмірі", "тіркеу нөмірі", "number"),
    ),
    *_NAMES,
    *SIDES,
    Field("stage", _("stage"), ("стадия", "этап", "статус", "состояние", "кезең", "кезеңі", "күйі", "status")),
    Field("forms", _("forms"), ("формы", "форма", "формы партнерства", "нысандары", "нысаны", "form", "направление")),
    Field("region", _("region"), ("область", "регион", "өңір", "облыс", "облысы", "аймақ")),
    Field("initiator", _("began by"), ("инициатор", "бастамашы", "кто начал", "initiator")),
    Field("ground", _("why it began"), ("основание", "негізі", "негіздеме", "причина", "ground")),
    Field("ground_note", _("ground in words"), ("основание подробно", "какое основание", "негізі туралы", "ground note")),
    Field(
        "began_on", _("began on"),
        ("дата начала", "начало", "начато", "с", "басталған күні", "басталу күні", "бастап", "start", "start date", "since"),
    ),
    Field(
        "ended_on", _("ended on"),
        ("дата окончания", "окончание", "завершено", "по", "аяқталған күні", "аяқталу күні", "дейін", "end", "end date"),
    ),
    Field("end_reason", _("why it ended"), ("причина окончания", "почему завершено", "аяқталу себебі", "end reason")),
    Field(
        "contacts", _("contacts"),
        ("контакты", "контактное лицо", "контактные лица", "байланыс", "байланыс тұлғасы", "байланыс тұлғалары", "contact"),
    ),
    Field("note", _("note"), ("примечание", "примечания", "комментарий", "ескертпе", "ескерту", "notes", "comment")),
)  # fmt: skip

AGREEMENT_FIELDS = (
    _ID,
    Field(
        "number", _("number of the agreement"),
        ("номер", "№", "№ договора", "номер договора", "рег номер", "регистрационный номер", "нөмірі", "шарт нөмірі",
         "келісім нөмірі", "number", "agreement number"),
    ),
    _PARTNERSHIP_ID,
    _PARTNERSHIP,
    *SIDES,
    Field(
        "kind", _("kind"),
        ("вид", "вид договора", "тип", "тип договора", "вид соглашения", "түрі", "шарт түрі", "келісім түрі", "type"),
    ),
    *_NAMES,
    Field("languages", _("languages of the text"), ("языки", "язык", "тілдері", "тілі", "language", "languages")),
    Field("state", _("state"), ("статус", "состояние", "күйі", "мәртебесі", "status")),
    Field(
        "signed_on", _("signed on"),
        ("дата подписания", "подписан", "дата", "дата договора", "қол қойылған күні", "күні", "signed", "date",
         "date of signature"),
    ),
    Field("signatures", _("signatures"), ("подписи", "подписи сторон", "қолдар", "қол қоюлар")),
    Field(
        "starts_on", _("in force from"),
        ("дата начала", "начало", "начало действия", "действует с", "с", "басталу күні", "бастап", "start", "start date",
         "from"),
    ),
    Field(
        "ends_on", _("in force to"),
        ("дата окончания", "окончание", "срок действия", "действует до", "действует по", "по", "до", "аяқталу күні",
         "дейін", "қолданылу мерзімі", "end", "end date", "to", "valid until"),
    ),
    Field("notice_days", _("notice, in days"), ("срок уведомления", "уведомление в днях", "ескерту мерзімі", "notice days")),
    Field(
        "renews", _("goes on by itself unless notice is given"),
        ("автоматическое продление", "автопролонгация", "пролонгация", "автоматты ұзарту", "өздігінен ұзарады", "renews"),
    ),
    Field("extension_months", _("extension option, in months"), ("продление в месяцах", "ұзарту айы", "extension months")),
    Field("extensions_at_most", _("how often it may be extended"), ("сколько раз продлевать", "неше рет ұзарады")),
    _AMOUNT,
    _CURRENCY,
    Field("purpose", _("what it is for"), ("цель", "предмет", "мақсаты", "мәні", "subject", "purpose")),
    Field("framework", _("under"), ("рамочный договор", "в рамках", "негіздемелік келісім", "framework")),
    Field("amends", _("amends"), ("изменяет", "доп соглашение к", "дополнительное соглашение к", "өзгертеді")),
    Field("supersedes", _("takes the place of"), ("заменяет", "взамен", "ауыстырады", "орнына", "supersedes", "replaces")),
    Field("terminated_on", _("terminated on"), ("дата расторжения", "расторгнут", "бұзылған күні", "terminated")),
    Field("termination_reason", _("why it was terminated"), ("причина расторжения", "бұзылу себебі", "termination reason")),
)  # fmt: skip

COMMITMENT_FIELDS = (
    _ID,
    _AGREEMENT_ID,
    _AGREEMENT,
    _PARTNERSHIP_ID,
    _PARTNERSHIP,
    *SIDES,
    Field("party", _("promised by"), ("сторона", "кто обязался", "обязанная сторона", "тарап", "міндетті тарап", "promiser")),
    Field("kind", _("kind"), ("вид", "вид обязательства", "тип", "түрі", "міндеттеме түрі", "type")),
    Field("what", _("what"), ("обязательство", "что обещано", "что", "содержание", "міндеттеме", "не", "commitment")),
    Field("unit", _("unit of measure"), ("единица", "единица измерения", "ед изм", "өлшем бірлігі", "бірлік")),
    _CURRENCY,
    Field("due_on", _("due by"), ("срок", "срок исполнения", "до", "мерзімі", "орындау мерзімі", "deadline", "due")),
    Field("amount", _("how much"), ("сумма", "количество", "объем", "сома", "сомасы", "саны", "көлемі", "quantity")),
    Field("schedule", _("schedule"), ("график", "кесте", "график платежей", "төлем кестесі")),
    Field("service_months", _("period of service, in months"), ("отработка в месяцах", "өтеу мерзімі", "service months")),
    Field("deliveries", _("deliveries"), ("исполнение", "поставки", "исполнено", "орындалғаны", "жеткізілгені", "delivered")),
)  # fmt: skip

ACTIVITY_FIELDS = (
    _ID,
    Field("number", _("own number"), ("номер", "№", "№ п/п", "рег номер", "нөмірі", "тіркеу нөмірі", "number")),
    _PARTNERSHIP_ID,
    _PARTNERSHIP,
    *SIDES,
    _AGREEMENT_ID,
    _AGREEMENT,
    Field(
        "kind", _("kind"),
        ("вид", "вид мероприятия", "вид деятельности", "тип", "түрі", "іс-шара түрі", "type", "activity"),
    ),
    Field(
        "title", _("what was done"),
        ("мероприятие", "название", "наименование", "тема", "что сделано", "іс-шара", "атауы", "тақырыбы", "не істелді",
         "title", "name", "topic"),
    ),
    Field(
        "starts_on", _("from"),
        ("дата", "дата начала", "начало", "с", "күні", "басталу күні", "бастап", "date", "start", "start date"),
    ),
    Field(
        "ends_on", _("to"), ("дата окончания", "окончание", "по", "аяқталу күні", "дейін", "end", "end date", "until")
    ),
    Field("form", _("form"), ("форма", "форма партнерства", "нысаны", "форма сотрудничества")),
    Field("mode", _("mode"), ("режим", "режим инноваций", "тәсілі", "sti dui")),
    Field("mode_reason", _("why another mode"), ("почему другой режим", "басқа тәсілдің себебі", "mode reason")),
    Field("hours", _("hours"), ("часы", "часов", "количество часов", "сағат", "сағат саны")),
    _AMOUNT,
    _CURRENCY,
    Field("participants", _("participants"), ("участники", "количество участников", "қатысушылар", "қатысушылар саны")),
    Field("place", _("place"), ("место", "место проведения", "орны", "өткен орны", "venue")),
    Field("region", _("region"), ("область", "регион", "өңір", "облыс", "облысы", "аймақ")),
    Field("results", _("results"), ("результат", "результаты", "итоги", "нәтиже", "нәтижесі", "нәтижелері", "outcome")),
    Field("state", _("state"), ("статус", "состояние", "күйі", "мәртебесі", "status")),
    Field(
        "reported_by", _("reported by"), ("кто сообщил", "сообщила сторона", "хабарлаған", "хабарлаған тарап", "reporter")
    ),
    Field("reported_on", _("reported on"), ("дата отчета", "когда сообщено", "хабарланған күні", "report date")),
    Field(
        "confirmations", _("confirmed by, on"),
        ("подтверждения", "подтверждено", "кто и когда подтвердил", "растаулар", "растаған", "confirmed", "confirmations"),
    ),
)  # fmt: skip

# Words under which a value is recognised, besides its code and its label in the three languages.
Words = Mapping[str, tuple[str, ...]]
STAGE_WORDS: Words = {
    PartnershipStage.CONTACT: ("контакт", "первый контакт", "алғашқы байланыс", "байланыс"),
    PartnershipStage.TALKS: ("переговоры", "ведутся переговоры", "келіссөздер", "келіссөз", "talks"),
    PartnershipStage.AGREEING: ("согласование", "согласование текста", "келісу", "мәтінді келісу"),
    PartnershipStage.ACTIVE: ("действует", "действующее", "активно", "қолданыста", "белсенді", "жұмыс істейді"),
    PartnershipStage.PAUSED: ("приостановлено", "на паузе", "тоқтатылды", "кідіріс"),
    PartnershipStage.ENDED: ("завершено", "закончено", "закрыто", "аяқталды", "closed"),
}
FORM_WORDS: Words = {
    Form.EDUCATION: ("образование", "образовательные программы", "білім беру", "білім беру бағдарламалары"),
    Form.EMPLOYMENT: ("занятость", "трудоустройство", "практика", "жұмысқа орналастыру", "тәжірибе"),
    Form.CONSULTANCY: ("консультации", "консалтинг", "консультирование", "кеңес беру"),
    Form.RESEARCH: ("исследования", "наука", "ниокр", "нир", "зерттеу", "ғылым"),
}
MODE_WORDS: Words = {Mode.STI: ("наука технологии инновации",), Mode.DUI: ("дуи", "дело использование взаимодействие")}
INITIATOR_WORDS: Words = {
    Initiator.UNIVERSITY: ("университет", "вуз", "жоо"),
    Initiator.INDUSTRY: ("предприятие", "компания", "индустрия", "кәсіпорын", "өнеркәсіп"),
    Initiator.STATE: ("государство", "государственный орган", "мемлекет"),
    Initiator.ALUMNI: ("выпускники", "выпускник", "түлектер", "түлек"),
}
GROUND_WORDS: Words = {
    Ground.LAW: ("закон", "приказ", "заң", "бұйрық", "order"),
    Ground.INDICATOR: ("показатель", "индикатор", "көрсеткіш"),
    Ground.AGREEMENT: ("договоренность", "договор", "соглашение", "келісім"),
    Ground.CONTACT: ("личный контакт", "знакомство", "жеке байланыс", "таныстық"),
    Ground.NEED: ("потребность", "нужда", "қажеттілік"),
}
AGREEMENT_KIND_WORDS: Words = {
    AgreementKind.MEMORANDUM: ("меморандум", "меморандум о сотрудничестве", "өзара түсіністік меморандумы", "mou"),
    AgreementKind.FRAMEWORK: ("рамочный договор", "рамочное соглашение", "негіздемелік келісім", "договор о сотрудничестве"),
    AgreementKind.CONTRACT_RESEARCH: ("договор на нир", "договор на исследование", "зерттеу шарты", "research contract"),
    AgreementKind.CONSULTANCY: ("договор на консультации", "консультационный договор", "кеңес беру шарты", "consultancy"),
    AgreementKind.LICENCE: ("лицензия", "лицензионный договор", "лицензиялық шарт", "license"),
    AgreementKind.INTERNSHIP: (
        "договор о практике", "договор на практику", "тәжірибе шарты", "договор на проведение практики", "internship",
    ),
    AgreementKind.DUAL_EDUCATION: ("договор о дуальном обучении", "дуальное обучение", "дуальды оқыту шарты", "dual education"),
    AgreementKind.CO_DEGREE: ("договор о двойном дипломе", "двойной диплом", "қос диплом", "co-degree"),
    AgreementKind.OTHER: ("другое", "прочее", "иное", "басқа", "other"),
}  # fmt: skip
AGREEMENT_STATE_WORDS: Words = {
    AgreementState.DRAFT: ("проект", "черновик", "жоба"),
    AgreementState.IN_APPROVAL: ("на согласовании", "келісуде"),
    AgreementState.APPROVED: ("согласован", "келісілді", "approved"),
    AgreementState.SIGNED: ("подписан", "қол қойылды", "signed"),
    AgreementState.ACTIVE: ("действует", "действующий", "қолданыста", "active"),
    AgreementState.SUSPENDED: ("приостановлен", "тоқтатыла тұрды"),
    AgreementState.ENDED: ("истек", "закончился", "завершен", "мерзімі өтті", "аяқталды", "expired"),
    AgreementState.TERMINATED: ("расторгнут", "бұзылды"),
    AgreementState.ABANDONED: ("отменен", "не подписан", "бас тартылды", "abandoned"),
}
COMMITMENT_KIND_WORDS: Words = {
    CommitmentKind.MONEY: ("деньги", "денежное", "финансирование", "ақша", "қаржыландыру"),
    CommitmentKind.IN_KIND: ("натуральное", "в натуральной форме", "заттай", "in-kind"),
    CommitmentKind.PLACES: ("места", "места практики", "орындар"),
    CommitmentKind.HOURS: ("часы", "сағаттар", "сағат"),
    CommitmentKind.EQUIPMENT: ("оборудование", "жабдық"),
    CommitmentKind.SCHOLARSHIP: ("стипендия", "грант", "шәкіртақы", "scholarship"),
}
ACTIVITY_STATE_WORDS: Words = {
    ActivityState.DRAFT: ("черновик", "жоба"),
    ActivityState.REPORTED: ("ожидает подтверждения", "сообщено", "растауды күтуде", "reported"),
    ActivityState.CONFIRMED: ("подтверждено", "проведено", "расталды", "өткізілді", "confirmed"),
    ActivityState.DISPUTED: ("оспорено", "даулы", "disputed"),
    ActivityState.WITHDRAWN: ("отозвано", "отменено", "қайтарып алынды", "withdrawn"),
}
# Short ways to write currencies; their codes, signs and names in three languages are known without.
CURRENCY_WORDS: Words = {
    "KZT": ("тг", "тнг", "тенге", "теңге"),
    "USD": ("доллар", "доллары", "долларов", "долл", "долл сша", "долларов сша", "us$"),
    "EUR": ("евро", "еуро"),
    "RUB": ("руб", "рубль", "рублей", "рубли"),
}
LANGUAGE_WORDS: Words = {
    "kk": ("қазақша", "қазақ", "қазақ тілі", "казахский", "каз", "қаз", "kazakh", "kz"),
    "ru": ("орысша", "орыс", "орыс тілі", "русский", "рус", "russian"),
    "en": ("ағылшынша", "ағылшын", "ағылшын тілі", "английский", "анг", "англ", "english", "eng"),
}
WORDS: Mapping[type[TextChoices], Words] = {
    PartnershipStage: STAGE_WORDS, Form: FORM_WORDS, Mode: MODE_WORDS, Initiator: INITIATOR_WORDS, Ground: GROUND_WORDS,
    AgreementKind: AGREEMENT_KIND_WORDS, AgreementState: AGREEMENT_STATE_WORDS, CommitmentKind: COMMITMENT_KIND_WORDS,
    ActivityState: ACTIVITY_STATE_WORDS, Languages: LANGUAGE_WORDS,
}  # fmt: skip
YES = ("да", "иә", "ия", "yes", "true", "1", "есть", "+")
NO = ("нет", "жоқ", "no", "false", "0", "-")
