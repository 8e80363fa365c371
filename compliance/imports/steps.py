"""An import from the people's side: upload, choose columns, confirm, cancel. A step refused says why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import jobs
from ..models import Import, ImportChunk
from .recognising import CSV, decoded_head, guess_columns, read_head, recognise
from .running import throw_away
from .streams import Kept, pieces

PERMISSION = "compliance.add_import"

State = Import.State


class Conflict(Exception):
    """The step can't be taken any more; the message says who did what."""


def upload(file, name, *, by):
    """Keeps an uploaded file (seekable, binary) and returns its `Import`. Raises `PermissionDenied`, `limits.Refused`.

    A CSV waits for its columns to be chosen; JSON Lines are checked at once.
    """
    check_permission(by)
    recognised = recognise(file)
    is_csv = recognised.format == CSV
    with transaction.atomic():
        made = Import.objects.create(
            format=recognised.format,
            state=State.UPLOADED if is_csv else State.CHECKING,
            file_name=shown_name(name),
            file_size=0,
            reading=recognised.reading,
            uploaded_by=by,
        )
        for number, data in enumerate(pieces(file)):
            made.file_size += len(data)
            ImportChunk.objects.create(parent=made, number=number, data=data)
        made.save(update_fields=["file_size"])
        if not is_csv:
            jobs.defer_import(made.pk)
    return made


def shown_name(name):
    """A file's name as the list shows it."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)[:255] or "unnamed"


def head_of(upload, reading):
    """`(recognising.Head, the reading with guessed columns)` of a CSV under these choices. Raises `limits.Refused`."""
    head = read_head(decoded_head(Kept(upload), reading["encoding"]), reading)
    return head, guess_columns(head, reading)


def check(import_id, reading, *, by):
    """Has a CSV checked with the chosen columns. Raises `PermissionDenied`, `Conflict`."""
    check_permission(by)
    take(import_id, (State.UPLOADED, State.PREVIEWED), state=State.CHECKING, reading=reading, percent=0, stage="")


def confirm(import_id, checked_at, *, by):
    """Has an import written that was previewed at `checked_at`. Raises `PermissionDenied`, `Conflict`."""
    check_permission(by)
    if checked_at is None or not Import.objects.filter(pk=import_id, checked_at=checked_at).exists():
        raise Conflict("The file was checked again since with other choices. Look at the preview before you confirm.")
    take(
        import_id,
        (State.PREVIEWED,),
        Q(checked_at=checked_at),
        state=State.RUNNING,
        confirmed_by=by,
        confirmed_at=timezone.now(),
        percent=0,
        stage="",
    )


def take(import_id, states, *conditions, **fields):
    """The one step from these states to that of a job. Of two at once one finds the other's state, and `Conflict`."""
    with transaction.atomic():
        if not Import.objects.filter(*conditions, pk=import_id, state__in=states).update(**fields):
            raise Conflict(what_happened(import_id))
        jobs.defer_import(import_id)


def cancel(import_id, *, by):
    """Ends an import before anything is written, and throws its file away. Raises `PermissionDenied`, `Conflict`."""
    check_permission(by)
    with transaction.atomic():
        cancelled = Import.objects.filter(pk=import_id, state__in=Import.OPEN).update(
            state=State.CANCELLED, cancelled_by=by, finished_at=timezone.now(), stage=""
        )
        if not cancelled:
            raise Conflict(what_happened(import_id))
        throw_away([import_id])


def what_happened(import_id):
    """Why a step can't be taken, as a sentence."""
    found = Import.objects.select_related("uploaded_by", "confirmed_by", "cancelled_by").filter(pk=import_id).first()
    if found is None:
        return "There is no such import."
    if found.state == State.CANCELLED:
        return f"{found.cancelled_by or 'The system'} cancelled this import{moment(found.finished_at)}."
    if found.confirmed_by:
        return f"{found.confirmed_by} confirmed this import{moment(found.confirmed_at)}."
    if found.state == State.CHECKING:
        return "This import is being checked."
    return f"This import can't go on: it is {found.get_state_display().lower()}."


def moment(at):
    return f" on {at:%-d %b %Y, %H:%M} UTC" if at else ""


def check_permission(by):
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
