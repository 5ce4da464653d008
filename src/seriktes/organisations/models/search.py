from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.triggers import DatabaseObjects

# Each word of the full text begins with the letter of its target: a name that is common among people then costs
# nothing when organisations are searched, and the other way round.
MARKS = {
    "organisation": "o", "person": "p", "partnership": "r", "agreement": "a", "commitment": "m", "activity": "d",
    "evidence": "e", "course": "c",
}  # fmt: skip
# From the third on they are written by the domains above.
TARGETS = [
    ("organisation", _("organisation")),
    ("person", _("person")),
    ("partnership", _("partnership")),
    ("agreement", _("agreement")),
    ("commitment", _("commitment")),
    ("activity", _("activity")),
    ("evidence", _("evidence of expertise")),
    ("course", _("course")),
]


def marked(target: str, text: str) -> str:
    return " ".join(MARKS[target] + word for word in text.split())


class SearchEntry(models.Model):
    """What the search box searches: the folded names of one record (`seriktes_analytics.names.fold`).

    Each database keeps a full-text index over `text` by itself (below).
    """

    target = models.CharField(max_length=12, choices=TARGETS)
    target_id = models.BigIntegerField()
    # Folded main names only, to find what begins with the query.
    head = KeyField(max_length=120)
    # As `marked` writes it.
    text = models.TextField()
    is_public = models.BooleanField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["target", "target_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["target", "head"], name="search_target_head")]

    def __str__(self) -> str:
        return self.head


_TABLE = "organisations_searchentry"
FULL_TEXT = DatabaseObjects(
    app_label="organisations",
    sqlite=(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {_TABLE}_fts USING fts5("
        f"text, content='{_TABLE}', content_rowid='id', tokenize='unicode61', prefix='2 3 4 5')",
        f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_added AFTER INSERT ON {_TABLE} BEGIN "
        f"INSERT INTO {_TABLE}_fts(rowid, text) VALUES (new.id, new.text); END",
        f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_removed AFTER DELETE ON {_TABLE} BEGIN "
        f"INSERT INTO {_TABLE}_fts({_TABLE}_fts, rowid, text) VALUES ('delete', old.id, old.text); END",
        f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_changed AFTER UPDATE OF text ON {_TABLE} BEGIN "
        f"INSERT INTO {_TABLE}_fts({_TABLE}_fts, rowid, text) VALUES ('delete', old.id, old.text); "
        f"INSERT INTO {_TABLE}_fts(rowid, text) VALUES (new.id, new.text); END",
    ),
    postgresql=(f"CREATE INDEX IF NOT EXISTS {_TABLE}_fts ON {_TABLE} USING gin (to_tsvector('simple', text))",),
)
