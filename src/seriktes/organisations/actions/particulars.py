"""What hangs on an organisation's record: its official numbers, contact channels and relations.

Rows are never deleted: what no longer holds is archived. Each write counts as an edit of the organisation, and its
audit event stands under the organisation, so that one query gives the record's whole history.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_domain_name, validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier
from seriktes.common.telephones import InvalidTelephone, e164
from seriktes.common.text import one_line
from seriktes.exchange.models import Sourced
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.enums import INVERSE_RELATION, SINGLE_SCHEMES, ChannelKind, RelationKind
from seriktes.organisations.models import Channel, Identifier, Organisation, Relation
from seriktes.organisations.queries.access import organisations_visible_to


class IdentifierTaken(Exception):
    """The number belongs to another record: `other`, or None when the user may not see that record."""

    def __init__(self, other: Organisation | None) -> None:
        super().__init__("The identifier belongs to another organisation.")
        self.other = other


class AnotherNumber(Exception):
    """The organisation has another number of a scheme of which it can have one: `current`."""

    def __init__(self, current: Identifier) -> None:
        super().__init__("The organisation has another number of this scheme.")
        self.current = current


class InvalidChannel(ValueError):
    """A contact that cannot be used; `message` is for the reader."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


class CannotRelate(Exception):
    """The relation cannot be added; says why in `reason`."""

    SELF, TWICE, NOBODY = "self", "twice", "nobody"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# --- Identifiers ----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_identifier(
    *, organisation: Organisation, scheme: str, value: str, by: User, on: date, is_preferred: bool = True
) -> Identifier:
    """Give an organisation a number. Raises InvalidIdentifier, IdentifierTaken and AnotherNumber."""
    current = lock_for_edit(organisation, expected_version=None)
    identifier = write_identifier(current, scheme=scheme, value=value, by=by, on=on, is_preferred=is_preferred)
    _touched(current, "identifier_added", by=by, values={scheme: [None, identifier.value]}, searched=True)
    return identifier


def write_identifier(
    organisation: Organisation, *, scheme: str, value: str, by: User, on: date, is_preferred: bool = True
) -> Identifier:
    """The row alone, in the caller's transaction: for actions that write the record at once."""
    rule = get_scheme(scheme)
    if rule.holder == "person":
        raise InvalidIdentifier(_("This number is given to people, not to organisations."), "holder")
    normal = rule.validate(value)
    holder = Identifier.objects.filter(scheme=scheme, value=normal, archived_at__isnull=True).first()
    if holder and holder.organisation_id == organisation.pk:
        return holder
    if holder:
        raise _taken(holder.organisation_id, by)
    if scheme in SINGLE_SCHEMES:
        own = organisation.identifiers.filter(scheme=scheme, archived_at__isnull=True).first()
        if own is not None:
            raise AnotherNumber(own)
    try:
        with transaction.atomic():
            return Identifier.objects.create(
                organisation=organisation, scheme=scheme, value=normal, is_preferred=is_preferred, source_on=on
            )
    except IntegrityError:
        # Somebody entered the same number between our look and our write.
        other = Identifier.objects.filter(scheme=scheme, value=normal, archived_at__isnull=True).first()
        raise _taken(other.organisation_id if other else 0, by) from None


def _taken(organisation_id: int, by: User) -> IdentifierTaken:
    return IdentifierTaken(organisations_visible_to(by).filter(pk=organisation_id).first())


@transaction.atomic
def archive_identifier(*, identifier: Identifier, by: User) -> None:
    current = lock_for_edit(identifier.organisation, expected_version=None)
    if _archive(identifier):
        values = {identifier.scheme: [identifier.value, None]}
        _touched(current, "identifier_archived", by=by, values=values, searched=True)


# --- Contact channels -----------------------------------------------------------------------------------------------
def clean_channel(kind: str, value: str) -> str:
    """The value as it is kept: an address with its scheme, a number in E.164. Raises InvalidChannel."""
    text = one_line(value)
    if not text:
        raise InvalidChannel(_("Enter the contact itself."))
    cleaner = _CLEANERS.get(kind)
    return cleaner(text) if cleaner else text


