"""Even texts, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.even_text import SIGNS, EvenText, essence, even

TABLE = [
    ("a \n\t b", "a b"),
    ("a\u00a0b\u3000c", "a b c"),
    ("“a” – ‘b’", "\"a\" - 'b'"),
    ("co\u00adope\u200brate", "cooperate"),
    ("第一条\n 許可", "第一条許可"),
    ("許可 A", "許可 A"),
    ("é", "é"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_makes_no_difference_is_made_even(text, expected):
    assert even(text) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("“You may not.”", "You may not."),
        ("... may not ...", "may not"),
        ("[…] may not […]", "may not"),
        ("“… may not”", "may not"),
        ('The "Service" is', 'The "Service" is'),
        ("  …  ", ""),
        ('"', '"'),
    ],
)
def test_marks_around_a_quotation_are_not_part_of_it(clause, expected):
    assert essence(clause) == expected


@given(st.text(alphabet="ab “—é許可\u3000\u00ad\n\t\u200b", max_size=40) | st.text())
def test_every_character_leads_back_to_its_place(text):
    made = EvenText(text)
    assert len(made.flat) == len(made.even)
    before = -1
    for offset, character in enumerate(made.even):
        start, end = made.original(offset, offset + 1)
        assert before < start < end <= len(text)
        assert text[start].translate(SIGNS) == character
        before = start
