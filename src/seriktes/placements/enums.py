from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeKind(models.TextChoices):
    """What a programme of placements is."""

    INTERNSHIP = "internship", _("internship")
    DUAL_EDUCATION = "dual_education", _("dual education")
    PRACTICE = "practice", _("industrial practice")
    THESIS = "thesis", pgettext_lazy("work of a student", "thesis")
    SECONDMENT = "secondment", _("secondment of faculty")


class CohortState(models.TextChoices):
    """The stages of one term of a programme, in their order."""

    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    # Hosts offer positions, students apply and rank.
    OPEN = "open", pgettext_lazy("of a cohort", "open for applications")
    # Hosts rank who applied; lists of students are closed.
    RANKING = "ranking", _("hosts rank applicants")
    # The round is drawn, shown and corrected by hand where it must be.
    MATCHING = "matching", _("being matched")
    # The match is published; agreements are signed, students are at their hosts.
    RUNNING = "running", pgettext_lazy("of a cohort", "under way")
    ENDED = "ended", pgettext_lazy("of a cohort", "ended")
    CANCELLED = "cancelled", pgettext_lazy("of a cohort", "cancelled")


class PositionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    # The host offered it; the university looks at it.
    OFFERED = "offered", pgettext_lazy("of a position", "offered, to be approved")
    APPROVED = "approved", pgettext_lazy("of a position", "approved")
    RETURNED = "returned", pgettext_lazy("of a position", "returned to the host")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a position", "withdrawn by the host")


class HostStanding(models.TextChoices):
    """How a university stands to a host. Never set by a score alone: a person decides, with reasons."""

    NEW = "new", pgettext_lazy("of a host", "not looked at yet")
    VETTED = "vetted", pgettext_lazy("of a host", "vetted")
    WATCH = "watch", pgettext_lazy("of a host", "on watch")
    DECLINED = "declined", pgettext_lazy("of a host", "no new placements")


