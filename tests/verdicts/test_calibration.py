"""Intervals and calibration against hand-computed and published cases, properties, and simulated reviewers."""

from math import isclose
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance.verdicts.calibration import (
    Bin,
    Interval,
    bin_number,
    bins,
    bins_of,
    brier_score,
    expected_calibration_error,
    wilson,
)


# Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, has
# 81/263, 15/148, 0/20 and 1/29; the others follow by hand from z = 1.959964, z² = 3.841459: of 0 in 10,
# z²/(10 + z²) = 0.2775.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_the_interval_is_wilsons(successes, n, low, high):
    interval = wilson(successes, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_without_a_trial_there_is_no_interval():
    assert wilson(0, 0) is None


@st.composite
def trials(draw):
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


@given(trials())
def test_the_interval_holds_the_share_and_stays_within_bounds(trial):
    successes, n = trial
    interval = wilson(successes, n)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1


@given(trials(), st.integers(2, 20))
def test_the_interval_narrows_with_more_of_the_same(trial, times):
    successes, n = trial
    once, often = wilson(successes, n), wilson(successes * times, n * times)
    assert often.high - often.low < once.high - once.low


@given(trials())
def test_the_interval_of_the_failures_mirrors_it(trial):
    successes, n = trial
    interval, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert isclose(interval.low, 1 - mirrored.high, abs_tol=1e-9)
    assert isclose(interval.high, 1 - mirrored.low, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("confidence", "number"),
    [(0, 0), (0.0999999, 0), (0.1, 1), (0.3, 3), (0.6, 6), (0.7, 7), (0.8999999, 8), (0.9, 9), (0.95, 9), (1, 9)],
)
def test_a_bin_holds_its_lower_edge_and_the_last_its_upper(confidence, number):
    assert bin_number(confidence) == number


@given(st.floats(0, 1))
def test_a_confidence_lies_in_its_bin_and_in_no_other(confidence):
    inside = [
        number
        for number, each in enumerate(bins({}))
        if each.low <= confidence < each.high or confidence == each.high == 1
    ]
    assert inside == [bin_number(confidence)]


# Two at 0.95 and 0.85 in two bins: |0.95 - 1| / 2 + |0.85 - 0| / 2 = 0.45; ((0.05)² + 0.85²) / 2 = 0.3625. Four at 0.75,
# three right: exactly calibrated, (3 · 0.0625 + 0.5625) / 4 = 0.1875.
@pytest.mark.parametrize(
    ("judged", "error", "score"),
    [
        ([(0.95, True), (0.85, False)], 0.45, 0.3625),
        ([(0.75, True)] * 3 + [(0.75, False)], 0.0, 0.1875),
        ([(1.0, True)] * 5, 0.0, 0.0),
        ([(1.0, False)] * 5, 1.0, 1.0),
        ([(0.5, True), (0.5, False)], 0.0, 0.25),
        ([(0.1, False), (0.3, True), (0.3, False)], (0.1 + 0.4) / 3, (0.01 + 0.49 + 0.09) / 3),
    ],
)
def test_error_and_score_by_hand(judged, error, score):
    filled = bins_of(judged)
    assert expected_calibration_error(filled) == pytest.approx(error)
    assert brier_score(filled) == pytest.approx(score)


def test_of_nothing_there_is_neither_error_nor_score():
    empty = bins_of([])
    assert (expected_calibration_error(empty), brier_score(empty)) == (None, None)
    assert [(each.n, each.mean, each.share, each.interval) for each in empty] == [(0, None, None, None)] * 10


def test_a_bin_says_how_many_how_sure_and_how_right():
    assert bins_of([(0.3, True), (0.35, False), (0.39, True), (0.39, True)])[3] == Bin(
        0.3, 0.4, 4, 3, pytest.approx(1.43), pytest.approx(0.49 + 0.1225 + 2 * 0.3721)
    )


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_scores_are_fractions_and_the_bins_hold_everything_once(judged):
    filled = bins_of(judged)
    assert sum(each.n for each in filled) == len(judged)
    assert 0 <= expected_calibration_error(filled) <= 1 + 1e-9
    direct = sum((confidence - right) ** 2 for confidence, right in judged) / len(judged)
    assert brier_score(filled) == pytest.approx(direct)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_score_is_never_better_than_the_error_allows(judged):
    # Jensen: the mean of squares is at least the square of the mean distance.
    filled = bins_of(judged)
    assert brier_score(filled) >= expected_calibration_error(filled) ** 2 - 1e-9


@pytest.mark.parametrize(("rate", "n"), [(0.1, 150), (0.3, 300), (0.5, 80), (0.05, 400)])
def test_the_interval_covers_the_true_rate_about_as_often_as_it_says(rate, n):
    rng = Random(f"coverage:{rate}:{n}")
    covered = 0
    for _ in range(200):
        overridden = sum(rng.random() < rate for _ in range(n))
        interval = wilson(overridden, n)
        covered += interval.low <= rate <= interval.high
    # 190 of 200 are expected; three standard deviations (3.1 each) either way.
    assert 180 <= covered <= 199


def test_a_calibrated_machine_scores_well_and_an_overconfident_one_badly():
    rng = Random(20)
    stated = [rng.random() for _ in range(20_000)]
    honest = bins_of((confidence, rng.random() < confidence) for confidence in stated)
    boastful = bins_of((confidence, rng.random() < confidence / 2) for confidence in stated)
    # Half of a mean confidence of 0.5 is missing on average.
    assert expected_calibration_error(honest) < 0.02
    assert expected_calibration_error(boastful) == pytest.approx(0.25, abs=0.02)
    assert brier_score(honest) < brier_score(boastful)
    # E[(p - y)²] of a calibrated machine is E[p(1 - p)] = 1/6 for p uniform on 0..1.
    assert brier_score(honest) == pytest.approx(1 / 6, abs=0.01)
    for each in honest:
        assert each.interval.low - 0.02 <= each.mean <= each.interval.high + 0.02


@given(trials(), st.floats(0.5, 4), st.floats(0.5, 4))
def test_more_certainty_takes_a_wider_interval(trial, one, other):
    assume(abs(one - other) > 1e-3)
    narrow, wide = (wilson(*trial, z=z) for z in sorted((one, other)))
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12
    assert isinstance(narrow, Interval)
