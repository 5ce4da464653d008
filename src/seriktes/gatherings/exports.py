"""Exhibitors, visitors and leads as tables that others read on."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.gatherings.models import Exhibitor, Gathering

_STATE = pgettext_lazy("of a record", "State")
GATHERINGS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("kind", _("Kind")),
    ExportColumn("state", _STATE),
    ExportColumn("name_kk", _("Name in Kazakh")),
    ExportColumn("name_ru", _("Name in Russian")),
    ExportColumn("name_en", _("Name in English")),
    ExportColumn("organisation", _("Organiser"), "organisation.name"),
    ExportColumn("starts_at", _("Begins")),
    ExportColumn("ends_at", _("Ends")),
    ExportColumn("place", _("Place")),
    ExportColumn("region", _("Region")),
    ExportColumn("exhibiting", _("Exhibitors")),
    ExportColumn("coming", _("Visitors registered")),
    ExportColumn("url", _("Address"), lambda row: settings.SITE_URL + row.get_absolute_url()),
)


def _stands(exhibitor: Exhibitor) -> list[str]:
    return [stand.label for stand in exhibitor.stands.all()]


EXHIBITORS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("organisation", _("Organisation"), "organisation.name"),
    ExportColumn("state", _STATE),
    ExportColumn("stands", _("Stands"), _stands),
    ExportColumn("contacts", _("Contacts"), lambda row: [f"{one.name} <{one.email}>" for one in row.contacts.all()]),
    ExportColumn("wishes", _("Wishes: power, space, equipment")),
    ExportColumn("note", _("Note of the organiser")),
    ExportColumn("offered", _("Times offered")),
    ExportColumn("booked", _("Times booked")),
)
VISITORS = (
    ExportColumn("name", pgettext_lazy("of a person", "Name")),
    ExportColumn("email", _("E-mail")),
    ExportColumn("studies", _("Where they study or work")),
    ExportColumn("state", _STATE),
    ExportColumn("registered_at", pgettext_lazy("when", "Registered")),
    ExportColumn("admitted_at", pgettext_lazy("when", "Came")),
)
LEADS = (
    ExportColumn("name", pgettext_lazy("of a person", "Name"), "ticket.called"),
    ExportColumn("email", _("E-mail"), "ticket.email"),
    ExportColumn("studies", _("Where they study or work"), "ticket.studies"),
    ExportColumn("at", pgettext_lazy("when", "Spoke")),
    ExportColumn("contact", _("Who of you spoke"), lambda row: row.contact.name if row.contact else ""),
    ExportColumn("note", _("Note")),
    ExportColumn("next_step", _("Next step")),
    ExportColumn("next_on", _("To be done by")),
)


def file_name(gathering: Gathering, what: str) -> str:
    return f"{what}-{gathering.pk}"
