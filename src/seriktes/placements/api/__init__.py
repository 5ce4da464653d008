"""Operations on placements. Each part has modules and a router of its own; its routers stand in ROUTERS."""

from seriktes.placements.api import (
    agreements,
    application_documents,
    applications,
    cohorts,
    couples,
    defences,
    evaluations,
    hosts,
    logs,
    own_hosts,
    placement_writing,
    placements,
    position_ways,
    positions,
    programmes,
    round_records,
    rounds,
    several_weeks,
    stipend_papers,
    stipend_terms,
    stipends,
    supervision,
    theses,
    week_links,
    weeks,
)
from seriktes.placements.api.refusals import PROBLEMS

# These add their operations to the routers of the others: they share addresses.
ADDING = (
    application_documents,
    couples,
    round_records,
    position_ways,
    weeks,
    week_links,
    several_weeks,
    evaluations,
    placement_writing,
    stipend_terms,
    stipend_papers,
)
ROUTERS = (
    programmes.router,
    cohorts.router,
    positions.router,
    hosts.router,
    supervision.router,
    applications.router,
    rounds.router,
    logs.router,
    own_hosts.router,
    theses.router,
    defences.router,
    stipends.router,
    placements.router,
    agreements.router,
)
__all__ = ["ADDING", "PROBLEMS", "ROUTERS"]