def _website(text: str) -> str:
    address = (
        text if re.match(r"(?i)^[a-z][a-z0-9+.-]*:", text) and not re.match(r"^[^/]+:\d", text) else f"https://{text}"
    )
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise InvalidChannel(
            _("This is not a web address. Copy it from the browser, as in https://example.org.")
        ) from None
    return address


def _domain(text: str) -> str:
    name = re.sub(r"(?i)^(https?://)?(www\.)?", "", text).split("/")[0].casefold()
    try:
        validate_domain_name(name)
    except ValidationError:
        raise InvalidChannel(_("This is not an internet domain. Enter it as in example.org.")) from None
    return name


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise InvalidChannel(_("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return text


def _phone(text: str) -> str:
    try:
        return e164(text)
    except InvalidTelephone:
        raise InvalidChannel(
            _("This is not a telephone number. Enter it with the area code, as in +7 727 000 00 00.")
        ) from None


_CLEANERS: dict[str, Callable[[str], str]] = {
    ChannelKind.WEBSITE: _website,
    ChannelKind.WIKIPEDIA: _website,
    ChannelKind.DOMAIN: _domain,
    ChannelKind.EMAIL: _email,
    ChannelKind.PHONE: _phone,
}


@transaction.atomic
def add_channel(
    *, organisation: Organisation, kind: str, value: str, by: User, on: date, note: str = "", is_public: bool = True
) -> Channel:
    """Add a way to reach the organisation; the same one is kept once. Raises InvalidChannel."""
    kept = clean_channel(kind, value)
    current = lock_for_edit(organisation, expected_version=None)
    channel, created = Channel.objects.get_or_create(
        organisation=current, kind=kind, value=kept, archived_at=None,
        defaults={"note": note, "is_public": is_public, "source_on": on},
    )  # fmt: skip
    if created:
        _touched(current, "channel_added", by=by, values={kind: [None, kept]})
    return channel


@transaction.atomic
def archive_channel(*, channel: Channel, by: User) -> None:
    current = lock_for_edit(channel.organisation, expected_version=None)
    if _archive(channel):
        _touched(current, "channel_archived", by=by, values={channel.kind: [channel.value, None]})


# --- Relations ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_relation(
    *,
    organisation: Organisation,
    kind: str,
    by: User,
    on: date,
    other: Organisation | None = None,
    other_label: str = "",
    since: date | None = None,
) -> Relation:
    """Say what another organisation is to this one. One that is not in the register is named by `other_label`.

    The same fact told from the other side counts as told. Raises CannotRelate.
    """
    label = one_line(other_label)
    if other is None and not label:
        raise CannotRelate(CannotRelate.NOBODY)
    current = lock_for_edit(organisation, expected_version=None)
    if other is not None:
        if other.pk == current.pk:
            raise CannotRelate(CannotRelate.SELF)
        inverse = INVERSE_RELATION[RelationKind(kind)]
        told = Relation.objects.filter(archived_at__isnull=True)
        if (
            told.filter(organisation=current, kind=kind, other=other).exists()
            or told.filter(organisation=other, kind=inverse, other=current).exists()
        ):
            raise CannotRelate(CannotRelate.TWICE)
    relation = Relation.objects.create(
        organisation=current, kind=kind, other=other, other_label="" if other else label, since=since, source_on=on
    )
    _touched(current, "relation_added", by=by, values={kind: [None, str(other or label)]})
    return relation


@transaction.atomic
def end_relation(*, relation: Relation, by: User) -> None:
    current = lock_for_edit(relation.organisation, expected_version=None)
    if _archive(relation):
        values = {relation.kind: [str(relation.other or relation.other_label), None]}
        _touched(current, "relation_ended", by=by, values=values)


def _archive(row: Sourced) -> bool:
    """Set the row aside; False when it was already."""
    if row.archived_at:
        return False
    row.archived_at = timezone.now()
    row.save(update_fields=["archived_at"])
    return True


def _touched(
    organisation: Organisation, what: str, *, by: User, values: Mapping[str, object], searched: bool = False
) -> None:
    organisation.version += 1
    organisation.save(update_fields=["version", "changed_at"])
    if searched:
        refresh_names([organisation])
    record_event(kind=f"organisations.organisation.{what}", by=by, target=organisation, values=values)
