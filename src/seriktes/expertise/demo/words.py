"""Sentences of the invented publications, cards and briefs, in three languages. What a topic is called stands in
`topics.csv`: Kazakh phrases join their nouns without an ending, Russian ones have their genitive beside them."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("kk", "ru", "en")
Said = tuple[str, str, str]


@dataclass(frozen=True)
class Topic:
    """`gen` is the Russian genitive; `ford` and `irsti` are subject codes of OECD FORD and of IRSTI."""

    field: str
    ford: str
    irsti: str
    kk: str
    ru: str
    gen: str
    en: str

    def says(self, pattern: Said, **values: object) -> Said:
        filled = {"kk": self.kk, "ru": self.ru, "gen": self.gen, "en": self.en, **values}
        kk, ru, en = (_capital(said.format(**filled)) for said in pattern)
        return kk, ru, en


@cache
def topics() -> tuple[Topic, ...]:
    lines = (files("seriktes.expertise.demo") / "topics.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Topic(row["field"], row["ford"], row["irsti"], row["kk"], row["ru"], row["ru_gen"], row["en"])
        for row in csv.DictReader(lines, delimiter=";")
    )


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


TITLES: tuple[Said, ...] = (
    ("{kk} бойынша зерттеу", "Исследование {gen}", "A study of {en}"),
    ("{kk}: салыстырмалы талдау", "{ru}: сравнительный анализ", "{en}: a comparative analysis"),
    ("{kk} мәселелері мен шешімдері", "Проблемы {gen} и их решения", "{en}: problems and solutions"),
    ("{kk}: тәжірибелік деректер", "{ru}: экспериментальные данные", "{en}: experimental data"),
    ("{kk}: математикалық үлгі", "Математическая модель {gen}", "A mathematical model of {en}"),
    ("{kk}: экономикалық бағалау", "Экономическая оценка {gen}", "An economic assessment of {en}"),
    ("{kk} бойынша әдебиетке шолу", "Обзор исследований {gen}", "A review of research on {en}"),
    ("{kk}: цифрлық тәсілдер", "Цифровые подходы: {ru}", "Digital approaches to {en}"),
    ("{kk}: өнеркәсіптегі қолданысы", "{ru}: применение в промышленности", "{en}: use in industry"),
    ("{kk}: сапаны бақылау", "Контроль качества: {ru}", "Quality control: {en}"),
    ("{kk}: өңірлік ерекшеліктер", "Региональные особенности {gen}", "{en}: regional features"),
    ("{kk}: ұзақ мерзімді бақылау", "Многолетние наблюдения: {ru}", "{en}: long-term observations"),
)
OPENINGS: tuple[Said, ...] = (
    (
        "{kk} — өңір кәсіпорындары үшін өзекті тақырып.",
        "Тема {gen} важна для предприятий региона.",
        "Work on {en} matters to enterprises of the region.",
    ),
    (
        "{kk} бойынша сенімді деректер аз.",
        "Надёжных данных по теме «{ru}» мало.",
        "There is little reliable data on {en}.",
    ),
    (
        "Мақалада {kk} қарастырылады.",
        "В статье рассматривается тема: {ru}.",
        "The paper looks at {en}.",
    ),
    (
        "{kk} соңғы он жылда жиі талқыланып жүр.",
        "Вопросы {gen} часто обсуждались в последние десять лет.",
        "Questions of {en} have often been discussed over the last ten years.",
    ),
)
# What was counted, and how, by the kind of field.
SAMPLES: dict[str, Said] = {
    "laboratory": ("{n} үлгі зерттелді", "исследовано {n} образцов", "{n} samples were examined"),
    "ground": ("{n} телім бақыланды", "наблюдения велись на {n} участках", "{n} plots were observed"),
    "people": ("{n} адамнан сауалнама алынды", "опрошено {n} человек", "{n} people were surveyed"),
    "records": ("{n} жазба өңделді", "обработано {n} записей", "{n} records were processed"),
}
SAMPLE_OF_FIELD = {
    "water": "ground", "ecology": "ground", "crops": "ground", "livestock": "ground", "geology": "ground",
    "economics": "people", "education": "people", "law": "records", "society": "people", "culture": "records",
    "computing": "records", "telecom": "records", "transport": "records", "maths": "records", "medicine": "people",
}  # fmt: skip
METHODS: dict[str, tuple[Said, ...]] = {
    "laboratory": (
        ("газ хроматографиясы", "газовая хроматография", "gas chromatography"),
        ("рентгендік дифракция", "рентгеновская дифракция", "X-ray diffraction"),
        ("электрондық микроскопия", "электронная микроскопия", "electron microscopy"),
        ("механикалық сынақтар", "механические испытания", "mechanical tests"),
        ("инфрақызыл спектроскопия", "инфракрасная спектроскопия", "infrared spectroscopy"),
        ("соңғы элементтер әдісі", "метод конечных элементов", "the finite element method"),
    ),
    "ground": (
        ("далалық бақылау", "полевые наблюдения", "field observations"),
        ("спутниктік суреттер", "спутниковые снимки", "satellite images"),
        ("сынамаларды химиялық талдау", "химический анализ проб", "chemical analysis of samples"),
        ("геоақпараттық жүйелер", "геоинформационные системы", "geographic information systems"),
    ),
    "people": (
        ("сұхбат", "интервью", "interviews"),
        ("сауалнама", "анкетный опрос", "a questionnaire survey"),
        ("регрессиялық талдау", "регрессионный анализ", "regression analysis"),
        ("бақылау тобымен салыстыру", "сравнение с контрольной группой", "comparison with a control group"),
    ),
    "records": (
        ("машиналық оқыту", "машинное обучение", "machine learning"),
        ("құжаттарды талдау", "анализ документов", "document analysis"),
        ("нейрондық желілер", "нейронные сети", "neural networks"),
        ("статистикалық модельдеу", "статистическое моделирование", "statistical modelling"),
    ),
}
METHOD_SENTENCES: tuple[Said, ...] = (
    ("Негізгі әдіс: {method}; {sample}.", "Основной метод: {method}; {sample}.", "Main method: {method}; {sample}."),
    ("Қолданылған тәсіл — {method}: {sample}.", "Подход — {method}: {sample}.", "The approach is {method}: {sample}."),
)
EFFECTS: tuple[Said, ...] = (
    ("шығынды {p} %-ға азайтты", "снизило затраты на {p} %", "cut costs by {p} %"),
    ("дәлдікті {p} %-ға арттырды", "повысило точность на {p} %", "raised accuracy by {p} %"),
    ("уақытты {p} %-ға қысқартты", "сократило время на {p} %", "shortened the time by {p} %"),
    ("ақауды {p} %-ға азайтты", "уменьшило долю брака на {p} %", "reduced defects by {p} %"),
    ("энергия шығынын {p} %-ға төмендетті", "снизило расход энергии на {p} %", "lowered energy use by {p} %"),
    ("сапаны {p} %-ға жақсартты", "улучшило качество на {p} %", "improved quality by {p} %"),
)
RESULT: Said = ("Ұсынылған шешім {effect}.", "Предложенное решение {effect}.", "The proposed solution {effect}.")
ENDINGS: tuple[Said, ...] = (
    (
        "Нәтижелер кәсіпорында сыналды.",
        "Результаты проверены на предприятии.",
        "The results were tried at an enterprise.",
    ),
    (
        "Келесі кезеңде тәжірибелік қондырғы жоспарланып отыр.",
        "Следующий шаг — опытная установка.",
        "A pilot plant is the next step.",
    ),
    (
        "Ұсынымдар өндіріске арналған.",
        "Рекомендации предназначены для производства.",
        "The recommendations are meant for industry.",
    ),
    (
        "Деректер сұрау бойынша беріледі.",
        "Данные предоставляются по запросу.",
        "The data are available on request.",
    ),
)
INVENTED: Said = (
    "Көрсетілім үшін ойдан шығарылған.",
    "Придумано для демонстрации.",
    "Invented for the demonstration.",
)
PROJECTS: tuple[Said, ...] = (
    ("{kk}: қолданбалы жоба", "Прикладной проект: {ru}", "Applied project: {en}"),
    (
        "{kk}: өнеркәсіппен бірлескен жоба",
        "Совместный проект с промышленностью: {ru}",
        "Joint project with industry: {en}",
    ),
)
PATENTS: tuple[Said, ...] = (
    ("{kk}: тәсіл", "Способ: {ru}", "Method: {en}"),
    ("{kk}: құрылғы", "Устройство: {ru}", "Device: {en}"),
)
TECHNOLOGIES: tuple[Said, ...] = (
    ("{kk} технологиясы", "Технология: {ru}", "Technology: {en}"),
    ("{kk}: бағдарламалық кешен", "Программный комплекс: {ru}", "Software: {en}"),
)
SERVICES: tuple[Said, ...] = (
    ("{kk} бойынша сараптама", "Экспертиза: {ru}", "Expert opinion: {en}"),
    ("{kk} бойынша сынақтар", "Испытания: {ru}", "Testing: {en}"),
)
COURSES: tuple[Said, ...] = (
    ("{kk}: мамандарға арналған курс", "Курс для специалистов: {ru}", "Course for practitioners: {en}"),
)
LABORATORIES: tuple[Said, ...] = (("{kk} зертханасы", "Лаборатория: {ru}", "Laboratory: {en}"),)
# Invented makers, so that nobody's device is praised or blamed.
MAKERS = ("Ойлабек Аспап", "Сынақтемір", "Инструмдаль", "Vymysl Labs", "Qiyal Instruments", "Шамаметр")
EQUIPMENT: tuple[tuple[str, Said], ...] = (
    ("oil", ("газ хроматографы", "газовый хроматограф", "gas chromatograph")),
    ("oil", ("мұнай өнімдерінің вискозиметрі", "вискозиметр для нефтепродуктов", "viscometer for oil products")),
    ("oil", ("жоғары қысымды автоклав", "автоклав высокого давления", "high-pressure autoclave")),
    ("mining", ("зертханалық флотация машинасы", "лабораторная флотационная машина", "laboratory flotation machine")),
    ("mining", ("жақты ұсақтағыш", "щековая дробилка", "jaw crusher")),
    ("metals", ("муфельді пеш", "муфельная печь", "muffle furnace")),
    ("metals", ("созу сынақ машинасы", "разрывная испытательная машина", "tensile testing machine")),
    ("metals", ("металл ұнтағымен басатын принтер", "принтер по металлическому порошку", "metal powder printer")),
    ("metals", ("ультрадыбыстық дефектоскоп", "ультразвуковой дефектоскоп", "ultrasonic flaw detector")),
    ("energy", ("күн сәулесінің симуляторы", "имитатор солнечного излучения", "solar simulator")),
    ("energy", ("аккумулятор сынау стенді", "стенд испытания аккумуляторов", "battery test bench")),
    ("energy", ("тепловизор", "тепловизор", "thermal imaging camera")),
    ("building", ("гидравликалық пресс", "гидравлический пресс", "hydraulic press")),
    ("building", ("климаттық камера", "климатическая камера", "climate chamber")),
    ("machines", ("дірілдеткіш стенд", "вибростенд", "vibration test stand")),
    ("machines", ("өндірістік робот-манипулятор", "промышленный робот-манипулятор", "industrial robot arm")),
    ("computing", ("есептеу кластері", "вычислительный кластер", "computing cluster")),
    ("telecom", ("дыбыссыз антенна камерасы", "безэховая антенная камера", "anechoic antenna chamber")),
    ("chemistry", ("масс-спектрометр", "масс-спектрометр", "mass spectrometer")),
    ("chemistry", ("инфрақызыл спектрометр", "инфракрасный спектрометр", "infrared spectrometer")),
    ("water", ("су сапасын талдағыш", "анализатор качества воды", "water quality analyser")),
    ("ecology", ("ауадағы шаңды өлшегіш", "измеритель пыли в воздухе", "airborne dust monitor")),
    ("geology", ("сейсмограф жиынтығы", "комплект сейсмографов", "set of seismographs")),
    ("geology", ("жерүсті лазерлік сканері", "наземный лазерный сканер", "terrestrial laser scanner")),
    ("physics", ("рентгендік дифрактометр", "рентгеновский дифрактометр", "X-ray diffractometer")),
    ("physics", ("сканерлеуші электрондық микроскоп", "сканирующий электронный микроскоп", "scanning electron microscope")),
    ("crops", ("егіс бақылайтын дрон", "дрон для наблюдения посевов", "crop monitoring drone")),
    ("livestock", ("сүт талдағыш", "анализатор молока", "milk analyser")),
    ("food", ("сынамалы нан пісіру пеші", "пробная хлебопекарная печь", "test baking oven")),
    ("food", ("лиофильді кептіргіш", "лиофильная сушилка", "freeze dryer")),
    ("bio", ("зертханалық биореактор", "лабораторный биореактор", "laboratory bioreactor")),
    ("bio", ("генетикалық талдағыш", "генетический анализатор", "genetic analyser")),
    ("medicine", ("ультрадыбыстық зерттеу аппараты", "аппарат ультразвуковых исследований", "ultrasound scanner")),
    ("transport", ("рельс дефектоскопы", "рельсовый дефектоскоп", "rail flaw detector")),
)  # fmt: skip
EQUIPMENT_TEXT: Said = (
    "{name}. {kk} және ұқсас жұмыстарға қолданылады. Өлшеу алдында оператор үлгілерді дайындауға көмектеседі.",
    "{name}. Применяется для работ по теме «{ru}» и близким темам. Оператор помогает подготовить образцы.",
    "{name}. Used for work on {en} and related subjects. The operator helps to prepare the samples.",
)
# --- Briefs -------------------------------------------------------------------------------------------------------
CHALLENGE_TITLES: tuple[Said, ...] = (
    ("{kk}: шешім іздейміз", "Ищем решение: {ru}", "Looking for a solution: {en}"),
    ("{kk}: өндіріске арзан әдіс керек", "Нужен недорогой способ: {ru}", "Wanted, an inexpensive way: {en}"),
    ("{kk} бойынша серіктес қажет", "Нужен партнёр по теме: {ru}", "Partner wanted: {en}"),
)
PROBLEMS: tuple[Said, ...] = (
    (
        "{kk} бойынша жұмысымызда жыл сайын шамамен {n} сағат тоқтап қаламыз. Себебін өз күшімізбен анықтай алмадық.",
        "В работе по теме «{ru}» мы теряем около {n} часов в год на простои. Причину сами не нашли.",
        "In our work on {en} we lose about {n} hours a year to stoppages. We have not found the cause ourselves.",
    ),
    (
        "Қазіргі әдіс қымбат: {kk} жылына шамамен {n} мың теңге тұрады. Арзанырақ жол іздейміз.",
        "Нынешний способ дорог: {ru} обходится примерно в {n} тыс. тенге в год. Ищем более дешёвый путь.",
        "Today's way is dear: {en} costs about {n} thousand tenge a year. We look for a cheaper one.",
    ),
    (
        "{kk} бойынша талаптар өзгерді, ал зертханамыз бұрынғы әдіспен жұмыс істейді.",
        "Требования по теме «{ru}» изменились, а наша лаборатория работает по-старому.",
        "The requirements on {en} have changed, and our laboratory still works the old way.",
    ),
)
TRIED: tuple[Said, ...] = (
    (
        "Шетелдік жабдықты сынап көрдік: біздің шикізатқа келмеді.",
        "Пробовали зарубежное оборудование: к нашему сырью не подошло.",
        "We tried foreign equipment: it did not suit our raw material.",
    ),
    (
        "Өз мамандарымыз екі рет өлшем жүргізді, нәтижелері сәйкес келмеді.",
        "Наши специалисты дважды провели измерения, результаты не сошлись.",
        "Our staff measured twice, and the results did not agree.",
    ),
    ("Әзірге ештеңе сынаған жоқпыз.", "Пока ничего не пробовали.", "Nothing has been tried yet."),
)
SUCCESS: tuple[Said, ...] = (
    (
        "Шығын кемінде {p} %-ға азайса және әдіс бір ауысымда қайталанса.",
        "Затраты ниже хотя бы на {p} %, и способ повторяется в течение смены.",
        "Costs are at least {p} % lower, and the way can be repeated within a shift.",
    ),
    (
        "Үш ай ішінде біздің деректермен тексерілген тәжірибелік үлгі.",
        "Опытный образец, проверенный на наших данных за три месяца.",
        "A prototype tried on our data within three months.",
    ),
)
CONSTRAINTS: tuple[Said, ...] = (
    (
        "Өндіріс тоқтамауы керек; деректер кәсіпорыннан шықпайды.",
        "Производство не останавливается; данные не покидают предприятие.",
        "Production must not stop; data do not leave the plant.",
    ),
    (
        "Жабдық бір жыл ішінде жеткізілетін болуы тиіс.",
        "Оборудование должно поставляться в течение года.",
        "The equipment must be available within a year.",
    ),
    ("Ерекше шектеу жоқ.", "Особых ограничений нет.", "No special constraints."),
)
