"""All tables: the pipeline's three, the reviewers' records, and work in progress."""

from .administration import Retirement, TeamSettings
from .diffs import DocumentView, StoredDiff
from .flag_reasons import Arrival, FlagReasons
from .pipeline import ComplianceDecision, Document, DocumentType, Source, Status, new_key
from .review import ReasonCode, ReviewChainHead, ReviewRecord
from .search import DocumentSearch, SearchProgress
from .standings import StaleStanding, Standing, StandingChange, StandingCount, StandingKind
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
    "Retirement",
    "ReviewChainHead",
    "ReviewRecord",
    "SavedView",
    "SearchProgress",
    "Snooze",
    "Source",
    "StaleStanding",
    "Standing",
    "StandingChange",
    "StandingCount",
    "StandingKind",
    "Status",
    "StoredDiff",
    "TeamSettings",
    "new_key",
]
