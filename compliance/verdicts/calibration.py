"""How far a rate can be trusted, and how far a stated confidence. Pure: no database.

Sources: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212;
G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950) 1-3;
M. P. Naeini, G. F. Cooper, M. Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015
(the expected calibration error).
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

# The quantile of the normal distribution that leaves 2.5 % on either side.
Z95 = 1.959964
# The inner edges of ten equal bins of confidence. A bin holds its lower edge, the last one also its upper.
EDGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# A rate of fewer than these says little.
FEW = 20


@dataclass(frozen=True)
class Interval:
    """Where a share probably lies; both are fractions of 1."""

    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """What was judged within a span of confidence, `low` to `high`.

    `n` judgements, `confirmed` of them; `confidence` is the sum of theirs and `squared_error` that of the squares of
    confidence minus outcome (1 where confirmed, else 0).
    """

    low: float
    high: float
    n: int = 0
    confirmed: int = 0
    confidence: float = 0.0
    squared_error: float = 0.0

    @property
    def mean(self):
        """Mean confidence, None if empty."""
        return self.confidence / self.n if self.n else None

    @property
    def share(self):
        """Part that was confirmed, None if empty."""
        return self.confirmed / self.n if self.n else None

    @property
    def interval(self):
        return wilson(self.confirmed, self.n)


def wilson(successes, n, z=Z95):
    """`Interval` of a share by Wilson's score, None without a trial."""
    if n == 0:
        return None
    share, square = successes / n, z * z / n
    middle = share + square / 2
    reach = z * sqrt(share * (1 - share) / n + square / (4 * n))
    # At the ends it reaches 0 and 1 exactly, which rounding would miss by a hair.
    return Interval(
        0.0 if successes == 0 else max(0.0, (middle - reach) / (1 + square)),
        1.0 if successes == n else min(1.0, (middle + reach) / (1 + square)),
    )


def bin_number(confidence):
    """Number of the bin, from 0, that a confidence of 0 to 1 falls into."""
    return bisect_right(EDGES, confidence)


def bins(totals):
    """The ten `Bin`s, from `{number: (n, confirmed, sum of confidence, sum of squared errors)}`; others are empty."""
    edges = (0.0, *EDGES, 1.0)
    return [Bin(low, high, *totals.get(number, ())) for number, (low, high) in enumerate(pairwise(edges))]


def bins_of(judged):
    """The ten `Bin`s of `(confidence, whether it was confirmed)` pairs."""
    totals = {}
    for confidence, confirmed in judged:
        n, right, total, error = totals.get(bin_number(confidence), (0, 0, 0.0, 0.0))
        outcome = int(confirmed)
        totals[bin_number(confidence)] = (
            n + 1,
            right + outcome,
            total + confidence,
            error + (confidence - outcome) ** 2,
        )
    return bins(totals)


def expected_calibration_error(filled):
    """Mean distance of confidence from the share confirmed over the `Bin`s, each weighed by its n; None if empty.

    0 where each bin's confidence is borne out, at most 1.
    """
    n = sum(each.n for each in filled)
    return sum(abs(each.confirmed - each.confidence) for each in filled) / n if n else None


def brier_score(filled):
    """Mean squared distance of confidence from outcome over the `Bin`s, 0 (best) to 1; None if empty."""
    n = sum(each.n for each in filled)
    return sum(each.squared_error for each in filled) / n if n else None
