"""The wording of the sample contract on a stipend, and of the certificate of release, in words of our own. No lawyer has
checked them. The Kazakh wording should be read by a native speaker. Marks such as {{ number }} are fields."""

from seriktes.documents.definitions.sample_texts import Row

NAMES: Row = {
    "kk": "Үлгі: жұмыспен өтеу шартымен стипендия туралы шарт", "ru": "Образец: договор о стипендии с обязательством отработки",
    "en": "Sample: contract on a stipend with a period of service",
}  # fmt: skip
WARNING: Row = {
    "kk": "ҮЛГІ. Ресми нысан емес. Қол қоймас бұрын заңгер тексеруі тиіс.",
    "ru": "ОБРАЗЕЦ. Не является официальной формой. До подписания его должен проверить юрист.",
    "en": "SAMPLE. Not an official form. Before it is signed, a lawyer has to check it.",
}
NAME: Row = {
    "kk": "СТИПЕНДИЯ ТУРАЛЫ ШАРТ", "ru": "ДОГОВОР О СТИПЕНДИИ", "en": "CONTRACT ON A STIPEND",
}  # fmt: skip
TITLE: Row = {
    "kk": "{% if number %}№ {{ number }} {% endif %}СТИПЕНДИЯ ТУРАЛЫ ШАРТ",
    "ru": "ДОГОВОР О СТИПЕНДИИ{% if number %} № {{ number }}{% endif %}",
    "en": "CONTRACT ON A STIPEND{% if number %} No. {{ number }}{% endif %}",
}
PLACE: Row = {"kk": "{{ made_on.kk }}", "ru": "{{ made_on.ru }}", "en": "{{ made_on.en }}"}
SIDES: Row = {
    "kk": "{{ grantor.name.kk }}{% if grantor.number %} (БСН {{ grantor.number }}){% endif %}, бұдан әрі — Грант беруші, және "
    "{{ university.kk }} білім алушысы {{ student.kk }}, бұдан әрі — Студент, төмендегілер туралы келісті:",
    "ru": "{{ grantor.name.ru }}{% if grantor.number %} (БИН {{ grantor.number }}){% endif %}, далее — Грантодатель, и "
    "обучающийся {{ university.ru }} {{ student.ru }}, далее — Студент, договорились о следующем:",
    "en": "{{ grantor.name.en }}{% if grantor.number %} (BIN {{ grantor.number }}){% endif %}, hereinafter the Grantor, and "
    "{{ student.en }}, student of {{ university.en }}, hereinafter the Student, have agreed as follows:",
}
_PAYMENTS = "{% for payment in payments %}{{ payment.due_on.%s }} — {{ payment.amount }} {{ currency }}{% if not loop.last %}; {% endif %}{% endfor %}."
ARTICLES: tuple[tuple[Row, tuple[Row, ...]], ...] = (
    (
        {"kk": "1. Төлемдер", "ru": "1. Выплаты", "en": "1. Payments"},
        (
            {
                "kk": "1.1. Грант беруші Студентке оқу үшін{% if study %} ({{ study }}){% endif %} барлығы {{ total }} {{ currency }} төлейді:",
                "ru": "1.1. Грантодатель выплачивает Студенту на время обучения{% if study %} ({{ study }}){% endif %} всего {{ total }} {{ currency }}:",
                "en": "1.1. For the time of study{% if study %} ({{ study }}){% endif %} the Grantor pays the Student {{ total }} {{ currency }} in all:",
            },
            {"kk": _PAYMENTS.replace("%s", "kk"), "ru": _PAYMENTS.replace("%s", "ru"), "en": _PAYMENTS.replace("%s", "en")},
        ),
    ),
    (
        {"kk": "2. Жұмыспен өтеу", "ru": "2. Отработка", "en": "2. Service"},
        (
            {
                "kk": "2.1. Студент оқуды аяқтағаннан кейін {{ begin_within }} ай ішінде жұмысқа кіріседі және толық жұмыс уақытымен {{ service_months }} ай жұмыс істейді{% if employer.kk %}. Жұмыс беруші: {{ employer.kk }}{% endif %}.",
                "ru": "2.1. В течение {{ begin_within }} месяцев после окончания обучения Студент приступает к работе и работает {{ service_months }} месяцев на условиях полного рабочего времени{% if employer.ru %}. Работодатель: {{ employer.ru }}{% endif %}.",
                "en": "2.1. Within {{ begin_within }} months of the end of study the Student begins to work, and works full time for {{ service_months }} months{% if employer.en %}. Employer: {{ employer.en }}{% endif %}.",
            },
            {
                "kk": "2.2. Өтелген уақыт төленген соманы былай босатады: {{ release.kk }}. Өтелмеген бөлігі{% if uplift %} {{ uplift }} % қосылып{% endif %} қайтарылады.",
                "ru": "2.2. Отработанное время освобождает от возврата выплаченного так: {{ release.ru }}. Неотработанная часть возвращается{% if uplift %} с прибавлением {{ uplift }} %{% endif %}.",
                "en": "2.2. Service releases what was paid as follows: {{ release.en }}. The part that is not served is paid back{% if uplift %} with {{ uplift }} % added{% endif %}.",
            },
        ),
    ),
    (
        {"kk": "3. Шарттар", "ru": "3. Условия", "en": "3. Conditions"},
        ({"kk": "{{ terms.kk }}", "ru": "{{ terms.ru }}", "en": "{{ terms.en }}"},),
    ),
)  # fmt: skip
_LINE = "_____________________"
SIGNATURES: Row = {
    "kk": f"Грант беруші: {{{{ grantor.name.kk }}}}\n\n{_LINE}\n\nСтудент: {{{{ student.kk }}}}\n\n{_LINE}",
    "ru": f"Грантодатель: {{{{ grantor.name.ru }}}}\n\n{_LINE}\n\nСтудент: {{{{ student.ru }}}}\n\n{_LINE}",
    "en": f"Grantor: {{{{ grantor.name.en }}}}\n\n{_LINE}\n\nStudent: {{{{ student.en }}}}\n\n{_LINE}",
}
HEADINGS = (TITLE, *(heading for heading, _paragraphs in ARTICLES))
ROWS = (TITLE, PLACE, SIDES, *(row for heading, rows in ARTICLES for row in (heading, *rows)), SIGNATURES)
# Of `ReleaseRule`, as a contract says it.
RELEASES: dict[str, Row] = {
    "daily": {"kk": "күн сайын, тепе-тең", "ru": "день за днём, пропорционально", "en": "day by day, in proportion"},
    "steps": {"kk": "әр толық кезең үшін", "ru": "за каждый полный период", "en": "for each full step"},
    "whole": {
        "kk": "толық өтелгенде ғана",
        "ru": "только после полной отработки",
        "en": "only when the whole is served",
    },
}
CERTIFICATE_NAME: Row = {
    "kk": "Жұмыспен өтеу туралы анықтама", "ru": "Справка об отработке стипендии", "en": "Certificate of release",
}  # fmt: skip
CERTIFICATE: tuple[Row, ...] = (
    {
        "kk": "ЖҰМЫСПЕН ӨТЕУ ТУРАЛЫ АНЫҚТАМА № {{ number }}", "ru": "СПРАВКА ОБ ОТРАБОТКЕ СТИПЕНДИИ № {{ number }}",
        "en": "CERTIFICATE OF RELEASE № {{ number }}",
    },
    {"kk": "{{ student.kk }}", "ru": "{{ student.ru }}", "en": "{{ student.en }}"},
    {
        "kk": "{{ grantor.name.kk }} берген стипендия бойынша {{ service_months }} ай жұмыспен толық өтеді. Міндеттеме {{ ended_on.kk }} тоқтатылды.",
        "ru": "полностью отработал(-а) {{ service_months }} месяцев по стипендии, предоставленной {{ grantor.name.ru }}. Обязательство прекращено {{ ended_on.ru }}.",
        "en": "has served in full {{ service_months }} months under the stipend granted by {{ grantor.name.en }}. The obligation ended on {{ ended_on.en }}.",
    },
    {
        "kk": "Жұмыспен өтеу:\n{% for period in service %}{{ period.starts_on.kk }} – {{ period.ends_on.kk }}: {{ period.employer.kk }}, {{ period.share }} %\n{% endfor %}",
        "ru": "Отработка:\n{% for period in service %}{{ period.starts_on.ru }} – {{ period.ends_on.ru }}: {{ period.employer.ru }}, {{ period.share }} %\n{% endfor %}",
        "en": "Service:\n{% for period in service %}{{ period.starts_on.en }} – {{ period.ends_on.en }}: {{ period.employer.en }}, {{ period.share }} %\n{% endfor %}",
    },
    {"kk": "{{ grantor.name.kk }}", "ru": "{{ grantor.name.ru }}", "en": "{{ grantor.name.en }}"},
)  # fmt: skip
