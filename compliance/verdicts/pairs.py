"""Agreement of two people who judged the same source one after the other, with links to the later judgements."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from ..charts.labels import percent
from ..tables import Cell, Table
from .agreement import Agreement, agreement
from .facts import SECOND_JUDGEMENTS

PAIRS = f"""
SELECT actor_id, before_id, human_status, before_status, count(*) FROM ({SECOND_JUDGEMENTS}) second
WHERE decided_at >= %(since)s AND decided_at < %(until)s
    AND (%(person)s::int IS NULL OR %(person)s IN (actor_id, before_id))
GROUP BY 1, 2, 3, 4
"""  # noqa: S608 our own constants
AGREEMENT_COLUMNS = [
    "Person", "Other person", "Judged by both", "Same status", "Another status", "Agreement", "At least", "At most",
    "Kappa",
]  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two people by account id (None, None for any two), their `Agreement`, links to all, the same, the different."""

    ids: tuple[int | None, int | None]
    agreement: Agreement
    url: str
    same_url: str
    different_url: str


def pairs_of(period, person=None):
    """List of `Pair`, the most frequent first, by later judgements in the `Period`; of `person` alone, if given."""
    counts = defaultdict(lambda: defaultdict(int))
    params = {"since": period.since, "until": period.until, "person": person}
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, params)
        for later, before, status, before_status, n in cursor.fetchall():
            ids = min(later, before), max(later, before)
            statuses = (status, before_status) if later == ids[0] else (before_status, status)
            counts[ids][statuses] += n
    pairs = [pair(period, ids, agreement(statuses)) for ids, statuses in counts.items()]
    return sorted(pairs, key=lambda pair: (-pair.agreement.n, pair.ids))


def any_two(period, pairs):
    """`Pair` of all of them together. It has no kappa, which is of two people."""
    n, same = (sum(getattr(pair.agreement, name) for pair in pairs) for name in ("n", "same"))
    return pair(period, (None, None), Agreement(n, same, kappa=None))


def pair(period, ids, figures):
    query = {"date_from": period.first.isoformat(), "date_to": period.last.isoformat()}
    if ids != (None, None):
        query["pair"] = f"{ids[0]}-{ids[1]}"
    path = reverse("compliance:activity")
    return Pair(
        ids,
        figures,
        *(f"{path}?{urlencode({**query, 'agreement': agreed})}" for agreed in ("second", "same", "different")),
    )


def agreement_table(period, person, name_of):
    """Table: a row per pair of people, and any two together where there are more. `name_of` gives an account's name."""
    pairs = pairs_of(period, person)
    rows = [[*(Cell(name_of(key)) for key in pair.ids), *agreement_cells(pair)] for pair in pairs]
    if len(pairs) > 1 and person is None:
        rows.append([Cell("Any two"), Cell(None), *agreement_cells(any_two(period, pairs))])
    return Table("agreement", "Agreement on the same source", AGREEMENT_COLUMNS, rows)


def agreement_cells(pair):
    found = pair.agreement
    fractions = (found.share, *((found.interval.low, found.interval.high) if found.n else (None, None)))
    return [
        Cell(found.n, url=pair.url if found.n else None),
        Cell(found.same, url=pair.same_url if found.same else None),
        Cell(found.n - found.same, url=pair.different_url if found.n > found.same else None),
        *(Cell(fraction, percent(fraction)) for fraction in fractions),
        Cell(found.kappa, "–" if found.kappa is None else f"{found.kappa:.2f}".replace("-", "−")),
    ]
