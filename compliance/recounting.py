"""What the kept figures have in common: one at a time works them out, and `manage.py recount` says what it found."""

from dataclasses import dataclass

from django.db import connection

# Any number that no other advisory lock of this database uses.
LOCK = 0x41434353


@dataclass(frozen=True)
class Recounted:
    """`name` says in words what was recounted, `rows` how many rows it has now, `repaired` how many of them had been
    wrong, missing or too many.
    """

    name: str
    rows: int
    repaired: int


def take_turn():
    """Keeps all others from working figures out until the transaction ends; returns whether nobody else was at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def wait_for_turn():
    """Keeps all others from working figures out until the transaction ends; waits for who is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
