"""Operations on challenges, the answers to them, and enquiries."""

from seriktes.challenges.api import answers, enquiries, figures, reading

# `figures` first: its address would be a challenge's otherwise.
ROUTERS = (figures.router, reading.router, answers.router, enquiries.router)
__all__ = ["ROUTERS"]
