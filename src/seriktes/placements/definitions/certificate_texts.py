"""The texts of the shipped templates: a paragraph a row, a column a language. An office replaces them by its own."""

from collections.abc import Mapping, Sequence

from seriktes.placements.definitions import stipend_texts

Row = Mapping[str, str]

NAMES: Mapping[str, Row] = {
    "certificate": {"kk": "Сертификат", "ru": "Сертификат", "en": "Certificate"},
    "record": {"kk": "Жұмыс туралы анықтама", "ru": "Справка о выполненной работе", "en": "Record of work"},
    "release": stipend_texts.CERTIFICATE_NAME,
}
_WHO: Row = {
    "kk": "{{ student.kk }}",
    "ru": "{{ student.ru }}",
    "en": "{{ student.en }}",
}
_SIGNED: Row = {
    "kk": "{{ university.kk }}\nОқу орнынан жетекші: {{ academic_supervisor.kk }}\nҚабылдаушы ұйымнан жетекші: {{ host_supervisor.kk }}",
    "ru": "{{ university.ru }}\nРуководитель от вуза: {{ academic_supervisor.ru }}\nРуководитель от принимающей организации: {{ host_supervisor.ru }}",
    "en": "{{ university.en }}\nAcademic supervisor: {{ academic_supervisor.en }}\nHost supervisor: {{ host_supervisor.en }}",
}
CERTIFICATE: Sequence[Row] = (
    {"kk": "СЕРТИФИКАТ № {{ number }}", "ru": "СЕРТИФИКАТ № {{ number }}", "en": "CERTIFICATE № {{ number }}"},
    _WHO,
    {
        "kk": "{{ starts_on.kk }} мен {{ ends_on.kk }} аралығында {{ host.kk }} ұйымында «{{ programme.kk }}» бағдарламасы бойынша өтті. Түрі: {{ kind.kk }}. Кезеңі: {{ term }}.",
        "ru": "с {{ starts_on.ru }} по {{ ends_on.ru }} прошёл(-шла) программу «{{ programme.ru }}» в организации {{ host.ru }}. Вид: {{ kind.ru }}. Период: {{ term }}.",
        "en": "took part in “{{ programme.en }}” at {{ host.en }} from {{ starts_on.en }} to {{ ends_on.en }}. Kind: {{ kind.en }}. Term: {{ term }}.",
    },
    {
        "kk": "Расталған сағат саны: {{ hours_confirmed }}.{% if credits %} Кредит саны: {{ credits }}.{% endif %}",
        "ru": "Подтверждено часов: {{ hours_confirmed }}.{% if credits %} Кредитов: {{ credits }}.{% endif %}",
        "en": "Hours confirmed: {{ hours_confirmed }}.{% if credits %} Credits: {{ credits }}.{% endif %}",
    },
    _SIGNED,
)  # fmt: skip
RECORD: Sequence[Row] = (
    {
        "kk": "ЖҰМЫС ТУРАЛЫ АНЫҚТАМА № {{ number }}", "ru": "СПРАВКА О ВЫПОЛНЕННОЙ РАБОТЕ № {{ number }}",
        "en": "RECORD OF WORK № {{ number }}",
    },
    _WHO,
    {
        "kk": "{{ host.kk }}, «{{ programme.kk }}», {{ starts_on.kk }} – {{ ends_on.kk }}.",
        "ru": "{{ host.ru }}, «{{ programme.ru }}», {{ starts_on.ru }} – {{ ends_on.ru }}.",
        "en": "{{ host.en }}, “{{ programme.en }}”, {{ starts_on.en }} – {{ ends_on.en }}.",
    },
    {
        "kk": "Жоспар тапсырмалары бойынша расталған сағаттар:\n{% for task in tasks %}{{ task.text }}: {{ task.hours }}\n{% endfor %}",
        "ru": "Подтверждённые часы по задачам плана:\n{% for task in tasks %}{{ task.text }}: {{ task.hours }}\n{% endfor %}",
        "en": "Confirmed hours by tasks of the plan:\n{% for task in tasks %}{{ task.text }}: {{ task.hours }}\n{% endfor %}",
    },
    {
        "kk": "Апталар (жазылған / расталған сағат):\n{% for week in weeks %}{{ week.first.kk }} – {{ week.last.kk }}: {{ week.hours }} / {{ week.confirmed }}\n{% endfor %}",
        "ru": "Недели (записано / подтверждено часов):\n{% for week in weeks %}{{ week.first.ru }} – {{ week.last.ru }}: {{ week.hours }} / {{ week.confirmed }}\n{% endfor %}",
        "en": "Weeks (hours logged / confirmed):\n{% for week in weeks %}{{ week.first.en }} – {{ week.last.en }}: {{ week.hours }} / {{ week.confirmed }}\n{% endfor %}",
    },
    {
        "kk": "Барлығы жазылды: {{ hours_logged }}; расталды: {{ hours_confirmed }}; жоспардан тыс: {{ hours_off_plan }}.",
        "ru": "Всего записано: {{ hours_logged }}; подтверждено: {{ hours_confirmed }}; вне плана: {{ hours_off_plan }}.",
        "en": "Logged in all: {{ hours_logged }}; confirmed: {{ hours_confirmed }}; off plan: {{ hours_off_plan }}.",
    },
    _SIGNED,
)  # fmt: skip
TEXTS: Mapping[str, Sequence[Row]] = {
    "certificate": CERTIFICATE,
    "record": RECORD,
    "release": stipend_texts.CERTIFICATE,
}
