"""On the real documents, every combination of filters finds what plain SQL finds."""

import random

import pytest
from django.db import connection
from django.http import QueryDict

from compliance.filters import ORDERS, QueueFilter
from compliance.keyset import read_page
from compliance.records.loading import load

# Each choice: query string parameters, and the same said in SQL over `d` (decisions) and `s` (sources).
CHOICES = [
    [
        (f"status={status}", f"d.status = '{status}'")
        for status in ("ALLOWED", "CONDITIONAL", "BLOCKED", "REVIEW_REQUIRED")
    ]
    + [("status=ALLOWED&status=BLOCKED", "d.status IN ('ALLOWED', 'BLOCKED')")],
    [(f"channel={channel}", f"d.compliance_channel = '{channel}'") for channel in ("public_crawl", "none", "llms_txt")]
    + [("channel=-", "d.compliance_channel IS NULL")],
    [(f"confidence_min={x}", f"d.confidence >= {x}") for x in ("0", "0.4", "0.55", "0.9", "1")],
    [(f"confidence_max={x}", f"d.confidence <= {x}") for x in ("0", "0.35", "0.5", "0.9", "1")],
    [(f"domain={x}", f"s.domain ILIKE '%{x}%'") for x in ("com", "google", "GOV", "x")],
    [
        ("not_status=BLOCKED", "d.status <> 'BLOCKED'"),
        ("not_status=ALLOWED&not_status=BLOCKED", "d.status NOT IN ('ALLOWED', 'BLOCKED')"),
    ],
    [
        ("not_channel=none", "d.compliance_channel IS DISTINCT FROM 'none'"),
        ("not_channel=-", "d.compliance_channel IS NOT NULL"),
    ],
    [
        (f"reason={x}", f"EXISTS (SELECT FROM review_flag_reasons r WHERE r.decision_id = d.id AND '{x}' = ANY(codes))")
        for x in ("low_confidence", "clause_gone")
    ]
    + [
        (
            "not_reason=low_confidence",
            "NOT EXISTS (SELECT FROM review_flag_reasons r WHERE r.decision_id = d.id AND 'low_confidence' = ANY(codes))",
        ),
        ("reason=-", "NOT EXISTS (SELECT FROM review_flag_reasons r WHERE r.decision_id = d.id)"),
    ],
    [("superseded=on", "superseded")],
    [(f"constraint={x}", f"d.constraints::text ILIKE '%{x}%'") for x in ("crawl_delay", "GPTBot", "non")],
    [
        (
            f"why={x}",
            f"coalesce(d.version_info->>'why', '') || coalesce(d.signals->>'why', '') ILIKE '%{x}%'",
        )
        for x in ("terms", "open", "label")
    ],
    [
        (
            f"document_type={x}",
            f"EXISTS (SELECT FROM documents WHERE source_id = s.id AND document_type = '{x}')",
        )
        for x in ("tc", "robots", "llm_txt")
    ],
    [
        (f"language={x}", f"EXISTS (SELECT FROM documents WHERE source_id = s.id AND language = '{x}')")
        for x in ("en", "fr")
    ],
    [
        ("model=mechanical-1", "d.version_info->>'model_version' = 'mechanical-1'"),
        ("model=none", "false"),
        ("not_model=mechanical-1", "d.version_info->>'model_version' IS DISTINCT FROM 'mechanical-1'"),
    ],
    [(f"flagged_from={x}", f"d.created_at >= '{x}'") for x in ("2015-01-01", "2022-06-01", "2025-06-01")],
    [(f"flagged_to={x}", f"d.created_at < date '{x}' + 1") for x in ("2016-01-01", "2023-06-01", "2025-12-31")],
]
FLAGGED = """
SELECT d.id FROM compliance_decisions d JOIN sources s ON s.id = d.source_id
JOIN (SELECT id, row_number() OVER (PARTITION BY source_id ORDER BY created_at DESC, id DESC) AS place
    FROM compliance_decisions) places ON places.id = d.id
WHERE d.review_flag AND {current} AND {conditions}
"""


@pytest.mark.sample
def test_two_hundred_random_filters_agree_with_plain_sql(reviewer, sample_path):
    with open(sample_path, "rb") as stream:
        load(stream)
    chance = random.Random(2026)
    found = 0
    for _ in range(200):
        chosen = [chance.choice(group) for group in chance.sample(CHOICES, chance.randint(0, 4))]
        conditions = [sql for _, sql in chosen if sql != "superseded"] or ["true"]
        superseded = any(sql == "superseded" for _, sql in chosen)
        query = "&".join(parameter for parameter, _ in chosen)
        filters = QueueFilter(QueryDict(query), user=reviewer)
        with connection.cursor() as cursor:
            cursor.execute(
                FLAGGED.format(
                    current="place > 1" if superseded else "place = 1", conditions=" AND ".join(conditions)
                ).replace("%", "%%"),
                (),
            )
            expected = {key for (key,) in cursor.fetchall()}
        assert {decision.pk for decision in filters.qs} == expected, query
        page = read_page(filters.qs, chance.choice(list(ORDERS.values())), QueryDict(query), 50)
        assert page.count == len(expected), query
        found += len(expected)
    assert found > 1000  # the filters are not all empty
