"""Operations on evidence of expertise, the search over it, and the glossary."""

from seriktes.expertise.api import finding, glossary, reading

ROUTERS = (reading.router, finding.router, glossary.router)
__all__ = ["ROUTERS"]
