"""All tables: the pipeline's three, the reviewers' records, and work in progress."""

from .flag_reasons import Arrival, FlagReasons
from .pipeline import ComplianceDecision, Document, DocumentType, Source, Status, new_key
from .review import ReasonCode, ReviewChainHead, ReviewRecord
from .work import Batch, BatchItem, Draft, Escalation, Lease, NoteTemplate, SavedView, Snooze

__all__ = [
    "Arrival",
    "Batch",
    "BatchItem",
    "ComplianceDecision",
    "Document",
    "DocumentType",
    "Draft",
    "Escalation",
    "FlagReasons",
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
