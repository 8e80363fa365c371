"""From the staging tables into the three tables: what only all records together, and the tables, can tell.

Plain SQL, statement by statement, in the caller's transaction. Each staged record ends with an `outcome`: 'new',
'changed', 'same' or 'rejected' (then `problem` says why), or 'unreadable' for a source that was refused before.

Texts are large, so everything is decided on narrow tables of keys (`load_document_keys`, ...), which find the
staged row by its place (`ctid`). The staged texts are read once, when they are inserted, and a second time only
where two of them have to be compared. Statements that read them are `ByPlace`.
"""

from contextlib import contextmanager, nullcontext
from types import MappingProxyType

import pghistory
from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from .reading import Rejected

# Loads wait for each other here, so that two of the same file at once do not both find its records missing.
LOAD_LOCK = 0x41434C4F4144
# Somebody else, the pipeline, inserted the same key in the instant between the check and the insert.
ATTEMPTS = 5


class ByPlace(str):
    """A statement that is to fetch staged rows one by one from their place, and the others by an index.

    The planner knows nothing about how wide the staged rows are: left to itself it hashes or sorts them, which
    for large files means writing all of them to the disk once more.
    """


# The tables that COPY fills. Their columns are the fields of the records in `reading`, in the same order.
# An extracted text that equals the raw one is staged as NULL and read from there. `record` is kept as it comes:
# compressing it would be work for nothing, since its parts are taken out of it.
STAGING = """
DROP TABLE IF EXISTS load_sources, load_documents, load_decisions,
    load_references, load_document_keys, load_decision_keys, load_version_candidates;

CREATE TEMP TABLE load_sources (
    line bigint, id varchar(36), id_made bool, url varchar(2048), normalized_url varchar(2048),
    domain varchar(255), domain_made bool, created_at timestamp, updated_at timestamp,
    outcome text, problem text, first_line bigint
) ON COMMIT DROP;

CREATE TEMP TABLE load_documents (
    line bigint, id varchar(36), source_id varchar(36), source_url varchar(2048),
    source_normalized_url varchar(2048), document_type varchar(20), raw_content text, extracted_text text,
    content_hash varchar(64), language varchar(10), metadata jsonb, version int, fetched_at timestamp
) ON COMMIT DROP;

CREATE TEMP TABLE load_decisions (
    line bigint, id varchar(36), source_id varchar(36), source_url varchar(2048),
    source_normalized_url varchar(2048), status varchar(20), compliance_channel varchar(50), confidence float8,
    review_flag bool, created_at timestamp, record jsonb STORAGE EXTERNAL
) WITH (toast_tuple_target = 8160) ON COMMIT DROP;
"""

# Sources

