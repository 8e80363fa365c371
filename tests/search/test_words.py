"""What a word is, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.search.words import LONGEST, words_of


def lexemes(text):
    return [lexeme for lexeme, _, _ in words_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Third-party, third party.", ["third", "party", "third", "party"]),
        ("don't don’t", ["don", "t", "don", "t"]),
        ("User-agent: user_agent", ["user", "agent", "user", "agent"]),
        ("Disallow: /a/b?c=1.5", ["disallow", "a", "b", "c", "1", "5"]),
        ("Für die Straße ÜBER", ["fur", "die", "strasse", "uber"]),
        ("smørrebrød Łódź œuvre", ["smorrebrod", "lodz", "oeuvre"]),
        ("İSTANBUL ıssız", ["istanbul", "issiz"]),
        ("ﬁnal ＡＢＣ ½ ①", ["final", "abc", "1", "2", "1"]),
        ("Ещё Всё", ["еще", "все"]),
        ("αὐτός ΑΥΤΟΣ", ["αυτοσ", "αυτοσ"]),
        ("العَرَبِيَّة العربيـة", ["العربية", "العربية"]),
        ("שָׁלוֹם שלום", ["שלום", "שלום"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("個人情報の利用", ["個", "人", "情", "報", "の", "利", "用"]),
        ("AI学習とGPT4", ["ai", "学", "習", "と", "gpt4"]),
        ("ｶﾞ ガ カ", ["ガ", "ガ", "カ"]),
        ("𠮷野家。", ["𠮷", "野", "家"]),
        ("개인정보를", ["개", "인", "정", "보", "를"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]),
        ("co\u00adop pass\u200cword \u202eabc\u202c", ["coop", "password", "abc"]),
        ("… — / * \u0301 _", []),
    ],
)
def test_words(text, expected):
    assert lexemes(text) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("text", ["é à ö ñ", "한국어", "がぎぐ パピプ", "Tiếng Việt", "ﾊﾟﾋﾟ ﬁ"])
def test_it_makes_no_difference_how_unicode_spells_a_letter(text, form):
    assert lexemes(unicodedata.normalize(form, text)) == lexemes(text)


@given(st.text())
def test_places_are_in_order_within_the_text_and_words_can_be_indexed(text):
    at = 0
    for lexeme, start, end in words_of(text):
        assert at <= start < end <= len(text) or (start < end == at)
        at = end
        assert 0 < len(lexeme) <= LONGEST
        assert not set(lexeme) & set(" '\\:,\x00")
        assert lexemes(lexeme)  # what is indexed can be typed


def test_a_word_without_end_is_cut_and_found_again():
    assert [len(lexeme) for lexeme in lexemes("x" * 450)] == [200, 200, 50]
    assert max(len(lexeme) for lexeme in lexemes("ﷲ" * 300)) == LONGEST
