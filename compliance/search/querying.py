"""What was typed into the search field, understood: words, "a phrase", -without, prefix*. Pure.

Nothing of it reaches PostgreSQL but words as `words.words_of` makes them, so no input can break a `tsquery`.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from .parts import OVERLAP, pair_sign
from .words import words_of

LONGEST_QUERY = 300
MOST_TERMS = 20
SHORTEST_PREFIX = 2
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
TERM = re.compile(r'(?P<minus>(?<!\S)-+)?(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*)?|$)|(?P<word>[^\s"]+))')


class QueryError(ValueError):
    """What was typed can't be looked for; the message says why and what would help."""


@dataclass(frozen=True)
class Term:
    """Words that must stand one after the other, most often one. `is_prefix`: the last may go on.

    `is_negated`: the document must not have them.
    """

    lexemes: tuple[str, ...]
    is_prefix: bool = False
    is_negated: bool = False

    def tsquery(self, operator="<->"):
        words = [f"'{lexeme}'" for lexeme in self.lexemes]
        return f"({f' {operator} '.join(words)}{':*' if self.is_prefix else ''})"

    @property
    def pair_signs(self):
        """Signs that a document with these words in a row has; a word that may go on is in no pair."""
        whole = self.lexemes[:-1] if self.is_prefix else self.lexemes
        return [f"'{pair_sign(first, second)}'" for first, second in pairwise(whole)]


@dataclass(frozen=True)
class Query:
    """`terms` in the order in which they were typed; all must hold. At least one is not negated."""

    terms: tuple[Term, ...]

    @property
    def wanted(self):
        return [term for term in self.terms if not term.is_negated]

    @property
    def words(self):
        """A `tsquery` of what a document must or must not have, wherever it stands in it."""
        parts = []
        for term in self.terms:
            if not term.is_negated:
                parts += [term.tsquery("&"), *term.pair_signs]
            elif len(term.lexemes) == 1:
                parts.append(f"!{term.tsquery()}")
        return " & ".join(parts)

    @property
    def phrases(self):
        """`[(tsquery, is_negated), ...]` of the terms whose words must stand, or not stand, together."""
        return [(term.tsquery(), term.is_negated) for term in self.terms if len(term.lexemes) > 1]

    @property
    def all_wanted(self):
        """A `tsquery` that a part of a document matches that has all that is wanted."""
        return " & ".join(term.tsquery() for term in self.wanted)

    @property
    def any_wanted(self):
        return " | ".join(term.tsquery() for term in self.wanted)


def read_query(text):
    """The `Query` of what was typed. Raises `QueryError`."""
    if "\x00" in text:
        raise QueryError("The search holds a NUL character, which no text can hold. Take it out.")
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"The search is longer than {LONGEST_QUERY} characters. Shorten it.")
    terms = tuple(dict.fromkeys(filter(None, map(read_term, TERM.finditer(text.translate(QUOTES))))))
    if not any(not term.is_negated for term in terms):
        raise QueryError(
            "Add a word that the documents should have." if terms else "Give at least one word: letters or digits."
        )
    if len(terms) > MOST_TERMS or any(len(term.lexemes) > OVERLAP for term in terms):
        raise QueryError(f"Give at most {MOST_TERMS} words or phrases, and phrases of at most {OVERLAP} words.")
    return Query(terms)


def read_term(match):
    """The `Term` of a match of `TERM`, None if it has no words. Raises `QueryError`."""
    written = match["phrase"] if match["word"] is None else match["word"]
    lexemes = tuple(lexeme for lexeme, _, _ in words_of(written))
    is_prefix = bool(match["star"]) or written.endswith("*")
    if lexemes and is_prefix and lexemes[-1].isascii() and len(lexemes[-1]) < SHORTEST_PREFIX:
        raise QueryError(f"Give at least {SHORTEST_PREFIX} letters before *.")
    return Term(lexemes, is_prefix, match["minus"] is not None) if lexemes else None
