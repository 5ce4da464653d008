from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.addresses import address_of
from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.exchange.models import Provenanced, Sourced
from seriktes.organisations.enums import (
    SIDE_OF_KIND,
    ChannelKind,
    NameKind,
    OrganisationKind,
    OrganisationStatus,
    RelationKind,
    Side,
)

# In which order another language stands in for a missing one.
FALLBACK = {"kk": ("kk", "ru", "en"), "ru": ("ru", "kk", "en"), "en": ("en", "ru", "kk")}


class NamedInThree(models.Model):
    """A record with a name in each of three languages, and the keys that sort it in each."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=500, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=500, blank=True)
    name_en = models.CharField(_("name in English"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def name_language(self) -> str:
        """The language in which the reader sees the name; empty when it is none of the three."""
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((code for code in order if getattr(self, f"name_{code}")), "")

    @property
    def name(self) -> str:
        """The name for the reader: in the reader's language, else in the next that exists."""
        code = self.name_language
        return getattr(self, f"name_{code}") if code else getattr(self, "name_other", "")

    @property
    def names_by_language(self) -> dict[str, str]:
        return {code: getattr(self, f"name_{code}") for code in Languages.values}

    def spelled(self, written: str) -> str:
        """A name that was written down somewhere, as the reader spells it, if it is one of this record's; else as it is."""
        return self.name if written and written in self.names_by_language.values() else written

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def published(self) -> "OrganisationQuerySet":
        return self.filter(is_public=True).exclude(status=OrganisationStatus.MERGED)

    def live(self) -> "OrganisationQuerySet":
        return self.exclude(status=OrganisationStatus.MERGED)


class Organisation(NamedInThree, Stamped, Provenanced):
    """A university, company, agency or other body. Its names stand in `OrganisationName`; the columns here repeat
    the official ones for lists, and are written by `actions.refresh_names` alone."""

    kind = models.CharField(_("kind"), max_length=24, choices=OrganisationKind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=OrganisationStatus.choices, default=OrganisationStatus.ACTIVE
    )
    is_public = models.BooleanField(_("published"), default=False)
    # The name in another language (or in none that is known), shown when there is none in kk, ru or en.
    name_other = models.CharField(max_length=500, blank=True, editable=False)
    sort_kk = KeyField(max_length=300, blank=True, editable=False)
    sort_ru = KeyField(max_length=300, blank=True, editable=False)
    sort_en = KeyField(max_length=300, blank=True, editable=False)
    region = models.CharField(_("region"), max_length=8, blank=True)
    city = models.CharField(_("city or town"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    sector = models.CharField(_("sector"), max_length=8, blank=True)
    established = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    about_kk = models.TextField(_("about, in Kazakh"), blank=True)
    about_ru = models.TextField(_("about, in Russian"), blank=True)
    about_en = models.TextField(_("about, in English"), blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )

    objects: ClassVar[models.Manager["Organisation"]] = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            *(models.Index(fields=[f"sort_{code}"], name=f"org_sort_{code}") for code in Languages.values),
            *(models.Index(fields=["region", f"sort_{code}"], name=f"org_region_{code}") for code in Languages.values),
            *(
                models.Index(fields=["kind", "region", f"sort_{code}"], name=f"org_kind_region_{code}")
                for code in Languages.values
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="merged_says_into_what",
                condition=Q(status=OrganisationStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=OrganisationStatus.MERGED) & Q(merged_into__isnull=True)),
            )
        ]

    @property
    def side(self) -> Side:
        return SIDE_OF_KIND[self.kind]

    @property
    def about(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((text for code in order if (text := getattr(self, f"about_{code}"))), "")

    def get_absolute_url(self) -> str:
        return address_of("portal:organisation", self.pk)


class OrganisationName(Sourced):
    """One name of an organisation: official, alias, acronym or former, in one language or in none that is known."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    value = models.CharField(_("name"), max_length=500)
    language = models.CharField(_("language"), max_length=8, blank=True)
    kind = models.CharField(_("kind of name"), max_length=8, choices=NameKind.choices, default=NameKind.LABEL)
    # The registry's own choice of the name to show, whatever its language.
    is_display = models.BooleanField(default=False)
    until = models.DateField(_("in use until"), null=True, blank=True)

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of an organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "value"],
                condition=Q(archived_at__isnull=True),
                name="organisation_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.value


class Identifier(Sourced):
    """An official number of an organisation. An active one belongs to one organisation only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20)
    value = models.CharField(_("value"), max_length=100)
    is_preferred = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=Q(archived_at__isnull=True), name="identifier_belongs_to_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Channel(Sourced):
    """A way to reach an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind.choices)
    value = models.CharField(_("value"), max_length=500)
    note = models.CharField(_("for what"), max_length=120, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=True)

    class Meta:
        verbose_name = _("contact channel")
        verbose_name_plural = _("contact channels")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"], condition=Q(archived_at__isnull=True), name="channel_once"
            )
        ]

    def __str__(self) -> str:
        return self.value


class Relation(Sourced):
    """What another organisation is to this one. Each fact stands once a direction, as its source gives it; the
    other organisation may not be in the register yet, and is then known by its identifier."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=12, choices=RelationKind.choices)
    other = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="relations_to_me"
    )
    other_identifier = models.CharField(max_length=120, blank=True)
    other_label = models.CharField(max_length=500, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("relation between organisations")
        verbose_name_plural = _("relations between organisations")
        constraints = [
            models.CheckConstraint(
                name="relation_is_not_to_itself",
                condition=Q(other__isnull=True) | ~Q(other=models.F("organisation")),
            )
        ]
        indexes = [models.Index(fields=["other_identifier"], name="relation_to_identifier")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.other_id or self.other_label}"


class Unit(NamedInThree, Stamped):
    """A faculty, department, laboratory or division: a node of the organisation's tree."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
