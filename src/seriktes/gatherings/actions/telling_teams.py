"""Letters to the members of a hackathon's teams: the result, and an exclusion."""

from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.challenges.actions.telling import reader_of
from seriktes.common.afterwards import afterwards
from seriktes.gatherings.actions.telling import open_event, write
from seriktes.gatherings.enums import TeamState
from seriktes.gatherings.models import Gathering, Team
from seriktes.procedures.queries.recipients import Recipient


def tell_result(gathering: Gathering) -> None:
    """Everybody whose submission was judged."""
    afterwards(_write_result, gathering.pk)


def tell_excluded(team: Team, reason: str) -> None:
    afterwards(_write_excluded, team.pk, reason)


def _write_result(pk: int) -> None:
    gathering = Gathering.objects.get(pk=pk)

    def words() -> tuple[str, str]:
        told = {"name": gathering.name}
        return (
            _("The result is published: %(name)s") % told,
            _("The result of “%(name)s” is published, with all places and how they were computed. On the page of your team "
              "you see how to go on with what you made.") % told,
        )  # fmt: skip

    teams = gathering.teams.filter(state=TeamState.TAKING_PART, number__isnull=False).order_by("pk")
    readers = [reader for team in teams for reader in members_of(team)]
    for reader in dict.fromkeys(readers):
        write(reader, words, reverse("gatherings:results", args=[pk]), _open_result, _in_a_team)


def _write_excluded(pk: int, reason: str) -> None:
    team = Team.objects.select_related("gathering").get(pk=pk)

    def words() -> tuple[str, str]:
        told = {"team": team.name, "name": team.gathering.name, "reason": reason}
        return (
            _("Excluded: %(team)s") % told,
            _("The organiser excluded the team “%(team)s” from “%(name)s”. The reason given: %(reason)s") % told,
        )

    for reader in members_of(team):
        write(reader, words, team.get_absolute_url(), open_event, _in_a_team)


def members_of(team: Team) -> list[Recipient]:
    people = team.members.select_related("person__user").order_by("joined_at", "pk")
    return [reader for member in people if (reader := reader_of(member.person))]


def _open_result() -> str:
    return _("Look at the result")


def _in_a_team() -> str:
    return _("You get this letter because you are in a team of this hackathon.")
