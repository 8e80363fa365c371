"""What was exported by whom: a row from before the first byte to after the last.

While an export runs, its transaction holds an advisory lock with the number of its row. So the database knows which
exports are alive, also of a server process that was killed and could write nothing more.
"""

import logging
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from ..models import Export

logger = logging.getLogger(__name__)

# Any number that no other advisory lock of this database uses.
LOCK = 0x41434358
# Each running export keeps a thread of the server and a connection.
MOST_AT_ONCE = 3
# A row is written shortly before its lock is taken.
STARTING = timedelta(minutes=1)

ABANDONED = """
UPDATE review_exports SET state = %s, finished_at = %s
WHERE state = %s AND at < %s AND NOT EXISTS (
    SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.classid = %s AND l.objid = review_exports.id
)
"""


class TooMany(Exception):
    """The person has `MOST_AT_ONCE` exports running."""


def start(user, **fields):
    """Writes and returns the row of an export that is about to run. Raises `TooMany`."""
    end_abandoned()
    if Export.objects.filter(by_id=user.pk, state=Export.State.RUNNING).count() >= MOST_AT_ONCE:
        raise TooMany
    return Export.objects.create(by_id=user.pk, by_name=user.get_username(), **fields)


def hold(export):
    """Says that the export is alive, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, export.pk])


def end(export, state, rows):
    """Writes how an export ended. Where the database can't be reached, that is logged and the row waits."""
    export.state, export.rows, export.finished_at = state, rows, timezone.now()
    try:
        Export.objects.filter(pk=export.pk).update(state=state, rows=rows, finished_at=export.finished_at)
    except DatabaseError:
        logger.exception("How export %s ended could not be recorded: %s.", export.pk, state)


def end_abandoned():
    """Ends the rows of exports whose server process is gone; returns how many there were."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ABANDONED, [Export.State.CUT_OFF, now, Export.State.RUNNING, now - STARTING, LOCK])
        return cursor.rowcount
