"""What a file is taken for, and the sentence for each that is refused."""

import bz2
import gzip
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.imports import limits
from compliance.imports.checking import read_rows
from compliance.imports.recognising import SEPARATORS, recognise

ROWS = "url,name\nhttps://a.example/,Größe\nhttps://b.example/,Café\n"


def recognised(data):
    return recognise(io.BytesIO(data))


def refusal(data):
    try:
        for _ in read_rows(io.BytesIO(data), recognised(data).reading):
            pass
    except limits.Refused as refused:
        return str(refused)
    raise AssertionError("it was not refused")


def urls(data):
    reading = recognised(data).reading
    return [row[1] for row in read_rows(io.BytesIO(data), reading)]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encodings_are_recognised_with_and_without_a_mark(encoding, expected):
    data = ROWS.encode(encoding)
    assert recognised(data).reading["encoding"] == expected
    assert urls(data) == ["https://a.example/", "https://b.example/"]
    assert urls(gzip.compress(data)) == urls(data)


def test_a_guessed_encoding_names_the_byte_that_is_not_utf8():
    data = ROWS.encode("windows-1252")
    assert recognised(data).reading["utf8_error"] == data.index(b"\xf6") + 1
    assert "utf8_error" not in recognised(ROWS.encode()).reading
    late = b"url\n" + b"https://a.example/\n" * 40_000 + b"https://b.example/\xe9\n"
    assert recognised(late).reading["utf8_error"] == late.index(b"\xe9") + 1


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separators_are_recognised(separator):
    data = ROWS.replace(",", separator).encode()
    assert recognised(data).reading["separator"] == separator
    assert urls(data) == ["https://a.example/", "https://b.example/"]


@given(
    rows=st.lists(st.tuples(st.text(alphabet="ab ,;|\"\n'é"), st.text(alphabet='ab,;|"\r\n')), min_size=1, max_size=8)
)
def test_fields_with_separators_quotes_and_line_ends_do_not_shift_the_urls(rows):
    import csv

    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["note", "url", "more"])
    expected = [f"https://site-{number}.example/a,b;c" for number in range(len(rows))]
    for url, (before, after) in zip(expected, rows, strict=True):
        writer.writerow([before, url, after])
    assert urls(text.getvalue().encode()) == expected


@pytest.mark.parametrize(
    ("heading", "url", "domain"),
    [
        ("URL,Domain", 0, 1),
        ("name,Web Address", 1, None),
        ("domain,source_url,name", 1, 0),
        ("a,b", 1, None),
        ("url,b", 1, None),  # nothing below that heading is an address
    ],
)
def test_columns_are_guessed_by_heading_and_content(heading, url, domain):
    width = heading.count(",") + 1
    fields = ["https://a.example/x" if number == url else "words" for number in range(width)]
    reading = recognised(f"{heading}\n{','.join(fields)}\n".encode()).reading
    assert (reading["url"], reading["domain"], reading["headings"]) == (url, domain, True)


def test_a_bare_list_of_addresses_has_no_headings():
    data = b"https://a.example/\nb.example\n"
    assert recognised(data).reading["headings"] is False
    assert urls(data) == ["https://a.example/", "b.example"]


def zip_file():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.csv", ROWS)
    return data.getvalue()


HOSTILE = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n\n ", "The file is empty but for white space."),
    "headings": (b"url,name\n", "The file has headings but no rows below them."),
    "zip": (zip_file(), "This is a zip file or an Excel spreadsheet, not CSV"),
    "pdf": (b"%PDF-1.7\n...", "This is a PDF, not CSV"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "This is an old Excel or Word file"),
    "bzip2": (bz2.compress(ROWS.encode()), "This is a bzip2 file"),
    "web page": (b"<!DOCTYPE html><p>url", "This is a web page or XML"),
    "json list": (b'[{"url": "https://a.example/"}]', "This is one JSON list."),
    "binary": (bytes(range(32)) * 100, "This is not a text file"),
    "nul": (b"url\n" + b"\0" * 4000, "This is not a text file"),
    "5,000 columns": (b",".join(b"c%d" % n for n in range(5000)) + b"\n1\n", "The first row has 5,000 columns"),
    "row of 10 MB": (b"url,a\nx," + b"y" * 10_000_000 + b"\n", "Row 2 "),
    "row of 10 MB, many fields": (b"url,a\n" + b"y," * 5_000_000 + b"\n", "Row 2 is longer than 1 MB"),
    "open quote": (
        b'url,a\nhttps://a.example/,"open\nhttps://b.example/,b\n',
        "A quotation mark in row 2 never closes",
    ),
    "open quote, long": (
        b'url,a\nhttps://a.example/,"open\n' + b"https://b.example/,b\n" * 90_000,
        "Row 2 has a field",
    ),
    "cut gzip": (gzip.compress(ROWS.encode() * 500)[:-20], "The compressed file ends early"),
    "damaged gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\xff" * 200, "The compressed file is damaged"),
    "gzip in gzip": (gzip.compress(gzip.compress(ROWS.encode())), "The file is compressed twice."),
    "bomb": (gzip.compress(b"\0" * 60_000_000), "The file unpacks to more than 200 times its size"),
    "json bomb": (gzip.compress(b"{" + b" " * 60_000_000), "The file unpacks to more than 200 times its size"),
    "rows": (b"url\n" + b"a\n" * 200_001, "The file has more than 200,000 rows"),
    "json lines": (b"{}\n" * 200_001, "The file has more than 200,000 lines"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence_and_in_little_memory(name):
    data, sentence = HOSTILE[name]
    file = io.BytesIO(data)
    tracemalloc.start()
    try:
        assert refusal(data).startswith(sentence)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000
    file.close()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("https://a.example/\0,x", "The URL holds a space or control character (U+0000)."),
        ('"https://a.example/"x,x', "Characters follow a closing quotation mark; inside quotes it is to be doubled."),
        ("https://a.example/1,2,3", "The row has 3 fields and the first row 2. "),
        (f"https://a.example/,{'y' * 70_000}", "A field has more than 64 KB."),
        (f"https://a.example/,{'y,' * 5000}y", "The row has 5,002 columns; 200 is the most."),
        ("=cmd|' /C calc'!A0,x", "The URL holds a space"),
        (",x", "The row has no URL."),
    ],
)
def test_a_bad_row_is_refused_alone(row, problem):
    data = f"url,a\n{row}\nhttps://b.example/,b\n".encode()
    bad, good = read_rows(io.BytesIO(data), recognised(data).reading)
    assert (bad[0], bad[5][: len(problem)]) == (2, problem)
    assert (good[1], good[5]) == ("https://b.example/", "")
    assert "\0" not in bad[1]


def test_bytes_that_are_none_of_the_chosen_encoding_refuse_their_row():
    data = "url\nhttps://a.example/é\nhttps://b.example/\n".encode("windows-1252")
    rows = list(read_rows(io.BytesIO(data), recognised(data).reading | {"encoding": "utf-8"}))
    assert [row[5] for row in rows] == ["The URL holds bytes that are none of the chosen encoding.", ""]
