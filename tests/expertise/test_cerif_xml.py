"""Evidence as XML of the OpenAIRE CERIF profile, held against the order that its schema (1.1) gives.

The orders below are written down from `openaire-cerif-profile.xsd` of the guidelines, of what we write and its
neighbours; a child that is not among them, or stands out of order, is a fault.
"""

from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from seriktes.expertise.actions.evidence import add_evidence, retract_evidence
from seriktes.expertise.actions.rows import Named, Origin
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.exports import PART
from seriktes.expertise.exports.cerif_xml import PROFILE, cerif_xml_lines
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.access import evidence_visible_to
from tests.expertise.sample import machine, publication

pytestmark = pytest.mark.django_db
REST = ["Classification", "Link"]
ORDERS = {
    "Publication": [
        "Type", "Language", "Title", "Subtitle", "PublishedIn", "PartOf", "PublicationDate", "Number", "Volume", "Issue",
        "Edition", "StartPage", "EndPage", "DOI", "Handle", "PMCID", "ISI-Number", "SCP-Number", "ISSN", "ISBN", "URL",
        "URN", "Authors", "Editors", "Publishers", "License", "Subject", "Keyword", "Abstract", "Status",
        "OriginatesFrom", "PresentedAt", "OutputFrom", "Coverage", "References", "Access", *REST,
    ],
    "Product": [
        "Type", "Language", "Name", "VersionInfo", "ARK", "DOI", "Handle", "URL", "URN", "Creators", "Publishers",
        "License", "Description", "Subject", "Keyword", "PartOf", "OriginatesFrom", "GeneratedBy", "PresentedAt",
        "Coverage", "References", "Access", *REST,
    ],
    "Patent": [
        "Type", "Title", "VersionInfo", "RegistrationDate", "ApprovalDate", "CountryCode", "Issuer", "PatentNumber",
        "Inventors", "Holders", "Abstract", "Subject", "Keyword", "OriginatesFrom", "Predecessor", "References", *REST,
    ],
    "Project": [
        "Type", "Acronym", "Title", "Identifier", "StartDate", "EndDate", "Consortium", "Team", "Funded", "Subject",
        "Keyword", "Abstract", "Status", "Uses", "OAMandate", *REST,
    ],
    "Funding": ["Type", "Acronym", "Name", "Amount", "Identifier", "Description", "Subject", "Keyword", "Funder"],
    "Equipment": ["Type", "Acronym", "Name", "Identifier", "Description", "Owner", *REST],
    "Service": [
        "Compatibility", "Acronym", "Name", "Identifier", "Description", "WebsiteURL", "OAIPMHBaseURL",
        "SubjectHeadingsURL", "Owner", *REST,
    ],
    "Event": [
        "Type", "Acronym", "Name", "Place", "Country", "StartDate", "EndDate", "Description", "Subject", "Keyword",
        "Organizer", "Sponsor", "Partner", *REST,
    ],
    "OrgUnit": ["Type", "Acronym", "Name", "Identifier", "ElectronicAddress", "PartOf", *REST],
    "Person": ["PersonName", "Gender", "ORCID", "ElectronicAddress", "Affiliation", *REST],
    "Team": ["PrincipalInvestigator", "Contact", "Member"],
    "Consortium": ["Coordinator", "Partner", "Contractor", "InKindContributor", "Member"],
    "Funded": ["By", "As"],
    **{
        link: ["DisplayName", "Person", "OrgUnit"]
        for link in ("Author", "Editor", "Creator", "Inventor", "PrincipalInvestigator", "By", "Owner", "Holder",
                     "Publisher", "Issuer")
    },
}  # fmt: skip
ONCE = {"DOI", "URL", "Language", "PublicationDate", "Volume", "StartPage", "EndPage", "PatentNumber", "StartDate",
        "EndDate", "Authors", "Editors", "Publishers", "Team", "Consortium", "Amount", "DisplayName"}  # fmt: skip
