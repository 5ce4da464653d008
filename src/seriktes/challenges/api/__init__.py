"""Operations on challenges, the answers to them, and enquiries."""

from seriktes.challenges.api import (
    answer_ways,
    answer_writing,
    answers,
    course,
    enquiries,
    enquiry_asking,
    enquiry_ways,
    experts,
    figures,
    files,
    invitation_links,
    invitations,
    reading,
    ways,
    writing,
)
from seriktes.challenges.api.refusals import PROBLEMS

# These add their operations to the routers of `reading`, `answers` and `enquiries`: they share addresses.
ADDING = (
    writing,
    ways,
    files,
    invitations,
    invitation_links,
    experts,
    answer_writing,
    answer_ways,
    enquiry_asking,
    enquiry_ways,
)
ROUTERS = (figures.router, reading.router, answers.router, enquiries.router, course.router)
__all__ = ["ADDING", "PROBLEMS", "ROUTERS"]
