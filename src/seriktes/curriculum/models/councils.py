from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.curriculum.enums import CouncilRole
from seriktes.curriculum.models.courses import StudyProgramme
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Organisation, Person, Post, Unit


class Council(NamedInThree, Stamped):
    """A business council: employers who advise a university, a faculty or some programmes of study."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="councils")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="councils")
    # Whose desk it lies on: calls meetings, writes minutes, watches what becomes of the advice.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="councils")
    programmes = models.ManyToManyField(
        StudyProgramme, blank=True, related_name="councils", verbose_name=_("programmes")
    )
    # So many of a hundred members make a quorum.
    quorum = models.PositiveSmallIntegerField(_("quorum, in per cent of the members"), default=50)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    ground = models.CharField(_("founded by"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("business council")
        verbose_name_plural = _("business councils")
        constraints = [
            models.CheckConstraint(name="council_quorum_is_a_share", condition=Q(quorum__gte=1, quorum__lte=100))
        ]
        indexes = [models.Index(fields=["organisation", "closed_on"], name="council_of_organisation")]

    def get_absolute_url(self) -> str:
        return reverse("curriculum:council", args=[self.pk])


class CouncilMember(Stamped, Provenanced):
    """A seat of a council: a post of an organisation, or a person where it has no post in the register, or a name."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="council_seats")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="council_seats")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="council_seats")
    # Where neither is in the register.
    contact_name = models.CharField(_("name"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("as"), max_length=10, choices=CouncilRole.choices, default=CouncilRole.MEMBER)
    # The term of office.
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    # Of the link by which a member without an account reads on.
    reference = models.CharField(max_length=12, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of a council")
        verbose_name_plural = _("members of councils")
        constraints = [
            models.CheckConstraint(
                name="council_term_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="council_seat_is_somebodys",
                condition=Q(post__isnull=False) | Q(person__isnull=False) | ~Q(contact_name=""),
            ),
            # One seat is held by one of the three: who sits there is never told twice.
            models.CheckConstraint(
                name="council_seat_is_of_a_post_or_a_person", condition=Q(post__isnull=True) | Q(person__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "council"], name="council_seat_of_body"),
            models.Index(fields=["digest"], condition=~Q(digest=""), name="council_seat_by_link"),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """The post, the person or the name, in the reader's language."""
        if self.post is not None:
            return self.post.name
        return self.person.name if self.person is not None else self.contact_name

    def sits_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
