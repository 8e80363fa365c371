"""The stays in the queue as an export."""

from django.urls import reverse
from django.utils import timezone

from ..activity import people
from ..keyset import without_cursor
from ..queue_health.history import NEWEST, stay_filter, waited
from .listing import Column, ExportList, Selection, filter_words, in_order, rows_of


def select(request):
    filters = stay_filter(request.GET, people())
    root = request.build_absolute_uri("/").rstrip("/")
    now = timezone.now()
    return Selection(
        rows=(timed(stay, now, root) for stay in rows_of(in_order(filters.qs, NEWEST))),
        filters=filter_words(filters),
        url=f"{reverse('compliance:queue_history')}?{without_cursor(request.GET).urlencode()}",
    )


def timed(stay, now, root):
    """The stay with the days that it lasted, or has so far, and the address of its decision."""
    stay.days_waited = round(waited(stay, now).total_seconds() / 86400, 4)
    stay.link = root + reverse("compliance:decision", args=[stay.decision_id])
    return stay


QUEUE_HISTORY = ExportList(
    title="Queue history",
    permission="compliance.view_compliancedecision",
    columns=[
        Column("Decision", lambda stay: stay.decision_id),
        Column("Stay", lambda stay: stay.number),
        Column("Source URL", lambda stay: stay.address),
        Column("Entered at", lambda stay: stay.entered_at),
        Column("Left at", lambda stay: stay.left_at),
        Column("How", lambda stay: stay.get_left_by_display() if stay.left_by else "Still waiting"),
        Column("By", lambda stay: stay.actor_name),
        Column("Days waited", lambda stay: stay.days_waited),
        Column("Review record", lambda stay: stay.record_id),
        Column("Source", lambda stay: stay.source_id),
        Column("Link", lambda stay: stay.link),
    ],
    select=select,
)
