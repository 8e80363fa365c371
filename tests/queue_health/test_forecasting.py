"""When the queue will be empty, worked out by hand."""

from datetime import date, timedelta

import pytest

from compliance.queue_health.forecasting import Forecast, forecast

TODAY = date(2026, 11, 23)


def outlook(**given):
    return forecast(
        **{"waiting": 100, "entered": 28, "left": 84, "known_since": date(2026, 1, 1), "today": TODAY} | given
    )


def test_it_names_the_day_on_which_the_last_would_leave():
    # 84 - 28 = 56 fewer in 28 days, 2 a day: 100 are gone after 50 days.
    assert outlook() == Forecast(
        "At this rate the queue is empty on 12 January 2027: it shrinks by 2 decisions a day.", date(2027, 1, 12), 2.0
    )


def test_a_started_day_counts_as_one():
    assert outlook(waiting=101).empty_on == TODAY + timedelta(days=51)


@pytest.mark.parametrize(("waiting", "day"), [(730, date(2028, 11, 22)), (731, None)])
def test_it_never_names_a_day_beyond_two_years(waiting, day):
    found = outlook(waiting=waiting, entered=0, left=28)
    assert found.empty_on == day
    assert (found.sentence.startswith("The queue is not empty within two years at this rate")) is (day is None)


def test_a_growing_queue_is_told_by_how_much():
    assert outlook(entered=100, left=58) == Forecast(
        "At this rate the queue is never empty: it grows by 1.5 decisions a day.", None, -1.5
    )


def test_a_rate_of_one_is_one_decision_a_day():
    assert outlook(entered=0, left=28).sentence.endswith("it shrinks by 1 decision a day.")


def test_a_small_rate_is_not_rounded_to_none():
    assert outlook(waiting=3, entered=20, left=21).sentence.endswith("it shrinks by 0.04 decisions a day.")


def test_a_queue_in_balance_says_so():
    assert outlook(entered=40, left=40) == Forecast("The queue neither shrinks nor grows at this rate.", None, 0.0)


def test_an_empty_queue_needs_no_forecast():
    assert outlook(waiting=0) == Forecast("The queue is empty.")


def test_without_any_decision_ever_there_is_nothing_to_say():
    assert outlook(waiting=0, known_since=None).sentence.startswith("There is nothing to forecast")


@pytest.mark.parametrize(("days", "said"), [(0, "0 days ago"), (1, "1 day ago"), (27, "27 days ago")])
def test_a_queue_younger_than_its_rate_is_too_little(days, said):
    found = outlook(known_since=TODAY - timedelta(days=days))
    assert (found.empty_on, found.rate, said in found.sentence) == (None, None, True)


def test_a_first_decision_from_the_future_is_too_little():
    assert outlook(known_since=TODAY + timedelta(days=2)).rate is None


@pytest.mark.parametrize(
    ("moves", "said"), [((0, 0), "only 0 decisions"), ((1, 0), "only 1 decision "), ((4, 5), "only 9")]
)
def test_few_moves_are_too_little(moves, said):
    found = outlook(entered=moves[0], left=moves[1])
    assert (found.rate, said in found.sentence) == (None, True)
