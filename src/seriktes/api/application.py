"""The one API: every domain's operations, under one version."""

from functools import cache
from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from seriktes.accounts.api import router as accounts
from seriktes.api.errors import add_handlers, add_refusals
from seriktes.api.openapi import complete
from seriktes.api.parsing import StrictParser
from seriktes.challenges import api as challenges
from seriktes.common.api.problems import ProblemOut
from seriktes.curriculum import api as curriculum
from seriktes.documents import api as documents
from seriktes.exchange import api as exchange
from seriktes.expertise import api as expertise
from seriktes.gatherings import api as gatherings
from seriktes.organisations import api as organisations
from seriktes.partnerships import api as partnerships
from seriktes.placements import api as placements
from seriktes.procedures import api as procedures

VERSION = "1.0.0"
DESCRIPTION = """The register of organisations, people and partnerships, for programs. What a program sees and may do is what the
owner of its token sees and may do on the pages; without a token it sees what the public sees. The guide stands in the
documentation under “Use the API”."""


class SeriktesAPI(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """The schema as OpenAPI 3.1, with what all operations share written into each."""
        return complete(self, dict(super().get_openapi_schema(**options)), ProblemOut)


api = SeriktesAPI(
    title="Seriktes",
    version=VERSION,
    description=DESCRIPTION.replace("\n", " "),
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    servers=[{"url": settings.SITE_URL}],
)
add_handlers(api)
add_refusals(api, challenges.PROBLEMS)
add_refusals(api, curriculum.PROBLEMS)
add_refusals(api, exchange.PROBLEMS)
add_refusals(api, expertise.PROBLEMS)
add_refusals(api, gatherings.PROBLEMS)
add_refusals(api, organisations.PROBLEMS)
add_refusals(api, partnerships.PROBLEMS)
add_refusals(api, placements.PROBLEMS)
add_refusals(api, procedures.PROBLEMS)
api.add_router("", accounts)
for router in (
    *organisations.ROUTERS, *partnerships.ROUTERS, *procedures.ROUTERS, documents.router, exchange.router,
    *expertise.ROUTERS, *challenges.ROUTERS, *curriculum.ROUTERS, *placements.ROUTERS, *gatherings.ROUTERS,
):  # fmt: skip
    api.add_router("", router)


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document; it takes seconds to compose, and is the same as long as the process lives."""
    return api.get_openapi_schema()
