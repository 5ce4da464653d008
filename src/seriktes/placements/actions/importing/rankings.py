"""One chunk of rankings: the order in which a host wants those who wish a position, written by the action of the pages.

An order that a person gave stays: the same again changes nothing, another one is refused. One that a file brought is changed
by a newer file, until the time for ranking is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.importing.lists import Became, ListChunk
from seriktes.placements.actions.ranking import rank_applicants
from seriktes.placements.models import HostRanking, Position, Wish
from seriktes.placements.queries import access, choice
from seriktes.placements.queries.importing import CohortNamed, Named

# How a ranking that a file brought names who gave it.
LABEL = "import № "


@dataclass(slots=True)
class RankRecord:
    """What a row says: a student, and the rank or why the host cannot take them."""

    whole: "PositionList"
    row: int
    student: str
    rank: int | None
    reason: str
    headings: Mapping[str, str]

    @property
    def position(self) -> str:
        return self.whole.position

    @property
    def host(self) -> Named | None:
        return self.whole.host


@dataclass(slots=True)
class PositionList:
    """Everything that a file says of one position, and what became of it row by row."""

    cohort: CohortNamed
    position: str
    host: Named | None
    entries: list[RankRecord] = field(default_factory=list)
    became: dict[int, Became] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.position


class _Rankings(ListChunk):
    column_of = {"ranking_closed": "term", "nobody_applied": "position", "bad_rank": "rank"}

    def written(self, whole: PositionList) -> None:
        cohort = self.cohorts.find(whole.cohort)
        position, fault = self.position(whole, cohort)
        if position is None:
            raise Missing(*((fault.code, fault.column) if fault else ("wish_unknown", "position")),
                          **(fault.values if fault else {}))  # fmt: skip
        self._check_right(position)
        wishes = list(choice.applicants_of(position).select_related("application__student__user"))
        meant = self._meant(whole, wishes)
        if not meant:
            return
        ranks = {number: entry.rank for number, entry in meant.items() if not entry.reason}
        refused = {number: entry.reason for number, entry in meant.items() if entry.reason}
        outcome = self._settled(position, wishes, ranks, refused)
        if outcome != Outcome.UNCHANGED:
            label = f"{LABEL}{self.context.run_id}"
            rank_applicants(
                position=position, ranks=ranks, refused=refused, by=self.context.by, at=self.at, by_label=label
            )
        for entry in meant.values():
            whole.became[entry.row] = Became(outcome, position.pk, f"{position.name} · {entry.student}"[:300])

    def _check_right(self, position: Position) -> None:
        """The host's own people, and the office that keeps the cohort: it types what hosts sent."""
        by = self.context.by
        if by is None or access.may(by, access.OFFER, position) or access.may(by, access.KEEP, position.cohort):
            return
        raise Missing("not_allowed", "position")

    @staticmethod
    def _settled(
        position: Position, wishes: Sequence[Wish], ranks: Mapping[int, int | None], refused: Mapping[int, str]
    ) -> str:
        """What becomes of the rows. Raises Missing where an order stands that no file gave."""
        ranking = HostRanking.objects.filter(position=position).first()
        if ranking is None or ranking.ranked_at is None:
            return Outcome.CREATED
        stands = {wish.application_id: wish.host_rank for wish in wishes if wish.not_accepted_at is None}
        declined = {
            wish.application_id: wish.not_accepted_reason for wish in wishes if wish.not_accepted_at is not None
        }
        said = {number: ranks.get(number) for number in stands}
        if stands == said and declined == refused:
            return Outcome.UNCHANGED
        if not ranking.by_label.startswith(LABEL):
            raise Missing("other_ranking_stands", "position", value=position.name)
        return Outcome.UPDATED

    @staticmethod
    def _meant(whole: PositionList, wishes: Sequence[Wish]) -> dict[int, RankRecord]:
        """By application; a row that names nobody who wishes the position, or somebody twice, is left out and says so."""
        found: dict[int, RankRecord] = {}
        for entry in whole.entries:
            meant = [wish for wish in wishes if _is_named(wish, entry.student)]
            fault = None
            if not meant:
                fault = Fault("applicant_unknown", "student", {"value": entry.student})
            elif len(meant) > 1:
                others = [f"№ {wish.application.student_id}" for wish in meant]
                fault = Fault("name_ambiguous", "student", {"others": others})
            elif meant[0].application_id in found:
                fault = Fault("doubled_row", "student", {"row": found[meant[0].application_id].row})
            if fault is not None:
                whole.became[entry.row] = Became(Outcome.REJECTED, label=entry.student[:300], fault=fault)
                continue
            found[meant[0].application_id] = entry
        return found


def _is_named(wish: Wish, text: str) -> bool:
    """By "№ 12" in the register, an e-mail address, or an exact name."""
    student = wish.application.student
    bare = text.removeprefix("№").removeprefix("#").strip()
    if bare != text and bare.isascii() and bare.isdigit():
        return student.pk == int(bare)
    if "@" in text:
        return text.casefold() in {student.email.casefold(), student.user.email.casefold() if student.user else ""} - {
            ""
        }
    return text in student.names_by_language.values()


def import_rankings(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Rankings(rows, context).apply()


# --- Questions: a file of rankings asks none --------------------------------------------------------------------------
def decide_no_ranking(*, question: ImportQuestion, by: User) -> None:  # noqa: ARG001  as every kind of import decides
    raise CannotTake(_("A file does not change an order that a person gave."))


def may_decide_no_ranking(_user: User, _pk: int) -> bool:
    return False
