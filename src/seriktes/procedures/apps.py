from datetime import time, timedelta

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "seriktes.procedures"
    label = "procedures"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.accounts.queries.notices import register_notices
        from seriktes.common.periodic import Periodic
        from seriktes.common.periodic import register as register_job
        from seriktes.common.triggers import register
        from seriktes.procedures import receivers, rules  # noqa: F401  hear of posts, register the permissions
        from seriktes.procedures.actions.deciding import DECISION
        from seriktes.procedures.definitions import handover
        from seriktes.procedures.definitions.approvals import EVENTS, NOTICES
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.events import register_events
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects
        from seriktes.procedures.definitions.verbs import VERBS
        from seriktes.procedures.models import EVENTS_APPEND_ONLY
        from seriktes.procedures.queries.handover import SUBJECT

        register_events(EVENTS)
        register_links([DECISION])
        register_notices(NOTICES)
        register_verbs(VERBS)
        register(EVENTS_APPEND_ONLY)
        register_events(handover.EVENTS)
        register_clocks(handover.CLOCKS)
        register_subjects([SUBJECT])
        register_notices(handover.NOTICES)
        tasks = "seriktes.procedures.tasks"
        register_job(Periodic(name="send_reminders", run=f"{tasks}.send_reminders", every=timedelta(hours=1)))
        register_job(Periodic(name="verify_clocks", run=f"{tasks}.verify_clocks", at=time(2, 30)))
        register_job(Periodic(name="follow_handovers", run=f"{tasks}.follow_handovers", at=time(0, 30)))
        register_job(Periodic(name="tell_partners", run=f"{tasks}.tell_partners", every=timedelta(minutes=15)))
