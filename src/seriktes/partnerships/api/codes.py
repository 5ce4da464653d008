"""The code lists of partnerships."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken
from seriktes.common.api.types import NamesOut, Shown
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.partnerships.enums import Form, Mode

router = Router(tags=["code lists"])
CACHING = "public, max-age=3600"


class ActivityKindOut(Shown):
    """A kind of joint activity, with the form and the mode that it usually has."""

    code: str
    names: NamesOut
    form: Form
    mode: Mode
    rationale: NamesOut = Field(description="Why this mode.")


@router.get(
    "/codes/activities", auth=BearerToken(anonymous=True), response=list[ActivityKindOut], summary="Kinds of activities"
)
def activity_kinds(request: HttpRequest, response: HttpResponse) -> list[ActivityKindOut]:  # noqa: ARG001
    response["Cache-Control"] = CACHING
    return [
        ActivityKindOut(
            code=kind.code, names=NamesOut(**{code: kind.names.get(code, "") for code in Languages.values}),
            form=Form(kind.form), mode=Mode(kind.mode), rationale=_by_language(kind.rationale),
        )
        for kind in get_pack().activity_kinds
    ]  # fmt: skip


def _by_language(text: object) -> NamesOut:
    words = {}
    for code in Languages.values:
        with override(code):
            words[code] = str(text)
    return NamesOut(**words)
