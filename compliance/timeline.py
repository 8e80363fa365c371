"""All that happened to one source, on one time line: versions of its documents, decisions, and what people did."""

from dataclasses import dataclass, field
from datetime import datetime

from .evidence import (
    HISTORY_SHOWN,
    VERSIONS_SHOWN,
    HistoryEntry,
    machine_entry,
    record_entry,
    rested_on,
    source_versions,
)
from .models import ComplianceDecision, Document, DocumentType, ReviewRecord


@dataclass(frozen=True)
class Moment:
    """One line: either `version` arrived, or `entry` was decided or done.

    `previous` is the version before this one, None for the first. `rests_on` are the versions behind a decision, in the
    order of the types. `carries` counts the decisions that rested on this version.
    """

    at: datetime
    version: Document | None = None
    previous: Document | None = None
    carries: int = 0
    entry: HistoryEntry | None = None
    rests_on: list[Document] = field(default_factory=list)


@dataclass(frozen=True)
class Timeline:
    """`moments` newest first; `current` is the current decision, None without one; `versions` is `{type: number}`.

    `is_whole` is false where older ones are left out.
    """

    moments: list[Moment]
    current: ComplianceDecision | None
    versions: dict[str, int]
    is_whole: bool


def source_timeline(source_id, *, reasons):
    """The `Timeline` of a source; `reasons` is `{reason code: label}`. Three queries."""
    versions = source_versions(source_id)
    decisions = ComplianceDecision.objects.filter(source_id=source_id).defer("signals", "constraints")
    decisions = list(decisions.newest_first()[:HISTORY_SHOWN])
    records = list(ReviewRecord.objects.filter(source_id=source_id).order_by("-id")[:HISTORY_SHOWN])
    moments, carried = [], {}
    verdict_of = {record.new_decision_id: record for record in records if record.new_decision_id}
    for decision in decisions:
        basis = [rested_on(versions[kind], decision.created_at) for kind in DocumentType]
        basis = [document for document in basis if document]
        for document in basis:
            carried[document.pk] = carried.get(document.pk, 0) + 1
        record = verdict_of.get(decision.pk)
        entry = record_entry(record, reasons) if record else machine_entry(decision)
        moments.append(Moment(decision.created_at, entry=entry, rests_on=basis))
    # What wrote a decision stands with that decision; everything else people did is a line of its own.
    shown = {decision.pk for decision in decisions}
    moments += [
        Moment(record.created_at, entry=record_entry(record, reasons))
        for record in records
        if record.new_decision_id not in shown
    ]
    for of_this_type in versions.values():
        for place, document in enumerate(of_this_type):
            previous = of_this_type[place + 1] if place + 1 < len(of_this_type) else None
            moments.append(
                Moment(document.fetched_at, version=document, previous=previous, carries=carried.get(document.pk, 0))
            )
    return Timeline(
        moments=sorted(moments, key=lambda moment: moment.at, reverse=True),
        current=decisions[0] if decisions else None,
        versions={kind: len(of_this_type) for kind, of_this_type in versions.items()},
        is_whole=max(len(decisions), len(records)) < HISTORY_SHOWN
        and sum(map(len, versions.values())) < VERSIONS_SHOWN,
    )
