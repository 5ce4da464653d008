from django.db import models
from django.utils.translation import gettext_lazy as _

# To whoever saves a record that somebody else has saved since it was opened.
EDITED_ELSEWHERE = _(
    "Somebody else changed this record while you were editing it. Nothing of yours is saved yet: "
    "compare your text with the record, then save again."
)


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


class WorkerBeat(models.Model):
    """A worker that runs, or that ran and was killed: the time of its last sign of life tells."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sign of life of a worker")
        verbose_name_plural = _("signs of life of workers")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class PeriodicRun(models.Model):
    """When a job of `common.periodic` is due next, and how it went last."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name


class RefusedLetter(models.Model):
    """A letter that the mail server refused; gone once it was sent or given up (`common.outbox`)."""

    # The whole letter, encrypted: it may hold a link that opens something.
    sealed = models.TextField()
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("refused letter")
        verbose_name_plural = _("refused letters")

    def __str__(self) -> str:
        return str(self.pk)
