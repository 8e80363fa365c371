"""What was changed about a source, by whom, with before and after: read from what the database's triggers keep."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

SHOWN = 50
LABELS = {"url": "URL", "normalized_url": "Normalized URL", "domain": "Domain"}
ADDED, CHANGED, DELETED, RETIRED, TAKEN_BACK = "added", "changed", "deleted", "retired", "taken_back"

# Of each change the triggers write two rows, as it was and as it became, one behind the other. Where neither of the
# columns below differs the pipeline only touched the row. Contexts tell whose request a change came from.
CHANGES = """
WITH changes AS (
    SELECT pgh_id, pgh_created_at, pgh_label, pgh_context_id, url, normalized_url, domain,
        lag(ARRAY[url, normalized_url, domain]) OVER (ORDER BY pgh_id) AS before
    FROM compliance_sourceevent WHERE pgh_obj_id = %(source)s
),
told AS (
    SELECT pgh_created_at AS at, CASE pgh_label WHEN 'changed_to' THEN 'changed' ELSE pgh_label END AS kind,
        pgh_context_id, CASE pgh_label WHEN 'changed_to' THEN before END AS before,
        ARRAY[url, normalized_url, domain] AS after, '' AS by_name, '' AS reason, pgh_id
    FROM changes
    WHERE pgh_label <> 'changed_from'
        AND (pgh_label <> 'changed_to' OR before IS DISTINCT FROM ARRAY[url, normalized_url, domain])
    UNION ALL
    SELECT pgh_created_at, pgh_label, pgh_context_id, NULL, NULL,
        CASE pgh_label WHEN 'retired' THEN by_name ELSE '' END, CASE pgh_label WHEN 'retired' THEN reason ELSE '' END,
        pgh_id
    FROM compliance_retirementevent WHERE pgh_obj_id = %(source)s AND pgh_label IN ('retired', 'taken_back')
)
SELECT at, kind, before, after, COALESCE(NULLIF(by_name, ''), username, ''), reason
FROM told
LEFT JOIN pghistory_context ON pghistory_context.id = pgh_context_id
LEFT JOIN auth_user ON auth_user.id::text = metadata ->> 'user'
ORDER BY at DESC, pgh_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Difference:
    """One column's value before and after a change; `before` is None for what was added."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class SourceChange:
    """What somebody did to a source: `kind` is a constant above.

    `who` is the name of the account, "" where it was no request of one: the pipeline, a command, plain SQL.
    """

    at: datetime
    kind: str
    who: str
    differences: list[Difference] = field(default_factory=list)
    reason: str = ""


def source_changes(source_id):
    """The last `SHOWN` `SourceChange`s of a source, the newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, {"source": source_id, "limit": SHOWN})
        rows = cursor.fetchall()
    return [
        SourceChange(at, kind, who, differences(kind, before, after), reason)
        for at, kind, before, after, who, reason in rows
    ]


def differences(kind, before, after):
    if kind == ADDED:
        return [Difference(label, None, value) for label, value in zip(LABELS.values(), after, strict=True)]
    if kind != CHANGED:
        return []
    columns = zip(LABELS.values(), before, after, strict=True)
    return [Difference(label, old, new) for label, old, new in columns if old != new]
