"""What the documents of one source say now, and what they said at an earlier time. For the background worker.

Texts are read one at a time and cut at `TEXT_READ` characters, so that a source of any size fits into memory.
"""

from functools import lru_cache

from django.db.models import F, Func, IntegerField, TextField
from django.db.models.functions import Greatest, Left, Length

from .fetch_truth import BEGINNING, fetch_faults
from .models import Document, DocumentType

TEXT_READ = 6_000_000
VERSIONS_READ = 2000
# How many versions back a usable one is looked for after broken fetches.
TRIES = 10
TEXTS_KEPT = 6


class Sha256(Func):
    """SHA-256 in hexadecimal of a text column's UTF-8, computed where the text is."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


class Octets(Func):
    function = "octet_length"
    output_field = IntegerField()


class SourceEvidence:
    """The documents of one source.

    `versions` is `{document type: rows newest first}`; a row has id, document_type, version, fetched_at, content_hash.
    `faults` is `{document type: list of FetchFault}` of each newest version, and `current` the newest row of each type
    that is the document rather than a broken fetch, None where there is none.
    """

    def __init__(self, source_id, *, now, old_days):
        rows = list(
            Document.objects.filter(source_id=source_id)
            .newest_versions_first()
            .values_list("id", "document_type", "version", "fetched_at", "content_hash", named=True)[:VERSIONS_READ]
        )
        self.versions = {kind: [row for row in rows if row.document_type == kind] for kind in DocumentType.values}
        self.faults = {kind: [] for kind in DocumentType.values}
        self.current = dict.fromkeys(DocumentType.values)
        for kind, versions in self.versions.items():
            for place, row in enumerate(versions[:TRIES]):
                age = now - row.fetched_at if place == 0 else None
                faults = faults_of(row.id, age=age, old_days=old_days)
                if place == 0:
                    self.faults[kind] = faults
                if not any(fault.is_unusable for fault in faults):
                    self.current[kind] = row
                    break
        self.text = lru_cache(maxsize=TEXTS_KEPT)(read_text)

    def basis(self, kind, at):
        """The row that was the newest of its type at a time: what a decision of that time rests on, or None."""
        return next((row for row in self.versions[kind] if row.fetched_at <= at), None)


def faults_of(document_id, *, age, old_days):
    """`FetchFault`s of one version, with all that can be known of it; [] too if it has been deleted meanwhile."""
    document = (
        Document.objects.filter(pk=document_id)
        .annotate(
            size=Greatest(Octets("raw_content"), Octets("extracted_text")),
            text_size=Length("extracted_text"),
            beginning=Left("raw_content", BEGINNING),
            text_digest=Sha256("extracted_text"),
            raw_digest=Sha256("raw_content"),
        )
        .values(
            "document_type", "metadata", "size", "text_size", "beginning", "content_hash", "text_digest", "raw_digest"
        )
        .first()
    )
    if document is None:
        return []
    digests = (document.pop("text_digest"), document.pop("raw_digest"))
    return fetch_faults(
        document.pop("document_type"), document.pop("metadata"), digests=digests, age=age, old_days=old_days, **document
    )


def read_text(document_id):
    """The extracted text of a document, at most `TEXT_READ` characters of it; "" if it has been deleted meanwhile."""
    texts = Document.objects.filter(pk=document_id).values_list(Left(F("extracted_text"), TEXT_READ), flat=True)
    return texts.first() or ""
