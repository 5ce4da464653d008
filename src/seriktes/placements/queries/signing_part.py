"""The section of a placement's page about its learning agreement: texts, steps, what each signature is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from seriktes.documents.models import DocumentVersion
from seriktes.documents.queries.record import columns_of, side_by_side
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.signing import EVERY_KIND, worth_of
from seriktes.placements.enums import LearningAgreementState, PlacementState, SigningKind, SigningState
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries.agreement_texts import versions_of_text
from seriktes.placements.queries.placements import KEEPER
from seriktes.placements.queries.signing import IN_WORK, may_sign, rule_of, signer_words, steps_of, vacant_steps


@dataclass(frozen=True)
class ShownStep:
    step: SignStep
    name: str
    is_mine: bool
    is_vacant: bool


@dataclass(frozen=True)
class ShownAgreement:
    agreement: LearningAgreement
    steps: list[ShownStep]
    versions: list[DocumentVersion]
    read: DocumentVersion | None = None
    columns: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @property
    def has_unsigned(self) -> bool:
        """Whether somebody only confirmed."""
        return any(shown.step.kind == SigningKind.CONFIRMED for shown in self.steps)


def section_of_agreement(
    user: Viewer, placement: Placement, roles: frozenset[str], now: datetime
) -> Mapping[str, Any] | None:
    agreements = list(placement.agreements.exclude(state=LearningAgreementState.DROPPED).order_by("-number"))
    steps = steps_of(agreements)
    shown = [_shown(user, agreement, steps[agreement.pk], roles, now) for agreement in agreements]
    is_keeper = KEEPER in roles
    rule = rule_of(placement.cohort.programme)
    in_work = next((agreement for agreement in agreements if agreement.state in IN_WORK), None)
    return {
        "placement": placement, "shown": shown, "is_keeper": is_keeper, "in_work": in_work,
        "kinds": [(SigningKind(kind).label, worth_of(kind)) for kind in EVERY_KIND],
        "is_decided": rule is not None,
        "may_draft": is_keeper and placement.state == PlacementState.PLANNED,
        "may_amend": is_keeper and placement.state in (PlacementState.AGREED, PlacementState.RUNNING)
        and (in_work is None or in_work.state == LearningAgreementState.DRAFTING),
        "may_take_back": is_keeper and in_work is not None and in_work.state == LearningAgreementState.SIGNING,
    }  # fmt: skip


def _shown(
    user: Viewer, agreement: LearningAgreement, steps: Sequence[SignStep], roles: frozenset[str], now: datetime
) -> ShownAgreement:
    vacant = {
        step.pk
        for step in vacant_steps(
            [s for s in steps if s.state in (SigningState.WAITING, SigningState.ASKED)], timezone.localdate(now)
        )
    }
    # A draft is the office's own until it is sent.
    versions = (
        versions_of_text(agreement) if KEEPER in roles or agreement.state != LearningAgreementState.DRAFTING else []
    )
    sent = next((one for one in versions if one.sha256 and one.sha256 == agreement.sha256), None)
    read = sent if agreement.state != LearningAgreementState.DRAFTING else (versions[0] if versions else None)
    columns = columns_of(read) if read is not None else []
    if agreement.state == LearningAgreementState.DRAFTING and not any(
        step.state == SigningState.REFUSED for step in steps
    ):
        steps = []
    return ShownAgreement(
        agreement=agreement,
        steps=[
            ShownStep(
                step, signer_words(step),
                step.state == SigningState.ASKED and may_sign(user, step), step.pk in vacant,
            )
            for step in steps
        ],
        versions=versions, read=read, columns=columns,
        rows=[list(zip(columns, row, strict=True)) for row in side_by_side(read)] if read is not None else [],
        changes=sorted(agreement.changes),
    )  # fmt: skip
