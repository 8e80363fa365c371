"""What a word is: the one rule by which texts are indexed, queries are read and hits are marked. Pure.

A word is a run of letters and digits of any script; whatever else stands between two words is not looked at, so
"third-party" is the two words of "third party". Scripts that put no spaces between words (Chinese, Japanese, Thai
and their like; Korean, which glues particles to them) are taken character by character, and a query of several
characters then is a phrase.

Words are compared in lower case, without accents and without vowel signs that writers leave out at will (Arabic,
Hebrew), and in one of the ways in which Unicode spells them (NFKC).
"""

import re
import unicodedata

# What can't be a word is cut into pieces of so many characters: PostgreSQL takes lexemes of 2 KB at most.
LONGEST = 200
WORDS_KNOWN = 100_000

# Signs that belong to the letter before them, by Unicode's category; beyond the first plane there are only rare ones.
MARKS = "".join(char for char in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(char)[0] == "M")
# Invisible within a word: soft hyphen, joiners, marks of direction, byte order mark.
INVISIBLE = "\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Thai and Lao, Tibetan left out (it marks its syllables), Burmese, Khmer, kana, bopomofo, Han, Hangul, half-width kana.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U000323af"
)
# A Hangul syllable that is spelt in its letters.
JAMO = "[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?"
LETTER = f"(?![{UNSPACED}\u1100-\u11ff])[^\\W_]"
# Most words of most texts, at a third of what the others cost.
PLAIN = f"[A-Za-z0-9]{{1,{LONGEST}}}+(?![^\\W_]|[{MARKS}{INVISIBLE}])"

WORD = re.compile(
    f"{PLAIN}|(?P<unspaced>{JAMO}|[{UNSPACED}](?<=\\w)[{MARKS}\uff9e\uff9f]{{0,20}})"
    f"|{LETTER}(?:{LETTER}|[{MARKS}{INVISIBLE}](?=[\\w{MARKS}{INVISIBLE}])|[{MARKS}]){{0,{LONGEST - 1}}}"
)

# Signs that are left out: accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and stretching.
DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    f"{INVISIBLE}]"
)
# Letters that are another with a stroke, which Unicode does not take apart.
STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
# What a folded word is made of. Compatibility spellings can hold other signs: "½" is 1⁄2, "⑴" is (1).
RUN = re.compile(f"[^\\W_](?:[^\\W_]|[{MARKS}])*")
CHARACTER = re.compile(f"[^\\W_][{MARKS}]*")


def words_of(text):
    """Yields `(lexeme, start, end)` for each word: how it is compared, and where it stands (`text[start:end]`).

    One character can give several words of the same place: "½" is compared as 1 and 2.
    """
    known = {}  # most words of a text occur more than once
    for match in WORD.finditer(text):
        written = match[0]
        lexemes = known.get(written)
        if lexemes is None:
            lexemes = lexemes_of(written, apart=match["unspaced"] is not None)
            if len(known) < WORDS_KNOWN:
                known[written] = lexemes
        start, end = match.span()
        for lexeme in lexemes:
            yield lexeme, start, end


def lexemes_of(written, *, apart):
    """How one written word is compared, as a tuple; empty if nothing is left of it.

    `apart` says that each character stands for itself.
    """
    if written.isascii():
        return (written.lower(),)
    return tuple(match[0][:LONGEST] for match in (CHARACTER if apart else RUN).finditer(fold(written)))


def fold(written):
    """ "Für" → "fur", "ﬁnal" → "final", "Straße" → "strasse", "ｶﾞ" → "ガ", "½" → "1⁄2"."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).casefold())
    return unicodedata.normalize("NFC", DROPPED.sub("", decomposed).translate(STROKES))
