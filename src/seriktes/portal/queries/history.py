"""What happened to an organisation's record, and who did it: named as far as the reader may know that person."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import AuditEvent, User
from seriktes.accounts.queries.history import record_history, value_words, verb_words
from seriktes.accounts.roles import ROLE_BY_CODE
from seriktes.common.formats import format_day
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import get_pack
from seriktes.organisations.enums import ChannelKind, NameKind, RelationKind
from seriktes.organisations.models import Membership, Organisation, Person, PostHolding
from seriktes.organisations.queries.access import (
    Grants,
    grants_for_user,
    organisations_visible_to,
    people_visible_to,
)

HISTORY_SHOWN = 30
EVENT_WORDS = {
    "organisations.organisation.created": _("Record added"),
    "organisations.organisation.changed": _("Record changed"),
    "organisations.organisation.imported": _("Imported from a file"),
    "organisations.organisation.published": _("Record published"),
    "organisations.organisation.unpublished": _("Record taken back from the public"),
    "organisations.organisation.merged": _("Another record merged into this one"),
    "organisations.organisation.unmerged": _("Merge undone"),
    "organisations.organisation.name_added": _("Name added"),
    "organisations.organisation.name_archived": _("Name set aside"),
    "organisations.organisation.identifier_added": _("Official number added"),
    "organisations.organisation.identifier_archived": _("Official number set aside"),
    "organisations.organisation.channel_added": _("Contact added"),
    "organisations.organisation.channel_archived": _("Contact set aside"),
    "organisations.organisation.relation_added": _("Relation added"),
    "organisations.organisation.relation_ended": _("Relation ended"),
    "organisations.unit.added": _("Unit added"),
    "organisations.unit.renamed": _("Unit renamed"),
    "organisations.unit.moved": _("Unit moved"),
    "organisations.unit.closed": _("Unit closed"),
}
# What a change speaks of beside the columns of the record.
PART_WORDS: dict[str, Any] = {
    **dict(NameKind.choices),
    **dict(ChannelKind.choices),
    **dict(RelationKind.choices),
    "public": _("published"),
    "parent": _("parent unit"),
    "closed_on": _("closed on"),
}


@dataclass(frozen=True)
class Happened:
    at: Any
    title: str | Promise
    by: str
    # The post held on that day, else the role; empty where the reader may not know it.
    capacity: str
    changes: list[tuple[str, str, str]]


def history_for_user(user: User, organisation: Organisation) -> list[Happened]:
    """The latest events of the record. The caller has checked that the user keeps the record."""
    events = list(record_history(organisation)[:HISTORY_SHOWN])
    actors = _Actors(user, {event.actor_id for event in events if event.actor_id})
    told = []
    for event in events:
        by, capacity = actors.words(event)
        title = EVENT_WORDS.get(event.kind) or capfirst(verb_words(event.kind))
        told.append(Happened(event.at, title, by, capacity, list(_changes(event.values))))
    return told


# --- Who ------------------------------------------------------------------------------------------------------------
class _Actors:
    """The people behind some events. Named: oneself, members of one's own organisations, people whose record one may
    see; to those who read the audit log, everybody. Of others only the role and the organisation are told. An e-mail
    address stands in for a missing name, for those who see it in the audit log or among the members."""

    def __init__(self, viewer: User, ids: Collection[int]) -> None:
        self.viewer = viewer
        self.grants: Grants = grants_for_user(viewer)
        self.reads_log = self.grants.allow_somewhere("accounts.view_audit")
        self.users: dict[int, User] = {}
        self.memberships: dict[int, list[Any]] = defaultdict(list)
        self.people: dict[int, Person] = {}
        if not ids:
            return
        place = organisations_visible_to(viewer).filter(pk=OuterRef("organisation"))
        rows = Membership.objects.filter(user__in=ids).annotate(place_visible=Exists(place))
        for row in rows.select_related("user", "organisation").order_by("-starts_on", "-pk"):
            self.users[row.user_id] = row.user
            self.memberships[row.user_id].append(row)
        others = [pk for pk in ids if pk not in self.users]
        self.users |= {user.pk: user for user in User.objects.filter(pk__in=others)} if others else {}
        held = Prefetch("holdings", PostHolding.objects.select_related("post__organisation").order_by("-starts_on"))
        people = Person.objects.filter(user__in=ids, pk__in=people_visible_to(viewer).values("pk"))
        self.people = {person.user_id: person for person in people.prefetch_related(held) if person.user_id}

    def words(self, event: AuditEvent) -> tuple[str, str]:
        """Who did it, and as what."""
        if event.actor_id is None:
            return str(_("the system")), ""
        actor = self.users.get(event.actor_id)
        if actor is None:
            return (event.actor_label if self.reads_log else str(_("an account that no longer exists"))), ""
        day = timezone.localdate(event.at)
        capacity = self._capacity(actor, day)
        if not self._may_name(actor):
            return capacity or str(_("somebody of another organisation")), ""
        person = self.people.get(actor.pk)
        return (person.name if person else "") or actor.name or self._address(actor), capacity

    def _may_name(self, actor: User) -> bool:
        own = {row.organisation_id for row in self.memberships[actor.pk]} & set(self.grants.own)
        return self.reads_log or actor.pk == self.viewer.pk or bool(own) or actor.pk in self.people

    def _address(self, actor: User) -> str:
        keeps = set(self.grants.organisations_with("organisations.manage_members"))
        among = {row.organisation_id for row in self.memberships[actor.pk]} & keeps
        return actor.email if self.reads_log or among else str(_("no name given"))

    def _capacity(self, actor: User, day: date) -> str:
        person = self.people.get(actor.pk)
        for held in person.holdings.all() if person else ():
            if held.starts_on <= day and (held.ends_on is None or held.ends_on >= day):
                return f"{held.post.name} · {held.post.organisation.name}"
        rows = self.memberships[actor.pk]
        at_that_time = [row for row in rows if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)]
        for row in at_that_time or rows[:1]:
            role = str(ROLE_BY_CODE[row.role].label)
            return f"{role} · {row.organisation.name}" if row.place_visible else role
        return ""


# --- What -----------------------------------------------------------------------------------------------------------
def _changes(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, old and new value, of those entries that are changes."""
    for name, change in values.items():
        # Events of units name the unit as its id and name.
        if name == "unit" and isinstance(change, list):
            yield str(_("unit")), "", str(change[-1])
        elif isinstance(change, list) and len(change) == 2:
            yield _field_words(name), _value_words(name, change[0]), _value_words(name, change[1])


def _field_words(name: str) -> str:
    try:
        return str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        pass
    try:
        return str(PART_WORDS.get(name) or get_scheme(name).label)
    except KeyError:
        return name


def _value_words(name: str, value: Any) -> str:
    """The value as the page shows it elsewhere: a choice by its label, a day by the language."""
    if value is None or value == "":
        return ""
    if name == "region" and (region := get_pack().region(value)):
        return region.name(get_language() or "kk")
    if name == "sector" and (sector := get_pack().sector(value)):
        return sector.name(get_language() or "kk")
    if name == "closed_on":
        return format_day(date.fromisoformat(str(value)), "medium")
    return str(value_words(Organisation, name, value))
