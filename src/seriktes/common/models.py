from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamped(models.Model):
    """Rows that say when they were made and changed, and which edit they are at."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True, db_index=True)
    # Counts edits: two people who edit one record are told apart by it, and it makes the ETag of the API.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Languages(models.TextChoices):
    KAZAKH = "kk", _("Kazakh")
    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")
