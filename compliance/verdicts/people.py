"""Who decided what, how long it took, and how far two people agree who judged the same source.

Every number has a link to the list of review records under the same conditions. A verdict that was taken back counts
as that and as nothing else.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.urls import reverse

from .. import activity
from ..charts import Series, columns
from ..charts.labels import bucket as bucket_words
from ..charts.labels import percent
from ..models import ReviewRecord
from ..periods import Period, PeriodForm
from ..review import VERDICT_STATUSES
from ..tables import Cell, Table
from .pairs import agreement_table
from .trust import BULK

Action = ReviewRecord.Action
# Rows of the table by day that a page shows; the export has all.
ROWS_SHOWN = 300

# The columns that are grouped by are `actor_id` and the number of the period's bucket, from 1.
GROUPED = "GROUP BY GROUPING SETS ((), (actor_id), (bucket), (actor_id, bucket))"
WORK = f"""
SELECT actor_id, bucket,
    count(*) FILTER (WHERE says AND action = 'confirm'),
    count(*) FILTER (WHERE says AND action = 'override'),
    count(*) FILTER (WHERE NOT is_undone AND action <> 'supersede' AND NOT says),
    count(*) FILTER (WHERE NOT is_undone AND action = 'supersede'),
    count(*) FILTER (WHERE is_undone),
    count(seconds),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
FROM (
    SELECT actor_id, action, is_undone, width_bucket(decided_at, %(edges)s::timestamptz[]) AS bucket,
        NOT is_undone AND action <> 'supersede' AND machine_status = ANY (%(machine)s) AS says,
        CASE WHEN batch_id IS NULL AND NOT is_undone THEN extract(epoch FROM decided_at - opened_at) END AS seconds
    FROM review_verdicts
    WHERE decided_at >= %(since)s AND decided_at < %(until)s
        AND (%(person)s::int IS NULL OR actor_id = %(person)s)
        AND (%(in_bulk)s::boolean IS NULL OR (batch_id IS NOT NULL) = %(in_bulk)s)
) work
{GROUPED}
"""  # noqa: S608 our own constants
ESCALATIONS = f"""
SELECT actor_id, bucket, count(*) FROM (
    SELECT actor_id, width_bucket(created_at, %(edges)s::timestamptz[]) AS bucket FROM review_records
    WHERE action = 'escalate' AND created_at >= %(since)s AND created_at < %(until)s
        AND (%(person)s::int IS NULL OR actor_id = %(person)s)
        AND (%(in_bulk)s::boolean IS NULL OR (batch_id IS NOT NULL) = %(in_bulk)s)
) escalations
{GROUPED}
"""  # noqa: S608 our own constants
# What the numbers count, as conditions of the list of records.
ASKED = {
    "cleared": {"action": [Action.CONFIRM, Action.OVERRIDE, Action.SUPERSEDE], "undone": "no"},
    "confirmed": {"action": Action.CONFIRM, "judged": "yes"},
    "overridden": {"action": Action.OVERRIDE, "judged": "yes"},
    "resolved": {"judged": "no"},
    "superseded": {"action": Action.SUPERSEDE, "undone": "no"},
    "escalated": {"action": Action.ESCALATE},
    "undone": {"undone": "yes"},
    "timed": {"timed": "yes", "undone": "no"},
}
KINDS = {
    "confirmed": ("Confirmed", "one"),
    "overridden": ("Overridden", "two"),
    "resolved": ("Left to people, decided", "three"),
    "superseded": ("Cleared as superseded", "four"),
}
HANDLING = "Median handling time"
COLUMNS = [
    "Cleared", "Confirmed", "Overridden", "Override rate", "Left to people, decided", "Cleared as superseded",
    "Escalated", "Taken back", HANDLING, "Timed",
]  # fmt: skip


class PeopleForm(PeriodForm):
    """A period, and whose work; all may be left out. `names` is `{account id: name}`."""

    person = forms.ChoiceField(required=False, label="Person")
    bulk = forms.ChoiceField(required=False, label="Given in bulk", choices=list(BULK.items()))

    def __init__(self, data, *, names):
        super().__init__(data)
        known = [(str(key), name) for key, name in names.items()]
        self.fields["person"].choices = [("", "Everyone"), *known]


@dataclass(frozen=True)
class Counts:
    """What was done: numbers of records. `seconds` is the median handling time of `timed` of them, or None."""

    confirmed: int = 0
    overridden: int = 0
    resolved: int = 0
    superseded: int = 0
    undone: int = 0
    timed: int = 0
    seconds: float | None = None
    escalated: int = 0

    @property
    def cleared(self):
        return self.confirmed + self.overridden + self.resolved + self.superseded

    @property
    def share(self):
        """Fraction of the machine's decisions that were overridden, None where none was judged."""
        judged = self.confirmed + self.overridden
        return self.overridden / judged if judged else None


