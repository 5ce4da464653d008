import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from seriktes.common.api.problems import Problem


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON.")


class StrictParser(Parser):
    """JSON by the letter, said to be JSON, and not larger than a body may be."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(
                "media-type", _("Send the body as JSON, with the header Content-Type: application/json."),
                headers={"Accept-Post": "application/json"},
            )  # fmt: skip
        if len(request.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("too-large")
        try:
            return json.loads(request.body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise Problem("malformed", _("The body is not valid JSON in UTF-8.")) from error
