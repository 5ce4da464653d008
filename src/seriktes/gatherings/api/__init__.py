"""Operations on events. Each part has a module of its own; all add to one router."""

from seriktes.gatherings.api import exhibitors, gatherings, hackathons, judging, leads, slots, teams, tickets
from seriktes.gatherings.api.refusals import PROBLEMS
from seriktes.gatherings.api.shared import router

# These add their operations to the router.
PARTS = (gatherings, exhibitors, leads, slots, tickets, hackathons, teams, judging)
ROUTERS = (router,)
__all__ = ["PARTS", "PROBLEMS", "ROUTERS"]
