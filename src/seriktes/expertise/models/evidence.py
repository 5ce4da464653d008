from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.addresses import address_of
from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.exchange.models import Provenanced, Sourced
from seriktes.expertise.enums import EvidenceKind, Part, Standing
from seriktes.organisations.models import NamedInThree, Organisation, Person, Post, Unit
from seriktes.organisations.models.organisation import FALLBACK

# Titles of publications are longer than names.
LONGEST_TITLE = 1000


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def live(self) -> "EvidenceQuerySet":
        return self.filter(archived_at__isnull=True, merged_into__isnull=True)


class Evidence(NamedInThree, Stamped, Provenanced):
    """A publication, project, patent, technology, piece of equipment, laboratory, service or course: whatever speaks for
    the expertise of people and units. What only one kind has stands in `particulars` (`definitions.particulars`)."""

    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind.choices)
    name_kk = models.CharField(_("title in Kazakh"), max_length=LONGEST_TITLE, blank=True)
    name_ru = models.CharField(_("title in Russian"), max_length=LONGEST_TITLE, blank=True)
    name_en = models.CharField(_("title in English"), max_length=LONGEST_TITLE, blank=True)
    # The title in another language (or in none that is known), shown when there is none in kk, ru or en.
    name_other = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text_kk = models.TextField(_("description in Kazakh"), blank=True)
    text_ru = models.TextField(_("description in Russian"), blank=True)
    text_en = models.TextField(_("description in English"), blank=True)
    # In which it was written: a code of ISO 639-1; empty where nobody says.
    language = models.CharField(_("language"), max_length=8, blank=True)
    # Who owns and offers it. A publication has none: its units say whose it is.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    # Who answers enquiries about it; empty: as the routes of the organisation say.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    # The day where it is known; the year alone else.
    published_on = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    # Where it can be read, and on what terms its description may be shown (`kazakhstan.md` 11: a link to the source).
    source_url = models.URLField(_("link to the source"), max_length=500, blank=True)
    licence = models.CharField(_("terms of the description"), max_length=60, blank=True)
    particulars = models.JSONField(default=dict)
    is_public = models.BooleanField(_("published"), default=False)
    retracted_on = models.DateField(_("retracted on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    sort_kk = KeyField(max_length=300, blank=True, editable=False)
    sort_ru = KeyField(max_length=300, blank=True, editable=False)
    sort_en = KeyField(max_length=300, blank=True, editable=False)

    # By which an import finds a record of the same title (`definitions.titles.title_key`).
    title_key = models.CharField(max_length=24, blank=True, editable=False, db_index=True)

    objects: ClassVar[models.Manager["Evidence"]] = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of expertise")
        verbose_name_plural = _("evidence of expertise")
        indexes = [
            models.Index(fields=["kind", "-year", "-id"], name="evidence_by_kind"),
            models.Index(fields=["organisation", "kind"], name="evidence_of_organisation"),
            *(models.Index(fields=["kind", f"sort_{code}"], name=f"evidence_sort_{code}") for code in Languages.values),
        ]

    @property
    def text(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((text for code in order if (text := getattr(self, f"text_{code}"))), "")

    def get_absolute_url(self) -> str:
        return address_of("expertise:evidence", self.pk)


class EvidenceIdentifier(Sourced):
    """A number under which a source knows it: DOI, OpenAlex, patent office, inventory."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20)
    value = models.CharField(_("value"), max_length=200)

    class Meta:
        verbose_name = _("identifier of evidence")
        verbose_name_plural = _("identifiers of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=Q(archived_at__isnull=True), name="evidence_identifier_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class EvidencePerson(Sourced):
    """A name printed on it, in its place, and the person of the register behind it where that is known."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveIntegerField(_("place"))
    name = models.CharField(_("name as printed"), max_length=300)
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.AUTHOR)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.STATED)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("person of evidence")
        verbose_name_plural = _("people of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "position"], condition=Q(archived_at__isnull=True), name="evidence_place_once"
            )
        ]
        indexes = [models.Index(fields=["orcid"], condition=~Q(orcid=""), name="evidence_person_orcid")]

    def __str__(self) -> str:
        return self.name


class AuthorQuestion(models.Model):
    """May the printed name be this person of the register? A machine asks, a person decides."""

    row = models.ForeignKey(EvidencePerson, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="author_questions")
    likeness = models.FloatField()
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    is_same = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("question about an author")
        verbose_name_plural = _("questions about authors")
        constraints = [models.UniqueConstraint(fields=["row", "person"], name="author_asked_once")]
        indexes = [models.Index(fields=["person", "decided_at"], name="author_question_open")]

    def __str__(self) -> str:
        return f"{self.row_id} = {self.person_id}?"


class EvidenceUnit(Sourced):
    """An organisation, and a unit of it, from which it comes."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="units")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence_units")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_units")

    class Meta:
        verbose_name = _("unit of evidence")
        verbose_name_plural = _("units of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "organisation"],
                condition=Q(unit__isnull=True, archived_at__isnull=True),
                name="evidence_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["evidence", "organisation", "unit"],
                condition=Q(unit__isnull=False, archived_at__isnull=True),
                name="evidence_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.organisation_id}"


class EvidenceSubject(Sourced):
    """A subject code; what it says in three languages is in the scheme (`definitions.subjects`)."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="subjects")
    scheme = models.CharField(_("scheme"), max_length=12)
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("subject of evidence")
        verbose_name_plural = _("subjects of evidence")
        constraints = [models.UniqueConstraint(fields=["evidence", "scheme", "code"], name="evidence_subject_once")]
        indexes = [models.Index(fields=["scheme", "code"], name="evidence_by_subject")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"
