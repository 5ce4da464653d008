"""Whom this installation may ask for open metadata over the network, for what, and what they learn by being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class OpenSource:
    """`subject` is what is asked about: an organisation by ROR, or a person by ORCID. `code` is also the format."""

    code: str
    label: str
    host: str
    subject: Literal["ror", "orcid"]
    asked: Promise


OPEN_SOURCES: Mapping[str, OpenSource] = {
    one.code: one
    for one in (
        OpenSource("openalex", "OpenAlex", "api.openalex.org", "ror", _("the works whose authors name the organisation")),
        OpenSource("crossref", "Crossref", "api.crossref.org", "ror", _("the works whose authors name the organisation")),
        OpenSource("datacite", "DataCite", "api.datacite.org", "ror", _("the data sets and texts whose authors name the organisation")),
        OpenSource("orcid", "ORCID", "pub.orcid.org", "orcid", _("the public works of one person")),
    )
}  # fmt: skip
REFUSALS: Mapping[str, Promise] = {
    "switched_off": _("This installation asks nobody over the network. The setting SERIKTES_FETCH_METADATA allows it."),
    "unknown_source": _("This source is not known."),
    "wrong_subject": _("This source is asked by {subject}, and this is none."),
    "not_reached": _("{host} did not answer: {detail}. What was received is kept; ask again to go on."),
    "refused": _("{host} refused the question ({detail})."),
    "too_large": _("The answer of {host} is larger than {megabytes} MB and was not read."),
    "not_understood": _("The answer of {host} is not what it describes: {detail}."),
    "nothing": _("{host} knows no works of it."),
}
