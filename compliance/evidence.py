"""What a decision rests on: the versions of the three documents, and what has happened to its source."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Func, IntegerField
from django.utils import timezone

from .fetch_truth import fetch_faults
from .models import ComplianceDecision, Document, DocumentType, ReviewRecord

# A source with more than this shows its newest; a page is for reading, not for listing a crawl.
VERSIONS_SHOWN = 600
HISTORY_SHOWN = 50


@dataclass(frozen=True)
class DocumentEvidence:
    """One of the three documents as a decision saw it.

    `versions` newest first, texts deferred, each with `size` (bytes as fetched), `fetch_faults` as far as they can be
    seen without the texts, and `fetch_problem`, the badge of the one that makes it useless ("" if none); `basis` the
    version the decision rested on, None if there was none; `newer_since` how many arrived after it.
    """

    type: str
    label: str
    versions: list[Document]
    basis: Document | None
    newer_since: int


@dataclass(frozen=True)
class HistoryEntry:
    """A line of a source's history. `kind` is "machine" or a `ReviewRecord.Action`; `confidence` may be None."""

    kind: str
    at: datetime
    who: str
    status: str
    from_status: str = ""
    reason: str = ""
    note: str = ""
    url: str | None = None
    is_this: bool = False
    confidence: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What a person decided, for showing: `reason` and `note` may be "", `url` is the decision that it made current."""

    label: str
    actor_name: str
    created_at: datetime
    status: str
    reason: str
    note: str
    url: str


@dataclass(frozen=True)
class History:
    """`entries` newest first; the source's `current` decision; the latest `verdict` on the one at hand or None."""

    entries: list[HistoryEntry]
    current: ComplianceDecision
    verdict: Verdict | None


def source_versions(source_id):
    """`{document type: [Document]}`, newest versions first, with what `DocumentEvidence` says of them. One query."""
    size = Func("raw_content", function="octet_length", output_field=IntegerField())
    documents = Document.objects.without_texts().annotate(size=size).filter(source_id=source_id)
    versions = {kind: [] for kind in DocumentType}
    for document in documents.newest_versions_first()[:VERSIONS_SHOWN]:
        versions.setdefault(document.document_type, []).append(document)
    now = timezone.now()
    for kind, of_this_type in versions.items():
        for place, document in enumerate(of_this_type):
            age = now - document.fetched_at if place == 0 else None
            faults = fetch_faults(
                kind, document.metadata, size=document.size, age=age, old_days=settings.FETCH_OLD_DAYS
            )
            document.fetch_faults = faults
            document.fetch_problem = next((fault.badge for fault in faults if fault.is_unusable), "")
    return versions


def rested_on(versions, moment):
    """Of one type's versions, newest first, the one that a decision of that moment rested on, or None."""
    return next((document for document in versions if document.fetched_at <= moment), None)


def document_evidence(decision):
    """`DocumentEvidence` for each of the three types, those without any version included. One query.

    A decision rests on the newest version of each type that was fetched at or before it.
    """
    evidence = []
    for kind, versions in source_versions(decision.source_id).items():
        if kind in DocumentType.values:
            basis = rested_on(versions, decision.created_at)
            newer = sum(document.fetched_at > decision.created_at for document in versions)
            evidence.append(DocumentEvidence(kind, DocumentType(kind).label, versions, basis, newer))
    return evidence


def source_history(source_id, *, this, reasons):
    """The `History` of a source, seen from the decision `this`. Two queries.

    `reasons` is `{reason code: label}`. An override appears once: as the verdict, not again as what it wrote.
    """
    records = list(ReviewRecord.objects.filter(source_id=source_id).order_by("-id")[:HISTORY_SHOWN])
    decisions = ComplianceDecision.objects.filter(source_id=source_id).defer("signals", "constraints")
    decisions = list(decisions.newest_first()[:HISTORY_SHOWN])
    written = {record.new_decision_id for record in records}
    entries = [record_entry(record, reasons, is_this=record.new_decision_id == this.pk) for record in records]
    entries += [
        machine_entry(decision, is_this=decision.pk == this.pk) for decision in decisions if decision.pk not in written
    ]
    verdict = next(
        (record for record in records if record.decision_id == this.pk and record.action in ReviewRecord.VERDICTS),
        None,
    )
    return History(
        entries=sorted(entries, key=lambda entry: entry.at, reverse=True),
        current=decisions[0],
        verdict=verdict and shown_verdict(verdict, reasons),
    )


def machine_entry(decision, *, is_this=False):
    """A decision of the pipeline as a line of its source's history."""
    return HistoryEntry(
        kind="machine",
        at=decision.created_at,
        who=decision.model_version or "pipeline",
        status=decision.status,
        url=decision.get_absolute_url(),
        is_this=is_this,
        confidence=decision.confidence,
    )


def record_entry(record, reasons, *, is_this=False):
    """A review record as a line of its source's history; `reasons` is `{reason code: label}`."""
    return HistoryEntry(
        kind=record.action,
        at=record.created_at,
        who=record.actor_name,
        status=record.to_status,
        from_status=record.from_status,
        reason=reasons.get(record.reason, record.reason),
        note=record.note,
        url=decision_url(record.new_decision_id or record.decision_id),
        is_this=is_this,
    )


def shown_verdict(record, reasons):
    """A `ReviewRecord` as `Verdict`; `reasons` is `{reason code: label}`."""
    return Verdict(
        label=record.get_action_display(),
        actor_name=record.actor_name,
        created_at=record.created_at,
        status=record.to_status,
        reason=reasons.get(record.reason, record.reason),
        note=record.note,
        url=decision_url(record.new_decision_id or record.decision_id),
    )


def decision_url(decision_id):
    return ComplianceDecision(pk=decision_id).get_absolute_url()
