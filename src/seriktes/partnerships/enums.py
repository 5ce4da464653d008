from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """Forms of university-industry partnering (IJED 5.2)."""

    EDUCATION = "education", _("educational programmes")
    EMPLOYMENT = "employment", _("student employment")
    CONSULTANCY = "consultancy", _("consultancy")
    RESEARCH = "research", _("research")


class Mode(models.TextChoices):
    """Modes of innovation (Lundvall)."""

    STI = "sti", _("science, technology, innovation")
    DUI = "dui", _("doing, using, interacting")


class Initiator(models.TextChoices):
    UNIVERSITY = "university", _("the university")
    INDUSTRY = "industry", _("industry")
    STATE = "state", _("the state")
    ALUMNI = "alumni", _("alumni")


class Ground(models.TextChoices):
    """Why a partnership began."""

    LAW = "law", _("law or order")
    INDICATOR = "indicator", _("indicator")
    AGREEMENT = "agreement", _("agreement of others")
    CONTACT = "contact", _("personal contact")
    NEED = "need", _("need")


# Grounds by which somebody else wanted the partnership.
MANDATED_GROUNDS = frozenset({Ground.LAW, Ground.INDICATOR})


class PartnershipStage(models.TextChoices):
    """Where a relation stands: the columns of the board."""

    CONTACT = "contact", _("first contact")
    TALKS = "talks", _("in talks")
    AGREEING = "agreeing", _("agreeing on a text")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class AgreementKind(models.TextChoices):
    MEMORANDUM = "memorandum", _("memorandum")
    FRAMEWORK = "framework", _("framework agreement")
    CONTRACT_RESEARCH = "contract_research", _("contract research")
    CONSULTANCY = "consultancy", _("consultancy agreement")
    LICENCE = "licence", _("licence")
    INTERNSHIP = "internship", _("tripartite internship agreement")
    DUAL_EDUCATION = "dual_education", _("tripartite dual-education agreement")
    CO_DEGREE = "co_degree", _("co-degree agreement")
    OTHER = "other", _("other agreement")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_APPROVAL = "in_approval", _("in approval")
    APPROVED = "approved", _("approved, to be signed")
    SIGNED = "signed", _("signed, not in force yet")
    ACTIVE = "active", _("in force")
    SUSPENDED = "suspended", _("suspended")
    # The term ran out …
    ENDED = "ended", _("ended")
    # … or somebody ended it before.
    TERMINATED = "terminated", _("terminated")
    ABANDONED = "abandoned", _("abandoned before signature")


class CommitmentKind(models.TextChoices):
    MONEY = "money", _("money")
    IN_KIND = "in_kind", _("in kind")
    PLACES = "places", _("places")
    HOURS = "hours", _("hours")
    EQUIPMENT = "equipment", _("equipment")
    SCHOLARSHIP = "scholarship", _("scholarship with a period of service")


class ActivityState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REPORTED = "reported", _("awaits confirmation")
    CONFIRMED = "confirmed", _("confirmed by both sides")
    DISPUTED = "disputed", _("disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ActivityRole(models.TextChoices):
    LEAD = "lead", _("leads")
    TAKES_PART = "takes_part", _("takes part")
    SUPERVISES = "supervises", _("supervises")
    GUEST = "guest", _("guest teacher or speaker")
