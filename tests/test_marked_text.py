"""Marks in a document's text: nothing of the text is lost or shown twice, however marks overlap."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.marked_text import Mark, Piece, marked_pieces

TEXT = "You may read. You may not copy."


def test_clauses_and_matches_that_overlap_share_pieces_and_keep_their_anchors():
    clauses = [Mark(14, 31, "pin-2", "Copying"), Mark(0, 13, "pin-1", "Reading")]
    assert marked_pieces(TEXT, clauses, [(4, 7), (18, 25)]) == [
        Piece("You ", "Reading", False, ("pin-1",)),
        Piece("may", "Reading", True, ("match-1",)),
        Piece(" read.", "Reading"),
        Piece(" "),
        Piece("You ", "Copying", False, ("pin-2",)),
        Piece("may not", "Copying", True, ("match-2",)),
        Piece(" copy.", "Copying"),
    ]


def test_two_marks_at_one_place_both_can_be_jumped_to():
    assert marked_pieces("abc", [Mark(0, 3, "pin-1", "A"), Mark(0, 2, "pin-2", "B")], [(0, 1)]) == [
        Piece("a", "B", True, ("pin-2", "pin-1", "match-1")),
        Piece("b", "B"),
        Piece("c", "A"),
    ]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=8), st.data())
def test_the_pieces_joined_are_the_text_and_each_lies_within_its_marks(text, spans, data):
    clauses = [Mark(start, end, f"pin-{n}", str(n)) for n, (start, end) in enumerate(spans)]
    edges = sorted(data.draw(st.sets(st.integers(0, 60), max_size=8)))
    matches = list(zip(edges[::2], edges[1::2], strict=False))
    pieces = marked_pieces(text, clauses, matches)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        here = [mark.label for mark in clauses if mark.start <= at and mark.end >= at + len(piece.text) > at]
        assert piece.clause in here if here else piece.clause == ""
        assert piece.is_match == any(start <= at and at + len(piece.text) <= end for start, end in matches)
        at += len(piece.text)
