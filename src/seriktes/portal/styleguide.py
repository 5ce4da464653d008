"""Every component in every state, on one page: for those who build pages, and for the accessibility check.

All names are invented.
"""

import datetime as dt
from types import SimpleNamespace as Sample
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from seriktes.common.forms import BaseForm, DayField
from seriktes.common.icons import PATHS
from seriktes.common.tables import BaseTable, DayColumn, MoneyColumn, NumberColumn, TickColumn
from seriktes.common.templatetags import seriktes as tags

LONG_NAME = "Қаратөбе өңірлік ғылыми-зерттеу және тау-кен металлургия технологиялары ұлттық университеті"
NAMES = [
    (LONG_NAME, "university", 128, "184500000.00"),
    ("Жұлдызтау қазба байлықтары ЖШС", "industry", 41, "1234567.50"),
    ("Управление индустрии Каратобинской области", "state", 7, "2072833239.00"),
]


class SampleForm(BaseForm):
    autocomplete = {"contact": "email", "name": "organization"}

    name = forms.CharField(label="Ұйымның атауы", help_text="Жарғыдағыдай, қысқартусыз.")
    kind = forms.ChoiceField(label="Тараптың түрі", choices=[("", "—"), ("u", "Университет"), ("i", "Индустрия")])
    contact = forms.EmailField(label="Электрондық пошта", required=False)
    sum = forms.DecimalField(label="Сомасы, ₸", max_digits=12, decimal_places=2)
    starts_on = DayField(label="Басталатын күні")
    languages = forms.MultipleChoiceField(
        label="Тілдер",
        widget=forms.CheckboxSelectMultiple,
        choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
    )
    mode = forms.ChoiceField(
        label="Серіктестікті кім бастады",
        widget=forms.RadioSelect,
        choices=[("u", "Университет"), ("i", "Индустрия"), ("s", "Мемлекет")],
    )
    note = forms.CharField(label="Ескертпе", required=False, widget=forms.Textarea, help_text="500 таңбаға дейін.")
    file = forms.FileField(label="Құжат", required=False)
    agreed = forms.BooleanField(
        label="Деректерді өңдеуге келісемін", help_text="Келісімді кез келген уақытта қайтарып алуға болады."
    )


