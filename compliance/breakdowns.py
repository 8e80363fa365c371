"""How many sources stand where: now or at the end of a past day, by what they have in common, and over time.

Everything is read from what `standings` keeps. A number's link leads to the list of sources under the same conditions,
which reads the same rows, so that the two agree.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.urls import reverse

from .charts import Bar, Segment, Series, bars, stacked_areas
from .facets import NO_VALUE
from .filters import channel_label
from .models import StandingKind, Status
from .periods import Period, PeriodForm

STATUS_LABELS = {**dict(Status.choices), StandingKind.UNDECIDED: "No decision yet", StandingKind.RETIRED: "Retired"}
STATUS_TONES = {
    Status.ALLOWED: "allowed",
    Status.CONDITIONAL: "conditional",
    Status.BLOCKED: "blocked",
    Status.REVIEW_REQUIRED: "review",
    StandingKind.UNDECIDED: "undecided",
    StandingKind.RETIRED: "retired",
}
# What a decision says of itself, beside its status: the parameter in a query string and the words for it.
DIMENSIONS = {"channel": "Channel", "model": "Model", "rules": "Rules version"}
# A chart can't keep more values apart: the rest share a tone.
TONES = ("one", "two", "three", "four", "five", "six", "seven", "eight")
DOMAINS_SHOWN = 12

# How many more stood as a kind, by the bucket of the day: 0 before the first, beyond the last after the period. A month
# that lies in one bucket is taken as a whole; of those in `cut` the days count.
CHANGES = """
SELECT width_bucket(COALESCE(day, month), %(edges)s::date[]) AS bucket, kind_id, sum(change)
FROM review_standing_changes
WHERE kind_id = ANY (%(kinds)s)
    AND (day IS NULL AND month <> ALL (%(cut)s::date[]) OR day IS NOT NULL AND month = ANY (%(cut)s::date[]))
