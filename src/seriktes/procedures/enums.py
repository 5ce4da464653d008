from django.db import models
from django.utils.translation import gettext_lazy as _


class ApprovalState(models.TextChoices):
    RUNNING = "running", _("in approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class StepState(models.TextChoices):
    WAITING = "waiting", _("not its turn yet")
    OPEN = "open", _("awaits a decision")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    SKIPPED = "skipped", _("not needed any more")


class ReminderStage(models.TextChoices):
    BEFORE = "before", _("ahead of the date")
    DUE = "due", _("on the date")
    OVERDUE = "overdue", _("after the date")
    # To the unit's or organisation's head post, when the post that owes it is vacant or silent.
    ESCALATED = "escalated", _("escalated")


class HandoverState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("taken over")
    # The newcomer left before everything was taken over: the next handover of the post goes on with it.
    PASSED = "passed", _("passed on")
