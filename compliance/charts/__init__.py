"""Charts drawn on the server: numbers -> geometry -> SVG without style or script. No database.

Each drawing fills the width that it is given: x positions are percentages and y positions pixels, so that text keeps
its size from the phone to the wide screen. Every chart carries a table of the same numbers with the same links.
"""

from .areas import stacked_areas
from .bars import bars
from .columns import columns
from .model import Bar, Chart, Point, Segment, Series
from .reliability import reliability

__all__ = ["Bar", "Chart", "Point", "Segment", "Series", "bars", "columns", "reliability", "stacked_areas"]
