"""Axes: round numbers, and names of buckets that leave one another room."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.charts.labels import amount, bucket, number, tick
from compliance.charts.scales import MOST_LABELS, label_distance, step_of, ticks
from compliance.periods import Bucket

from .drawings import buckets


@pytest.mark.parametrize(
    ("maximum", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (23, [0, 5, 10, 15, 20, 25]),
        (508, [0, 100, 200, 300, 400, 500, 600]),
        (1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
        (0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
    ],
)
def test_ticks_are_round_numbers(maximum, expected):
    assert ticks(maximum) == expected


@given(st.one_of(st.integers(1, 10**12), st.floats(1e-6, 1e12)))
def test_ticks_cover_the_maximum_and_waste_less_than_one_step(maximum):
    steps = ticks(maximum)

    assert steps[0] == 0
    assert steps[-2] < maximum <= steps[-1]
    assert 2 <= len(steps) <= 7


@given(st.integers(1, 10**12))
def test_ticks_of_counts_are_whole(maximum):
    assert all(isinstance(step, int) for step in ticks(maximum))


@given(st.integers(1, 400), st.sampled_from(["day", "week", "month"]))
def test_no_more_names_stand_along_an_axis_than_have_room(count, step):
    assert len(range(0, count, label_distance(count, step))) <= MOST_LABELS


def test_numbers_are_grouped_and_shortened_only_on_axes():
    assert [tick(1200), tick(1_200_000), tick(500_000), tick(3_000_000_000)] == ["1,200", "1.2 M", "500,000", "3 bn"]
    assert [number(1_234_567), number(2.0), number(12.34), number(0.0423), number(None)] == [
        "1,234,567",
        "2",
        "12.3",
        "0.042",
        "–",
    ]


def test_one_of_a_unit_is_singular():
    assert [amount(1, "sources"), amount(1, "entries"), amount(0, "sources"), amount(1200, "open decisions")] == [
        "1 source",
        "1 entry",
        "0 sources",
        "1,200 open decisions",
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 8, 3), date(2026, 8, 3), "3 Aug 2026"),
        (date(2026, 8, 3), date(2026, 8, 9), "week from 3 Aug 2026"),
        (date(2026, 8, 5), date(2026, 8, 9), "5 to 9 Aug 2026"),
        (date(2026, 7, 30), date(2026, 8, 2), "30 Jul to 2 Aug 2026"),
        (date(2026, 12, 31), date(2027, 1, 3), "31 Dec 2026 to 3 Jan 2027"),
        (date(2026, 2, 1), date(2026, 2, 28), "Feb 2026"),
        (date(2026, 2, 10), date(2026, 2, 28), "10 to 28 Feb 2026"),
    ],
)
def test_a_bucket_is_named_by_what_it_covers(first, last, expected):
    assert bucket(Bucket(first, last)) == expected


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_the_step_is_recognised_though_the_ends_are_cut(step):
    assert step_of(buckets(5, step, first=date(2026, 8, 5))) == step
