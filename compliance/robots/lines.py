"""A robots.txt line by line: what each line is, and what is wrong with the file as a whole.

Parsers throw away what they do not use. A reader of the file wants to see it: Content-Signal, licences, misspelt keys,
rules that stand outside any group, a web page sent in place of the file. Nothing here decides who may fetch what.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ..visible_text import visible

# RFC 9309 section 2.5: a crawler may stop reading there, so nothing after it can be relied on.
PARSED_BYTES = 500 * 1024
# Guessing what an odd key meant costs time; a file with more odd keys than this is not misspelt but something else.
GUESSED_KEYS = 500

# Every spelling that the parser (protego) accepts, and what it stands for. RFC 9309 section 2.2 allows such leniency.
SPELLINGS = {
    "user-agent": "user-agent",
    "useragent": "user-agent",
    "user agent": "user-agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "sitemap": "sitemap",
    "sitemaps": "sitemap",
    "site-map": "sitemap",
    "crawl-delay": "crawl-delay",
    "crawl delay": "crawl-delay",
    "request-rate": "request-rate",
    "request rate": "request-rate",
    "visit-time": "visit-time",
    "visit time": "visit-time",
    "host": "host",
}
# Read by us alone. To the parser these are unknown keys.
STATEMENTS = ("content-signal", "content-usage", "license")
WRITTEN = {
    "user-agent": "User-agent",
    "allow": "Allow",
    "disallow": "Disallow",
    "sitemap": "Sitemap",
    "crawl-delay": "Crawl-delay",
    "request-rate": "Request-rate",
    "visit-time": "Visit-time",
    "content-signal": "Content-Signal",
    "content-usage": "Content-Usage",
    "license": "License",
}
KEYS = tuple(WRITTEN)
# Correct in some other dialect, so neither misspelt nor worth a guess.
OTHER_DIALECTS = frozenset({"noindex", "nofollow", "noarchive", "clean-param", "cache-delay", "indexpage", "host-load"})

NO_DIRECTIVE = ("blank", "comment", "unknown", "misspelt")

# Python calls more characters line ends than RFC 9309 does (section 2.2: CR, LF or both); they are spaces here.
NOT_LINE_ENDS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
LINE_END = re.compile(r"\r\n|\r|\n")
BYTE_ORDER_MARKS = ("\ufeff", "\u00ef\u00bb\u00bf")  # the second is the same mark, read as Latin-1
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta|title|div)\b",
    re.IGNORECASE | re.DOTALL,
)


class RobotsLine(NamedTuple):
    """One line.

    `number` from 1. `kind`: user-agent, allow, disallow, crawl-delay, request-rate, visit-time, sitemap, host,
    content-signal, content-usage, license, comment, blank, misspelt or unknown. `text` as it stands in the file.
    `key` in lower case and `value` without comment, both "" where the line has none. `meant`: what a misspelt key
    stands for ("Disallow:"), else ""; a misspelling that the parser forgives has the kind that was meant. `group`:
    number from 0 of the group that the line is in, None outside any.
    """

    number: int
    kind: str
    text: str
    key: str = ""
    value: str = ""
    meant: str = ""
    group: int | None = None

    @property
    def shown(self):
        """`text` for a person to see."""
        return visible(self.text.strip())


class Remark(NamedTuple):
    """Something about the whole file: a `code` for programs, `text` for people."""

    code: str
    text: str


@dataclass(frozen=True)
class RobotsText:
    """A file taken apart: its `lines`, `remarks` about the whole, whether it is a web page, and how many characters
    after the first 500 KiB were left unread."""

    lines: tuple[RobotsLine, ...]
    remarks: tuple[Remark, ...]
    is_html: bool
    unread: int


def read_lines(text):
    """`RobotsText` of what was fetched. `text` is a str, or None where there is no file."""
    text = text or ""
    marks = next((mark for mark in BYTE_ORDER_MARKS if text.startswith(mark)), "")
    # Lone surrogates cannot be encoded, and a crawler never sees them.
    start = text[len(marks) : len(marks) + PARSED_BYTES].encode("utf-8", "replace")
    parsed = start[:PARSED_BYTES].decode("utf-8", "ignore")
    unread = len(text) - len(marks) - len(parsed)
    if unread:
        # Half a rule is another rule: "/a" in place of "/archive".
        whole = max(parsed.rfind("\n"), parsed.rfind("\r")) + 1
        unread += len(parsed) - whole
        parsed = parsed[:whole]
    is_html = bool(HTML_START.match(parsed))
    lines = tuple(_classify(LINE_END.split(parsed), guess=not is_html)) if parsed else ()
    return RobotsText(lines, tuple(_remarks(marks, parsed, lines, is_html, unread)), is_html, unread)


def parsed_text(line):
    """A line's text as the parser is to see it: what RFC 9309 does not call a line end is a space."""
    return line.text.translate(NOT_LINE_ENDS)


