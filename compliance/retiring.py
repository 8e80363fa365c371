"""Taking sources out of use and back, and deleting the empty ones: the rules, one transaction each.

A source that has documents or decisions is history and stays; it is retired instead. A retired source keeps all it
has, but its flagged decisions leave the queue and verdicts on it are refused until it is taken back into use.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from .models import Arrival, Retirement, Source

RETIRE_PERMISSION = "compliance.change_source"
DELETE_PERMISSION = "compliance.delete_source"
LONGEST_REASON = 2000

OF_ITS_DECISIONS = "decision_id IN (SELECT id FROM compliance_decisions WHERE source_id = %(source)s)"
# What names a source: a word for it, its table and condition, and whether the source stays because of it.
REFERENCES = (
    ("documents", "documents WHERE source_id = %(source)s", True),
    ("decisions", "compliance_decisions WHERE source_id = %(source)s", True),
    ("review records", "review_records WHERE source_id = %(source)s", False),
    ("open by a reviewer", f"review_leases WHERE expires_at > now() AND {OF_ITS_DECISIONS}", False),
    ("unsent drafts", f"review_drafts WHERE {OF_ITS_DECISIONS}", False),
    ("snoozed", f"review_snoozes WHERE until > now() AND {OF_ITS_DECISIONS}", False),
    ("escalated", f"review_escalations WHERE {OF_ITS_DECISIONS}", False),
    ("documents seen by reviewers", "document_views WHERE source_id = %(source)s", False),
    ("recorded changes", "compliance_sourceevent WHERE pgh_obj_id = %(source)s AND pgh_label <> 'changed_from'", False),
)


class Refused(Exception):
    """Nothing was changed; the message says why. `field` names the form field at fault, None for the whole."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Reference:
    """Something that names a source: a word for it, how many there are, and whether the source stays because of it."""

    label: str
    count: int
    keeps_source: bool

    @property
    def told(self):
        """ "1 document", "2,000 documents": for the labels that are a plural."""
        return f"{self.count:,} {self.label.removesuffix('s') if self.count == 1 else self.label}"


def retire(source_id, *, by, reason):
    """Takes a source out of use. Returns the `Retirement`.

    Raises `PermissionDenied`, `Source.DoesNotExist`, and `Refused` without a reason or where it is retired already.
    """
    with transaction.atomic():
        lock(source_id, by, RETIRE_PERMISSION)
        reason = reason.strip()
        if not reason:
            raise Refused("Say why it is retired.", field="reason")
        if len(reason) > LONGEST_REASON:
            raise Refused(f"The reason has {len(reason):,} characters; {LONGEST_REASON:,} is the most.", field="reason")
        if earlier := retirement_of(source_id):
            raise Refused(f"Nothing was changed: {earlier.by_name} has retired it already.")
        return Retirement.objects.create(source_id=source_id, by_id=by.pk, by_name=by.get_username(), reason=reason)


def take_back(source_id, *, by):
    """Takes a retired source back into use. Raises as `retire` does, `Refused` where it is in use already."""
    with transaction.atomic():
        lock(source_id, by, RETIRE_PERMISSION)
        if not Retirement.objects.filter(source_id=source_id).delete()[0]:
            raise Refused("Nothing was changed: it is in use already.")


def delete(source_id, *, by):
    """Deletes a source that has neither documents nor decisions. Returns the deleted row, unsaved.

    Raises `PermissionDenied`, `Source.DoesNotExist`, and `Refused` where it has any.
    """
    with transaction.atomic():
        # Whoever inserts a document waits for this lock (its foreign key asks for a share of it), and finds the
        # source gone; who was there before is seen below.
        source = lock(source_id, by, DELETE_PERMISSION)
        kept = [ref.told for ref in references(source_id) if ref.keeps_source and ref.count]
        if kept:
            raise Refused(f"Nothing was deleted: the source has {' and '.join(kept)}. Retire it instead.")
        for model in (Retirement, Arrival):
            model.objects.filter(source_id=source_id).delete()
        Source.objects.filter(pk=source_id).delete()
        return source


def references(source_id):
    """All that names a source, as `Reference`s, whether there is any of it or not. One query."""
    counts = ", ".join(f"(SELECT count(*) FROM {rows})" for _, rows, _ in REFERENCES)  # noqa: S608 our own constants
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", {"source": source_id})
        found = cursor.fetchone()
    return [Reference(label, count, keeps) for (label, _, keeps), count in zip(REFERENCES, found, strict=True)]


def is_retired():
    """Annotation of documents and decisions: whether their source is out of use."""
    return Exists(Retirement.objects.filter(source_id=OuterRef("source_id")))


def retirement_of(source_id):
    """The `Retirement` of a source, None while it is in use."""
    return Retirement.objects.filter(source_id=source_id).first()


def lock(source_id, by, permission):
    """The source, to be changed by nobody else until the end of the transaction; verdicts wait for the same lock."""
    if not by.has_perm(permission):
        raise PermissionDenied
    return Source.objects.select_for_update().get(pk=source_id)
