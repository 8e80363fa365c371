"""A text cut into the parts that PostgreSQL can index, each as the literal of a `tsvector`. Pure.

The limits that make parts necessary (PostgreSQL's documentation, "Limitations" of text search): a `tsvector` holds
less than 1 MB of lexemes, positions up to 16,383, and no more than 256 of them for one lexeme.
"""

from collections import deque
from dataclasses import dataclass, field
from zlib import crc32

from .words import words_of

# A part ends at so many words, characters or letters of different words, or when a word in it has got all the
# positions it can have; but what repeats one word only (a long robots.txt says "disallow" in each line) is not cut
# into crumbs.
PART_WORDS = 4_000
PART_CHARACTERS = 60_000
PART_LETTERS = 150_000
PART_WORDS_AT_LEAST = 400
POSITIONS = 255
# Words that a part repeats of the one before it: no phrase that is looked for is longer.
OVERLAP = 64
# Octets of different words that the whole of a document is found by; no text that people wrote has so many.
WHOLE_OCTETS = 600_000
# Neighbouring words are noted as one of so many signs: few documents have the sign of a phrase and not the phrase.
# Without it, all that have its words would have to be unpacked and looked into.
PAIR_SIGNS = 1 << 16


@dataclass
class Part:
    """`text[start:start + length]` and its words as a `tsvector` literal; `number` 0 is the whole document."""

    number: int
    start: int
    length: int
    vector: str


@dataclass
class Words:
    """Positions of the words of a part that is being read, from 1."""

    positions: dict[str, list[int]] = field(default_factory=dict)
    count: int = 0
    start: int = 0
    end: int = 0
    letters: int = 0
    most: int = 0

    def add(self, lexeme, start, end):
        if not self.count:
            self.start = start
        self.count += 1
        self.end = end
        places = self.positions.get(lexeme)
        if places is None:
            self.positions[lexeme] = [self.count]
            self.letters += len(lexeme)
        else:
            places.append(self.count)
            self.most = max(self.most, len(places))

    def is_full(self):
        return (
            self.count >= PART_WORDS
            or self.letters >= PART_LETTERS
            or (self.most >= POSITIONS and self.count >= PART_WORDS_AT_LEAST)
            or (self.end - self.start >= PART_CHARACTERS and self.count >= 2 * OVERLAP)
        )

    def vector(self):
        """The literal, with positions."""
        return " ".join(
            f"'{lexeme}':{','.join(map(str, positions[:POSITIONS]))}" for lexeme, positions in self.positions.items()
        )


def pair_sign(first, second):
    """The sign of two neighbouring words, a lexeme that no word is."""
    return f"~{crc32(f'{first} {second}'.encode()) % PAIR_SIGNS:x}"


def parts_of(text):
    """Yields the `Part`s of a text. One of number 0 if it fits; else those from 1 and at last number 0, which says
    only which words occur. Number 0 has the signs of all pairs, too. Holds no more than one part and the set of
    different words in memory.
    """
    number, part, last = 0, Words(), deque(maxlen=OVERLAP)
    occurring, pairs, octets = {}, {}, 0  # dicts, for their order
    for word in words_of(text):
        if part.is_full():
            number += 1
            yield Part(number, part.start, part.end - part.start, part.vector())
            part = Words()
            for earlier in last:
                part.add(*earlier)
        lexeme = word[0]
        if last:
            pairs[pair_sign(last[-1][0], lexeme)] = None
        part.add(*word)
        last.append(word)
        if lexeme not in occurring and octets < WHOLE_OCTETS:
            occurring[lexeme] = None
            octets += len(lexeme.encode())
    if number:
        yield Part(number + 1, part.start, part.end - part.start, part.vector())
        yield Part(0, 0, len(text), " ".join(f"'{lexeme}'" for lexeme in (*occurring, *pairs)))
    else:
        yield Part(0, 0, len(text), " ".join([part.vector(), *pairs]))
