from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GatheringKind(models.TextChoices):
    FAIR = "fair", _("career fair")
    NETWORKING = "networking", _("networking event")
    HACKATHON = "hackathon", _("hackathon")


class GatheringState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text being written", "draft")
    ANNOUNCED = "announced", pgettext_lazy("of an event", "announced")
    OVER = "over", pgettext_lazy("of an event", "over")
    CANCELLED = "cancelled", pgettext_lazy("of an event", "cancelled")


class Audience(models.TextChoices):
    """Who sees an announced event and may register."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("everybody who is signed in")
    HOME = "home", _("members of the organisation that holds it")


class ExhibitorState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("of an exhibitor", "invited")
    INTERESTED = "interested", pgettext_lazy("of an exhibitor", "interested")
    CONTRACT_SENT = "contract_sent", pgettext_lazy("of an exhibitor", "contract sent")
    CONFIRMED = "confirmed", pgettext_lazy("of an exhibitor", "confirmed")
    DECLINED = "declined", pgettext_lazy("of an exhibitor", "declined")
    NO_SHOW = "no_show", pgettext_lazy("of an exhibitor", "did not come")


class FeeKind(models.TextChoices):
    """What happened to a fee. What is charged adds to what is owed; the others take from it."""

    CHARGED = "charged", pgettext_lazy("of a fee", "charged")
    PAID = "paid", pgettext_lazy("of a fee", "paid")
    WAIVED = "waived", pgettext_lazy("of a fee", "waived")
    REFUNDED = "refunded", pgettext_lazy("of a fee", "paid back")


class TicketState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("of a registration", "awaits confirmation")
    WAITING = "waiting", pgettext_lazy("of a registration", "on the waiting list")
    REGISTERED = "registered", pgettext_lazy("of a registration", "registered")
    CANCELLED = "cancelled", pgettext_lazy("of a registration", "cancelled")


class ScanOutcome(models.TextChoices):
    """What a code that was shown at the door turned out to be."""

    ADMITTED = "admitted", _("admitted")
    TWICE = "twice", _("was admitted before")
    CANCELLED = "cancelled", _("the registration was cancelled")
    OTHER = "other", _("a ticket of another event")
    FORGED = "forged", _("not a ticket of ours")


class JudgingMethod(models.TextChoices):
    RUBRIC = "rubric", _("by a rubric")
    PAIRWISE = "pairwise", _("by comparing two at a time")


class HackathonPhase(models.TextChoices):
    WORKING = "working", _("teams work")
    JUDGING = "judging", _("being judged")
    JUDGED = "judged", _("judged")


class TeamState(models.TextChoices):
    TAKING_PART = "taking_part", _("takes part")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a team", "withdrawn")
    EXCLUDED = "excluded", pgettext_lazy("of a team", "excluded")


class ConflictKind(models.TextChoices):
    OWN_TEAM = "own_team", _("member of the team")
    SAME_ORGANISATION = "same_organisation", _("same organisation")
    DECLARED = "declared", _("declared by the judge")


class Preferred(models.TextChoices):
    """Which of two a judge prefers."""

    FIRST = "first", _("the first")
    SECOND = "second", _("the second")
    EQUAL = "equal", _("both are equally good")
