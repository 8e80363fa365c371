"""What an uploaded file is: its format, and of a CSV the encoding, the separator and what its columns hold. Pure."""

import codecs
import io
import re
from collections import Counter
from dataclasses import dataclass

from ..normalized_urls import InvalidUrl, normalize_url
from .csv_rows import CsvRows
from .limits import MAX_COLUMNS, MAX_ROWS, Refused
from .streams import content_of

CSV, JSON_LINES = "csv", "jsonl"

HEAD = 1024 * 1024  # bytes from which separator and columns are guessed
SAMPLE_ROWS = 20

# Beginnings of files that people rename to .csv, or take for one.
SIGNATURES = [
    (b"PK\x03\x04", "a zip file or an Excel spreadsheet"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"Rar!", "a RAR file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
]
MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)

# Python's names, and what people call them.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16, little endian",
    "utf-16-be": "UTF-16, big endian",
    "windows-1252": "Windows-1252 (Western Europe)",
    "mac-roman": "Mac Roman",
}
BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
SEPARATORS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}

# Without spaces and signs, the likeliest first.
URL_HEADINGS = ("url", "urls", "sourceurl", "normalizedurl", "webaddress", "website", "homepage", "link", "address")
DOMAIN_HEADINGS = ("domain", "registrabledomain")


@dataclass(frozen=True)
class Recognised:
    """`reading` as `Import.reading` holds it; empty for JSON Lines."""

    format: str
    reading: dict


@dataclass(frozen=True)
class Head:
    """The beginning of a CSV as it is read: `names` of the columns, the first `rows` (number, fields) below them."""

    names: list[str]
    rows: list[tuple[int, list[str]]]


def recognise(file):
    """Reads an uploaded file once from end to end, and returns a `Recognised`. Raises `Refused`.

    The reading holds a guess for each choice; `utf8_error` is the number of the first byte that is not UTF-8 where
    the encoding is a guess for that reason.
    """
    content = content_of(file)
    start = content.peek(1024)[:1024]
    if not start:
        raise Refused("The file is empty.")
    check_signature(start)
    if start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{":
        read_to_end(content_of_lines(file))
        return Recognised(JSON_LINES, {})
    if re.match(rb"\s*\[\s*[{\]]", start.removeprefix(codecs.BOM_UTF8)):
        raise Refused("This is one JSON list. JSON Lines have one object a line and nothing around them.")
    encoding, wrong_byte = encoding_of(content, start)
    head = decoded_head(file, encoding)
    if not head.strip():
        raise Refused("The file is empty but for white space.")
    check_text(head)
    separator = separator_of(head)
    reading = {"encoding": encoding, "separator": separator, "headings": has_headings(head, separator)}
    if wrong_byte:
        reading["utf8_error"] = wrong_byte
    return Recognised(CSV, guess_columns(read_head(head, reading), reading))


def content_of_lines(file):
    file.seek(0)
    return content_of(file, max_lines=MAX_ROWS)


def read_to_end(content):
    while content.read(256 * 1024):
        pass


def check_signature(start):
    for signature, name in SIGNATURES:
        if start.startswith(signature):
            raise Refused(f"This is {name}, not CSV or JSON Lines. Export it as CSV and upload that.")
    if MARKUP.match(start):
        raise Refused("This is a web page or XML, not CSV or JSON Lines.")


def check_text(head):
    controls = sum(1 for character in head[:4096] if character < " " and character not in "\t\r\n\f")
    if controls > len(head[:4096]) / 20:
        raise Refused("This is not a text file: it is full of NUL or other control characters.")


def encoding_of(content, start):
    """`(Python's name, number of the first byte that is not UTF-8 or None)`, having read all of the content."""
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            read_to_end(content)
            return name, None
    if found := utf16_without_mark(start):
        read_to_end(content)
        return found, None
    wrong_byte = first_byte_that_is_not_utf8(content)
    return ("windows-1252", wrong_byte) if wrong_byte else ("utf-8", None)


def utf16_without_mark(start):
    """In UTF-16 every second byte of Latin letters is zero."""
    for name, zeros, others in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) > 0 and not others.count(0):
            return name
    return None


