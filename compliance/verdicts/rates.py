"""Override rates as a page shows and an export writes them."""

from dataclasses import dataclass

from ..charts.labels import percent
from ..tables import Cell, Table
from .calibration import FEW, wilson


@dataclass(frozen=True)
class Rate:
    """How often people overrode: `overridden` of `n` judgements; the links open the records of either."""

    label: str
    n: int
    overridden: int
    url: str
    overridden_url: str

    @property
    def share(self):
        """Fraction of 1, None without a judgement."""
        return self.overridden / self.n if self.n else None

    @property
    def interval(self):
        return wilson(self.overridden, self.n)

    @property
    def is_few(self):
        return self.n < FEW

    @property
    def share_text(self):
        return percent(self.share)

    @property
    def interval_text(self):
        """The interval in words, "–" without a judgement."""
        return span(self.interval)

    @property
    def bar(self):
        """`(share, low, width)` of the drawn rate and its interval, each in percent as SVG wants it."""
        interval = self.interval
        return tuple(f"{part:.2%}" for part in (self.share, interval.low, interval.high - interval.low))

    def cells(self):
        interval = self.interval
        fractions = (self.share, *((interval.low, interval.high) if interval else (None, None)))
        return [
            Cell(self.label),
            Cell(self.n, url=self.url),
            Cell(self.overridden, url=self.overridden_url if self.overridden else None),
            *(Cell(fraction, percent(fraction)) for fraction in fractions),
        ]


def span(interval):
    """`8.7 % to 18.4 %`; "–" for None."""
    return f"{percent(interval.low)} to {percent(interval.high)}" if interval else "–"


def rate_table(name, title, what, rates):
    columns = [what, "Judged", "Overridden", "Rate", "At least", "At most"]
    return Table(name, title, columns, [rate.cells() for rate in rates])
