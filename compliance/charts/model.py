"""What goes into a chart and what comes out of it.

A `tone` is a word of `static/css/charts.css`: `allowed conditional blocked review undecided retired other` for values
that have a meaning of their own, `one` to `eight` for those that have none. Numbers are never negative.
"""

from dataclasses import dataclass

from ..tables import Table


@dataclass(frozen=True)
class Series:
    """One value per bucket, None where there is none. `urls` open the rows counted, None where there are none."""

    key: str
    label: str
    tone: str
    values: list[int | float | None]
    urls: list[str | None]


@dataclass(frozen=True)
class Segment:
    """A part of a `Bar`."""

    label: str
    tone: str
    value: int | float | None
    url: str | None = None


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart. `url` opens the rows of all its segments."""

    label: str
    url: str | None
    segments: list[Segment]


@dataclass(frozen=True)
class Point:
    """One bin of a reliability curve. All but `n` and `url` are fractions of 1.

    The bin reaches from confidence `low` to `high`; `mean` is the mean confidence of its `n` decisions, `share` the
    part of them that turned out right, with its interval. An empty bin (`n` = 0) has None in their place.
    """

    low: float
    high: float
    mean: float | None
    n: int
    share: float | None
    interval_low: float | None
    interval_high: float | None
    url: str | None = None


@dataclass(frozen=True)
class Key:
    """One entry of a legend; `shape` is `area` or `line`."""

    label: str
    tone: str
    shape: str = "area"


@dataclass(frozen=True)
class Chart:
    """A drawing and its numbers. `svg` is safe markup, "" where there is nothing to draw; `table` is always there."""

    name: str
    title: str
    description: str
    svg: str
    table: Table
    legend: tuple[Key, ...] = ()
