"""The text of the shipped template for minutes of a defence: a paragraph a row, a column a language. An office replaces it
by its own."""

from collections.abc import Mapping, Sequence

Row = Mapping[str, str]

NAMES: Mapping[str, Row] = {
    "minutes": {"kk": "Қорғау хаттамасы", "ru": "Протокол защиты", "en": "Minutes of a defence"},
}
MINUTES: Sequence[Row] = (
    {"kk": "ҚОРҒАУ ХАТТАМАСЫ № {{ number }}", "ru": "ПРОТОКОЛ ЗАЩИТЫ № {{ number }}", "en": "MINUTES OF THE DEFENCE № {{ number }}"},
    {
        "kk": "{{ university.kk }}\n«{{ programme.kk }}», {{ term }}",
        "ru": "{{ university.ru }}\n«{{ programme.ru }}», {{ term }}",
        "en": "{{ university.en }}\n“{{ programme.en }}”, {{ term }}",
    },
    {
        "kk": "{{ day.kk }}, {{ time }}. Өтетін орны: {{ place }}.",
        "ru": "{{ day.ru }}, {{ time }}. Место: {{ place }}.",
        "en": "{{ day.en }}, {{ time }}. Place: {{ place }}.",
    },
    {
        "kk": "Комиссия:\n{% for member in members %}{{ member.name.kk }}, {{ member.role.kk }}{% if member.of.kk %} ({{ member.of.kk }}){% endif %}\n{% endfor %}",
        "ru": "Комиссия:\n{% for member in members %}{{ member.name.ru }}, {{ member.role.ru }}{% if member.of.ru %} ({{ member.of.ru }}){% endif %}\n{% endfor %}",
        "en": "Commission:\n{% for member in members %}{{ member.name.en }}, {{ member.role.en }}{% if member.of.en %} ({{ member.of.en }}){% endif %}\n{% endfor %}",
    },
    {
        "kk": "{% for thesis in theses %}{{ thesis.student.kk }}. «{{ thesis.title.kk }}». Ғылыми жетекшісі: {{ thesis.academic.kk }}. Өндірістен жетекшісі: {{ thesis.industry.kk }} ({{ thesis.host.kk }}).\nДауыстар: жақтап {{ thesis.votes_for }}, қарсы {{ thesis.votes_against }}.{% if thesis.aside.kk %} Дауыс бермеді: {{ thesis.aside.kk }}.{% endif %} Балл: {{ thesis.points }}. {{ thesis.result.kk }}.\nСұрақтар мен жауаптар: {{ thesis.questions }}\nШешім: {{ thesis.resolution }}\n{% endfor %}",
        "ru": "{% for thesis in theses %}{{ thesis.student.ru }}. «{{ thesis.title.ru }}». Научный руководитель: {{ thesis.academic.ru }}. Руководитель от производства: {{ thesis.industry.ru }} ({{ thesis.host.ru }}).\nГолоса: за {{ thesis.votes_for }}, против {{ thesis.votes_against }}.{% if thesis.aside.ru %} Не голосовал(а): {{ thesis.aside.ru }}.{% endif %} Баллы: {{ thesis.points }}. {{ thesis.result.ru }}.\nВопросы и ответы: {{ thesis.questions }}\nРешение: {{ thesis.resolution }}\n{% endfor %}",
        "en": "{% for thesis in theses %}{{ thesis.student.en }}. “{{ thesis.title.en }}”. Academic supervisor: {{ thesis.academic.en }}. Industry supervisor: {{ thesis.industry.en }} ({{ thesis.host.en }}).\nVotes: for {{ thesis.votes_for }}, against {{ thesis.votes_against }}.{% if thesis.aside.en %} Did not vote: {{ thesis.aside.en }}.{% endif %} Points: {{ thesis.points }}. {{ thesis.result.en }}.\nQuestions and answers: {{ thesis.questions }}\nResolved: {{ thesis.resolution }}\n{% endfor %}",
    },
    {
        "kk": "Төраға: ____________________\nХатшы: ____________________",
        "ru": "Председатель: ____________________\nСекретарь: ____________________",
        "en": "Chair: ____________________\nSecretary: ____________________",
    },
)  # fmt: skip
TEXTS: Mapping[str, Sequence[Row]] = {"minutes": MINUTES}
RESULTS: Mapping[bool, Row] = {
    True: {"kk": "Қорғалды", "ru": "Защищена", "en": "Defended"},
    False: {"kk": "Қорғалмады", "ru": "Не защищена", "en": "Not defended"},
}
ROLES: Mapping[str, Row] = {
    "chair": {"kk": "төраға", "ru": "председатель", "en": "chair"},
    "member": {"kk": "комиссия мүшесі", "ru": "член комиссии", "en": "member"},
    "secretary": {"kk": "хатшы", "ru": "секретарь", "en": "secretary"},
}
