"""The rows of a diff as a page shows them: changes numbered, the unchanged and harmless folded, all of it bounded."""

from dataclasses import dataclass, field

from .diffs.rows import Row, Span
from .visible_text import in_order

# A page ends after so many changes or characters; the next page goes on.
CHANGES_ON_PAGE = 250
CHARACTERS_ON_PAGE = 300_000
# Of one paragraph, and of one folded part, so much is shown; the documents' own pages have the rest.
SHOWN_OF_ONE = 20_000
SPANS_SHOWN = 1_500

# They reorder what stands around them, so they are shown by name.


@dataclass(frozen=True)
class Change:
    """A change to show. `number` counts from 1, None for the place that a moved paragraph has left.

    `old` and `new` are lists of spans for the two sides, `both` those for the inline layout, all with texts to show;
    `left_out` is how many characters are not among them. `heading` is "" where the item before stands under the same.
    """

    row: Row
    number: int | None
    both: list[Span]
    heading: str
    left_out: int

    @property
    def old(self):
        return [span for span in self.both if span.kind != "inserted"]

    @property
    def new(self):
        return [span for span in self.both if span.kind != "deleted"]


@dataclass(frozen=True)
class Section:
    """Unchanged text under one heading ("" if none); `paragraphs` how many there are, `left_out` in characters."""

    heading: str
    text: str
    paragraphs: int
    left_out: int


@dataclass
class Fold:
    """What is folded. `kind` is "same" (`sections`) or "harmless" (`changes`)."""

    kind: str
    sections: list[Section] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def paragraphs(self):
        return sum(section.paragraphs for section in self.sections)

    @property
    def headings(self):
        return [section.heading for section in self.sections if section.heading]

    @property
    def reasons(self):
        """What the harmless changes are, each once."""
        return list(dict.fromkeys(change.row.harmless for change in self.changes))


@dataclass(frozen=True)
class DiffPage:
    """A part of a diff: `items` (`Change` and `Fold`), its `number` among `pages`, `total` changes to count through."""

    items: list
    number: int
    pages: int
    total: int
    harmless: int

    @property
    def before(self):
        return self.number - 1

    @property
    def after(self):
        return self.number + 1


def diff_page(diff, *, number=1, anchor=""):
    """The `DiffPage` with this number, or the one that holds the change with this anchor."""
    pages, page_of = cut(diff.rows)
    number = page_of.get(anchor, min(max(number, 1), len(pages)))
    total = sum(counts(row) for row in diff.rows)
    before = sum(counts(row) for page in pages[: number - 1] for row in page)
    return DiffPage(items(pages[number - 1], before), number, len(pages), total, diff.counts["harmless"])


def counts(row):
    return row.kind != "same" and not row.harmless and not row.is_origin


def cut(rows):
    """The rows of each page, and `{anchor: number of its page}`."""
    pages, page_of = [[]], {}
    changes = characters = 0
    for row in rows:
        size = shown_size(row)
        if pages[-1] and (changes >= CHANGES_ON_PAGE or characters + size > CHARACTERS_ON_PAGE):
            pages.append([])
            changes = characters = 0
        pages[-1].append(row)
        changes += row.kind != "same"
        characters += size
        page_of[row.anchor] = len(pages)
    page_of.pop("", None)
    return pages, page_of


def shown_size(row):
    longest = max(len(row.old), len(row.new))
    # Markup weighs too.
    return min(longest, SHOWN_OF_ONE) + 60 * min(len(row.spans), SPANS_SHOWN) + 300


def items(rows, before):
    out, heading, number = [], "", before
    for row in rows:
        if row.kind == "same":
            fold_at_end(out, "same").sections.append(section(row))
            heading = row.heading
            continue
        number += counts(row)
        harmless = bool(row.harmless)
        shown = change(row, number if counts(row) else None, "" if row.heading == heading else row.heading)
        heading = row.heading
        if harmless:
            fold_at_end(out, "harmless").changes.append(shown)
        else:
            out.append(shown)
    return out


def fold_at_end(out, kind):
    if not out or not isinstance(out[-1], Fold) or out[-1].kind != kind:
        out.append(Fold(kind))
    return out[-1]


def section(row):
    text = row.old
    paragraphs = sum(1 for line in text[: 10 * SHOWN_OF_ONE].splitlines() if line.strip())
    paragraphs += text.count("\n", 10 * SHOWN_OF_ONE)
    return Section(row.heading, in_order(text[:SHOWN_OF_ONE]).rstrip(), paragraphs, max(len(text) - SHOWN_OF_ONE, 0))


def change(row, number, heading):
    spans = row.spans or [whole(row)]
    both, left = [], SHOWN_OF_ONE
    for span in spans[:SPANS_SHOWN]:
        if left <= 0:
            break
        both.append(span._replace(text=in_order(span.text[:left])))
        left -= len(span.text)
    shown = SHOWN_OF_ONE - max(left, 0)
    left_out = sum(len(span.text) for span in spans) - shown
    both = both if row.harmless == "white space" else without_blank_changes(both)
    if both:
        both[-1] = both[-1]._replace(text=both[-1].text.rstrip("\n\r"))
    return Change(row, number, both, heading, left_out)


def without_blank_changes(spans):
    """White space that took the place of other white space has no marks: the words changed beside it count."""
    out = []
    for span in spans:
        replaced = out and out[-1].kind == "deleted" and span.kind == "inserted"
        if replaced and out[-1].text.isspace() and span.text.isspace():
            out[-1] = span._replace(kind="same")
        else:
            out.append(span)
    return out


def whole(row):
    """A paragraph that is not looked at word by word, as one span."""
    kind = {"inserted": "inserted", "deleted": "deleted"}.get(row.kind, "same")
    return Span(kind, row.new or row.old, "")
