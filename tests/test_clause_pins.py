"""What has become of a quoted clause, by hand-checked examples and by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.clause_pins import EDITED, GONE, MOVED, VERBATIM, pin_clause, pin_clauses

ENGLISH = """Terms of use

1. Access
You may read this site free of charge.

2. Robots
You may not use robots, spiders or any other automated means to access
the service without our prior written consent.

3. Licence
Texts are published under CC BY 4.0. You must name the author.

4. Law
These terms are governed by the laws of Utopia."""
GERMAN = """§ 3 Nutzung
(1) Das automatisierte Auslesen der Inhalte („Scraping“) ist nur mit unserer schriftlichen Zustimmung zulässig.
(2) Die Nutzung der Inhalte zum Trainieren von KI‑Modellen behalten wir uns nach § 44b Abs. 3 UrhG ausdrücklich vor."""
JAPANESE = """第2条（禁止事項）
利用者は、事前の書面による許可なく、自動化された手段により
本サービスの内容を収集してはなりません。
第3条（準拠法）
本規約は日本法に準拠します。"""

# clause, text, state, and the wording that stands there now
TABLE = [
    ("You may read this site free of charge.", ENGLISH, VERBATIM, "You may read this site free of charge."),
    # a line break where the quotation has a space
    (
        "any other automated means to access the service",
        ENGLISH,
        VERBATIM,
        "any other automated means to access\nthe service",
    ),
    # quotation marks around it, and dots where the beginning was left out
    ("“… governed by the laws of Utopia.”", ENGLISH, VERBATIM, "governed by the laws of Utopia."),
    # an omission in the middle
    (
        "You may not use robots [...] without our prior written consent",
        ENGLISH,
        VERBATIM,
        "You may not use robots, spiders or any other automated means to access\n"
        "the service without our prior written consent",
    ),
    # not a word of it stands there
    ("Arbitration takes place in Geneva before three judges.", ENGLISH, GONE, ""),
    # a sentence of legal English that shares only its manner
    ("You may not sell, rent or sublicense your account to third parties.", ENGLISH, GONE, ""),
    # "may not" has become "may": almost the same, and the contrary
    (
        "You may not read this site free of charge.",
        ENGLISH,
        EDITED,
        "You may read this site free of charge.",
    ),
    # a number
    ("Texts are published under CC BY 3.0.", ENGLISH, EDITED, "Texts are published under CC BY 4.0."),
    # capitals alone are an edit too
    ("YOU MUST NAME THE AUTHOR.", ENGLISH, EDITED, "You must name the author."),
    # words were put in: the whole sentence is shown
    (
        "You may not use robots to access the service without our consent.",
        ENGLISH,
        EDITED,
        "You may not use robots, spiders or any other automated means to access\n"
        "the service without our prior written consent.",
    ),
    # German: the quotation has straight quotes and a plain hyphen
    (
        'Das automatisierte Auslesen der Inhalte ("Scraping") ist nur mit unserer schriftlichen Zustimmung zulässig.',
        GERMAN,
        VERBATIM,
        "Das automatisierte Auslesen der Inhalte („Scraping“) ist nur mit unserer schriftlichen Zustimmung zulässig.",
    ),
    ("zum Trainieren von KI-Modellen", GERMAN, VERBATIM, "zum Trainieren von KI‑Modellen"),
    # letters and accents apart
    ("Zustimmung zula\u0308ssig", GERMAN, VERBATIM, "Zustimmung zulässig"),
    (
        "Das automatisierte Auslesen der Inhalte ist ohne unsere schriftliche Zustimmung unzulässig.",
        GERMAN,
        EDITED,
        "Das automatisierte Auslesen der Inhalte („Scraping“) ist nur mit unserer schriftlichen Zustimmung zulässig.",
    ),
    # Japanese breaks lines anywhere
    (
        "自動化された手段により本サービスの内容を収集してはなりません。",
        JAPANESE,
        VERBATIM,
        "自動化された手段により\n本サービスの内容を収集してはなりません。",
    ),
    (
        "本規約は米国法に準拠します。",
        JAPANESE,
        EDITED,
        "本規約は日本法に準拠します。",
    ),
    ("利用料金は毎月末日にお支払いください。", JAPANESE, GONE, ""),
]


@pytest.mark.parametrize(("clause", "text", "state", "found"), TABLE)
def test_a_clause_is_found_as_a_person_would_find_it(clause, text, state, found):
    pin = pin_clause(clause, text)
    if state == EDITED:  # how much of the sentence around it is taken, may vary by its number or heading
        assert (pin.state, " ".join(found.split()) in " ".join(pin.found.split())) == (EDITED, True), pin
        assert 0.7 <= pin.similarity < 1
    else:
        assert (pin.state, pin.found) == (state, found)
        assert pin.similarity == (state == VERBATIM)
    if state != GONE:
        assert text[pin.start : pin.end] == pin.found


SENTENCES = ["First rule here.", "Second rule there.", "Third rule nowhere.", "Fourth rule everywhere.", "Fifth rule."]
BASIS = "\n\n".join(SENTENCES)

# the clause, the current text, its state
CHANGES = [
    # pushed down by what was put in before it: still at its place
    ("Third rule nowhere.", "A new beginning.\n\n" + BASIS, VERBATIM),
    # its neighbours rewritten
    (
        "Third rule nowhere.",
        "\n\n".join(["First rule here.", "Other.", SENTENCES[2], "Else.", "Fifth rule."]),
        VERBATIM,
    ),
    # from the middle to the end
    ("Third rule nowhere.", "\n\n".join([*SENTENCES[:2], *SENTENCES[3:], SENTENCES[2]]), MOVED),
    # another one moved past it
    ("Third rule nowhere.", "\n\n".join([*SENTENCES[1:], SENTENCES[0]]), VERBATIM),
    # still at its place, and repeated elsewhere
    ("Third rule nowhere.", "Third rule nowhere.\n\n" + BASIS, VERBATIM),
    ("Third rule nowhere.", BASIS.replace("nowhere", "anywhere"), EDITED),
    ("Third rule nowhere.", BASIS.replace("Third rule nowhere.", ""), GONE),
]


@pytest.mark.parametrize(("clause", "current", "state"), CHANGES)
def test_a_clause_is_compared_with_its_place_in_the_text_that_it_was_quoted_from(clause, current, state):
    (pin,) = pin_clauses([clause], BASIS, current)
    assert (pin.state, pin.quoted_exactly) == (state, True)
    assert BASIS[pin.basis_start : pin.basis_end] == pin.basis_found == clause
    if state != GONE:
        assert current[pin.start : pin.end] == pin.found


def test_a_clause_that_never_stood_there_is_told_from_one_that_was_taken_out():
    (pin,) = pin_clauses(["Scraping needs a licence."], BASIS, BASIS + "\n\nMore.")
    assert (pin.state, pin.quoted_exactly, pin.basis_found) == (GONE, False, "")


def test_an_inexact_quotation_is_told_from_an_edited_clause():
    (pin,) = pin_clauses(["The fourth rule everywhere."], BASIS, BASIS + "\n\nMore.")
    assert (pin.state, pin.quoted_exactly, pin.is_same_wording) == (EDITED, False, True)
    (pin,) = pin_clauses(["Fourth rule everywhere."], BASIS, BASIS.replace("everywhere", "somewhere"))
    assert (pin.state, pin.quoted_exactly, pin.is_same_wording) == (EDITED, True, False)


def test_without_the_earlier_text_nothing_is_said_of_it():
    pin = pin_clause("Fifth rule.", BASIS)
    assert (pin.quoted_exactly, pin.basis_start, pin.basis_found) == (None, None, "")


def test_a_blank_clause_is_refused():
    with pytest.raises(ValueError, match="blank"):
        pin_clauses(["  "], None, BASIS)


words = st.lists(
    st.sampled_from(["may", "not", "use", "data", "“data”", "über", "許可", "e\u0301t", "a-b", "—"]), min_size=1
)


@given(words, words, words)
def test_what_stands_there_is_found_whatever_the_spaces_and_signs(before, clause, after):
    text = " ".join(before) + "\n" + "\n \t".join(clause) + " " + " ".join(after)
    pin = pin_clause(" ".join(clause).replace("“", '"').replace("”", '"').replace("—", "-"), text)
    assert (pin.state, pin.similarity) == (VERBATIM, 1)
    assert text[pin.start : pin.end] == pin.found


@given(st.text(), st.text(), st.text())
def test_any_texts_are_searched_without_error_and_offsets_fit(clause, basis, current):
    try:
        (pin,) = pin_clauses([clause], basis, current)
    except ValueError:
        return
    assert (pin.state == GONE) == (pin.start is None)
    if pin.start is not None:
        assert 0 <= pin.start < pin.end <= len(current)
        assert current[pin.start : pin.end] == pin.found


def test_fifty_clauses_in_a_text_of_five_megabytes_end_soon():
    sentence = "Clause {0} says that item {0} may be used for purpose {1} only, unless item {2} is named. "
    numbers = range(56_000)
    text = "\n".join(sentence.format(n, n * 7 % 1009, n * 13 % 2003) for n in numbers)
    assert len(text) > 5_000_000
    changed = [
        sentence.format(n, n * 7 % 1009, n * 13 % 2003).replace("only", "and any other") for n in numbers[::1200]
    ]
    pins = pin_clauses([*changed, "Never was here at all."], text, text[1000:] + "End.")
    assert {pin.state for pin in pins[1:-1]} == {EDITED}
    assert pins[-1].state == GONE


HOSTILE = [
    # the clause's beginning again and again
    ("may not use " * 200 + "it", "may not use " * 200_000),
    # dots that leave out something, many times
    (" ... ".join(["a b"] * 50) + " ... z", "a b " * 500_000),
    ("x" * 3000, "x" * 2999 + "y" + "xy" * 1_000_000),
    ("許可 " * 100, ("許" + " " * 1000) * 2000),
    ("ab cd ef gh", "ab\ncd\n" * 400_000),
    ("word " * 4000, "word, " * 400_000),
]


@pytest.mark.parametrize(("clause", "text"), HOSTILE, ids=range(len(HOSTILE)))
def test_texts_made_to_hurt_end_soon(clause, text):
    for pin in pin_clauses([clause] * 10, None, text):
        assert pin.start is None or text[pin.start : pin.end] == pin.found
