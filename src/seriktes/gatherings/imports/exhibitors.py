"""Exhibitors of an event from CSV and XLSX: the columns, the rows, and the kind of import."""

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.common.text import one_line
from seriktes.exchange.definitions import Fault, Field, ImportKind, Option, Row, register_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.gatherings.actions import importing
from seriktes.gatherings.actions.importing import ExhibitorRecord
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Exhibitor
from seriktes.organisations.actions.particulars import InvalidChannel, clean_channel
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.imports.kinds import TABLES
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells

INVITE = "send_invitations"
FIELDS = (
    Field("event", _("Event"), ("мероприятие", "ярмарка", "№ мероприятия", "іс шара", "жәрмеңке",
                                                                           "event", "fair"), required=True),
    Field("organisation", _("Organisation"), ("организация", "участник", "экспонент", "предприятие", "компания", "бин", "ұйым",
                                              "қатысушы", "кәсіпорын", "company", "exhibitor"), required=True),
    Field("contacts", _("Contacts"), ("контакты", "контактные лица", "байланыстар")),
    Field("contact", _("Contact"), ("контакт", "контактное лицо", "фио контакта", "байланыс тұлғасы", "contact person")),
    Field("email", _("E-mail"), ("email", "e mail", "почта", "электронная почта", "эл. почта", "пошта", "электрондық пошта")),
    Field("language", _("Language of letters"), ("язык писем", "язык", "хаттар тілі", "тілі", "language")),
    Field("stands", _("Stands"), ("стенды", "стенд", "место", "№ стенда", "стендтер", "стенд нөмірі", "stand")),
    Field("state", pgettext_lazy("of a record", "State"), ("статус", "состояние", "күйі", "state", "status")),
    Field("wishes", _("Wishes: power, space, equipment"), ("пожелания", "потребности", "тілектер", "wishes")),
    Field("note", _("Note of the organiser"), ("примечание", "заметка", "ескерту", "note")),
)  # fmt: skip
STATE_WORDS = {
    "invited": ("приглашен", "приглашена", "приглашены", "шақырылды"),
    "interested": ("интересуется", "есть интерес", "қызығушылық білдірді"),
    "contract_sent": ("договор отправлен", "шарт жіберілді"),
    "confirmed": ("подтвержден", "подтверждена", "подтвердил", "участвует", "расталды", "қатысады"),
    "declined": ("отказ", "отказался", "отказалась", "бас тартты"),
    "no_show": ("не пришел", "не явился", "келмеді"),
}  # fmt: skip
SENTENCES: Mapping[str, Text] = {
    "event_unknown": _(
        "You hold no event “{value}” that is to come. Write its exact name, or the number in the register that stands in the "
        "address of its page."
    ),
    "stand_unknown": _(
        "The plan has no stand “{value}”. Draw it first, or write it as the plan does. The rest of the row was read."
    ),
    "contact_without_email": _(
        "“{value}” has no e-mail address: a contact of an exhibitor needs one. The rest of the row was read."
    ),
    "state_on_page": _(
        "“{value}” comes about on the page of the exhibitor. It was added as invited; the rest of the row was read."
    ),
}
_SEVERAL = re.compile(r"[;\n]+")
_CONTACT = re.compile(r"^(.*?)\s*[<(]?([^\s<>()]+@[^\s<>()]+)[>)]?$")
# What must be right for a row to be used.
DECISIVE = ("event", "organisation")


class ExhibitorTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, FIELDS)
        self._invites = bool(mapping.get(INVITE))
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            row = read_exhibitor(number, raw, PartnershipCells(texts, self._table.chosen))
            if row.record is not None:
                row.record.is_to_be_invited = self._invites
            yield row


def read_exhibitor(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    event, organisation = cells.short("event", 500), one_line(cells.text("organisation"))
    values = {"wishes": cells.short("wishes", 500), "note": cells.short("note", 500)}
    for code in DECISIVE:
        if not cells.text(code).strip():
            cells.fault("value_missing", code)
    if cells.has_fault_in(DECISIVE):
        return row
    record = ExhibitorRecord(
        event=event, organisation=read_organisation(organisation), headings=cells.headings,
        fields={name: value for name, value in values.items() if value}, contacts=_contacts(cells),
        stands=cells.several("stands", 40), state=cells.choice("state", ExhibitorState, STATE_WORDS),
        language=next(iter(cells.languages("language")), "ru"),
    )  # fmt: skip
    row.keys, row.record = (f"{event.casefold()}|{record.organisation}",), record
    return row


def _contacts(cells: PartnershipCells) -> list[tuple[str, str]]:
    """Of "Name <e-mail>", parted by semicolons as our own exports write them, and of a name with an address beside it."""
    found: dict[str, str] = {}
    for part in _SEVERAL.split(cells.text("contacts")):
        if one_line(part):
            said = _CONTACT.match(one_line(part))
            _take(cells, "contacts", said[1].strip(" ,") if said else one_line(part), said[2] if said else "", found)
    name, email = cells.short("contact", 200), one_line(cells.text("email"))
    if name or email:
        _take(cells, "email" if email else "contact", name, email, found)
    return [(called, address) for address, called in found.items()]


def _take(cells: PartnershipCells, code: str, name: str, email: str, found: dict[str, str]) -> None:
    if not email:
        cells.fault("contact_without_email", code, value=name[:100])
        return
    try:
        address = clean_channel(ChannelKind.EMAIL, email).casefold()
    except InvalidChannel:
        cells.fault("not_an_email", code, value=email[:100])
        return
    found.setdefault(address, (name or address)[:200])


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), values.get("details") or ()))


def _url(pk: int) -> str:
    exhibitor = Exhibitor.objects.filter(pk=pk).first()
    return exhibitor.get_absolute_url() if exhibitor is not None else ""


def _label(pk: int) -> str:
    exhibitor = Exhibitor.objects.filter(pk=pk).select_related("organisation", "gathering").first()
    return f"{exhibitor.organisation.name} · {exhibitor.gathering.name}" if exhibitor is not None else ""


def _field_label(name: str) -> Text:
    known: dict[str, Text] = {"contacts": _("contacts"), "stands": _("stands")}
    label: Text = known.get(name) or Exhibitor._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return label


register_sentences(SENTENCES)
register_teller("gatherings_refused", _refused)
register_kind(
    ImportKind(
        code="exhibitors", label=_("Exhibitors of an event"), formats=TABLES, fields=FIELDS, read=ExhibitorTable,
        apply=importing.import_exhibitors, decide=importing.decide_exhibitor, may_decide=importing.may_decide_exhibitor,
        target_url=_url, target_label=_label, field_label=_field_label,
        options=(
            Option(
                INVITE, _("Invite the exhibitors of the file by mail"),
                _("Each new one that is not confirmed yet gets a letter, with the link by which it answers without an account."),
            ),
        ),
    )
)  # fmt: skip
