"""The three tables -> JSON Lines that `loading` reads back to the same rows: `dump`."""

from django.db import connection, transaction

# PostgreSQL makes the lines itself. In the order of the README of the format: sources, documents, decisions; within
# these a fixed order, so that equal databases give equal files. Times are UTC.
#
# `source_id` is beside `source_url` because two sources may have one URL, as long as their normalized ones differ.
SOURCES = """
SELECT row_to_json(line) FROM (
    SELECT 'source' AS type, id, url, normalized_url, domain,
           to_json(created_at) #>> '{}' || '+00:00' AS created_at,
           to_json(updated_at) #>> '{}' || '+00:00' AS updated_at
    FROM sources ORDER BY id
) line
"""
DOCUMENTS = """
SELECT row_to_json(line) FROM (
    SELECT 'document' AS type, d.id, s.url AS source_url, d.source_id, d.document_type, d.raw_content,
           d.extracted_text, d.content_hash, d.language, d.metadata, d.version,
           to_json(d.fetched_at) #>> '{}' || '+00:00' AS fetched_at
    FROM documents d JOIN sources s ON s.id = d.source_id
    ORDER BY d.source_id, d.document_type, d.version, d.id
) line
"""
DECISIONS = """
SELECT row_to_json(line) FROM (
    SELECT 'decision' AS type, d.id, s.url AS source_url, d.source_id, d.status, d.compliance_channel,
           d.constraints, d.confidence, d.review_flag, d.signals, d.version_info,
           to_json(d.created_at) #>> '{}' || '+00:00' AS created_at
    FROM compliance_decisions d JOIN sources s ON s.id = d.source_id
    ORDER BY d.source_id, d.created_at, d.id
) line
"""
# CSV with a quote and a delimiter that JSON never holds (it escapes control characters) is the one format in
# which COPY gives a line back as it is; its text format would double every backslash.
COPY = "COPY ({}) TO STDOUT (FORMAT csv, QUOTE E'\\x01', ESCAPE E'\\x01', DELIMITER E'\\x02')"


def dump(out):
    """Writes all rows of the three tables to a binary file, as they stood at one moment.

    Needs a connection that is not in a transaction. Streams: memory stays flat. Raises Django's
    `OperationalError` if the connection is lost, and whatever `out.write` raises.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for query in (SOURCES, DOCUMENTS, DECISIONS):
            with cursor.copy(COPY.format(query)) as copy:
                for block in copy:
                    out.write(block)
