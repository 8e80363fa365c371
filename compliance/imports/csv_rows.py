"""Text with separators -> rows, within the limits. Pure; holds one row at a time."""

import csv

from .limits import MAX_COLUMNS, MAX_FIELD, MAX_ROW, MAX_ROWS, Refused


class CsvRows:
    """Iterates over `(number, fields, problem)`: the number from 1 as spreadsheets count, headings and blank rows
    included; the fields, empty for a blank row; why the row can't be taken, else "".

    `text` is a text stream with `newline=""`. Raises `Refused` where nothing after can be trusted: a quotation mark
    that never closes, a row or a field far too long, too many rows.
    """

    def __init__(self, text, separator):
        self.text = text
        self.taken = 0
        self.number = 0
        self.reader = csv.reader(self._lines(), delimiter=separator, strict=True)

    def __iter__(self):
        while True:
            self.taken = 0
            self.number += 1
            problem = ""
            try:
                fields = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                fields, problem = [], self._problem(error)
            # The headings are one more.
            if self.number > MAX_ROWS + 1:
                raise Refused(f"The file has more than {MAX_ROWS:,} rows, the most for one import. Split it.")
            if self.taken > MAX_FIELD and any(len(field) > MAX_FIELD for field in fields):
                problem = f"A field has more than {MAX_FIELD // 1024} KB."
            yield self.number, fields, problem

    def _lines(self):
        byte_order_mark = "\ufeff"
        while line := self.text.readline(MAX_ROW + 1).removeprefix(byte_order_mark):
            byte_order_mark = ""
            self.taken += len(line)
            if self.taken > MAX_ROW:
                raise Refused(
                    f"Row {self.number:,} is longer than {MAX_ROW // 1024**2} MB, or has a quotation mark that never "
                    "closes. Check the row, or choose another separator or encoding."
                )
            yield line

    def _problem(self, error):
        message = str(error)
        if "unexpected end" in message:
            raise Refused(f"A quotation mark in row {self.number:,} never closes, so what follows can't be read.")
        if "field limit" in message:
            raise Refused(
                f"Row {self.number:,} has a field of more than {MAX_FIELD // 1024} KB, or a quotation mark that never "
                "closes, so what follows can't be read."
            )
        return "Characters follow a closing quotation mark; inside quotes it is to be doubled."


def too_wide(fields, width):
    """Why a row with more fields than there are headings can't be taken; "" if it can."""
    if len(fields) <= width or not any(field.strip() for field in fields[width:]):
        return ""
    if len(fields) > MAX_COLUMNS:
        return f"The row has {len(fields):,} columns; {MAX_COLUMNS} is the most."
    return (
        f"The row has {len(fields)} fields and the first row {width}. "
        "A URL that holds the separator is to be in quotation marks."
    )
