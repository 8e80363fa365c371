"""What a page and a download show of an import: counts, first rows, and all rows as CSV."""

import csv
import io
from dataclasses import dataclass

from django.db import transaction

from ..exports.cells import is_like_formula, legible
from ..models import Import, ImportRow, Source

FIRST_ROWS = 10
OTHERWISE_SHOWN = 50
OUTCOMES = ImportRow.Outcome.values
KINDS = {"source": "Sources", "document": "Documents", "decision": "Decisions", "unreadable": "Unreadable lines"}
HEADINGS = (
    "row",
    "kind",
    "preview",
    "result",
    "reason",
    "remark",
    "url",
    "stored_url",
    "normalized_url",
    "domain",
    "source",
)
AT_ONCE = 2_000


@dataclass(frozen=True)
class Group:
    """The first rows of one outcome; `total` of them in all."""

    outcome: str
    label: str
    total: int
    rows: list[ImportRow]


def count_rows(upload):
    """`[(label of the kind, [previewed (outcome, number)], [written (outcome, number)])]`, in a fixed order."""
    return [
        (label, in_order(upload.previewed.get(kind, {})), in_order(upload.written.get(kind, {})))
        for kind, label in KINDS.items()
        if kind in upload.previewed
    ]


def in_order(numbers):
    return [numbers.get(outcome, 0) for outcome in OUTCOMES]


def total(counts, *outcomes):
    """How many of these outcomes there are over all kinds of `Import.previewed` or `written`."""
    return sum(numbers.get(outcome, 0) for numbers in counts.values() for outcome in outcomes or OUTCOMES)


def groups(upload):
    """A `Group` for each outcome that occurs, with its first rows and their sources as they are now."""
    found = []
    for outcome in ImportRow.Outcome:
        number = total(upload.previewed, outcome.value)
        if number:
            rows = list(upload.rows.filter(outcome=outcome).order_by("line")[:FIRST_ROWS])
            found.append(Group(outcome.value, outcome.label, number, rows))
    link(row for group in found for row in group.rows)
    return found


def otherwise(upload):
    """`(the first rows that came out otherwise than previewed, whether there are more)`."""
    rows = list(upload.rows.exclude(written="").order_by("line")[: OTHERWISE_SHOWN + 1])
    link(rows)
    return rows[:OTHERWISE_SHOWN], len(rows) > OTHERWISE_SHOWN


def link(rows):
    """Sets `source` on each row: the source if it is there, else None."""
    rows = list(rows)
    sources = Source.objects.in_bulk({row.source_id for row in rows if row.source_id})
    for row in rows:
        row.source = sources.get(row.source_id)


def remarks(upload):
    """`(number of rows with a remark on their domain, number written otherwise than stored)` of a CSV."""
    return (
        upload.rows.exclude(remark="").count() if upload.format == Import.Format.CSV else 0,
        upload.rows.filter(outcome=ImportRow.Outcome.SAME).exclude(stored_url="").count(),
    )


def csv_pieces(upload, outcome=None):
    """Yields a CSV of the rows in pieces of bytes: all, or those with this outcome at the preview.

    In UTF-8 with the mark by which Excel knows it. A text that looks like a formula has an apostrophe before it.
    """
    rows = upload.rows.order_by("line")
    if outcome:
        rows = rows.filter(outcome=outcome)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(HEADINGS)
    yield b"\xef\xbb\xbf"
    with transaction.atomic():  # so that the cursor need not hold the whole result
        for row in rows.iterator(AT_ONCE):
            writer.writerow([row.line, *map(cell, values(upload, row))])
            if lines.tell() > 64 * 1024:
                yield taken(lines)
    yield taken(lines)


def values(upload, row):
    is_done = upload.state == Import.State.FINISHED
    return (
        row.kind or "unreadable",
        row.outcome,
        (row.written or row.outcome) if is_done else "",
        row.written_reason or row.reason,
        row.remark,
        row.url,
        row.stored_url,
        row.normalized_url,
        row.domain,
        row.source_id,
    )


def cell(text):
    text = legible(text)
    return f"'{text}" if is_like_formula(text) else text


def taken(lines):
    data = lines.getvalue().encode("utf-8")
    lines.seek(0)
    lines.truncate()
    return data
