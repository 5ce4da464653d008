from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StudyLevel(models.TextChoices):
    """The level of a programme of study; its code begins with it (6B, 7M, 7R, 8D)."""

    COLLEGE = "college", _("technical and vocational education")
    BACHELOR = "bachelor", _("bachelor's programme")
    MASTER = "master", _("master's programme")
    RESIDENCY = "residency", _("residency")
    DOCTORAL = "doctoral", _("doctoral programme")


class EmployerPart(models.TextChoices):
    """What an employer does in a course."""

    DESIGN = "design", _("takes part in designing the course")
    TEACHES = "teaches", _("teaches classes")
    TASKS = "tasks", _("gives tasks and data")
    SITE = "site", _("opens its site and equipment")
    EXAMS = "exams", _("develops the exam")
    JUDGES = "judges", _("sits on the examination board")
    CERTIFIES = "certifies", _("certifies the course")


class CouncilRole(models.TextChoices):
    CHAIR = "chair", pgettext_lazy("of a council", "chair")
    DEPUTY = "deputy", pgettext_lazy("of a council", "deputy chair")
    SECRETARY = "secretary", pgettext_lazy("of a council", "secretary")
    MEMBER = "member", pgettext_lazy("of a council", "member")


class MeetingState(models.TextChoices):
    """The life of one meeting of a council."""

    PLANNED = "planned", pgettext_lazy("of a meeting", "planned")
    # The members were invited.
    CALLED = "called", pgettext_lazy("of a meeting", "called")
    HELD = "held", pgettext_lazy("of a meeting", "held")
    CANCELLED = "cancelled", pgettext_lazy("of a meeting", "cancelled")


class Answer(models.TextChoices):
    """What a member says to an invitation."""

    NONE = "", pgettext_lazy("to an invitation", "no answer yet")
    YES = "yes", pgettext_lazy("to an invitation", "will come")
    DEPUTY = "deputy", pgettext_lazy("to an invitation", "sends somebody else")
    NO = "no", pgettext_lazy("to an invitation", "cannot come")


class MinutesState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    APPROVED = "approved", pgettext_lazy("of minutes", "approved")
    # A correction was approved after them. They stay to be read.
    CORRECTED = "corrected", pgettext_lazy("of minutes", "corrected later")


class AdviceState(models.TextChoices):
    """How far a recommendation has come; it follows from its changes (`definitions.chain`)."""

    OPEN = "open", pgettext_lazy("of a recommendation", "no change named yet")
    IN_CHANGE = "in_change", pgettext_lazy("of a recommendation", "being taken into the curriculum")
    CARRIED_OUT = "carried_out", pgettext_lazy("of a recommendation", "carried out, result awaited")
    CONCLUDED = "concluded", pgettext_lazy("of a recommendation", "concluded with a result")
    REFUSED = "refused", pgettext_lazy("of a recommendation", "not taken up")


class ChangeState(models.TextChoices):
    """One change of a curriculum that a recommendation led to."""

    PROPOSED = "proposed", pgettext_lazy("of a change", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("of a change", "decided")
    CARRIED_OUT = "carried_out", pgettext_lazy("of a change", "carried out")
    CONCLUDED = "concluded", pgettext_lazy("of a change", "result known")
    REFUSED = "refused", pgettext_lazy("of a change", "refused")
