"""What hosts wait for nobody with: to rank those who wish their positions."""

from django.utils.translation import gettext_lazy as _

from seriktes.placements.definitions.clocks_of_programmes import POSITION
from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import SetDate

RANKING = "position_ranking"


def choice_clocks(hosts: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code=RANKING, subject=POSITION, owners=hosts,
            label=_("applicants to be ranked"), awaits=_("to rank those who wish the position"),
            starts=("position.to_rank",), changes=("position.rank_moved",), stops=("position.ranked",),
            cancels=("position.withdrawn", "position.rank_over", "position.returned"), term=SetDate("date"), ahead=(3, 1),
            overdue=(),
        )
    ]  # fmt: skip
