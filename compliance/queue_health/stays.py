"""Keeps `QueueStay`: one row for each stay of a decision in the review queue.

The queue holds the flagged decisions that are current, of sources in use. Nothing of that is stored as a history, so it
is worked out from what is: a decision's stays begin when it is made and again when a verdict is taken back, and end
with a verdict, with a newer decision, with the source's retirement or with the flag (`replaying` has the rule).
"""

from collections import defaultdict

from django.db import connection, transaction

from ..models import QueueStay
from ..recounting import Recounted, wait_for_turn
from .replaying import Flagged, Turn, Verdict, replay

# Sources that are recounted at once.
BATCH = 1000

# Decisions of some sources that are or were flagged, each with what can end its stay. Decisions are in UTC.
EVER_FLAGGED = """
WITH touched AS (
    SELECT id FROM compliance_decisions WHERE source_id = ANY (%(sources)s) AND review_flag
    UNION
    SELECT decision_id FROM review_records
    WHERE source_id = ANY (%(sources)s) AND action IN ('confirm', 'override', 'supersede')
    UNION
    SELECT pgh_obj_id FROM compliance_compliancedecisionevent WHERE source_id = ANY (%(sources)s) AND review_flag
)
SELECT
    decision.id, decision.source_id, decision.created_at AT TIME ZONE 'UTC', decision.review_flag,
    newer.created_at AT TIME ZONE 'UTC', retirement.created_at
FROM touched
JOIN compliance_decisions decision ON decision.id = touched.id AND decision.source_id = ANY (%(sources)s)
LEFT JOIN LATERAL (
    SELECT created_at FROM compliance_decisions newer
    WHERE newer.source_id = decision.source_id AND (newer.created_at, newer.id) > (decision.created_at, decision.id)
    ORDER BY newer.created_at, newer.id LIMIT 1
) newer ON true
LEFT JOIN review_retirements retirement ON retirement.source_id = decision.source_id
"""
VERDICTS = """
SELECT decision_id, id, action, created_at, actor_id, undoes FROM review_records
WHERE decision_id = ANY (%(decisions)s) AND action IN ('confirm', 'override', 'supersede', 'undo')
ORDER BY id
"""
# A change of a row leaves two events, before and after, in this order.
TURNS = """
SELECT id, pgh_created_at, review_flag FROM (
    SELECT
        pgh_obj_id AS id, pgh_id, pgh_created_at, pgh_label, review_flag,
        lag(review_flag) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before
    FROM compliance_compliancedecisionevent
    WHERE pgh_obj_id = ANY (%(decisions)s) AND pgh_label IN ('changed_from', 'changed_to')
) events
WHERE pgh_label = 'changed_to' AND review_flag <> before
ORDER BY pgh_id
"""
COLUMNS = "decision_id, number, source_id, entered_at, left_at, left_by, record_id, actor_id"
WRITE = f"""
WITH fresh AS MATERIALIZED (
    SELECT * FROM unnest(
        %s::varchar[], %s::smallint[], %s::varchar[], %s::timestamptz[], %s::timestamptz[], %s::varchar[], %s::bigint[],
        %s::integer[]
    ) AS stay ({COLUMNS})
),
gone AS (
    DELETE FROM review_queue_stays kept
    WHERE source_id = ANY (%s)
        AND NOT EXISTS (SELECT FROM fresh WHERE (fresh.decision_id, fresh.number) = (kept.decision_id, kept.number))
    RETURNING source_id
),
written AS (
    INSERT INTO review_queue_stays ({COLUMNS})
    SELECT * FROM (
        SELECT * FROM fresh EXCEPT SELECT {COLUMNS} FROM review_queue_stays WHERE source_id = ANY (%s)
    ) differing
    ON CONFLICT (decision_id, number) DO UPDATE SET
        source_id = excluded.source_id, entered_at = excluded.entered_at, left_at = excluded.left_at,
        left_by = excluded.left_by, record_id = excluded.record_id, actor_id = excluded.actor_id
    RETURNING source_id
)
SELECT source_id FROM gone UNION ALL SELECT source_id FROM written
"""  # noqa: S608 our own constants
# Where a stay can be or should be. Few sources ever have a flag, so all are found without reading all decisions.
CONCERNED = """
SELECT source_id FROM compliance_decisions WHERE review_flag
UNION
SELECT source_id FROM review_records WHERE action IN ('confirm', 'override', 'supersede')
UNION
SELECT source_id FROM compliance_compliancedecisionevent WHERE review_flag
UNION
SELECT source_id FROM review_queue_stays
ORDER BY source_id
"""
NOTED = "SELECT DISTINCT source_id FROM review_stale_standings WHERE source_id = ANY (%s)"


def work_out(source_ids):
    """Makes the stays of these sources' decisions what the tables say; returns how many rows differed.

    For who has the turn only (`recounting`).
    """
    return len(repair(source_ids))


def repair(source_ids):
    """As `work_out`; returns the source of each row that was missing, wrong or too many."""
    source_ids = list(source_ids)
    rows = [
        (decision.id, number, decision.source_id, *stay_columns(stay))
        for decision, stays in replayed(source_ids)
        for number, stay in enumerate(stays, 1)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS.split(",")]
    return [source_id for (source_id,) in fetched(WRITE, [*columns, source_ids, source_ids])]


def replayed(source_ids):
    """List of `(Flagged, its stays)` for the decisions of these sources that are or were flagged. Three queries."""
    decisions = [Flagged(*row) for row in fetched(EVER_FLAGGED, {"sources": source_ids})]
    if not decisions:
        return []
    ids = {"decisions": [decision.id for decision in decisions]}
    verdicts, turns = defaultdict(list), defaultdict(list)
    for decision_id, *columns in fetched(VERDICTS, ids):
        verdicts[decision_id].append(Verdict(*columns))
    for decision_id, *columns in fetched(TURNS, ids):
        turns[decision_id].append(Turn(*columns))
    return [(decision, replay(decision, verdicts[decision.id], turns[decision.id])) for decision in decisions]


def stay_columns(stay):
    return stay.entered_at, stay.left_at, stay.left_by, stay.record_id, stay.actor_id


def recount():
    """Works out all stays anew and repairs those that are wrong; returns `Recounted`. Flat in memory.

    What somebody has just written and what is not folded yet is worked out, too, but is no error.
    """
    repaired = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(CONCERNED)
        while rows := cursor.fetchmany(BATCH):
            with transaction.atomic():
                wait_for_turn()
                wrong = repair([source_id for (source_id,) in rows])
                noted = {source_id for (source_id,) in fetched(NOTED, [wrong])}
            repaired += sum(source_id not in noted for source_id in wrong)
    return Recounted("stays in the review queue", QueueStay.objects.count(), repaired)


def fetched(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
