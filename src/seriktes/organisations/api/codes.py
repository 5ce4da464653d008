"""The code lists. They change with the program only, and anybody may keep them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken
from seriktes.common.api.types import NamesOut, Shown
from seriktes.common.identifiers import all_schemes
from seriktes.common.models import Languages
from seriktes.common.packs import Names, Text, get_pack
from seriktes.organisations.enums import SIDE_OF_KIND, AffiliationKind, OrganisationKind, RelationKind, Side

router = Router(tags=["code lists"])
OPEN = BearerToken(anonymous=True)
# An hour, then ask again with the entity tag.
CACHING = "public, max-age=3600"


class CodeOut(Shown):
    code: str
    names: NamesOut


class RegionOut(CodeOut):
    national_code: str
    type: str


class SectorOut(CodeOut):
    scheme: str
    parent: str


class KindOut(CodeOut):
    side: Side


class SchemeOut(CodeOut):
    holder: str = Field(description="Who is given such numbers: organisation, person or any.")
    personal: bool
    example: str


def _by_language(label: Text) -> NamesOut:
    words = {}
    for code in Languages.values:
        with override(code):
            words[code] = str(label)
    return NamesOut(**words)


def _names(names: Names) -> NamesOut:
    return NamesOut(**{code: names.get(code, "") for code in Languages.values})


@router.get("/codes/regions", auth=OPEN, response=list[RegionOut], summary="Regions")
def regions(request: HttpRequest, response: HttpResponse) -> list[RegionOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [
        RegionOut(code=region.code, national_code=region.national_code, names=_names(region.names), type=region.type)
        for region in get_pack().regions
    ]


@router.get("/codes/sectors", auth=OPEN, response=list[SectorOut], summary="Classifier of economic activities")
def sectors(request: HttpRequest, response: HttpResponse) -> list[SectorOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [
        SectorOut(code=sector.code, names=_names(sector.names), scheme=sector.scheme, parent=sector.parent)
        for sector in get_pack().sectors
    ]


@router.get("/codes/kinds", auth=OPEN, response=list[KindOut], summary="Kinds of organisations, each with its side")
def kinds(request: HttpRequest, response: HttpResponse) -> list[KindOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [
        KindOut(code=kind.value, names=_by_language(kind.label), side=SIDE_OF_KIND[kind]) for kind in OrganisationKind
    ]


@router.get("/codes/relations", auth=OPEN, response=list[CodeOut], summary="Kinds of relations between organisations")
def relations(request: HttpRequest, response: HttpResponse) -> list[CodeOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [CodeOut(code=kind.value, names=_by_language(kind.label)) for kind in RelationKind]


@router.get("/codes/affiliations", auth=OPEN, response=list[CodeOut], summary="Kinds of affiliations of people")
def affiliations(request: HttpRequest, response: HttpResponse) -> list[CodeOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [CodeOut(code=kind.value, names=_by_language(kind.label)) for kind in AffiliationKind]


@router.get("/codes/schemes", auth=OPEN, response=list[SchemeOut], summary="Schemes of identifiers")
def schemes(request: HttpRequest, response: HttpResponse) -> list[SchemeOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [
        SchemeOut(
            code=scheme.code, names=_by_language(scheme.label), holder=scheme.holder, personal=scheme.personal,
            example=scheme.example,
        )
        for scheme in all_schemes()
    ]  # fmt: skip
