"""A stream of JSON Lines -> the three tables, in one transaction: `load`.

Records are checked one by one (`reading`), go through COPY into staging tables and from there, set by set, into
the tables (`merging`). Memory stays flat however long the stream is.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db import Error, connection, transaction
from psycopg.copy import QueuedLibpqWriter

from . import merging
from .json_lines import Unreadable
from .reading import Decision, Document, Rejected, Source, read_records

# While one COPY is open, records of the other kinds wait here; a stream may hold them in any order.
WAITING_RECORDS = 2000
WAITING_BYTES = 16 * 1024 * 1024
# What the row history names beside what was changed.
LOAD_RECORDS = MappingProxyType({"command": "load_records"})
# How often progress is told, in lines.
PROGRESS_EVERY = 500


class LoadError(Exception):
    """The load came to nothing; the message is one sentence for the person who started it."""


@dataclass
class Counts:
    """How many records of one kind there were, and what became of them."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0


@dataclass
class LoadReport:
    """What a load did, or in a dry run would have done."""

    dry_run: bool = False
    sources: Counts = field(default_factory=Counts)
    documents: Counts = field(default_factory=Counts)
    decisions: Counts = field(default_factory=Counts)
    unreadable: int = 0  # lines of which not even the kind could be told; they are rejected, too

    @property
    def rejected(self):
        return self.unreadable + sum(counts.rejected for counts in self.by_kind().values())

    def by_kind(self):
        return {"source": self.sources, "document": self.documents, "decision": self.decisions}


def load(
    stream,
    *,
    dry_run=False,
    rejects=None,
    progress=None,
    longest_line=None,
    only_expected=False,
    context=LOAD_RECORDS,
    decided=None,
):
    """Loads a buffered binary stream, plain or gzip, and returns a `LoadReport`.

    `rejects` is called with each `Rejected`: those refused by themselves in the order of the lines, after them
    those refused beside other records, in that order again. `progress` is called with the name of the stage and
    the number of bytes read of the stream, None where that can't be told. A dry run does all of it and rolls back.
    `longest_line` is in bytes; for `only_expected` and `context` see `merging.merge`. `decided` is called with the
    cursor when the staging tables hold each record's outcome, before they go with the transaction.

    Raises `LoadError`; then, unless its message says that the commit itself was cut off, nothing was written.
    """
    report = LoadReport(dry_run=dry_run)
    tell = _teller(stream, progress)
    failure, committing = None, False
    try:
        with transaction.atomic():
            try:
                records = read_records(stream, longest_line)
                _load(records, report, rejects or (lambda rejected: None), tell, only_expected, context)
                if decided:
                    with connection.cursor() as cursor, connection.wrap_database_errors:
                        decided(cursor)
                tell("committing")
            except Error as error:
                # Where the connection is lost, leaving the transaction fails once more, and says less.
                failure = error
                raise
            transaction.set_rollback(dry_run)
            committing = not dry_run
    except Unreadable as error:
        raise LoadError(f"Nothing was written: {error}.") from error
    except Error as error:
        reason = str(failure or error).strip().partition("\n")[0].rstrip(".")
        if committing and not connection.in_atomic_block:
            raise LoadError(
                f"The connection broke in the commit, so it is not known whether the records are there ({reason}). "
                "Load the file again: what is there already is left as it is."
            ) from error
        raise LoadError(f"Nothing was written: {reason}.") from error
    return report


def _load(records, report, reject, tell, only_expected, context):
    with connection.cursor() as cursor, connection.wrap_database_errors:
        merging.create_staging(cursor)
        _stage(cursor, records, report, reject, tell)
        merging.merge(cursor, tell, only_expected=only_expected, context=context)
        _count(cursor, report)
        if report.rejected:
            for rejected in merging.rejections():
                reject(rejected)


def _teller(stream, progress):
    if progress is None:
        return lambda stage: None
    seekable = stream.seekable()
    return lambda stage: progress(stage, stream.tell() if seekable else None)


def _stage(cursor, records, report, reject, tell):
    by_kind = report.by_kind()
    tell("reading")
    with Staging(cursor) as staging:
        for record, size in records:
            if record.line % PROGRESS_EVERY == 0:
                tell("reading")
            if type(record) is not Rejected:
                staging.add(record, size)
                continue
            reject(record)
            if record.kind is None:
                report.unreadable += 1
                continue
            by_kind[record.kind].read += 1
            by_kind[record.kind].rejected += 1
            if record.kind == "source":
                staging.add(record, size)
        staging.send_waiting()


