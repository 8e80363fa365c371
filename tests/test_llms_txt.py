"""llms.txt in outline, and where it speaks of permission."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.llms_txt import MOST_LINKS, MOST_PASSAGES, READ_CHARACTERS, LlmsLink, llms_outline
from compliance.robots.lines import visible

TEXT = """# Example Press

> News from the harbour,
> in two languages.

You may quote us. Updated in May 2025.

## Docs

- [Archive](https://example.com/license/archive.md): everything since 1990
- [Feed](/feed.xml)
  * [About us](about.html) who we are

## Optional

AI training is prohibited without a licence.

```
# not a heading
- [not a link](x)
```
"""


def marked(outline):
    return [(passage.line, [text for text, is_wording in passage.pieces if is_wording]) for passage in outline.passages]


def test_title_summary_sections_and_links_are_read():
    outline = llms_outline(TEXT)

    assert (outline.title, outline.summary) == ("Example Press", "News from the harbour, in two languages.")
    assert [(section.title, section.level, section.line, section.text_lines) for section in outline.sections] == [
        ("Docs", 2, 8, 0),
        ("Optional", 2, 14, 2),
    ]
    assert outline.sections[0].links == (
        LlmsLink("Archive", "https://example.com/license/archive.md", "everything since 1990", 10),
        LlmsLink("Feed", "/feed.xml", "", 11),
        LlmsLink("About us", "about.html", "who we are", 12),
    )
    assert (outline.section_count, outline.link_count) == (2, 3)


def test_permission_wording_is_located_but_not_in_addresses_nor_in_the_name_of_the_month():
    outline = llms_outline(TEXT)

    assert [TEXT[wording.start : wording.end] for wording in outline.wordings] == [
        "may",
        "AI training",
        "prohibited",
        "licence",
    ]
    assert marked(outline) == [(6, ["may"]), (16, ["AI training", "prohibited", "licence"])]


def test_a_passage_is_its_line_in_pieces():
    (passage,) = llms_outline("You may not crawl this site.\r\nBye.").passages

    assert passage.pieces == (("You ", False), ("may not", True), (" ", False), ("crawl", True), (" this site.", False))


def test_of_a_long_line_only_the_part_around_the_wording_is_shown():
    (passage,) = llms_outline("x" * 9_000 + " you may " + "y" * 9_000).passages

    shown = "".join(text for text, _ in passage.pieces)
    assert shown.startswith("…x")
    assert shown.endswith("y…")
    assert len(shown) < 600


def test_what_would_reorder_the_page_is_shown_by_its_number():
    outline = llms_outline("# A\u202eB\n- [x\u2066](y\u200b): may\x07\n")

    assert outline.title == "A⟨U+202E⟩B"
    assert outline.sections[0].links[0] == LlmsLink("x⟨U+2066⟩", "y⟨U+200B⟩", "may⟨U+0007⟩", 2)


def test_presence_grants_nothing_and_that_is_said_even_of_an_empty_file():
    assert "grants nothing" in llms_outline(TEXT).presence
    assert "grants nothing" in llms_outline(None).presence


@pytest.mark.parametrize("text", [None, "", "\n\n", "just words", "\ufeff"])
def test_a_file_without_structure_has_an_empty_outline(text):
    outline = llms_outline(text)

    assert (outline.title, outline.summary, outline.sections) == ("", "", ())


def test_links_before_any_heading_are_kept_in_a_section_without_title():
    (section,) = llms_outline("- [A](https://a.example)\n").sections

    assert (section.title, section.links[0].address) == ("", "https://a.example")


def test_an_address_may_have_brackets_of_its_own():
    (section,) = llms_outline("- [A](https://a.example/B_(C)): note (1)\n").sections

    assert section.links == (LlmsLink("A", "https://a.example/B_(C)", "note (1)", 1),)


def test_a_web_page_in_place_of_the_file_is_recognised():
    assert llms_outline("<!doctype html><title>404</title>").is_html is True
    assert llms_outline("# Title\n<p>html inside</p>").is_html is False


@given(st.text(alphabet=st.sampled_from("#-*[]()>`: \r\nmay trainx\u202e"), max_size=300))
def test_any_text_has_an_outline_whose_pieces_stand_in_it(text):
    outline = llms_outline(text)

    for passage in outline.passages:
        assert "".join(piece for piece, _ in passage.pieces).strip("…") in visible(
            text.split("\n")[passage.line - 1], None
        )
    assert all(text[wording.start : wording.end].strip() for wording in outline.wordings)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("may " * 500_000, 4 * 500_000 - READ_CHARACTERS),
        ("- [a](b)\n" * 200_000, 9 * 200_000 - READ_CHARACTERS),
        ("\n" * 1_000_000, 1_000_000 - READ_CHARACTERS),
        ("[" * 400_000, 0),
        ("- [" * 130_000, 0),
        ("](" * 200_000, 0),
        ("- [a](" + "(" * 400_000, 0),
        ("- [a](" + "()" * 200_000 + "\n", 0),
        ("# " * 200_000, 0),
        ("> " + "x" * 200_000, 0),
        ("may\n" * 100_000, 0),
    ],
    ids=[
        "words",
        "links",
        "lines",
        "brackets",
        "items",
        "targets",
        "open brackets",
        "pairs",
        "hashes",
        "quote",
        "passages",
    ],
)
def test_a_hostile_file_is_outlined_within_bounds(text, unread):
    outline = llms_outline(text)

    assert outline.unread == unread
    assert sum(len(section.links) for section in outline.sections) <= MOST_LINKS
    assert len(outline.passages) <= MOST_PASSAGES


@pytest.mark.sample
def test_every_real_file_has_an_outline(sample_path):
    outlines = []
    with gzip.open(sample_path, "rt", encoding="utf-8") as sample:
        for line in sample:
            record = json.loads(line)
            if record["type"] == "document" and record["document_type"] == "llm_txt":
                outlines.append(llms_outline(record["raw_content"]))

    assert len(outlines) > 100
    assert sum(bool(outline.title) for outline in outlines) > len(outlines) * 0.8
    assert sum(outline.link_count for outline in outlines) > len(outlines)
