"""Sentences of invented answers and enquiries, in three languages."""

Said = tuple[str, str, str]

ANSWER_TITLES: tuple[Said, ...] = (
    ("{kk}: дайын әдістеме мен сынақ", "{ru}: готовая методика и испытание", "{en}: a ready method and a trial"),
    ("{kk}: бірлескен тәжірибелік жұмыс", "{ru}: совместная опытная работа", "{en}: joint pilot work"),
)
APPROACHES: tuple[Said, ...] = (
    (
        "Алдымен сіздің үлгілеріңізді зертханада тексереміз, содан кейін екі нұсқаны өндірісте салыстырамыз.",
        "Сначала проверим ваши образцы в лаборатории, затем сравним два варианта на производстве.",
        "First we examine your samples in the laboratory, then compare two variants on site.",
    ),
    (
        "Дайын үлгіні сіздің деректермен үйретеміз және бір цехта сынаймыз.",
        "Обучим готовую модель на ваших данных и испытаем в одном цехе.",
        "We train an existing model on your data and try it in one workshop.",
    ),
)
RESULTS: tuple[Said, ...] = (
    (
        "{m} айдан кейін: хаттама, тәжірибелік үлгі және қызметкерлерді оқыту.",
        "Через {m} мес.: протокол, опытный образец и обучение персонала.",
        "After {m} months: a report, a prototype and training of your staff.",
    ),
)
ABILITIES: tuple[Said, ...] = (
    (
        "Зертханада қажетті жабдық бар; ұқсас екі жоба аяқталған.",
        "В лаборатории есть нужное оборудование; завершены два похожих проекта.",
        "The laboratory has the equipment; two similar projects are finished.",
    ),
)
ECONOMICS: tuple[Said, ...] = (
    (
        "Қазіргі тәсілмен салыстырғанда жылдық шығын шамамен {p} %-ға аз, өтелу мерзімі — екі жыл (есеп ойдан шығарылған).",
        "По сравнению с нынешним способом годовые затраты ниже примерно на {p} %, окупаемость — два года (расчёт вымышленный).",
        "Against today's way yearly costs are about {p} % lower, paid back in two years (an invented estimate).",
    ),
)
RISKS: tuple[Said, ...] = (
    (
        "Сізден үлгілер мен цехқа кіру рұқсаты қажет. Құқықтар шартпен бөлінеді.",
        "От вас нужны образцы и доступ в цех. Права распределяются договором.",
        "We need samples and access to the workshop. Rights are shared by contract.",
    ),
)
QUESTIONS: Said = (
    "Сынақ өндірісті қанша уақытқа тоқтатады?", "На сколько испытание остановит производство?",
    "For how long will the trial stop production?",
)  # fmt: skip
REPLIES: Said = (
    "Бір ауысымға, кестені сізбен келісеміз.", "На одну смену, график согласуем с вами.",
    "For one shift; we agree on the day with you.",
)  # fmt: skip
DECLINE_NOTES: Said = (
    "Рақмет. Бізге жақынырақ шешім керек болды.", "Спасибо. Нам нужно было решение ближе к производству.",
    "Thank you. We needed something closer to production.",
)  # fmt: skip
DECIDED_NONE: Said = (
    "Жауаптардың ешқайсысы келмеді, кейін қайта жариялаймыз.",
    "Ни один ответ не подошёл, опубликуем позже снова.",
    "None of the answers fitted; we will ask again later.",
)
WITHDRAWN: Said = ("Қажеттілік жойылды.", "Потребность отпала.", "The need is gone.")
# --- Enquiries --------------------------------------------------------------------------------------------------------
TITLES: tuple[Said, ...] = (
    ("{kk} бойынша кеңес", "Консультация: {ru}", "Advice: {en}"),
    ("{kk}: сынақ жүргізу", "Провести испытания: {ru}", "Testing: {en}"),
    ("{kk}: бағасы мен мерзімі", "{ru}: цена и сроки", "{en}: price and time"),
)
ASKS: tuple[Said, ...] = (
    (
        "Сәлеметсіз бе! Бізде шағын өндіріс бар. {kk} бойынша көмектесе аласыз ба, қашан бастауға болады?",
        "Здравствуйте! У нас небольшое производство. Сможете помочь по теме «{ru}» и когда можно начать?",
        "Hello! We run a small plant. Can you help with {en}, and when could it begin?",
    ),
)
ANSWERS: tuple[Said, ...] = (
    (
        "Рақмет, көмектесе аламыз. Үлгілеріңіз туралы жазып жіберсеңіз, бағасын айтамыз.",
        "Спасибо, можем помочь. Напишите об образцах, и мы назовём цену.",
        "Thank you, we can help. Tell us about your samples and we will name a price.",
    ),
)
ASKS_BACK: Said = (
    "Қанша үлгі бар және қашан керек?", "Сколько образцов и к какому сроку?", "How many samples, and by when?",
)  # fmt: skip
WENT_ON: Said = (
    "Он екі үлгі, бір айдың ішінде.",
    "Двенадцать образцов, в течение месяца.",
    "Twelve samples, within a month.",
)
CLOSED: Said = ("Жауап берілді, шарт жасалды.", "Ответ дан, договор заключён.", "Answered, and agreed upon.")
ASKERS = (
    ("Бекзат Ойлабеков", "«Қиял Сервис» ЖШС"), ("Марина Выдумкина", "ТОО «Вымысел-Пром»"),
    ("Anna Imagined", "Invented Mining LLP"), ("Сәуле Ертегіқызы", "«Ертегі Агро» ШҚ"),
    ("Тимур Небылицын", "ТОО «Небылица»"), ("Дина Қиялкентова", "«Жоқ жер» АҚ"),
)  # fmt: skip
DESK: Said = ("Серіктестік кеңсесі", "Офис партнёрства", "Partnership office")
POST: Said = ("Инновация бөлімінің басшысы", "Руководитель отдела инноваций", "Head of innovation")
ENQUIRY_DESK: Said = ("Өтініштерге жауапты маман", "Ответственный за обращения", "Enquiries officer")
