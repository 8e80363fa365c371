"""Values as they may stand in a spreadsheet's cell. Pure.

A value is None, a text, a number, a bool, a date or an aware datetime. Sources of the rules: Excel's specifications and
limits (32,767 characters in a cell, UTF-16 counted; 15 digits in a number), XML 1.0 section 2.2 (the characters it can
hold), OWASP's "CSV injection" (what begins a formula; the full-width forms are for East Asian locales).
"""

import math
import re
from decimal import Decimal

LONGEST = 32_767
LARGEST_NUMBER = 10**15

# Blanks and what does not show are no beginning: a program may trim them.
LIKE_FORMULA = re.compile("[\\t\\r\\n]|[\\s\\x00-\\x20\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]")
UNHELD = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_number(value):
    """Whether it goes into a cell as a number: finite, and not longer than a spreadsheet can keep exactly."""
    return (
        isinstance(value, (int, float, Decimal))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and (abs(value) <= LARGEST_NUMBER or isinstance(value, float))
    )


def as_text(value):
    """A value that is no number as text: times and days in ISO 8601, "" for None."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def legible(text):
    """With characters that XML can't hold replaced by ones that can be seen: U+0007 by "␇", others by "�"."""
    return UNHELD.sub(lambda match: chr(0x2400 + ord(match[0])) if match[0] < " " else "\ufffd", text)


def is_like_formula(text):
    """Whether a program might take it for a formula where it is not told that it is text."""
    return LIKE_FORMULA.match(text) is not None


def fitted(text):
    """The text, cut where it is too long for a cell; the end of what is left says so."""
    if not is_too_long(text):
        return text
    note = f" [cut, {len(text)} characters in all]"
    kept = text.encode("utf-16-le", "replace")[: 2 * (LONGEST - len(note))]
    return kept.decode("utf-16-le", "ignore") + note


def is_too_long(text):
    return len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "replace")) > 2 * LONGEST
