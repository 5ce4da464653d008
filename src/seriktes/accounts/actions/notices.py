from collections.abc import Iterable
from datetime import datetime
from typing import Any

from seriktes.accounts.models import Notice, User


def notify(*, user: User, kind: str, url: str = "", **values: Any) -> Notice:
    """Tell somebody something; the sentence of `kind` is in `accounts.queries.NOTICE_SENTENCES`."""
    return Notice.objects.create(user=user, kind=kind, url=url, values=values)


def mark_notices_read(*, by: User, at: datetime, notices: Iterable[int] | None = None) -> int:
    """Mark one's own unread notices (all, or those with these ids) as read; returns how many."""
    unread = Notice.objects.filter(user=by, read_at__isnull=True)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=at)
