"""The rows that all figures about verdicts are counted from: which count as what, in one place.

A *judgement* is a confirmation or an override that nobody has taken back. It says whether the machine was right
only where the machine had decided: REVIEW_REQUIRED can't be confirmed.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from ..facets import NO_VALUE
from ..models import ReviewRecord, Verdict
from ..recounting import Recounted
from ..review import VERDICT_STATUSES

JUDGEMENTS = (ReviewRecord.Action.CONFIRM, ReviewRecord.Action.OVERRIDE)

# One look into an index for each version, however many verdicts bear it. NULL sorts last and ends the walk.
VERSIONS = """
WITH RECURSIVE
    models AS (
        (SELECT model AS value FROM review_verdicts WHERE model IS NOT NULL ORDER BY model LIMIT 1)
        UNION ALL
        SELECT (SELECT model FROM review_verdicts WHERE model > models.value ORDER BY model LIMIT 1)
        FROM models WHERE models.value IS NOT NULL
    ),
    rules AS (
        (SELECT rules AS value FROM review_verdicts WHERE rules IS NOT NULL ORDER BY rules LIMIT 1)
        UNION ALL
        SELECT (SELECT review_verdicts.rules FROM review_verdicts WHERE review_verdicts.rules > rules.value
                ORDER BY review_verdicts.rules LIMIT 1)
        FROM rules WHERE rules.value IS NOT NULL
    )
(SELECT 'model', value FROM models WHERE value IS NOT NULL LIMIT 200)
UNION ALL
(SELECT 'rules', value FROM rules WHERE value IS NOT NULL LIMIT 200)
"""

# The judgements of a source by one person after another's, given one by one: nobody reads what is decided in bulk.
SECOND_JUDGEMENTS = """
SELECT record_id, decided_at, actor_id, human_status, before_id, before_status
FROM (
    SELECT record_id, decided_at, actor_id, human_status,
        lag(actor_id) OVER by_source AS before_id, lag(human_status) OVER by_source AS before_status
    FROM review_verdicts
    WHERE action IN ('confirm', 'override') AND batch_id IS NULL AND NOT is_undone
    WINDOW by_source AS (PARTITION BY source_id ORDER BY record_id)
) judgements
WHERE before_id <> actor_id
"""
ONE_OF_TWO = "(actor_id, before_id) IN ((%s, %s), (%s, %s))"
AGREED = {"same": "human_status = before_status", "different": "human_status <> before_status"}

# Document types are compared where the record itself names them: elsewhere they were looked up when it was written.
REPAIR = """
WITH read AS (
        SELECT verdict.*, undone.is_undone AS taken_back, review_read_document_types(
            record.decision_snapshot->'version_info') <> '{}' AS names_documents
        FROM review_records record
        CROSS JOIN LATERAL review_read_verdict(record) verdict
        CROSS JOIN LATERAL (
            SELECT record.id IN (SELECT undoes FROM review_records other WHERE undoes < other.id) AS is_undone
        ) undone
    ),
    wrong AS (
        SELECT read.*, kept.record_id IS NOT NULL AND NOT names_documents AS keeps_documents,
            kept.document_types AS kept_documents
        FROM read LEFT JOIN review_verdicts kept USING (record_id)
        WHERE kept.record_id IS NULL
            OR (names_documents AND kept.document_types <> read.document_types)
            OR ({kept}) IS DISTINCT FROM ({read})
    ),
    removed AS (
        DELETE FROM review_verdicts kept WHERE NOT EXISTS (SELECT FROM read WHERE read.record_id = kept.record_id)
        RETURNING record_id
    ),
    repaired AS (
        INSERT INTO review_verdicts AS kept ({columns}, document_types, is_undone)
        SELECT {columns}, CASE WHEN keeps_documents THEN kept_documents ELSE document_types END, taken_back FROM wrong
        ON CONFLICT (record_id) DO UPDATE SET ({columns}, document_types, is_undone)
            = ROW({excluded}, excluded.document_types, excluded.is_undone)
        RETURNING record_id
    )
SELECT (SELECT count(*) FROM read), (SELECT count(*) FROM removed) + (SELECT count(*) FROM repaired)
"""
COLUMNS = [
    field.column for field in Verdict._meta.concrete_fields if field.column not in ("document_types", "is_undone")
]


@dataclass(frozen=True)
class Versions:
    """The model and rules versions that verdicts bear, sorted."""

    model: list[str]
    rules: list[str]


def versions():
    """`Versions` of all verdicts, at most 200 of each. One query."""
    found = {"model": [], "rules": []}
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        for name, value in cursor.fetchall():
            found[name].append(value)
    return Versions(**found)


def judged():
    """Condition on `Verdict`: it says whether the machine was right."""
    return Q(action__in=JUDGEMENTS, is_undone=False, machine_status__in=VERDICT_STATUSES)


def left_to_people():
    """Condition on `Verdict`: it decides what the machine had not decided."""
    return Q(action__in=JUDGEMENTS, is_undone=False) & ~Q(machine_status__in=VERDICT_STATUSES)


def bears(name, value):
    """Condition on `Verdict`: its `model` or `rules` is `value`, or none where that is `NO_VALUE`."""
    return Q(**{f"{name}__isnull": True}) if value == NO_VALUE else Q(**{name: value})


def confidence_within(low=None, high=None):
    """Condition on `Verdict`: from `low` up to `high`, which belongs to it only where it is 1; None is no limit."""
    condition = Q() if low is None else Q(confidence__gte=low)
    if high is None:
        return condition
    return condition & (Q(confidence__lt=high) if high < 1 else Q(confidence__lte=high))


def timed():
    """Condition on `Verdict`: how long it took is known, and somebody took that time for it alone."""
    return Q(opened_at__isnull=False, batch_id=None)


def second_judgements(agreed="", pair=None):
    """SQL expression for the record ids of judgements of a source after another person's.

    `agreed`: "same" or "different" status as that one; `pair`: only of these two account ids, in either order.
    """
    conditions, params = [AGREED[agreed]] if agreed else [], []
    if pair:
        conditions.append(ONE_OF_TWO)
        params = [pair[0], pair[1], pair[1], pair[0]]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return RawSQL(f"SELECT record_id FROM ({SECOND_JUDGEMENTS}) second {where}", params)  # noqa: S608, S611 our own constants


def recount():
    """Reads all review records anew and repairs the verdicts that differ. Returns `Recounted`; new ones wait."""
    names = {
        "columns": ", ".join(COLUMNS),
        "kept": ", ".join([*(f"kept.{name}" for name in COLUMNS), "kept.is_undone"]),
        "read": ", ".join([*(f"read.{name}" for name in COLUMNS), "read.taken_back"]),
        "excluded": ", ".join(f"excluded.{name}" for name in COLUMNS),
    }
    statement = REPAIR.replace("'{}'", "'{{}}'").format(**names)
    with transaction.atomic(), connection.cursor() as cursor:
        # What a verdict adds while this reads would otherwise be taken for too much. Readers go on.
        cursor.execute("LOCK TABLE review_verdicts IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(statement)
        rows, repaired = cursor.fetchone()
    return Recounted("verdicts", rows, repaired)
