"""SVG from geometry. Everything that comes from outside is escaped here.

A drawing is as wide as what holds it and as high as it says: x is written in percent, y in pixels. Where that can't be
said (paths), an inner `<svg>` 100 units wide is stretched, with strokes that do not stretch.
"""

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from .labels import bucket_tick, readable, tick
from .scales import MOST_LABELS_NARROW, label_distance, step_of

HEIGHT = 240
# Beyond this many, tabbing through the segments would shut keyboards out of what follows; the table has the same links.
MOST_TAB_STOPS = 60

# How each tone is told apart without colour: lines laid over it, in a square of 8 by 8. Solid where none are named.
HATCHES = {
    "conditional": "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "blocked": "M0 0l8 8M0 8l8-8",
    "review": "M1 2h2M5 6h2",
    "undecided": "M0 2h8M0 6h8",
    "retired": "M2 0v8M6 0v8",
    "other": "M0 4h8M4 0v8",
    "two": "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "three": "M1 2h2M5 6h2",
    "four": "M0 2h8M0 6h8",
    "five": "M0 0l8 8M0 8l8-8",
    "six": "M2 0v8M6 0v8",
    "seven": "M0 4h8M4 0v8",
    "eight": "M-2 6l4 4M0 0l8 8M6-2l4 4",
}


def coordinate(value):
    """Five digits: on the widest screen still less than a tenth of a pixel."""
    return f"{value:.5g}"


def patterns(name, tones):
    """The fills of a chart, one for each tone."""
    return format_html_join(
        "",
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse" class="tone-{}">'
        '<rect width="8" height="8" class="tone"/><path d="{}" class="chart__hatch"/></pattern>',
        ((name, tone, tone, HATCHES.get(tone, "")) for tone in sorted(set(tones))),
    )


def fill(name, tone):
    return f"url(#{name}-{tone})"


def drawing(name, title, description, height, body, tones=()):
    """The whole SVG. It holds links, so it is a group with a name and not an image, whose content would be hidden."""
    return format_html(
        '<svg class="chart__svg" role="group" aria-labelledby="{0}-title" aria-describedby="{0}-desc" '
        'width="100%" height="{1}"><title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>'
        "<defs>{4}</defs>{5}</svg>",
        name,
        height,
        readable(title),
        readable(description),
        patterns(name, tones),
        body,
    )


def stretched(height, body):
    """Content in units of 100 by `height`, drawn over the whole width."""
    return format_html(
        '<svg role="none" viewBox="0 0 100 {0}" width="100%" height="{0}" preserveAspectRatio="none">{1}</svg>',
        height,
        body,
    )


def links(marks):
    """Marks with what they open. `marks`: (url or None, what it says, safe markup).

    Joined by hand, as `format_html` takes longer over a year of days than the rest of the page.
    """
    marks = list(marks)
    stops = sum(url is not None for url, _, _ in marks) <= MOST_TAB_STOPS
    focus = "" if stops else ' tabindex="-1"'
    return mark_safe(  # noqa: S308
        "".join(
            f"<g><title>{escape(text)}</title>{mark}</g>"
            if url is None
            else f'<a href="{escape(url)}"{focus}><title>{escape(text)}</title>{mark}</a>'
            for url, text, mark in marks
        )
    )


def join(parts):
    return format_html_join("", "{}", ((part,) for part in parts))


def value_axis(steps, height, unit):
    """Lines across at each of `steps`, their numbers left of the plot, and the unit above."""
    top = steps[-1]
    lines = (
        format_html(
            '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="{1}"/><text x="-8" y="{0}" dy="4" class="chart__value">'
            "{2}</text>",
            coordinate(height - height * step / top),
            "chart__base" if step == 0 else "chart__grid",
            tick(step),
        )
        for step in steps
    )
    return format_html(
        '<g class="chart__axis" aria-hidden="true">{}<text x="-8" y="-14" class="chart__unit">{}</text></g>',
        join(lines),
        readable(unit),
    )


def bucket_axis(buckets, height):
    """The buckets' names under the plot, as many as fit; every second goes where the plot is narrow."""
    step = step_of(buckets)
    labelled = range(0, len(buckets), label_distance(len(buckets), step))
    distance = 2 if len(labelled) > MOST_LABELS_NARROW else 1
    parts = []
    for order, index in enumerate(labelled):
        # Those that stay where it is narrow must be understood without those between them.
        stays = order % distance == 0
        previous = buckets[labelled[order - (distance if stays else 1)]] if order else None
        x = (index + 0.5) / len(buckets) * 100
        parts.append(
            format_html(
                '<g class="{0}"><line x1="{1}%" x2="{1}%" y1="{2}" y2="{3}" class="chart__tick"/>'
                '<text x="{1}%" y="{4}" class="{5}">{6}</text></g>',
                "chart__main" if stays else "chart__extra",
                coordinate(x),
                height,
                height + 4,
                height + 18,
                "chart__label chart__label--last" if x > 92 else "chart__label",
                bucket_tick(buckets[index], previous, step),
            )
        )
    return format_html('<g class="chart__axis" aria-hidden="true">{}</g>', join(parts))


def nothing():
    """Instead of a drawing where every number is 0 or missing."""
    return mark_safe("")
