from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs."""
    return {"demonstration": settings.DEMONSTRATION, "navigation": [], "posts": []}
