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
    # Pronouns, asking and pointing words in their cases; particles, conjunctions, postpositions; verbs that only help.
    "kk": """айтады айтамыз ақ ал алайда анау арқылы аса атайды атаймыз аталады аталатын әлде әлі әр әрбір әркім әрқайсысы
        әрі ба бар барлығы барлық барша басқа бе бен бері бойынша бол бола болады болатын болған болды болмаған болмайды
        болса болу болып бұған бұдан бұл бұлар бұлардың бұнда бұны бұның бұрын бүкіл біз бізге бізде бізден бізді біздің
        бір біраз бірақ біреу бірнеше гөрі ғана ғой да де деген дегенмен дегені дегеніміз дейді дейміз дейін делінеді
        демек деп деу егер еді екен ем емес еместігі енді ең ес есептеледі ет еш ешбір ешкім ешқандай ештеңе жайлы жатыр
        және жоқ жөнінде жүр кез кейбір кейбіреу кейін келген келеді керек көп көптеген күллі кім кімге кімде кімдер
        кімдердің кімді кіммен кімнен кімнің қажет қай қайда қайдағы қайдан қайсы қайсылары қайсысы қалай қалайша қана
        қандай қанша қаншалықты қаншама қарай қашан қашаннан ма маған ме мен менде менен мені менің мұнда мұндай мұны
        мұнымен мұның мүмкін мынадай мынау не неге неде неден нелер нелерден нелерді неліктен немен немесе нені ненің
        неше нешеу нешінші оған одан ол олар оларға оларда олардан оларды олардың олармен онда оны онымен оның осы
        осыған осыдан осылай осымен осында осындай осыны осының отыр өз өзге өздері өздерінен өздерінің өзі өзін өзінде
        өзіне өзінен өзінің өйткені өте па пе пен ретінде саған сайын саналады себебі секілді сен сенде сенен сені сенің
        сияқты соған содан сол солай сонда сондай сондықтан соны сонымен соның соң сіз сізге сізде сізден сізді сіздің
        та табылады тағы тәрізді те тек тиіс туралы тұр түрде түрінде тым үшін ша ше шейін яғни яки""",
}  # fmt: skip
STOPWORDS = {language: frozenset(written.split()) for language, written in _WRITTEN.items()}
EVERY_STOPWORD = frozenset().union(*STOPWORDS.values())
