"""One writer at a time, for what a single row cannot guard."""

from django.db import connection


def hold(name: str) -> None:
    """Wait for the lock called `name` and keep it until the transaction ends; to be called inside one.

    SQLite needs none: its transactions take the only write lock as they begin.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A lock is held by a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
