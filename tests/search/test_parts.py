"""How a text is cut for PostgreSQL."""

import re

from hypothesis import given
from hypothesis import strategies as st

from compliance.search import parts
from compliance.search.parts import pair_sign, parts_of
from compliance.search.words import words_of


def test_a_text_that_fits_is_one_part_with_positions():
    (only,) = parts_of("To be, or not to be.")
    assert (only.number, only.start, only.length) == (0, 0, 20)
    signs = " ".join(pair_sign(*pair.split()) for pair in ["to be", "be or", "or not", "not to"])
    assert only.vector == f"'to':1,5 'be':2,6 'or':3 'not':4 {signs}"


def test_an_empty_text_is_one_empty_part():
    assert [(part.number, part.length, part.vector) for part in parts_of("")] == [(0, 0, "")]


def test_a_long_text_is_several_parts_and_the_whole_without_positions():
    text = " ".join(f"w{i}" for i in range(10_000))
    *some, whole = parts_of(text)
    assert [part.number for part in some] == [1, 2, 3]
    assert (whole.number, whole.start, whole.length) == (0, 0, len(text))
    assert [word for word in whole.vector.split() if "~" not in word] == [f"'w{i}'" for i in range(10_000)]
    assert some[-1].start + some[-1].length == len(text)


def test_every_run_of_words_that_can_be_looked_for_stands_in_one_part():
    words = [f"w{i}" for i in range(10_000)]
    shown = [text_of(" ".join(words), part).split() for part in parts_of(" ".join(words)) if part.number]
    for first in range(0, 10_000 - parts.OVERLAP, 7):
        phrase = words[first : first + parts.OVERLAP]
        assert any(phrase[0] in part and part[part.index(phrase[0]) :][: parts.OVERLAP] == phrase for part in shown)


def test_a_word_of_many_places_keeps_them_all():
    text = "Disallow: /a\n" * 2_000
    for part in parts_of(text):
        positions = re.search(r"'disallow':([\d,]+)", part.vector)
        assert positions is None if not part.number else len(positions[1].split(",")) <= parts.POSITIONS
        if part.number:
            assert len(positions[1].split(",")) == text_of(text, part).count("Disallow")


@given(st.lists(st.sampled_from(["a", "bb", "条", "é", "x" * 300, "\n\n", "-"]), max_size=300), st.integers(1, 400))
def test_parts_hold_all_words_however_they_are_cut(pieces, times):
    text = " ".join(pieces * (times if len(pieces) < 30 else 1))
    found = {lexeme for part in parts_of(text) for lexeme in re.findall(r"'([^'~ ][^']*)'", part.vector)}
    assert found == {lexeme for lexeme, _, _ in words_of(text)}
    assert [part.number for part in parts_of(text)].count(0) == 1


def text_of(text, part):
    return text[part.start : part.start + part.length]
