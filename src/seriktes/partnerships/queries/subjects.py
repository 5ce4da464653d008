"""What the records of partnerships are called where only their table and id are known."""

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.procedures.definitions.subjects import Card, SubjectKind

PARTNERSHIP, AGREEMENT = "partnerships.partnership", "partnerships.agreement"
COMMITMENT, ACTIVITY = "partnerships.commitment", "partnerships.activity"
_NAMES = ("name_kk", "name_ru", "name_en")
_NAMELESS = Q(name_kk="", name_ru="", name_en="")
_EMPTY = Value("", output_field=CharField())


def _in_three(name: str) -> Any:
    # A draft may have no name yet: it is called after its partnership.
    return Case(When(_NAMELESS, then=F(f"partnership__{name}")), default=F(name), output_field=CharField())


# For each table, what makes its title: a name in each language, or one line.
_TITLES: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    PARTNERSHIP: (Partnership, {name: F(name) for name in _NAMES} | {"line": _EMPTY}),
    AGREEMENT: (Agreement, {name: _in_three(name) for name in _NAMES} | {"line": _EMPTY}),
    COMMITMENT: (Commitment, dict.fromkeys(_NAMES, _EMPTY) | {"line": F("what")}),
    ACTIVITY: (Activity, dict.fromkeys(_NAMES, _EMPTY) | {"line": F("title")}),
}
_ADDRESSES = {
    PARTNERSHIP: "partnerships:record", AGREEMENT: "partnerships:agreement", COMMITMENT: "partnerships:commitment",
    ACTIVITY: "partnerships:activity",
}  # fmt: skip


def cards_together(ids: Mapping[str, Collection[int]]) -> dict[tuple[str, int], Card]:
    """Cards of records of all four tables; one query."""
    first, *others = [_titles(table, pks) for table, pks in sorted(ids.items())]
    return {
        (table, pk): Card(Partnership(**dict(zip(_NAMES, names, strict=True))).name or line, _address(table, pk))
        for table, pk, *names, line in (first.union(*others, all=True) if others else first)
    }


def _titles(table: str, pks: Collection[int]) -> QuerySet[Any, Any]:
    model, titles = _TITLES[table]
    columns = {f"shown_{name}": Cast(title, CharField()) for name, title in titles.items()}
    rows = model._default_manager.filter(pk__in=pks).order_by().annotate(of=Value(table), **columns)
    return rows.values_list("of", "pk", *columns)


def _address(table: str, pk: int) -> str:
    before, after = _address_around(table, get_script_prefix())
    return f"{before}{pk}{after}"


@cache
def _address_around(table: str, _prefix: str) -> tuple[str, str]:
    """What stands before and after the number: a day's reminders name thousands of records."""
    number = 7_305_170_411
    before, _number, after = reverse(_ADDRESSES[table], args=[number]).partition(str(number))
    return before, after


def _cards(table: str, pks: Collection[int]) -> dict[int, Card]:
    return {pk: card for (_table, pk), card in cards_together({table: pks}).items()}


def _cards_of(table: str) -> Callable[[Collection[int]], dict[int, Card]]:
    return partial(_cards, table)


SUBJECTS = (
    SubjectKind(PARTNERSHIP, "partnership", _("partnership"), _cards_of(PARTNERSHIP), cards_together),
    SubjectKind(AGREEMENT, "agreement", _("agreement"), _cards_of(AGREEMENT), cards_together),
    SubjectKind(COMMITMENT, "commitment", _("commitment"), _cards_of(COMMITMENT), cards_together),
    SubjectKind(ACTIVITY, "activity", _("activity"), _cards_of(ACTIVITY), cards_together),
)
