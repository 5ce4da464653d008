"""Object permissions. Each asks the same queries as the lists."""

from seriktes.gatherings.queries import access
from seriktes.organisations.queries.granting import register_permissions

register_permissions(
    "gatherings",
    may=access.may,
    seen={
        "gathering": access.gatherings_visible_to,
        "exhibitor": access.exhibitors_visible_to,
        "ticket": access.tickets_visible_to,
        "lead": access.leads_visible_to,
        "team": access.teams_visible_to,
    },
)
