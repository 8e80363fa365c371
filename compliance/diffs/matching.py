"""Which elements of two lists belong together: what is the same at both ends, what occurs once, what is left."""

from bisect import bisect_left
from collections import Counter

from rapidfuzz.distance import LCSseq

# rapidfuzz keeps a bit for each pair of elements: at most some 6 MB.
CELLS = 50_000_000
# Gaps that are longer than this are looked through for what has become unique within them.
WORTH_SPLITTING = 64


def common_start(old, new):
    """How many elements of the two lists are equal from the start."""
    end = min(len(old), len(new))
    # Slices compare in C; halving finds the place of the first difference.
    if old[:end] == new[:end]:
        return end
    start = 0
    while end - start > 1:
        middle = (start + end) // 2
        if old[start:middle] == new[start:middle]:
            start = middle
        else:
            end = middle
    return start


def common_end(old, new, start=0):
    """How many elements are equal from the end, those before `start` left alone."""
    longest = min(len(old), len(new)) - start
    if longest <= 0:
        return 0
    return common_start(old[len(old) - longest :][::-1], new[len(new) - longest :][::-1])


def runs(old, new, *, cells=CELLS, anchors_from=0):
    """The equal runs of two lists of hashable elements, as `[(old_start, new_start, length), ...]` in order.

    Anchors are what occurs once in both (as in patience diff), also within the gaps that they leave; small gaps get a
    longest common subsequence, as have lists of at most `anchors_from` pairs. `None` is equal to nothing. A gap beyond
    `cells` pairs stays unmatched.
    """
    found = []
    waiting = [(0, len(old), 0, len(new), len(old) * len(new) > anchors_from)]
    while waiting:
        old_start, old_end, new_start, new_end, anchored = waiting.pop()
        old_part, new_part = old[old_start:old_end], new[new_start:new_end]
        head = common_start(old_part, new_part)
        if head and None not in old_part[:head]:
            found.append((old_start, new_start, head))
            old_part, new_part = old_part[head:], new_part[head:]
            old_start, new_start = old_start + head, new_start + head
        tail = common_end(old_part, new_part)
        if tail and None not in old_part[-tail:]:
            found.append((old_end - tail, new_end - tail, tail))
            old_part, new_part = old_part[:-tail], new_part[:-tail]
        if not old_part or not new_part:
            continue
        anchors = longest_increasing(once_in_both(old_part, new_part)) if anchored else []
        if anchors:
            last_old = last_new = 0
            for old_place, new_place in [*anchors, (len(old_part), len(new_part))]:
                if old_place > last_old and new_place > last_new:
                    big = (old_place - last_old) * (new_place - last_new) > max(anchors_from, WORTH_SPLITTING**2)
                    waiting.append(
                        (
                            old_start + last_old,
                            old_start + old_place,
                            new_start + last_new,
                            new_start + new_place,
                            big,
                        )
                    )
                if old_place < len(old_part):
                    found.append((old_start + old_place, new_start + new_place, 1))
                last_old, last_new = old_place + 1, new_place + 1
        elif len(old_part) * len(new_part) <= cells:
            found += [
                (old_start + part.src_start, new_start + part.dest_start, part.src_end - part.src_start)
                for part in LCSseq.opcodes(distinct(old_part, 0), distinct(new_part, 1))
                if part.tag == "equal"
            ]
    found.sort()
    return merged(found)


def distinct(elements, side):
    """`None` made unequal to the other list's `None`."""
    return [(side,) if element is None else element for element in elements] if None in elements else elements


def once_in_both(old, new):
    """Where those elements stand that occur once in each list, as `[(old_place, new_place), ...]`; never `None`."""
    old_counts, new_counts = Counter(old), Counter(new)
    places = {element: place for place, element in enumerate(new) if new_counts[element] == 1}
    return [
        (place, places[element])
        for place, element in enumerate(old)
        if element in places and old_counts[element] == 1 and element is not None
    ]


def longest_increasing(pairs):
    """Of pairs sorted by their first number, the longest row whose second numbers grow (patience sorting)."""
    tops, top_indices, before = [], [], []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(top_indices[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(place)
            top_indices.append(index)
        else:
            tops[pile], top_indices[pile] = place, index
    row, index = [], top_indices[-1] if top_indices else None
    while index is not None:
        row.append(pairs[index])
        index = before[index]
    return row[::-1]


def merged(found):
    """Neighbouring runs as one."""
    out = []
    for old_start, new_start, length in found:
        if out and out[-1][0] + out[-1][2] == old_start and out[-1][1] + out[-1][2] == new_start:
            out[-1] = (out[-1][0], out[-1][1], out[-1][2] + length)
        else:
            out.append((old_start, new_start, length))
    return out
