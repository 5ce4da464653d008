"""Operations on challenges, the answers to them, and enquiries."""

from seriktes.challenges.api import answer_writing, answers, enquiries, figures, reading, writing
from seriktes.challenges.api.refusals import PROBLEMS

# `writing` and `answer_writing` add their operations to the routers of `reading` and `answers`: they share addresses.
ROUTERS = (figures.router, reading.router, answers.router, enquiries.router)
__all__ = ["PROBLEMS", "ROUTERS", "answer_writing", "writing"]
