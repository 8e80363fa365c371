"""What the background worker makes of arrivals: the reasons of flagged decisions, and the search index.

The triggers of migration 0009 note every source that gets a document or a flagged decision, whoever writes it.
"""

import logging
import zlib
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from . import flag_reasons
from .models import Arrival
from .search.indexing import index_documents_of

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(days=7)
STALE = """
INSERT INTO review_arrivals (source_id)
SELECT DISTINCT d.source_id
FROM compliance_decisions d LEFT JOIN review_flag_reasons r ON r.decision_id = d.id
WHERE d.review_flag AND (r.worked_out_at IS NULL OR r.worked_out_at < %s)
    AND NOT EXISTS (SELECT FROM review_arrivals a WHERE a.source_id = d.source_id)
LIMIT %s
"""
# Any number that no other advisory lock of this database uses.
LOCK = 0x41434346


def work_off(limit=50):
    """Works off what has arrived; returns how many arrivals it took a step further, at most `limit`, 0 if none waits.

    Reasons come first, for all that waits: reviewers look at them within the minute. Indexing takes many times as long.
    """
    return work_off_step(limit, is_judged=False) or work_off_step(limit, is_judged=True)


def work_off_step(limit, *, is_judged):
    """The reasons of the oldest arrivals or, of those that have them, the index; returns how many it took.

    All in one transaction: of a worker that is killed nothing stays, and its arrivals wait for the next. Two workers
    take different arrivals, but of one source the second waits until the first has written, and then reads anew.
    """
    with transaction.atomic():
        waiting = Arrival.objects.filter(is_judged=is_judged).select_for_update(skip_locked=True)
        taken = dict(waiting.order_by("id")[:limit].values_list("id", "source_id"))
        if taken:
            sources = set(taken.values())
            lock(sources)
            arrivals = Arrival.objects.filter(pk__in=taken)
            if is_judged:
                index(sources)
                arrivals.delete()
            else:
                flag_reasons.work_out(sources)
                arrivals.update(is_judged=True)
    return len(taken)


def note_stale(limit=2000):
    """Notes sources of flagged decisions whose reasons are not known or a week old; returns how many, at most `limit`.

    Documents grow old by themselves, and settings change; neither arrives.
    """
    with connection.cursor() as cursor:
        cursor.execute(STALE, [timezone.now() - STALE_AFTER, limit])
        return cursor.rowcount


def lock(source_ids):
    """Keeps other workers from these sources until the transaction ends. In one order, so never in a circle."""
    keys = sorted({zlib.crc32(source_id.encode()) - 2**31 for source_id in source_ids})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::integer[]) key", [LOCK, keys])


def index(source_ids):
    """Indexes new documents for the search. An error there is logged; the index's own daily pass comes back to it."""
    try:
        with transaction.atomic():
            index_documents_of(source_ids)
    except (OperationalError, InterfaceError):
        raise  # the database, not the documents: the arrivals wait
    except Exception:
        logger.exception("The documents of %d sources could not be indexed.", len(source_ids))
