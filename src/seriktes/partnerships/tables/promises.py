"""The cards of the list of promises, drawn here: through a template they cost more than all the rest of the page."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from seriktes.common.templatetags.seriktes import day, name_of, status_chip
from seriktes.partnerships.templatetags.agreements import promise_bar, promise_state, said


class _Chips:
    """Each drawn once a page."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, str], SafeString] = {}

    def __call__(self, tone: str, word: str) -> SafeString:
        return self._of(status_chip(tone, word))

    def of_state(self, promise: Any) -> SafeString:
        return self._of(promise_state(promise))

    def _of(self, chip: dict[str, Any]) -> SafeString:
        key = chip["tone"], chip["word"]
        if key not in self._drawn:
            self._drawn[key] = render_to_string("components/status_chip.html", chip)
        return self._drawn[key]


def cards(rows: Iterable[Any]) -> SafeString:
    """`rows` as `queries.commitment_list` gives them."""
    chips = _Chips()
    return format_html_join(
        "",
        '<li class="card card-{}"><h2 class="card-title"><a href="/commitments/{}/">{}</a></h2>'
        '<p class="cluster">{}<span class="chip tag">{}</span></p>{}<p class="small">{}{}</p>'
        '<p class="soft small"><a href="/agreements/{}/">{}</a></p></li>',
        (
            (
                one.party.organisation.side, one.pk, one.what, _status(one, chips), one.get_kind_display(),
                promise_bar(one), name_of(one.party.organisation),
                format_html(" · {}", name_of(one.post)) if one.post else "", one.agreement_id, said(one.agreement),
            )
            for one in rows
        ),
    )  # fmt: skip


def _status(promise: Any, chips: _Chips) -> SafeString | str:
    if promise.withdrawn_at:
        return chips("paused", _("withdrawn"))
    if promise.late_since:
        since = _("since %(day)s") % {"day": day(promise.late_since, "medium")}
        return format_html('{}<span class="small">{}</span>', chips("bad", _("overdue")), SafeString(since))
    if not promise.agreement.signed_on:
        return chips("neutral", _("not binding yet"))
    if promise.delivered < promise.due:
        return chips.of_state(promise)
    return chips("ok", pgettext("promise", "kept")) if promise.delivered >= promise.promised else ""
