"""The numbers of a chart over time: its table and the highest that it has to show."""

from ..tables import Cell, Table
from .labels import amount, bucket, isolated, number
from .scales import step_of

HEADINGS = {"day": "Day", "week": "Week", "month": "Month"}


def table_over_time(name, title, buckets, series):
    """A row per bucket, whose value is its first day, and a column per series.

    ValueError where a series has not one value and one URL per bucket.
    """
    for one in series:
        if not len(one.values) == len(one.urls) == len(buckets):
            raise ValueError(f"Series {one.key} does not have one value and one URL per bucket.")
    rows = [
        [
            Cell(span.first, bucket(span)),
            *(Cell(one.values[index], number(one.values[index]), one.urls[index]) for one in series),
        ]
        for index, span in enumerate(buckets)
    ]
    return Table(name, title, [HEADINGS[step_of(buckets)], *(one.label for one in series)], rows)


def highest_stack(series, count):
    """The largest sum of a bucket; 0 where there is nothing."""
    return max((sum(one.values[index] or 0 for one in series) for index in range(count)), default=0)


def said(one, bucket_name, value, unit):
    """What a part of a chart says when it is pointed at: `Allowed, week from 3 Aug 2026: 12 sources`."""
    return f"{isolated(one.label)}, {bucket_name}: {amount(value, unit)}"
