"""Why a printed name may be a person, in words. The comparison of names gives codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, Promise] = {
    "orcid": _("the same ORCID"),
    "name": _("names alike"),
    "family_name": _("the same family name"),
    "given_name": _("the same given name"),
    "first_letter": _("the same first letter of the given name"),
    "fathers_name": _("the same father's name"),
    "organisation": _("the same organisation"),
    "unit": _("the same unit"),
    "co_authors": _("the same co-authors"),
    "subject": _("the same subject"),
    "email": _("the same e-mail"),
    # Of `seriktes_analytics.person_names`, which does not know which word is whose.
    "word_same": _("a word of the name is the same"),
    "word_close": _("a word of the name is spelt nearly the same"),
    "initial": _("an initial fits"),
    "rivals": _("several people fit equally"),
}


def reason_words(reason: Any) -> str:
    """`reason` is a code, or a mapping that holds one as `code`; what has no words is left out."""
    code = reason.get("code", "") if isinstance(reason, Mapping) else str(reason)
    return str(WORDS.get(code, ""))
