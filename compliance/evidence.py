"""What a decision rests on: the versions of the three documents, and what has happened to its source."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Func, IntegerField

from .machine_signals import plain
from .models import ComplianceDecision, Document, DocumentType, ReviewRecord

# A source with more than this shows its newest; a page is for reading, not for listing a crawl.
VERSIONS_SHOWN = 600
HISTORY_SHOWN = 50


@dataclass(frozen=True)
class DocumentEvidence:
    """One of the three documents as a decision saw it.

    `versions` newest first, texts deferred, each with `size` (bytes as fetched) and `fetch_problem` ("" if none);
    `basis` the version the decision rested on, None if there was none; `newer_since` how many arrived after it.
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


def document_evidence(decision):
    """`DocumentEvidence` for each of the three types, those without any version included. One query.

    A decision rests on the newest version of each type that was fetched at or before it.
    """
    size = Func("raw_content", function="octet_length", output_field=IntegerField())
    documents = list(
        Document.objects.without_texts()
        .annotate(size=size)
        .filter(source_id=decision.source_id)
        .newest_versions_first()[:VERSIONS_SHOWN]
    )
    evidence = []
    for document in documents:
        document.fetch_problem = fetch_problem(document.metadata, size=document.size)
    for kind in DocumentType:
        versions = [document for document in documents if document.document_type == kind]
        seen = [document for document in versions if document.fetched_at <= decision.created_at]
        evidence.append(
            DocumentEvidence(kind, kind.label, versions, seen[0] if seen else None, len(versions) - len(seen))
        )
    return evidence


def fetch_problem(metadata, *, size):
    """What is wrong with a fetch in a few words, "" if nothing is; `size` in bytes of what arrived.

    Read from what fetchers usually note: `error`, `http_status`. RFC 9309 section 2.3.1.3: a robots.txt that
    answers 4xx restricts nothing; 2.3.1.4: one that answers 5xx is to be taken as a complete ban.
    """
    noted = metadata if type(metadata) is dict else {}
    status = noted.get("http_status")
    if noted.get("error"):
        return f"Fetch failed: {plain(noted['error'])[:80]}"
    if type(status) is int and status in (404, 410):
        return f"Missing (HTTP {status})"
    if type(status) is int and status >= 400:
        return f"Fetch failed (HTTP {status})"
    return "" if size else "Empty"


def source_history(source_id, *, this, reasons):
    """The `History` of a source, seen from the decision `this`. Two queries.

    `reasons` is `{reason code: label}`. An override appears once: as the verdict, not again as what it wrote.
    """
    records = list(ReviewRecord.objects.filter(source_id=source_id).order_by("-id")[:HISTORY_SHOWN])
    decisions = ComplianceDecision.objects.filter(source_id=source_id).defer("signals", "constraints")
    decisions = list(decisions.newest_first()[:HISTORY_SHOWN])
    written = {record.new_decision_id for record in records}
    entries = [
        HistoryEntry(
            kind=record.action,
            at=record.created_at,
            who=record.actor_name,
            status=record.to_status,
            from_status=record.from_status,
            reason=reasons.get(record.reason, record.reason),
            note=record.note,
            url=decision_url(record.new_decision_id or record.decision_id),
            is_this=record.new_decision_id == this.pk,
        )
        for record in records
    ]
    entries += [
        HistoryEntry(
            kind="machine",
            at=decision.created_at,
            who=decision.model_version or "pipeline",
            status=decision.status,
            url=decision.get_absolute_url(),
            is_this=decision.pk == this.pk,
            confidence=decision.confidence,
        )
        for decision in decisions
        if decision.pk not in written
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
