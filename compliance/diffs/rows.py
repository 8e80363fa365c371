"""A diff as data: rows in reading order from which both texts can be rebuilt."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

KINDS = ("same", "changed", "inserted", "deleted", "moved")


class Span(NamedTuple):
    """A stretch of a changed paragraph. `kind` is "same", "inserted" or "deleted"; `risk` a label of `kinds`, or ""."""

    kind: str
    text: str
    risk: str


@dataclass(slots=True)
class Row:
    """A paragraph, or several unchanged ones, exactly as they stand in the texts, line ends included.

    `kind` is one of `KINDS`. A moved paragraph has two rows: where it was (`new` is "") and where it now is (`old` is
    ""); `link` is the other one's anchor, and where its words changed as well the latter has the spans. `harmless` is
    "", "white space", "numbering" or "date". `heading` is what it stands under, "" if unknown. `anchor` is made from
    the content and unique in the diff; "" for same rows.
    """

    kind: str
    old: str
    new: str
    spans: tuple[Span, ...] = ()
    harmless: str = ""
    heading: str = ""
    anchor: str = ""
    link: str = ""

    @property
    def is_origin(self):
        """Whether this is the place that a moved paragraph has left."""
        return self.kind == "moved" and not self.new

    @property
    def risks(self):
        """The labels of its spans, each once, in reading order."""
        return list(dict.fromkeys(span.risk for span in self.spans if span.risk))


@dataclass
class Diff:
    """`rows` in reading order. `coarse`: the texts were too large or too different to be compared closely."""

    rows: list[Row] = field(default_factory=list)
    coarse: bool = False

    def old_text(self):
        return "".join([row.old for row in self.rows])

    def new_text(self):
        return "".join([row.new for row in self.rows])

    @cached_property
    def changes(self):
        """The rows that are a change of their own; a moved paragraph counts once, at its new place."""
        return [row for row in self.rows if row.kind != "same" and not row.is_origin]

    @cached_property
    def counts(self):
        """How many changes there are by kind, harmless ones under "harmless" only."""
        return Counter("harmless" if row.harmless else row.kind for row in self.changes)

    @property
    def identical(self):
        return not self.changes

    def to_json(self):
        """The diff without the texts (lengths stand for them), as JSON text."""
        rows = [
            [
                row.kind,
                len(row.old),
                len(row.new),
                row.harmless,
                row.heading,
                row.anchor,
                row.link,
                [[span.kind, len(span.text), span.risk] for span in row.spans],
            ]
            for row in self.rows
        ]
        return json.dumps({"coarse": self.coarse, "rows": rows}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text, old, new):
        """The diff that `to_json` wrote, of the same two texts. Raises ValueError if they are others."""
        data = json.loads(text)
        rows, old_place, new_place = [], 0, 0
        for kind, old_length, new_length, harmless, heading, anchor, link, _ in data["rows"]:
            old_part = old[old_place : old_place + old_length]
            new_part = old_part if kind == "same" else new[new_place : new_place + new_length]
            rows.append(Row(kind, old_part, new_part, (), harmless, heading, anchor, link))
            old_place, new_place = old_place + old_length, new_place + new_length
        if (old_place, new_place) != (len(old), len(new)):
            raise ValueError("The diff is one of other texts.")
        origins = {row.anchor: row for row in rows if row.is_origin}
        for row, (*_, spans) in zip(rows, data["rows"], strict=True):
            before = origins[row.link].old if row.kind == "moved" and spans else row.old
            row.spans = tuple(spans_of(spans, before, row.new))
        return cls(rows, data["coarse"])


def spans_of(lengths, old, new):
    """Yields spans from `[[kind, length, risk], ...]`."""
    old_place = new_place = 0
    for kind, length, risk in lengths:
        text = new[new_place : new_place + length] if kind == "inserted" else old[old_place : old_place + length]
        yield Span(kind, text, risk)
        old_place += length if kind != "inserted" else 0
        new_place += length if kind != "deleted" else 0
