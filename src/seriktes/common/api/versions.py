"""Entity tags. A record's tag begins with its version, the count of its edits: `"v5-3f2a91c0d4e5b6a7"`.

Reads compare the whole tag, which covers every byte and so the language and the reader's rights. Changes compare the
version alone: whoever read the record in Russian may change it without repeating the language.
"""

import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from seriktes.common.api.problems import Problem

_VERSION = re.compile(r'(?:W/)?"v([0-9]{1,9})-[0-9a-f]+"')


def mark_version(request: HttpRequest, version: int) -> None:
    """Say which version of a record the response shows."""
    request.api_version = version  # type: ignore[attr-defined]


def tag_of(request: HttpRequest, response: HttpResponse) -> str:
    digest = hashlib.sha256(response.content).hexdigest()[:16]
    version = getattr(request, "api_version", None)
    return f'"{digest}"' if version is None else f'"v{version}-{digest}"'


def version_if_given(request: HttpRequest) -> int | None:
    """As `expected_version`, where the change may also be sent without `If-Match`."""
    return expected_version(request) if request.headers.get("If-Match", "").strip() else None


def expected_version(request: HttpRequest) -> int | None:
    """The version that the change starts from, by `If-Match`; None for `*`, which overwrites whatever stands there."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(
            "precondition-required",
            _("Read the record, and send its ETag as If-Match with the change, so that nobody's work is overwritten."),
        )
    if given == "*":
        return None
    versions = _VERSION.findall(given)
    if not versions:
        raise Problem(
            "edited-elsewhere",
            _("If-Match holds no ETag of this record. Read the record and send the ETag of the answer."),
        )
    # Of several tags the newest counts: the record as the program knows it last.
    return max(int(version) for version in versions)
