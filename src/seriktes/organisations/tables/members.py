"""Members, posts and merges as rows of a file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn

MEMBER_COLUMNS = [
    ExportColumn("name", _("Full name"), "user.name"),
    ExportColumn("email", _("E-mail"), "user.email"),
    ExportColumn("role", _("Role"), "get_role_display"),
    ExportColumn("starts_on", _("From")),
    ExportColumn("ends_on", _("To")),
]


def _seen(row: Any, value: str) -> Any:
    """Of the holder, where the reader may see the person."""
    if row.holder is None or row.holder.person_id not in row.visible:
        return None
    return row.holder.person.name if value == "name" else getattr(row.holder, value)


POST_COLUMNS = [
    ExportColumn("name_kk", _("name in Kazakh"), "post.name_kk"),
    ExportColumn("name_ru", _("name in Russian"), "post.name_ru"),
    ExportColumn("name_en", _("name in English"), "post.name_en"),
    ExportColumn("unit", _("Unit"), lambda row: row.post.unit.name if row.post.unit else ""),
    ExportColumn("is_vacant", _("Vacant")),
    ExportColumn("holder", _("Full name"), lambda row: _seen(row, "name")),
    ExportColumn("starts_on", _("From"), lambda row: _seen(row, "starts_on")),
    ExportColumn("closed_on", _("closed on"), "post.closed_on"),
]

MERGE_COLUMNS = [
    ExportColumn("archived", _("Archived record"), "archived_name"),
    ExportColumn("kept", _("Merged into"), "kept.name"),
    ExportColumn("rows", _("Rows moved"), lambda merge: len(merge.record.moves)),
    ExportColumn("at", _("Merged"), "record.at"),
    ExportColumn("by", _("By"), "record.by.name"),
    ExportColumn("undone_at", _("Undone"), "record.undone_at"),
]
