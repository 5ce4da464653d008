"""What an import must know of the register: who holds an identifier, who has a name, what a person may change."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.exchange.enums import Source
from seriktes.organisations.enums import NameKind, OrganisationStatus
from seriktes.organisations.models import Identifier, Organisation, OrganisationName
from seriktes.organisations.queries import access

PART = 500


def parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), PART):
        yield listed[start : start + PART]


def owners_of(identifiers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which organisation holds each of these active identifiers, given as (scheme, value)."""
    by_scheme: dict[str, list[str]] = defaultdict(list)
    for scheme, value in identifiers:
        by_scheme[scheme].append(value)
    found = {}
    for scheme, values in by_scheme.items():
        for part in parts(values):
            active = Identifier.objects.filter(scheme=scheme, value__in=part, archived_at__isnull=True)
            for value, pk in active.values_list("value", "organisation_id"):
                found[scheme, value] = pk
    return found


def by_exact_name(values: Iterable[str]) -> dict[tuple[str, str], set[int]]:
    """The live organisations that have exactly this official name, by (language, name)."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for part in parts(values):
        names = OrganisationName.objects.filter(value__in=part, kind=NameKind.LABEL, archived_at__isnull=True).exclude(
            organisation__status=OrganisationStatus.MERGED
        )
        for language, value, pk in names.values_list("language", "value", "organisation_id"):
            found[language, value].add(pk)
    return found


def file_records(pks: Iterable[int]) -> dict[int, str]:
    """The key of the row of a file that made each of these organisations, where a file made it."""
    found = {}
    for part in parts(pks):
        for pk, provenance in Organisation.objects.filter(pk__in=part).values_list("pk", "provenance"):
            if record := ((provenance.get("record") or {}).get("seen") or {}).get(Source.FILE):
                found[pk] = record
    return found


def titles(pks: Iterable[int]) -> list[str]:
    """Names with numbers, for faults; those of rows that are being written have none yet."""
    standing = Organisation.objects.in_bulk([pk for pk in pks if pk > 0])
    return [f"{standing[pk]} (№ {pk})" if pk in standing else "–" for pk in sorted(pks)]


def visible_numbers(user: User | None, pks: set[int]) -> set[int]:
    queryset = (
        Organisation.objects.exclude(status=OrganisationStatus.MERGED)
        if user is None
        else (access.organisations_visible_to(user))
    )
    return {pk for part in parts(pks) for pk in queryset.filter(pk__in=part).values_list("pk", flat=True)}


def may_add(user: User | None) -> bool:
    return user is None or access.grants_for_user(user).allow_somewhere("organisations.add_organisation")


def may_publish(user: User | None) -> bool:
    """Whether a new organisation may be published at once: as on its page, for those who may publish any. What a file
    says of itself, that it is a registry's, is no reason."""
    return user is None or "organisations.publish_organisation" in access.grants_for_user(user).everywhere


def closed_to(user: User | None, pks: Iterable[int]) -> set[int]:
    """Of these organisations, those whose record the user may not change."""
    if user is None:
        return set()
    grants = access.grants_for_user(user)
    if "organisations.change_organisation" in grants.everywhere:
        return set()
    others = {pk for pk in pks if not grants.allow("organisations.change_organisation", pk)}
    if "organisations.change_unclaimed" not in grants.everywhere:
        return others
    return {
        membership.organisation_id
        for membership in access.memberships_in_force(timezone.localdate()).filter(organisation__in=others)
        if "organisations.change_organisation" in membership.role_class.own
    }
