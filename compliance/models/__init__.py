"""All tables: the pipeline's three, the reviewers' records, and work in progress."""

from .pipeline import ComplianceDecision, Document, DocumentType, Source, Status, new_key
from .review import ReasonCode, ReviewChainHead, ReviewRecord
from .work import Batch, BatchItem, Draft, Escalation, Lease, NoteTemplate, SavedView, Snooze

__all__ = [
    "Batch",
    "BatchItem",
    "ComplianceDecision",
    "Document",
    "DocumentType",
    "Draft",
    "Escalation",
    "Lease",
    "NoteTemplate",
    "ReasonCode",
    "ReviewChainHead",
    "ReviewRecord",
    "SavedView",
    "Snooze",
    "Source",
    "Status",
    "new_key",
]