SOURCE_CHECKS = [
    # A record without an id means the source that has its address, if there is one.
    """
    UPDATE load_sources s SET id = t.id FROM sources t
    WHERE s.outcome IS NULL AND s.id_made AND t.normalized_url = s.normalized_url
    """,
    """
    UPDATE load_sources s SET outcome = 'rejected',
        problem = format('normalized_url %s already is that of source %s', s.normalized_url, t.id)
    FROM sources t
    WHERE s.outcome IS NULL AND t.normalized_url = s.normalized_url AND t.id <> s.id
    """,
    """
    UPDATE load_sources s SET outcome = 'repeat', first_line = f.line
    FROM (SELECT id, min(line) AS line FROM load_sources WHERE outcome IS NULL
          GROUP BY id HAVING count(*) > 1) f
    WHERE s.outcome IS NULL AND s.id = f.id AND s.line > f.line
    """,
    """
    UPDATE load_sources s SET outcome = 'rejected', problem = format(
        'normalized_url %s already is that of source %s in line %s', s.normalized_url, f.id, f.line)
    FROM (SELECT DISTINCT ON (normalized_url) normalized_url, id, line FROM load_sources
          WHERE outcome IS NULL ORDER BY normalized_url, line) f
    WHERE s.outcome IS NULL AND s.normalized_url = f.normalized_url AND s.line > f.line
    """,
    # A known source. What a record leaves out is not compared.
    """
    UPDATE load_sources s SET
        outcome = CASE WHEN c.differing = '' THEN 'same' WHEN c.newer THEN 'changed' ELSE 'rejected' END,
        problem = CASE WHEN c.differing <> '' AND NOT c.newer THEN format(
            'source %s exists with another %s, and the record is not newer: updated_at %s, in the table %s',
            s.id, c.differing, coalesce(s.updated_at::text, 'not given'), c.updated_at) END
    FROM (SELECT s.line, t.updated_at, coalesce(s.updated_at > t.updated_at, false) AS newer,
                 concat_ws(', ',
                     CASE WHEN s.url <> t.url THEN 'url' END,
                     CASE WHEN s.normalized_url <> t.normalized_url THEN 'normalized_url' END,
                     CASE WHEN s.domain <> t.domain AND NOT s.domain_made THEN 'domain' END,
                     CASE WHEN s.created_at <> t.created_at THEN 'created_at' END,
                     CASE WHEN s.updated_at <> t.updated_at THEN 'updated_at' END) AS differing
          FROM load_sources s JOIN sources t USING (id) WHERE s.outcome IS NULL) c
    WHERE c.line = s.line
    """,
]
# Whoever edits a source in this moment is waited for; the edit is newer then, and stands.
CHANGE_SOURCES = """
    WITH changed AS (
        UPDATE sources t SET url = s.url, normalized_url = s.normalized_url,
            domain = CASE WHEN s.domain_made THEN t.domain ELSE s.domain END,
            created_at = coalesce(s.created_at, t.created_at), updated_at = s.updated_at
        FROM load_sources s WHERE s.outcome = 'changed' AND t.id = s.id AND t.updated_at < s.updated_at
        RETURNING s.line)
    UPDATE load_sources s SET outcome = 'rejected',
        problem = 'source ' || s.id || ' was changed by somebody else meanwhile and is left so'
    WHERE s.outcome = 'changed' AND NOT EXISTS (SELECT FROM changed c WHERE c.line = s.line)
"""
INSERT_SOURCES = """
    INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)
    SELECT id, url, normalized_url, domain, coalesce(created_at, updated_at, timezone('UTC', now())),
           coalesce(updated_at, created_at, timezone('UTC', now()))
    FROM load_sources WHERE outcome IS NULL
"""
SETTLE_SOURCES = [
    "UPDATE load_sources SET outcome = 'new' WHERE outcome IS NULL",
    # Where thousands are repeats or rejected, joins that expect one take the square of the time.
    "ANALYZE load_sources",
    """
    UPDATE load_sources s SET
        outcome = CASE WHEN c.equal AND NOT c.refused THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN NOT c.equal THEN format('source %s is in line %s with other content', s.id, s.first_line)
                       WHEN c.refused THEN format('repeats line %s, which is rejected', s.first_line) END
    FROM (SELECT r.line, f.outcome = 'rejected' AS refused,
                 (r.url, r.normalized_url, r.domain, r.created_at, r.updated_at) IS NOT DISTINCT FROM
                 (f.url, f.normalized_url, f.domain, f.created_at, f.updated_at) AS equal
          FROM load_sources r JOIN load_sources f ON f.line = r.first_line WHERE r.outcome = 'repeat') c
    WHERE c.line = s.line
    """,
]

# References. `found` is the source's id; `problem` says why there is none.

