"""Operations on courses, councils and what becomes of their advice. Each part has a module; its router stands in ROUTERS."""

from seriktes.curriculum.api import (
    advice,
    changes,
    councils,
    course_parts,
    courses,
    meetings,
    minutes,
    programmes,
    report,
)
from seriktes.curriculum.api.refusals import PROBLEMS

# These add their operations to the routers of the others: they share addresses.
ADDING = (course_parts, changes, report)
ROUTERS = (programmes.router, courses.router, councils.router, meetings.router, minutes.router, advice.router)
__all__ = ["ADDING", "PROBLEMS", "ROUTERS"]
