"""The import itself: what was previewed is written, in one transaction, and nothing else.

Where the tables have changed since the preview, a row comes out otherwise: it is marked with what became of it and why.
"""

import pghistory
from django.db import connection

from ..models import ImportRow
from ..records.merging import LOAD_LOCK
from .checking import load_lines

SLICE = 5_000  # rows between two signs of progress

# An index says no to a second source with this address, whoever adds it, in whatever moment.
INSERT = """
INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)
SELECT source_id, url, normalized_url, domain, timezone('UTC', now()), timezone('UTC', now())
FROM review_import_rows
WHERE import_id = %(import)s AND outcome = 'new' AND line > %(after)s AND line <= %(upto)s
ORDER BY line
ON CONFLICT DO NOTHING
"""
# In the order in which bulk actions lock them, too.
LOCK_CHANGED = """
SELECT FROM sources WHERE id IN (SELECT source_id FROM review_import_rows WHERE import_id = %s AND outcome = 'changed')
ORDER BY id FOR NO KEY UPDATE
"""
CHANGE = """
WITH changed AS (
    UPDATE sources s SET url = r.url, updated_at = timezone('UTC', clock_timestamp()) FROM review_import_rows r
    WHERE r.import_id = %(import)s AND r.outcome = 'changed' AND s.id = r.source_id
      AND s.url = r.stored_url AND s.normalized_url = r.normalized_url
    RETURNING r.line)
INSERT INTO import_changed SELECT line FROM changed
"""
# The statistics know nothing yet of rows that came a minute ago, and joins that expect one row take the square of the
# time. Hash joins do not.
BY_HASH = "SET LOCAL enable_nestloop = off"
AS_BEFORE = "SET LOCAL enable_nestloop TO DEFAULT"
MARK_NEW = """
    UPDATE review_import_rows r SET written = 'same', source_id = coalesce(s.id, ''),
        written_reason = 'It was added by somebody else since the preview.'
    FROM review_import_rows n LEFT JOIN sources s ON s.normalized_url = n.normalized_url
    WHERE r.import_id = %(import)s AND r.outcome = 'new' AND n.import_id = r.import_id AND n.line = r.line
      AND NOT EXISTS (SELECT FROM sources WHERE sources.id = r.source_id)
"""
MARK_CHANGED = """
    UPDATE review_import_rows r SET written = CASE WHEN s.url = r.url THEN 'same' ELSE 'rejected' END,
        written_reason = CASE
            WHEN s.id IS NULL THEN 'The source was deleted since the preview.'
            WHEN s.url = r.url THEN 'Somebody else has written it so since the preview.'
            ELSE 'The source was edited since the preview; the edit stands.' END
    FROM review_import_rows c LEFT JOIN sources s ON s.id = c.source_id
    WHERE r.import_id = %(import)s AND r.outcome = 'changed' AND c.import_id = r.import_id AND c.line = r.line
      AND NOT EXISTS (SELECT FROM import_changed WHERE import_changed.line = r.line)
"""
MARK_SAME = """
    UPDATE review_import_rows r SET written = 'rejected',
        written_reason = 'The source was there at the preview and is gone; import the file again to add it.'
    WHERE r.import_id = %(import)s AND r.outcome = 'same' AND r.source_id <> ''
      AND NOT EXISTS (SELECT FROM sources WHERE sources.normalized_url = r.normalized_url)
"""

EXPECTED = """
CREATE TEMP TABLE load_expected ON COMMIT DROP AS
SELECT line::bigint, outcome::text FROM review_import_rows WHERE import_id = %s AND outcome IN ('new', 'changed');
ANALYZE load_expected
"""
MARK_LINES = """
UPDATE review_import_rows r SET written = d.outcome, written_reason = d.reason
FROM (
    SELECT line, outcome, coalesce(problem, '') AS reason FROM load_sources
    WHERE outcome IN ('new', 'changed', 'same', 'rejected')
    UNION ALL SELECT line, coalesce(outcome, 'new'), coalesce(problem, '') FROM load_document_keys
    UNION ALL SELECT line, coalesce(outcome, 'new'), coalesce(problem, '') FROM load_decision_keys
) d
WHERE r.import_id = {number} AND r.line = d.line AND r.outcome <> d.outcome
"""


def write(upload, file, tell):
    """Writes a confirmed import in the caller's transaction, and marks the rows that came out otherwise.

    `file` is the upload, `tell` is called with a stage and a percentage. Raises `limits.Refused`.
    """
    context = {"user": upload.confirmed_by_id, "import": upload.pk}
    if upload.format == upload.Format.CSV:
        write_sources(upload, tell, context)
    else:
        write_lines(upload, file, tell, context)


def write_sources(upload, tell, context):
    previewed = upload.previewed["source"]
    key = {"import": upload.pk}
    with connection.cursor() as cursor:
        tell("Waiting for another import", 0)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
        inserted = insert(cursor, upload, tell)
        tell("Comparing with the preview", 95)
        cursor.execute(BY_HASH)
        if inserted < previewed.get("new", 0):
            cursor.execute(MARK_NEW, key)
        if previewed.get("changed"):
            cursor.execute("CREATE TEMP TABLE import_changed (line int) ON COMMIT DROP")
            cursor.execute(LOCK_CHANGED, [upload.pk])
            with pghistory.context(**context):
                cursor.execute(CHANGE, key)
            cursor.execute(MARK_CHANGED, key)
            cursor.execute("DROP TABLE import_changed")
        if previewed.get("same"):
            cursor.execute(MARK_SAME, key)
        cursor.execute(AS_BEFORE)


def insert(cursor, upload, tell):
    """Adds the new sources and returns how many, without those that somebody else has added since."""
    last = ImportRow.objects.filter(parent=upload).order_by("-line").values_list("line", flat=True).first()
    inserted = 0
    for after in range(0, last, SLICE):
        tell("Writing", 95 * after // last)
        cursor.execute(INSERT, {"import": upload.pk, "after": after, "upto": after + SLICE})
        inserted += cursor.rowcount
    return inserted


def write_lines(upload, file, tell, context):
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, [upload.pk])
    load_lines(
        upload,
        file,
        tell,
        only_expected=True,
        context=context,
        decided=lambda cursor: mark_lines(cursor, upload),
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE load_expected")


def mark_lines(cursor, upload):
    cursor.execute(BY_HASH)
    cursor.execute(MARK_LINES.format(number=int(upload.pk)))
    cursor.execute(AS_BEFORE)
