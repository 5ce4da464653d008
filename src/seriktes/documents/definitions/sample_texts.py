"""The wording of the sample templates: a memorandum of understanding, in words of our own. No lawyer has checked it, and
the samples say so on top. The Kazakh wording should be read by a native speaker.

Each row stands side by side: language → text. Marks such as {{ number }} are fields (`definitions.examples`).
"""

from collections.abc import Mapping

Row = Mapping[str, str]

WARNING: Row = {
    "kk": "ҮЛГІ. Қол қоймас бұрын заңгер тексеруі және ұйым өз қажетіне қарай өзгертуі тиіс.",
    "ru": "ОБРАЗЕЦ. До подписания его должен проверить юрист, а организация — приспособить к своим нуждам.",
    "en": "SAMPLE. Before it is signed, a lawyer has to check it and the organisation has to adapt it.",
}
NAME: Row = {
    "kk": "ӨЗАРА ТҮСІНІСТІК ТУРАЛЫ МЕМОРАНДУМ",
    "ru": "МЕМОРАНДУМ О ВЗАИМОПОНИМАНИИ",
    "en": "MEMORANDUM OF UNDERSTANDING",
}
# Without a number in the record, no sign of one stands in the text.
TITLE: Row = {
    "kk": f"{{% if number %}}№ {{{{ number }}}} {{% endif %}}{NAME['kk']}",
    "ru": f"{NAME['ru']}{{% if number %}} № {{{{ number }}}}{{% endif %}}",
    "en": f"{NAME['en']}{{% if number %}} No. {{{{ number }}}}{{% endif %}}",
}
PLACE: Row = {
    "kk": "{{ place.kk }}, {{ signed_on.kk }}",
    "ru": "{{ place.ru }}, {{ signed_on.ru }}",
    "en": "{{ place.en }}, {{ signed_on.en }}",
}
_PARTY: Row = {
    "kk": "{{ party.name.kk }}{% if party.number %} (БСН {{ party.number }}){% endif %}, атынан {{ party.authority.kk }} негізінде {{ party.post.kk }} "
    "{{ party.signatory }} әрекет етеді",
    "ru": "{{ party.name.ru }}{% if party.number %} (БИН {{ party.number }}){% endif %}, от имени которого на основании: {{ party.authority.ru }} — "
    "действует {{ party.post.ru }} {{ party.signatory }}",
    "en": "{{ party.name.en }}{% if party.number %} (BIN {{ party.number }}){% endif %}, for which {{ party.post.en }} {{ party.signatory }} acts on the "
    "ground of {{ party.authority.en }}",
}
_LOOP = "{{% for party in parties %}}{text}{{% if not loop.last %}}; {{% endif %}}{{% endfor %}}"
PARTIES: Row = {
    code: _LOOP.format(text=_PARTY[code]) + end
    for code, end in {
        "kk": " — бұдан әрі «Тараптар» — төмендегілер туралы келісті:",
        "ru": " — далее «Стороны» — договорились о следующем:",
        "en": ", hereinafter the Parties, have agreed as follows:",
    }.items()
}
ARTICLES: tuple[tuple[Row, tuple[Row, ...]], ...] = (
    (
        {"kk": "1. Мақсаты", "ru": "1. Цель", "en": "1. Aim"},
        (
            {
                "kk": "1.1. Тараптар мына салада бірге жұмыс істеуге ниетті: {{ subject.kk }}.",
                "ru": "1.1. Стороны намерены работать вместе в области: {{ subject.ru }}.",
                "en": "1.1. The Parties intend to work together on: {{ subject.en }}.",
            },
            {
                "kk": "1.2. Нақты жұмыстар, мерзімдер мен қаражат жеке келісімшарттарда белгіленеді.",
                "ru": "1.2. Отдельные работы, сроки и средства определяются самостоятельными договорами.",
                "en": "1.2. Particular works, dates and means are set in separate contracts.",
            },
        ),
    ),
    (
        {"kk": "2. Ынтымақтастық түрлері", "ru": "2. Виды сотрудничества", "en": "2. Forms of cooperation"},
        (
            {
                "kk": "2.1. Бірлескен зерттеулер мен әзірлемелер, олардың нәтижелерін қолдану.",
                "ru": "2.1. Совместные исследования и разработки, применение их результатов.",
                "en": "2.1. Joint research and development, and the use of its results.",
            },
            {
                "kk": "2.2. Студенттердің тәжірибесі, диплом жұмыстарына бірлескен жетекшілік.",
                "ru": "2.2. Практика студентов, совместное руководство дипломными работами.",
                "en": "2.2. Internships of students and joint supervision of theses.",
            },
            {
                "kk": "2.3. Мамандар алмасу, қонақ дәрістер, білім беру бағдарламаларын бірге талқылау.",
                "ru": "2.3. Обмен специалистами, гостевые лекции, совместное обсуждение образовательных программ.",
                "en": "2.3. Exchange of specialists, guest lectures, and joint discussion of study programmes.",
            },
        ),
    ),
    (
        {"kk": "3. Тараптардың іс-қимылы", "ru": "3. Действия Сторон", "en": "3. What the Parties do"},
        (
            {
                "kk": "3.1. Әр Тарап байланысқа жауапты лауазымды тағайындайды және ол ауысса, он жұмыс күні ішінде хабарлайды.",
                "ru": "3.1. Каждая Сторона назначает должность, ответственную за связь, и сообщает о её смене в течение десяти рабочих дней.",
                "en": "3.1. Each Party names a post that answers for the relation, and tells of a change within ten working days.",
            },
            {
                "kk": "3.2. Тараптар жылына кемінде бір рет атқарылған істерді бірге қарайды.",
                "ru": "3.2. Не реже раза в год Стороны вместе рассматривают сделанное.",
                "en": "3.2. At least once a year the Parties look together at what was done.",
            },
        ),
    ),
    (
        {"kk": "4. Құпиялылық және деректер", "ru": "4. Конфиденциальность и данные", "en": "4. Confidence and data"},
        (
            {
                "kk": "4.1. Құпия деп берілген мәлімет үшінші тұлғаларға берген Тараптың келісімімен ғана ашылады.",
                "ru": "4.1. Сведения, переданные как конфиденциальные, раскрываются третьим лицам лишь с согласия передавшей Стороны.",
                "en": "4.1. What was given in confidence is disclosed to third persons only with the consent of the Party that gave it.",
            },
            {
                "kk": "4.2. Дербес деректер заңға сәйкес және осы меморандумның мақсаттары үшін ғана өңделеді.",
                "ru": "4.2. Персональные данные обрабатываются по закону и лишь для целей настоящего меморандума.",
                "en": "4.2. Personal data are processed as the law says and only for the aims of this memorandum.",
            },
        ),
    ),
    (
        {"kk": "5. Мерзімі", "ru": "5. Срок", "en": "5. Term"},
        (
            {
                "kk": "5.1. Меморандум {{ starts_on.kk }} бастап {{ ends_on.kk }} дейін қолданылады.",
                "ru": "5.1. Меморандум действует с {{ starts_on.ru }} по {{ ends_on.ru }}.",
                "en": "5.1. The memorandum is in force from {{ starts_on.en }} to {{ ends_on.en }}.",
            },
            {
                "kk": "5.2. Кез келген Тарап {{ notice_days }} күн бұрын жазбаша хабарлап, оны тоқтата алады.",
                "ru": "5.2. Любая Сторона может прекратить его, письменно сообщив об этом за {{ notice_days }} дней.",
                "en": "5.2. Either Party may end it by written notice of {{ notice_days }} days.",
            },
        ),
    ),
    (
        {"kk": "6. Қорытынды ережелер", "ru": "6. Заключительные положения", "en": "6. Closing provisions"},
        (
            {
                "kk": "6.1. Меморандум қаржылық міндеттеме жүктемейді.",
                "ru": "6.1. Меморандум не создаёт финансовых обязательств.",
                "en": "6.1. The memorandum creates no financial obligation.",
            },
            {
                "kk": "6.2. Барлық тілдегі мәтіндердің күші бірдей.",
                "ru": "6.2. Тексты на всех языках имеют равную силу.",
                "en": "6.2. The texts in all languages are of equal standing.",
            },
        ),
    ),
)
SIGNATURES: Row = {
    "kk": "{% for party in parties %}{{ party.name.kk }}\n{{ party.address.kk }}\n{{ party.post.kk }} {{ party.signatory }}\n\n_____________________\n\n{% endfor %}",
    "ru": "{% for party in parties %}{{ party.name.ru }}\n{{ party.address.ru }}\n{{ party.post.ru }} {{ party.signatory }}\n\n_____________________\n\n{% endfor %}",
    "en": "{% for party in parties %}{{ party.name.en }}\n{{ party.address.en }}\n{{ party.post.en }} {{ party.signatory }}\n\n_____________________\n\n{% endfor %}",
}
