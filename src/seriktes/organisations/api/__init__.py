"""Operations on the register of organisations and people."""

from seriktes.organisations.api import (
    codes,
    consents,
    duplicates,
    finding,
    members,
    parts,
    people,
    posts,
    reading,
    writing,
)
from seriktes.organisations.api.refusals import PROBLEMS

# `writing` adds its operations to the router of `reading`: they share addresses.
ROUTERS = (
    reading.router,
    parts.router,
    members.router,
    posts.router,
    people.router,
    consents.router,
    duplicates.router,
    finding.router,
    codes.router,
)
__all__ = ["PROBLEMS", "ROUTERS", "writing"]
