from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.organisations.models import Post
from seriktes.procedures.models.subjects import AboutSubject, SubjectQuerySet

# What the columns that keep it hold.
LABEL_LENGTH = 254


class ActionLink(AboutSubject):
    """A link in a mail by which somebody without an account does one thing once.

    Opening it changes nothing (mail scanners open every link): it shows what it will do, and a button does it. Only the
    digest of the secret is kept.
    """

    # What it does: the code of a registered action (`definitions.links`), and its arguments.
    action = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="action_links")
    language = models.CharField(max_length=2, choices=Languages.choices)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # Whoever was signed in when it was used: the link of somebody else, if it was forwarded.
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # What was done, in a line and in the language of the mail.
    outcome = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When the mail server refused the letter: nobody has it then.
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for one action")
        verbose_name_plural = _("links for one action")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="link_of_subject")]

    def __str__(self) -> str:
        return f"{self.action} → {self.email}"

    @property
    def record(self) -> Any:
        """The record that it is about; None when that is gone."""
        return self.subject_model._default_manager.filter(pk=self.subject_id).first()

    @property
    def label(self) -> str:
        """Who acts by it: the address it was sent to, and who was signed in with another one, should it be forwarded."""
        sent_to = f"{self.name} ({self.email})" if self.name else self.email
        if self.used_by is None or self.used_by.email.casefold() == self.email:
            return sent_to
        both = f"{sent_to} / {self.used_by.email}"
        return both if len(both) <= LABEL_LENGTH else sent_to


class CalendarFeed(models.Model):
    """A secret address under which a person's dates can be read by a calendar program; revocable."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    name = models.CharField(_("what it is for"), max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_read_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.name} ({self.user_id})"
