"""Which paragraphs of two texts belong together: the same, changed, moved, only in one of them.

Anchors first (equal at both ends, then what occurs once in both), then within the gaps what is equal but for its
numbering or date, then what is similar word by word. Everything has a bound; what is beyond it stays coarse.
"""

import zlib
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from .kinds import without_numbering_and_dates
from .matching import common_end, common_start, once_in_both, runs
from .paragraphs import LONG, sentences
from .words import Alphabet, plain_words

# More paragraphs than this between the common start and end are taken together in chunks.
MANY = 60_000
CHUNK = 64
# How many pairs of paragraphs are likened, and how many pairs of words these may have, in all gaps together.
LIKENED_PAIRS = 600_000
LIKENED_IN_GAP = 120_000
LIKENED_WORDS = 20_000_000_000
GAP_CHARACTERS = 1_500_000

SIMILAR = 0.5
SIMILAR_ALONE = 0.34  # a pair between two anchors
SIMILAR_MOVED = 0.7
MOVED_LENGTH = 12  # characters: what is shorter occurs anywhere
MOVED_WORDS = 6
# So many paragraphs of one text alone are shown as one.
UNMATCHED = 5_000
FINGERPRINT = 5  # words


@dataclass(slots=True, eq=False)
class Block:
    """Paragraphs that belong together, exactly as they stand; `old` or `new` may be empty.

    `same`: both are equal. `moved`: the block at the other place.
    """

    old: list[str]
    new: list[str]
    same: bool = False
    moved: "Block | None" = field(default=None, repr=False)


@dataclass
class Alignment:
    """Blocks in reading order. `coarse`: some of it was too large to be looked at closely."""

    blocks: list[Block] = field(default_factory=list)
    coarse: bool = False
    pairs_left: int = LIKENED_PAIRS
    words_left: int = LIKENED_WORDS

    def add(self, old, new, *, same=False):
        if same and self.blocks and self.blocks[-1].same:
            self.blocks[-1].old.extend(old)
        elif old or new:
            old = list(old)
            self.blocks.append(Block(old, old if same else list(new), same))

    def add_unmatched(self, old, new):
        if min(len(old), len(new)) > UNMATCHED:
            # Too many to be looked through for moved ones.
            self.coarse = True
        for parts, is_old in ((old, True), (new, False)):
            for part in ["".join(parts)] if len(parts) > UNMATCHED else parts:
                self.add([part] if is_old else [], [] if is_old else [part])

    def may_liken(self, old, new):
        """Whether there is time to liken all of `old` with all of `new`, lists of strings; takes it if so."""
        words = sum(map(len, old)) * sum(map(len, new))
        if len(old) * len(new) > min(self.pairs_left, LIKENED_IN_GAP) or words > self.words_left:
            return False
        self.pairs_left -= len(old) * len(new)
        self.words_left -= words
        return True


def align(old, new):
    """The `Alignment` of two lists of paragraphs; all its old (new) ones in a row are the list `old` (`new`)."""
    alignment = Alignment()
    head = common_start(old, new)
    tail = common_end(old, new, head)
    alignment.add(old[:head], old[:head], same=True)
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old_rest), len(new_rest)) > MANY:
        alignment.coarse = True
        old_rest, new_rest = chunks(old_rest), chunks(new_rest)
    align_by(LEVELS, alignment, old_rest, new_rest)
    alignment.add(old[len(old) - tail :], old[len(old) - tail :], same=True)
    find_moved(alignment)
    return alignment


