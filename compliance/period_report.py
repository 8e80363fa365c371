"""One page on a period: where sources stood, what the queue did, what people decided, how the machine did.

The figures are those of the pages of the breakdown, so their definitions are there; here they are only put together.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from .breakdowns import breakdown_of, words_of
from .periods import Period, PeriodForm
from .queue_health.counting import CLEARED, OTHERWISE
from .queue_health.durations import duration_text
from .queue_health.figures import entered_url, left_url, queue_health_of
from .queue_health.history import history_url
from .tables import Cell, Table
from .verdicts.people import people_figures_of
from .verdicts.rates import rate_table
from .verdicts.trust import trust_of


@dataclass
class PeriodReport:
    """The report of one `PeriodForm`; with `by_person`, the work of each reviewer too."""

    form: PeriodForm
    by_person: bool

    def __post_init__(self):
        self.period: Period = self.form.period()
        self.prepared_at = timezone.now()

    def query(self, **more):
        """The period as the parameters of the other pages, a QueryDict."""
        return QueryDict(urlencode(self.period.query | more))

    @cached_property
    def at_the_end(self):
        return breakdown_of(self.query())

    @cached_property
    def queue(self):
        return queue_health_of(self.query())

    @cached_property
    def trust(self):
        return trust_of(self.query())

    def standings(self):
        """Table: sources by status on the eve of the period and at its end."""
        eve = (self.period.first - timedelta(days=1)).isoformat()
        before = breakdown_of(QueryDict(urlencode({"date_from": eve, "date_to": eve})))
        was = {status: (number, url) for status, number, _, url in before.statuses()}
        now = {status: (number, url) for status, number, _, url in self.at_the_end.statuses()}
        rows = [
            row(words_of("status", status), was.get(status, (0, None)), now.get(status, (0, None)))
            for status in [*now, *(status for status in was if status not in now)]
        ]
        rows.append(row("All", (before.total, before.url()), (self.at_the_end.total, self.at_the_end.url())))
        return Table("standings", "Where sources stood", ["Status", "Before", "At the end", "Change"], rows)

    def queue_table(self):
        """Table: what waited, came and went, and how long it took."""
        moves, cleared, period = self.queue.moves, self.queue.clearing_time, self.period
        entered, by_people, otherwise = (sum(moves[name]) for name in ("entered", "cleared", "otherwise"))
        waiting = moves["waiting"][-1]
        eve = (period.first - timedelta(days=1)).isoformat()
        before = waiting - entered + by_people + otherwise
        share = cleared.in_time / cleared.cleared if cleared.cleared else None
        within = history_url(left_from=period.first, left_to=period.last, within_target="yes")
        rows = [
            [Cell("Waiting before"), Cell(before, url=history_url(open_on=eve))],
            [Cell("New"), Cell(entered, url=entered_url(period))],
            [Cell("Cleared by people"), Cell(by_people, url=left_url(period, CLEARED))],
            [Cell("Left otherwise"), Cell(otherwise, url=left_url(period, OTHERWISE))],
            [Cell("Waiting at the end"), Cell(waiting, url=history_url(open_on=period.last.isoformat()))],
            [Cell("Median time to clear"), Cell(cleared.median, duration_text(cleared.median))],
            [Cell("90% cleared within"), Cell(cleared.p90, duration_text(cleared.p90))],
            [
                Cell(f"Cleared within the target of {self.queue.target_text}"),
                Cell(share, "–" if share is None else f"{share:.0%}", within if share else None),
            ],
        ]
        return Table("queue", "The queue", ["Figure", "Value"], rows)

    def verdicts(self):
        """Table: how often people overrode the machine, all together and by what it had said."""
        return rate_table("verdicts", "Verdicts on the machine", "Decisions", [self.trust.total, *self.trust.by_model])

    def people(self):
        """Table: work by person, None for a reader who may not compare people."""
        return people_figures_of(self.query()).by_person() if self.by_person else None

    def tables(self):
        tables = [self.standings(), self.queue_table(), self.verdicts(), self.people()]
        return [table for table in tables if table]

    def charts(self):
        """What is drawn: where sources stood over the period, and what came and went."""
        return [self.at_the_end.over_time(), self.queue.moves_chart()]


def row(label, before, after):
    change = after[0] - before[0]
    return [
        Cell(label),
        Cell(before[0], url=before[1]),
        Cell(after[0], url=after[1]),
        Cell(change, f"{change:+,}" if change else "0"),
    ]


def last_month(today):
    """`(first day, last day)` of the month before the one that `today` lies in."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def report_of(request):
    """The `PeriodReport` that a request asks for: last month where it names no day."""
    data = request.GET
    if not (data.get("date_from") or data.get("date_to")):
        first, last = last_month(timezone.now().date())
        data = data.copy()
        data["date_from"], data["date_to"] = first.isoformat(), last.isoformat()
    form = PeriodForm(data)
    form.is_valid()
    return PeriodReport(form, by_person=request.user.has_perm("compliance.compare_reviewrecord"))


def tables(request):
    """The tables of the report as `list[Table]`, for an export."""
    return report_of(request).tables()
