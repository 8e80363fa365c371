"""What holds for any two texts."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compliance.diffs import Diff, compare
from compliance.diffs.paragraphs import paragraphs, sentences
from compliance.diffs.words import tokens

LINES = st.sampled_from(
    [
        "User-agent: *",
        "Disallow: /private/",
        "1. Fees",
        "2. Fees",
        "The fee is 30 EUR.",
        "You may not copy.",
        "You must copy.",
        "Last updated: 3 May 2026",
        "The provider keeps the records of all visits for as long as the law of its country asks for it.",
        "",
        "  ",
        "日本語の文章です。",
        "\u202eevil\u202c",
        "👩‍👩‍👧 🇩🇪",
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", " "])
LIKE_DOCUMENTS = st.lists(st.tuples(LINES, ENDS), max_size=25).map(lambda parts: "".join(map("".join, parts)))
TEXTS = st.one_of(st.text(), LIKE_DOCUMENTS)


def holds(old, new):
    diff = compare(old, new)
    assert diff.old_text() == old
    assert diff.new_text() == new
    assert Diff.from_json(diff.to_json(), old, new) == diff
    anchors = [row.anchor for row in diff.rows if row.kind != "same"]
    assert len(anchors) == len(set(anchors))
    origins = {row.anchor: row for row in diff.rows if row.is_origin}
    for row in diff.rows:
        before = origins[row.link].old if row.kind == "moved" and row.new else row.old
        if row.spans:
            assert "".join(span.text for span in row.spans if span.kind != "inserted") == before
            assert "".join(span.text for span in row.spans if span.kind != "deleted") == row.new
    return diff


@given(TEXTS, TEXTS)
@example("", "")
@example("a", "")
@example("\r\n \r", "\n\r\u0301")
def test_both_texts_can_be_rebuilt_from_the_rows(old, new):
    holds(old, new)


@settings(deadline=None)
@given(LIKE_DOCUMENTS, st.randoms(use_true_random=False))
def test_both_texts_can_be_rebuilt_when_one_is_an_edit_of_the_other(old, dice):
    parts = old.splitlines(keepends=True)
    dice.shuffle(parts)
    holds(old, "".join(parts[: len(parts) // 2]) + old)
    holds(old, old.replace("may", "must", 1).replace(" ", "\u00a0", dice.randint(0, 3)))


@given(TEXTS)
def test_paragraphs_sentences_and_words_joined_are_the_text(text):
    assert "".join(paragraphs(text)) == text
    assert "".join(sentences(text * 40)) == text * 40
    assert "".join(tokens(text)) == text


CHARACTERS = ["a", "é", "e\u0301", "ñ\u0303\u0323", "न", "नि", "क्षि", "กำ", "ที่", "日", "か\u3099", "🇩🇪", "👍🏽", "👩‍👩‍👧",
              "❤️", "1️⃣", "\r\n", " ", "\u0600٣", "각", "ش\u0651", "'", ".", "7", "🏴\U000e0067\U000e0062\U000e007f"]  # fmt: skip


@given(st.lists(st.sampled_from(CHARACTERS)))
def test_no_word_ends_within_a_character_as_readers_see_it(characters):
    places, place = {0}, 0
    for character in characters:
        place += len(character)
        places.add(place)
    ends, place = set(), 0
    for token in tokens("".join(characters)):
        place += len(token)
        ends.add(place)
    assert ends <= places


def test_text_with_emoji_and_flags_is_split_between_them():
    assert tokens("👩‍👩‍👧🇩🇪🇫🇷👍🏽") == ["👩‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽"]


def test_words_are_whole_and_scripts_without_spaces_go_by_character():
    assert tokens("I don't owe 1,000.50 €") == ["I", " ", "don't", " ", "owe", " ", "1,000.50", " ", "€"]
    assert tokens("नमस्ते दुनिया") == ["नमस्ते", " ", "दुनिया"]
    assert tokens("日本語です") == list("日本語です")
    assert tokens("ที่นี่") == ["ที่", "นี่"]


HOSTILE = {
    "one line of 200,000 characters": ("x" * 200_000, "x" * 100_000 + "y" * 100_000),
    "one line of many words": ("a b " * 50_000, "b a " * 50_000),
    "200,000 spaces": (" " * 200_000, "\t" * 199_999),
    "combining marks only": ("\u0301" * 200_000, "\u0302" * 200_000),
    "joiners": ("a\u200d" * 100_000, "\u200d👩" * 100_000),
    "a million short lines, one changed": ("a\n" * 1_000_000, "a\n" * 500_000 + "b\n" + "a\n" * 499_999),
    "a million equal lines, all changed": ("a\n" * 1_000_000, "b\n" * 1_000_000),
    "carriage returns": ("a\r" * 100_000, "a\r\n" * 100_000),
    "script and bidirectional controls": ("<script>alert(1)</script>\u202e\n" * 500, "\u2066<b onclick=x>\0\n" * 500),
    "lone surrogates": ("\ud800 text\n" * 3, "\udfff text\n" * 3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_compared_without_loss(name):
    old, new = HOSTILE[name]
    diff = compare(old, new)
    assert (diff.old_text(), diff.new_text()) == (old, new)
    assert Diff.from_json(diff.to_json(), old, new) == diff


def test_texts_too_large_for_words_are_said_to_be_compared_coarsely():
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefgh", k=6)) for _ in range(2000)]
    old, new = ("".join(" ".join(dice.choices(words, k=60)) + ".\n" for _ in range(4000)) for _ in range(2))
    diff = compare(old, new)
    assert diff.coarse
    assert (diff.old_text(), diff.new_text()) == (old, new)


def test_a_diff_is_not_read_back_for_other_texts():
    kept = compare("one\n", "two\n").to_json()
    with pytest.raises(ValueError, match="other texts"):
        Diff.from_json(kept, "one\n", "three\n")
