"""Rows as an Office Open XML workbook (ECMA-376), written front to back so that it can be sent while it grows.

XlsxWriter writes a file only once all of it is known. So the rows' sheets are written here, straight into the archive,
and all other parts are those of a workbook with empty sheets that XlsxWriter makes in the end. An archive that was left
off has no directory, and no program opens it. Texts are inline strings: nothing in them is ever calculated.
"""

import io
import re
import zipfile

import xlsxwriter

from .buffer import Buffer
from .cells import as_text, fitted, is_like_formula, is_number, is_too_long, legible

ROWS_A_SHEET = 1_048_575  # and the headings
# An archive's member of 2 GiB needs 64-bit sizes, which not every program reads.
BYTES_A_SHEET = 1_500_000_000
COMPRESSION = 1

# Places of the formats in the workbook's styles, in the order in which `scaffold` uses them.
PLAIN, HEADING, KEPT_TEXT = 0, 1, 2

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView '
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    '</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
)
TAIL = "</sheetData></worksheet>"
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
ESCAPED = re.compile("[&<>\r]")
# `_x000D_` in a text stands for a character (ST_Xstring); where it was meant as it reads, its first sign is escaped.
LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Workbook:
    """`begin`, `write_row` for each, `end`, and `close` in any case; `out.take()` gives what there is so far.

    `name` is the first sheet's; a further one follows where one is full, and at the end one that holds `about`, which
    is `[(label, text), ...]`.
    """

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, name, about, headings):
        self.name, self.about, self.headings = name, about, headings
        self.out = Buffer()
        self.archive = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self.letters = [column_letters(number) for number in range(len(headings))]
        self.sheets = 0
        self.rows = self.cut = 0

    def begin(self):
        self.begin_sheet()

    def begin_sheet(self):
        self.sheets += 1
        self.line = self.bytes = 0
        self.sheet = self.archive.open(f"xl/worksheets/sheet{self.sheets}.xml", "w")
        widths = (
            f'<col min="{place}" max="{place}" width="{min(max(len(heading) + 3, 14), 40)}" customWidth="1"/>'
            for place, heading in enumerate(self.headings, start=1)
        )
        self.put(HEAD.format(columns="".join(widths)))
        self.put_line(self.headings, HEADING)

    def write_row(self, values):
        if self.line > ROWS_A_SHEET or self.bytes > BYTES_A_SHEET:
            self.end_sheet()
            self.begin_sheet()
        self.rows += 1
        self.put_line(values, PLAIN)

    def end(self):
        self.end_sheet()
        counts = [("Rows", f"{self.rows:,}")] + ([("Texts cut", f"{self.cut:,}")] if self.cut else [])
        names = [sheet_name(self.name, number) for number in range(1, self.sheets + 1)]
        with zipfile.ZipFile(scaffold(names, [*self.about, *counts])) as parts:
            written = set(self.archive.namelist())
            for part in parts.namelist():
                if part not in written:
                    self.archive.writestr(part, parts.read(part))
        self.archive.close()

    def end_sheet(self):
        self.put(TAIL)
        self.sheet.close()

    def close(self):
        """Of an archive that has not come to its end nothing more is written, in particular no directory."""
        self.archive.fp = None

    def put_line(self, values, style):
        self.line += 1
        cells = (
            self.cell(f"{letters}{self.line}", value, style)
            for letters, value in zip(self.letters, values, strict=True)
        )
        self.put(f'<row r="{self.line}">{"".join(cells)}</row>')

    def cell(self, place, value, style):
        if value is None or value == "":
            return ""
        if is_number(value):
            return f'<c r="{place}"><v>{value}</v></c>'
        text = as_text(value)
        if is_too_long(text):
            self.cut += 1
            text = fitted(text)
        if is_like_formula(text):
            # Whoever opens such a cell to edit it and leaves it again still has the text.
            style = style or KEPT_TEXT
        styled = f' s="{style}"' if style else ""
        return f'<c r="{place}" t="inlineStr"{styled}><is><t xml:space="preserve">{escaped(text)}</t></is></c>'

    def put(self, text):
        data = text.encode()
        self.bytes += len(data)
        self.sheet.write(data)


def escaped(text):
    """A text as the content of an element."""
    text = LIKE_ESCAPE.sub("_x005F_", legible(text))
    return ESCAPED.sub(lambda match: ESCAPES[match[0]], text)


def column_letters(number):
    """0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return letters


def sheet_name(name, number):
    """At most 31 characters, without those that a sheet's name can't have; "About" is taken."""
    name = re.sub(r"[\[\]:*?/\\']", " ", name).strip() or "Rows"
    ending = f" {number}" if number > 1 or name.lower() == "about" else ""
    return name[: 31 - len(ending)] + ending


def scaffold(names, about):
    """A whole workbook as a file in memory: empty sheets of these names, then "About" with pairs of texts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    heading, kept = book.add_format({"bold": True}), book.add_format({"quote_prefix": True, "text_wrap": True})
    for name in names:
        book.add_worksheet(name)
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for line, (label, text) in enumerate(about):
        sheet.write_string(line, 0, label, heading)
        sheet.write_string(line, 1, fitted(legible(text)), kept)
    book.close()
    return file
