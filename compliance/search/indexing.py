"""Filling the search index: what arrived, and what was there before us. All of it may be run twice, or at once."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from ..models import Document, DocumentSearch, SearchProgress
from .parts import parts_of

# Documents whose texts are in memory together.
BATCH_DOCUMENTS = 50
BATCH_OCTETS = 4_000_000
# Each takes a lock, of which PostgreSQL has some thousands.
SETTLED_TOGETHER = 500
# The pass over all documents begins anew after this: it costs little, and finds what was missed or undone by hand.
EVERY = timedelta(days=1)

MISSING_OF_SOURCES = """
SELECT d.id, octet_length(d.extracted_text) FROM documents d
WHERE d.source_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM document_search s WHERE s.document_id = d.id AND s.part = 0)
ORDER BY d.source_id, d.version DESC
"""
MISSING_AFTER = """
SELECT d.id, octet_length(d.extracted_text), d.source_id
FROM (
    SELECT id FROM documents
    WHERE id > %s AND NOT EXISTS (SELECT FROM document_search s WHERE s.document_id = documents.id AND s.part = 0)
    ORDER BY id LIMIT %s
) missing JOIN documents d USING (id)
ORDER BY d.id
"""
LOCK = """
SELECT pg_advisory_xact_lock(hashtext('document_search'), hashtext(source_id)) FROM unnest(%s::text[]) AS source_id
"""
# The rule of the newest version: `DocumentQuerySet.newest_versions_first`.
MARK_CURRENT = """
UPDATE document_search s SET is_current = v.is_newest
FROM (
    SELECT id, row_number() OVER (
        PARTITION BY source_id, document_type ORDER BY version DESC, fetched_at DESC, id DESC
    ) = 1 AS is_newest
    FROM documents WHERE source_id = ANY(%s)
) v
WHERE s.document_id = v.id AND s.part = 0 AND s.source_id = ANY(%s) AND s.is_current <> v.is_newest
"""
# A look into the key for each document, whatever the planner believes about the tables' sizes.
GONE = """
SELECT s.document_id FROM document_search s
WHERE s.part = 0 AND s.source_id = ANY(%s) AND (SELECT d.id FROM documents d WHERE d.id = s.document_id) IS NULL
"""
INSERT = """
INSERT INTO document_search
    (document_id, part, source_id, document_type, fetched_at, is_current, is_divided, start, length, words)
VALUES (%s, %s, %s, %s, %s, false, %s, %s, %s, %s::tsvector)
ON CONFLICT DO NOTHING
"""
# Looks at a bounded number of arrivals, and of documents that the pass has yet to look at.
UNINDEXED = """
WITH ahead AS (
    SELECT d.id FROM documents d, document_search_progress p
    WHERE p.finished_at IS NULL AND d.id > p.after_id ORDER BY d.id LIMIT 5000
), arrived AS (
    SELECT d.id FROM documents d
    WHERE d.source_id IN (SELECT source_id FROM review_arrivals ORDER BY id LIMIT 1000) LIMIT 5000
)
SELECT count(*) FROM (
    SELECT id FROM (SELECT id FROM ahead UNION SELECT id FROM arrived) looked_at
    WHERE NOT EXISTS (SELECT FROM document_search s WHERE s.document_id = looked_at.id AND s.part = 0)
    LIMIT %s
) unindexed
"""
UNINDEXED_LIMIT = 1_000


def index_documents_of(source_ids):
    """Makes the index say what the documents of these sources say. Returns the number of documents indexed.

    Indexes the documents that are not, tells anew which versions are the newest, and forgets documents that are
    gone. Commits as it goes where the caller has not opened a transaction.
    """
    source_ids = sorted(set(source_ids))
    missing = query(MISSING_OF_SOURCES, [source_ids])
    index(missing)
    settle(source_ids)
    return len(missing)


def index_missing(limit):
    """Indexes up to `limit` documents that never were, wherever they are. Returns their number.

    0 says that there is nothing to do: the pass over all documents has ended, and the next is not due (`EVERY`).
    While another worker is at it, it is 0 as well.
    """
    with transaction.atomic():
        progress = SearchProgress.objects.select_for_update(skip_locked=True).first()
        if progress is None or not is_due(progress):
            return 0
        missing = query(MISSING_AFTER, [progress.after_id, limit])
        index([(document_id, octets) for document_id, octets, _ in missing])
        settle(sorted({source_id for _, _, source_id in missing}))
        if len(missing) < limit:
            progress.after_id, progress.finished_at = "", timezone.now()
        else:
            progress.after_id, progress.finished_at = missing[-1][0], None
        progress.save()
    return len(missing)


def is_due(progress):
    return progress.finished_at is None or progress.finished_at < timezone.now() - EVERY


def query(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def index(missing):
    """Indexes documents given as `[(id, octets of text), ...]`, a batch in memory at a time."""
    for ids in batches(missing):
        for document in Document.objects.filter(pk__in=ids).defer("raw_content", "metadata"):
            index_document(document)


def batches(missing):
    """Lists of ids of some `BATCH_OCTETS` together; a longer text comes alone."""
    ids, size = [], 0
    for document_id, octets in missing:
        if ids and (size + octets > BATCH_OCTETS or len(ids) == BATCH_DOCUMENTS):
            yield ids
            ids, size = [], 0
        ids.append(document_id)
        size += octets
    if ids:
        yield ids


def index_document(document):
    """All parts of a document or none: part 0, the last one written, says that it is indexed."""
    of_document = (document.source_id, document.document_type, document.fetched_at)
    with transaction.atomic(), connection.cursor() as cursor:
        is_divided = False
        for part in parts_of(document.extracted_text):
            of_part = (is_divided, part.start, part.length, part.vector)
            cursor.execute(INSERT, [document.pk, part.number, *of_document, *of_part])
            is_divided = True


def settle(source_ids):
    """Which versions are the newest, and which documents are gone. No two workers at once for one source."""
    for first in range(0, len(source_ids), SETTLED_TOGETHER):
        some = source_ids[first : first + SETTLED_TOGETHER]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK, [some])
            cursor.execute(MARK_CURRENT, [some, some])
            if gone := query(GONE, [some]):
                DocumentSearch.objects.filter(document_id__in=[document_id for (document_id,) in gone]).delete()


def unindexed_count():
    """Number of documents that wait for being indexed; `UNINDEXED_LIMIT + 1` says that there are more. One query."""
    return query(UNINDEXED, [UNINDEXED_LIMIT + 1])[0][0]
