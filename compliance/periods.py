"""A span of whole days for figures over time, from the query string, cut into days, weeks or months. Days are UTC's."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from .filter_chips import DayInput

DEFAULT_DAYS = 90
# More parts than these can't be told apart in a chart.
MOST_BUCKETS = 400
PRESETS = {"30 days": 30, "90 days": 90, "12 months": 365, "5 years": 1826}
STEPS = {"day": "Days", "week": "Weeks", "month": "Months"}


@dataclass(frozen=True)
class Bucket:
    """One part of a period: its first and last day, both included."""

    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Period:
    """`first` and `last` are both included; `step` is a key of `STEPS`."""

    first: date
    last: date
    step: str

    @property
    def since(self):
        """The first moment, aware."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def until(self):
        """The first moment that no longer belongs to it, aware."""
        return datetime.combine(self.last, time(), UTC) + timedelta(days=1)

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def query(self):
        """The parameters that give this period again."""
        return {"date_from": self.first.isoformat(), "date_to": self.last.isoformat(), "step": self.step}

    def buckets(self):
        """List of `Bucket`, the oldest first. Weeks begin on Monday; those at the ends are cut to the period."""
        buckets, first = [], self.first
        while first <= self.last:
            last = min(end_of(first, self.step), self.last)
            buckets.append(Bucket(first, last))
            first = last + timedelta(days=1)
        return buckets


def end_of(day, step):
    """The last day of the day, week or month that `day` lies in."""
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    if step == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day


def fitting_step(first, last):
    """The finest step whose parts a chart can still tell apart at a glance."""
    days = (last - first).days + 1
    return "day" if days <= 62 else "week" if days <= 730 else "month"


def presets(data, period):
    """Spans of use, as `[(label, query string, whether it is the one shown), ...]`; the rest of `data` is kept.

    `data` is the QueryDict of the page.
    """
    today = timezone.now().astimezone(UTC).date()
    spans = []
    for label, days in PRESETS.items():
        query = data.copy()
        query["date_from"] = (today - timedelta(days=days - 1)).isoformat()
        for name in ("date_to", "step"):
            query.pop(name, None)
        spans.append((label, "?" + query.urlencode(), period.last == today and period.days == days))
    return spans


class PeriodForm(forms.Form):
    """`date_from`, `date_to` and `step`, each of which may be left out: 90 days up to today, in a fitting step."""

    date_from = forms.DateField(required=False, label="From day", widget=DayInput)
    date_to = forms.DateField(required=False, label="To day", widget=DayInput)
    step = forms.ChoiceField(required=False, label="Step", choices=[("", "Automatic"), *STEPS.items()])

    def clean(self):
        given = super().clean()
        for name in ("date_from", "date_to"):
            if given.get(name) and not 1990 <= given[name].year <= 2200:
                self.add_error(name, "Choose a day between 1990 and 2200.")
        first, last = given.get("date_from"), given.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", "The last day lies before the first.")
        return given

    def period(self):
        """The `Period` asked for; what is missing or wrong is left to the defaults, and a step too fine is widened."""
        self.is_valid()
        given = self.cleaned_data  # without what is wrong, whichever field that is
        last = given.get("date_to") or max(timezone.now().astimezone(UTC).date(), given.get("date_from") or date.min)
        first = given.get("date_from") or last - timedelta(days=DEFAULT_DAYS - 1)
        step = given.get("step") or fitting_step(first, last)
        days = (last - first).days + 1
        if step == "day" and days > MOST_BUCKETS:
            step = "week"
        if step == "week" and days > 7 * MOST_BUCKETS:
            step = "month"
        return Period(first, last, step)
