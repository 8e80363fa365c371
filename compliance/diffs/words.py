"""Texts into words, losslessly, never through the middle of a character as a reader sees it.

Such a character (grapheme cluster, Unicode Standard Annex 29) may be many code points: a letter with combining marks,
an emoji with its skin tone, a flag. Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese,
Tibetan) are compared character by character.
"""

import re
import sys
import unicodedata


def _ranges(characters):
    """Code points as the inside of a regular expression's character class."""
    parts, start, last = [], None, None
    for code in characters:
        if last is None or code != last + 1:
            if start is not None:
                parts.append(f"\\U{start:08x}-\\U{last:08x}")
            start = code
        last = code
    parts.append(f"\\U{start:08x}-\\U{last:08x}")
    return "".join(parts)


def _marks():
    planes = [*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)]
    return _ranges([code for code in planes if unicodedata.category(chr(code))[0] == "M"])


# What belongs to the character before it: marks, joiners, skin tones, tags, and two vowels that are letters to Unicode.
EXTENDING = _marks() + r"\u200c\u200d\u0e33\u0eb3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\uff9e\uff9f"
# What belongs to the character after it (Arabic number signs and their like).
PREPENDED = r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd"
ONE_BY_ONE = (
    r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    r"\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d"
    r"\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)

_LETTER = rf"[^\W\d_{ONE_BY_ONE}]"
_JOINED = rf"(?:(?<=\u200d)[^\s\x00-\x1f{EXTENDING}][{EXTENDING}]*)*"
TOKEN = re.compile(
    rf"""
    [A-Za-z]+(?=[\ ,.;:)\n])|[ ](?=[A-Za-z0-9])                       # most of most texts, quickly
    | \s+[{EXTENDING}]*                                                 # white space, a mark on it included
    | [{PREPENDED}]*(?:
        \d[{EXTENDING}]*(?:\d[{EXTENDING}]*|[.,:/](?=\d))*%?          # 30  1,000.50  2026/05/03  20%
      | {_LETTER}[{EXTENDING}]*(?:[^\W_{ONE_BY_ONE}][{EXTENDING}]*|['’](?={_LETTER}))*   # word  don't  l'usage
      | [\U0001f1e6-\U0001f1ff]{{2}}[{EXTENDING}]*                    # a flag
      | [^\s][{EXTENDING}]*{_JOINED}                                  # a sign, or a character of ONE_BY_ONE
    )
    | (?s:.)
    """,
    re.VERBOSE,
)
WORD = re.compile(rf"\d+|[^\W\d_{ONE_BY_ONE}][^\W_{ONE_BY_ONE}]*|[{ONE_BY_ONE}]")


def tokens(text):
    """Words, signs and stretches of white space as a list; joined they are `text`."""
    return TOKEN.findall(text)


def plain_words(text):
    """The words alone, folded to lower case: what two paragraphs are likened by."""
    return WORD.findall(text.casefold())


class Alphabet:
    """Gives each distinct word one character, so that lists of words can be compared as strings."""

    def __init__(self):
        self.characters = {}

    def encode(self, words):
        characters = self.characters
        return "".join([characters.get(word) or self.add(word) for word in words])

    def add(self, word):
        number = len(self.characters) + 1
        # Surrogates are no characters; beyond the last character, rare words share it.
        number = min(number if number < 0xD800 else number + 0x800, sys.maxunicode)
        return self.characters.setdefault(word, chr(number))
