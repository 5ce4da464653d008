from typing import Any

from django.apps import apps
from django.db import models


class AboutSubject(models.Model):
    """A row about a record of any domain above: named by its table and id, as in the audit log.

    No foreign key, because a lower domain must not know the tables of an upper one.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def subject_model(self) -> type[models.Model]:
        return apps.get_model(self.subject_type)

    @property
    def subject(self) -> Any:
        """The record itself; one query. Lists fetch theirs at once (`queries.subjects.fetch`)."""
        return self.subject_model._default_manager.get(pk=self.subject_id)


class SubjectQuerySet(models.QuerySet[Any]):
    def about(self, record: models.Model) -> "SubjectQuerySet":
        return self.filter(subject_type=record._meta.label_lower, subject_id=record.pk)


def subject_of(record: models.Model) -> dict[str, Any]:
    """The two columns that name the record."""
    return {"subject_type": record._meta.label_lower, "subject_id": record.pk}
