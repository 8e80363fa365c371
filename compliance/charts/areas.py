"""Stacked areas: how a stock is made up over time."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html

from .figures import highest_stack, said, table_over_time
from .labels import bucket
from .markup import HEIGHT, bucket_axis, coordinate, drawing, fill, join, links, nothing, stretched, value_axis
from .model import Chart, Key
from .scales import ticks


@dataclass(frozen=True)
class Area:
    """What one series covers in one bucket: from `low` to `high` at the bucket's start, middle and end.

    x in percent of the plot's width; heights in pixels above its base.
    """

    series: int
    bucket: int
    x: tuple[float, float, float]
    low: tuple[float, float, float]
    high: tuple[float, float, float]


def areas(series, count, top, height=HEIGHT):
    """List of `Area`, by series from the base upwards, then by bucket; none where a value is None.

    At the border of two buckets a series has the mean of their values, so that areas join. At both ends, and where any
    series begins or stops having values, each keeps its value up to the border.
    """
    present = [tuple(one.values[index] is not None for one in series) for index in range(count)]
    joined = [index > 0 and present[index - 1] == present[index] for index in range(count)] + [False]
    low = [(0.0, 0.0, 0.0)] * count
    found = []
    for order, one in enumerate(series):
        values = one.values
        for index in range(count):
            value = values[index]
            if value is None:
                continue
            start = (values[index - 1] + value) / 2 if joined[index] else value
            end = (value + values[index + 1]) / 2 if joined[index + 1] else value
            parts = zip(low[index], (start, value, end), strict=True)
            high = tuple(below + part * height / top for below, part in parts)
            x = tuple((index + part) / count * 100 for part in (0, 0.5, 1))
            found.append(Area(order, index, x, low[index], high))
            low[index] = high
    return found


def stacked_areas(name, title, description, buckets, series, unit):
    """`Chart` of a stock over time. ValueError where a series has not one value and one URL per bucket."""
    table = table_over_time(name, title, buckets, series)
    legend = tuple(Key(one.label, one.tone) for one in series)
    most = highest_stack(series, len(buckets))
    if not most:
        return Chart(name, title, description, nothing(), table, legend)
    steps = ticks(most)
    shapes = areas(series, len(buckets), steps[-1])
    body = [
        value_axis(steps, HEIGHT, unit),
        coverings(name, series, shapes),
        stretched(HEIGHT, join([edges(shapes), targets(buckets, series, shapes, unit)])),
        bucket_axis(buckets, HEIGHT),
    ]
    svg = drawing(name, title, description, HEIGHT, join(body), [one.tone for one in series])
    return Chart(name, title, description, svg, table, legend)


def coverings(name, series, shapes):
    """What is seen: one shape per series, so that no seam shows between its buckets.

    A pattern would be stretched with its path. So each path cuts what is seen out of a plain rectangle over the plot.
    """
    parts = []
    for order, own in groupby(shapes, key=lambda area: area.series):
        outlines = ((points(run, "high") + points(run, "low")[::-1]) for run in runs(own))
        parts.append(
            format_html(
                '<clipPath id="{0}-area-{1}" clipPathUnits="objectBoundingBox"><path d="{2}" '
                'transform="scale(.01 {3})"/></clipPath><rect width="100%" height="{4}" fill="{5}" '
                'clip-path="url(#{0}-area-{1})"/>',
                name,
                order,
                "".join(path(outline) + "Z" for outline in outlines),
                coordinate(1 / HEIGHT),
                HEIGHT,
                fill(name, series[order].tone),
            )
        )
    return format_html('<g aria-hidden="true">{}</g>', join(parts))


def edges(shapes):
    """What keeps areas apart, on top of each."""
    lines = (path(points(run, "high")) for _, own in groupby(shapes, key=lambda area: area.series) for run in runs(own))
    return format_html('<path d="{}" class="chart__edge" aria-hidden="true"/>', "".join(lines))


def points(shapes, side):
    """The corners along the `high` or `low` side of neighbouring areas, from left to right."""
    return [at for area in shapes for at in zip(area.x, getattr(area, side), strict=True)]


def runs(shapes):
    """`Area`s of one series as lists of neighbours."""
    run = []
    for area in shapes:
        if run and area.bucket != run[-1].bucket + 1:
            yield run
            run = []
        run.append(area)
    if run:
        yield run


def targets(buckets, series, shapes, unit):
    """What is pointed at: the same areas, bucket by bucket, seen only under the pointer and with the focus."""
    names = [bucket(span) for span in buckets]
    marks = []
    for area in shapes:
        if area.low != area.high:
            one = series[area.series]
            text = said(one, names[area.bucket], one.values[area.bucket], unit)
            outline = points([area], "high") + points([area], "low")[::-1]
            marks.append((one.urls[area.bucket], text, f'<path d="{path(outline)}Z"/>'))
    return format_html('<g class="chart__targets" fill="none" pointer-events="all">{}</g>', links(marks))


def path(corners):
    """`corners` (x in percent, y above the base) as path data of the stretched drawing, whose y grows downwards."""
    return "M" + "L".join(f"{coordinate(x)} {coordinate(HEIGHT - y)}" for x, y in corners)
