"""What is shown of a match."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.search.hits import EXCERPT, excerpts, mark
from compliance.search.querying import read_query


def marked(text, typed):
    return [piece for piece, is_match in mark(text, read_query(typed)) if is_match]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Personal data, and other data.", "data", ["data", "data"]),
        ("Personal data, personal\n Data, data.", '"personal data"', ["Personal data", "personal\n Data"]),
        ("a third-party; third parties", "third-party", ["third-party"]),
        ("Licence, licensed, license", "licens*", ["licensed", "license"]),
        ("Für alle, fur jeden", "für", ["Für", "fur"]),
        ("cafe\u0301 café", "cafe", ["cafe\u0301", "café"]),
        ("本サービスの個人情報は個人の情報です", "個人情報", ["個人情報"]),
        ("حقوق العَرَبِيَّة", "العربية", ["العَرَبِيَّة"]),
        ("one two three", '"one two" "two three"', ["one two three"]),
        ("wanted and not", "wanted -not", ["wanted"]),
        ("nothing here", "else", []),
        ("to be or to be", '"to be or"', ["to be or"]),
        ("third parties' data", '"third part*"', ["third parties"]),
    ],
)
def test_what_was_looked_for_is_marked_as_it_is_written(text, typed, expected):
    assert marked(text, typed) == expected


@given(
    st.text(alphabet="ab \n-éd\u0301個人<&", max_size=200), st.sampled_from(["a", '"a b"', "個人", "ab*", "a -b", "éd"])
)
def test_pieces_joined_are_the_text_and_alternate(text, typed):
    pieces = mark(text, read_query(typed))
    assert "".join(piece for piece, _ in pieces) == text
    assert all(one[1] != other[1] for one, other in pairwise(pieces))
    assert all(piece for piece, _ in pieces)


def test_the_excerpt_with_most_of_the_words_is_shown():
    text = "alpha " + "filler " * 200 + "some alpha and beta here " + "filler " * 200
    shown = excerpts(text, read_query("alpha beta"))
    assert ["".join(piece for piece, is_match in excerpt.pieces if is_match) for excerpt in shown] == [
        "alpha",
        "alphabeta",
    ]
    assert [(excerpt.is_cut_before, excerpt.is_cut_after) for excerpt in shown] == [(False, True), (True, True)]


def test_a_text_without_a_match_is_shown_from_its_beginning():
    (only,) = excerpts("word " * 100, read_query("other"))
    ((text, is_match),) = only.pieces
    assert (text.startswith("word word"), is_match, only.is_cut_after) == (True, False, True)


@given(st.lists(st.sampled_from(["needle", "hay", "条", "x" * 250, "\n\n\n"]), max_size=120))
def test_excerpts_are_short_and_show_a_match_wherever_there_is_one(words):
    text = " ".join(words)
    shown = excerpts(text, read_query("needle"))
    assert all(sum(len(piece) for piece, _ in excerpt.pieces) <= 2 * EXCERPT for excerpt in shown)
    assert any(is_match for excerpt in shown for _, is_match in excerpt.pieces) == ("needle" in words)
