"""Whether a sentence has moved within a text, or only been pushed along by what was added before it. Pure."""

from bisect import bisect_left

from .clause_search import UNITS, leading
from .diffs.matching import longest_increasing, once_in_both


class Moves:
    """Whether two places that read the same in two texts are at the same place among all that the texts share.

    The sentences that stand once in each text are paired. The longest run of pairs in the same order in both is what
    stayed; a clause that would cross it has moved.
    """

    def __init__(self, basis, current):
        ours, theirs = unit_starts(basis.text), unit_starts(current.text)
        pairs = once_in_both([unit for unit, _ in ours], [unit for unit, _ in theirs])
        self.kept = longest_increasing([(ours[place][1], theirs[other][1]) for place, other in pairs])

    def is_move(self, basis_start, current_start):
        return crosses(self.kept, basis_start, current_start)


def unit_starts(text):
    """`[(sentence, offset)]` of a text, sentences with white space made even."""
    units = []
    for match in UNITS.finditer(text):
        unit = " ".join(match.group().split())
        if len(unit) > 3:
            units.append((hash(unit), match.start() + leading(match.group())))
    return units


def crosses(kept, first, second):
    """Whether a pair of offsets would cross the kept ones around it, its own pair left out."""
    place = bisect_left(kept, (first, -1))
    own = place < len(kept) and kept[place] == (first, second)
    after = place + 1 if own else place
    # A clause may begin within a kept sentence: one at or before it must stand at or before it in both.
    return (place > 0 and kept[place - 1][1] > second) or (after < len(kept) and kept[after][1] < second)
