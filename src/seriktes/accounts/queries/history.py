"""Reading the audit log: the whole of it for auditors, one record's part for its page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import Min, QuerySet
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import AuditEvent, User

KINDS_KEPT_SECONDS = 300
ACTORS_AT_MOST = 200
SYSTEM = "system"
# The last part of a kind, in words. A kind is `app.model.verb`.
VERBS: dict[str, Promise] = {
    "accepted": _("accepted"),
    "added": _("added"),
    "appointed": _("appointed"),
    "archived": _("archived"),
    "asked": _("asked for"),
    "authenticator_added": _("two-step sign-in or passkey added"),
    "authenticator_removed": _("two-step sign-in or passkey removed"),
    "authenticator_renewed": _("recovery codes renewed"),
    "begun": _("begun"),
    "cancelled": _("cancelled"),
    "changed": _("changed"),
    "channel_added": _("contact added"),
    "channel_archived": _("contact set aside"),
    "claimed": _("linked to an account"),
    "closed": _("closed"),
    "created": _("created"),
    "decided": _("decided"),
    "ended": _("ended"),
    "exported": _("exported"),
    "failed": _("failed"),
    "files_removed": _("files removed"),
    "finished": _("finished"),
    "given": _("given"),
    "identifier_added": _("official number added"),
    "identifier_archived": _("official number set aside"),
    "imported": _("imported"),
    "invited": _("invited"),
    "merged": _("merged"),
    "moved": _("moved"),
    "name_added": _("name added"),
    "name_archived": _("name set aside"),
    "password_changed": _("password changed"),
    "provider_linked": _("account of an identity provider linked"),
    "provider_unlinked": _("account of an identity provider unlinked"),
    "published": _("published"),
    "relation_added": _("relation added"),
    "relation_ended": _("relation ended"),
    "removed": _("removed"),
    "renamed": _("renamed"),
    "resent": _("sent again"),
    "restored": _("restored"),
    "revoked": _("revoked"),
    "sent": _("sent"),
    "signed_in": _("signed in"),
    "started": _("started"),
    "stopped": _("processing stopped"),
    "unmerged": _("merge undone"),
    "unpublished": _("taken back from publication"),
    "vacated": _("vacated"),
    "withdrawn": _("withdrawn"),
}


def register_verbs(verbs: Mapping[str, Promise]) -> None:
    """The words of a domain above, told when it is loaded. A verb that stands already keeps its word."""
    for verb, word in verbs.items():
        VERBS.setdefault(verb, word)


# What events keep beside the columns of their record.
VALUE_WORDS: dict[str, Promise] = {
    "archived": _("number of the record set aside"),
    "consent": _("consent"),
    "file": _("file"),
    "filled": _("values taken over"),
    "format": _("format"),
    "membership": _("membership"),
    "moved": _("parts taken over"),
    "name": _("name"),
    "names": _("names"),
    "organisation": _("organisation"),
    "person": _("person"),
    "public": _("published"),
    "query": _("filters"),
    "restored": _("number of the record brought back"),
    "role": _("role"),
    "rows": _("rows"),
    "run": _("import"),
    "unit": _("unit"),
    "user": _("account"),
    "what": _("what"),
}


@dataclass(frozen=True)
class Change:
    field: str
    # None where the event gives one value instead of a change.
    old: Any
    new: Any
    is_change: bool


def audit_events_visible_to(user: User | AnonymousUser) -> QuerySet[AuditEvent]:
    allowed = user.is_authenticated and user.has_perm("accounts.view_audit")
    return AuditEvent.objects.all() if allowed else AuditEvent.objects.none()


def record_history(target: models.Model) -> QuerySet[AuditEvent]:
    """Events of one record, newest first. The caller has checked that the reader may see the record."""
    return AuditEvent.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).order_by("-id")


def model_of(event: AuditEvent) -> type[models.Model] | None:
    try:
        return apps.get_model(event.target_type)
    except (LookupError, ValueError):
        return None  # a table of an earlier version


def target_words(event: AuditEvent) -> str:
    model = model_of(event)
    return str(capfirst(model._meta.verbose_name)) if model else event.target_type


def verb_words(kind: str) -> str:
    verb = kind.rsplit(".", 1)[-1]
    return str(VERBS.get(verb, verb.replace("_", " ")))


def target_urls(events: Iterable[AuditEvent]) -> dict[int, str]:
    """The pages of the records, by the events' numbers; a record without a page, or without itself, is missing. One query
    more for each kind of records whose address is not made of their own number alone."""
    found: dict[int, str] = {}
    unread: dict[type[models.Model], list[AuditEvent]] = {}
    for event in events:
        model = model_of(event)
        if model is None or not hasattr(model, "get_absolute_url"):
            continue
        if address := _address_of(model(pk=event.target_id)):
            found[event.pk] = address
        elif event.target_id.isdecimal():
            unread.setdefault(model, []).append(event)
    for model, told in unread.items():
        rows = model._base_manager.in_bulk({int(event.target_id) for event in told})
        for event in told:
            row = rows.get(int(event.target_id))
            if row is not None and (address := _address_of(row)):
                found[event.pk] = address
    return found


def _address_of(record: models.Model) -> str:
    try:
        return str(record.get_absolute_url())  # type: ignore[attr-defined]
    except (NoReverseMatch, ValueError, TypeError, ObjectDoesNotExist):
        return ""


def changes_of(event: AuditEvent) -> Iterator[Change]:
    model = model_of(event)
    for name, value in event.values.items():
        is_change = isinstance(value, list) and len(value) == 2
        old, new = value if is_change else (None, value)
        words = partial(value_words, model, name)
        yield Change(_field_words(model, name), words(old), words(new), is_change)


def value_words(model: type[models.Model] | None, name: str, value: Any) -> Any:
    """A kept value as a reader meets it elsewhere: a choice by its label, yes and no, several in one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_words(model, key, inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(str(value_words(model, name, inner)) for inner in value)
    return dict(getattr(_field(model, name), "flatchoices", ())).get(value, value)


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _field_words(model: type[models.Model] | None, name: str) -> str:
    words = getattr(_field(model, name), "verbose_name", None) or VALUE_WORDS.get(name, name)
    return str(capfirst(str(words)))


def audit_kinds() -> list[str]:
    """Every kind in the log, by jumping through its index: a DISTINCT would read millions of rows."""

    def read() -> list[str]:
        kinds: list[str] = []
        while found := AuditEvent.objects.filter(kind__gt=kinds[-1] if kinds else "").aggregate(kind=Min("kind"))[
            "kind"
        ]:
            kinds.append(found)
        return kinds

    return cache.get_or_set("accounts.audit_kinds", read, KINDS_KEPT_SECONDS) or []


@dataclass(frozen=True)
class AuditFilter:
    """What an auditor asks for. Empty values ask for everything; days are whole days in the local time zone."""

    actor: str = ""
    kind: str = ""
    target_type: str = ""
    target_id: str = ""
    since: date | None = None
    until: date | None = None

    def apply(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.actor == SYSTEM:
            events = events.filter(actor_id__isnull=True)
        elif self.actor:
            users = list(User.objects.filter(email__icontains=self.actor).values_list("pk", flat=True)[:ACTORS_AT_MOST])
            events = events.filter(actor_id__in=users)
        for name in ("kind", "target_type", "target_id"):
            if value := getattr(self, name):
                events = events.filter(**{name: value})
        if self.since:
            events = events.filter(at__gte=_start_of(self.since))
        if self.until:
            events = events.filter(at__lt=_start_of(self.until + timedelta(days=1)))
        return events


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def target_types() -> list[tuple[str, str]]:
    """Records that the log can speak of: the tables of our own domains, by their names in the reader's language."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("seriktes.")]
    return sorted(
        ((model._meta.label_lower, str(capfirst(model._meta.verbose_name))) for model in ours), key=lambda pair: pair[1]
    )
