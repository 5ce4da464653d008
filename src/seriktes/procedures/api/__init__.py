"""How things take their course, for programs: what happened to a record, its clocks, the desks that it passes, posts that pass
to somebody else, and what waits for one's own."""

from seriktes.procedures.api import approvals, desk, handovers
from seriktes.procedures.api.refusals import PROBLEMS

ROUTERS = (desk.router, approvals.router, handovers.router)
__all__ = ["PROBLEMS", "ROUTERS"]
