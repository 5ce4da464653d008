from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvidenceKind(models.TextChoices):
    """What can speak for somebody's expertise."""

    PUBLICATION = "publication", _("publication")
    PROJECT = "project", _("research project")
    PATENT = "patent", _("patent")
    TECHNOLOGY = "technology", _("technology")
    EQUIPMENT = "equipment", _("equipment")
    LABORATORY = "laboratory", _("laboratory")
    SERVICE = "service", pgettext_lazy("of a laboratory or department", "service")
    COURSE = "course", pgettext_lazy("of teaching", "course")


# What an organisation owns and offers, with a page of its own to enquire from.
OFFERS = (
    EvidenceKind.TECHNOLOGY, EvidenceKind.EQUIPMENT, EvidenceKind.LABORATORY, EvidenceKind.SERVICE, EvidenceKind.COURSE,
)  # fmt: skip


class Part(models.TextChoices):
    """What somebody is to a piece of evidence."""

    AUTHOR = "author", _("author")
    INVENTOR = "inventor", _("inventor")
    LEADER = "leader", pgettext_lazy("of a project", "leader")
    MEMBER = "member", pgettext_lazy("of a project", "member")
    KEEPER = "keeper", pgettext_lazy("of equipment", "responsible person")
    TEACHER = "teacher", _("teacher")
    EDITOR = "editor", _("editor")


class Standing(models.TextChoices):
    """How sure it is that a printed name is this person of the register."""

    STATED = "stated", _("stated by the source")
    CONFIRMED = "confirmed", _("confirmed by a person")
    REFUSED = "refused", _("refused: somebody else of that name")


class AccessKind(models.TextChoices):
    """Who may use equipment or a laboratory."""

    OPEN = "open", _("open to everybody")
    PARTNERS = "partners", _("open to partners")
    AGREED = "agreed", _("by arrangement")
    OWN = "own", _("own staff only")


class Protection(models.TextChoices):
    """How a technology is protected."""

    NONE = "none", _("not protected")
    APPLIED = "applied", _("application filed")
    PATENT = "patent", _("patent")
    UTILITY = "utility", _("utility model")
    SECRET = "secret", _("know-how")
    COPYRIGHT = "copyright", _("copyright or database right")


class Offer(models.TextChoices):
    """On what terms a technology can be had."""

    LICENCE = "licence", _("licence")
    SALE = "sale", _("sale")
    JOINT = "joint", _("joint development")
    SERVICE = "service", _("contract research or service")


class PublicationType(models.TextChoices):
    """What was published."""

    ARTICLE = "article", _("article")
    REVIEW = "review", _("review article")
    CONFERENCE = "conference", _("conference paper")
    BOOK = "book", _("book")
    CHAPTER = "chapter", _("chapter of a book")
    THESIS = "thesis", _("thesis")
    PREPRINT = "preprint", _("preprint")
    REPORT = "report", _("research report")
    DATASET = "dataset", _("data set")
    SOFTWARE = "software", _("software")
    OTHER = "other", pgettext_lazy("type of publication", "other")


class PatentStatus(models.TextChoices):
    """Where a patent stands."""

    FILED = "filed", pgettext_lazy("of a patent", "filed")
    GRANTED = "granted", pgettext_lazy("of a patent", "granted")
    REFUSED = "refused", pgettext_lazy("of a patent", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a patent", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("of a patent", "expired")


class CourseLevel(models.TextChoices):
    """For whom a course is."""

    BACHELOR = "bachelor", _("bachelor's studies")
    MASTER = "master", _("master's studies")
    DOCTORAL = "doctoral", _("doctoral studies")
    PROFESSIONAL = "professional", _("professional training")


class CourseForm(models.TextChoices):
    """How a course is held."""

    ON_SITE = "on_site", pgettext_lazy("of a course", "on site")
    ONLINE = "online", pgettext_lazy("of a course", "online")
    MIXED = "mixed", pgettext_lazy("of a course", "on site and online")
