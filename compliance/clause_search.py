"""Where a quoted clause stands in one text, word for word or nearly. Pure: no database.

White space and the typographic forms of quotes and dashes make no difference (`even_text`). Work is bounded: each
clause is first searched exactly; only what is not found is compared loosely, and then only with the few places that
share its rarest words.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from .even_text import IS_UNSPACED, essence

# Below this likeness two sentences of legal English share no more than their manner of speaking.
ALIKE = 0.7
# What it counts, on the same scale, that a stretch begins or ends with a sentence.
WHOLE = 0.06
ANCHOR = 12
# Longer quotations are searched exactly in whole, and loosely by their beginning.
COMPARED = 2000
ALIGNED = 400
PLACES_COMPARED = 6
HITS_LOOKED_AT = 20
HITS_PER_WORD = 300
WORDS_PER_CLAUSE = 40
PROBES = 12
OMISSION = re.compile(r" ?(?:\[ ?)?(?:\.{3,}|…)(?: ?\])? ?")
OMITTED = 1000
WORDS = re.compile(r"\w{3,}")
UNITS = re.compile(r"[^\n.!?;。！？；]+[.!?;。！？；]?")


@dataclass(frozen=True)
class Place:
    """A stretch of a text, and how like the clause it is (1.0: verbatim)."""

    start: int
    end: int
    similarity: float


def find_all(clauses, text, earlier=None, earlier_places=()):
    """For each clause a list of `Place`: where it stands verbatim, else the one place most like it, else none.

    `earlier` is the `EvenText` that they were quoted from, with what this function found there. What stood there
    already, elsewhere than the clause, is another sentence that only resembles it.
    """
    found = [find_verbatim(clause, text) for clause in clauses]
    missing = {number: essence(clause) for number, clause in enumerate(clauses) if not found[number]}

    def is_another(number, place):
        own = earlier_places[number][:1] if earlier else ()
        if not own or own[0].similarity < 1:
            return False
        stood = find_verbatim(text.text[place.start : place.end], earlier)
        return bool(stood) and not any(then.start < own[0].end and own[0].start < then.end for then in stood)

    for number, places in find_alike(missing, text).items() if missing else ():
        found[number] = [place for place in places if not is_another(number, place)][:1]
    return found


def find_verbatim(clause, text):
    """Every `Place` where a clause stands, in order, at most `HITS_LOOKED_AT`.

    What the quotation leaves out with dots may be up to `OMITTED` characters each time. Letters with accents are
    looked for as written, then composed, then apart.
    """
    clause = essence(clause)
    for form in dict.fromkeys((clause, unicodedata.normalize("NFC", clause), unicodedata.normalize("NFD", clause))):
        first, *others = [part for part in OMISSION.split(form) if part] or [form]
        places = []
        for start in find_each(first, text.even, HITS_LOOKED_AT):
            end = start + len(first)
            for part in others:
                at = text.even.find(part, end, end + OMITTED + len(part))
                end = at + len(part)
                if at < 0:
                    break
            else:
                places.append(Place(*text.original(start, end), 1.0))
        if places:
            return places
    return []


def find_alike(clauses, text):
    """`{number: [Place, ...]}` of what is like each of the clauses (`{number: text}`), the most alike first."""
    clauses = {number: clause.lower()[:COMPARED] for number, clause in clauses.items()}
    hits = hits_of_words(clauses, text.flat)
    found = {}
    for number, clause in clauses.items():
        scored, tried = [], set()
        for start, end in likely_windows(clause, hits[number], len(text.flat)):
            first, last = aligned_ends(clause, text.flat[start:end])
            if first is not None and (start + first, start + last) not in tried:
                tried.add((start + first, start + last))
                scored.append(best_stretch(clause, text.flat, start, end, first, last))
        best_first = sorted(filter(None, scored), key=lambda found: -found[0])
        found[number] = [Place(*text.original(*stretch), likeness) for _, likeness, stretch in best_first]
    return found


def hits_of_words(clauses, text):
    """`{number: [(offset in the text, offset in the clause, weight)]}`: where the rarer words of each clause stand.

    One pass over the text for all clauses. Clauses in scripts without spaces are looked for by runs of four characters.
    """
    wanted = defaultdict(list)
    hits = {number: [] for number in clauses}
    for number, clause in clauses.items():
        if len(IS_UNSPACED.findall(clause)) * 2 > len(clause):
            step = max(1, len(clause) // PROBES)
            for offset in range(0, max(1, len(clause) - 3), step):
                places = find_each(clause[offset : offset + 4], text)
                hits[number] += [(place, offset, 1 / len(places)) for place in places]
            continue
        words = {match.group(): match.start() for match in WORDS.finditer(clause)}
        for word in sorted(words, key=len, reverse=True)[:WORDS_PER_CLAUSE]:
            wanted[word].append((number, words[word]))
    if wanted:
        seen, places = Counter(), defaultdict(list)
        for match in WORDS.finditer(text):
            word = match.group()
            if word in wanted:
                seen[word] += 1
                if seen[word] <= HITS_PER_WORD:
                    places[word].append(match.start())
        for word, starts in places.items():
            for number, offset in wanted[word]:
                hits[number] += [(start, offset, 1 / seen[word]) for start in starts]
    return hits


def find_each(words, text, limit=HITS_PER_WORD):
    """The offsets at which some words stand, at most `limit`, in order."""
    places, at = [], text.find(words)
    while at >= 0 and len(places) < limit:
        places.append(at)
        at = text.find(words, at + 1)
    return places


def likely_windows(clause, hits, length):
    """`(start, end)` of the places where most of a clause's rare words come together, best first."""
    size = max(len(clause), 40)
    votes = defaultdict(dict)
    for place, offset, weight in hits:
        bucket = max(0, place - offset) // size
        votes[bucket][offset] = max(weight, votes[bucket].get(offset, 0))
    weights = {bucket: sum(by_offset.values()) for bucket, by_offset in votes.items()}
    together = {bucket: weight + weights.get(bucket + 1, 0) for bucket, weight in weights.items()}
    best = sorted(together, key=lambda bucket: (-together[bucket], bucket))[:PLACES_COMPARED]
    return [(max(0, (bucket - 1) * size), min(length, (bucket + 4) * size)) for bucket in best]