class HostProposalState(models.TextChoices):
    """Of a host that a student found alone."""

    SENT = "sent", pgettext_lazy("of a host proposed by a student", "to be looked at")
    RETURNED = "returned", pgettext_lazy("of a host proposed by a student", "returned to the student")
    APPROVED = "approved", pgettext_lazy("of a host proposed by a student", "approved")
    DECLINED = "declined", pgettext_lazy("of a host proposed by a student", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a host proposed by a student", "withdrawn")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    SUBMITTED = "submitted", pgettext_lazy("of an application", "submitted")
    # The university found that the student may not take part, and said why.
    REFUSED = "refused", pgettext_lazy("of an application", "not admitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an application", "withdrawn")


class CoupleState(models.TextChoices):
    """Two students who apply together. Their list counts once both have agreed to it as it stands."""

    ASKED = "asked", pgettext_lazy("of a joint application", "one asked, the other has not answered")
    TOGETHER = "together", pgettext_lazy("of a joint application", "together")
    APART = "apart", pgettext_lazy("of a joint application", "apart")


class Objective(models.TextChoices):
    """What a round is to find; the codes are those of `seriktes_analytics.assignment`."""

    STUDENT = "student", _("stable, best for every student")
    HOST = "host", _("stable, best for every position")
    CARDINALITY = "cardinality", _("as many students as can be, not stable")


class RoundState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("of a round", "waits for its turn")
    RUNNING = "running", pgettext_lazy("of a round", "is being matched")
    # Matched and shown to the university alone: one of several trials.
    FINISHED = "finished", pgettext_lazy("of a round", "trial")
    PUBLISHED = "published", pgettext_lazy("of a round", "published")
    FAILED = "failed", pgettext_lazy("of a round", "failed")
    CANCELLED = "cancelled", pgettext_lazy("of a round", "cancelled")


class PlacementState(models.TextChoices):
    """The life of one placement. Who is placed where comes from a round or from a person's decision."""

    # Agreed between nobody yet: the learning agreement is being written.
    PLANNED = "planned", pgettext_lazy("of a placement", "planned")
    SIGNING = "signing", pgettext_lazy("of a placement", "being signed")
    AGREED = "agreed", pgettext_lazy("of a placement", "agreed")
    RUNNING = "running", pgettext_lazy("of a placement", "under way")
    COMPLETED = "completed", pgettext_lazy("of a placement", "completed")
    BROKEN_OFF = "broken_off", pgettext_lazy("of a placement", "broken off")
    CANCELLED = "cancelled", pgettext_lazy("of a placement", "cancelled before it began")


class PayPeriod(models.TextChoices):
    MONTH = "month", _("a month")
    HOUR = "hour", _("an hour")
    WHOLE = "whole", _("for the whole time")


class WorkMode(models.TextChoices):
    """Where the work is done."""

    ON_SITE = "on_site", _("at the host")
    REMOTE = "remote", _("remote")
    MIXED = "mixed", _("partly remote")


class LearningAgreementState(models.TextChoices):
    """The life of a learning agreement, and of an amendment to one."""

    DRAFTING = "drafting", pgettext_lazy("of a learning agreement", "being written")
    SIGNING = "signing", pgettext_lazy("of a learning agreement", "being signed")
    SIGNED = "signed", pgettext_lazy("of a learning agreement", "signed by everybody")
    # Given up, or its placement was cancelled.
    DROPPED = "dropped", pgettext_lazy("of a learning agreement", "given up")


class SigningRole(models.TextChoices):
    """Who signs a learning agreement, in this order."""

    HOST = "host", pgettext_lazy("signs a learning agreement", "host")
    ACADEMIC = "academic", pgettext_lazy("signs a learning agreement", "academic supervisor")
    DEPARTMENT = "department", pgettext_lazy("signs a learning agreement", "department")
    STUDENT = "student", pgettext_lazy("signs a learning agreement", "student")


class SigningKind(models.TextChoices):
    """How somebody signs. What each is worth by law: `definitions.signing`."""

    KEY = "key", _("electronic signature with a key")
    PAPER = "paper", _("signed on paper")
    CONFIRMED = "confirmed", _("confirmed in the register")


class SigningState(models.TextChoices):
    """Of one step of the signing."""

    WAITING = "waiting", pgettext_lazy("of a step of signing", "not yet asked")
    ASKED = "asked", pgettext_lazy("of a step of signing", "asked to sign")
    SIGNED = "signed", pgettext_lazy("of a step of signing", "signed")
    REFUSED = "refused", pgettext_lazy("of a step of signing", "refused")
    # The text was taken back before it came to this step, or after.
    VOID = "void", pgettext_lazy("of a step of signing", "void")


# --- Logs, evaluations, confidential reports --------------------------------------------------------------------------
class WeekState(models.TextChoices):
    """How a week of a log stands."""

    OPEN = "open", pgettext_lazy("of a week of a log", "not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("of a week of a log", "confirmed")
    # Somebody has other hours than the student or another supervisor.
    DISPUTED = "disputed", pgettext_lazy("of a week of a log", "in dispute")
    DECIDED = "decided", pgettext_lazy("of a week of a log", "decided by the university")


class Speaker(models.TextChoices):
    """On whose side somebody gives a word on a week."""

    HOST = "host", _("host")
    UNIVERSITY = "university", _("university")


class Evaluator(models.TextChoices):
    """Who evaluates a placement."""

    STUDENT = "student", _("student")
    HOST = "host", _("host supervisor")
    ACADEMIC = "academic", _("academic supervisor")


class Moment(models.TextChoices):
    """When a placement is evaluated: half-way where the programme says so, and at the end."""

    HALF_WAY = "half_way", _("half-way")
    END = "end", _("at the end")


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("scale from 1 to 5")
    CHOICE = "choice", _("one of several")
    TEXT = "text", _("text")


class ReviewState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a review", "waits to be looked at")
    PUBLISHED = "published", pgettext_lazy("of a review", "shown to students")
    DECLINED = "declined", pgettext_lazy("of a review", "not shown")


class ConcernKind(models.TextChoices):
    SAFETY = "safety", _("danger to life or health")
    HARASSMENT = "harassment", _("harassment or violence")
    MISUSE = "misuse", _("other work than agreed")
    PAY = "pay", _("pay or documents withheld")
    OTHER = "other", pgettext_lazy("of a confidential report", "something else")


class ConcernState(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a confidential report", "being handled")
    CLOSED = "closed", pgettext_lazy("of a confidential report", "closed")


class ConcernAuthor(models.TextChoices):
    STUDENT = "student", _("student")
    HANDLER = "handler", _("confidential contact")


# --- Theses -----------------------------------------------------------------------------------------------------------
class ThesisState(models.TextChoices):
    """The stages of a thesis, beside the state of its placement."""

    # A student has the topic; the academic supervisor has not said yes.
    TAKEN = "taken", pgettext_lazy("of a thesis", "topic taken")
    WRITING = "writing", pgettext_lazy("of a thesis", "being written")
    SUBMITTED = "submitted", pgettext_lazy("of a thesis", "handed in")
    ADMITTED = "admitted", pgettext_lazy("of a thesis", "admitted to the defence")
    DEFENDED = "defended", pgettext_lazy("of a thesis", "defended")
    FAILED = "failed", pgettext_lazy("of a thesis", "not defended")
    # Declined by the supervisor, or its placement ended early.
    DROPPED = "dropped", pgettext_lazy("of a thesis", "given up")


class DefenceState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("of a defence", "being prepared")
    # The commission and the students were told day and place.
    CALLED = "called", pgettext_lazy("of a defence", "announced")
    HELD = "held", pgettext_lazy("of a defence", "held")
    CANCELLED = "cancelled", pgettext_lazy("of a defence", "cancelled")


class CommissionRole(models.TextChoices):
    CHAIR = "chair", pgettext_lazy("of a commission", "chair")
    MEMBER = "member", pgettext_lazy("of a commission", "member")
    # Writes the minutes and has no vote.
    SECRETARY = "secretary", pgettext_lazy("of a commission", "secretary")


class CommissionAnswer(models.TextChoices):
    """Whether a member of a commission comes to the defence."""

    YES = "yes", pgettext_lazy("of a member of a commission", "will come")
    NO = "no", pgettext_lazy("of a member of a commission", "cannot come")


# --- Stipends with a period of service --------------------------------------------------------------------------------
class StipendKind(models.TextChoices):
    STIPEND = "stipend", _("stipend")
    SCHOLARSHIP = "scholarship", _("scholarship for the cost of study")
    STATE_GRANT = "state_grant", _("state grant")


class StipendState(models.TextChoices):
    """The life of a stipend: money for study now, service afterwards."""

    PLANNED = "planned", pgettext_lazy("of a stipend", "planned")
    SIGNED = "signed", pgettext_lazy("of a stipend", "signed")
    PAYING = "paying", pgettext_lazy("of a stipend", "being paid")
    SERVICE = "service", pgettext_lazy("of a stipend", "in service")
    RELEASED = "released", pgettext_lazy("of a stipend", "served and released")
    REPAID = "repaid", pgettext_lazy("of a stipend", "ended by repayment")
    WAIVED = "waived", pgettext_lazy("of a stipend", "waived")
    CANCELLED = "cancelled", pgettext_lazy("of a stipend", "cancelled before any payment")


class ReleaseRule(models.TextChoices):
    """How service releases what was paid; the codes are those of `definitions.service`."""

    DAILY = "daily", _("day by day, in proportion")
    STEPS = "steps", _("in steps of so many months")
    WHOLE = "whole", _("only when the whole is served")


class PaymentState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("of a payment", "planned")
    PAID = "paid", pgettext_lazy("of a payment", "paid")
    WITHHELD = "withheld", pgettext_lazy("of a payment", "withheld")
    REVERSED = "reversed", pgettext_lazy("of a payment", "reversed")


class ServiceState(models.TextChoices):
    TOLD = "told", pgettext_lazy("of a period of service", "not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("of a period of service", "confirmed")
    DECLINED = "declined", pgettext_lazy("of a period of service", "not confirmed by the employer")


class PostponeKind(models.TextChoices):
    ILLNESS = "illness", _("illness")
    MILITARY = "military", _("military service")
    PARENTAL = "parental", _("parental leave")
    STUDY = "study", _("further study")
    OTHER = "other", pgettext_lazy("why service is postponed", "something else")
