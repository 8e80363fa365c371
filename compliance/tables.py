"""Figures as a table: what a page shows, a chart draws beside and an export writes. Pure: no database, no HTML."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Cell:
    """One value. `text` is how a page shows it; an export writes the `value` itself.

    `url` opens exactly the rows that a number counts; None where there is nothing to open.
    """

    value: str | int | float | bool | date | datetime | None
    text: str = ""
    url: str | None = None

    def __str__(self):
        return self.text or shown(self.value)


@dataclass(frozen=True)
class Table:
    """`columns` are headings; each row holds a `Cell` per column. `name` is the table's word in URLs and file names."""

    name: str
    title: str
    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)


def shown(value):
    """A value as people read it: "–" for None, digits in groups of three."""
    if value is None:
        return "–"
    if type(value) is int:
        return f"{value:,}"
    if type(value) is datetime:
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)