def chunks(paragraphs):
    """Neighbours joined; where a chunk ends depends on its text alone, so that equal stretches fall into equal ones."""
    sums = [zlib.crc32(paragraph.encode("utf-8", "surrogatepass")) % (CHUNK // 2) for paragraph in paragraphs]
    ends = [place + 1 for place, remainder in enumerate(sums) if not remainder]
    out, start = [], 0
    for end in [*ends, len(paragraphs)]:
        out += ["".join(paragraphs[place : min(place + CHUNK, end)]) for place in range(start, end, CHUNK)]
        start = end
    return out


# Each level is given a gap that the one before it left.


def by_text(paragraph):
    return paragraph


def by_words(paragraph):
    return " ".join(paragraph.split())


def by_loose_words(paragraph):
    return without_numbering_and_dates(paragraph) or None


def by_first_words(paragraph):
    words = paragraph[:400].split(None, FINGERPRINT)
    return " ".join(words[:FINGERPRINT]) if len(words) > FINGERPRINT else None


def by_last_words(paragraph):
    words = paragraph[-400:].rsplit(None, FINGERPRINT)
    return " ".join(words[-FINGERPRINT:]) if len(words) > FINGERPRINT else None


def align_by(levels, alignment, old, new):
    if not old or not new:
        alignment.add_unmatched(old, new)
        return
    level, *rest = levels
    if level is CUTTING:
        cut_old, cut_new = cut(old, new)
        again = LEVELS[:2] if len(cut_old) + len(cut_new) > len(old) + len(new) else []
        align_by([*again, *rest], alignment, cut_old, cut_new)
        return
    if level is SIMILARITY:
        align_similar(alignment, old, new, rest)
        return
    found = runs([level(paragraph) for paragraph in old], [level(paragraph) for paragraph in new], cells=4_000_000)
    last_old = last_new = 0
    for old_start, new_start, length in [*found, (len(old), len(new), 0)]:
        align_by(rest, alignment, old[last_old:old_start], new[last_new:new_start])
        for before, after in zip(old[old_start : old_start + length], new[new_start : new_start + length], strict=True):
            alignment.add([before], [after], same=before == after)
        last_old, last_new = old_start + length, new_start + length


def cut(old, new):
    """Long paragraphs of a gap by sentence, where there are any."""
    if max(map(len, [*old, *new])) <= LONG:
        return old, new
    return [piece for part in old for piece in sentences(part)], [piece for part in new for piece in sentences(part)]


def align_similar(alignment, old, new, rest):
    characters = sum(map(len, old)) + sum(map(len, new))
    if len(old) * len(new) > min(alignment.pairs_left, LIKENED_IN_GAP) or characters > GAP_CHARACTERS:
        if rest:
            align_by(rest, alignment, old, new)
        else:
            alignment.coarse = True
            alignment.add(["".join(old)], [])
            alignment.add([], ["".join(new)])
        return
    if len(old) == len(new) == 1 and mostly_equal(old[0], new[0]):
        alignment.add(old, new)
        return
    alphabet = Alphabet()
    old_words = [alphabet.encode(plain_words(part)) for part in old]
    new_words = [alphabet.encode(plain_words(part)) for part in new]
    if not alignment.may_liken(old_words, new_words):
        alignment.coarse = True
        pairs = []
    elif len(old) == len(new) == 1:
        alike = Indel.normalized_similarity(old_words[0], new_words[0]) >= SIMILAR_ALONE
        pairs = [(0, 0)] if alike else []
    else:
        pairs = best_pairs(old_words, new_words)
    last_old = last_new = 0
    for old_place, new_place in [*pairs, (len(old), len(new))]:
        alignment.add_unmatched(old[last_old:old_place], new[last_new:new_place])
        if old_place < len(old):
            alignment.add([old[old_place]], [new[new_place]])
        last_old, last_new = old_place + 1, new_place + 1


def mostly_equal(old, new):
    """Whether the ends alone show that two paragraphs are alike; that spares looking at their words."""
    head = common_start(old, new)
    return head + common_end(old, new, head) > 0.7 * max(len(old), len(new))


def best_pairs(old_words, new_words):
    """Pairs of places in growing order whose similarities have the greatest sum."""
    width = len(new_words)
    best = [0.0] * (width + 1)
    choices = []
    for old_part in old_words:
        row, choice = [0.0], bytearray(width)
        for place, new_part in enumerate(new_words):
            value, taken = (best[place + 1], 1) if best[place + 1] >= row[place] else (row[place], 2)
            # Halves of the lengths first: what differs in length that much can't be similar.
            if 2 * min(len(old_part), len(new_part)) >= SIMILAR * (len(old_part) + len(new_part)):
                likeness = Indel.normalized_similarity(old_part, new_part, score_cutoff=SIMILAR)
                if likeness and best[place] + likeness > value:
                    value, taken = best[place] + likeness, 3
            row.append(value)
            choice[place] = taken
        best = row
        choices.append(choice)
    pairs, old_place, new_place = [], len(old_words), width
    while old_place and new_place:
        taken = choices[old_place - 1][new_place - 1]
        if taken == 3:
            pairs.append((old_place - 1, new_place - 1))
        old_place -= taken != 2
        new_place -= taken != 1
    return pairs[::-1]


CUTTING, SIMILARITY = "cutting", "similarity"
LEVELS = [by_text, by_words, CUTTING, by_loose_words, SIMILARITY, by_first_words, by_last_words, SIMILARITY]


def find_moved(alignment):
    """Marks what went from one place to another: the same text, or a similar one."""
    gone = [block for block in alignment.blocks if not block.new and len(block.old) == 1]
    come = [block for block in alignment.blocks if not block.old and len(block.new) == 1]
    if not gone or not come:
        return
    for gone_place, come_place in once_in_both(
        [moved_key(block.old[0]) for block in gone], [moved_key(block.new[0]) for block in come]
    ):
        link(gone[gone_place], come[come_place])
    gone = [block for block in gone if not block.moved]
    come = [block for block in come if not block.moved]
    if 0 < len(gone) * len(come) <= min(alignment.pairs_left, LIKENED_IN_GAP):
        link_similar(alignment, gone, come)


def moved_key(paragraph):
    key = by_words(paragraph)
    return key if len(key) >= MOVED_LENGTH else None


def link(gone, come):
    gone.moved, come.moved = come, gone


def link_similar(alignment, gone, come):
    """The most similar first, each at most once."""
    alphabet = Alphabet()
    gone_words = [alphabet.encode(plain_words(block.old[0][:20_000])) for block in gone]
    come_words = [alphabet.encode(plain_words(block.new[0][:20_000])) for block in come]
    if not alignment.may_liken(gone_words, come_words):
        return
    likenesses = []
    for old_place, old_part in enumerate(gone_words):
        if len(old_part) < MOVED_WORDS:
            continue
        for new_place, new_part in enumerate(come_words):
            if 2 * min(len(old_part), len(new_part)) >= SIMILAR_MOVED * (len(old_part) + len(new_part)):
                likeness = Indel.normalized_similarity(old_part, new_part, score_cutoff=SIMILAR_MOVED)
                if likeness:
                    likenesses.append((-likeness, old_place, new_place))
    for _, old_place, new_place in sorted(likenesses):
        if not gone[old_place].moved and not come[new_place].moved:
            link(gone[old_place], come[new_place])
