"""Object permissions. Each asks the same queries as the lists."""

from seriktes.curriculum.queries import access
from seriktes.organisations.queries.granting import register_permissions

register_permissions(
    "curriculum",
    may=access.may,
    seen={
        "study_programme": access.programmes_visible_to,
        "course": access.courses_visible_to,
        "council": access.councils_visible_to,
        "meeting": access.meetings_visible_to,
        "minutes": access.minutes_visible_to,
        "recommendation": access.advice_visible_to,
    },
)
