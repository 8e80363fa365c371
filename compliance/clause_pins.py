"""What has become of the clauses that a decision quotes: verbatim, moved, edited or gone. Pure: no database."""

from dataclasses import dataclass

from .clause_moves import Moves
from .clause_search import find_all
from .even_text import EvenText, essence, even

VERBATIM, MOVED, EDITED, GONE = "verbatim", "moved", "edited", "gone"
CLAUSES_SEARCHED = 100


@dataclass(frozen=True)
class Pin:
    """What has become of one clause.

    `start` and `end` are character offsets in the current text, `found` the wording there; None and "" if `state` is
    gone. The same with `basis_` in the text that the decision rested on, None and "" too where there is no such text.
    `similarity` in 0..1: of `found` to the clause. `quoted_exactly` says whether the basis has the clause verbatim,
    None without a basis.
    """

    clause: str
    state: str
    similarity: float
    start: int | None = None
    end: int | None = None
    found: str = ""
    basis_start: int | None = None
    basis_end: int | None = None
    basis_found: str = ""
    quoted_exactly: bool | None = None

    @property
    def is_same_wording(self):
        """Whether what stands now stood in the basis too, so that only the quotation is inexact."""
        return self.quoted_exactly is False and even(self.found) == even(self.basis_found)


def pin_clause(clause, text):
    """The `Pin` of a clause in one text; without the text that it was quoted from, "moved" can't be told."""
    return pin_clauses([clause], None, text)[0]


def pin_clauses(clauses, basis_text, current_text):
    """List of `Pin`, one for each of `clauses` in their order; `basis_text` may be None.

    A clause that is blank, or beyond the first `CLAUSES_SEARCHED`, gives a ValueError: the caller leaves them out.
    """
    if len(clauses) > CLAUSES_SEARCHED or not all(map(essence, clauses)):
        raise ValueError("Too many clauses, or a blank one.")
    current = EvenText(current_text)
    same = basis_text is None or basis_text == current_text
    basis = current if same else EvenText(basis_text)
    then = find_all(clauses, basis)
    now = then if same else find_all(clauses, current, basis, then)
    moves = None if same else Moves(basis, current)
    pins = []
    for clause, places, basis_places in zip(clauses, now, then, strict=True):
        place, basis_place = places[0] if places else None, basis_places[0] if basis_places else None
        state = GONE if place is None else VERBATIM if place.similarity == 1 else EDITED
        if state == VERBATIM and moves and basis_place and basis_place.similarity == 1:
            still = [here for here in places if not moves.is_move(basis_place.start, here.start)]
            place, state = (still[0], VERBATIM) if still else (place, MOVED)
        pins.append(
            Pin(
                clause=clause,
                state=state,
                similarity=place.similarity if place else 0.0,
                **stretch("", place, current),
                **(stretch("basis_", basis_place, basis) if basis_text is not None else {}),
                quoted_exactly=None if basis_text is None else bool(basis_place and basis_place.similarity == 1),
            )
        )
    return pins


def stretch(prefix, place, text):
    if place is None:
        return {}
    found = text.text[place.start : place.end]
    return {f"{prefix}start": place.start, f"{prefix}end": place.end, f"{prefix}found": found}