@dataclass(frozen=True)
class PeopleFigures:
    """The figures of one form, which has been validated.

    `names` is `{account id: name}` of all who have left a record.
    """

    form: PeopleForm
    period: Period
    names: dict[int, str]

    @property
    def given(self):
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in ("person", "bulk") if cleaned.get(name)}

    @property
    def person(self):
        """The one whose work is asked for, an account id, or None for all."""
        return int(self.given["person"]) if "person" in self.given else None

    @cached_property
    def buckets(self):
        return self.period.buckets()

    def ask(self, statement):
        bulk = self.given.get("bulk")
        starts = [Period(bucket.first, bucket.last, "day").since for bucket in self.buckets]
        params = {
            "edges": starts,
            "machine": [str(status) for status in VERDICT_STATUSES],
            "since": self.period.since,
            "until": self.period.until,
            "person": self.person,
            "in_bulk": bulk == "yes" if bulk else None,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall()

    @cached_property
    def counts(self):
        """`{(account id, number of the bucket from 1): Counts}`; None in either place stands for all."""
        found = defaultdict(dict)
        names = ("confirmed", "overridden", "resolved", "superseded", "undone", "timed", "seconds")
        for person, number, *values in self.ask(WORK):
            found[person, number] |= dict(zip(names, values, strict=True))
        for person, number, escalated in self.ask(ESCALATIONS):
            found[person, number]["escalated"] = escalated
        return {key: Counts(**values) for key, values in found.items()}

    @property
    def total(self):
        return self.counts.get((None, None), Counts())

    def url(self, name, person=None, bucket=None):
        """Link to the records that a number of `Counts` counts."""
        first, last = (bucket.first, bucket.last) if bucket else (self.period.first, self.period.last)
        query = {"date_from": first.isoformat(), "date_to": last.isoformat(), **self.given, **ASKED[name]}
        if person is not None:
            query["person"] = person
        return f"{reverse('compliance:activity')}?{urlencode(query, doseq=True)}"

    def name_of(self, person):
        return self.names.get(person, f"Account {person}")

    def people(self):
        """`[(account id, name), ...]` of those who did something in the period, by name."""
        found = {person for person, number in self.counts if person is not None and number is None}
        return sorted(((person, self.name_of(person)) for person in found), key=lambda pair: (pair[1].lower(), pair[0]))

    def cells(self, person, number=None):
        """A `Cell` for each of `COLUMNS`."""
        counts = self.counts.get((person, number), Counts())
        bucket = self.buckets[number - 1] if number else None

        def cell(name):
            value = getattr(counts, name)
            return Cell(value, url=self.url(name, person, bucket) if value else None)

        return [
            cell("cleared"),
            cell("confirmed"),
            cell("overridden"),
            Cell(counts.share, percent(counts.share)),
            cell("resolved"),
            cell("superseded"),
            cell("escalated"),
            cell("undone"),
            Cell(None if counts.seconds is None else round(counts.seconds), duration(counts.seconds)),
            cell("timed"),
        ]

    def by_person(self):
        """Table: one row per person, and all of them together."""
        rows = [[Cell(name, url=self.own_url(person)), *self.cells(person)] for person, name in self.people()]
        if len(rows) > 1:
            rows.append([Cell("All"), *self.cells(None)])
        return Table("people", "Work by person", ["Person", *COLUMNS], rows)

    def own_url(self, person):
        """Link to the figures of this person alone."""
        query = {**self.period.query, **self.given, "person": person}
        return f"{reverse('compliance:breakdown_people')}?{urlencode(query)}"

    def by_time(self, limit=None):
        """Table: a row per person and day, week or month with anything in it, the newest first; all without `limit`."""
        keys = [(number, person) for person, number in self.counts if person is not None and number is not None]
        keys.sort(key=lambda key: (-key[0], self.name_of(key[1]).lower(), key[1]))
        rows = [
            [
                Cell(self.buckets[number - 1].first, bucket_words(self.buckets[number - 1])),
                Cell(self.name_of(person)),
                *self.cells(person, number),
            ]
            for number, person in keys[:limit]
        ]
        title = {"day": "Work by day and person", "week": "Work by week and person"}
        heading = title.get(self.period.step, "Work by month and person")
        return Table("people-over-time", heading, ["From", "Person", *COLUMNS], rows)

    @property
    def is_cut(self):
        """Whether a page leaves rows of the table by day out."""
        return sum(1 for person, number in self.counts if None not in (person, number)) > ROWS_SHOWN

    def over_time(self):
        """Chart of what was cleared, by day, week or month."""
        series = []
        for name, (label, tone) in KINDS.items():
            values = [getattr(self.counts.get((None, n), Counts()), name) for n in range(1, len(self.buckets) + 1)]
            urls = [
                self.url(name, bucket=bucket) if value else None
                for value, bucket in zip(values, self.buckets, strict=True)
            ]
            series.append(Series(name, label, tone, values, urls))
        whose = f"by {self.name_of(self.person)}" if self.person is not None else "by all reviewers"
        return columns(
            "cleared",
            "Flagged decisions cleared",
            f"What was cleared {whose}, without what was taken back since. Each column opens its records.",
            self.buckets,
            series,
            "decisions",
        )

    def agreement(self):
        """Table: how far two people agree who judged the same source."""
        return agreement_table(self.period, self.person, self.name_of)


def people_figures_of(params):
    """`PeopleFigures` by a query string (a QueryDict)."""
    names = dict(activity.people())
    form = PeopleForm(params, names=names)
    form.is_valid()
    return PeopleFigures(form, form.period(), names)


def tables(request):
    """All tables of the page, for the export."""
    figures = people_figures_of(request.GET)
    return [
        with_unit(figures.by_person()),
        figures.over_time().table,
        with_unit(figures.by_time()),
        figures.agreement(),
    ]


def with_unit(table):
    """The table with the unit of its handling times in their heading: without their texts they are bare numbers."""
    return replace(table, columns=[f"{HANDLING} (s)" if name == HANDLING else name for name in table.columns])


def duration(seconds):
    """`45 s`, `3 min 20 s`, `2 h 5 min`; "–" for None."""
    if seconds is None:
        return "–"
    whole = timedelta(seconds=round(seconds))
    minutes, rest = divmod(int(whole.total_seconds()), 60)
    if minutes < 1:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