def first_byte_that_is_not_utf8(content):
    """Its number from 1, None if there is none; reads to the end in either case."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    while data := content.read(256 * 1024):
        before = len(decoder.getstate()[0])
        try:
            decoder.decode(data)
        except UnicodeDecodeError as error:
            read_to_end(content)
            return position - before + error.start + 1
        position += len(data)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return position
    return None


def decoded_head(file, encoding):
    """The text of the first `HEAD` bytes, whole rows of it where there is more than one."""
    file.seek(0)
    data = content_of(file).read(HEAD)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data).removeprefix("\ufeff")
    whole = text if len(data) < HEAD else text[: text.rfind("\n") + 1]
    # A row that is longer than all of this is to be complained about, not to be missed.
    return whole if whole.count("\n") > 1 else text


def separator_of(head):
    """The one that lays an address bare and makes the most columns in the most of the first rows; else a comma."""
    scores = {separator: columns_score(head, separator) for separator in SEPARATORS}
    best = max(scores, key=scores.get)
    return best if scores[best][1] else ","


def columns_score(head, separator):
    """`(whether a field is an address, share of the rows with the most common width, that width)`."""
    rows, _ = sample(head, separator, with_bad=True)
    widths = Counter(len(fields) for _, fields in rows)
    width, number = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if width < 2:
        return False, 0, 0
    return any(looks_like_url(field) for _, fields in rows for field in fields), number / len(rows), width


def sample(head, separator, *, with_bad=False):
    """`([(number, fields)] of the first rows that hold something, why there are no more, if that can't be read)`.

    `with_bad` also gives rows that can't be taken, without fields.
    """
    rows, problem = [], ""
    try:
        for number, fields, bad in CsvRows(io.StringIO(head, newline=""), separator):
            if any(field.strip() for field in fields) or (bad and with_bad):
                rows.append((number, fields))
            if len(rows) > SAMPLE_ROWS:
                break
    except Refused as refused:
        problem = str(refused)
    return rows, problem


def has_headings(head, separator):
    """False where the first row already holds a web address."""
    rows, _ = sample(head, separator)
    return not (rows and any(looks_like_url(field) for field in rows[0][1]))


def looks_like_url(text):
    text = text.strip()
    try:
        return "." in text and bool(normalize_url(text))
    except InvalidUrl:
        return False


def read_head(head, reading):
    """A `Head` from the text of the beginning. Raises `Refused` if nothing can be read with these choices."""
    rows, problem = sample(head, reading["separator"])
    if not rows:
        raise Refused(problem or "The file holds no rows.")
    width = len(rows[0][1])
    if width > MAX_COLUMNS:
        raise Refused(f"The first row has {width:,} columns; {MAX_COLUMNS} is the most.")
    if not reading["headings"]:
        return Head([f"Column {number}" for number in range(1, width + 1)], rows[:SAMPLE_ROWS])
    names = [field.strip() or f"Column {number}" for number, field in enumerate(rows[0][1], 1)]
    if len(rows) == 1:
        raise Refused(problem or "The file has headings but no rows below them.")
    return Head(names, rows[1:])


def guess_columns(head, reading):
    """The reading with `url` and `domain`: numbers of columns from 0, `url` None where no column looks like one."""
    keys = [re.sub(r"[\W_]", "", name).lower() for name in head.names]
    urls = [
        sum(looks_like_url(fields[number]) for _, fields in head.rows if number < len(fields))
        for number in range(len(keys))
    ]
    named = [keys.index(heading) for heading in URL_HEADINGS if heading in keys]
    url = next((number for number in named if urls[number]), None)
    if url is None and max(urls) * 2 > len(head.rows):
        url = urls.index(max(urls))
    if url is None and named:
        url = named[0]
    domain = next((keys.index(heading) for heading in DOMAIN_HEADINGS if heading in keys), None)
    return reading | {"url": url, "domain": None if domain == url else domain, "update_urls": False}
