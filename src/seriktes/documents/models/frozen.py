"""The database itself keeps what was frozen and what was signed: no program, and nobody at the database's own prompt by
mistake, changes the bytes behind a hash."""

from seriktes.common.triggers import DatabaseObjects

_VERSION, _SIGNATURE = "documents_documentversion", "documents_signature"
# Of a version, from the moment on at which it has a hash.
FROZEN_COLUMNS = (
    "document_id", "number", "origin", "template_id", "merged", "languages", "texts", "source", "pdf", "sha256", "size",
    "frozen_at",
)  # fmt: skip
# Of a signature: what was handed in, and when. What a check found may be added to.
SIGNED_COLUMNS = (
    "version_id", "method", "file", "file_sha256", "signer_name", "signer_bin", "issuer", "serial", "signed_on",
    "recorded_at",
)  # fmt: skip


def _changes(columns: tuple[str, ...], different: str) -> str:
    return " OR ".join(f"new.{column} {different} old.{column}" for column in columns)


def _sqlite(table: str, when: str, columns: tuple[str, ...], more: str = "") -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only once it is frozen or signed'); END"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_frozen_update BEFORE UPDATE ON {table} "
        f"WHEN {when} AND ({_changes(columns, 'IS NOT')}{more}) {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_frozen_delete BEFORE DELETE ON {table} WHEN {when} {refuse}",
    )


def _postgresql(table: str, when: str, columns: tuple[str, ...], more: str = "") -> tuple[str, ...]:
    changed = _changes(columns, "IS DISTINCT FROM")
    return (
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only once it is frozen or signed'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_update_append_only BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({when} AND ({changed}{more})) EXECUTE FUNCTION {table}_keep()",
        f"CREATE OR REPLACE TRIGGER {table}_delete_append_only BEFORE DELETE ON {table} FOR EACH ROW "
        f"WHEN ({when}) EXECUTE FUNCTION {table}_keep()",
    )


_THAWED = " OR new.state = 'draft'"
FROZEN_STAYS = DatabaseObjects(
    app_label="documents",
    sqlite=(
        *_sqlite(_VERSION, "old.sha256 <> ''", FROZEN_COLUMNS, _THAWED),
        *_sqlite(_SIGNATURE, "old.id IS NOT NULL", SIGNED_COLUMNS),
    ),
    postgresql=(
        *_postgresql(_VERSION, "old.sha256 <> ''", FROZEN_COLUMNS, _THAWED),
        *_postgresql(_SIGNATURE, "old.id IS NOT NULL", SIGNED_COLUMNS),
    ),
)
