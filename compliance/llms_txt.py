"""llms.txt in outline: title, summary, sections, links, and where it speaks of permission.

The format is a proposal (llmstxt.org): Markdown with one first-level heading, a block quote that sums up, and lists of
links under second-level headings. It is a table of contents for machines, not a standard way to permit anything.
"""

import re
from dataclasses import dataclass

from .robots.lines import HTML_START
from .visible_text import visible

PRESENCE = (
    "That a site has an llms.txt grants nothing. The file shows machines where things are; what may be done with them "
    "is said by the terms, by licences and by robots.txt. Only wording in it that gives or refuses permission counts."
)
READ_CHARACTERS = 500_000
MOST_SECTIONS = 200
MOST_LINKS = 1_000
MOST_PASSAGES = 100
SUMMARY_CHARACTERS = 2_000
# Of a long line only so much around the wording is shown.
AROUND = 160

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
LINK = re.compile(r"\s{0,20}[-*+][ \t]{1,20}\[([^\]]{0,500})\]\(((?:[^()]|\([^()]{0,200}\)){0,2000})\)(.*)")
FENCE = re.compile(r" {0,3}(?:```|~~~)")
# An address is not wording: what a link is called counts, not where it leads.
WORDING = re.compile(
    r"""https?://\S+ | \]\([^()\n]{0,2000}\) | \b(
      may(?![ ]\d)(?:[ ]not)? | must(?:[ ]not)? | shall(?:[ ]not)? | cannot | (?:do|should)[ ]not
    | permi(?:t|ts|tted|tting|ssion|ssions|ssible) | allow(?:s|ed|ing)? | disallow(?:s|ed)?
    | prohibit(?:s|ed|ion)? | forbid(?:s|den)? | restrict(?:s|ed|ion|ions)? | refuse[sd]?
    | licen[cs](?:e|es|ed|ing|able) | copyright(?:s|ed)? | (?:all[ ])?rights[ ]reserved | public[ ]domain
    | cc[- ](?:by|0)[-a-z0-9.]{0,20} | attribut(?:e|ed|ion) | consent | opt[- ](?:out|in) | terms[ ]of[ ](?:use|service)
    | (?:non-?)?commercial(?:ly)?[ ](?:use|purposes?) | fair[ ]use | redistribut(?:e|ed|ion) | reproduc(?:e|ed|tion)
    | (?:ai[- ])?train(?:ing|ed)? | fine-?tun(?:e|ed|ing) | scrap(?:e|es|ed|ing|er|ers) | crawl(?:s|ed|ing|er|ers)?
    | data[ ]mining
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class LlmsLink:
    """One entry of a list: `title`, `address` as written (any text, never to be followed blindly), `note` or ""."""

    title: str
    address: str
    note: str
    line: int


@dataclass(frozen=True)
class LlmsSection:
    """A heading of `level` 2 to 6 at `line`, its `links`, and how many lines of other text it has."""

    title: str
    level: int
    line: int
    links: tuple[LlmsLink, ...]
    text_lines: int


@dataclass(frozen=True)
class Wording:
    """Words about permission: `start` and `end` are character offsets in the text that was read."""

    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A line that speaks of permission, or the part of it around the words: `pieces` are pairs of text and whether it
    is such wording, in order."""

    line: int
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class LlmsOutline:
    """An llms.txt.

    `title` and `summary` are "" where there are none. `wordings` are every place that speaks of permission, `passages`
    the lines around the first of them, `passage_count` how many lines there are. `link_count` and `section_count` count
    what was read, also beyond what `sections` keeps. `unread`: characters after the first 500,000.
    """

    title: str
    summary: str
    sections: tuple[LlmsSection, ...]
    section_count: int
    link_count: int
    wordings: tuple[Wording, ...]
    passages: tuple[Passage, ...]
    passage_count: int
    is_html: bool
    unread: int
    presence: str = PRESENCE


def llms_outline(text):
    """`LlmsOutline` of an llms.txt; `text` is a str as fetched, or None where there is no file."""
    text = text or ""
    read = text[:READ_CHARACTERS]
    title, summary, sections, section_count, link_count = _structure(read.removeprefix("\ufeff").split("\n"))
    wordings = tuple(Wording(match.start(1), match.end(1)) for match in WORDING.finditer(read) if match[1])
    passages, passage_count = _passages(read, wordings)
    return LlmsOutline(
        title=title,
        summary=summary,
        sections=sections,
        section_count=section_count,
        link_count=link_count,
        wordings=wordings,
        passages=passages,
        passage_count=passage_count,
        is_html=bool(HTML_START.match(read)),
        unread=len(text) - len(read),
    )


def _structure(lines):
    """`(title, summary, sections, section count, link count)` of the lines."""
    title, summary = "", []
    found = []  # [title, level, line, links, text lines]
    sections = links = 0
    in_code = False
    for number, line in enumerate(lines, start=1):
        line = line.rstrip()
        if FENCE.match(line):
            in_code = not in_code
        if in_code or not line:
            continue
        heading = HEADING.match(line)
        if heading:
            words = heading[2].strip().rstrip("#").strip()
            if len(heading[1]) == 1 and not title:
                title = visible(words)
                continue
            sections += 1
            if sections <= MOST_SECTIONS:
                found.append([visible(words), max(len(heading[1]), 2), number, [], 0])
            continue
        if line.startswith(">") and not found and (not summary or summary[-1][0] == number - 1):
            summary.append((number, line[1:].strip()))
            continue
        link = LINK.match(line)
        if link:
            links += 1
            if links <= MOST_LINKS:
                if not found:
                    found.append(["", 2, number, [], 0])
                note = link[3].strip().removeprefix(":").strip()
                found[-1][3].append(LlmsLink(visible(link[1].strip()), visible(link[2].strip()), visible(note), number))
        elif found:
            found[-1][4] += 1
    made = tuple(LlmsSection(name, level, line, tuple(entries), rest) for name, level, line, entries, rest in found)
    return title, visible(" ".join(words for _, words in summary), SUMMARY_CHARACTERS), made, sections, links


def _passages(text, wordings):
    """`(passages, count of lines)` of the lines that hold `wordings`."""
    passages = []
    count = line = 0
    place = 0
    end_of_line = -1
    for number, wording in enumerate(wordings):
        if wording.start < end_of_line:
            continue  # Shown with the first of its line.
        line += text.count("\n", place, wording.start)
        place = wording.start
        begin = text.rfind("\n", 0, wording.start) + 1
        end_of_line = text.find("\n", wording.start)
        end_of_line = len(text) if end_of_line < 0 else end_of_line
        count += 1
        if count <= MOST_PASSAGES:
            passages.append(Passage(line + 1, _pieces(text, begin, end_of_line, wordings, number)))
    return tuple(passages), count


def _pieces(text, begin, end, wordings, number):
    """The pieces of the line from `begin` to `end`, whose first wording is `wordings[number]`."""
    start = max(begin, wordings[number].start - AROUND)
    stop = min(end, wordings[number].end + 2 * AROUND)
    pieces = [("…" if start > begin else "", False)]
    place = start
    while number < len(wordings) and wordings[number].end <= stop:
        wording = wordings[number]
        pieces += [(text[place : wording.start], False), (text[wording.start : wording.end], True)]
        place = wording.end
        number += 1
    pieces += [(text[place:stop].rstrip("\r"), False), ("…" if stop < end else "", False)]
    return tuple((visible(words, None), is_wording) for words, is_wording in pieces if words)
