"""Which version a diff starts from, and how far a person has read."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from .models import ComplianceDecision, Document, DocumentView, ReviewRecord

# Of a longer history the newest versions and verdicts count.
VERSIONS_SHOWN = 600
VERDICTS_SEEN = 50
# A page that is opened again within this time is not noted again, in seconds.
NOTED_AGAIN = 60


@dataclass(frozen=True)
class Base:
    """A version to compare with, and in words why: "the version behind ada's verdict of 3 May 2026".

    `kind` is "verdict", "decision", "previous" or "looked".
    """

    kind: str
    document: Document
    why: str


def versions_of(document):
    """All versions of the same document of the same source, newest first, without texts; a list. One query."""
    return list(
        Document.objects.filter(source_id=document.source_id, document_type=document.document_type)
        .only("id", "source_id", "document_type", "version", "fetched_at", "language")
        .newest_versions_first()[:VERSIONS_SHOWN]
    )


def older_than(document, versions):
    """Those of `versions` (newest first) that come before `document`, newest first."""
    places = {version.pk: place for place, version in enumerate(versions)}
    return versions[places[document.pk] + 1 :] if document.pk in places else []


def default_base(document, versions):
    """The `Base` that a reader of `document` most likely wants, None if nothing is older. At most two queries.

    The version behind the last human verdict, else the one behind the last decision before this version, else the
    previous one. `versions` as `versions_of` gives them.
    """
    return verdict_base(document, versions) or decision_base(document, versions) or previous_base(document, versions)


def verdict_base(document, versions):
    """The version that the last verdict of a person rested on, as `Base`; None if there is none before `document`.

    A verdict rests on what the decision that it confirmed or overrode rested on: the newest version that was fetched
    at or before that decision. A verdict that was taken back does not count. One query.
    """
    older = older_than(document, versions)
    if not older:
        return None
    decided_at = ComplianceDecision.objects.filter(pk=OuterRef("decision_id")).values("created_at")
    records = ReviewRecord.objects.filter(source_id=document.source_id, action__in=ReviewRecord.VERDICTS)
    records = records.annotate(decided_at=Subquery(decided_at)).defer("decision_snapshot", "details", "note")
    records = list(records.order_by("-id")[:VERDICTS_SEEN])
    taken_back = {record.undoes for record in records}
    for record in records:
        counts = record.action in (ReviewRecord.Action.CONFIRM, ReviewRecord.Action.OVERRIDE)
        if counts and record.pk not in taken_back and record.decided_at:
            basis = basis_at(record.decided_at, versions)
            if basis in older:
                return Base("verdict", basis, f"the version behind {record.actor_name}’s verdict of {day(record)}")
    return None


def decision_base(document, versions):
    """The version that the last decision before `document` arrived rested on, as `Base`, or None. One query."""
    older = older_than(document, versions)
    if not older:
        return None
    decision = (
        ComplianceDecision.objects.filter(source_id=document.source_id, created_at__lt=document.fetched_at)
        .only("id", "created_at")
        .newest_first()
        .first()
    )
    basis = decision and basis_at(decision.created_at, versions)
    if basis not in older:
        return None
    return Base("decision", basis, f"the version behind the decision of {day(decision)}")


def previous_base(document, versions):
    older = older_than(document, versions)
    return Base("previous", older[0], "the previous version") if older else None


def note_view(user, document, versions):
    """Notes that this person has opened `document`; gives the version that they had read before it, as `Base` or None.

    Opening an older version than the one noted changes nothing. What was noted before stays as the one before, so that
    opening the newest version does not hide what is new in it. One query, two where something is noted.
    """
    subject = {"user": user, "source_id": document.source_id, "document_type": document.document_type}
    view = DocumentView.objects.filter(**subject).first()
    older = {version.pk: version for version in older_than(document, versions)}
    note = noted(view, document, known={version.pk for version in versions}, older=older)
    if note:
        DocumentView.objects.bulk_create(
            [DocumentView(**subject, **note)],
            update_conflicts=True,
            update_fields=["document_id", "at", "previous_document_id", "previous_at"],
            unique_fields=["user", "source_id", "document_type"],
        )
    seen = [(view.document_id, view.at), (view.previous_document_id, view.previous_at)] if view else []
    return next(
        (
            Base("looked", older[document_id], f"the version that you looked at on {words_of(at)}")
            for document_id, at in seen
            if document_id in older
        ),
        None,
    )


def noted(view, document, *, known, older):
    """The new values of a `DocumentView`, or None where it stays as it is; `view` is None where there is none yet."""
    now = timezone.now()
    if view is None:
        return {"document_id": document.pk, "at": now}
    if view.document_id == document.pk:
        if (now - view.at).total_seconds() < NOTED_AGAIN:
            return None
        return {
            "document_id": document.pk,
            "at": now,
            "previous_document_id": view.previous_document_id,
            "previous_at": view.previous_at,
        }
    if view.document_id in older or view.document_id not in known:
        return {
            "document_id": document.pk,
            "at": now,
            "previous_document_id": view.document_id,
            "previous_at": view.at,
        }
    return None


def basis_at(moment, versions):
    """The newest of `versions` that was fetched at or before a moment, or None."""
    return next((version for version in versions if version.fetched_at <= moment), None)


def day(row):
    return words_of(row.created_at)


def words_of(moment):
    return f"{moment.day} {moment:%B %Y}"
