"""Operations on placements. Each part has modules and a router of its own; its routers stand in ROUTERS."""

from seriktes.placements.api import evaluations, logs, week_links, weeks
from seriktes.placements.api.refusals import PROBLEMS

# These add their operations to the router of `logs`: they share addresses.
ADDING = (weeks, week_links, evaluations)
ROUTERS = (logs.router,)
__all__ = ["ADDING", "PROBLEMS", "ROUTERS"]
