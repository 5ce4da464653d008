"""How things take their course, for programs: what happened to a record, its clocks, and the clocks of one's desk."""

from seriktes.procedures.api import desk

ROUTERS = (desk.router,)
__all__ = ["ROUTERS"]
