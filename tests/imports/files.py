"""Uploads for tests, and an import taken from its file to where a test wants it."""

import io

from compliance.imports import running, steps
from compliance.models import Import


def csv_of(*urls, heading="url"):
    return "\n".join([heading, *urls]).encode() + b"\n"


def uploaded(data, by, name="sites.csv"):
    return steps.upload(io.BytesIO(data), name, by=by)


def previewed(data, by, **reading):
    """The import of a file, checked as it is recognised but for `reading`."""
    upload = uploaded(data, by)
    if upload.format == Import.Format.CSV:
        steps.check(upload.pk, upload.reading | reading, by=by)
    return run(upload)


def imported(data, by, **reading):
    return confirmed_and_run(previewed(data, by, **reading), by)


def confirmed_and_run(upload, by):
    steps.confirm(upload.pk, upload.checked_at, by=by)
    return run(upload)


def run(upload):
    """Does what the worker's job does."""
    running.run(upload.pk)
    upload.refresh_from_db()
    return upload


def outcomes(upload):
    """`{row: (outcome at the preview, what became of it, why)}`, "" where it came out as previewed."""
    return {row.line: (row.outcome, row.written, row.written_reason or row.reason) for row in upload.rows.all()}
