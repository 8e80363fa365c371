"""Numbers, buckets and names in words, for axes, tooltips and tables."""

import re
from calendar import monthrange

# XML 1.0, section 2.2: what may not occur in a document, escaped or not.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Unicode UAX 9: text between these does not change the direction of what is around it.
ISOLATE, POP = "\u2068", "\u2069"


def readable(text):
    """Text from elsewhere as it may stand in an SVG."""
    return NOT_IN_XML.sub("\ufffd", text)


def isolated(text):
    """The same inside a sentence, whose direction it leaves alone."""
    return f"{ISOLATE}{readable(text)}{POP}"


def number(value):
    """`1,200`, `1.5`; "–" for None. Fractions are rounded to one digit, or to two significant ones below 1."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,.1f}" if value >= 1 else f"{value:.2g}"
    return text.removesuffix(".0")


def tick(value):
    """A number on an axis: `1,200`, `1.2 M`, `3 bn`."""
    for size, sign in ((10**9, "bn"), (10**6, "M")):
        if value >= size:
            return f"{value / size:,.4g} {sign}"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def amount(value, unit):
    """`12 sources`, `1 source`. `unit` is the plural; its last word bears the s."""
    if value == 1 and unit.endswith("ies"):
        unit = unit.removesuffix("ies") + "y"
    elif value == 1 and not unit.endswith("ss"):
        unit = unit.removesuffix("s")
    return f"{number(value)} {unit}"


def percent(fraction):
    """`62 %`, `62.5 %`; "–" for None."""
    return "–" if fraction is None else f"{fraction * 100:.1f}".removesuffix(".0") + " %"


def bucket(span):
    """`3 Aug 2026`, `week from 3 Aug 2026`, `Aug 2026`; one that is cut says where it ends: `5 to 9 Aug 2026`."""
    first, last = span.first, span.last
    if span.days == 1:
        return day(first)
    if first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1]):
        return f"{first:%b %Y}"
    if span.days == 7:
        return f"week from {day(first)}"
    start = str(first.day)
    if first.year != last.year:
        start = day(first)
    elif first.month != last.month:
        start = f"{first.day} {first:%b}"
    return f"{start} to {day(last)}"


def bucket_tick(span, previous, step):
    """A bucket on an axis: the year is said where it is not that of the `previous` label (None for the first)."""
    new_year = previous is None or previous.first.year != span.first.year
    if step == "month":
        return f"{span.first:%b %Y}" if new_year else f"{span.first:%b}"
    return day(span.first) if new_year else f"{span.first.day} {span.first:%b}"


def day(date):
    return f"{date.day} {date:%b %Y}"
