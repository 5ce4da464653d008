"""Words by which any brief is written, whatever it is about: who asks, that something is wanted, that it costs. They say
nothing of who can help, yet are rare in publications, so that a search would take them for the matter itself."""

from collections.abc import Mapping

PLAIN_WORDS: Mapping[str, str] = {
    "en": """
        we our us ourselves you your need needs needed want wanted wants look looking looks seek seeking search find finding
        found solution solutions solve solving way ways problem problems question questions task challenge partner partners
        help cause causes reason expensive dear cheap cheaper inexpensive cost costs costing price money tenge budget year
        years yearly month months week weeks day days hour hours minute thousand million about around lose loses loss losses
        company companies enterprise enterprises plant plants factory works workshop shop firm staff specialist specialists
        today now old new better worse improve improving improvement reduce reducing lower raise increase increasing work
        working require requires requirement requirements change changed changes use used using make making possible
        impossible able currently present existing case result results every often each per percent least most invented
        one two three four five six seven eight nine ten twelve twenty thirty hundred half twice
    """,
    "ru": """
        мы нас нам наш наша наше наши нашей нашего наших сами себя вы ваш нужен нужна нужно нужны нужно требуется требуются
        требование требования ищем искать поиск найти нашли решение решения решить решать способ способы путь метод вопрос
        вопросы проблема проблемы задача задачи партнёр партнёры партнёра помощь помочь причина причину причины тема теме
        темы дорогой дорого дорог дешёвый дешевле недорогой недорого стоимость стоит обходится затраты затрат цена деньги
        тенге тыс тысяч млн миллионов бюджет год года году лет месяц месяца неделя недели день дня дней час часа часов
        минут около примерно теряем потеря потери простой простои завод завода заводе предприятие предприятия предприятии
        компания компании фабрика цех цехе фирма специалист специалисты сотрудники сегодня сейчас нынешний нынешняя старый
        по-старому новый новая лучше хуже улучшить улучшение снизить снижать уменьшить повысить повышать увеличить работа
        работе работы работает работаем изменились изменить изменение использовать использование делать сделать можно нельзя
        возможно имеющийся случай результат результаты каждый часто процент процентов хотя бы опытный выдуманный
        один одна одного два две двух три трёх четыре четырёх пять пяти шесть шести восемь девять десять десяти двадцать
        тридцать сто вдвое половина половину раз раза
    """,
    "kk": """
        біз біздің бізге өз өзіміз күшімізбен сіз керек қажет қажетті іздейміз іздеу табу таптық шешім шешімі шешімдер шешу
        әдіс әдіспен тәсіл жол жолы мәселе мәселесі мәселелер сұрақ міндет серіктес серіктестер көмек себеп себебін себебі
        бойынша тақырып қымбат арзан арзанырақ шығын шығыны баға құны тұрады теңге мың миллион бюджет жыл жылы жылына сайын
        ай апта күн күні сағат минут шамамен жоғалтамыз тоқтап қаламыз тоқтау зауыт зауытта кәсіпорын кәсіпорында компания
        фабрика цех цехта фирма маман мамандар қызметкер бүгін қазір қазіргі бұрынғы ескі жаңа жақсы нашар жақсарту азайту
        төмендету арттыру көбейту жұмыс жұмысымызда жұмыста істейді істейміз талап талаптар өзгерді өзгеріс пайдалану
        қолдану жасау мүмкін нәтиже нәтижелер әр жиі пайыз кемінде өндіріс өндіріске анықтай алмадық ал бар жоқ
        бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз жүз жарты есе рет
    """,
}
