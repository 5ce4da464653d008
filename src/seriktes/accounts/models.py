from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.common.triggers import append_only


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().casefold(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What the person may do comes from memberships, not from this row."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Languages.choices, default=Languages.KAZAKH)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # A persona of the demonstration: the only accounts that the demonstration's buttons can enter.
    persona = models.CharField(max_length=40, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    # The token a program came with; none when somebody is signed in by a page.
    api_token: "ApiToken | None" = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.email


class SignedInRequest(HttpRequest):
    """The request of a view that only somebody signed in reaches."""

    user: User


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=120)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid_at(self, moment: Any) -> bool:
        return self.revoked_at is None and moment < self.expires_at


class Notice(models.Model):
    """What we told somebody: a sentence with a link, shown until it is read."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    # The sentence is made when it is shown, in the reader's language, from the kind and these values.
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="notice_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"


class AuditEvent(models.Model):
    """Who did what to which record with which values. Rows are only ever added; the database refuses the rest.

    No foreign keys: the log must outlive what it speaks of, and must never hold back a change to live rows.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=254)
    kind = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=40)
    target_label = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_of_target"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
            models.Index(fields=["kind", "-id"], name="audit_of_kind"),
            models.Index(fields=["at"], name="audit_of_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_type} {self.target_id}"


class AuditBlock(models.Model):
    """A sealed run of audit events: each block's hash covers its events and the hash of the block before it."""

    number = models.BigIntegerField(primary_key=True)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    events = models.PositiveIntegerField()
    # An id and the beginning of a hash for each event, to name the one that differs (`queries/chain.py`).
    marks = models.BinaryField(default=b"")
    previous_hash = models.CharField(max_length=64)
    block_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("audit block")
        verbose_name_plural = _("audit blocks")

    def __str__(self) -> str:
        return f"#{self.number} {self.block_hash[:12]}"


APPEND_ONLY = append_only("accounts", "accounts_auditevent", "accounts_auditblock")