class SampleTable(BaseTable):
    row_header = "name"

    tick = TickColumn(accessor="pk")
    name = tables.Column(verbose_name="Ұйым")
    side = tables.Column(verbose_name="Тарап")
    people = NumberColumn(verbose_name="Адамдар")
    money = MoneyColumn(verbose_name="Уәде етілген")
    until = DayColumn(verbose_name="Дейін")
    state = tables.Column(verbose_name="Күйі", orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "name"

    def render_name(self, value: str) -> SafeString:
        return format_html('<a href="#">{}</a>', value)

    def render_side(self, value: str) -> SafeString:
        return _drawn("side_chip", tags.side_chip(value))

    def render_state(self, value: tuple[str, str]) -> SafeString:
        return _drawn("status_chip", tags.status_chip(*value))


def _drawn(name: str, context: dict[str, Any]) -> SafeString:
    return SafeString(render_to_string(f"components/{name}.html", context))


def _table(rows: int) -> SampleTable:
    states = [("ok", "Қолданыста"), ("warn", "Мерзімі аяқталады"), ("neutral", "Жоба"), ("bad", "Бұзылған")]
    data = [
        {
            "pk": n,
            "name": NAMES[n % 3][0],
            "side": NAMES[n % 3][1],
            "people": NAMES[n % 3][2] * (n + 1),
            "money": NAMES[n % 3][3],
            "until": dt.date(2026, 3, 22) + dt.timedelta(days=40 * n),
            "state": states[n % 4],
        }
        for n in range(rows)
    ]
    return SampleTable(data)


TILES = [
    (1, 0, "27"), (2, 0, "23"), (3, 0, "47"), (2, 1, "15"), (1, 2, "39"), (0, 3, "59"), (1, 3, "11"), (1, 4, "71"),
    (1, 5, "55"), (2, 2, "62"), (2, 3, "35"), (2, 5, "10"), (2, 6, "63"), (3, 3, "61"), (4, 3, "79"), (3, 4, "31"),
    (3, 5, "19"), (3, 6, "33"), (4, 5, "75"), (3, 2, "43"),
]  # fmt: skip


def examples() -> dict[str, Any]:
    """What the style guide shows."""
    table = _table(8)
    table.paginate(page=2, per_page=3)
    now = dt.datetime(2026, 3, 22, 9, 5, tzinfo=dt.UTC)
    return {
        "long_name": LONG_NAME,
        "icons": sorted(PATHS),
        "breadcrumbs": [("Серіктестер", "#"), (LONG_NAME, "#")],
        "header_actions": [
            Sample(label="Импорт", url="#", icon="import"),
            Sample(label="Серіктес қосу", url="#", icon="plus", primary=True),
        ],
        "menu_actions": [
            Sample(label="Түзету", url="#", icon="edit"),
            Sample(label="Біріктіру", url="#", icon="merge"),
            Sample(label="Мұрағатқа жіберу", url="#", icon="archive", danger=True),
        ],
        "pills": [
            Sample(label="Барлығы", url="#", count=50214, current=True),
            Sample(label="Университет", url="#", count=130, side="university"),
            Sample(label="Индустрия", url="#", count=50000, side="industry"),
            Sample(label="Мемлекет", url="#", count=84, side="state"),
        ],
        "tabs": [
            Sample(label="Шолу", url="#", current=True),
            Sample(label="Адамдар", url="#", count=128),
            Sample(label="Келісімдер", url="#", count=0),
            Sample(label="Тарихы", url="#"),
        ],
        "facts": [
            Sample(label="БСН", value="990540001234", source="Салық тіркелімі, 2026 ж. 22 наурыз"),
            Sample(label="Өңір", value="Қаратөбе облысы", url="#"),
            Sample(label="Толық атауы", value=LONG_NAME),
        ],
        "figures": [
            Sample(label="Қолданыстағы серіктестік", value="38", url="#"),
            Sample(label="Орындалған уәде", value="71%", url="#"),
            Sample(label="Қағаз жүзіндегі серіктестік", value="6", url="#"),
            Sample(label="Уәде етілген сома", value="184,5 млн ₸", url="#"),
        ],
        "events": [
            Sample(at=dt.date(2026, 6, 1), title="Аралық есеп", ahead=True),
            Sample(
                at=dt.date(2026, 3, 22),
                title="Келісімге қол қойылды",
                side="state",
                text="Екі тарап растады",
                url="#",
            ),
            Sample(at=dt.date(2026, 2, 10), title="Компания жауап берді", side="industry"),
            Sample(at=dt.date(2026, 1, 15), title="Сұрау жіберілді", side="university"),
        ],
        "clock_log": [(now, "Сұрау жіберілді"), (now, "Компаниядан нақтылау күтілді: сағат тоқтатылды")],
        "named_kk": Sample(name_kk="а", name_ru="б", name_en="", name="Каратөбе", name_language="kk"),
        "named_ru": Sample(name_kk="", name_ru="б", name_en="", name="Каратобинский университет", name_language="ru"),
        "table": table,
        "empty_table": SampleTable([]),
        "bulk_actions": [
            Sample(label="Экспорттау", value="export", icon="export"),
            Sample(label="Біріктіру", value="merge", icon="merge"),
        ],
        "page_of_many": Paginator(range(3000), 25).page(60),
        "form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"wrong-sum": "abc", "wrong-contact": "aigul"}, prefix="wrong"),
        "tiles": [
            Sample(
                row=row,
                col=col,
                code=code,
                name=f"Өңір {code}",
                value=(n * 37) % 131,
                shade=(n * 37) % 131 // 22,
                url="#",
            )
            for n, (row, col, code) in enumerate(TILES)
        ],
        "legend": [(n, f"{n * 22}–{n * 22 + 21}") for n in range(6)],
        "tones": ["neutral", "info", "ok", "warn", "bad", "paused"],
        "sides": ["university", "industry", "state", "other"],
        "number": 1234567.5,
        "date": dt.date(2026, 3, 22),
        "now": now,
    }
