from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages, Stamped
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.enums import HostProposalState
from seriktes.placements.models.placements import Placement
from seriktes.placements.models.programmes import Cohort

OPEN = (HostProposalState.SENT, HostProposalState.RETURNED)


class HostProposal(Stamped):
    """A host that a student found alone: a position outside the list, of which a placement is planned once the university
    has looked at the host and approved it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="host_proposals")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="host_proposals")
    state = models.CharField(
        _("state"), max_length=10, choices=HostProposalState.choices, default=HostProposalState.SENT
    )
    # One of the register; else as the student knows it, until the office chooses the record or adds one.
    host = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_of_students"
    )
    host_name = models.CharField(_("organisation"), max_length=300, blank=True)
    host_number = models.CharField(_("BIN"), max_length=20, blank=True)
    language = models.CharField(_("written in"), max_length=2, choices=Languages.choices, default=Languages.KAZAKH)
    title = models.CharField(_("what it is about"), max_length=300)
    about = models.TextField(_("about the work"), max_length=3000, blank=True)
    # The plan of the placement: [["Measure the castings", 60], …].
    tasks = models.JSONField(_("tasks"), default=list)
    supervisor_name = models.CharField(_("host supervisor"), max_length=200)
    supervisor_email = models.EmailField(_("e-mail of the host supervisor"))
    # Where they are not those of the cohort.
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    # What the student has to mend, or why it was declined; the log keeps the earlier words.
    reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    placement = models.OneToOneField(
        Placement, null=True, editable=False, on_delete=models.PROTECT, related_name="proposal"
    )

    class Meta:
        verbose_name = _("host found by a student")
        verbose_name_plural = _("hosts found by students")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student"], condition=Q(state__in=OPEN), name="host_proposal_once_a_cohort"
            ),
            models.CheckConstraint(
                name="host_proposal_names_its_host", condition=Q(host__isnull=False) | ~Q(host_name="")
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state"], name="host_proposal_of_cohort"),
            models.Index(fields=["student", "state"], name="host_proposal_of_student"),
        ]

    def __str__(self) -> str:
        return f"{self.host or self.host_name} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("placements:own_host", args=[self.pk])
