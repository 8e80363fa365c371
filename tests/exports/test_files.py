"""Both kinds of file by themselves: what a value becomes, and that nothing in it is ever calculated."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.exports import workbook
from compliance.exports.cells import LONGEST, UNHELD
from compliance.exports.csv_file import CsvFile
from compliance.exports.workbook import Workbook, column_letters, sheet_name

from .reading import needs_office, read_csv, read_xlsx, through_office

ABOUT = [("Export", "Review queue"), ("Filter", 'Domain contains: a,b;"c"\n=1+1')]
DANGEROUS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u200b=1+1", "＝1+1", "-"]


def written(kind, rows, headings=("One", "Two"), about=ABOUT):
    file = kind("Review queue", about, list(headings))
    file.begin()
    for row in rows:
        file.write_row(row)
    file.end()
    file.close()
    return file.out.take()


@pytest.mark.parametrize(
    ("value", "in_csv", "in_xlsx"),
    [
        ("plain", "plain", "plain"),
        ("two\nlines", "two\nlines", "two\nlines"),
        ('a "quoted", text', 'a "quoted", text', 'a "quoted", text'),
        ("<b>&amp;</b>", "<b>&amp;</b>", "<b>&amp;</b>"),
        ("  spaces  ", "  spaces  ", "  spaces  "),
        ("# no remark", "# no remark", "# no remark"),
        ("007", "007", "007"),
        ("ünï 語 🙂", "ünï 語 🙂", "ünï 語 🙂"),
        (None, "", None),
        ("", "", None),
        (5, "5", 5),
        (-5, "-5", -5),
        (-0.25, "-0.25", -0.25),
        (Decimal("1.5"), "1.5", 1.5),
        (10**20, "100000000000000000000", "100000000000000000000"),
        (float("nan"), "nan", "nan"),
        (float("-inf"), "'-inf", "-inf"),
        (True, "yes", "yes"),
        (date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00+00:00", "2026-03-01T12:00:00+00:00"),
        (
            datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-01T12:00:00+02:00",
            "2026-03-01T12:00:00+02:00",
        ),
        ("bell\x07, \ufffe", "bell␇, \ufffd", "bell␇, \ufffd"),
    ],
)
def test_values_arrive_as_what_they_are(value, in_csv, in_xlsx):
    assert read_csv(written(CsvFile, [["id", value]]))[2] == [["id", in_csv]]
    assert read_xlsx(written(Workbook, [["id", value]]))[2] == [["id", in_xlsx]]


def test_numbers_stand_bare_and_texts_in_quotes():
    data = written(CsvFile, [["-5", -5], ["#", 0.5]]).decode("utf-8-sig")
    assert data.split("\r\n")[2:5] == ['"One","Two"', '"\'-5",-5', '"#",0.5']


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_begins_like_a_formula_has_an_apostrophe_before_it_in_csv(text):
    assert read_csv(written(CsvFile, [[text, 1]]))[2] == [[f"'{text}", "1"]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_begins_like_a_formula_is_an_inline_text_in_xlsx(text):
    data = written(Workbook, [[text, -1]])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in sheet.partition("<sheetData>")[2]
    assert re.search(r'<c r="A2" t="inlineStr" s="2">', sheet)
    assert '<c r="B2"><v>-1</v></c>' in sheet
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.value, cell.quotePrefix) == (text, True)


@needs_office
def test_libreoffice_opens_a_workbook_and_finds_texts_as_texts_and_numbers_as_numbers(tmp_path):
    odd = ["_x0041_", "bell\x07", "a & <b>", "語" * LONGEST, "🙂" * 20_000]
    rows = through_office(written(Workbook, [[text, -2.5] for text in DANGEROUS + odd]), "rows.xlsx", tmp_path)
    assert rows[: len(DANGEROUS) + 1] == [["One", "Two"]] + [[text, "-2.5"] for text in DANGEROUS]
    assert [row[0] for row in rows[len(DANGEROUS) + 1 : -1]] == ["_x0041_", "bell␇", "a & <b>", "語" * LONGEST]
    assert rows[-1][0].endswith("🙂 [cut, 20000 characters in all]")


@needs_office
def test_libreoffice_opens_a_csv_file_and_calculates_only_what_we_have_not_marked(tmp_path):
    unmarked = b'"=1+1",-2.5\r\n'
    rows = through_office(written(CsvFile, [[text, -2.5] for text in DANGEROUS]) + unmarked, "rows.csv", tmp_path)
    shown = [text.replace("\r", "\n") for text in DANGEROUS]
    assert rows[2:-2] == [["One", "Two"]] + [[f"'{text}", "-2.5"] for text in shown]
    assert rows[-2:] == [["# End of the file. Rows: 11.", ""], ["2", "-2.5"]]


def test_texts_longer_than_a_cell_are_cut_and_both_the_cell_and_the_end_of_the_file_say_so():
    text, note = "x" * (LONGEST + 1), f" [cut, {LONGEST + 1} characters in all]"
    cut = "x" * (LONGEST - len(note)) + note
    exact = "y" * LONGEST
    remarks, _, rows = read_csv(written(CsvFile, [[text, exact], ["=" + "z" * (LONGEST - 1), ""]]))
    assert rows[0] == [cut, exact]
    assert rows[1][0].startswith("'=zz")
    assert len(rows[1][0]) == LONGEST
    assert remarks[-1] == "# End of the file. Rows: 2. Texts cut at 32767 characters: 2."
    about, _, rows = read_xlsx(written(Workbook, [[text, exact]]))
    assert rows == [[cut, exact]]
    assert about["Texts cut"] == ["1"]


def test_remarks_of_a_csv_file_are_one_cell_each_and_no_data_looks_like_one():
    data = written(CsvFile, [["# not a remark", 1]]).decode("utf-8-sig")
    assert data.split("\r\n") == [
        "# Export: Review queue",
        "# Filter: Domain contains: a b c =1+1",
        '"One","Two"',
        '"# not a remark",1',
        "# End of the file. Rows: 1.",
        "",
    ]


def test_a_workbook_says_what_it_is_on_its_last_sheet():
    about, headings, _ = read_xlsx(written(Workbook, [["a", 1]]))
    assert headings == ["One", "Two"]
    assert about == {"Export": ["Review queue"], "Filter": ['Domain contains: a,b;"c"\n=1+1'], "Rows": ["1"]}


def test_headings_are_bold_and_stay_in_sight():
    sheet = openpyxl.load_workbook(io.BytesIO(written(Workbook, [["a", 1]]))).worksheets[0]
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold, sheet.freeze_panes) == (True, False, "A2")


@pytest.mark.parametrize("limit", ["ROWS_A_SHEET", "BYTES_A_SHEET"])
def test_what_does_not_fit_on_a_sheet_goes_on_in_a_further_one(monkeypatch, limit):
    monkeypatch.setattr(workbook, limit, 3 if limit == "ROWS_A_SHEET" else 1_000)
    rows = [[f"row {number}", number] for number in range(10)]
    data = written(Workbook, rows)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:2] == ["Review queue", "Review queue 2"]
    assert book.sheetnames[-1] == "About"
    assert len(book.sheetnames) > 3
    assert {tuple(cell.value for cell in sheet[1]) for sheet in book.worksheets[:-1]} == {("One", "Two")}
    read = [list(row) for sheet in book.worksheets[:-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert read == rows


def test_a_workbook_that_was_left_off_is_no_archive():
    file = Workbook("Review queue", ABOUT, ["One"])
    file.begin()
    file.write_row(["a"])
    file.close()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(file.out.take()))


def test_an_export_without_rows_is_a_whole_file():
    assert read_csv(written(CsvFile, []))[1:] == (["One", "Two"], [])
    assert read_xlsx(written(Workbook, []))[1:] == (["One", "Two"], [])


@pytest.mark.parametrize(
    ("name", "expected"), [("About", "About 1"), ("a/b:[c]?", "a b  c"), ("x" * 40, "x" * 31), ("'", "Rows")]
)
def test_names_of_sheets_are_ones_that_excel_takes(name, expected):
    assert sheet_name(name, 1) == expected


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


VALUES = st.one_of(st.none(), st.integers(-(10**14), 10**14), st.text(max_size=60), st.sampled_from(DANGEROUS))


@given(st.lists(st.tuples(VALUES, VALUES), max_size=8))
def test_any_values_come_back_from_both_files(rows):
    def visible(value):
        return UNHELD.sub(lambda match: chr(0x2400 + ord(match[0])) if match[0] < " " else "\ufffd", value)

    from_csv = read_csv(written(CsvFile, rows))[2]
    assert [[text.removeprefix("'") for text in row] for row in from_csv] == [
        [
            "" if value is None else str(value) if type(value) is int else visible(value).removeprefix("'")
            for value in row
        ]
        for row in rows
    ]
    from_xlsx = read_xlsx(written(Workbook, rows))[2]
    # openpyxl leaves out the empty rows at the end and does not resolve `_x005F_`.
    from_xlsx += [[None, None]] * (len(rows) - len(from_xlsx))
    assert [[text.replace("_x005F_", "_") if type(text) is str else text for text in row] for row in from_xlsx] == [
        [visible(value) or None if type(value) is str else value for value in row] for row in rows
    ]