REFERENCES = """
CREATE TEMP TABLE load_references ON COMMIT DROP AS
SELECT source_id, source_url, min(source_normalized_url) AS normalized_url,
       NULL::varchar(36) AS found, NULL::text AS problem
FROM (SELECT source_id, source_url, source_normalized_url FROM load_documents
      UNION ALL SELECT source_id, source_url, source_normalized_url FROM load_decisions) r
GROUP BY source_id, source_url;
ANALYZE load_references
"""
RESOLVE_REFERENCES = [
    "UPDATE load_references r SET found = s.id FROM sources s WHERE s.id = r.source_id",
    """
    UPDATE load_references r SET problem = 'source_id and source_url name different sources'
    WHERE r.found IS NOT NULL AND r.source_url <> ''
      AND NOT EXISTS (SELECT FROM sources s WHERE s.id = r.found
                      AND (s.url = r.source_url OR s.normalized_url = r.normalized_url))
      AND NOT EXISTS (SELECT FROM load_sources f WHERE f.id = r.found AND f.url = r.source_url)
    """,
    # By the address as it is written: first that of a source in the file, then that of one in the table.
    """
    UPDATE load_references r SET found = f.id, problem = CASE WHEN f.number > 1 THEN format(
        'source_url %s is that of %s sources of the file; give source_id', r.source_url, f.number) END
    FROM (SELECT f.url, min(f.id) AS id, count(DISTINCT f.id) AS number
          FROM load_sources f JOIN sources s USING (id) GROUP BY f.url) f
    WHERE r.source_id = '' AND f.url = r.source_url
    """,
    "ANALYZE load_references",  # for what is left
    """
    UPDATE load_references r SET problem = format('its source, line %s, is rejected', f.line)
    FROM (SELECT id, min(line) AS line FROM load_sources
          WHERE outcome IN ('rejected', 'unreadable') GROUP BY id) f
    WHERE r.found IS NULL AND r.source_id <> '' AND f.id = r.source_id
    """,
    """
    UPDATE load_references r SET problem = format('its source, line %s, is rejected', f.line)
    FROM (SELECT url, min(line) AS line FROM load_sources
          WHERE outcome IN ('rejected', 'unreadable') GROUP BY url) f
    WHERE r.found IS NULL AND r.source_id = '' AND f.url = r.source_url
    """,
    """
    UPDATE load_references r SET found = s.id, problem = CASE WHEN s.number > 1 THEN format(
        'source_url %s is that of %s sources; give source_id', r.source_url, s.number) END
    FROM (SELECT url, min(id) AS id, count(*) AS number FROM sources
          WHERE url IN (SELECT source_url FROM load_references
                        WHERE found IS NULL AND problem IS NULL AND source_id = '')
          GROUP BY url) s
    WHERE r.found IS NULL AND r.problem IS NULL AND r.source_id = '' AND s.url = r.source_url
    """,
    """
    UPDATE load_references r SET found = s.id FROM sources s
    WHERE r.found IS NULL AND r.problem IS NULL AND r.source_id = '' AND s.normalized_url = r.normalized_url
    """,
    """
    UPDATE load_references r SET problem = CASE
        WHEN r.source_id <> '' THEN format('no source has the id %s', r.source_id)
        ELSE format('no source has the URL %s', r.source_url) END
    WHERE r.found IS NULL AND r.problem IS NULL
    """,
]

# Documents and decisions

KEYS = """
CREATE TEMP TABLE load_document_keys ON COMMIT DROP AS
SELECT d.line, d.ctid AS place, d.id, r.found AS source_id, d.document_type, d.version,
       CASE WHEN r.problem IS NOT NULL THEN 'rejected' END AS outcome, r.problem, NULL::bigint AS first_line
FROM load_documents d JOIN load_references r USING (source_id, source_url);
CREATE INDEX ON load_document_keys (line);

CREATE TEMP TABLE load_decision_keys ON COMMIT DROP AS
SELECT d.line, d.ctid AS place, d.id, r.found AS source_id,
       CASE WHEN r.problem IS NOT NULL THEN 'rejected' END AS outcome, r.problem, NULL::bigint AS first_line
FROM load_decisions d JOIN load_references r USING (source_id, source_url);
CREATE INDEX ON load_decision_keys (line);

ANALYZE load_document_keys, load_decision_keys
"""

