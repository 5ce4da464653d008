"""Object permissions. Each asks the same queries as the lists."""

from seriktes.organisations.queries.granting import register_permissions
from seriktes.placements.queries import access

register_permissions(
    "placements",
    may=access.may,
    seen={
        "programme": access.programmes_visible_to,
        "cohort": access.cohorts_visible_to,
        "position": access.positions_visible_to,
        "application": access.applications_visible_to,
        "placement": access.placements_visible_to,
        "stipend": access.stipends_visible_to,
        "round": access.rounds_visible_to,
    },
)
