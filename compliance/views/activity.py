"""The review records: all of them in a list, and each with what was seen when it was written."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import review
from ..activity import (
    NEWEST,
    RecordFilter,
    details_text,
    fits_its_hash,
    neighbours,
    people,
    seen_by,
)
from ..keyset import read_page, without_cursor
from ..machine_signals import read_constraints, read_signals
from ..models import ReasonCode, ReviewRecord
from ..pins_beside_signals import beside_signals
from ..rendering import render_page

PAGE_SIZE = 50
UNDOABLE = (ReviewRecord.Action.CONFIRM, ReviewRecord.Action.OVERRIDE, ReviewRecord.Action.SUPERSEDE)

may_read = permission_required("compliance.view_reviewrecord", raise_exception=True)


@require_safe
@may_read
def activity(request):
    """All review records, newest first, filtered and paged by the query string."""
    reasons = reason_labels()
    filters = RecordFilter(request.GET, people=people(), reasons=reasons)
    records = filters.qs.defer("decision_snapshot", "previous_hash", "hash")
    page = read_page(records, NEWEST, request.GET, PAGE_SIZE)
    for record in page.rows:
        label(record, reasons)
    query = without_cursor(request.GET).urlencode()
    context = {
        "filter": filters,
        "chips": filters.chips(),
        "clear_url": request.path,
        "page": page,
        "row_query": f"?{query}" if query else "",
    }
    return render_page(request, "compliance/activity.html", context, fragments=["activity-results"])


@require_safe
@may_read
def review_record(request, record_id):
    """One record: what was done, the decision and the documents as they stood then, its place in the chain."""
    reasons = reason_labels()
    record = label(get_object_or_404(ReviewRecord, pk=record_id), reasons)
    seen = seen_by(record)
    others = neighbours(record)
    signals, signal_tree = read_signals(seen.decision.signals)
    new = seen.existing.get(record.new_decision_id)
    query = request.GET.urlencode()
    context = {
        "record": record,
        "decision": seen.decision,
        "constraints": read_constraints(seen.decision.constraints),
        "signals": beside_signals(signals, [])[0],
        "signal_tree": signal_tree,
        "documents": seen.documents,
        "source_exists": seen.source_exists,
        "decision_exists": record.decision_id in seen.existing,
        "new_decision": new,
        "new_constraints": read_constraints(new.constraints) if new else [],
        "others": others,
        "may_undo": may_undo(record, others, request.user),
        "hash_fits": fits_its_hash(record),
        "activity_url": reverse("compliance:activity") + (f"?{query}" if query else ""),
    }
    return render_page(request, "compliance/review_record.html", context)


def label(record, reasons):
    """The record with `reason_label` and `details_text` for showing."""
    record.reason_label = reasons.get(record.reason, record.reason)
    record.details_text = details_text(record)
    return record


def reason_labels():
    """`{reason code: label}`, retired ones too: old records bear them."""
    return {reason.code: reason.label for reason in ReasonCode.objects.all()}


def may_undo(record, others, user):
    """Whether to offer taking it back; `review.undo` checks the rest and says why not."""
    return (
        record.action in UNDOABLE
        and record.actor_id == user.pk
        and not others.undone_by
        and user.has_perm(review.PERMISSION)
    )
