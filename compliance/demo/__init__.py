"""The data set of `up --demo`: invented sources, their documents and the pipeline's decisions over a year.

Everything is written by us and made from a seed: the same seed gives the same sources, decisions and ids on any
day, dated relative to the day on which they are made. `records` gives the objects that `load_records` reads
(`docs/records.md`), `verdicts` what the demo's reviewers have already decided; apply those through `review` after
loading, so that each has its review record. Each override adds one decision to those of `records`.
"""

from .records import records
from .reviewing import DemoVerdict, verdicts

__all__ = ["DemoVerdict", "records", "verdicts"]
