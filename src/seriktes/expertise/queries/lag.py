"""How far the index is behind the database."""

from datetime import datetime, timedelta

from seriktes.expertise.models import IndexChange


def lag(now: datetime) -> tuple[int, timedelta]:
    """How many notes wait, and how long the oldest has."""
    oldest = IndexChange.objects.order_by("pk").first()
    return (IndexChange.objects.count(), now - oldest.at) if oldest else (0, timedelta())
