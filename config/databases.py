"""Connection options of the two databases: what keeps SQLite from locking and PostgreSQL from hanging."""

SQLITE_OPTIONS = {
    # A write takes its lock when the transaction begins: two writers queue instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # recursive_triggers: without it INSERT OR REPLACE deletes past the append-only triggers.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        # what is deleted is overwritten: disposal leaves nothing in freed pages
        "PRAGMA secure_delete=ON;"
    ),
}
POSTGRES_OPTIONS = {
    # A frozen server must give an answer in seconds, not hold every worker.
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
}


def database(parsed: dict) -> dict:
    """Complete what DATABASE_URL said with the options of its engine."""
    if parsed["ENGINE"].endswith("sqlite3"):
        return {**parsed, "OPTIONS": dict(SQLITE_OPTIONS)}
    return {**parsed, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": dict(POSTGRES_OPTIONS)}
