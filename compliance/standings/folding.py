"""From notes to standings: works out anew where noted sources stand, and moves the counts by the difference.

How writers are kept free: a trigger only appends a note, in the writer's own transaction, so nobody waits for
anybody and no count is ever locked by who writes. Folding is left to one at a time, which an advisory lock sees to: of
two at once, the slower would write over what the quicker read later. At READ COMMITTED the tables are read in a
later snapshot than the notes that are taken away, so a note is never gone before what it speaks of is counted; what
commits meanwhile has left a note of its own.
"""

from django.db import connection, transaction

from ..models import StaleStanding
from ..queue_health import stays
from ..recounting import take_turn

# Sources that a page folds before it reads; the background worker sees to the rest.
PAGE_LIMIT = 500

TAKE = """
DELETE FROM review_stale_standings
WHERE id = ANY (ARRAY(SELECT id FROM review_stale_standings ORDER BY id LIMIT %s))
RETURNING source_id
"""

# The columns of a kind, of a decision `d`. What says nothing is null, whether it is missing or empty.
KIND = """
    d.status,
    NULLIF(d.compliance_channel, '') AS channel,
    NULLIF(d.version_info ->> 'model_version', '') AS model,
    NULLIF(d.version_info ->> 'rules_version', '') AS rules
"""
ADD_KINDS = f"""
INSERT INTO review_standing_kinds (status, channel, model, rules)
SELECT DISTINCT {KIND} FROM compliance_decisions d WHERE d.source_id = ANY (%(sources)s)
EXCEPT SELECT status, channel, model, rules FROM review_standing_kinds
"""  # noqa: S608 our own constants

