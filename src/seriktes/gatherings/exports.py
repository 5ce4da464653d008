"""Events with all that belongs to them as tables that others read on."""

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


# Our own import reads these columns again.
EXHIBITORS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("event", _("Event"), lambda row: f"№ {row.gathering_id}"),
    ExportColumn("organisation", _("Organisation"), "organisation.name"),
    ExportColumn("state", _STATE),
    ExportColumn("stands", _("Stands"), _stands),
    ExportColumn("contacts", _("Contacts"), lambda row: [f"{one.name} <{one.email}>" for one in row.contacts.all()]),
    ExportColumn("wishes", _("Wishes: power, space, equipment")),
    ExportColumn("note", _("Note of the organiser")),
    ExportColumn("offered", _("Times offered")),
    ExportColumn("booked", _("Times booked")),
)
FEES = (
    ExportColumn("exhibitor_id", _("Number of the exhibitor"), "exhibitor_id"),
    ExportColumn("organisation", _("Organisation"), "exhibitor.organisation.name"),
    ExportColumn("kind", _("What happened")),
    ExportColumn("amount", _("Sum")),
    ExportColumn("currency", _("Currency")),
    ExportColumn("on", _("Day")),
    ExportColumn("note", _("Note")),
    ExportColumn("by", _("By"), "by.name"),
    ExportColumn("at", pgettext_lazy("when", "Noted")),
)
# For whoever keeps the hackathon: by name, before the result too.
TEAMS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("name", _("Team")),
    ExportColumn("organisation", _("Organisation"), "organisation.name"),
    ExportColumn("problem", _("Problem"), lambda row: row.problem.challenge.name if row.problem else ""),
    ExportColumn("state", _STATE),
    ExportColumn("members", _("Members of the team"), lambda row: [one.person.name for one in row.members.all()]),
    ExportColumn("number", _("Number of the submission")),
    ExportColumn("title", _("Title")),
    ExportColumn("address", _("Where it can be seen")),
    ExportColumn("submitted_at", pgettext_lazy("when", "Handed in")),
)
# Rows are a place of the ranking and its team, as the page of the result shows them to everybody who sees the event.
RESULTS = (
    ExportColumn("place", _("Place in the ranking"), lambda row: row[0].get("rank")),
    ExportColumn("team", _("Team"), lambda row: row[1].name),
    ExportColumn(
        "organisation", _("Organisation"), lambda row: row[1].organisation.name if row[1].organisation else ""
    ),
    ExportColumn("number", _("Number of the submission"), lambda row: row[1].number),
    ExportColumn("title", _("Title"), lambda row: row[1].title),
    ExportColumn("value", _("Strength or percent"), lambda row: row[0].get("value")),
    ExportColumn("low", _("From"), lambda row: row[0].get("low")),
    ExportColumn("high", _("To"), lambda row: row[0].get("high")),
    ExportColumn("judged", _("Comparisons or judges"), lambda row: row[0].get("judged")),
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
