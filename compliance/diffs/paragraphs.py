"""Texts into paragraphs and headings, losslessly: what is cut here, joined again, is the text."""

import re
from itertools import pairwise

from .words import EXTENDING

# A unit of comparison is a line with the blank lines after it, of a hard-wrapped text a block of lines.
LINE = re.compile(r"[^\n\r]*(?:\r\n?|\n)(?:[^\S\n\r]*(?:\r\n?|\n))*+|[^\n\r]+")

# Hard-wrapped: most lines are about as long as a page is wide, hardly one is longer.
WRAPPED_FROM, WRAPPED_TO = 45, 110
WRAPPED_SHARE, LONGER_SHARE = 0.5, 0.03
JUDGED_BY = 5_000

# A wrapped line that the next one continues: that one is no list item, no "Key: value", and no sentence has ended
# unless the line is nearly full.
CONTINUES = re.compile(r"(?!\s*(?:[-*•#>|+]|\(?\w{1,3}[.)]\s|[\w-]{1,30}:\s|\[))\s{0,3}\S")
ENDS_WITH_COLON = re.compile(r"[:：]\s*$")

# Where a very long line may be cut: after a sentence or a tag, before something that begins one.
SENTENCE_END = re.compile(rf"(?:[.!?;…]['\"”’)\]]*[^\S\n\r]+|[。！？；]|>(?=<)|>[^\S\n\r]+)(?![\s{EXTENDING}])")
LONG = 2_500
PIECE = 400

HEADING_LENGTH = 110
NUMBERED_HEADING = re.compile(
    r"(?:\#{1,6}\s+\S|§+\s*\d|(?:\d{1,3}\.)+(?:\d{1,3})?\s+\w|\d{1,3}\)\s+\w|[IVXLC]{1,6}[.)]\s+\w|[A-Z][.)]\s+\w"
    r"|(?:article|section|clause|chapter|part|artikel|abschnitt|artículo|cláusula|sección|chapitre)\s+[\dIVXLC]+\b)",
    re.IGNORECASE,
)
USER_AGENT = re.compile(r"user-agent\s*:", re.IGNORECASE)
HAS_AGENTS = re.compile(r"^[^\S\n]*user-agent[^\S\n]*:", re.IGNORECASE | re.MULTILINE)
ENDS_LIKE_TEXT = (".", ",", ";", ":", "。", "、", "…", "!", ")", "”", '"')


def paragraphs(text):
    """The paragraphs of `text` with their line ends and the blank lines after them; joined they are `text`."""
    lines = LINE.findall(text)
    return joined(lines) if is_wrapped(lines) else lines


def is_wrapped(lines):
    lines = lines[:JUDGED_BY]
    lengths = [len(line) for line in lines]
    wide = sum(WRAPPED_FROM <= length <= WRAPPED_TO for length in lengths)
    longer = sum(length > WRAPPED_TO for length in lengths)
    return len(lines) > 3 and wide > WRAPPED_SHARE * len(lines) and longer < LONGER_SHARE * len(lines)


def joined(lines):
    blocks = lines[:1]
    for line, following in pairwise(lines):
        body = line.rstrip()
        # Blank lines after a line end its paragraph; a short line is the last of one.
        blank_after = line.count("\n", len(body)) > 1
        goes_on = not blank_after and len(body) >= WRAPPED_FROM and CONTINUES.match(following)
        if goes_on and not ENDS_WITH_COLON.search(body):
            blocks[-1] += following
        else:
            blocks.append(following)
    return blocks


def sentences(paragraph):
    """A long paragraph in pieces of some sentences (or tags), losslessly; a short one stays whole."""
    if len(paragraph) <= PIECE:
        return [paragraph]
    pieces, start = [], 0
    for match in SENTENCE_END.finditer(paragraph):
        pieces.append(paragraph[start : match.end()])
        start = match.end()
    if start < len(paragraph):
        pieces.append(paragraph[start:])
    return pieces


def has_agents(text):
    """Whether a text reads like a robots.txt file, to judge by its beginning."""
    return bool(HAS_AGENTS.search(text[:20_000]))


def heading(paragraph, following="", *, agents=False):
    """The words of a heading, "" if `paragraph` is none; `following` is the paragraph after it.

    In a robots.txt file (`agents`) a group counts as a section: its User-agent line is the heading, nothing else is.
    """
    if len(paragraph) > HEADING_LENGTH * 2:
        return ""
    text = paragraph.strip()
    if not text or len(text) > HEADING_LENGTH or "\n" in text:
        return ""
    if agents:
        return text if USER_AGENT.match(text) else ""
    if text.endswith(ENDS_LIKE_TEXT):
        return ""
    if NUMBERED_HEADING.match(text) and len(text.split()) <= 14:
        return text.lstrip("# ")
    if text.isupper() and len(text) > 3:
        return text
    title_like = text[0].isupper() and len(text.split()) <= 9 and ":" not in text
    stands_apart = len(following) > 2 * len(text) and len(following) > 80
    return text if title_like and stands_apart else ""
