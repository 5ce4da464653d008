"""The wording of the sample learning agreement, in words of our own: the ministry's standard form was not available, and
the sample says so on top. No lawyer has checked it. The Kazakh wording should be read by a native speaker.

Each row stands side by side: language → text. Marks such as {{ number }} are fields (`queries.agreement_texts`).
"""

from seriktes.documents.definitions.sample_texts import Row

NAMES: Row = {
    "kk": "Үлгі: практика туралы үшжақты шарт", "ru": "Образец: трёхсторонний договор о практике",
    "en": "Sample: learning agreement",
}  # fmt: skip
WARNING: Row = {
    "kk": "ҮЛГІ. Министрліктің үлгілік нысаны емес. Қол қоймас бұрын заңгер тексеруі тиіс.",
    "ru": "ОБРАЗЕЦ. Не является типовой формой министерства. До подписания его должен проверить юрист.",
    "en": "SAMPLE. Not the ministry's standard form. Before it is signed, a lawyer has to check it.",
}
NAME: Row = {
    "kk": "ПРАКТИКА ТУРАЛЫ ҮШЖАҚТЫ ШАРТ", "ru": "ТРЁХСТОРОННИЙ ДОГОВОР О ПРАКТИКЕ", "en": "LEARNING AGREEMENT",
}  # fmt: skip
TITLE: Row = {
    "kk": "{% if number %}№ {{ number }} {% endif %}{% if amendment %}ПРАКТИКА ТУРАЛЫ ШАРТҚА № {{ amendment }} ҚОСЫМША КЕЛІСІМ"
    "{% else %}ПРАКТИКА ТУРАЛЫ ҮШЖАҚТЫ ШАРТ{% endif %}",
    "ru": "{% if amendment %}ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ № {{ amendment }} К ДОГОВОРУ О ПРАКТИКЕ{% else %}ТРЁХСТОРОННИЙ ДОГОВОР О "
    "ПРАКТИКЕ{% endif %}{% if number %} № {{ number }}{% endif %}",
    "en": "{% if amendment %}AMENDMENT No. {{ amendment }} TO THE LEARNING AGREEMENT{% else %}LEARNING AGREEMENT{% endif %}"
    "{% if number %} No. {{ number }}{% endif %}",
}
PLACE: Row = {
    "kk": "{{ place.kk }}, {{ made_on.kk }}", "ru": "{{ place.ru }}, {{ made_on.ru }}", "en": "{{ place.en }}, {{ made_on.en }}",
}  # fmt: skip
SIDES: Row = {
    "kk": "{{ host.name.kk }}{% if host.number %} (БСН {{ host.number }}){% endif %}, атынан {% if host.authority %}"
    "{{ host.authority }} негізінде {% endif %}{{ host.signatory }} әрекет етеді, бұдан әрі — Практика базасы; "
    "{{ university.name.kk }}{% if university.number %} (БСН {{ university.number }}){% endif %}, атынан "
    "{{ department.post.kk }} {{ department.holder.kk }} әрекет етеді, бұдан әрі — Университет; және білім алушы "
    "{{ student.name.kk }}, бұдан әрі — Студент, төмендегілер туралы келісті:",
    "ru": "{{ host.name.ru }}{% if host.number %} (БИН {{ host.number }}){% endif %}, от имени которого{% if host.authority %} "
    "на основании: {{ host.authority }} —{% endif %} действует {{ host.signatory }}, далее — База практики; "
    "{{ university.name.ru }}{% if university.number %} (БИН {{ university.number }}){% endif %}, от имени которого "
    "действует {{ department.post.ru }} {{ department.holder.ru }}, далее — Университет; и обучающийся {{ student.name.ru }}, "
    "далее — Студент, договорились о следующем:",
    "en": "{{ host.name.en }}{% if host.number %} (BIN {{ host.number }}){% endif %}, for which {{ host.signatory }} acts"
    "{% if host.authority %} on the ground of {{ host.authority }}{% endif %}, hereinafter the Host; {{ university.name.en }}"
    "{% if university.number %} (BIN {{ university.number }}){% endif %}, for which {{ department.post.en }} "
    "{{ department.holder.en }} acts, hereinafter the University; and the student {{ student.name.en }}, hereinafter the "
    "Student, have agreed as follows:",
}
_TASKS = "{{% for task in tasks %}}{{{{ task.text }}}} — {{{{ task.weight }}}} %{{% if not loop.last %}}; {{% endif %}}{{% endfor %}}{end}"
ARTICLES: tuple[tuple[Row, tuple[Row, ...]], ...] = (
    (
        {"kk": "1. Шарттың мәні", "ru": "1. Предмет договора", "en": "1. Subject"},
        (
            {
                "kk": "1.1. Студент «{{ programme.kk }}» бағдарламасы бойынша Практика базасында практикадан өтеді: {{ title.kk }}.",
                "ru": "1.1. Студент проходит практику в Базе практики по программе «{{ programme.ru }}»: {{ title.ru }}.",
                "en": "1.1. The Student does a placement with the Host under the programme “{{ programme.en }}”: {{ title.en }}.",
            },
            {
                "kk": "1.2. Мерзімі: {{ starts_on.kk }} бастап {{ ends_on.kk }} дейін{% if hours %}, барлығы {{ hours }} сағат{% endif %}"
                "{% if credits %}, {{ credits }} кредит{% endif %}.",
                "ru": "1.2. Срок: с {{ starts_on.ru }} по {{ ends_on.ru }}{% if hours %}, всего {{ hours }} ч{% endif %}"
                "{% if credits %}, кредитов: {{ credits }}{% endif %}.",
                "en": "1.2. Term: from {{ starts_on.en }} to {{ ends_on.en }}{% if hours %}, {{ hours }} hours in all{% endif %}"
                "{% if credits %}, {{ credits }} credits{% endif %}.",
            },
            {
                "kk": "1.3. Жоспар (сағаттардың үлесі): " + _TASKS.format(end="."),
                "ru": "1.3. План (доли часов): " + _TASKS.format(end="."),
                "en": "1.3. Plan (shares of the hours): " + _TASKS.format(end="."),
            },
        ),
    ),
    (
        {"kk": "2. Практика базасының міндеттері", "ru": "2. Обязанности Базы практики", "en": "2. Duties of the Host"},
        (
            {
                "kk": "2.1. Жоспарға сай жұмыс орны мен міндеттер береді; тәлімгер тағайындайды: {{ host.supervisor.kk }}.",
                "ru": "2.1. Предоставляет рабочее место и задания по плану; назначает наставника: {{ host.supervisor.ru }}.",
                "en": "2.1. Gives a workplace and tasks as planned; names a host supervisor: {{ host.supervisor.en }}.",
            },
            {
                "kk": "2.2. Қауіпсіздік техникасы бойынша нұсқама береді және еңбек қауіпсіздігін қамтамасыз етеді.",
                "ru": "2.2. Проводит инструктаж по технике безопасности и обеспечивает безопасные условия труда.",
                "en": "2.2. Instructs the Student in safety and provides safe conditions of work.",
            },
            {
                "kk": "2.3. Тәлімгер атқарылған сағаттарды апта сайын растайды және соңында баға береді.",
                "ru": "2.3. Наставник еженедельно подтверждает отработанные часы и в конце даёт оценку.",
                "en": "2.3. The host supervisor confirms the hours every week and evaluates at the end.",
            },
        ),
    ),
    (
        {
            "kk": "3. Университеттің міндеттері",
            "ru": "3. Обязанности Университета",
            "en": "3. Duties of the University",
        },
        (
            {
                "kk": "3.1. Студентті практикаға дайындайды; жетекші тағайындайды: {{ supervisor.kk }}.",
                "ru": "3.1. Готовит Студента к практике; назначает руководителя: {{ supervisor.ru }}.",
                "en": "3.1. Prepares the Student; names an academic supervisor: {{ supervisor.en }}.",
            },
            {
                "kk": "3.2. Жоспардың орындалуын бақылайды және практиканы оқу нәтижесі ретінде таниды.",
                "ru": "3.2. Следит за выполнением плана и засчитывает практику как результат обучения.",
                "en": "3.2. Watches that the plan is followed and recognises the placement as learning.",
            },
        ),
    ),
    (
        {"kk": "4. Студенттің міндеттері", "ru": "4. Обязанности Студента", "en": "4. Duties of the Student"},
        (
            {
                "kk": "4.1. Жоспардағы тапсырмаларды орындайды, жұмыс күндерін журналға жазады.",
                "ru": "4.1. Выполняет задания плана и записывает рабочие дни в журнал.",
                "en": "4.1. Does the tasks of the plan and logs the days worked.",
            },
            {
                "kk": "4.2. Практика базасының ішкі тәртібі мен қауіпсіздік ережелерін, құпиялылықты сақтайды.",
                "ru": "4.2. Соблюдает внутренний распорядок, правила безопасности и конфиденциальность Базы практики.",
                "en": "4.2. Keeps the Host's rules of order and safety, and its confidences.",
            },
        ),
    ),
    (
        {"kk": "5. Қорытынды ережелер", "ru": "5. Заключительные положения", "en": "5. Closing provisions"},
        (
            {
                "kk": "5.1. Практикаға байланысты шығыстар Тараптардың жеке келісімі бойынша өтеледі.",
                "ru": "5.1. Расходы, связанные с практикой, покрываются по отдельному соглашению Сторон.",
                "en": "5.1. Costs of the placement are borne as the Parties agree separately.",
            },
            {
                "kk": "5.2. Шарт соңғы Тарап қол қойған күннен бастап күшіне енеді; өзгерістер осы ретпен жазбаша енгізіледі.",
                "ru": "5.2. Договор вступает в силу со дня подписания последней Стороной; изменения вносятся письменно в том же порядке.",
                "en": "5.2. The agreement is in force from the day on which the last Party signs; it is changed in writing in the same order.",
            },
            {
                "kk": "5.3. Барлық тілдегі мәтіндердің күші бірдей.",
                "ru": "5.3. Тексты на всех языках имеют равную силу.",
                "en": "5.3. The texts in all languages are of equal standing.",
            },
            {
                "kk": "{% if reason %}5.4. Өзгерту себебі: {{ reason }}.{% endif %}",
                "ru": "{% if reason %}5.4. Причина изменения: {{ reason }}.{% endif %}",
                "en": "{% if reason %}5.4. Why it is amended: {{ reason }}.{% endif %}",
            },
        ),
    ),
)
_LINE = "_____________________"
SIGNATURES: Row = {
    "kk": f"Практика базасы: {{{{ host.name.kk }}}}\n{{{{ host.address.kk }}}}\n{{{{ host.signatory }}}}\n\n{_LINE}\n\n"
    f"Университет тарапынан жетекші: {{{{ supervisor.kk }}}}\n\n{_LINE}\n\n"
    f"Университет: {{{{ university.name.kk }}}}\n{{{{ university.address.kk }}}}\n{{{{ department.post.kk }}}} {{{{ department.holder.kk }}}}\n\n{_LINE}\n\n"
    f"Студент: {{{{ student.name.kk }}}}\n\n{_LINE}",
    "ru": f"База практики: {{{{ host.name.ru }}}}\n{{{{ host.address.ru }}}}\n{{{{ host.signatory }}}}\n\n{_LINE}\n\n"
    f"Руководитель от университета: {{{{ supervisor.ru }}}}\n\n{_LINE}\n\n"
    f"Университет: {{{{ university.name.ru }}}}\n{{{{ university.address.ru }}}}\n{{{{ department.post.ru }}}} {{{{ department.holder.ru }}}}\n\n{_LINE}\n\n"
    f"Студент: {{{{ student.name.ru }}}}\n\n{_LINE}",
    "en": f"Host: {{{{ host.name.en }}}}\n{{{{ host.address.en }}}}\n{{{{ host.signatory }}}}\n\n{_LINE}\n\n"
    f"Academic supervisor: {{{{ supervisor.en }}}}\n\n{_LINE}\n\n"
    f"University: {{{{ university.name.en }}}}\n{{{{ university.address.en }}}}\n{{{{ department.post.en }}}} {{{{ department.holder.en }}}}\n\n{_LINE}\n\n"
    f"Student: {{{{ student.name.en }}}}\n\n{_LINE}",
}
HEADINGS = (TITLE, *(heading for heading, _paragraphs in ARTICLES))
ROWS = (TITLE, PLACE, SIDES, *(row for heading, rows in ARTICLES for row in (heading, *rows)), SIGNATURES)
