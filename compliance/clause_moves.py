"""Whether a sentence has moved within a text, or only been pushed along by what was added before it. Pure."""

from bisect import bisect_left
from collections import Counter

from .clause_search import UNITS, leading


class Moves:
    """Whether two places that read the same in two texts are at the same place among all that the texts share.

    The sentences that stand once in each text are paired. The longest run of pairs in the same order in both is what
    stayed; a clause that would cross it has moved.
    """

    def __init__(self, basis, current):
        self.units = [unit_starts(basis.text), unit_starts(current.text)]
        ours, theirs = (singles(starts) for starts in self.units)
        pairs = sorted((ours[unit], theirs[unit]) for unit in ours.keys() & theirs.keys())
        self.kept = longest_rising(pairs)

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


def singles(units):
    counts = Counter(unit for unit, _ in units)
    return {unit: start for unit, start in units if counts[unit] == 1}


def longest_rising(pairs):
    """The longest list of pairs, taken from pairs sorted by their first, whose seconds rise."""
    tails, tail_places, before = [], [], []
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(tail_places[length - 1] if length else None)
        if length == len(tails):
            tails.append(second)
            tail_places.append(place)
        else:
            tails[length], tail_places[length] = second, place
    chosen, place = [], tail_places[-1] if tail_places else None
    while place is not None:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]


def crosses(kept, first, second):
    """Whether a pair of offsets would cross the kept ones around it, its own pair left out."""
    place = bisect_left(kept, (first, -1))
    own = place < len(kept) and kept[place] == (first, second)
    after = place + 1 if own else place
    # A clause may begin within a kept sentence: one at or before it must stand at or before it in both.
    return (place > 0 and kept[place - 1][1] > second) or (after < len(kept) and kept[after][1] < second)