# Where sources stand after the tables. A source's history has one entry for each day on whose end it stood otherwise
# than on the end of the day before; `timestamp` columns hold UTC.
FRESH = f"""
    closed AS MATERIALIZED (
        SELECT DISTINCT ON (d.source_id, d.created_at::date)
            d.source_id, d.created_at::date AS day, d.id AS decision_id, d.created_at, d.review_flag, {KIND}
        FROM compliance_decisions d WHERE d.source_id = ANY (%(sources)s)
        ORDER BY d.source_id, d.created_at::date, d.created_at DESC, d.id DESC
    ),
    decided AS (
        SELECT closed.source_id, day, decision_id, created_at, review_flag, kinds.id AS kind_id
        FROM closed JOIN review_standing_kinds kinds
            -- Null is a value like any other here; as text beside the others a hash join can look it up.
            ON ROW(kinds.status, kinds.channel, kinds.model, kinds.rules)::text
                = ROW(closed.status, closed.channel, closed.model, closed.rules)::text
    ),
    newest AS (
        SELECT DISTINCT ON (source_id) * FROM decided ORDER BY source_id, day DESC
    ),
    retired AS (
        SELECT source_id, (created_at AT TIME ZONE 'UTC')::date AS day
        FROM review_retirements WHERE source_id = ANY (%(sources)s)
    ),
    undecided AS (
        SELECT s.id AS source_id, s.created_at::date AS day
        FROM sources s LEFT JOIN decided ON decided.source_id = s.id
        WHERE s.id = ANY (%(sources)s)
        GROUP BY s.id HAVING s.created_at::date < min(decided.day) OR min(decided.day) IS NULL
    ),
    points AS (
        SELECT source_id, day, kind_id FROM decided
        UNION ALL
        SELECT source_id, day, (SELECT id FROM review_standing_kinds WHERE status = 'UNDECIDED' AND model IS NULL
            AND channel IS NULL AND rules IS NULL)
        FROM undecided
    ),
    standing AS (
        SELECT points.* FROM points LEFT JOIN retired USING (source_id)
        WHERE retired.day IS NULL OR points.day < retired.day
        UNION ALL
        SELECT source_id, day, (SELECT id FROM review_standing_kinds WHERE status = 'RETIRED' AND model IS NULL
            AND channel IS NULL AND rules IS NULL)
        FROM retired WHERE EXISTS (SELECT FROM sources WHERE id = source_id)
    ),
    turns AS (
        SELECT *, lag(kind_id) OVER (PARTITION BY source_id ORDER BY day) AS before FROM standing
    ),
    histories AS (
        SELECT source_id, array_agg(day ORDER BY day) AS days, array_agg(kind_id::integer ORDER BY day) AS kinds
        FROM turns WHERE kind_id IS DISTINCT FROM before GROUP BY source_id
    ),
    fresh AS MATERIALIZED (
        SELECT
            s.id AS source_id, s.domain, terms.language, kinds[cardinality(kinds)]::bigint AS kind_id,
            newest.decision_id,
            COALESCE(newest.review_flag, false) AND retired.source_id IS NULL AS is_flagged,
            newest.created_at AT TIME ZONE 'UTC' AS decided_at,
            days, kinds
        FROM histories
        JOIN sources s ON s.id = histories.source_id
        LEFT JOIN retired ON retired.source_id = s.id
        LEFT JOIN newest ON newest.source_id = s.id
        LEFT JOIN LATERAL (
            SELECT NULLIF(language, '') AS language FROM documents
            WHERE documents.source_id = s.id AND document_type = 'tc'
            ORDER BY version DESC, fetched_at DESC, documents.id DESC LIMIT 1
        ) terms ON true
    ),
    old AS MATERIALIZED (
        SELECT source_id, domain, language, kind_id, decision_id, is_flagged, decided_at, days, kinds
        FROM review_standings WHERE source_id = ANY (%(sources)s)
    )
"""  # noqa: S608 our own constants
FOLD = f"""
WITH {FRESH},
    -- A source's entries as they are to be count for it, those that it had against it.
    entries AS (
        SELECT 1 AS sign, entry.*, lead(day) OVER (PARTITION BY source_id ORDER BY day) AS following
        FROM fresh CROSS JOIN unnest(days, kinds) AS entry (day, kind_id)
        UNION ALL
        SELECT -1, entry.*, lead(day) OVER (PARTITION BY source_id ORDER BY day)
        FROM old CROSS JOIN unnest(days, kinds) AS entry (day, kind_id)
    ),
    changes AS (
        SELECT day, kind_id, sign AS change FROM entries
        UNION ALL
        SELECT following, kind_id, -sign FROM entries WHERE following IS NOT NULL
    ),
    moved_changes AS (
        INSERT INTO review_standing_changes AS kept (month, day, kind_id, change)
        SELECT date_trunc('month', day)::date, day, kind_id, sum(change) FROM changes
        GROUP BY GROUPING SETS ((1, day, kind_id), (1, kind_id)) HAVING sum(change) <> 0
        ON CONFLICT (month, day, kind_id) DO UPDATE SET change = kept.change + excluded.change
    ),
    signed AS (
        SELECT 1 AS sign, kind_id, domain, language FROM fresh
        UNION ALL
        SELECT -1, kind_id, domain, language FROM old
    ),
    moved_counts AS (
        INSERT INTO review_standing_counts AS kept (dimension, value, kind_id, sources)
        SELECT dimension, value, kind_id, sum(sign)
        FROM signed CROSS JOIN LATERAL (VALUES ('domain', domain), ('language', language)) AS valued (dimension, value)
        GROUP BY GROUPING SETS ((dimension, value, kind_id), (dimension, value)) HAVING sum(sign) <> 0
        ON CONFLICT (dimension, value, kind_id) DO UPDATE SET sources = kept.sources + excluded.sources
    ),
    gone AS (
        DELETE FROM review_standings
        WHERE source_id IN (SELECT source_id FROM old EXCEPT SELECT source_id FROM fresh)
        RETURNING source_id
    ),
    written AS (
        INSERT INTO review_standings
            (source_id, domain, language, kind_id, decision_id, is_flagged, decided_at, days, kinds)
        SELECT * FROM (SELECT * FROM fresh EXCEPT SELECT * FROM old) differing
        ON CONFLICT (source_id) DO UPDATE SET
            domain = excluded.domain, language = excluded.language, kind_id = excluded.kind_id,
            decision_id = excluded.decision_id, is_flagged = excluded.is_flagged, decided_at = excluded.decided_at,
            days = excluded.days, kinds = excluded.kinds
        RETURNING source_id
    )
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""  # noqa: S608 our own constants


def fold(limit=2000):
    """Works off the oldest `limit` notes; returns how many it took, 0 if none waits or somebody else is folding."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not take_turn():
            return 0
        cursor.execute(TAKE, [limit])
        taken = [source_id for (source_id,) in cursor.fetchall()]
        if taken:
            work_out(sorted(set(taken)))
    return len(taken)


def fold_pending():
    """Works off what waits, so that a page shows what its reader just did. Returns whether nothing is left to count.

    Where the pipeline has just written a lot, or somebody else is folding, a page does not wait for it.
    """
    return not is_pending() or (fold(PAGE_LIMIT) < PAGE_LIMIT and not is_pending())


def is_pending():
    """Whether anything was written that is not counted yet."""
    return StaleStanding.objects.exists()


def work_out(source_ids):
    """Makes the standings and queue stays of these sources what the tables say; returns how many standings differed.

    For who has the turn only (`recounting`).
    """
    with connection.cursor() as cursor:
        cursor.execute(ADD_KINDS, {"sources": source_ids})
        cursor.execute(FOLD, {"sources": source_ids})
        (differing,) = cursor.fetchone()
    stays.work_out(source_ids)
    return differing
