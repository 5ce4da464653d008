"""Operations on evidence of expertise, the search over it, its authors, and the glossary."""

from seriktes.expertise.api import authors, finding, glossary, reading, writing
from seriktes.expertise.api.refusals import PROBLEMS

# `writing` adds its operations to the router of `reading`: they share addresses.
ROUTERS = (reading.router, authors.router, finding.router, glossary.router)
__all__ = ["PROBLEMS", "ROUTERS", "writing"]
