"""The numbers of queue health as a page shows them: charts and tables, each number with the link to its rows."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from ..charts import Bar, Segment, Series, bars, columns, stacked_areas
from ..charts.labels import number
from ..models import TeamSettings
from ..periods import Period, PeriodForm
from ..tables import Cell, Table
from .counting import AGES, CLEARED, DAY, OTHERWISE, clearing_times, count_ages, count_lately, count_moves
from .durations import age_text, days_text, duration_text
from .forecasting import RATE_DAYS, forecast
from .history import WAITING, entered_url, history_url, left_in, left_url


@dataclass
class QueueHealth:
    """The figures of one `PeriodForm`. `target_days` is what the team has set."""

    rate_days = RATE_DAYS
    form: PeriodForm
    now: datetime = field(default_factory=timezone.now)

    def __post_init__(self):
        self.period: Period = self.form.period()
        self.buckets = self.period.buckets()
        self.target_days = TeamSettings.current().clear_within_days
        self.today = self.now.astimezone(UTC).date()

    # What waits now

    @cached_property
    def ages(self):
        return count_ages(self.now, self.target_days * DAY)

    @property
    def waiting(self):
        return sum(self.ages.values())

    @property
    def over_target(self):
        return sum(count for (_, is_over), count in self.ages.items() if is_over)

    @cached_property
    def lately(self):
        return count_lately(self.now)

    @property
    def oldest_url(self):
        return reverse("compliance:decision", args=[self.lately.oldest_id]) if self.lately.oldest_id else None

    @property
    def oldest_text(self):
        """How long the oldest has waited; "–" where nothing waits."""
        since = self.lately.oldest_since
        return duration_text(None if since is None else max((self.now - since).total_seconds(), 0))

    @property
    def waiting_url(self):
        return history_url(how=WAITING)

    @property
    def over_url(self):
        return history_url(over_target="yes")

    @property
    def target_text(self):
        return days_text(self.target_days)

    def now_table(self):
        """What waits now, as a `Table` whose rows are the page's tiles."""
        over = f"Beyond the target of {self.target_text}"
        return Table(
            "queue-now",
            "Waiting now",
            ["Figure", "Decisions"],
            [
                [Cell("Waiting"), counted(self.waiting, {"how": WAITING})],
                [Cell(over), counted(self.over_target, {"over_target": "yes"})],
                [Cell("Escalated"), counted(self.lately.escalated, {"handling": "escalated"})],
                [Cell("Snoozed"), counted(self.lately.snoozed, {"handling": "snoozed"})],
            ],
        )

    def age_chart(self):
        """Bars of what waits by age, divided by the target."""
        limits = [*zip((0, *AGES), AGES, strict=False), (AGES[-1], None)]
        rows = []
        for place, (oldest, youngest) in enumerate(limits):
            span = ({"older_than": oldest} if oldest else {}) | ({"younger_than": youngest} if youngest else {})
            segments = [
                Segment(label, tone, self.ages.get((place, is_over), 0), history_url(**span, over_target=word))
                for is_over, word, label, tone in (
                    (False, "no", "Within the target", "one"),
                    (True, "yes", "Beyond the target", "conditional"),
                )
            ]
            rows.append(Bar(age_text(oldest, youngest), history_url(**span), segments))
        return bars(
            "queue-ages",
            "How long they have waited",
            f"What waits now by its age. The target is {self.target_text}.",
            rows,
            "decisions",
        )

    @cached_property
    def forecast(self):
        """The `Forecast` by the rate of the last days."""
        lately = self.lately
        since = lately.known_since
        return forecast(
            waiting=self.waiting,
            entered=lately.entered,
            left=lately.left,
            known_since=since.astimezone(UTC).date() if since else None,
            today=self.today,
        )

    def rate_links(self):
        """`(entered, left)` of the days that the forecast rests on, each a `Cell`."""
        days = (self.today - RATE_DAYS * DAY).isoformat(), (self.today - DAY).isoformat()
        return (
            counted(self.lately.entered, {"entered_from": days[0], "entered_to": days[1]}),
            counted(self.lately.left, {"left_from": days[0], "left_to": days[1]}),
        )

    # What happened in the period

    @cached_property
    def moves(self):
        return count_moves(self.period)

    def moves_chart(self):
        """What left the queue in each part of the period, with what entered it as a line above."""
        left = [
            Series(name, label, tone, self.moves[name], [left_url(bucket, how) for bucket in self.buckets])
            for name, label, tone, how in (
                ("cleared", "Cleared by people", "one", CLEARED),
                ("otherwise", "Left otherwise", "other", OTHERWISE),
            )
        ]
        entered = Series(
            "entered", "New", "review", self.moves["entered"], [entered_url(span) for span in self.buckets]
        )
        return columns(
            "queue-moves",
            "In and out",
            "New flagged decisions as a line over those that left: cleared by people, or otherwise, as when a newer "
            "decision came, the source was retired or the flag was cleared without a verdict.",
            self.buckets,
            left,
            "decisions",
            line=entered,
        )

    def waiting_chart(self):
        """How many waited at the end of each part of the period; nothing is said of days that have yet to come."""
        values = [
            count if bucket.first <= self.today else None
            for bucket, count in zip(self.buckets, self.moves["waiting"], strict=True)
        ]
        urls = [history_url(open_on=bucket.last.isoformat()) for bucket in self.buckets]
        return stacked_areas(
            "queue-waiting",
            "Waiting over time",
            f"How many decisions waited at the end of each {self.period.step}.",
            self.buckets,
            [Series("waiting", "Waiting", "review", values, urls)],
            "decisions",
        )

    @cached_property
    def clearing_times(self):
        return clearing_times(self.period, self.target_days * DAY)

    @property
    def clearing_time(self):
        return self.clearing_times[0]

    @property
    def median_text(self):
        return duration_text(self.clearing_time.median)

    @property
    def p90_text(self):
        return duration_text(self.clearing_time.p90)

    @property
    def cleared_url(self):
        return left_url(self.period, CLEARED)

    def time_chart(self):
        """Median and 90th percentile of the days that cleared decisions had waited, in each part of the period."""
        by_part = self.clearing_times[1]
        urls = [left_url(bucket, CLEARED) for bucket in self.buckets]
        median, p90 = (
            Series(name, label, tone, [in_days(getattr(part, name)) for part in by_part], urls)
            for name, label, tone in (("median", "Median", "one"), ("p90", "90% within", "conditional"))
        )
        chart = columns(
            "queue-times",
            "Time to clear",
            "Days from entering the queue to a person's verdict, by when the verdict was given.",
            self.buckets,
            [median],
            "days",
            line=p90,
        )
        return replace(chart, table=self.time_table(chart.table))

    def time_table(self, table):
        """The chart's table with the number of decisions that each value rests on, and the whole period last."""
        rows = [
            [first, Cell(part.cleared, number(part.cleared), p90.url), median, p90]
            for (first, median, p90), part in zip(table.rows, self.clearing_times[1], strict=True)
        ]
        whole, url = self.clearing_time, self.cleared_url
        times = [Cell(in_days(seconds), number(in_days(seconds)), url) for seconds in (whole.median, whole.p90)]
        rows.append([Cell("Whole period"), Cell(whole.cleared, number(whole.cleared), url), *times])
        return replace(table, columns=[table.columns[0], "Cleared", "Median, days", "90% within, days"], rows=rows)

    def target_table(self):
        """How many of those that people cleared in the period kept the target."""
        whole = self.clearing_time
        share = whole.in_time / whole.cleared if whole.cleared else None
        missed = whole.cleared - whole.in_time
        return Table(
            "queue-target",
            f"Cleared within the target of {self.target_text}",
            ["Figure", "Decisions", "Share"],
            [
                [Cell("Within the target"), counted_in(self.period, whole.in_time, "yes"), share_cell(share)],
                [
                    Cell("Later"),
                    counted_in(self.period, missed, "no"),
                    share_cell(None if share is None else 1 - share),
                ],
                [Cell("All"), Cell(whole.cleared, number(whole.cleared), self.cleared_url), share_cell(None)],
            ],
        )

    def forecast_table(self):
        outlook = self.forecast
        entered, left = self.rate_links()
        return Table(
            "queue-forecast",
            "Forecast",
            ["Figure", "Value"],
            [
                [Cell(f"Entered in {RATE_DAYS} days"), entered],
                [Cell(f"Left in {RATE_DAYS} days"), left],
                [Cell("Fewer a day"), Cell(outlook.rate)],
                [Cell("Empty on"), Cell(outlook.empty_on)],
                [Cell("In words"), Cell(outlook.sentence)],
            ],
        )


def queue_health_of(data):
    """The `QueueHealth` that a QueryDict asks for."""
    form = PeriodForm(data)
    form.is_valid()
    return QueueHealth(form)


def tables(request):
    """The tables of the page as `list[Table]`, for an export."""
    figures = queue_health_of(request.GET)
    charts = (figures.moves_chart(), figures.waiting_chart(), figures.age_chart(), figures.time_chart())
    return [
        figures.now_table(),
        *(chart.table for chart in charts),
        figures.target_table(),
        figures.forecast_table(),
    ]


def counted(count, conditions):
    """A number as a `Cell` that opens its rows."""
    return Cell(count, number(count), history_url(**conditions))


def counted_in(span, count, within_target):
    return counted(count, left_in(span) | {"within_target": within_target})


def share_cell(share):
    return Cell(share, "–" if share is None else f"{share:.0%}")


def in_days(seconds):
    return None if seconds is None else seconds / 86400
