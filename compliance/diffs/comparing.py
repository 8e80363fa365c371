"""Two texts into a `Diff`."""

import hashlib
from itertools import pairwise

from .aligning import align
from .kinds import harmless
from .paragraphs import has_agents, heading, paragraphs
from .rows import Diff, Row
from .spans import word_spans

# Beyond these, in characters of both texts: words are compared at the ends of a paragraph only.
WORDS_IN_PARAGRAPH = 2_500_000
WORDS_IN_ALL = 5_000_000
# An unchanged stretch of more paragraphs than this is one row, whatever headings it holds.
SECTIONS_IN = 5_000
HEADING_SOUGHT = 200


def compare(old, new):
    """The `Diff` of two texts. Never fails, and takes seconds at most: what is too large for that is coarse."""
    if old == new:
        return Diff([Row("same", old, old)] if old else [])
    alignment = align(paragraphs(old), paragraphs(new))
    diff = Diff(coarse=alignment.coarse)
    Rows(diff, alignment, agents=has_agents(old) or has_agents(new)).fill()
    return diff


class Rows:
    """Fills a diff with the rows of an alignment."""

    def __init__(self, diff, alignment, *, agents):
        self.diff = diff
        self.agents = agents
        self.blocks = alignment.blocks
        self.fine_left = WORDS_IN_ALL
        self.anchors = {}
        self.old_heading = self.new_heading = ""

    def fill(self):
        row_of = {}
        for place, block in enumerate(self.blocks):
            after = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
            if block.same:
                self.add_same(block.old, first_text(after))
            else:
                row_of[block] = self.add_change(block, after)
        for block, row in row_of.items():
            if block.moved:
                row.link = row_of[block.moved].anchor

    def add_same(self, units, following):
        """One row for each section, or one for all where there are very many paragraphs."""
        if len(units) > SECTIONS_IN:
            self.diff.rows.append(same_row(units, self.new_heading))
            tail = [*units[-HEADING_SOUGHT:], following]
            for unit, after in pairwise(tail):
                self.see_heading(unit, after)
            return
        start = 0
        for place, unit in enumerate(units):
            after = units[place + 1] if place + 1 < len(units) else following
            found = heading(unit, after, agents=self.agents)
            if found:
                if place > start:
                    self.diff.rows.append(same_row(units[start:place], self.new_heading))
                start = place
                self.old_heading = self.new_heading = found
        self.diff.rows.append(same_row(units[start:], self.new_heading))

    def see_heading(self, unit, following):
        found = heading(unit, following, agents=self.agents)
        if found:
            self.old_heading = self.new_heading = found

    def add_change(self, block, after):
        old, new = "".join(block.old), "".join(block.new)
        following = first_text(after)
        self.old_heading = heading(old, following, agents=self.agents) or self.old_heading
        self.new_heading = heading(new, following, agents=self.agents) or self.new_heading
        row = Row("", old, new, heading=self.new_heading if new else self.old_heading)
        if block.moved:
            row.kind = "moved"
            before = "".join(block.moved.old)
            if new and before != new:
                row.spans = self.spans(before, new)
        elif old and new:
            row.kind = "changed"
            row.harmless = harmless(old, new)
            row.spans = self.spans(old, new)
            if row.harmless:
                row.spans = tuple(span._replace(risk="") for span in row.spans)
        else:
            row.kind = "inserted" if new else "deleted"
            row.harmless = "" if (old or new).strip() else "white space"
        row.anchor = self.anchor(row)
        self.diff.rows.append(row)
        return row

    def spans(self, old, new):
        size = len(old) + len(new)
        fine = size <= WORDS_IN_PARAGRAPH and size <= self.fine_left
        self.fine_left -= size
        self.diff.coarse |= not fine
        return word_spans(old, new, fine=fine)

    def anchor(self, row):
        """Made from what changed alone, so that a link to it holds as long as both texts do."""
        content = "\0".join((row.kind, row.old, row.new)).encode("utf-8", "surrogatepass")
        name = hashlib.sha256(content).hexdigest()[:10]
        self.anchors[name] = number = self.anchors.get(name, 0) + 1
        return f"change-{name}" if number == 1 else f"change-{name}-{number}"


def same_row(units, under):
    text = "".join(units)
    return Row("same", text, text, heading=under)


def first_text(block):
    return (block.new or block.old)[0] if block else ""
