"""Operations on partnerships and on what is agreed, promised and done in them."""

from seriktes.partnerships.api import (
    activities,
    activity_ways,
    agreements,
    codes,
    commitments,
    course,
    deliveries,
    facts,
    from_challenge,
    partnerships,
    sides,
    ways,
)
from seriktes.partnerships.api.refusals import PROBLEMS

ROUTERS = (
    partnerships.router,
    sides.router,
    agreements.router,
    ways.router,
    commitments.router,
    deliveries.router,
    activities.router,
    activity_ways.router,
    facts.router,
    from_challenge.router,
    course.router,
    codes.router,
)
__all__ = ["PROBLEMS", "ROUTERS"]