WITH_TYPE = {"Publication", "Product", "Patent", "Funding"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def plain(element):
    return element.tag.rpartition("}")[2]


def check(element):
    name, children = plain(element), [plain(child) for child in element]
    order = ORDERS.get(name)
    if order is not None and (name != "Member" or children):
        assert set(children) <= set(order), (name, children)
        assert children == sorted(children, key=order.index), (name, children)
        assert all(children.count(child) == 1 for child in children if child in ONCE and name != "Project"), children
    if name in WITH_TYPE and children:
        assert children[0] == "Type", name
    if name in ("Title", "Name", "Abstract", "Description"):
        assert element.get(LANG), name
        assert element.get("trans", "o") in ("o", "h", "m")
    for child in element:
        check(child)


def written(user=None, rows=None):
    from django.contrib.auth.models import AnonymousUser

    user = user or AnonymousUser()
    rows = rows if rows is not None else evidence_visible_to(user).order_by("pk")
    root = ET.fromstring("".join(cerif_xml_lines(rows, user)))
    for record in root:
        assert record.tag.startswith(f"{{{PROFILE}}}")
        check(record)
    return list(root)


def texts(element, path):
    return [found.text for found in element.findall(f".//{{{PROFILE}}}{path}")]


@pytest.fixture
def one_of_each(world):
    university = world.organisations["university"]
    names = {"name_kk": "Қазақша", "name_ru": "По-русски", "name_en": "In English", "text_en": "Told."}
    particulars = {
        "project": {"number": "AP1", "funder": "Fund", "programme": "Grants", "starts_on": "2024-01-01",
                    "ends_on": "2026-12-31", "amount": "5000000", "currency": "KZT"},
        "patent": {"number": "KZ 1", "office": "Office", "status": "granted", "filed_on": "2023-01-01"},
        "technology": {"trl": "5"}, "equipment": {"model": "SEM-1"}, "laboratory": {"access": "open"},
        "service": {"booking_url": "https://example.org/book"}, "course": {"hours": "72"},
        "publication": {"type": "article", "venue": "Journal", "volume": "7", "pages": "12–19", "publisher": "House"},
    }  # fmt: skip
    for kind in EvidenceKind.values:
        add_evidence(
            kind=kind, values={**names, "organisation": university, "year": 2024, "licence": "CC-BY-4.0"},
            particulars=particulars[kind], people=[Named("Darisbay G.", orcid="0000-0002-1825-0097"),
                                                   Named("Other E.", "leader" if kind == "project" else "editor")],
            units=[Origin(university)], subjects=[("ford", "2.3")], identifiers=[("other", f"{kind}-1")], by=None,
            at=timezone.now(), publish=True,
        )  # fmt: skip
    return Evidence.objects.all()


def test_every_kind_stands_in_the_order_of_the_schema(one_of_each):
    assert [plain(record) for record in written()] == [
        "Publication", "Project", "Patent", "Product", "Equipment", "Equipment", "Service", "Event",
    ]  # fmt: skip


def test_a_publication_whole(world):
    publication(
        world, identifiers=[("doi", "10.5555/1"), ("isbn", "not an isbn")], subjects=[("ford", "2.3")],
        particulars={"type": "article", "venue": "Journal", "pages": "12–19"},
        people=[Named("Darisbay G.", orcid="0000-0002-1825-0097"), Named("Editor E.", "editor")],
    )  # fmt: skip
    [record] = written()
    assert [texts(record, path) for path in ("DOI", "ISBN", "StartPage", "EndPage", "PublicationDate")] == [
        ["10.5555/1"], [], ["12"], ["19"], ["2024"],
    ]  # fmt: skip
    assert texts(record, f"Author/{{{PROFILE}}}DisplayName") == ["Darisbay G."]
    assert texts(record, f"Editor/{{{PROFILE}}}DisplayName") == ["Editor E."]
    assert texts(record, "ORCID") == ["https://orcid.org/0000-0002-1825-0097"]
    assert record[0].text == "http://purl.org/coar/resource_type/c_6501"
    assert [text.get("trans") for text in record.findall(f"{{{PROFILE}}}Title")] == ["o", "o"]


def test_data_sets_are_products_and_a_retraction_is_told(world):
    row = publication(world, particulars={"type": "dataset"})
    retract_evidence(evidence=row, on=timezone.localdate(), by=None, at=timezone.now())
    [record] = written()
    assert (plain(record), record[0].text) == ("Product", "http://purl.org/coar/resource_type/c_ddb1")
    told = [one for one in record.iter() if one.text == "urn:seriktes:status:retracted"]
    assert [one.get("startDate") for one in told] == [timezone.localdate().isoformat()]


def test_what_xml_cannot_hold_is_left_out_and_markup_is_text(world):
    publication(world, values={"name_en": 'A <b>&amp; "c"</b> ]]>'}, people=[Named("=cmd|' /C calc'!A0")])
    Evidence.objects.update(text_en="be\x0bll \uffff")
    [record] = written()
    assert 'A <b>&amp; "c"</b> ]]>' in texts(record, "Title")
    assert texts(record, "Abstract") == ["bell "]
    assert texts(record, f"Author/{{{PROFILE}}}DisplayName") == ["=cmd|' /C calc'!A0"]


def test_nobody_is_told_what_the_page_does_not_show(world):
    hidden = world.organisations["hidden_university"]
    publication(world, units=[Origin(world.organisations["university"]), Origin(hidden)])
    machine(world, publish=False)
    [record] = written()
    assert {one.get("id") for one in record.iter() if plain(one) == "OrgUnit"} == {
        f"OrgUnits/{world.organisations['university'].pk}"
    }
    kept = written(world["librarian"])
    assert [plain(one) for one in kept] == ["Publication", "Equipment"]


def test_it_comes_in_parts_and_not_all_at_once(world, django_assert_max_num_queries):
    for _number in range(3):
        publication(world)
    lines = cerif_xml_lines(evidence_visible_to(world["librarian"]).order_by("pk"), world["librarian"])
    assert next(lines).startswith("<?xml")
    assert next(lines).startswith("<s:results")
    assert PART <= 1000
    with django_assert_max_num_queries(12):
        rest = list(lines)
    assert len(rest) == 4


def test_the_page_gives_the_file_to_whoever_may_export(world, client):
    publication(world)
    client.force_login(world["librarian"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/expertise/evidence/", {"format": "cerif-xml"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert answer["Content-Disposition"].endswith('.xml"')
    assert ET.fromstring(b"".join(answer.streaming_content))[0].tag == f"{{{PROFILE}}}Publication"
    client.logout()
    assert client.get("/expertise/evidence/", {"format": "cerif-xml"}).status_code == 404
