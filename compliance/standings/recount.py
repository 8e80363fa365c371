"""Holds what is kept against the pipeline's tables, and repairs it."""

from django.db import connection, transaction

from ..models import StaleStanding, Standing, StandingChange, StandingCount
from ..recounting import Recounted, wait_for_turn
from .folding import fold, work_out

BATCH = 2000

# All ids of either side behind the last, so that standings of sources that are gone are found too.
NEXT_SOURCES = """
SELECT array_agg(id ORDER BY id) FROM (
    (SELECT id FROM sources WHERE id > %(after)s ORDER BY id LIMIT %(limit)s)
    UNION
    (SELECT source_id FROM review_standings WHERE source_id > %(after)s ORDER BY source_id LIMIT %(limit)s)
    ORDER BY id LIMIT %(limit)s
) following
"""
# What the standings add up to, beside what is kept; a row that is kept as 0 is as good as none.
REPAIR_CHANGES = """
WITH entries AS (
        SELECT entry.*, lead(day) OVER (PARTITION BY source_id ORDER BY day) AS following
        FROM review_standings CROSS JOIN unnest(days, kinds) AS entry (day, kind_id)
    ),
    changes AS (
        SELECT day, kind_id, 1 AS change FROM entries
        UNION ALL
        SELECT following, kind_id, -1 FROM entries WHERE following IS NOT NULL
    ),
    counted AS (
        SELECT date_trunc('month', day)::date AS month, day, kind_id, sum(change) AS change FROM changes
        GROUP BY GROUPING SETS ((1, day, kind_id), (1, kind_id)) HAVING sum(change) <> 0
    ),
    differing AS (
        SELECT
            COALESCE(counted.month, kept.month), COALESCE(counted.day, kept.day),
            COALESCE(counted.kind_id, kept.kind_id), COALESCE(counted.change, 0)
        FROM counted FULL JOIN review_standing_changes kept
            ON ROW(counted.month, counted.day, counted.kind_id)::text = ROW(kept.month, kept.day, kept.kind_id)::text
        WHERE COALESCE(counted.change, 0) <> COALESCE(kept.change, 0)
    )
INSERT INTO review_standing_changes AS kept (month, day, kind_id, change) SELECT * FROM differing
ON CONFLICT (month, day, kind_id) DO UPDATE SET change = excluded.change
"""
REPAIR_COUNTS = """
WITH counted AS (
        SELECT dimension, value, kind_id, count(*) AS sources FROM review_standings
        CROSS JOIN LATERAL (VALUES ('domain', domain), ('language', language)) AS valued (dimension, value)
        GROUP BY GROUPING SETS ((dimension, value, kind_id), (dimension, value))
    ),
    differing AS (
        SELECT
            COALESCE(counted.dimension, kept.dimension), COALESCE(counted.value, kept.value),
            COALESCE(counted.kind_id, kept.kind_id), COALESCE(counted.sources, 0)
        FROM counted FULL JOIN review_standing_counts kept
            ON ROW(counted.dimension::text, counted.value, counted.kind_id)::text
                = ROW(kept.dimension::text, kept.value, kept.kind_id)::text
        WHERE COALESCE(counted.sources, 0) <> COALESCE(kept.sources, 0)
    )
INSERT INTO review_standing_counts AS kept (dimension, value, kind_id, sources) SELECT * FROM differing
ON CONFLICT (dimension, value, kind_id) DO UPDATE SET sources = excluded.sources
"""


def recount(progress=lambda sources: None):
    """Works out where every source stands and how many stand where, and repairs it. Returns list of `Recounted`.

    In batches, each a transaction of its own; writers never wait. What they write meanwhile counts as with `fold`, not
    as a repair. `progress` is called with the number of sources of each batch.
    """
    while fold():
        pass
    differing, after = 0, ""
    while sources := next_sources(after):
        differing += recount_batch(sources)
        after = sources[-1]
        progress(len(sources))
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_turn()
        cursor.execute(REPAIR_CHANGES)
        changes = cursor.rowcount
        cursor.execute(REPAIR_COUNTS)
        counts = cursor.rowcount
        StandingChange.objects.filter(change=0).delete()
        StandingCount.objects.filter(sources=0).delete()
    return [
        Recounted("where each source stands", Standing.objects.count(), differing),
        Recounted("changes of standing by day", StandingChange.objects.count(), changes),
        Recounted("sources by domain and language", StandingCount.objects.count(), counts),
    ]


def next_sources(after):
    """Ids of the next sources behind the id `after`, in the database's order; None at the end."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_SOURCES, {"after": after, "limit": BATCH})
        return cursor.fetchone()[0]


def recount_batch(source_ids):
    """Repairs the standings of these sources; returns how many were wrong although nobody had just written."""
    with transaction.atomic():
        wait_for_turn()
        notes = StaleStanding.objects.filter(source_id__in=source_ids)
        noted = set(notes.values_list("source_id", flat=True))
        if noted:
            notes.delete()
            work_out(sorted(noted))
        return work_out([source_id for source_id in source_ids if source_id not in noted])
