"""The list of sources as an export: where each stands, and stood on the day that the list is told of."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.urls import reverse

from ..fields import UtcTimestampField
from ..filters import channel_label
from ..keyset import without_cursor
from ..models import Document, Source
from ..models.standings import decided_or_never
from ..source_list import source_filter, word
from .listing import Column, ExportList, Selection, filter_words, in_order, links_to, rows_of

FIELDS = (
    "source_id",
    "domain",
    "language",
    "kind_id",
    "then",
    "decision_id",
    "is_flagged",
    "decided_at",
    "normalized_url",
    "created",
    "fetched",
)


def select(request):
    filters = source_filter(request.GET)
    of_source = Source.objects.filter(pk=OuterRef("pk"))
    fetches = Document.objects.filter(source_id=OuterRef("pk")).order_by("-fetched_at")
    rows = filters.qs.annotate(
        then=F("then_id") if filters.day else Value(None, output_field=CharField()),
        normalized_url=Subquery(of_source.values("normalized_url")),
        created=Subquery(of_source.values("created_at"), output_field=UtcTimestampField()),
        fetched=Subquery(fetches.values("fetched_at")[:1], output_field=UtcTimestampField()),
        created_at=F("created"),
        id=F("source_id"),
        decided_or_never=decided_or_never(),
    )
    link = links_to(request, "compliance:source")
    rows = rows_of(in_order(rows, filters.order).values_list(*FIELDS, named=True))
    return Selection(
        rows=((row, filters.kinds[row.kind_id], filters.kinds.get(row.then), link(row.source_id)) for row in rows),
        filters=[*filter_words(filters), f"Order: {filters.order.label}"],
        url=f"{reverse('compliance:sources')}?{without_cursor(request.GET).urlencode()}",
    )


SOURCES = ExportList(
    title="Sources",
    permission="compliance.view_source",
    columns=[
        Column("Source", lambda row: row[0].source_id),
        Column("URL", lambda row: row[0].normalized_url),
        Column("Domain", lambda row: row[0].domain),
        Column("Language", lambda row: row[0].language),
        Column("Status then", lambda row: row[2] and word("status", row[2].status)),
        Column("Status", lambda row: word("status", row[1].status)),
        Column("Channel", lambda row: channel_label(row[1].channel) if row[1].channel else None),
        Column("Model", lambda row: row[1].model),
        Column("Rules", lambda row: row[1].rules),
        Column("Flagged", lambda row: "yes" if row[0].is_flagged else "no"),
        Column("Newest decision at", lambda row: row[0].decided_at),
        Column("Newest decision", lambda row: row[0].decision_id),
        Column("Last fetch at", lambda row: row[0].fetched),
        Column("Added at", lambda row: row[0].created),
        Column("Link", lambda row: row[3]),
    ],
    select=select,
)
