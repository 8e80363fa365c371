"""Round numbers for axes, and which buckets along one get a label."""

from decimal import Decimal
from math import ceil

# What a label's distance may be, in buckets: people count days in weeks and months in years.
DISTANCES = {
    "day": (1, 2, 3, 7, 14, 28, 56, 112),
    "week": (1, 2, 4, 8, 13, 26, 52, 104),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
}
MOST_LABELS = 7
# As many still have room on a phone.
MOST_LABELS_NARROW = 4


def ticks(maximum, most=6):
    """Round numbers from 0 to the first that is not below `maximum`: at most `most` steps of 1, 2 or 5 times a power
    of ten. Whole numbers as long as `maximum` is one. 0 and 1 for a maximum of 0."""
    if maximum <= 0:
        return [0, 1]
    exact = Decimal(str(maximum))
    # The power of ten of a sixth of the maximum, or the one below: the first step that is coarse enough is taken.
    power = (exact / most).adjusted()
    for step in (Decimal(digit).scaleb(power + up) for up in (0, 1) for digit in (1, 2, 5)):
        if isinstance(maximum, int) and step < 1:
            continue
        if step * most >= exact:
            break
    count = ceil(exact / step)
    return [plain(step * index) for index in range(count + 1)]


def plain(number):
    """A Decimal as an int where it is one, else as a float."""
    return int(number) if number == number.to_integral_value() else float(number)


def step_of(buckets):
    """`day`, `week` or `month`: what the buckets are, judged by the longest, as those at the ends may be cut."""
    longest = max((bucket.days for bucket in buckets), default=1)
    return "day" if longest == 1 else "week" if longest <= 7 else "month"


def label_distance(count, step):
    """Every how many buckets a label stands, so that no more than `MOST_LABELS` do."""
    for distance in DISTANCES[step]:
        if -(-count // distance) <= MOST_LABELS:
            return distance
    return -(-count // MOST_LABELS)
