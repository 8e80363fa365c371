"""A reliability curve: how often decisions turned out right, by how sure the machine was of them."""

from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html

from ..tables import Cell, Table
from .labels import amount, number, percent
from .markup import coordinate, drawing, join, links, nothing
from .model import Chart

HEIGHT = 300
SMALLEST, LARGEST = 3.5, 9
ROUND = (0, 25, 50, 75, 100)
COLUMNS = ["Confidence", "Decisions", "Mean confidence", "Right", "At least", "At most"]


@dataclass(frozen=True)
class Place:
    """Where a `Point` stands: x in percent, heights and the circle's radius in pixels; its area grows with n."""

    x: float
    y: float
    low: float
    high: float
    radius: float


def places(points, height=HEIGHT):
    """List of (`Point`, `Place`), without the empty bins."""
    filled = [point for point in points if point.n]
    most = max((point.n for point in filled), default=1)
    return [
        (
            point,
            Place(
                point.mean * 100,
                point.share * height,
                point.interval_low * height,
                point.interval_high * height,
                max(SMALLEST, LARGEST * sqrt(point.n / most)),
            ),
        )
        for point in filled
    ]


def reliability(name, title, description, points):
    """`Chart` of `Point`s against the diagonal on which confidence would mean what it says."""
    table = Table(name, title, COLUMNS, [figures(point) for point in points])
    placed = places(points)
    if not placed:
        return Chart(name, title, description, nothing(), table)
    marks = [(point.url, said(point), mark(place)) for point, place in placed]
    body = join([axes(), counts(placed), format_html('<g class="chart__points">{}</g>', links(marks))])
    return Chart(name, title, description, drawing(name, title, description, HEIGHT, body), table)


def span(point):
    return f"{percent(point.low).removesuffix(' %')} to {percent(point.high)}"


def said(point):
    return (
        f"Confidence {span(point)}: {percent(point.share)} of {amount(point.n, 'decisions')} right, "
        f"{percent(point.interval_low)} to {percent(point.interval_high)} with 95 % certainty"
    )


def figures(point):
    fractions = (point.mean, point.share, point.interval_low, point.interval_high)
    return [
        Cell(span(point)),
        Cell(point.n, number(point.n), point.url),
        *(Cell(value, percent(value)) for value in fractions),
    ]


def mark(place):
    """Whisker and circle, in pixels from the point's own x."""
    top, bottom = HEIGHT - place.high, HEIGHT - place.low
    return format_html(
        '<svg role="none" x="{0}%" overflow="visible"><path d="M-4 {1}h8M0 {1}V{2}M-4 {2}h8" class="chart__whisker"/>'
        '<circle cy="{3}" r="{4}"/></svg>',
        coordinate(place.x),
        coordinate(top),
        coordinate(bottom),
        coordinate(HEIGHT - place.y),
        coordinate(place.radius),
    )


def counts(placed):
    """Each bin's n below the axis, in rows that keep neighbours from running into one another."""
    rows = min(-(-len(placed) // 4), 3)
    return format_html(
        '<g class="chart__axis" aria-hidden="true"><text x="-8" y="{}" class="chart__value">n</text>{}</g>',
        HEIGHT + 38,
        join(
            format_html(
                '<text x="{}%" y="{}" class="chart__label">{}</text>',
                coordinate((point.low + point.high) * 50),
                HEIGHT + 38 + 14 * (order % rows),
                number(point.n),
            )
            for order, (point, _) in enumerate(placed)
        ),
    )


def axes():
    lines = join(
        format_html(
            '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="{1}"/><text x="-8" y="{0}" dy="4" class="chart__value">'
            '{2} %</text><line x1="{2}%" x2="{2}%" y1="{3}" y2="{4}" class="chart__tick"/>'
            '<text x="{2}%" y="{5}" class="{6}">{2} %</text>',
            HEIGHT - HEIGHT * step // 100,
            "chart__grid" if step else "chart__base",
            step,
            HEIGHT,
            HEIGHT + 4,
            HEIGHT + 18,
            "chart__label chart__label--last" if step == 100 else "chart__label",
        )
        for step in ROUND
    )
    return format_html(
        '<g class="chart__axis" aria-hidden="true">{0}<line x1="0" x2="100%" y1="{1}" y2="0" class="chart__diagonal"/>'
        '<text x="-8" y="-14" class="chart__unit">right</text><text x="100%" y="{2}" class="chart__unit '
        'chart__unit--end">confidence</text></g>',
        lines,
        HEIGHT,
        HEIGHT - 8,
    )
