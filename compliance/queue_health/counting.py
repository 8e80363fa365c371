"""What queue health counts, by SQL over `QueueStay`.

Days are UTC's. Cleared means that a person confirmed or overrode; a newer decision, a retirement or a flag that was
cleared otherwise take a decision out of the queue, too, and are told apart from that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from ..models import QueueStay
from .forecasting import RATE_DAYS

CLEARED = [str(how) for how in QueueStay.CLEARED]
OTHERWISE = [str(how) for how in QueueStay.OTHERWISE]
# Ages in days at which one group of what waits ends and the next begins.
AGES = (1, 3, 7, 14, 30)
DAY = timedelta(days=1)

AGES_NOW = """
SELECT width_bucket(entered_at, %(edges)s::timestamptz[]), entered_at < %(due)s, count(*)
FROM review_queue_stays WHERE left_at IS NULL GROUP BY 1, 2
"""
# One row: what is done with some of those that wait, the oldest of them, and what moved lately.
LATELY = """
SELECT
    (
        SELECT count(*) FROM review_queue_stays stay JOIN review_escalations USING (decision_id)
        WHERE left_at IS NULL
    ),
    (
        SELECT count(*) FROM review_queue_stays stay JOIN review_snoozes USING (decision_id)
        WHERE left_at IS NULL AND until > %(now)s
    ),
    (SELECT min(entered_at) FROM review_queue_stays),
    (SELECT count(*) FROM review_queue_stays WHERE entered_at >= %(since)s AND entered_at < %(until)s),
    (SELECT count(*) FROM review_queue_stays WHERE left_at >= %(since)s AND left_at < %(until)s),
    oldest.decision_id, oldest.entered_at, sources.normalized_url
FROM (SELECT) one
LEFT JOIN LATERAL (
    SELECT * FROM review_queue_stays WHERE left_at IS NULL ORDER BY entered_at, id LIMIT 1
) oldest ON true
LEFT JOIN sources ON sources.id = oldest.source_id
"""
# How many entered and left in each part of a period, and how many were there before its first.
MOVES = """
SELECT 'entered', width_bucket(entered_at, %(edges)s::timestamptz[]), count(*)
FROM review_queue_stays WHERE entered_at >= %(since)s AND entered_at < %(until)s GROUP BY 2
UNION ALL
SELECT left_by, width_bucket(left_at, %(edges)s::timestamptz[]), count(*)
FROM review_queue_stays WHERE left_at >= %(since)s AND left_at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT 'waiting', 0, count(*)
FROM review_queue_stays WHERE entered_at < %(since)s AND (left_at IS NULL OR left_at >= %(since)s)
"""
# By part of the period, and last, with NULL for the part, the whole of it.
TIMES = """
SELECT
    part, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds),
    count(*) FILTER (WHERE in_time)
FROM (
    SELECT
        width_bucket(left_at, %(edges)s::timestamptz[]) AS part,
        extract(epoch FROM left_at - entered_at)::float AS seconds,
        left_at <= entered_at + %(target)s AS in_time
    FROM review_queue_stays
    WHERE left_at >= %(since)s AND left_at < %(until)s AND left_by = ANY (%(cleared)s)
) cleared
GROUP BY GROUPING SETS ((part), ())
ORDER BY part NULLS LAST
"""


@dataclass(frozen=True)
class Lately:
    """What is going on now. `known_since` and the oldest's three are None where nothing is or was ever there."""

    escalated: int
    snoozed: int
    known_since: datetime | None
    entered: int
    left: int
    oldest_id: str | None
    oldest_since: datetime | None
    oldest_address: str | None


@dataclass(frozen=True)
class ClearingTime:
    """How long what people `cleared` had waited; `in_time` is how many of it kept the target.

    `median` and `p90`, the time that 90 % stayed within, are in seconds, None where nothing was cleared.
    """

    cleared: int = 0
    median: float | None = None
    p90: float | None = None
    in_time: int = 0


def count_ages(now, target):
    """`{(group of AGES, from the youngest, whether beyond the target): number}` of what waits."""
    rows = query(AGES_NOW, {"edges": [now - age * DAY for age in reversed(AGES)], "due": now - target})
    return {(len(AGES) - place, is_over): count for place, is_over, count in rows}


def count_lately(now):
    """`Lately`; what moved counts on the `RATE_DAYS` whole days before today."""
    until = midnight(now.astimezone(UTC).date())
    return Lately(*query(LATELY, {"now": now, "since": until - RATE_DAYS * DAY, "until": until})[0])


def count_moves(period):
    """`{what: numbers by bucket}`: `entered`, `cleared`, left `otherwise`, and `waiting` at the end of each."""
    numbers = {name: [0] * len(period.buckets()) for name in ("entered", "cleared", "otherwise")}
    waiting, before = [], 0
    for what, place, count in query(MOVES, span_of(period)):
        if what == "waiting":
            before = count
        else:
            name = what if what == "entered" else "cleared" if what in CLEARED else "otherwise"
            numbers[name][place - 1] += count
    for entered, *left in zip(*numbers.values(), strict=True):
        before += entered - sum(left)
        waiting.append(before)
    return numbers | {"waiting": waiting}


def clearing_times(period, target):
    """`(ClearingTime of the period, [ClearingTime of each bucket])`; `target` a timedelta."""
    parameters = span_of(period) | {"target": target, "cleared": CLEARED}
    rows = {part: row for part, *row in query(TIMES, parameters)}
    parts = range(1, len(period.buckets()) + 1)
    return clearing_time(rows[None]), [clearing_time(rows.get(part)) for part in parts]


def clearing_time(row):
    """`ClearingTime` of a row of `TIMES`; None is no row."""
    if row is None:
        return ClearingTime()
    cleared, times, in_time = row
    return ClearingTime(cleared, *(times or (None, None)), in_time)


def span_of(period):
    edges = [midnight(bucket.first) for bucket in period.buckets()]
    return {"edges": edges, "since": period.since, "until": period.until}


def midnight(day):
    return datetime.combine(day, datetime.min.time(), UTC)


def query(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
