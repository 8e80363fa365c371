"""The review queue as an export: every flagged decision of the page, with the reasons for its flag in words."""

from types import SimpleNamespace

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from ..filters import QueueFilter, channel_label, facet_word
from ..flag_reasons import reasons_of
from ..keyset import without_cursor
from ..machine_signals import flag_reasons, plain, read_constraints
from ..models import FlagReasons
from .listing import Column, ExportList, Selection, filter_words, in_order, joined, links_to, rows_of

FIELDS = (
    "id",
    "source_id",
    "status",
    "compliance_channel",
    "constraints",
    "confidence",
    "created_at",
    "url",
    "domain",
    "model",
    "rules",
    "why_said",
    "why_seen",
    "codes",
    "sentences",
)


def select(request):
    filters = QueueFilter(request.GET, user=request.user)
    found = FlagReasons.objects.filter(decision_id=OuterRef("pk"))
    decisions = in_order(filters.qs, filters.order).annotate(
        url=F("source__url"),
        domain=F("source__domain"),
        model=F("version_info__model_version"),
        rules=F("version_info__rules_version"),
        why_said=F("version_info__why"),
        why_seen=F("signals__why"),
        # In the same query, so that the reasons are those of the same moment.
        codes=Subquery(found.values("codes")),
        sentences=Subquery(found.values("details__sentences")),
    )
    rows = rows_of(decisions.values_list(*FIELDS, named=True))
    link = links_to(request, "compliance:decision")
    return Selection(
        rows=(with_reasons(row, link) for row in rows),
        filters=[*filter_words(filters), f"Order: {filters.order.label}"],
        url=f"{reverse('compliance:queue')}?{without_cursor(request.GET).urlencode()}",
    )


def with_reasons(row, link):
    """`(row, list of Finding, address of the decision)`."""
    said = flag_reasons({"why": row.why_seen}, {"why": row.why_said})
    found = None if row.codes is None else SimpleNamespace(codes=row.codes, sentences=row.sentences)
    findings = reasons_of(SimpleNamespace(found=found, flag_reasons=said))
    return row, findings, link(row.id)


def constraint_text(constraint):
    return f"{constraint.label} ({constraint.detail})" if constraint.detail else constraint.label


QUEUE = ExportList(
    title="Review queue",
    permission="compliance.view_compliancedecision",
    columns=[
        Column("Decision", lambda item: item[0].id),
        Column("Source URL", lambda item: item[0].url),
        Column("Domain", lambda item: item[0].domain),
        Column("Machine says", lambda item: facet_word("status", item[0].status)),
        Column("Channel", lambda item: channel_label(item[0].compliance_channel)),
        Column("Confidence", lambda item: item[0].confidence),
        Column("Flagged because", lambda item: joined(dict.fromkeys(finding.label for finding in item[1]))),
        Column("What was found", lambda item: joined(finding.sentence for finding in item[1])),
        Column("Constraints", lambda item: joined(map(constraint_text, read_constraints(item[0].constraints)))),
        Column("Model", lambda item: plain(item[0].model)),
        Column("Rules", lambda item: plain(item[0].rules)),
        Column("Decided at", lambda item: item[0].created_at),
        Column("Source", lambda item: item[0].source_id),
        Column("Link", lambda item: item[2]),
    ],
    select=select,
)
