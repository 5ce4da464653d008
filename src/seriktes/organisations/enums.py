from django.db import models
from django.utils.translation import gettext_lazy as _

# Older than any organisation here; an earlier year is a slip of the pen. The latest is the year of the entry.
EARLIEST_YEAR = 500
# Schemes of which an organisation has one number.
SINGLE_SCHEMES = frozenset({"bin", "ror"})


class Side(models.TextChoices):
    """The three sides of a partnership, and what stands on none of them."""

    UNIVERSITY = "university", _("University")
    INDUSTRY = "industry", _("Industry")
    STATE = "state", _("State")
    OTHER = "other", _("Other")


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", _("university")
    BRANCH_CAMPUS = "branch_campus", _("branch campus")
    RESEARCH_INSTITUTE = "research_institute", _("research institute")
    CENTRE_OF_EXCELLENCE = "centre_of_excellence", _("centre of excellence")
    COMPANY = "company", _("company")
    SUBSOIL_USER = "subsoil_user", _("subsoil user")
    ASSOCIATION = "association", _("association")
    AGENCY = "agency", _("agency")
    FUND = "fund", _("fund")
    OTHER = "other", _("other organisation")


SIDE_OF_KIND: dict[str, Side] = {
    OrganisationKind.UNIVERSITY: Side.UNIVERSITY,
    OrganisationKind.BRANCH_CAMPUS: Side.UNIVERSITY,
    OrganisationKind.RESEARCH_INSTITUTE: Side.UNIVERSITY,
    OrganisationKind.CENTRE_OF_EXCELLENCE: Side.UNIVERSITY,
    OrganisationKind.COMPANY: Side.INDUSTRY,
    OrganisationKind.SUBSOIL_USER: Side.INDUSTRY,
    OrganisationKind.ASSOCIATION: Side.INDUSTRY,
    OrganisationKind.AGENCY: Side.STATE,
    OrganisationKind.FUND: Side.STATE,
    OrganisationKind.OTHER: Side.OTHER,
}
KINDS_OF_SIDE: dict[str, list[str]] = {
    side: [kind for kind, its_side in SIDE_OF_KIND.items() if its_side == side] for side in Side
}


class OrganisationStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    INACTIVE = "inactive", _("no longer active")
    WITHDRAWN = "withdrawn", _("withdrawn from the register")
    MERGED = "merged", _("merged into another record")


class NameKind(models.TextChoices):
    LABEL = "label", _("official name")
    ALIAS = "alias", _("also known as")
    ACRONYM = "acronym", _("acronym")
    FORMER = "former", _("former name")
    # A registry's own wording of the name, neither official nor an alias: "… (Kazakhstan)".
    DISPLAY = "display", _("name shown by a registry")


class RelationKind(models.TextChoices):
    """What the other organisation is to this one."""

    PARENT = "parent", _("parent organisation")
    CHILD = "child", _("branch or subordinate organisation")
    PREDECESSOR = "predecessor", _("predecessor")
    SUCCESSOR = "successor", _("successor")
    RELATED = "related", _("related organisation")


INVERSE_RELATION = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.PREDECESSOR: RelationKind.SUCCESSOR,
    RelationKind.SUCCESSOR: RelationKind.PREDECESSOR,
    RelationKind.RELATED: RelationKind.RELATED,
}


class ChannelKind(models.TextChoices):
    WEBSITE = "website", _("website")
    DOMAIN = "domain", _("internet domain")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    ADDRESS = "address", _("postal address")
    WIKIPEDIA = "wikipedia", _("Wikipedia")


class AffiliationKind(models.TextChoices):
    EMPLOYEE = "employee", _("employee")
    FACULTY = "faculty", _("faculty member")
    STUDENT = "student", _("student")
    CONTACT = "contact", _("contact person")


class ConsentEventKind(models.TextChoices):
    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UNPUBLISHED = "unpublished", _("removed from public sources")
    STOPPED = "stopped", _("processing stopped")


class ProposalStatus(models.TextChoices):
    OPEN = "open", _("to be decided")
    MERGED = "merged", _("merged")
    DIFFERENT = "different", _("different organisations")


class ListState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped by a fault")


class ConsentState(models.TextChoices):
    """Computed from a consent's events and dates, never stored."""

    IN_FORCE = "in_force", _("in force")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PersonalData(models.TextChoices):
    """What a consent can cover; further data are named in words."""

    NAME = "name", _("family and given name")
    PHOTO = "photo", _("photograph")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    POSITION = "position", _("place of work and position")
    STUDY = "study", _("place and field of study")
    GRADUATION = "graduation", _("graduation: where, when, which programme")
    ORCID = "orcid", _("ORCID and publications")
