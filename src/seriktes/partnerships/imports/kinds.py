"""The kinds of import of this domain, and the sentences for their faults."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text, get_pack
from seriktes.common.refusals import words_of
from seriktes.exchange.definitions import ImportKind, register_kind
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.organisations.imports.kinds import TABLES
from seriktes.partnerships.actions.importing import deciding
from seriktes.partnerships.actions.importing.activities import import_activities
from seriktes.partnerships.actions.importing.agreements import import_agreements
from seriktes.partnerships.actions.importing.commitments import import_commitments
from seriktes.partnerships.actions.importing.partnerships import import_partnerships
from seriktes.partnerships.definitions.refusals import Refusal
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.imports import tables
from seriktes.partnerships.imports.fields import (
    ACTIVITY_FIELDS,
    AGREEMENT_FIELDS,
    COMMITMENT_FIELDS,
    PARTNERSHIP_FIELDS,
)
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership

SENTENCES: Mapping[str, Text] = {
    # Sides and partnerships
    "sides_missing": _("No side is named. Name the organisations of every side: by BIN, ROR or their exact names."),
    "partnership_missing": _("The partnership is not named. Give its number, or its sides."),
    "unknown_partnership": _(
        "You see no partnership “{value}” with these sides. Import or enter the partnership first, or correct the cell."
    ),
    "partnership_ambiguous": _("Several partnerships fit: {others}. Give the number of the one that is meant."),
    "partnership_archived": _("The partnership {value} is archived. Take it out of the archive first."),
    "not_that_partnership": _(
        "The record {value} of this register has other sides: the file comes from another register. Leave the column with "
        "the register's numbers out."
    ),
    "sides_differ": _(
        "The partnership {value} has other sides than this row. The rest of the row was read; add or end sides on its page."
    ),
    "unknown_side": _("{value} is no side here. Correct the name, or add the side on the page of the partnership first."),
    "number_and_name_differ": _(
        "{value} is another organisation in this register than “{name}”. Give the BIN, the ROR or the exact name instead."
    ),
    "not_a_dated_side": _("“{value}” is not a side with a day. Write it as: Name (BIN 000000000000): 2026-03-22."),
    "not_a_contact": _("“{value}” is not a contact of a side. Write it as: Name of the side: Person <person@example.org>."),
    "sides_of_others": _(
        "None of the sides is an organisation for which your role begins partnerships. Correct the sides, or ask the "
        "administrator to import the row."
    ),
    # Agreements
    "unknown_agreement": _("The partnership has no agreement “{value}”. Import or enter it first, or correct the number."),
    "agreement_ambiguous": _("Several agreements have the number “{value}”: {others}. Give the register's number."),
    "signatures_missing": _("Nobody signed it according to this row. Give the day on which it was signed, or make it a draft."),
    "frozen_value": _(
        "The register has “{current}”, and the file says “{value}”. A file does not change this any more; if the register is "
        "wrong, correct it on the page of the record. The rest of the row was read."
    ),
    # Money, numbers, days
    "not_an_amount": _("“{value}” is not an amount. Write it as 1500000 or 1500000.50, with at most two decimals."),
    "currency_missing": _("The sum has no currency. Add the column “currency”, or write it beside the sum: 500000 KZT."),
    "unknown_currency": _("“{value}” is no currency. Write its code of three letters, such as KZT or USD."),
    "two_currencies": _("The cell says {value}, and the column of the currency says {other}. Correct one of them."),
    "too_large_number": _("{value} is too large here; {most} is the most."),
    "not_yes_or_no": _("“{value}” is neither yes nor no."),
    "not_dated_amount": _("“{value}” is not a day with an amount. Write it as 2026-03-22: 500000, one a line."),
    # Commitments
    "who_received": _(
        "The delivery of {value} was read, but not its confirmation: the agreement has more than two sides, and the file "
        "does not say which one received it. Confirm it on the page."
    ),
    "delivery_differs": _(
        "On {day} the register has a delivery of {current}, and the file says {value}. If that is a correction, take the "
        "delivery back on its page and import again; if it is a second one, record it there. The rest of the row was read."
    ),
    "confirmed_out_of_order": _("It cannot have been confirmed on {value}: that is before the delivery, or lies ahead."),
    # Activities
    "activity_ambiguous": _("Several activities fit: {others}. Give the number of the one that is meant."),
    "one_side": _("An activity needs at least two sides. Name the other one."),
    "who_reported": _(
        "The file does not say which side reports this. Fill in “reported by”, or import the file with an account of that side."
    ),
    "activity_ahead": _("It ends on {value}, which lies ahead. Make it a draft, or import it when it is over."),
    "told_out_of_order": _("{value} cannot be: it ended on {ended}, a report comes after that, confirmations after the report."),
    "confirmation_missing": _(
        "It awaits confirmation: the file does not say of every other side that it confirmed it, and when. Fill in "
        "“confirmed by, on” and import it again, or ask the other side."
    ),
    "state_not_imported": _("A disputed or withdrawn activity is not taken in from a file. Leave the row out."),
}  # fmt: skip


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), values.get("details") or ()))


def _unknown_kind(values: Mapping[str, Any]) -> str:
    language = (get_language() or "en")[:2]
    known = ", ".join(kind.name(language) for kind in get_pack().activity_kinds)
    return gettext("“%(value)s” is no kind of activity known here. Known are: %(known)s.") % {
        "value": values.get("value", ""), "known": known,
    }  # fmt: skip


def _state_by_dates(values: Mapping[str, Any]) -> str:
    told = {name: AgreementState(values[name]).label for name in ("value", "current")}
    return gettext(
        "The file says “%(value)s”; by its dates and signatures the agreement was entered as “%(current)s”. Move it on its page."
    ) % told  # fmt: skip


register_sentences(SENTENCES)
register_teller("partnership_refused", _refused)
register_teller("unknown_activity_kind", _unknown_kind)
register_teller("state_by_dates", _state_by_dates)


def _url_of(model: Any) -> Callable[[int], str]:
    return lambda pk: model(pk=pk).get_absolute_url()


def _register(code: str, label: Text, model: Any, permission: str, url: Callable[[int], str], **parts: Any) -> None:
    decide, may_decide = deciding.decider(model, permission)
    register_kind(
        ImportKind(
            code=code, label=label, formats=TABLES, decide=decide, may_decide=may_decide, target_url=url,
            target_label=deciding.label_of(model), field_label=deciding.field_label_of(model), **parts,
        )
    )  # fmt: skip


_register(
    "partnerships", _("Partnerships"), Partnership, "partnerships.change_partnership", _url_of(Partnership),
    fields=PARTNERSHIP_FIELDS, read=tables.read_partnerships, apply=import_partnerships,
)  # fmt: skip
_register(
    "agreements", _("Agreements"), Agreement, "partnerships.change_agreement", _url_of(Agreement),
    fields=AGREEMENT_FIELDS, read=tables.read_agreements, apply=import_agreements,
)  # fmt: skip
_register(
    "commitments", _("Commitments"), Commitment, "partnerships.keep_commitments", deciding.commitment_url,
    fields=COMMITMENT_FIELDS, read=tables.read_commitments, apply=import_commitments,
)  # fmt: skip
_register(
    "activities", _("Activities"), Activity, "partnerships.report_activity", _url_of(Activity),
    fields=ACTIVITY_FIELDS, read=tables.read_activities, apply=import_activities,
)  # fmt: skip
