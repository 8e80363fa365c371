"""The review records as an export."""

from django.urls import reverse

from ..activity import NEWEST, RecordFilter, details_text, people
from ..filters import facet_word
from ..keyset import without_cursor
from ..models import ReasonCode
from .listing import Column, ExportList, Selection, filter_words, in_order, links_to, rows_of


def select(request):
    reasons = {reason.code: reason.label for reason in ReasonCode.objects.all()}
    filters = RecordFilter(request.GET, people=people(), reasons=reasons)
    records = in_order(filters.qs, NEWEST).defer("decision_snapshot", "previous_hash", "hash")
    link = links_to(request, "compliance:review_record")
    return Selection(
        rows=(labelled(record, reasons, link) for record in rows_of(records)),
        filters=filter_words(filters),
        url=f"{reverse('compliance:activity')}?{without_cursor(request.GET).urlencode()}",
    )


def labelled(record, reasons, link):
    """The record with the label of its reason and its address."""
    record.reason_label = reasons.get(record.reason, record.reason)
    record.link = link(record.pk)
    return record


ACTIVITY = ExportList(
    title="Activity",
    permission="compliance.view_reviewrecord",
    columns=[
        Column("Record", lambda record: record.pk),
        Column("At", lambda record: record.created_at),
        Column("Who", lambda record: record.actor_name),
        Column("What", lambda record: record.get_action_display()),
        Column("Particulars", details_text),
        Column("From status", lambda record: facet_word("status", record.from_status)),
        Column("To status", lambda record: facet_word("status", record.to_status)),
        Column("Reason", lambda record: record.reason_label),
        Column("Note", lambda record: record.note),
        Column("Source URL", lambda record: record.source_url),
        Column("Source", lambda record: record.source_id),
        Column("Decision", lambda record: record.decision_id),
        Column("New decision", lambda record: record.new_decision_id),
        Column("Takes back record", lambda record: record.undoes),
        Column("Batch", lambda record: record.batch_id and str(record.batch_id)),
        Column("Link", lambda record: record.link),
    ],
    select=select,
)
