"""Stacked columns: what happened in each bucket, and a line above it where there is something to compare with."""

from dataclasses import dataclass

from django.utils.html import format_html

from .areas import path, runs
from .figures import highest_stack, said, table_over_time
from .labels import bucket
from .markup import HEIGHT, bucket_axis, coordinate, drawing, fill, join, links, nothing, stretched, value_axis
from .model import Chart, Key
from .scales import ticks

# Of a bucket's width; the rest keeps columns apart.
WIDTH = 0.8


@dataclass(frozen=True)
class Column:
    """One series' part of one bucket's column. x and width in percent; `low` and `high` in pixels above the base."""

    series: int
    bucket: int
    x: float
    width: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark:
    """A point of the line: `x` in percent, `y` in pixels above the base."""

    bucket: int
    x: float
    y: float


def parts(series, count, top, height=HEIGHT):
    """List of `Column`, by bucket, from the base upwards; none where a value is 0 or None."""
    found = []
    for index in range(count):
        below = 0
        for order, one in enumerate(series):
            value = one.values[index]
            if value:
                x = (index + (1 - WIDTH) / 2) / count * 100
                low, high = below * height / top, (below + value) * height / top
                found.append(Column(order, index, x, WIDTH / count * 100, low, high))
                below += value
    return found


def marks_of(line, count, top, height=HEIGHT):
    """List of `Mark`, none where a value is None."""
    return [
        Mark(index, (index + 0.5) / count * 100, value * height / top)
        for index, value in enumerate(line.values)
        if value is not None
    ]


def columns(name, title, description, buckets, series, unit, line=None):
    """`Chart` of counts per bucket, `line` (a `Series` in the same unit) drawn above them.

    ValueError where a series has not one value and one URL per bucket.
    """
    everything = [*series, line] if line else series
    table = table_over_time(name, title, buckets, everything)
    legend = tuple(Key(one.label, one.tone, "line" if one is line else "area") for one in everything)
    count = len(buckets)
    most = max(highest_stack(series, count), highest_stack([line], count) if line else 0)
    if not most:
        return Chart(name, title, description, nothing(), table, legend)
    steps = ticks(most)
    shapes = parts(series, count, steps[-1])
    points = marks_of(line, count, steps[-1]) if line else []
    linked = []
    for shape, one, draw in [
        *((part, series[part.series], column) for part in shapes),
        *((at, line, dot) for at in points),
    ]:
        text = said(one, bucket(buckets[shape.bucket]), one.values[shape.bucket], unit)
        linked.append((one.urls[shape.bucket], text, draw(name, one, shape)))
    body = [
        value_axis(steps, HEIGHT, unit),
        format_html('<g class="chart__columns">{}</g>', links(linked)),
        line_above(line, points) if line else "",
        bucket_axis(buckets, HEIGHT),
    ]
    svg = drawing(name, title, description, HEIGHT, join(body), [one.tone for one in series])
    return Chart(name, title, description, svg, table, legend)


def column(name, one, part):
    return format_html(
        '<rect x="{}%" y="{}" width="{}%" height="{}" fill="{}"/>',
        coordinate(part.x),
        coordinate(HEIGHT - part.high),
        coordinate(part.width),
        coordinate(part.high - part.low),
        fill(name, one.tone),
    )


def dot(_, one, mark):
    """Where a point of the line is pointed at; what is seen of it is drawn with the line."""
    return format_html(
        '<circle cx="{}%" cy="{}" r="7" fill="none" pointer-events="all"/>',
        coordinate(mark.x),
        coordinate(HEIGHT - mark.y),
    )


def line_above(line, points):
    """The line, broken where a value is missing, with a rim that keeps it apart from the columns behind it."""
    paths = join(
        format_html('<path d="{0}" class="chart__rim"/><path d="{0}"/>', path([(mark.x, mark.y) for mark in run]))
        for run in runs(points)
    )
    dots = join(
        format_html('<circle cx="{}%" cy="{}" r="2.5"/>', coordinate(mark.x), coordinate(HEIGHT - mark.y))
        for mark in points
    )
    return format_html(
        '<g class="chart__line tone-{}" aria-hidden="true" pointer-events="none">{}{}</g>',
        line.tone,
        stretched(HEIGHT, paths),
        dots,
    )
