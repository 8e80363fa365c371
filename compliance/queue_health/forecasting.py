"""When the queue will be empty if it goes on as of late. Pure: no database."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

# The days whose rate counts: whole ones before today, four of each day of the week.
RATE_DAYS = 28
# Fewer decisions than these, in and out together, say nothing about a rate.
FEWEST_MOVES = 10
FARTHEST = timedelta(days=730)


@dataclass(frozen=True)
class Forecast:
    """`sentence` says it. `empty_on` is the day, None where there is none to name; `rate` is by how many decisions the
    queue shrinks a day (negative: grows), None where there is too little to tell.
    """

    sentence: str
    empty_on: date | None = None
    rate: float | None = None


def forecast(*, waiting, entered, left, known_since, today):
    """`Forecast` from what waits now, and what entered and left on the `RATE_DAYS` days before `today`.

    `known_since` is the day of the first stay, None if there never was one.
    """
    if known_since is None:
        return Forecast("There is nothing to forecast: no decision has ever waited for review.")
    if not waiting:
        return Forecast("The queue is empty.")
    known = max((today - known_since).days, 0)
    if known < RATE_DAYS:
        return Forecast(
            f"There is too little to forecast from: the first decision entered the queue {counted(known, 'day')} ago, "
            f"and the rate of {RATE_DAYS} days is needed."
        )
    if entered + left < FEWEST_MOVES:
        return Forecast(
            f"There is too little to forecast from: in the last {RATE_DAYS} days only "
            f"{counted(entered + left, 'decision')} entered or left the queue."
        )
    rate = Fraction(left - entered, RATE_DAYS)
    if rate == 0:
        return Forecast("The queue neither shrinks nor grows at this rate.", rate=0.0)
    if rate < 0:
        return Forecast(f"At this rate the queue is never empty: it grows by {per_day(-rate)}.", rate=float(rate))
    span = timedelta(days=ceil(waiting / rate))
    if span > FARTHEST:
        return Forecast(
            f"The queue is not empty within two years at this rate: it shrinks by {per_day(rate)}.", rate=float(rate)
        )
    day = today + span
    return Forecast(
        f"At this rate the queue is empty on {day.day} {day:%B %Y}: it shrinks by {per_day(rate)}.", day, float(rate)
    )


def counted(number, word):
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def per_day(rate):
    """ "3 decisions a day", "0.4 decisions a day"."""
    number = f"{float(rate):,.1f}".removesuffix(".0") if rate >= Fraction(1, 10) else f"{float(rate):.2f}"
    return f"{number} decision{'' if number == '1' else 's'} a day"
