"""Bytes -> lines -> JSON objects that PostgreSQL can keep as they are, and values back to JSON.

Pure, and knows nothing about records.
"""

import decimal
import gzip
import json
import re
import zlib

MAX_LINE = 64 * 1024 * 1024  # bytes
MAX_JSON = 16 * 1024 * 1024  # bytes of one JSON column: jsonb takes up to six times as much and stops at 256 MiB
MAX_DEPTH = 200  # objects and lists within each other, below what Python's and PostgreSQL's stacks bear

# How a NUL character and a surrogate are written, alone or in a pair.
SUSPECT_ESCAPE = re.compile(rb"\\u(?:0000|[dD])")

# The numbers that PostgreSQL's jsonb keeps to the last digit: up to 131,072 digits before the decimal point
# and 16,383 after it. All others raise, so that none is rounded silently.
JSONB_NUMBERS = decimal.Context(
    prec=16384,
    Emin=0,
    Emax=131071,
    clamp=0,
    traps=[
        decimal.Clamped,
        decimal.Inexact,
        decimal.InvalidOperation,
        decimal.Overflow,
        decimal.Rounded,
        decimal.Underflow,
    ],
)
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Unreadable(Exception):
    """The stream itself broke; the message names the line reached."""


class Problem(Exception):
    """Why one record is refused."""


def numbered_lines(stream, longest):
    """Yields (number from 1, line of bytes) of a buffered binary stream, plain or gzip, as its first bytes say.

    Of a line longer than `longest` it yields the beginning, one byte longer than that. A byte order mark at the
    start is dropped. Raises `Unreadable`.
    """
    number = 0
    try:
        if stream.peek(2)[:2] == b"\x1f\x8b":
            stream = gzip.GzipFile(fileobj=stream)
        while line := stream.readline(longest + 1):
            number += 1
            if len(line) > longest and not line.endswith(b"\n"):
                while (rest := stream.readline(1024 * 1024)) and not rest.endswith(b"\n"):
                    pass
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except EOFError:
        raise Unreadable(f"the gzip file ends early, after line {number:,}") from None
    except (OSError, zlib.error) as error:
        raise Unreadable(f"it can't be read further than line {number:,}: {error}") from None


def decoded(line):
    """The object in a line without white space around it, if the database can keep all of it as it is.

    Fractions are `Decimal`. Raises `Problem`.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(f"not UTF-8 at byte {error.start + 1:,} of the line") from None
    try:
        fields, end = JSON.raw_decode(text)
    except json.JSONDecodeError as error:
        raise Problem(f"not JSON at character {error.pos + 1:,} of the line: {error.msg}") from None
    except RecursionError:
        raise Problem(f"nested more than {MAX_DEPTH} levels deep") from None
    except decimal.DecimalException:
        raise Problem("holds a number that jsonb can't keep exactly") from None
    except ValueError:  # of int(), which stops at 4,300 digits
        raise Problem("holds an integer of more than 4,300 digits") from None
    if end != len(text):
        raise Problem(f"not JSON at character {end + 1:,} of the line: Extra data")
    if type(fields) is not dict:
        raise Problem("not a JSON object")
    # Cheap on most lines: the walks are made only where the bytes give reason to.
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH:
        _check_depth(fields)
    if SUSPECT_ESCAPE.search(line):
        _check_characters(fields)
    return fields


def _refuse_constant(name):
    raise Problem(f"holds {name}, which is not JSON")


def _object(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Problem(f"field {shown(twice)} occurs twice in one object")
    return fields


JSON = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=JSONB_NUMBERS.create_decimal, parse_constant=_refuse_constant
)


def _check_depth(fields):
    level = [fields]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for value in level
            for inner in (value.values() if type(value) is dict else value)
            if type(inner) in (dict, list)
        ]
    if level:
        raise Problem(f"nested more than {MAX_DEPTH} levels deep")


def _check_characters(value):
    if type(value) is str:
        if "\x00" in value:
            raise Problem("holds a NUL character, which PostgreSQL can't store")
        if not _encodable(value):
            raise Problem("holds half a surrogate pair, which is not a character")
    elif type(value) is dict:
        for name, inner in value.items():
            _check_characters(name)
            _check_characters(inner)
    elif type(value) is list:
        for inner in value:
            _check_characters(inner)


def _encodable(text):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def encoded(value):
    """JSON bytes with every number as it was written."""
    try:
        return COMPACT.encode(value).encode("utf-8")
    except TypeError:  # at a Decimal
        return _exact_json(value).encode("utf-8")


def _exact_json(value):
    if type(value) is dict:
        return "{" + ",".join([f"{COMPACT.encode(name)}:{_exact_json(inner)}" for name, inner in value.items()]) + "}"
    if type(value) in (list, tuple):
        return "[" + ",".join([_exact_json(inner) for inner in value]) + "]"
    return str(value) if type(value) is decimal.Decimal else COMPACT.encode(value)


def shown(value):
    """A value as a message shows it: texts, integers and the like as JSON, cut to 60 characters."""
    text = COMPACT.encode(value) if type(value) in (str, int, bool, type(None)) else kind_of(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= 60 else f"{text[:60]}…"


def kind_of(value):
    if value is None:
        return "null"
    return {str: "a text", bool: "a truth value", dict: "an object", list: "a list"}.get(type(value), "a number")
