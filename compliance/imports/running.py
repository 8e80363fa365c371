"""An import from the worker's side: the check and the writing, each in one transaction.

Whatever is killed at any moment leaves nothing of it, and it is taken up again: its state says that it is to be.
"""

import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.utils import timezone

from ..models import Import, ImportChunk, ImportRow
from . import checking, writing
from .limits import Refused
from .streams import spooled

# The first key says that the second is an import's number; one worker holds it while it works on that import.
RUN_LOCK = 0x494D50
TELL_EVERY = 1  # seconds
# How long an uploaded file is kept.
KEPT = timedelta(days=7)


class Stopped(Exception):
    """The worker is to stop; another one takes the import up."""


def run(import_id, *, stopping=lambda: False):
    """Does what an import waits for. Nothing where it waits for nothing, or another worker is at it.

    Raises `Stopped` soon after `stopping()` turned true; then, as after any other error, nothing was changed.
    """
    state = None
    try:
        with transaction.atomic():
            upload = claim(import_id)
            if upload is None:
                return
            state = upload.state
            with telling(upload, stopping) as tell, spooled(upload) as file:
                (check if state == Import.State.CHECKING else write)(upload, file, tell)
    except Cancelled:
        pass
    except Refused as refused:
        fail(import_id, str(refused))


class Cancelled(Exception):
    """Somebody cancelled the import while it was checked."""


def claim(import_id):
    """The import if it waits for the worker and no other one has it, else None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [RUN_LOCK, import_id % 2**31])
        if not cursor.fetchone()[0]:
            return None
    return Import.objects.filter(pk=import_id, state__in=Import.AT_WORK).first()


def check(upload, file, tell):
    counts = checking.check(upload, file, tell)
    checked = Import.objects.filter(pk=upload.pk, state=Import.State.CHECKING).update(
        state=Import.State.PREVIEWED, previewed=counts, checked_at=timezone.now(), stage="", percent=100
    )
    if not checked:
        raise Cancelled


def write(upload, file, tell):
    writing.write(upload, file, tell)
    tell("Finishing", 98)
    Import.objects.filter(pk=upload.pk).update(
        state=Import.State.FINISHED,
        written=checking.counts_of(upload),
        finished_at=timezone.now(),
        stage="",
        percent=100,
    )


@contextmanager
def telling(upload, stopping):
    """Gives `tell(stage, percent)`, on a connection of its own, so that everybody sees at once what it says."""
    aside = connection.copy()
    told = [0.0, ""]

    def tell(stage, percent):
        now = time.monotonic()
        if stage == told[1] and now < told[0] + TELL_EVERY:
            return
        told[:] = now, stage
        if stopping():
            raise Stopped
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE review_imports SET stage = %s, percent = %s WHERE id = %s AND state = %s",
                [stage, max(0, min(99, percent)), upload.pk, upload.state],
            )

    try:
        yield tell
    finally:
        aside.close()


def fail(import_id, problem):
    """Ends an import that can't go on; nothing of it was written."""
    Import.objects.filter(pk=import_id, state__in=Import.AT_WORK).update(
        state=Import.State.FAILED, problem=problem, finished_at=timezone.now(), stage="", percent=0
    )


def waiting():
    """Ids of the imports that a worker is to do something for."""
    return list(Import.objects.filter(state__in=Import.AT_WORK).values_list("pk", flat=True))


def throw_away(import_ids):
    """Deletes the files, and the rows of imports that wrote nothing. The imports themselves stay in the list."""
    ImportChunk.objects.filter(parent__in=import_ids)._raw_delete(DEFAULT_DB_ALIAS)
    unwritten = Import.objects.filter(pk__in=import_ids).exclude(state=Import.State.FINISHED)
    ImportRow.objects.filter(parent__in=list(unwritten.values_list("pk", flat=True)))._raw_delete(DEFAULT_DB_ALIAS)


def forget():
    """Throws files away that were uploaded a week ago, and ends the imports that nobody confirmed."""
    old = Import.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state__in=Import.AT_WORK)
    with transaction.atomic():
        old.filter(state__in=Import.OPEN).update(
            state=Import.State.CANCELLED,
            problem="Nobody confirmed it within a week, so the file was thrown away.",
            finished_at=timezone.now(),
        )
        throw_away(list(old.filter(chunks__number=0).values_list("pk", flat=True)))
