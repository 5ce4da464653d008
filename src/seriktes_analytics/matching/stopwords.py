"""Words that carry no subject in Kazakh, Russian and English: neither indexed nor asked."""

_WRITTEN = {
    "en": """a about above after again all also am an and any are as at be because been before being below between both but by
        can could did do does doing down during each few for from further had has have having he her here hers him his how
        however i if in into is it its itself just may me might more most must my need needed needs no nor not now of off on
        once only or other our ours out over own s same shall she should so some such t than that the their theirs them then
        there therefore these they this those through thus to too under until up upon us very was we were what when where
        which while who whom whose why will with within without would you your yours""",
    "ru": """а без более бы был была были было быть в вам вас ваш весь во вот все всего всех вы где да даже для до его ее если
        есть еще же за здесь и из или им их к как какая какие какой когда которая которого которой которые который которых
        кто ли либо между меня мне мы на над надо необходимо нам нас наш не него нее нет ни них но ну нужен нужна нужно
        нужны о об однако он она они оно от перед по под после при про с сам свои свой себе себя со так также такие такой
        там тем то того тоже той только том тот у уже хотя чего чем через что чтобы чье эта эти это этого этой этом этот я
        является являются""",
    "kk": """ал алайда арқылы бар бен бері бір бірақ біз бізге біздің болады болды болса болып болған бойынша бұл бұлар да де
        деген дегеніміз деп дейін ғана ғой еді екен ем емес енді ең ес ет еш және жоқ қай қайда қайсы қалай қандай қажет
        қашан кейін кез келген керек кім көп мен мұнда не неге неліктен немесе неше ол олар олардың оларға оның оған осы өз
        өзі өте пен сен сол сондай сондықтан соң сіз сізге сіздің та табылады те тек туралы түрде үшін ша ше шейін әлде әр
        әрі ақ""",
}  # fmt: skip
STOPWORDS = {language: frozenset(written.split()) for language, written in _WRITTEN.items()}
EVERY_STOPWORD = frozenset().union(*STOPWORDS.values())
