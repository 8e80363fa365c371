"""A document's text in pieces, some of them marked: clauses that a decision quotes, and what was searched for. Pure."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Mark:
    """`text[start:end]` is a clause; `anchor` is the id to jump to, `label` says in words what is marked."""

    start: int
    end: int
    anchor: str
    label: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the text within at most one clause and at most one match.

    `clause` is the clause's label or "". `anchors` are the ids of the marks that begin here.
    """

    text: str
    clause: str = ""
    is_match: bool = False
    anchors: tuple[str, ...] = ()


def marked_pieces(text, clauses, matches):
    """List of `Piece` whose texts joined are `text`.

    `clauses` are `Mark`s in any order, which may overlap: the one that begins first names the pieces of both. `matches`
    are `(start, end)` in order and apart from one another; their anchors are `match-1`, `match-2` and so on.
    """
    clauses = sorted((mark for mark in clauses if 0 <= mark.start < mark.end), key=lambda mark: (mark.start, mark.end))
    edges = {edge for mark in clauses for edge in (mark.start, mark.end)} | {
        edge for match in matches for edge in match
    }
    borders = sorted({0, len(text)} | {edge for edge in edges if 0 < edge < len(text)})
    anchors = {}
    for mark in clauses:
        anchors.setdefault(mark.start, []).append(mark.anchor)
    for number, (start, _) in enumerate(matches, start=1):
        anchors.setdefault(start, []).append(f"match-{number}")
    pieces, open_clauses, place = [], clauses, 0
    for start, end in pairwise(borders):
        open_clauses = [mark for mark in open_clauses if mark.end > start]
        while place < len(matches) and matches[place][1] <= start:
            place += 1
        clause = open_clauses[0].label if open_clauses and open_clauses[0].start <= start else ""
        is_match = place < len(matches) and matches[place][0] <= start
        pieces.append(Piece(text[start:end], clause, is_match, tuple(anchors.get(start, ()))))
    return pieces