def best_stretch(clause, text, start, end, first, last):
    """`(score, likeness, (start, end))` of what is most like the clause in a window, None if nothing is like enough.

    `first` and `last` say where in the window `aligned_ends` found it. Beginnings and ends of sentences near them are
    tried as well, and where the clause's own first and last words stand: one that has become longer is shown whole.
    """
    window = text[start:end]
    units = [(match.start() + leading(match.group()), match.end()) for match in UNITS.finditer(window)]
    # Where the window cuts a sentence, none begins or ends.
    units_from, units_to = units[start > 0 :], units[: len(units) - (end < len(text))]
    same_starts = set(find_each(clause[:ANCHOR], window, 3))
    same_ends = {place + ANCHOR for place in find_each(clause[-ANCHOR:], window, 3)} if len(clause) > ANCHOR else set()
    unit_starts, unit_ends = {unit[0] for unit in units_from} | same_starts, {unit[1] for unit in units_to} | same_ends
    firsts = {word_start(window, first)} | same_starts | nearest(unit_starts, first, len(clause))
    lasts = {word_end(window, last)} | same_ends | nearest(unit_ends, last, len(clause))
    best, best_score = None, 0
    for left in sorted(firsts):
        for right in sorted(lasts):
            likeness = fuzz.ratio(clause, window[left:right], score_cutoff=ALIKE * 100) / 100 if left < right else 0
            score = likeness and likeness + WHOLE * ((left in unit_starts) + (right in unit_ends))
            if score > best_score:
                # Where only capitals differ, that is not verbatim.
                best, best_score = (score, min(likeness, 0.999), (start + left, start + right)), score
    return best


def aligned_ends(clause, window):
    """Where in the window a clause seems to begin and to end; (None, None) if nothing there is like it.

    Aligning takes more than the square of the length, so of a long clause only both ends are aligned.
    """
    if len(window) <= len(clause):
        return 0, len(window)
    head = fuzz.partial_ratio_alignment(clause[:ALIGNED], window, score_cutoff=ALIKE * 60)
    if len(clause) <= ALIGNED:
        return (head.dest_start, head.dest_end) if head else (None, None)
    tail = fuzz.partial_ratio_alignment(clause[-ALIGNED:], window, score_cutoff=ALIKE * 60)
    if head and tail and head.dest_start < tail.dest_end:
        return head.dest_start, tail.dest_end
    if head:
        return head.dest_start, min(len(window), head.dest_start + len(clause))
    return (max(0, tail.dest_end - len(clause)), tail.dest_end) if tail else (None, None)


def leading(text):
    return len(text) - len(text.lstrip())


def nearest(offsets, to, reach):
    """The three of some offsets nearest to one, within reach of it."""
    return set(sorted((offset for offset in offsets if abs(offset - to) <= reach), key=lambda o: abs(o - to))[:3])


def word_start(text, at):
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() and not IS_UNSPACED.match(text[at]):
        at -= 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def word_end(text, at):
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() and not IS_UNSPACED.match(text[at]):
        at += 1
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at
