"""Fields of research and development: OECD, Frascati Manual 2015, table 2.2, broad (1) and second-level (1.1) fields.

English as published, but not compared with the table itself. Russian and Kazakh are ours: no official wording in these
languages was found.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Source, Subject, SubjectScheme

# Code, kk, ru, en.
_FIELDS = (
    ("1", "Жаратылыстану ғылымдары", "Естественные науки", "Natural sciences"),
    ("1.1", "Математика", "Математика", "Mathematics"),
    ("1.2", "Компьютерлік және ақпараттық ғылымдар", "Компьютерные и информационные науки",
     "Computer and information sciences"),
    ("1.3", "Физика ғылымдары", "Физические науки", "Physical sciences"),
    ("1.4", "Химия ғылымдары", "Химические науки", "Chemical sciences"),
    ("1.5", "Жер және онымен байланысты қоршаған орта ғылымдары", "Науки о Земле и смежные экологические науки",
     "Earth and related environmental sciences"),
    ("1.6", "Биология ғылымдары", "Биологические науки", "Biological sciences"),
    ("1.7", "Басқа жаратылыстану ғылымдары", "Прочие естественные науки", "Other natural sciences"),
    ("2", "Инженерия және технология", "Техника и технологии", "Engineering and technology"),
    ("2.1", "Азаматтық құрылыс инженериясы", "Гражданское строительство", "Civil engineering"),
    ("2.2", "Электротехника, электрондық техника, ақпараттық техника",
     "Электротехника, электронная техника, информационные технологии",
     "Electrical engineering, electronic engineering, information engineering"),
    ("2.3", "Механикалық инженерия", "Механика и машиностроение", "Mechanical engineering"),
    ("2.4", "Химиялық инженерия", "Химические технологии", "Chemical engineering"),
    ("2.5", "Материалдар инженериясы", "Технологии материалов", "Materials engineering"),
    ("2.6", "Медициналық инженерия", "Медицинские технологии", "Medical engineering"),
    ("2.7", "Қоршаған орта инженериясы", "Экологические технологии", "Environmental engineering"),
    ("2.8", "Қоршаған орта биотехнологиясы", "Экологические биотехнологии", "Environmental biotechnology"),
    ("2.9", "Өнеркәсіптік биотехнология", "Промышленные биотехнологии", "Industrial biotechnology"),
    ("2.10", "Нанотехнология", "Нанотехнологии", "Nano-technology"),
    ("2.11", "Басқа инженерия және технологиялар", "Прочие техника и технологии", "Other engineering and technologies"),
    ("3", "Медицина және денсаулық ғылымдары", "Медицинские науки и науки о здоровье", "Medical and health sciences"),
    ("3.1", "Іргелі медицина", "Фундаментальная медицина", "Basic medicine"),
    ("3.2", "Клиникалық медицина", "Клиническая медицина", "Clinical medicine"),
    ("3.3", "Денсаулық ғылымдары", "Науки о здоровье", "Health sciences"),
    ("3.4", "Медициналық биотехнология", "Медицинские биотехнологии", "Medical biotechnology"),
    ("3.5", "Басқа медицина ғылымдары", "Прочие медицинские науки", "Other medical science"),
    ("4", "Ауыл шаруашылығы және ветеринария ғылымдары", "Сельскохозяйственные и ветеринарные науки",
     "Agricultural and veterinary sciences"),
    ("4.1", "Ауыл, орман және балық шаруашылығы", "Сельское, лесное и рыбное хозяйство",
     "Agriculture, forestry, and fisheries"),
    ("4.2", "Мал және сүт шаруашылығы ғылымы", "Животноводство и молочное дело", "Animal and dairy science"),
    ("4.3", "Ветеринария ғылымы", "Ветеринарные науки", "Veterinary science"),
    ("4.4", "Ауыл шаруашылығы биотехнологиясы", "Сельскохозяйственные биотехнологии", "Agricultural biotechnology"),
    ("4.5", "Басқа ауыл шаруашылығы ғылымдары", "Прочие сельскохозяйственные науки", "Other agricultural sciences"),
    ("5", "Әлеуметтік ғылымдар", "Социальные науки", "Social sciences"),
    ("5.1", "Психология және когнитивтік ғылымдар", "Психология и когнитивные науки",
     "Psychology and cognitive sciences"),
    ("5.2", "Экономика және бизнес", "Экономика и бизнес", "Economics and business"),
    ("5.3", "Білім беру", "Образование", "Education"),
    ("5.4", "Әлеуметтану", "Социология", "Sociology"),
    ("5.5", "Құқық", "Право", "Law"),
    ("5.6", "Саясаттану", "Политические науки", "Political science"),
    ("5.7", "Әлеуметтік және экономикалық география", "Социальная и экономическая география",
     "Social and economic geography"),
    ("5.8", "БАҚ және коммуникация", "СМИ и коммуникации", "Media and communications"),
    ("5.9", "Басқа әлеуметтік ғылымдар", "Прочие социальные науки", "Other social sciences"),
    ("6", "Гуманитарлық ғылымдар және өнер", "Гуманитарные науки и искусство", "Humanities and the arts"),
    ("6.1", "Тарих және археология", "История и археология", "History and archaeology"),
    ("6.2", "Тілдер және әдебиет", "Языки и литература", "Languages and literature"),
    ("6.3", "Философия, этика және дін", "Философия, этика и религия", "Philosophy, ethics and religion"),
    ("6.4", "Өнер (өнер, өнер тарихы, орындаушылық өнер, музыка)",
     "Искусство (искусство, история искусства, исполнительское искусство, музыка)",
     "Arts (arts, history of arts, performing arts, music)"),
    ("6.5", "Басқа гуманитарлық ғылымдар", "Прочие гуманитарные науки", "Other humanities"),
)  # fmt: skip

FORD = SubjectScheme(
    "ford",
    _("OECD fields of research and development"),
    tuple(
        Subject(code, {"kk": kk, "ru": ru, "en": en}, code.split(".")[0] if "." in code else "", unchecked=("kk", "ru"))
        for code, kk, ru, en in _FIELDS
    ),
    Source(
        title=_("OECD, Frascati Manual 2015, table 2.2: Fields of research and development"),
        dated=date(2015, 10, 8),
        url="https://doi.org/10.1787/9789264239012-en",
        note=(
            "Not compared with the published table. Kazakh and Russian wording is ours and to be checked by native speakers."
        ),
    ),
)
