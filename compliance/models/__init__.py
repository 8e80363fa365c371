"""All tables: the pipeline's three, the reviewers' records, and work in progress."""

from .diffs import DocumentView, StoredDiff
from .flag_reasons import Arrival, FlagReasons
from .pipeline import ComplianceDecision, Document, DocumentType, Source, Status, new_key
from .review import ReasonCode, ReviewChainHead, ReviewRecord
from .search import DocumentSearch, SearchProgress
from .work import Batch, BatchItem, Draft, Escalation, Lease, NoteTemplate, SavedView, Snooze

__all__ = [
    "Arrival",
    "Batch",
    "BatchItem",
    "ComplianceDecision",
    "Document",
    "DocumentSearch",
    "DocumentType",
    "DocumentView",
    "Draft",
    "Escalation",
    "FlagReasons",
    "Lease",
    "NoteTemplate",
    "ReasonCode",
    "ReviewChainHead",
    "ReviewRecord",
    "SavedView",
    "SearchProgress",
    "Snooze",
    "Source",
    "Status",
    "StoredDiff",
    "new_key",
]
