"""Each figure about verdicts again, by plain SQL over the review records themselves, written without our own."""

from django.db import connection

# A confirmation or override that no later record takes back.
JUDGEMENTS = """
    SELECT r.id, r.action, r.actor_id, r.from_status, r.to_status, r.source_id, r.batch_id, r.created_at,
        r.decision_snapshot AS snap, r.decision_snapshot->'version_info' AS info,
        r.from_status IN ('ALLOWED', 'CONDITIONAL', 'BLOCKED') AS says
    FROM review_records r
    LEFT JOIN review_records u ON u.undoes = r.id AND u.id > r.id
    WHERE u.id IS NULL AND r.action IN ('confirm', 'override') AND r.created_at::timestamptz(6) >= %(since)s
        AND r.created_at < %(until)s
"""
OVERALL = f"SELECT count(*), sum((action = 'override')::int) FROM ({JUDGEMENTS}) j WHERE says"
LEFT = f"SELECT count(*) FROM ({JUDGEMENTS}) j WHERE NOT says"
SIGNALS = f"""
    SELECT tag, count(*), sum((action = 'override')::int) FROM (
        SELECT DISTINCT j.id, j.action, entry->>'signal_type' || '=' ||
            CASE WHEN entry->>'value' IS NULL OR entry->>'value' = '' THEN 'not stated' ELSE entry->>'value' END AS tag
        FROM ({JUDGEMENTS}) j, jsonb_path_query(snap, 'strict $.signals.signals[*]', silent => true) entry
        WHERE says AND jsonb_path_exists(entry, '$.signal_type')
        UNION
        SELECT j.id, j.action, entry->>'signal_type' || '=' ||
            CASE WHEN entry->>'value' IS NULL OR entry->>'value' = '' THEN 'not stated' ELSE entry->>'value' END
        FROM ({JUDGEMENTS}) j, jsonb_path_query(snap, 'strict $.signals[*]', silent => true) entry
        WHERE says AND jsonb_path_exists(entry, '$.signal_type')
    ) tagged GROUP BY tag
"""
DOCUMENT_TYPES = f"""
    SELECT kind, count(*), sum((action = 'override')::int) FROM ({JUDGEMENTS}) j, LATERAL (
        SELECT kind FROM jsonb_object_keys(
            CASE jsonb_typeof(info->'document_versions') WHEN 'object' THEN info->'document_versions' ELSE '{{}}' END
        ) kind
        UNION
        SELECT document_type FROM documents d
        WHERE d.source_id = j.source_id AND d.fetched_at AT TIME ZONE 'UTC' <= (snap->>'created_at')::timestamptz
            AND coalesce(info->>'document_versions', '{{}}') = '{{}}'
    ) kinds WHERE says GROUP BY kind
"""
MODELS = f"SELECT info->>'model_version', count(*), sum((action = 'override')::int) FROM ({JUDGEMENTS}) j WHERE says GROUP BY 1"
RULES = f"SELECT info->>'rules_version', count(*), sum((action = 'override')::int) FROM ({JUDGEMENTS}) j WHERE says GROUP BY 1"
STATUSES = f"SELECT from_status, to_status, count(*) FROM ({JUDGEMENTS}) j GROUP BY 1, 2"
CONFIDENCE = f"""
    SELECT (snap->>'confidence')::float8, action = 'confirm' FROM ({JUDGEMENTS}) j
    WHERE says AND jsonb_typeof(snap->'confidence') = 'number' AND (snap->>'confidence')::float8 BETWEEN 0 AND 1
"""
# Work by person: cleared, confirmed, overridden, left to people, superseded, escalated, taken back, median, timed.
WORK = """
    SELECT actor_id,
        sum((kept AND action IN ('confirm', 'override', 'supersede'))::int),
        sum((kept AND action = 'confirm' AND says)::int),
        sum((kept AND action = 'override' AND says)::int),
        sum((kept AND action IN ('confirm', 'override') AND NOT says)::int),
        sum((kept AND action = 'supersede')::int),
        sum((action = 'escalate')::int),
        sum((NOT kept AND action IN ('confirm', 'override', 'supersede'))::int),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
        count(seconds)
    FROM (
        SELECT *, CASE WHEN kept AND batch_id IS NULL AND action IN ('confirm', 'override', 'supersede')
            THEN extract(epoch FROM created_at - (details->>'opened_at')::timestamptz) END AS seconds
        FROM (
            SELECT r.*, r.from_status IN ('ALLOWED', 'CONDITIONAL', 'BLOCKED') AS says,
                NOT EXISTS (SELECT FROM review_records u WHERE u.undoes = r.id AND u.id > r.id) AS kept
            FROM review_records r WHERE created_at >= %(since)s AND created_at < %(until)s
        ) r
    ) r WHERE action IN ('confirm', 'override', 'supersede', 'escalate') GROUP BY actor_id
"""
# Of each judgement, given one by one, the one before it on the same source; kept where somebody else gave that.
PAIRS = """
    WITH judgements AS (
        SELECT * FROM review_records r WHERE action IN ('confirm', 'override') AND batch_id IS NULL
            AND NOT EXISTS (SELECT FROM review_records u WHERE u.undoes = r.id AND u.id > r.id)
    )
    SELECT least(one.actor_id, other.actor_id), greatest(one.actor_id, other.actor_id), count(*),
        sum((one.to_status = other.to_status)::int)
    FROM judgements one JOIN judgements other ON other.id = (
        SELECT max(id) FROM judgements before WHERE before.source_id = one.source_id AND before.id < one.id)
    WHERE one.actor_id <> other.actor_id AND one.created_at >= %(since)s AND one.created_at < %(until)s
    GROUP BY 1, 2
"""


def rows(statement, period):
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": period.since, "until": period.until})
        return cursor.fetchall()
