"""Horizontal bars: how many rows there are of each kind.

The names are HTML beside the drawings, for only HTML can wrap a long name.
"""

from dataclasses import dataclass

from django.utils.html import format_html

from ..tables import Cell, Table
from .labels import amount, isolated, number, readable
from .markup import coordinate, fill, join, links, nothing, patterns
from .model import Chart, Key

THICKNESS = 18


@dataclass(frozen=True)
class Part:
    """One segment of one bar, in percent of the width that the longest bar fills."""

    bar: int
    segment: int
    x: float
    width: float


def total(bar):
    """The sum of a bar's segments; None where all of them are."""
    values = [segment.value for segment in bar.segments if segment.value is not None]
    return sum(values) if values else None


def lengths(rows):
    """List of `Part`, by bar, then from its start; none where a value is 0 or None. All bars share one scale."""
    longest = max((total(bar) or 0 for bar in rows), default=0)
    found = []
    for row, bar in enumerate(rows):
        below = 0
        for order, segment in enumerate(bar.segments):
            if segment.value:
                found.append(Part(row, order, below / longest * 100, segment.value / longest * 100))
                below += segment.value
    return found


def bars(name, title, description, rows, unit):
    """`Chart` of `Bar`s, the first on top. Segments of one label are one column of the table.

    Where all have the same label, the bars' names say what each is: there is no legend.
    """
    keys = list(dict.fromkeys(Key(segment.label, segment.tone) for bar in rows for segment in bar.segments))
    labels = list(dict.fromkeys(key.label for key in keys))
    legend = tuple(keys) if len(labels) > 1 else ()
    table = table_of(name, title, rows, labels, unit)
    parts = lengths(rows)
    if not parts:
        return Chart(name, title, description, nothing(), table, legend)
    marks = [[] for _ in rows]
    for part in parts:
        bar = rows[part.bar]
        segment = bar.segments[part.segment]
        names = [bar.label] if len(labels) == 1 else [bar.label, segment.label]
        text = f"{', '.join(isolated(word) for word in names)}: {amount(segment.value, unit)}"
        marks[part.bar].append((segment.url, text, rectangle(name, segment.tone, part)))
    svg = format_html(
        '<svg class="chart__fills" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>'
        '<ul class="bars">{}</ul>',
        patterns(name, [key.tone for key in keys]),
        join(row(bar, own, unit) for bar, own in zip(rows, marks, strict=True)),
    )
    return Chart(name, title, description, svg, table, legend)


def rectangle(name, tone, part):
    return format_html(
        '<rect x="{}%" y="0" width="{}%" height="{}" fill="{}"/>',
        coordinate(part.x),
        coordinate(part.width),
        THICKNESS,
        fill(name, tone),
    )


def row(bar, marks, unit):
    label = format_html('<bdi class="bars__name" title="{0}">{0}</bdi>', readable(bar.label))
    value = number(total(bar))
    if bar.url is not None:
        label = format_html('<a class="bars__link" href="{}">{}</a>', bar.url, label)
        value = format_html(
            '<a href="{}" aria-label="{}, {}">{}</a>', bar.url, readable(bar.label), amount(total(bar), unit), value
        )
    return format_html(
        '<li class="bars__row"><span class="bars__label">{}</span>'
        '<svg class="bars__bar" role="none" width="100%" height="{}">{}</svg>'
        '<span class="bars__value">{}</span></li>',
        label,
        THICKNESS,
        links(marks),
        value,
    )


def table_of(name, title, rows, labels, unit):
    """A row per bar: its name, the segments by label, and their sum where there are several kinds of them."""
    several = len(labels) > 1
    head = unit[:1].upper() + unit[1:]
    body = []
    for bar in rows:
        by_label = {segment.label: Cell(segment.value, number(segment.value), segment.url) for segment in bar.segments}
        cells = [by_label.get(label, Cell(None)) for label in labels]
        if several:
            cells.append(Cell(total(bar), number(total(bar)), bar.url))
        body.append([Cell(bar.label), *cells])
    return Table(name, title, ["Group", *([*labels, "Total"] if several else [head])], body)
