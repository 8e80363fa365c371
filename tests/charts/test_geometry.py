"""Where things stand, as properties of the numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.charts import Bar, Point, Segment
from compliance.charts.areas import areas
from compliance.charts.bars import lengths, total
from compliance.charts.columns import marks_of, parts
from compliance.charts.figures import highest_stack
from compliance.charts.reliability import places
from compliance.charts.scales import ticks

from .drawings import VALUES, one_series, stacks

HEIGHT = 240
NEARLY = 1e-6


def scale(series, count):
    return ticks(highest_stack(series, count))[-1]


def by_bucket(shapes):
    found = {}
    for shape in shapes:
        found.setdefault(shape.bucket, []).append(shape)
    return found


@given(stacks())
def test_areas_lie_inside_the_plot_and_inside_their_bucket(stack):
    count, series = stack
    for area in areas(series, count, scale(series, count), HEIGHT):
        assert area.x == pytest.approx([(area.bucket + part) / count * 100 for part in (0, 0.5, 1)])
        for low, high in zip(area.low, area.high, strict=True):
            assert -NEARLY <= low <= high <= HEIGHT + NEARLY


@given(stacks())
def test_areas_of_a_bucket_stand_on_one_another_without_gap_or_overlap(stack):
    count, series = stack
    for pile in by_bucket(areas(series, count, scale(series, count), HEIGHT)).values():
        assert pile[0].low == (0, 0, 0)
        assert all(below.high == above.low for below, above in pairwise(pile))


@given(stacks())
def test_heights_in_the_middle_of_a_bucket_are_proportional_to_the_values(stack):
    count, series = stack
    top = scale(series, count)
    shapes = areas(series, count, top, HEIGHT)

    assert {(area.series, area.bucket) for area in shapes} == {
        (order, index)
        for order, one in enumerate(series)
        for index, value in enumerate(one.values)
        if value is not None
    }
    for area in shapes:
        value = series[area.series].values[area.bucket]
        assert area.high[1] - area.low[1] == pytest.approx(value * HEIGHT / top, abs=NEARLY)


@given(stacks())
def test_areas_of_neighbouring_buckets_meet_unless_a_series_begins_or_ends_there(stack):
    count, series = stack
    at = {(area.series, area.bucket): area for area in areas(series, count, scale(series, count), HEIGHT)}
    for index in range(count - 1):
        if all((one.values[index] is None) == (one.values[index + 1] is None) for one in series):
            for order in range(len(series)):
                if (order, index) in at:
                    assert at[order, index].high[2] == pytest.approx(at[order, index + 1].high[0], abs=NEARLY)


@given(stacks())
def test_columns_add_up_and_stay_in_their_bucket(stack):
    count, series = stack
    top = scale(series, count)
    piles = by_bucket(parts(series, count, top, HEIGHT))
    for index in range(count):
        pile = piles.get(index, [])
        values = [one.values[index] for one in series if one.values[index]]
        assert [part.high - part.low for part in pile] == pytest.approx(
            [value * HEIGHT / top for value in values], abs=NEARLY
        )
        assert sum(part.high - part.low for part in pile) == pytest.approx(sum(values) * HEIGHT / top, abs=NEARLY)
        assert all(below.high == above.low for below, above in pairwise(pile))
        for part in pile:
            assert index / count * 100 <= part.x
            assert part.x + part.width <= (index + 1) / count * 100 + NEARLY
            assert part.high <= HEIGHT + NEARLY


@given(st.lists(VALUES, min_size=1, max_size=40))
def test_the_line_has_one_point_per_value(values):
    line = one_series(values)
    marks = marks_of(line, len(values), scale([line], len(values)), HEIGHT)

    assert [mark.bucket for mark in marks] == [index for index, value in enumerate(values) if value is not None]
    assert all(-NEARLY <= mark.y <= HEIGHT + NEARLY for mark in marks)


@given(st.lists(st.lists(VALUES, max_size=5), max_size=20))
def test_bars_share_one_scale_which_the_longest_fills(rows):
    chart = [Bar(f"Row {order}", None, [Segment("a", "one", value) for value in row]) for order, row in enumerate(rows)]
    longest = max((total(bar) or 0 for bar in chart), default=0)
    found = lengths(chart)

    for order, bar in enumerate(chart):
        own = [part for part in found if part.bar == order]
        assert sum(part.width for part in own) == pytest.approx((total(bar) or 0) / (longest or 1) * 100)
        assert all(left.x + left.width == pytest.approx(right.x, abs=NEARLY) for left, right in pairwise(own))
        assert all(part.x + part.width <= 100 + NEARLY for part in own)
    assert bool(found) == bool(longest)


def test_points_stand_at_their_mean_confidence_with_an_area_that_grows_with_n():
    filled = [Point(0.5, 0.75, 0.6, 100, 0.5, 0.4, 0.6), Point(0.75, 1, 0.9, 400, 0.95, 0.92, 0.97)]
    found = places([Point(0, 0.5, None, 0, None, None, None), *filled], height=300)

    assert [point for point, _ in found] == filled
    small, large = (place for _, place in found)
    assert (small.x, small.y, small.low, small.high) == pytest.approx((60, 150, 120, 180))
    assert large.radius == pytest.approx(2 * small.radius)
