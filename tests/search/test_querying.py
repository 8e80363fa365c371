"""What can be typed into the search field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.search.parts import pair_sign
from compliance.search.querying import LONGEST_QUERY, Query, QueryError, Term, read_query


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Personal DATA", [Term(("personal",)), Term(("data",))]),
        ('"personal data"', [Term(("personal", "data"))]),
        ("“personal data” «la vie»", [Term(("personal", "data")), Term(("la", "vie"))]),
        ("「個人 情報」", [Term(("個", "人", "情", "報"))]),
        ("個人情報　利用", [Term(("個", "人", "情", "報")), Term(("利", "用"))]),
        ('"never closed', [Term(("never", "closed"))]),
        ("third-party don’t", [Term(("third", "party")), Term(("don", "t"))]),
        ('a -b -"c d"', [Term(("a",)), Term(("b",), is_negated=True), Term(("c", "d"), is_negated=True)]),
        (
            'licen* "third part*" "x yz"*',
            [Term(("licen",), True), Term(("third", "part"), True), Term(("x", "yz"), True)],
        ),
        ("example.com/terms", [Term(("example", "com", "terms"))]),
        ("a & b | !c <-> ':* d\\'", [Term(("a",)), Term(("b",)), Term(("c",)), Term(("d",))]),
        ("twice Twice", [Term(("twice",))]),
        ("- -- x", [Term(("x",))]),
    ],
)
def test_what_is_typed_is_understood(typed, expected):
    assert list(read_query(typed).terms) == expected


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Give at least one word"),
        ('"" * -', "Give at least one word"),
        ("-fee", "Add a word that the documents should have"),
        ("a\x00b", "NUL"),
        ("a*", "at least 2 letters"),
        ("x" * (LONGEST_QUERY + 1), "longer than 300 characters"),
        (" ".join(f"w{i}" for i in range(21)), "at most 20 words"),
        ('"' + "a " * 100 + '"', "phrases of at most 64 words"),
    ],
)
def test_what_can_not_be_looked_for_is_said(typed, said):
    with pytest.raises(QueryError, match=said):
        read_query(typed)


@given(st.text(max_size=LONGEST_QUERY))
def test_anything_is_understood_or_refused_in_words(typed):
    try:
        wanted = read_query(typed).wanted
    except QueryError as error:
        wanted = str(error).split()
    assert wanted


def test_words_are_anywhere_and_phrases_apart():
    query = Query(
        (Term(("a",)), Term(("b", "c"), True), Term(("d",), is_negated=True), Term(("e", "f"), is_negated=True))
    )
    assert query.words == "('a') & ('b' & 'c':*) & !('d')"
    assert read_query('"a b c"').words == f"('a' & 'b' & 'c') & '{pair_sign('a', 'b')}' & '{pair_sign('b', 'c')}'"
    assert query.phrases == [("('b' <-> 'c':*)", False), ("('e' <-> 'f')", True)]
    assert query.any_wanted == "('a') | ('b' <-> 'c':*)"
