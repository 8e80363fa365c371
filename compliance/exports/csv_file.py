"""Rows as comma-separated values (RFC 4180), in UTF-8 with the mark by which Excel knows it.

Lines before the headings and one after the last row begin with "#" and say what the file is; no other line does, since
every text is in quotes. They hold no comma and no quote: each is one cell, and a reader that skips comments skips them
whole. A file without the last line is not complete. Texts that look like a formula get an apostrophe before them.
"""

import csv
import io
import re

from .buffer import Buffer
from .cells import as_text, fitted, is_like_formula, is_number, is_too_long, legible

SEPARATORS = re.compile(r'[,;"\s]+')


class CsvFile:
    """`begin`, `write_row` for each, `end`, and `close` in any case; `out.take()` gives what there is so far.

    `about` is `[(label, text), ...]`; `name` is not used, the file has no place for it.
    """

    content_type = "text/csv; charset=utf-8"

    def __init__(self, name, about, headings):
        self.about, self.headings = about, headings
        self.out = Buffer()
        self.lines = io.StringIO(newline="")
        # Numbers stand bare, texts in quotes.
        self.writer = csv.writer(self.lines, quoting=csv.QUOTE_NONNUMERIC)
        self.rows = self.cut = 0

    def begin(self):
        self.out.write(b"\xef\xbb\xbf")
        for label, text in self.about:
            self.remark(f"{label}: {text}")
        self.writer.writerow(map(self.cell, self.headings))
        self.flush()

    def write_row(self, values):
        self.rows += 1
        self.writer.writerow(map(self.cell, values))
        self.flush()

    def end(self):
        cut = f" Texts cut at 32767 characters: {self.cut}." if self.cut else ""
        self.remark(f"End of the file. Rows: {self.rows}.{cut}")

    def close(self):
        """Nothing is left to do."""

    def cell(self, value):
        if is_number(value):
            return value
        text = legible(as_text(value))
        text = f"'{text}" if is_like_formula(text) else text
        self.cut += is_too_long(text)
        return fitted(text)

    def remark(self, text):
        self.lines.write(f"# {SEPARATORS.sub(' ', legible(text)).strip()}\r\n")
        self.flush()

    def flush(self):
        self.out.write(self.lines.getvalue().encode())
        self.lines.seek(0)
        self.lines.truncate()
