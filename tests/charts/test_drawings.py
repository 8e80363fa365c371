"""What the reader gets: markup that is safe and whole, and a table that says the same."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from compliance.charts import Bar, Point, Segment, bars, columns, reliability, stacked_areas
from compliance.charts.markup import MOST_TAB_STOPS
from compliance.tables import Cell

from .drawings import HOSTILE, buckets, each_kind, links_of, one_series, parsed, shown, stacks

KINDS = list(each_kind())


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_names_from_strangers_stay_text(kind, label):
    chart = each_kind(label=label)[kind]
    page = shown(chart)

    assert {element.tag for element in parsed(chart).iter()} <= set(
        "div svg title desc defs pattern clipPath path rect circle line text g a ul li span bdi".split()
    )
    assert "<script" not in page
    assert "<!--" not in page
    assert chart.title == label


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_needs_neither_style_nor_script(kind):
    page = shown(each_kind()[kind])

    assert re.findall(r"\sstyle=|<style|<script|\son\w+=", page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_addresses_are_kept_as_they_are(kind):
    assert "/rows/?a=1&b=<2>" in {url for _, url in links_of(each_kind()[kind])}


@pytest.mark.parametrize("kind", ["stacked_areas", "columns", "reliability"])
def test_a_drawing_is_a_group_with_name_and_description(kind):
    chart = each_kind(label="By day")[kind]
    svg = parsed(chart).find("svg")
    by_id = {element.get("id"): element.text for element in svg.iter() if element.get("id")}

    assert svg.get("role") == "group"
    assert by_id[svg.get("aria-labelledby")] == "By day"
    assert by_id[svg.get("aria-describedby")] == "By day"


@pytest.mark.parametrize("kind", KINDS)
def test_every_fill_and_clip_that_is_named_is_there(kind):
    page = ElementTree.fromstring(f"<div>{shown(each_kind()[kind])}</div>")
    ids = {element.get("id") for element in page.iter()}

    used = {
        name
        for element in page.iter()
        for value in element.attrib.values()
        for name in re.findall(r"url\(#(.+?)\)", value)
    }
    assert used <= ids


def test_each_segment_says_what_it_is_and_how_many():
    weeks = buckets(2, "week")
    chart = stacked_areas("stock", "Stock", "", weeks, [one_series([12, 1])], "sources")

    assert links_of(chart) == [
        ("\u2068Allowed\u2069, week from 3 Aug 2026: 12 sources", "/rows/?of=s&n=0"),
        ("\u2068Allowed\u2069, week from 10 Aug 2026: 1 source", "/rows/?of=s&n=1"),
    ]


def test_points_and_bars_say_what_they_are_and_how_many():
    chart = reliability("r", "R", "", [Point(0.5, 0.75, 0.6, 1200, 0.5, 0.472, 0.528, "/rows/")])
    assert links_of(chart) == [
        ("Confidence 50 to 75 %: 50 % of 1,200 decisions right, 47.2 % to 52.8 % with 95 % certainty", "/rows/")
    ]
    chart = bars(
        "b",
        "B",
        "",
        [Bar("x.org", "/all/", [Segment("Allowed", "allowed", 3, "/a/"), Segment("Blocked", "blocked", 1, "/b/")])],
        "sources",
    )
    assert links_of(chart) == [
        ("\u2068x.org\u2069, \u2068Allowed\u2069: 3 sources", "/a/"),
        ("\u2068x.org\u2069, \u2068Blocked\u2069: 1 source", "/b/"),
    ]


@effort(max_examples=40)
@given(stacks(most_buckets=12), st.sampled_from([stacked_areas, columns]))
def test_the_table_holds_every_number_with_its_link_and_the_drawing_opens_nothing_else(stack, draw):
    count, series = stack
    chart = draw("c", "C", "", buckets(count), series, "sources")

    assert chart.table.columns == ["Day", *(one.label for one in series)]
    for index, row in enumerate(chart.table.rows):
        assert row[0].value == buckets(count)[index].first
        assert [(cell.value, cell.url) for cell in row[1:]] == [(one.values[index], one.urls[index]) for one in series]
    addresses = {url for _, url in links_of(chart)}
    assert {one.urls[at] for one in series for at in range(count) if one.values[at]} <= addresses
    assert addresses <= {one.urls[at] for one in series for at in range(count) if one.values[at] is not None}


def test_the_table_beside_bars_holds_segments_and_their_sum():
    rows = [
        Bar("a.org", "/a/", [Segment("Allowed", "allowed", 3, "/a/1"), Segment("Blocked", "blocked", None)]),
        Bar("b.org", "/b/", [Segment("Blocked", "blocked", 2, "/b/2")]),
    ]
    table = bars("b", "B", "", rows, "sources").table

    assert table.columns == ["Group", "Allowed", "Blocked", "Total"]
    assert [[(cell.value, cell.url) for cell in row] for row in table.rows] == [
        [("a.org", None), (3, "/a/1"), (None, None), (3, "/a/")],
        [("b.org", None), (None, None), (2, "/b/2"), (2, "/b/")],
    ]


def test_bars_of_one_kind_need_no_sum_and_no_legend():
    rows = [
        Bar("a.org", "/a/", [Segment("Sources", "one", 3, "/a/")]),
        Bar("b.org", None, [Segment("Sources", "two", 1)]),
    ]
    chart = bars("b", "B", "", rows, "sources")

    assert chart.table.columns == ["Group", "Sources"]
    assert chart.legend == ()


def test_the_table_beside_a_reliability_curve_keeps_the_empty_bins():
    chart = reliability(
        "r", "R", "", [Point(0, 0.5, None, 0, None, None, None), Point(0.5, 1, 0.7, 4, 0.75, 0.3, 0.95, "/r/")]
    )

    assert [[str(cell) for cell in row] for row in chart.table.rows] == [
        ["0 to 50 %", "0", "–", "–", "–", "–"],
        ["50 to 100 %", "4", "70 %", "75 %", "30 %", "95 %"],
    ]
    assert chart.table.rows[1][1] == Cell(4, "4", "/r/")


@pytest.mark.parametrize(
    "chart",
    [
        stacked_areas("a", "A", "", buckets(3), [one_series([0, 0, None])], "sources"),
        stacked_areas("a", "A", "", buckets(3), [], "sources"),
        columns("a", "A", "", [], [one_series([])], "sources", line=one_series([], "line")),
        bars("a", "A", "", [], "sources"),
        bars("a", "A", "", [Bar("x", None, [Segment("s", "one", 0)])], "sources"),
        reliability("a", "A", "", [Point(0, 1, None, 0, None, None, None)]),
    ],
)
def test_nothing_to_draw_is_said_and_the_table_is_still_there(chart):
    page = shown(chart)

    assert chart.svg == ""
    assert "Nothing to draw for this period." in page
    assert "<table" in page


def test_a_year_of_days_in_twelve_series_is_drawn_whole_and_leaves_the_keyboard_a_way_past():
    series = [one_series([1 + order] * 400, f"s{order}") for order in range(12)]
    found = list(parsed(stacked_areas("a", "A", "", buckets(400), series, "sources")).iter("a"))

    assert len(found) == 4800
    assert {link.get("tabindex") for link in found} == {"-1"}


def test_few_segments_are_reached_with_the_keyboard():
    chart = columns("a", "A", "", buckets(MOST_TAB_STOPS), [one_series([1] * MOST_TAB_STOPS)], "sources")

    assert {link.get("tabindex") for link in parsed(chart).iter("a")} == {None}


def test_a_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="Series s "):
        columns("a", "A", "", buckets(2), [one_series([1])], "sources")


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pairs(stylesheet, prefix):
    text = (settings.BASE_DIR / "static" / "css" / stylesheet).read_text()
    return {
        name: (light, dark)
        for name, light, dark in re.findall(rf"--({prefix}[\w-]*): light-dark\((#\w{{6}}), (#\w{{6}})\)", text)
    }


def test_every_tone_stands_out_from_the_surface_in_both_schemes():
    surfaces = pairs("tokens.css", "surface")["surface"]
    tones = pairs("charts.css", "tone-")

    assert len(tones) == 15
    for name, colours in tones.items():
        for colour, surface in zip(colours, surfaces, strict=True):
            bright, dim = sorted((luminance(colour), luminance(surface)), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 3, name
