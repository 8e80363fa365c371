"""What is shown of a match: the text itself, in pieces of which some are what was looked for. No markup here."""

import re
from collections import deque
from dataclasses import dataclass

from .words import words_of

# Characters of an excerpt, of what stands before its first match, and the number of excerpts of a document.
EXCERPT = 280
BEFORE = 90
EXCERPTS = 2
READ_ON = 30
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Match:
    """`text[start:end]` is what the query's term of that number looks for."""

    start: int
    end: int
    term: int


@dataclass(frozen=True)
class Excerpt:
    """`pieces` as `mark` gives them, white space made single; numbers of the `terms` of `query.wanted` in them;
    whether the text goes on before and after it.
    """

    pieces: list[tuple[str, bool]]
    terms: frozenset[int]
    is_cut_before: bool
    is_cut_after: bool


def mark(text, query):
    """The text in pieces `[(text, is_match), ...]`; joined they are the text, and no match follows another at once.

    `query` is a `querying.Query`; what it wants is marked wherever it stands, phrases as a whole.
    """
    return pieces_of(text, find_matches(text, query))


def find_matches(text, query):
    """Yields every `Match` of a wanted term, in the order in which they end. They can overlap."""
    by_last, open_ended = {}, []
    for number, term in enumerate(query.wanted):
        if term.is_prefix:
            open_ended.append((number, term))
        else:
            by_last.setdefault(term.lexemes[-1], []).append((number, term))
    beginnings = tuple(term.lexemes[-1] for _, term in open_ended)
    recent = deque(maxlen=max(len(term.lexemes) for term in query.wanted))
    for word in words_of(text):
        recent.append(word)
        ending = by_last.get(word[0], ())
        if beginnings and word[0].startswith(beginnings):
            ending = [*ending, *(pair for pair in open_ended if word[0].startswith(pair[1].lexemes[-1]))]
        for number, term in ending:
            words = list(recent)[-len(term.lexemes) :]
            if tuple(lexeme for lexeme, _, _ in words[:-1]) == term.lexemes[:-1]:
                yield Match(words[0][1], word[2], number)


def pieces_of(text, matches):
    """`[(text, is_match), ...]` of a text and its matches; what overlaps or touches becomes one."""
    pieces, at = [], 0
    for start, end in merged(matches):
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def merged(matches):
    """`[[start, end], ...]` in order, apart from one another."""
    spans = []
    for match in sorted(matches, key=lambda match: (match.start, match.end)):
        if spans and match.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], match.end)
        else:
            spans.append([match.start, match.end])
    return spans


def excerpts(text, query):
    """Up to `EXCERPTS` of a text, which show as many different terms as they can, in the text's order.

    The beginning of the text, unmarked, if it has none of them. Reads on for no more than `READ_ON` matches once it
    has met all terms.
    """
    matches, unseen, after = [], set(range(len(query.wanted))), 0
    for match in find_matches(text, query):
        matches.append(match)
        unseen.discard(match.term)
        after += not unseen
        if after > READ_ON:
            break
    matches.sort(key=lambda match: match.start)
    windows = [window(text, matches[first:last]) for first, last in best_runs(matches)] or [(0, EXCERPT, [])]
    return [excerpt(text, *shown) for shown in sorted(windows, key=lambda shown: shown[0])]


def best_runs(matches):
    """`[(first, last), ...]`: runs of matches that one excerpt can show, none overlapping another.

    The first shows the most different terms, each following one the most that those before it don't.
    """
    runs, last = [], 0
    for first, match in enumerate(matches):
        last = max(last, first + 1)
        while last < len(matches) and matches[last].end <= match.start + EXCERPT - BEFORE:
            last += 1
        runs.append((first, last, {other.term for other in matches[first:last]}))
    chosen, shown = [], set()
    while runs and len(chosen) < EXCERPTS:
        first, last, terms = max(runs, key=lambda run: (len(run[2] - shown), len(run[2])))
        chosen.append((first, last))
        shown |= terms
        near = EXCERPT + BEFORE
        runs = [run for run in runs if abs(matches[run[0]].start - matches[first].start) >= near]
    return chosen


def window(text, matches):
    """`(start, end, matches)` of the excerpt that shows a run of matches."""
    start = word_border(text, matches[0].start - BEFORE, matches[0].start)
    return start, max(matches[-1].end, start + EXCERPT), matches


def word_border(text, at, before):
    """A place from `at` on, and before `before`, where no word is cut; `at` if there is none."""
    at = max(at, 0)
    space = SPACE.search(text, at, before) if at else None
    return space.end() if space else at


def excerpt(text, start, end, matches):
    """The `Excerpt` of `text[start:end]`, ending where no word is cut."""
    if end < len(text):
        last_match = max((match.end for match in matches), default=start)
        space = max((found.start() for found in SPACE.finditer(text, max(last_match, end - 40), end)), default=end)
        end = max(space, last_match)
    shown = [Match(match.start - start, match.end - start, match.term) for match in matches]
    pieces = [(SPACE.sub(" ", piece), is_match) for piece, is_match in pieces_of(text[start:end], shown)]
    return Excerpt(
        pieces,
        terms=frozenset(match.term for match in matches),
        is_cut_before=bool(text[:start].strip()),
        is_cut_after=bool(text[end:].strip()),
    )
