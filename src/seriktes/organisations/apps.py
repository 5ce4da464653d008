from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

NOTICES = {
    "appointed": _("You hold the post “{name}”."),
    "consent_withdrawn": _("The consent of {name} was withdrawn."),
    "invitation_accepted": _("{name} accepted the invitation of {organisation}."),
    "membership_ended": _("Your membership in {name} has ended."),
    "merge_done": _("“{archived}” was merged into “{kept}”, as you asked."),
    "merge_refused": _("“{left}” and “{right}” stay two records. The reason: {why}"),
    "role_changed": _("Your role in {name} has changed."),
    "welcome": _("Welcome to the demonstration. Your desk shows what waits for you."),
}


class OrganisationsConfig(AppConfig):
    name = "seriktes.organisations"
    label = "organisations"

    def ready(self) -> None:
        from seriktes.accounts.queries import register_notices
        from seriktes.common import periodic
        from seriktes.common.triggers import register
        from seriktes.organisations import imports, rules  # noqa: F401  registers import kinds and permissions
        from seriktes.organisations.models import EVENTS_APPEND_ONLY, FULL_TEXT

        register(FULL_TEXT)
        register(EVENTS_APPEND_ONLY)
        register_notices(NOTICES)
        jobs = {"unpublish_people": time(0, 10), "propose_duplicates": time(3, 30)}
        for name, at in jobs.items():
            periodic.register(periodic.Periodic(name=name, run=f"seriktes.organisations.tasks.{name}", at=at))
