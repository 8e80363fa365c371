"""Constraints that were written so far, to choose from: free texts alone would soon have ten wordings for one thing."""

import json

from django.db import connection

# What people wrote lately counts, and what waits for them; neither looks at more than its newest rows.
USED = """
SELECT entry FROM (
    (SELECT constraints FROM compliance_decisions WHERE id IN (
        SELECT new_decision_id FROM (SELECT new_decision_id FROM review_records ORDER BY id DESC LIMIT 1000) latest))
    UNION ALL
    (SELECT constraints FROM compliance_decisions WHERE review_flag ORDER BY created_at DESC, id DESC LIMIT 200)
) used, jsonb_array_elements(CASE WHEN jsonb_typeof(constraints) = 'array' THEN constraints ELSE '[]' END) entry
WHERE length(entry::text) <= 500 GROUP BY entry ORDER BY count(*) DESC, entry::text LIMIT 40
"""


def find_used_constraints():
    """Constraints of the latest overrides and of the newest flagged decisions, the most frequent first: str or dict.

    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(USED)
        entries = [json.loads(entry) for (entry,) in cursor.fetchall()]
    return [entry for entry in entries if type(entry) in (str, dict) and entry]
