"""What judgements add up to: by what each has one of, and by what it may have many of."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from ..review import VERDICT_STATUSES
from .calibration import EDGES

# `{judgements}` is the statement of those in question. Grouped twice, as the many are few once
# what they have in common is; OFFSET keeps the planner from expecting as many bins as there are values of confidence,
# and from sorting for that.
PARTS = {15: "total", 7: "model", 11: "rules", 13: "bin", 14: "statuses"}
COLUMNS = ("action", "machine_status", "human_status", "model", "rules", "confidence", "decided_at")
SUMS = """
SELECT grouping(model, rules, bin, machine_status), says, model, rules, bin, machine_status, human_status,
    sum(n)::bigint, sum(overridden)::bigint, sum(confidence), sum(error), min(first), max(last)
FROM (
    SELECT says, model, rules, bin, machine_status, human_status,
        count(*) AS n, count(*) FILTER (WHERE action = 'override') AS overridden,
        coalesce(sum(confidence), 0) AS confidence,
        coalesce(sum(power(confidence - (action = 'confirm')::int, 2)), 0) AS error,
        min(decided_at) AS first, max(decided_at) AS last
    FROM (
        SELECT *, machine_status = ANY (%s) AS says, width_bucket(confidence, %s::float8[]) AS bin
        FROM ({judgements}) judgements OFFSET 0
    ) binned
    GROUP BY 1, 2, 3, 4, 5, 6
) grouped
GROUP BY GROUPING SETS ((says), (says, model), (says, rules), (says, bin), (says, machine_status, human_status))
"""
TAGS = """
SELECT tag, count(*), count(*) FILTER (WHERE action = 'override')
FROM ({judgements}) judgements, unnest({column}) tag
WHERE machine_status = ANY (%s) GROUP BY tag ORDER BY 2 DESC, 1 LIMIT %s
"""


@dataclass
class Sums:
    """What the judgements add up to: `(n, overridden)` in all and by what they have one of.

    `left` counts those left to people, `statuses` is `{(machine's, people's): n}` of both kinds, `bins` is as
    `calibration.bins` takes it.
    """

    total: tuple[int, int] = (0, 0)
    left: int = 0
    first: datetime | None = None
    last: datetime | None = None
    model: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)
    bins: dict = field(default_factory=dict)
    without_confidence: int = 0


def sums_of(judgements):
    """`Sums` of a queryset of `Verdict`s."""
    sums = Sums()
    for part, says, model, rules, number, was, became, n, overridden, confidence, error, first, last in ask(
        SUMS, judgements.values(*COLUMNS), before=[machine_statuses(), list(EDGES)]
    ):
        part = PARTS[part]
        if part == "statuses":
            sums.statuses[was, became] = n
        elif part == "total":
            if says:
                sums.total, sums.first, sums.last = (n, overridden), first, last
            else:
                sums.left = n
        elif says and part == "bin":
            if number is None:
                sums.without_confidence = n
            else:
                sums.bins[number] = (n, n - overridden, confidence, error)
        elif says:
            getattr(sums, part)[model if part == "model" else rules] = (n, overridden)
    return sums


def tags_of(judgements, column, limit):
    """`[(text, n, overridden), ...]` of what the judgements about the machine bear in an array column.

    The `limit` most frequent, these first.
    """
    judgements = judgements.values("action", "machine_status", column)
    return ask(TAGS, judgements, after=[machine_statuses(), limit], column=column)


def ask(statement, judgements, *, before=(), after=(), **names):
    """The rows of a statement over a queryset; the parameters stand before and behind the queryset's own in it."""
    selected, params = judgements.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement.format(judgements=selected, **names), [*before, *params, *after])
        return cursor.fetchall()


def machine_statuses():
    return [str(status) for status in VERDICT_STATUSES]
