"""Charts for tests, and what a browser would find in their markup."""

from datetime import date, timedelta
from xml.etree import ElementTree

from django.template.loader import render_to_string
from hypothesis import strategies as st

from compliance.charts import Bar, Point, Segment, Series, bars, columns, reliability, stacked_areas
from compliance.periods import Period

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><a href='javascript:alert(1)'>&amp;",
    "]]><!-- </title></svg>",
    "مثال.إختبار",
    "\u202eevil\u202c",
    "m" * 255,
    "bell\x07 and \x1b[0m",
)


def buckets(count, step="day", first=date(2026, 8, 3)):
    days = {"day": 1, "week": 7, "month": 31}[step]
    return Period(first, first + timedelta(days=days * count - 1), step).buckets()[:count]


def one_series(values, key="s", label="Allowed", tone="allowed"):
    return Series(key, label, tone, values, [f"/rows/?of={key}&n={index}" for index in range(len(values))])


VALUES = st.one_of(st.none(), st.integers(0, 3_000_000), st.floats(0, 1e6).filter(lambda value: not 0 < value < 0.01))


@st.composite
def stacks(draw, most_buckets=30, most_series=6):
    """(number of buckets, list of Series)."""
    count = draw(st.integers(1, most_buckets))
    rows = draw(st.lists(st.lists(VALUES, min_size=count, max_size=count), min_size=1, max_size=most_series))
    return count, [one_series(values, f"s{order}", f"Series {order}") for order, values in enumerate(rows)]


def parsed(chart):
    """The drawing as an element tree: it must be well-formed."""
    return ElementTree.fromstring(f"<div>{chart.svg}</div>")


def shown(chart):
    return render_to_string("compliance/_chart.html", {"chart": chart})


def links_of(chart):
    """Of each part of the drawing that opens something: (what it says, its address)."""
    return [
        (link.findtext("title"), link.get("href")) for link in parsed(chart).iter("a") if link.find("title") is not None
    ]


def each_kind(label="Allowed", url="/rows/?a=1&b=<2>"):
    """One chart of each kind, whose names and addresses are `label` and `url`."""
    days = buckets(3)
    series = [Series("a", label, "allowed", [1, 2, 3], [url] * 3), Series("b", "Other", "other", [4, 5, 6], [None] * 3)]
    points = [Point(0.5, 1, 0.7, 12, 0.75, 0.47, 0.91, url), Point(0, 0.5, None, 0, None, None, None)]
    return {
        "stacked_areas": stacked_areas("areas", label, label, days, series, "sources"),
        "columns": columns("columns", label, label, days, series[1:], "sources", line=series[0]),
        "bars": bars("bars", label, label, [Bar(label, url, [Segment(label, "two", 7, url)])], "sources"),
        "reliability": reliability("reliability", label, label, points),
    }