DOCUMENT_CHECKS = [
    """
    UPDATE load_document_keys k SET outcome = 'repeat', first_line = f.line
    FROM (SELECT id, min(line) AS line FROM load_document_keys WHERE outcome IS NULL
          GROUP BY id HAVING count(*) > 1) f
    WHERE k.outcome IS NULL AND k.id = f.id AND k.line > f.line
    """,
    ByPlace("""
    UPDATE load_document_keys k SET
        outcome = CASE WHEN c.differing = '' THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN c.differing <> '' THEN
            format('document %s exists with another %s; a document never changes', k.id, c.differing) END
    FROM (SELECT k.line, concat_ws(', ',
              CASE WHEN t.source_id <> k.source_id THEN 'source' END,
              CASE WHEN t.document_type <> d.document_type THEN 'document_type' END,
              CASE WHEN t.raw_content <> d.raw_content THEN 'raw_content' END,
              CASE WHEN t.extracted_text <> coalesce(d.extracted_text, d.raw_content) THEN 'extracted_text' END,
              CASE WHEN t.content_hash <> d.content_hash THEN 'content_hash' END,
              CASE WHEN t.language IS DISTINCT FROM d.language THEN 'language' END,
              CASE WHEN t.metadata <> d.metadata THEN 'metadata' END,
              CASE WHEN t.version <> d.version THEN 'version' END,
              CASE WHEN t.fetched_at <> d.fetched_at THEN 'fetched_at' END) AS differing
          FROM load_document_keys k JOIN documents t USING (id) JOIN load_documents d ON d.ctid = k.place
          WHERE k.outcome IS NULL) c
    WHERE c.line = k.line
    """),
    # The same version under another id: in the table, ...
    "DROP TABLE IF EXISTS load_version_candidates",
    """
    CREATE TEMP TABLE load_version_candidates ON COMMIT DROP AS
    SELECT k.line, k.place, t.id FROM load_document_keys k JOIN documents t
        ON (t.source_id, t.document_type, t.version) = (k.source_id, k.document_type, k.version)
    WHERE k.outcome IS NULL
    """,
    ByPlace("""
    WITH compared AS MATERIALIZED (
        SELECT c.line, t.id, t.raw_content = d.raw_content
                             AND t.extracted_text = coalesce(d.extracted_text, d.raw_content) AS equal
        FROM load_version_candidates c JOIN documents t USING (id) JOIN load_documents d ON d.ctid = c.place)
    UPDATE load_document_keys k SET
        outcome = CASE WHEN c.equal THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN NOT c.equal THEN format('version %s of %s exists with another text, as document %s',
                                                    k.version, k.document_type, c.id) END
    FROM (SELECT line, min(id) AS id, bool_or(equal) AS equal FROM compared GROUP BY line) c
    WHERE c.line = k.line
    """),
    # ... or earlier in the file.
    """
    UPDATE load_document_keys k SET outcome = 'version', first_line = f.line
    FROM (SELECT source_id, document_type, version, min(line) AS line FROM load_document_keys
          WHERE outcome IS NULL GROUP BY source_id, document_type, version HAVING count(*) > 1) f
    WHERE k.outcome IS NULL AND k.line > f.line
      AND (k.source_id, k.document_type, k.version) = (f.source_id, f.document_type, f.version)
    """,
]
INSERT_DOCUMENTS = ByPlace("""
    INSERT INTO documents (id, source_id, document_type, raw_content, extracted_text, content_hash, language,
                           metadata, version, fetched_at)
    SELECT k.id, k.source_id, d.document_type, d.raw_content, coalesce(d.extracted_text, d.raw_content),
           d.content_hash, d.language, d.metadata, d.version, d.fetched_at
    FROM load_document_keys k JOIN load_documents d ON d.ctid = k.place WHERE k.outcome IS NULL
""")
SETTLE_DOCUMENTS = [
    ByPlace("""
    UPDATE load_document_keys k SET
        outcome = CASE WHEN c.equal THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN NOT c.equal THEN format('version %s of %s is in line %s with another text',
                                                    k.version, k.document_type, k.first_line) END
    FROM (SELECT k.line, e.raw_content = d.raw_content AND coalesce(e.extracted_text, e.raw_content)
                         = coalesce(d.extracted_text, d.raw_content) AS equal
          FROM load_document_keys k JOIN load_documents d ON d.ctid = k.place
          JOIN load_document_keys f ON f.line = k.first_line JOIN load_documents e ON e.ctid = f.place
          WHERE k.outcome = 'version') c
    WHERE c.line = k.line
    """),
    ByPlace("""
    UPDATE load_document_keys k SET
        outcome = CASE WHEN c.equal AND NOT c.refused THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN NOT c.equal THEN format('document %s is in line %s with other content', k.id, k.first_line)
                       WHEN c.refused THEN format('repeats line %s, which is rejected', k.first_line) END
    FROM (SELECT k.line, f.outcome IS NOT DISTINCT FROM 'rejected' AS refused,
                 (k.source_id, d.document_type, d.raw_content, d.extracted_text, d.content_hash, d.language,
                  d.metadata, d.version, d.fetched_at) IS NOT DISTINCT FROM
                 (f.source_id, e.document_type, e.raw_content, e.extracted_text, e.content_hash, e.language,
                  e.metadata, e.version, e.fetched_at) AS equal
          FROM load_document_keys k JOIN load_documents d ON d.ctid = k.place
          JOIN load_document_keys f ON f.line = k.first_line JOIN load_documents e ON e.ctid = f.place
          WHERE k.outcome = 'repeat') c
    WHERE c.line = k.line
    """),
]