GROUP BY 1, 2
"""
CHANGES_OF_DOMAIN = """
WITH entries AS (
    SELECT entry.*, lead(day) OVER (PARTITION BY source_id ORDER BY day) AS following
    FROM review_standings CROSS JOIN unnest(days, kinds) AS entry (day, kind_id) WHERE domain = %(domain)s
)
SELECT width_bucket(day, %(edges)s::date[]) AS bucket, kind_id, sum(change) FROM (
    SELECT day, kind_id, 1 AS change FROM entries
    UNION ALL
    SELECT following, kind_id, -1 FROM entries WHERE following IS NOT NULL
) changes
WHERE kind_id = ANY (%(kinds)s) GROUP BY 1, 2
"""
LANGUAGES_NOW = """
SELECT value, kind_id, sources FROM review_standing_counts
WHERE dimension = 'language' AND kind_id = ANY (%(kinds)s) AND sources > 0
"""
LARGEST = """
SELECT value FROM review_standing_counts WHERE dimension = 'domain' AND kind_id IS NULL AND sources > 0
ORDER BY sources DESC, value LIMIT %(limit)s
"""
LARGEST_OF_KINDS = """
SELECT value FROM review_standing_counts WHERE dimension = 'domain' AND kind_id = ANY (%(kinds)s) AND sources > 0
GROUP BY value ORDER BY sum(sources) DESC, value LIMIT %(limit)s
"""
DOMAINS_NOW = """
SELECT value, kind_id, sources FROM review_standing_counts JOIN ({largest}) largest USING (value)
WHERE dimension = 'domain' AND kind_id = ANY (%(kinds)s) AND sources > 0
"""
# On a past day, or of one domain, from where each source stood.
STOOD = """
SELECT domain, language, kinds[width_bucket(%(day)s::date, days)] AS kind_id FROM review_standings
WHERE days[1] <= %(day)s AND (%(domain)s::text IS NULL OR domain = %(domain)s)
"""
LANGUAGES_OF_ROWS = """
SELECT language, kind_id, count(*) FROM ({stood}) stood WHERE kind_id = ANY (%(kinds)s) GROUP BY 1, 2
"""
DOMAINS_OF_ROWS = """
WITH counted AS MATERIALIZED (
    SELECT domain, kind_id, count(*) AS sources FROM ({stood}) stood WHERE kind_id = ANY (%(kinds)s) GROUP BY 1, 2
)
SELECT * FROM counted WHERE domain IN (
    SELECT domain FROM counted GROUP BY domain ORDER BY sum(sources) DESC, domain LIMIT %(limit)s
)
"""


class ValueField(forms.ChoiceField):
    """One value of a dimension; a link that was sent may name one that nothing has any more."""

    def valid_value(self, value):
        return "\x00" not in value and len(value) <= 200


class BreakdownForm(PeriodForm):
    """A period, and what the sources must have in common; all may be left out. `kinds` are all `StandingKind`."""

    by = forms.ChoiceField(required=False, label="Over time, by", choices=[("", "Status"), *DIMENSIONS.items()])
    domain = forms.CharField(required=False, label="Domain", max_length=255)
    channel = ValueField(required=False, label="Channel")
    model = ValueField(required=False, label="Model")
    rules = ValueField(required=False, label="Rules version")

    def __init__(self, data, *, kinds):
        super().__init__(data)
        for name in DIMENSIONS:
            values = {parameter(getattr(kind, name)) for kind in kinds if kind.is_decided}
            values |= {value for value in data.getlist(name)[-1:] if value}
            self.fields[name].choices = [("", "Any"), *((value, words_of(name, value)) for value in sorted(values))]


def parameter(value):
    """How a value stands in a query string: "-" for none."""
    return NO_VALUE if value is None else value


def words_of(dimension, value):
    """What a value is called on a page; None and "-" are no value."""
    if dimension == "status":
        return STATUS_LABELS.get(value, value)
    if value in (None, NO_VALUE):
        return "Not stated"
    return channel_label(value) if dimension == "channel" else value


@dataclass
class Breakdown:
    """The figures of one form. `day` is the day on whose end they stand, None for now."""

    form: BreakdownForm
    kinds: list[StandingKind]
    period: Period = field(init=False)
    day: date | None = field(init=False)

    def __post_init__(self):
        self.list_path = reverse("compliance:sources")  # once: a page has hundreds of links to it
        self.period = self.form.period()
        given = self.form.cleaned_data
        self.day = given.get("date_to")
        self.by = given.get("by") or "status"
        self.conditions = {name: given[name] for name in ("domain", *DIMENSIONS) if given.get(name)}
        self.chosen = {kind.pk: kind for kind in self.kinds if self.is_chosen(kind)}
        self.parameters = {
            "kinds": list(self.chosen),
            "domain": self.conditions.get("domain"),
            "day": self.day or date.max,
        }

    def is_chosen(self, kind):
        wanted = {name: value for name, value in self.conditions.items() if name != "domain"}
        # Without a decision there is no channel and no version, not even "none stated".
        return all(kind.is_decided and parameter(getattr(kind, name)) == value for name, value in wanted.items())

    @cached_property
    def stocks(self):
        """`[{kind id: sources}, ...]`: at the end of each bucket of the period, and last as the other figures stand."""
        edges = [bucket.first for bucket in self.period.buckets()] + [self.period.until.date()]
        changes = [{} for _ in range(len(edges) + 1)]
        cut = sorted({edge.replace(day=1) for edge in edges if edge.day > 1})
        sql = CHANGES_OF_DOMAIN if "domain" in self.conditions else CHANGES
        for bucket, kind_id, change in query(sql, self.parameters | {"edges": edges, "cut": cut}):
            changes[bucket][kind_id] = change
        standing, stocks = Counter(), []
        for change in changes:
            standing.update(change)  # adds, and what leaves is negative
            stocks.append({kind_id: sources for kind_id, sources in standing.items() if sources})
        in_period = stocks[1:-1]
        return [*in_period, in_period[-1] if self.day else stocks[-1]]

    @property
    def total(self):
        return sum(self.stocks[-1].values())

    def url(self, **conditions):
        """The list of sources that stand so, under the form's own conditions too."""
        return self.address(conditions | ({"on": self.day} if self.day else {}))

    def urls_at_ends(self, buckets, **conditions):
        """The list of sources that stood so at the end of each bucket."""
        stem = self.address(conditions)
        return [f"{stem}&on={bucket.last.isoformat()}" for bucket in buckets]

    def address(self, conditions):
        conditions = self.conditions | conditions
        # A source without a decision states no channel either, but is not meant.
        if "status" not in conditions and NO_VALUE in [conditions.get(name) for name in DIMENSIONS]:
            conditions["status"] = sorted({kind.status for kind in self.kinds if kind.is_decided})
        return f"{self.list_path}?{urlencode(conditions, doseq=True)}"

    def statuses(self):
        """`[(status, sources, share, url), ...]` in their order; share is a fraction, None if there are no sources."""
        numbers = grouped(self.stocks[-1], lambda kind_id: self.chosen[kind_id].status)
        offered = [status for status in STATUS_LABELS if status in numbers or status in Status.values]
        return [
            (
                status,
                numbers.get(status, 0),
                numbers.get(status, 0) / self.total if self.total else None,
                self.url(status=status),
            )
            for status in [*offered, *sorted(numbers.keys() - STATUS_LABELS.keys())]
        ]

    def over_time(self):
        """The `Chart` of what sources stood as at the end of each bucket, by the dimension asked for."""
        buckets = self.period.buckets()
        stocks = [grouped(self.decided(stock), self.value_of(self.by)) for stock in self.stocks[:-1]]
        values = sorted(set().union(*stocks), key=lambda value: self.rank(value, stocks[-1]))
        series = [
            Series(
                key=parameter(value),
                label=words_of(self.by, value),
                tone=STATUS_TONES.get(value, "other") if self.by == "status" else tone_at(place),
                values=[stock.get(value, 0) for stock in stocks],
                urls=self.urls_at_ends(buckets, **{self.by: parameter(value)}),
            )
            for place, value in enumerate(values)
        ]
        return stacked_areas(
            "over-time",
            f"Sources over time, by {(DIMENSIONS.get(self.by) or 'status').lower()}",
            "How many sources stood so at the end of each day." if self.period.step == "day"
            else f"How many sources stood so at the end of each {self.period.step}.",
            buckets,
            series,
            "sources",
        )  # fmt: skip

    def decided(self, stock):
        """By status every source counts; by what decisions say, those that have one."""
        if self.by == "status":
            return stock
        return {kind_id: sources for kind_id, sources in stock.items() if self.chosen[kind_id].is_decided}

    def value_of(self, dimension):
        return lambda kind_id: getattr(self.chosen[kind_id], dimension)

    def rank(self, value, numbers):
        if self.by == "status":
            order = list(STATUS_LABELS)
            return (order.index(value) if value in order else len(order), value)
        return (-numbers.get(value, 0), parameter(value))

    def by_dimension(self, dimension):
        """The `Chart` of the sources with a decision by channel, model or rules version."""
        rows = {}
        for kind_id, sources in self.stocks[-1].items():
            kind = self.chosen[kind_id]
            if kind.is_decided:
                rows.setdefault(getattr(kind, dimension), Counter())[kind.status] += sources
        label = DIMENSIONS[dimension]
        return self.bar_chart(
            dimension,
            f"By {label.lower()}",
            f"Sources with a decision, by its {label.lower()}, divided by status.",
            [(words_of(dimension, value), {dimension: parameter(value)}, counts) for value, counts in rows.items()],
        )

    def by_language(self):
        """The `Chart` of the sources by the language of their terms."""
        return self.bar_chart(
            "language",
            "By language",
            "Sources by the language of the newest version of their terms, divided by status.",
            [
                ("Not stated" if language is None else language, {"language": parameter(language)}, counts)
                for language, counts in self.counted(LANGUAGES_NOW, LANGUAGES_OF_ROWS).items()
            ],
        )

    def by_domain(self):
        """The `Chart` of the domains with the most sources."""
        return self.bar_chart(
            "domain",
            "By domain",
            f"The {DOMAINS_SHOWN} domains with the most sources, divided by status.",
            [
                (domain, {"domain": domain}, counts)
                for domain, counts in self.counted(DOMAINS_NOW, DOMAINS_OF_ROWS).items()
            ],
        )

    def counted(self, now, of_rows):
        """`{value: Counter({status: sources})}` from the sums that are kept or, where those do not tell, from rows."""
        if self.day or "domain" in self.conditions:
            # Where each source stood on the day; the end of all days is now.
            sql = of_rows.format(stood=STOOD)
        else:
            sql = now.format(largest=LARGEST if len(self.chosen) == len(self.kinds) else LARGEST_OF_KINDS)
        rows = {}
        for value, kind_id, sources in query(sql, self.parameters | {"limit": DOMAINS_SHOWN}):
            rows.setdefault(value, Counter())[self.chosen[kind_id].status] += sources
        return rows

    def bar_chart(self, name, title, description, rows):
        """Bars in falling order; `rows` are `(label, conditions of the list, {status: sources})`."""
        rows = sorted(rows, key=lambda row: (-sum(row[2].values()), row[0]))
        order = list(STATUS_LABELS)
        statuses = set().union(*(counts for _, _, counts in rows))
        statuses = sorted(statuses, key=lambda status: (order.index(status) if status in order else len(order), status))
        return bars(
            name,
            title,
            description,
            [
                Bar(
                    label=label,
                    url=self.url(**conditions),
                    segments=[
                        Segment(
                            label=words_of("status", status),
                            tone=STATUS_TONES.get(status, "other"),
                            value=counts[status],
                            url=self.url(**conditions | {"status": status}) if counts[status] else None,
                        )
                        for status in statuses
                    ],
                )
                for label, conditions, counts in rows
            ],
            "sources",
        )

    def charts(self):
        """All charts, in the order of the page."""
        return [
            self.over_time(),
            *(self.by_dimension(dimension) for dimension in DIMENSIONS),
            self.by_language(),
            self.by_domain(),
        ]


def breakdown_of(data):
    """The `Breakdown` that a QueryDict asks for."""
    kinds = list(StandingKind.objects.all())
    form = BreakdownForm(data, kinds=kinds)
    form.is_valid()
    return Breakdown(form, kinds)


def tables(request):
    """The tables of the page as `list[Table]`, for an export."""
    return [chart.table for chart in breakdown_of(request.GET).charts()]


def query(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def grouped(stock, value_of):
    """A stock by kind as `Counter({value: sources})`."""
    numbers = Counter()
    for kind_id, sources in stock.items():
        numbers[value_of(kind_id)] += sources
    return numbers


def tone_at(place):
    return TONES[place] if place < len(TONES) else "other"