def _classify(texts, *, guess):
    """Every line of a file. Groups are counted as the parser counts them: a User-agent line after anything but
    User-agent, Sitemap or Host begins a new one (RFC 9309 section 2.2.1)."""
    guesses = {}
    group = None
    last_field = None
    for number, text in enumerate(texts, start=1):
        if not text:
            yield RobotsLine(number, "blank", text)
            continue
        content = text.translate(NOT_LINE_ENDS)
        content = content.partition("#")[0].strip()
        if not content:
            yield RobotsLine(number, "comment" if "#" in text else "blank", text)
            continue
        key, value, accepted = _split(content)
        kind = SPELLINGS.get(key) if accepted else None
        if kind == "user-agent" and last_field != "user-agent":
            group = 0 if group is None else group + 1
        if key is not None and kind not in ("sitemap", "host"):
            last_field = kind or key
        if kind:
            meant = (
                "" if key == kind and content[len(key) :].lstrip().startswith(":") else f"{WRITTEN.get(kind, kind)}:"
            )
        elif key in STATEMENTS:
            kind, meant = key, ""
        else:
            word = key or content.split(None, 1)[0].lower()
            meant = _meant(word, guesses) if guess else ""
            kind = "misspelt" if meant else "unknown"
        yield RobotsLine(number, kind, text, key or "", value, meant, None if kind in ("sitemap", "host") else group)


def _split(content):
    """`(key, value, accepted)` of a line that is neither empty nor a comment; (None, "", False) where it has no key.

    Like the parser: the key ends at the colon, or at white space where that makes a known key of it.
    """
    key, colon, value = content.partition(":")
    key = key.strip().lower()
    if colon and key in SPELLINGS:
        return key, value.strip(), True
    if not colon or (value and not value[0].isspace()):
        words = content.split(None, 2)
        for count in (1, 2):
            candidate = " ".join(words[:count]).lower()
            if candidate in SPELLINGS:
                return candidate, " ".join(" ".join(words[count:]).split()), True
    return (key, value.strip(), False) if colon else (None, "", False)


def _meant(word, guesses):
    """The key that a word was probably meant to be, as it is written ("Disallow:"), "" if none is near."""
    if word in STATEMENTS:
        return f"{WRITTEN[word]}:"
    if not 4 < len(word) < 20 or word in OTHER_DIALECTS:
        return ""
    if word not in guesses:
        if len(guesses) >= GUESSED_KEYS:
            return ""
        most = 1 if len(word) < 7 else 2
        near = process.extractOne(word.replace("_", "-"), KEYS, scorer=Levenshtein.distance, score_cutoff=most)
        guesses[word] = WRITTEN[near[0]] if near else ""
    return f"{guesses[word]}:" if guesses[word] else ""


def _remarks(mark, parsed, lines, is_html, unread):
    if not parsed.strip() and not unread:
        yield Remark("empty", "The file is empty. An empty robots.txt restricts nothing (RFC 9309).")
    if is_html:
        yield Remark("html", "This is a web page, not a robots.txt. Crawlers find no rule in it.")
    elif any(line.kind not in ("blank", "comment") for line in lines) and all(
        line.kind in NO_DIRECTIVE for line in lines
    ):
        yield Remark("no-directives", "No line of this file is a directive. It may be an error message.")
    if mark:
        yield Remark("bom", "The file begins with a byte order mark. It is skipped; old parsers miss the first line.")
    if "\x00" in parsed:
        yield Remark("nul", "The file holds NUL characters. It may be UTF-16 or binary; robots.txt has to be UTF-8.")
    damaged = parsed.count("\ufffd")
    if damaged:
        text = "1 character" if damaged == 1 else f"{damaged:,} characters"
        yield Remark("encoding", f"{text} could not be decoded. The file is damaged, packed or not UTF-8.")
    if unread:
        yield Remark(
            "long", f"Only the first 500 KiB were read, as crawlers do (RFC 9309). {unread:,} characters follow."
        )
    orphans = [line.number for line in lines if line.group is None and line.kind in ("allow", "disallow")]
    if orphans:
        where = f"Line {orphans[0]:,} is a rule" if len(orphans) == 1 else f"{len(orphans):,} rules stand"
        yield Remark("orphans", f"{where} before any User-agent line. Crawlers ignore that.")