DECISION_CHECKS = [
    """
    UPDATE load_decision_keys k SET outcome = 'repeat', first_line = f.line
    FROM (SELECT id, min(line) AS line FROM load_decision_keys WHERE outcome IS NULL
          GROUP BY id HAVING count(*) > 1) f
    WHERE k.outcome IS NULL AND k.id = f.id AND k.line > f.line
    """,
    # The flag is not compared: a reviewer may have cleared it since, and a load never raises it again.
    ByPlace("""
    UPDATE load_decision_keys k SET
        outcome = CASE WHEN c.differing = '' THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN c.differing <> '' THEN
            format('decision %s exists with another %s; a decision is never rewritten', k.id, c.differing) END
    FROM (SELECT k.line, concat_ws(', ',
              CASE WHEN t.source_id <> k.source_id THEN 'source' END,
              CASE WHEN t.status <> d.status THEN 'status' END,
              CASE WHEN t.compliance_channel IS DISTINCT FROM d.compliance_channel THEN 'compliance_channel' END,
              CASE WHEN t.constraints <> coalesce(d.record->'constraints', '[]') THEN 'constraints' END,
              CASE WHEN t.confidence <> d.confidence THEN 'confidence' END,
              CASE WHEN t.signals <> coalesce(d.record->'signals', '{}') THEN 'signals' END,
              CASE WHEN t.version_info <> coalesce(d.record->'version_info', '{}') THEN 'version_info' END,
              CASE WHEN t.created_at <> d.created_at THEN 'created_at' END) AS differing
          FROM load_decision_keys k JOIN compliance_decisions t USING (id) JOIN load_decisions d ON d.ctid = k.place
          WHERE k.outcome IS NULL) c
    WHERE c.line = k.line
    """),
]
INSERT_DECISIONS = ByPlace("""
    INSERT INTO compliance_decisions (id, source_id, status, compliance_channel, constraints, confidence,
                                      review_flag, signals, version_info, created_at)
    SELECT k.id, k.source_id, d.status, d.compliance_channel, coalesce(d.record->'constraints', '[]'),
           d.confidence, d.review_flag, coalesce(d.record->'signals', '{}'),
           coalesce(d.record->'version_info', '{}'), d.created_at
    FROM load_decision_keys k JOIN load_decisions d ON d.ctid = k.place WHERE k.outcome IS NULL
""")
SETTLE_DECISIONS = [
    ByPlace("""
    UPDATE load_decision_keys k SET
        outcome = CASE WHEN c.equal AND NOT c.refused THEN 'same' ELSE 'rejected' END,
        problem = CASE WHEN NOT c.equal THEN format('decision %s is in line %s with other content', k.id, k.first_line)
                       WHEN c.refused THEN format('repeats line %s, which is rejected', k.first_line) END
    FROM (SELECT k.line, f.outcome IS NOT DISTINCT FROM 'rejected' AS refused,
                 k.source_id = f.source_id AND d.review_flag = e.review_flag AND d.confidence = e.confidence
                 AND d.created_at = e.created_at AND d.status = e.status
                 AND d.compliance_channel IS NOT DISTINCT FROM e.compliance_channel
                 AND coalesce(d.record->'constraints', '[]') = coalesce(e.record->'constraints', '[]')
                 AND coalesce(d.record->'signals', '{}') = coalesce(e.record->'signals', '{}')
                 AND coalesce(d.record->'version_info', '{}') = coalesce(e.record->'version_info', '{}') AS equal
          FROM load_decision_keys k JOIN load_decisions d ON d.ctid = k.place
          JOIN load_decision_keys f ON f.line = k.first_line JOIN load_decisions e ON e.ctid = f.place
          WHERE k.outcome = 'repeat') c
    WHERE c.line = k.line
    """),
]

# Where the caller fixed what may be written, in `load_expected (line, outcome)`.
REFUSE_UNEXPECTED = """
    UPDATE {} k SET outcome = 'rejected',
        problem = format('would be %s now, which it was not at the preview; nothing was written',
                         coalesce(k.outcome, 'new'))
    WHERE (k.outcome IS NULL OR k.outcome = 'changed') AND NOT EXISTS (
        SELECT FROM load_expected e WHERE e.line = k.line AND e.outcome = coalesce(k.outcome, 'new'))
"""

