"""The fields of tables of organisations and of people, with the headings under which they are recognised."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from seriktes.exchange.definitions import Field
from seriktes.organisations.enums import AffiliationKind, OrganisationKind, OrganisationStatus

ORGANISATION_FIELDS = (
    Field("id", _("number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id")),
    Field(
        "name_kk",
        _("name in Kazakh"),
        (
            "атауы", "атауы қазақша", "қазақша атауы", "қазақ тіліндегі атауы", "ұйымның атауы", "наименование на казахском",
            "название на казахском", "наименование на казахском языке", "название на казахском языке", "kazakh name",
        ),
    ),
    Field(
        "name_ru",
        _("name in Russian"),
        (
            "наименование", "название", "наименование организации", "название организации", "наименование на русском",
            "название на русском", "наименование на русском языке", "название на русском языке", "орысша атауы",
            "орыс тіліндегі атауы", "russian name",
        ),
    ),
    Field(
        "name_en",
        _("name in English"),
        (
            "english name", "name in english", "наименование на английском", "название на английском",
            "наименование на английском языке", "название на английском языке", "ағылшынша атауы",
            "ағылшын тіліндегі атауы",
        ),
    ),
    Field("name", _("name, language unknown"), ("organisation", "organization", "company", "организация", "ұйым")),
    Field("acronym", _("acronym"), ("аббревиатура", "сокращение", "қысқартылған атауы", "қысқаша атауы", "acronyms")),
    Field("aliases", _("other names"), ("другие названия", "басқа атаулары", "alias", "also known as")),
    Field("kind", _("kind"), ("вид", "тип", "тип организации", "вид организации", "түрі", "ұйым түрі", "type")),
    Field("status", _("status"), ("статус", "состояние", "күйі", "мәртебесі", "state")),
    Field("bin", _("BIN"), ("бин", "бсн", "бин организации", "бин/иин", "бсн/жсн", "business identification number")),
    Field("ror", _("ROR"), ("ror id", "ror_id", "идентификатор ror")),
    Field("isni", _("ISNI"), ()),
    Field("wikidata", _("Wikidata"), ("wikidata id", "викиданные")),
    Field("region", _("region"), ("область", "регион", "өңір", "облыс", "облысы", "аймақ", "oblast")),
    Field("city", _("city or town"), ("город", "населенный пункт", "қала", "елді мекен", "town")),
    Field("sector", _("sector"), ("окэд", "эқжж", "оквэд", "отрасль", "сала", "вид деятельности", "қызмет түрі", "oked")),
    Field("established", _("founded in"), ("год основания", "год создания", "құрылған жылы", "founded", "year")),
    Field("latitude", _("latitude"), ("широта", "ендік", "lat")),
    Field("longitude", _("longitude"), ("долгота", "бойлық", "lng", "lon")),
    Field("website", _("website"), ("сайт", "веб-сайт", "вебсайт", "сайты", "веб-сайты", "url", "web", "site")),
    Field("email", _("e-mail"), ("почта", "эл. почта", "электронная почта", "электрондық пошта", "эл. пошта", "mail")),
    Field("phone", _("telephone"), ("телефон", "тел", "тел.", "телефоны", "контактный телефон", "tel")),
    Field("address", _("postal address"), ("адрес", "юридический адрес", "мекенжай", "мекенжайы", "мекен-жайы")),
)  # fmt: skip

PEOPLE_FIELDS = (
    Field("id", _("number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі")),
    Field("name_kk", _("full name in Kazakh"), ("аты-жөні", "аты жөні", "т.а.ә.", "тегі аты әкесінің аты", "қазақша аты-жөні")),
    Field("name_ru", _("full name in Russian"), ("фио", "ф.и.о.", "фамилия имя отчество", "имя", "фио на русском")),
    Field("name_en", _("full name in English"), ("name", "full name", "english name", "фио на английском")),
    Field("orcid", _("ORCID"), ("orcid id", "orcid id", "идентификатор orcid")),
    Field("email", _("e-mail"), ("почта", "эл. почта", "электронная почта", "электрондық пошта", "mail")),
    Field("phone", _("telephone"), ("телефон", "тел", "тел.", "мобильный", "ұялы телефон", "tel")),
    Field(
        "organisation",
        _("organisation"),
        (
            "организация", "ұйым", "место работы", "жұмыс орны", "university", "company", "organization", "бин организации",
            "университет", "вуз", "жоо", "компания", "affiliation",
        ),
        required=True,
    ),
    Field("unit", _("unit"), ("подразделение", "кафедра", "факультет", "бөлімше", "department", "faculty")),
    Field("position", _("position"), ("должность", "лауазымы", "лауазым", "title", "post")),
    Field("kind", _("as"), ("вид", "тип", "түрі", "роль", "статус", "type", "role")),
    Field("from", _("from"), ("с", "дата начала", "принят", "бастап", "басталу күні", "since", "starts on", "start")),
    Field("to", _("to"), ("по", "дата окончания", "уволен", "дейін", "аяқталу күні", "until", "ends on", "end")),
)  # fmt: skip

# Words under which a value is recognised, besides its code and its label in the three languages.
KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    OrganisationKind.UNIVERSITY: ("университет", "вуз", "жоо", "институт высшего образования", "academy", "академия"),
    OrganisationKind.BRANCH_CAMPUS: ("филиал", "филиал вуза", "филиалы", "branch"),
    OrganisationKind.RESEARCH_INSTITUTE: ("нии", "научный институт", "научно-исследовательский институт", "ғзи", "ғылыми-зерттеу институты"),
    OrganisationKind.CENTRE_OF_EXCELLENCE: ("центр превосходства", "озық орталық", "center of excellence"),
    OrganisationKind.COMPANY: ("компания", "предприятие", "кәсіпорын", "тоо", "жшс", "ао", "business", "enterprise"),
    OrganisationKind.SUBSOIL_USER: ("недропользователь", "жер қойнауын пайдаланушы"),
    OrganisationKind.ASSOCIATION: ("ассоциация", "объединение", "қауымдастық", "nonprofit", "ngo", "нпо"),
    OrganisationKind.AGENCY: ("государственный орган", "госорган", "мемлекеттік орган", "министерство", "government", "акимат", "әкімдік"),
    OrganisationKind.FUND: ("фонд", "қор", "foundation"),
    OrganisationKind.OTHER: ("другое", "прочее", "иное", "басқа", "other"),
}  # fmt: skip
STATUS_WORDS: Mapping[str, tuple[str, ...]] = {
    OrganisationStatus.ACTIVE: ("действует", "действующая", "активна", "әрекет етеді", "жұмыс істейді"),
    OrganisationStatus.INACTIVE: ("не действует", "закрыта", "ликвидирована", "жабылған", "closed"),
    OrganisationStatus.WITHDRAWN: ("исключена", "изъята", "шығарылған"),
}
AFFILIATION_WORDS: Mapping[str, tuple[str, ...]] = {
    AffiliationKind.EMPLOYEE: ("сотрудник", "работник", "қызметкер", "staff"),
    AffiliationKind.FACULTY: ("преподаватель", "ппс", "оқытушы", "пққ", "teacher", "lecturer", "professor"),
    AffiliationKind.STUDENT: ("студент", "обучающийся", "магистрант", "докторант", "білім алушы"),
    AffiliationKind.CONTACT: ("контактное лицо", "байланыс тұлғасы", "contact person"),
}