def _count(cursor, report):
    by_kind = report.by_kind()
    for kind, outcome, number in merging.outcomes(cursor):
        counts = by_kind[kind]
        counts.read += number
        setattr(counts, outcome, getattr(counts, outcome) + number)


# What COPY takes, per staging table: the columns with their types, and a record's row in this order.

JSONB = b"\x01"  # the version byte of jsonb in PostgreSQL's binary format


def _source_row(record):
    if type(record) is Rejected:  # only so that documents and decisions can be told why they are refused, too
        return (record.line, record.id, None, record.url, None, None, None, None, None, "unreadable")
    return (*record, None)


def _document_row(document):
    *reference, raw_content, extracted_text, content_hash, language, metadata, version, fetched_at = document
    extracted_text = None if extracted_text == raw_content else extracted_text
    metadata = JSONB + metadata
    return (*reference, raw_content, extracted_text, content_hash, language, metadata, version, fetched_at)


def _decision_row(decision):
    return (*decision[:-1], JSONB + decision.record)


@dataclass(frozen=True, eq=False)
class Target:
    table: str
    row: Callable
    columns: dict[str, str]

    @property
    def copy(self):
        return f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN (FORMAT BINARY)"


REFERENCE = {"line": "int8", "id": "text", "source_id": "text", "source_url": "text", "source_normalized_url": "text"}
SOURCES = Target(
    "load_sources",
    _source_row,
    {
        "line": "int8",
        "id": "text",
        "id_made": "bool",
        "url": "text",
        "normalized_url": "text",
        "domain": "text",
        "domain_made": "bool",
        "created_at": "timestamp",
        "updated_at": "timestamp",
        "outcome": "text",
    },
)
DOCUMENTS = Target(
    "load_documents",
    _document_row,
    REFERENCE
    | {
        "document_type": "text",
        "raw_content": "text",
        "extracted_text": "text",
        "content_hash": "text",
        "language": "text",
        "metadata": "bytea",
        "version": "int4",
        "fetched_at": "timestamp",
    },
)
DECISIONS = Target(
    "load_decisions",
    _decision_row,
    REFERENCE
    | {
        "status": "text",
        "compliance_channel": "text",
        "confidence": "float8",
        "review_flag": "bool",
        "created_at": "timestamp",
        "record": "bytea",
    },
)
TARGET_OF = {Source: SOURCES, Rejected: SOURCES, Document: DOCUMENTS, Decision: DECISIONS}


class Staging:
    """Sends records to their staging tables. What was sent has arrived when its context ends."""

    def __init__(self, cursor):
        self.cursor = cursor
        self.waiting = {target: [] for target in (SOURCES, DOCUMENTS, DECISIONS)}
        self.waiting_bytes = 0
        self.target = None
        self.copying = ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return self.copying.__exit__(*error)

    def add(self, record, size):
        """`size` is in bytes, roughly: it bounds what may wait in memory."""
        target = TARGET_OF[type(record)]
        if target is self.target:
            self.copy.write_row(target.row(record))
            return
        waiting = self.waiting[target]
        waiting.append(record)
        self.waiting_bytes += size
        if self.target is None or len(waiting) >= WAITING_RECORDS or self.waiting_bytes > WAITING_BYTES:
            self.send_waiting(last=target)

    def send_waiting(self, last=None):
        """Empties all waiting lists; the COPY of `last` stays open."""
        for target in sorted(self.waiting, key=lambda target: target is last):
            records, self.waiting[target] = self.waiting[target], []
            if records or target is last:
                self._open(target)
                for record in records:
                    self.copy.write_row(target.row(record))
        self.waiting_bytes = 0

    def _open(self, target):
        if target is not self.target:
            self.copying.close()
            # A thread of its own, with 1,024 blocks (32 MiB) before it at most: the server stores while we read on.
            writer = QueuedLibpqWriter(self.cursor.cursor)
            self.copy = self.copying.enter_context(self.cursor.copy(target.copy, writer=writer))
            self.copy.set_types(list(target.columns.values()))
            self.target = target
