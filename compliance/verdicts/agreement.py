"""Agreement of two people who judged the same source, from counts. Pure: no database.

Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960)
37-46.
"""

from collections import Counter
from dataclasses import dataclass

from .calibration import wilson


@dataclass(frozen=True)
class Agreement:
    """Judgements by two people, or by any two, of the same sources one after the other: `n`, and `same` of them."""

    n: int
    same: int
    kappa: float | None

    @property
    def share(self):
        """Part that came to the same status, None without any."""
        return self.same / self.n if self.n else None

    @property
    def interval(self):
        return wilson(self.same, self.n)


def kappa(pairs):
    """Cohen's kappa of `{(one's status, the other's): n}`: 1 is full agreement, 0 what chance would bring.

    None without pairs, and where both gave one and the same status throughout: chance would bring that too.
    """
    n = sum(pairs.values())
    if not n:
        return None
    one, other = Counter(), Counter()
    for (first, second), number in pairs.items():
        one[first] += number
        other[second] += number
    by_chance = sum(one[status] * other[status] for status in one)
    if by_chance == n * n:
        return None
    same = sum(number for (first, second), number in pairs.items() if first == second)
    return (same * n - by_chance) / (n * n - by_chance)


def agreement(pairs):
    """`Agreement` of two people from `{(one's status, the other's): n}`."""
    same = sum(number for (first, second), number in pairs.items() if first == second)
    return Agreement(sum(pairs.values()), same, kappa(pairs))
