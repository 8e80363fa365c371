"""Texts without the differences that make no difference, and the way back to the places in the original. Pure.

White space is even, typographic quotes and dashes are plain, invisible characters are gone. In scripts that write
without spaces a line can break anywhere, so there white space between two letters is dropped.
"""

import re
from bisect import bisect_right

QUOTES = "\"'"
SIGNS = str.maketrans(
    dict.fromkeys("“”„‟«»″〝〞", '"')
    | dict.fromkeys("‘’‚‛‹›′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " ")
    | dict.fromkeys(range(8192, 8203), " ")
)
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# Han, kana, Thai, Lao, Khmer, Burmese.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# What is in a group is dropped, what is not becomes one space.
UNEVEN = re.compile(rf"(?P<between>(?<=[{UNSPACED}]) +(?=[{UNSPACED}]))|(?P<invisible>[{INVISIBLE}]+)| {{2,}}")
UNEVEN_ASCII = re.compile(" {2,}")
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
DOTS_AROUND = re.compile(r"^\[?(?:\.{3,}|…)\]?|\[?(?:\.{3,}|…)\]?$")


class EvenText:
    """`text`, its `even` form, and that in lower case as `flat`, both of one length."""

    def __init__(self, text):
        self.text = text
        plain = text.translate(SIGNS)
        # Behind each of `cuts`, an offset in the even text, the original is by so many characters further on.
        self.cuts, self.further = [], []
        pieces, last, removed = [], 0, 0
        for match in (UNEVEN_ASCII if plain.isascii() else UNEVEN).finditer(plain):
            start, end = match.span()
            kept = " " if match.lastgroup is None else ""
            pieces += (plain[last:start], kept)
            self.cuts.append(start - removed + len(kept))
            removed += end - start - len(kept)
            self.further.append(removed)
            last = end
        pieces.append(plain[last:])
        self.even = "".join(pieces)
        self._flat = None

    @property
    def flat(self):
        """Made only if something is to be compared loosely."""
        if self._flat is None:
            lowered = self.even.lower()
            # A few capitals have longer small letters; there capitals stay.
            self._flat = lowered if len(lowered) == len(self.even) else self.even
        return self._flat

    def original(self, start, end):
        """The stretch of the original that stands for a stretch of the even text, which is not empty."""
        return self._before(start), self._before(end - 1) + 1

    def _before(self, offset):
        place = bisect_right(self.cuts, offset)
        return offset + (self.further[place - 1] if place else 0)


def even(text):
    """A short text in its even form, without white space around it."""
    return EvenText(text).even.strip()


def essence(clause):
    """A quotation in its even form without the marks around it: quotes, and dots where something was left out."""
    clause = DOTS_AROUND.sub("", even(clause)).strip()
    if len(clause) > 1 and clause[0] in QUOTES and clause[-1] == clause[0]:
        clause = DOTS_AROUND.sub("", clause[1:-1].strip()).strip()
    return clause
