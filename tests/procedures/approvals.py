"""Invented approvals of a unit of the register, as a domain above would register them."""

from dataclasses import dataclass, field

from seriktes.organisations.models import Unit
from seriktes.procedures.definitions.approvals import ApprovalPurpose
from seriktes.procedures.definitions.links import LinkFile

HASH = "a" * 64


@dataclass
class Heard:
    """What the domain above was told."""

    ended: list = field(default_factory=list)

    def hear(self, ended):
        self.ended.append((ended.state, ended.reason, ended.content_hash, ended.by_label))


HEARD = Heard()
PAPERS = ApprovalPurpose(
    code="paper", label="papers", subject="organisations.unit", kinds={"long": "long papers", "short": "short papers"},
    lock=lambda pk: list(Unit.objects.select_for_update().filter(pk=pk)), on_ended=HEARD.hear,
    may_see=lambda user, record: user.has_perm("organisations.manage_posts", record),
    may_see_people=lambda user, record: user.has_perm("organisations.manage_posts", record),
    may_keep=lambda user, record: user.has_perm("organisations.manage_posts", record),
    facts=lambda record: [("Unit", str(record))],
    file=lambda record, content_hash: LinkFile("paper.pdf", content_hash.encode()) if content_hash == HASH else None,
)  # fmt: skip