COUNTS = """
SELECT 'source', outcome, count(*) FROM load_sources WHERE outcome <> 'unreadable' GROUP BY outcome
UNION ALL SELECT 'document', coalesce(outcome, 'new'), count(*) FROM load_document_keys GROUP BY outcome
UNION ALL SELECT 'decision', coalesce(outcome, 'new'), count(*) FROM load_decision_keys GROUP BY outcome
"""
REJECTIONS = ByPlace("""
SELECT line, 'source', problem, json_build_object('type', 'source', 'id', id, 'url', url)::text
FROM load_sources WHERE outcome = 'rejected'
UNION ALL
SELECT k.line, 'document', k.problem, json_build_object('type', 'document', 'id', k.id,
    'source_id', nullif(d.source_id, ''), 'source_url', nullif(d.source_url, ''),
    'document_type', k.document_type, 'version', k.version)::text
FROM load_document_keys k JOIN load_documents d ON d.ctid = k.place WHERE k.outcome = 'rejected'
UNION ALL
SELECT k.line, 'decision', k.problem, json_build_object('type', 'decision', 'id', k.id,
    'source_id', nullif(d.source_id, ''), 'source_url', nullif(d.source_url, ''),
    'status', d.status, 'created_at', d.created_at)::text
FROM load_decision_keys k JOIN load_decisions d ON d.ctid = k.place WHERE k.outcome = 'rejected'
ORDER BY 1
""")


def create_staging(cursor):
    """Makes the staging tables, which go with the transaction."""
    # Compiling queries takes longer than it would save here, and the planner can't know that.
    cursor.execute("SET LOCAL jit = off")
    cursor.execute(STAGING)


def merge(cursor, step, *, only_expected=False, context=MappingProxyType({})):
    """Decides on every staged record and writes what is to be written.

    `step` is called with the name of each stage that may take long. With `only_expected`, a record that would be
    written and is not in the caller's temporary table `load_expected (line bigint, outcome text)` is rejected.
    `context` goes into the row history. Raises `IntegrityError` if somebody else removes a source in between; the
    caller's transaction is then to be rolled back.
    """

    def refuse_unexpected(table):
        return [REFUSE_UNEXPECTED.format(table)] if only_expected else []

    step("waiting for another load")
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
    step("checking")
    cursor.execute("ANALYZE load_sources")
    _attempt(cursor, _merge_sources, refuse_unexpected("load_sources"), context)
    _run(cursor, [REFERENCES, *RESOLVE_REFERENCES, KEYS])
    step("writing documents")
    documents = [*DOCUMENT_CHECKS, *refuse_unexpected("load_document_keys"), INSERT_DOCUMENTS, *SETTLE_DOCUMENTS]
    _attempt(cursor, _run, documents)
    step("writing decisions")
    decisions = [*DECISION_CHECKS, *refuse_unexpected("load_decision_keys"), INSERT_DECISIONS, *SETTLE_DECISIONS]
    _attempt(cursor, _run, decisions)


def outcomes(cursor):
    """Rows of (kind, outcome, number) over all staged records."""
    cursor.execute(COUNTS)
    return cursor.fetchall()


def rejections():
    """Yields a `Rejected` for each record that was refused here, by line. `raw` holds only what identifies it."""
    with connection.cursor() as cursor, connection.chunked_cursor() as rows:
        with _by_place(cursor):
            rows.execute(REJECTIONS)
        for line, kind, problem, raw in rows:
            yield Rejected(line, kind, problem, raw)


def _run(cursor, statements):
    for statement in statements:
        with _by_place(cursor) if isinstance(statement, ByPlace) else nullcontext():
            cursor.execute(statement)


@contextmanager
def _by_place(cursor):
    cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    yield
    cursor.execute("SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT")


def _merge_sources(cursor, refusals, context):
    _run(cursor, [*SOURCE_CHECKS, *refusals])
    # The row history names the load beside what it changed.
    with pghistory.context(**context):
        cursor.execute(CHANGE_SOURCES)
    _run(cursor, [INSERT_SOURCES, *SETTLE_SOURCES])


def _attempt(cursor, write, *arguments):
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return write(cursor, *arguments)
        except IntegrityError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, UniqueViolation):
                raise
