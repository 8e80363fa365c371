"""All tables: the pipeline's three, the reviewers' records, and work in progress."""

from .accounts import Account, AccountActivity
from .administration import Retirement, TeamSettings
from .diffs import DocumentView, StoredDiff
from .exports import Export
from .flag_reasons import Arrival, FlagReasons
from .imports import Import, ImportChunk, ImportRow
from .pipeline import ComplianceDecision, Document, DocumentType, Source, Status, new_key
from .queue_stays import QueueStay
from .review import ReasonCode, ReviewChainHead, ReviewRecord
from .search import DocumentSearch, SearchProgress
from .standings import StaleStanding, Standing, StandingChange, StandingCount, StandingKind
from .verdicts import Verdict
from .work import Batch, BatchItem, Draft, Escalation, Lease, NoteTemplate, SavedView, Snooze

__all__ = [
    "Account",
    "AccountActivity",
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
    "Export",
    "FlagReasons",
    "Import",
    "ImportChunk",
    "ImportRow",
    "Lease",
    "NoteTemplate",
    "QueueStay",
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
    "Verdict",
    "new_key",
]
