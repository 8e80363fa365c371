"""Rows for tests: valid by default, so that a test states only what matters to it."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count

from compliance.models import ComplianceDecision, Document, Source

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
number = count(1)


def make_source(url=None, **fields):
    url = url or f"https://site-{next(number)}.example/terms"
    fields.setdefault("domain", url.split("/")[2])
    return Source.objects.create(url=url, normalized_url=fields.pop("normalized_url", url), **fields)


def make_document(source=None, text="You may read this site.", **fields):
    fields.setdefault("document_type", Document.Type.TERMS)
    fields.setdefault("fetched_at", START)
    return Document.objects.create(
        source=source or make_source(),
        raw_content=fields.pop("raw_content", text),
        extracted_text=text,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        **fields,
    )


def make_decision(source=None, *, flagged=True, minutes=0, **fields):
    """`minutes` after `START`; flagged and CONDITIONAL unless said otherwise."""
    fields.setdefault("status", ComplianceDecision.Status.CONDITIONAL)
    fields.setdefault("created_at", START + timedelta(minutes=minutes))
    fields.setdefault("confidence", 0.5)
    fields.setdefault("compliance_channel", "public_crawl")
    fields.setdefault("constraints", ["Attribution"])
    fields.setdefault("version_info", {"model_version": "judge-1", "rules_version": "2026-02"})
    return ComplianceDecision.objects.create(source=source or make_source(), review_flag=flagged, **fields)
