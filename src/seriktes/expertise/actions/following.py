"""What follows for evidence when the register merges two records, or takes a merge back."""

from seriktes.expertise.models import ExpertProfile
from seriktes.organisations.models import Organisation, Person

# Where a profile came from that a merge gave to another person.
MERGED_FROM = "merged_from"


def follow_merge(*, kept: Organisation | Person, archived: Organisation | Person, undone: bool) -> None:
    """The rows point to the right record already, and the index hears of it by itself; a profile has one person only,
    and goes along here."""
    if isinstance(kept, Person):
        (_give_back_profile if undone else _move_profile)(kept.pk, archived.pk)


def _move_profile(kept: int, archived: int) -> None:
    if ExpertProfile.objects.filter(person=kept).exists():
        return
    for profile in ExpertProfile.objects.select_for_update().filter(person=archived):
        profile.person_id = kept
        profile.provenance[MERGED_FROM] = archived
        profile.save(update_fields=["person", "provenance", "changed_at"])


def _give_back_profile(kept: int, archived: int) -> None:
    for profile in ExpertProfile.objects.select_for_update().filter(person=kept):
        if profile.provenance.get(MERGED_FROM) == archived:
            profile.person_id = archived
            del profile.provenance[MERGED_FROM]
            profile.save(update_fields=["person", "provenance", "changed_at"])
