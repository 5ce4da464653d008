"""What somebody says of the own expertise: the owner's words stay, whatever an import says later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.definitions.refusals import CannotDecideAuthor
from seriktes.expertise.models import ExpertProfile
from seriktes.organisations.actions.editing import EditedElsewhere, changes_of
from seriktes.organisations.models import Person

FIELDS = ("about_kk", "about_ru", "about_en", "languages", "accepts_enquiries")


@transaction.atomic
def change_profile(
    *, person: Person, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> ExpertProfile:
    """Writes it, and makes it where there is none (version 0). Raises EditedElsewhere; CannotDecideAuthor for a person
    whose record was merged with another."""
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"Not a field of a profile: {', '.join(sorted(unknown))}.")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.merged_into_id:
        raise CannotDecideAuthor("merged_person")
    profile = ExpertProfile.objects.select_for_update().filter(person=person).first()
    if expected_version is not None and expected_version != (profile.version if profile else 0):
        raise EditedElsewhere(profile or ExpertProfile(person=person))
    profile, is_new = profile or ExpertProfile(person=person), profile is None
    cleaned = _cleaned(values)
    changes = changes_of(profile, cleaned)
    if not changes and not is_new:
        return profile
    for name, value in cleaned.items():
        setattr(profile, name, value)
    today = timezone.localdate(at).isoformat()
    for name in changes:
        seen = profile.provenance.get(name, {}).get("seen")
        entry = {"source": str(Source.HAND), "on": today, "run": None}
        profile.provenance[name] = entry | ({"seen": seen} if seen else {})
    profile.version = 1 if is_new else profile.version + 1
    profile.save()
    record_event(kind="expertise.expertprofile.changed", by=by, target=profile, values=changes)
    note_changes([f"profile:{person.pk}"])
    return profile


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = dict(values)
    for name in ("about_kk", "about_ru", "about_en"):
        if name in cleaned:
            cleaned[name] = (cleaned[name] or "").replace("\r\n", "\n").replace("\x00", "").strip()[:2000]
    if "languages" in cleaned:
        cleaned["languages"] = [code for code in Languages.values if code in (cleaned["languages"] or ())]
    return cleaned
