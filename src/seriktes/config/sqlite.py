"""Which SQLite the process uses.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write and checkpoint
(https://sqlite.org/wal.html#walresetbug), which is our web process and our worker. The `pysqlite3` wheel brings
a newer one; where there is no wheel, the safe journal is used instead.
"""

import sqlite3
import sys

SAFE_WAL = (3, 51, 3)


def use_bundled_sqlite() -> None:
    """Put `pysqlite3` in the place of the standard module, before Django loads its backend."""
    try:
        import pysqlite3  # optional: there is no wheel for every platform
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def connection_pragmas() -> str:
    version = sys.modules.get("sqlite3", sqlite3).sqlite_version_info
    journal = (
        "journal_mode=WAL; PRAGMA synchronous=NORMAL"
        if version >= SAFE_WAL
        else ("journal_mode=DELETE; PRAGMA synchronous=FULL")
    )
    return f"PRAGMA {journal}; PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
