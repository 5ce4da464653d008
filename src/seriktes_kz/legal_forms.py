"""Legal forms as they stand before the names of organisations.

Full names and abbreviations are those in everyday official use; the classifier of legal forms was
not at hand, so that they are not verified against it.
"""

from seriktes.common.packs import LegalForm


def _form(
    code: str, short: tuple[str, str, str], full: tuple[str, str, str], spellings: tuple[str, ...] = ()
) -> LegalForm:
    return LegalForm(
        code=code,
        short=dict(zip(("kk", "ru", "en"), short, strict=True)),
        full=dict(zip(("kk", "ru", "en"), full, strict=True)),
        spellings=spellings,
    )


LEGAL_FORMS = (
    _form(
        "llp",
        ("ЖШС", "ТОО", "LLP"),
        (
            "жауапкершілігі шектеулі серіктестік",
            "товарищество с ограниченной ответственностью",
            "limited liability partnership",
        ),
        (
            "Жауапкершілігі шектеулі серіктестігі",
            "TOO",
            "LLC",
            "ООО",
            "limited liability company",
            "L.L.P.",
            "JShS",
            "ZhShS",
        ),
    ),
    _form(
        "alp",
        ("ҚЖС", "ТДО", "ALP"),
        (
            "қосымша жауапкершілігі бар серіктестік",
            "товарищество с дополнительной ответственностью",
            "additional liability partnership",
        ),
    ),
    _form(
        "jsc",
        ("АҚ", "АО", "JSC"),
        ("акционерлік қоғам", "акционерное общество", "joint-stock company"),
        ("акционерлік қоғамы", "AO", "AK", "AQ", "joint stock company", "ЖАҚ", "ЗАО", "ААҚ", "ОАО", "J.S.C."),
    ),
    _form(
        "njsc",
        ("КеАҚ", "НАО", "NJSC"),
        (
            "коммерциялық емес акционерлік қоғам",
            "некоммерческое акционерное общество",
            "non-profit joint-stock company",
        ),
        (
            "коммерциялық емес акционерлік қоғамы",
            "КЕАҚ",
            "NAO",
            "NCJSC",
            "NPJSC",
            "NP JSC",
            "non-commercial joint-stock company",
            "non-commercial joint stock company",
            "non-profit joint stock company",
            "nonprofit joint stock company",
        ),
    ),
    _form(
        "rse-rem",
        ("ШЖҚ РМК", "РГП на ПХВ", "RSE on REM"),
        (
            "шаруашылық жүргізу құқығындағы республикалық мемлекеттік кәсіпорын",
            "республиканское государственное предприятие на праве хозяйственного ведения",
            "republican state enterprise on the right of economic management",
        ),
        (
            "ШЖҚ РМҚ",
            "шаруашылық жүргізу құқығындағы республикалық мемлекеттік кәсіпорны",
            "РМК",
            "РГП",
            "RSE",
            "RGP",
            "republican state enterprise",
            "RSE on the REM",
            "РГП на праве хозяйственного ведения",
        ),
    ),
    _form(
        "rspe",
        ("РМҚК", "РГКП", "RSPE"),
        (
            "республикалық мемлекеттік қазыналық кәсіпорын",
            "республиканское государственное казённое предприятие",
            "republican state-owned public enterprise",
        ),
        (
            "республикалық мемлекеттік қазыналық кәсіпорны",
            "республиканское государственное казенное предприятие",
            "RGKP",
        ),
    ),
    _form(
        "mse-rem",
        ("ШЖҚ КМК", "КГП на ПХВ", "MSE on REM"),
        (
            "шаруашылық жүргізу құқығындағы коммуналдық мемлекеттік кәсіпорын",
            "коммунальное государственное предприятие на праве хозяйственного ведения",
            "municipal state enterprise on the right of economic management",
        ),
        ("ШЖҚ МКК", "МКК", "КМК", "КГП", "KGP", "шаруашылық жүргізу құқығындағы коммуналдық мемлекеттік кәсіпорны"),
    ),
    _form(
        "mspe",
        ("КМҚК", "КГКП", "MSPE"),
        (
            "коммуналдық мемлекеттік қазыналық кәсіпорын",
            "коммунальное государственное казённое предприятие",
            "municipal state-owned public enterprise",
        ),
        (
            "МКҚК",
            "ГККП",
            "коммуналдық мемлекеттік қазыналық кәсіпорны",
            "коммунальное государственное казенное предприятие",
            "KGKP",
            "GKKP",
        ),
    ),
    _form(
        "rsi",
        ("РММ", "РГУ", "RSI"),
        (
            "республикалық мемлекеттік мекеме",
            "республиканское государственное учреждение",
            "republican state institution",
        ),
        ("республикалық мемлекеттік мекемесі", "RGU"),
    ),
    _form(
        "msi",
        ("КММ", "КГУ", "MSI"),
        ("коммуналдық мемлекеттік мекеме", "коммунальное государственное учреждение", "municipal state institution"),
        ("коммуналдық мемлекеттік мекемесі", "KGU"),
    ),
    _form(
        "si",
        ("ММ", "ГУ", "SI"),
        ("мемлекеттік мекеме", "государственное учреждение", "state institution"),
        ("мемлекеттік мекемесі",),
    ),
    _form(
        "institution",
        ("ЖМ", "ЧУ", "PI"),
        ("жеке мекеме", "частное учреждение", "private institution"),
        ("жеке мекемесі", "учреждение", "мекеме", "мекемесі", "institution"),
    ),
    _form(
        "foundation",
        ("ҚҚ", "ОФ", "PF"),
        ("қоғамдық қор", "общественный фонд", "public foundation"),
        ("қоғамдық қоры", "корпоративтік қор", "корпоративный фонд", "corporate fund", "corporate foundation", "КФ"),
    ),
    _form(
        "association",
        ("ҚБ", "ОО", "PA"),
        ("қоғамдық бірлестік", "общественное объединение", "public association"),
        ("қоғамдық бірлестігі", "РҚБ", "РОО"),
    ),
    _form(
        "union",
        ("ЗТБ", "ОЮЛ", "ALE"),
        ("заңды тұлғалар бірлестігі", "объединение юридических лиц", "association of legal entities"),
        ("ассоциация", "қауымдастығы", "союз", "association"),
    ),
    _form(
        "cooperative",
        ("ӨК", "ПК", "PC"),
        ("өндірістік кооператив", "производственный кооператив", "production cooperative"),
        ("өндірістік кооперативі", "ауыл шаруашылығы кооперативі", "сельскохозяйственный кооператив", "СПК"),
    ),
    _form(
        "farm",
        ("ШҚ", "КХ", "peasant farm"),
        ("шаруа қожалығы", "крестьянское хозяйство", "peasant farm"),
        ("ФШ", "ФХ", "фермер қожалығы", "фермерское хозяйство"),
    ),
    _form(
        "sole-trader",
        ("ЖК", "ИП", "IE"),
        ("жеке кәсіпкер", "индивидуальный предприниматель", "individual entrepreneur"),
        ("IP", "sole trader", "sole proprietor"),
    ),
    _form(
        "branch",
        ("филиал", "филиал", "branch"),
        ("филиал", "филиал", "branch"),
        ("филиалы",),
    ),
    _form(
        "representative-office",
        ("өкілдік", "представительство", "representative office"),
        ("өкілдік", "представительство", "representative office"),
        ("өкілдігі",),
    ),
)
