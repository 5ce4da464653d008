from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChallengeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    OPEN = "open", pgettext_lazy("of a challenge", "open for answers")
    DECIDING = "deciding", _("being decided")
    DECIDED = "decided", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("everybody who is signed in")
    UNIVERSITIES = "universities", _("members of universities and research institutes")
    INVITED = "invited", _("only those who are invited")


class Confidentiality(models.TextChoices):
    OPEN = "open", _("nothing is confidential")
    ACKNOWLEDGED = "acknowledged", _("files only after confidentiality was acknowledged")


class AnswerState(models.TextChoices):
    """The stages of an answer, in their order."""

    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    RECEIVED = "received", pgettext_lazy("of an answer", "received")
    QUALIFIED = "qualified", pgettext_lazy("of an answer", "qualified")
    SHORTLISTED = "shortlisted", pgettext_lazy("of an answer", "shortlisted")
    FINALIST = "finalist", pgettext_lazy("of an answer", "finalist")
    CHOSEN = "chosen", pgettext_lazy("of an answer", "chosen")
    DECLINED = "declined", pgettext_lazy("of an answer", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an answer", "withdrawn")


# Answers for which somebody still awaits a word.
ALIVE = (AnswerState.RECEIVED, AnswerState.QUALIFIED, AnswerState.SHORTLISTED, AnswerState.FINALIST)


class DeclineReason(models.TextChoices):
    """Why an answer is declined: shown to whoever answered, and summed up for all."""

    OFF_BRIEF = "off_brief", _("it does not answer what was asked")
    TOO_EARLY = "too_early", _("too early: not ready enough")
    BENEFIT_UNCLEAR = "benefit_unclear", _("the benefit is unclear")
    ROUTE_UNCLEAR = "route_unclear", _("the way to use is unclear")
    TEXT_UNCLEAR = "text_unclear", _("the text is unclear")
    TOO_DEAR = "too_dear", _("too dear")
    TOO_SLOW = "too_slow", _("it would take too long")
    RIGHTS = "rights", _("the rights cannot be agreed")
    KNOWN = "known", _("known or in use already")
    OTHER_CHOSEN = "other_chosen", _("good, but another was better")
    NEED_GONE = "need_gone", _("the need is gone")


class MatchState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    INVITED = "invited", _("invited")
    SET_ASIDE = "set_aside", _("set aside")


class InvitationState(models.TextChoices):
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Frequency(models.TextChoices):
    """How often news of challenges comes by mail."""

    NEVER = "never", pgettext_lazy("how often", "never")
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("every working day")
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")


class EnquiryState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("awaits the asker's confirmation")
    OPEN = "open", pgettext_lazy("of an enquiry", "awaits an answer")
    ANSWERED = "answered", pgettext_lazy("of an enquiry", "answered")
    WAITING = "waiting", pgettext_lazy("of an enquiry", "awaits the asker")
    CLOSED = "closed", pgettext_lazy("of an enquiry", "closed")
    SPAM = "spam", _("spam")


class Direction(models.TextChoices):
    FROM_ASKER = "from_asker", _("from the asker")
    TO_ASKER = "to_asker", _("to the asker")
    INSIDE = "inside", _("note for the own side")
