"""Reads exported files back, by readers that are not ours."""

import csv
import io
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def body(response):
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def leave(response):
    """Closes a response as a server does when its client has gone; this thread's connection stays open, though."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def read_csv(data):
    """`(lines of remarks, headings, rows of texts)`, as any reader that knows comments takes it."""
    lines = data.decode("utf-8-sig").split("\r\n")
    remarks = [line for line in lines if line.startswith("#")]
    table = list(csv.reader(io.StringIO("\r\n".join(line for line in lines if not line.startswith("#")), newline="")))
    table = [row for row in table if row]
    return remarks, table[0], table[1:]


def read_xlsx(data):
    """`(about as a dict of lists, headings, rows of values)`; further sheets of rows follow on the first."""
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    book = openpyxl.load_workbook(io.BytesIO(data))
    about = {}
    for label, text in book["About"].iter_rows(values_only=True):
        about.setdefault(label, []).append(text)
    rows = []
    for name in book.sheetnames[:-1]:
        headings, *more = book[name].iter_rows(values_only=True)
        rows += more
    return about, list(headings), [list(row) for row in rows]


def through_office(data, name, directory):
    """The rows of the first sheet as LibreOffice has them: it opens the file, calculates, and writes it as CSV."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{directory}/profile", "--headless"]
    # Comma, quote, UTF-8, from line 1. A CSV file is read as a double click reads it: what looks like a formula is one.
    if name.endswith(".csv"):
        command.append("--infilter=CSV:44,34,76,1,,0,false,true")
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", f"{directory}/out", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (directory / "out" / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
