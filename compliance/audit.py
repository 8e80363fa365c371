"""The hash chain of the review records, checked without trusting the database's own functions.

The rule: `hash` is the SHA-256, in hexadecimal, of the UTF-8 payload; the payload is every other column in the
order of `PAYLOAD`, each as `<bytes>:<text>;`, or `-;` where it is null; `previous_hash` is the hash of the record
before, 64 zeros for the first; ids run from 1 without gaps; `review_chain_head` names the last record. The
trigger of `migrations/0003_review_chain.py` writes by the same rule.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

GENESIS = "0" * 64

# The text of each column in the order in which it is hashed. jsonb's text form is PostgreSQL's own.
PAYLOAD = (
    "id::text",
    "action",
    """to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    "actor_id::text",
    "actor_name",
    "source_id",
    "source_url",
    "decision_id",
    "new_decision_id",
    "from_status",
    "to_status",
    "reason",
    "note",
    "decision_snapshot::text",
    "details::text",
    "undoes::text",
    "batch_id::text",
    "previous_hash",
)
RECORDS = f"SELECT hash, {', '.join(PAYLOAD)} FROM review_records ORDER BY review_records.id"  # noqa: S608 our own constants


@dataclass(frozen=True)
class ChainReport:
    """What a check found. `broken_at` is the number of the first record that does not fit, None if all do."""

    records: int
    head_hash: str
    broken_at: int | None = None
    problem: str = ""


def record_hash(columns):
    """SHA-256 in hexadecimal over the column texts (str or None) in the order of `PAYLOAD`."""
    digest = hashlib.sha256()
    for text in columns:
        if text is None:
            digest.update(b"-;")
        else:
            data = text.encode()
            digest.update(b"%d:%b;" % (len(data), data))
    return digest.hexdigest()


def verify_chain(progress=lambda records: None):
    """Reads all review records once and returns a `ChainReport`; verdicts may be written meanwhile.

    `progress` is called with the number of records read so far, every 10,000. Memory stays flat.
    """
    previous, number = GENESIS, 0
    with transaction.atomic():
        head_before = chain_head()
        with connection.chunked_cursor() as cursor:
            cursor.execute(RECORDS)
            while rows := cursor.fetchmany(10_000):
                for stored, *columns in rows:
                    number += 1
                    problem = record_problem(number, previous, stored, columns)
                    if problem:
                        return ChainReport(number - 1, previous, number, problem)
                    previous = stored
                progress(number)
        head_after = chain_head()
    # Verdicts may have been added meanwhile: the records read end somewhere between the two heads.
    problem = ""
    if head_before is None or head_after is None:
        problem = "the head of the chain is gone"
    elif head_before[0] > number:
        problem = f"record {head_before[0]} was the last, but nothing follows record {number}"
    elif head_after[0] < number:
        problem = f"the head of the chain says that record {head_after[0]} is the last"
    elif any(head[0] == number and head[1] != previous for head in (head_before, head_after)):
        problem = f"the head of the chain has another hash for record {number}"
    if problem:
        return ChainReport(number, previous, number + 1, problem)
    return ChainReport(number, previous)


def chain_head():
    """`(number, hash)` of the last record as the database's trigger keeps it, or None if that row is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id, hash FROM review_chain_head")
        return cursor.fetchone()


def record_problem(number, previous, stored, columns):
    """Why the record can't be the `number`th after the hash `previous`, or an empty string."""
    if columns[0] != str(number):
        return f"record {number} is missing; record {columns[0]} follows instead"
    if columns[-1] != previous:
        return "it does not follow from the record before it"
    if record_hash(columns) != stored:
        return "its content does not match its hash"
    return ""
