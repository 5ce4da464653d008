import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import Notice, User
from seriktes.common.formats import format_day, format_number

# The sentence of each kind of notice; `{name}` stands for the notice's value of that name. A domain above adds its own
# with `register_notices` when it is loaded.
NOTICE_SENTENCES: dict[str, str | Promise] = {
    "accounts.apitoken.expires": _("Your API token “{name}” expires on {on}."),
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UNKNOWN: Promise = _("Something that concerns you happened.")


def register_notices(sentences: Mapping[str, str | Promise]) -> None:
    NOTICE_SENTENCES.update(sentences)


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"  # an old notice may lack a value that the sentence of today names


def notice_sentence(notice: Notice) -> str:
    """What the notice says, in the language of the reader."""
    sentence = str(NOTICE_SENTENCES.get(notice.kind, UNKNOWN))
    return Formatter().vformat(sentence, (), _Values({name: _words(value) for name, value in notice.values.items()}))


def _words(value: Any) -> Any:
    """Days and figures as the reader's language writes them; JSON keeps a day as text."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return format_day(date.fromisoformat(value), "medium")
    return format_number(value) if isinstance(value, int) and not isinstance(value, bool) else value


def notices_for_user(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user).order_by("-created_at", "-pk")


def count_unread_for_user(user: User) -> int:
    return Notice.objects.filter(user=user, read_at__isnull=True).count()
