"""What the page shows of a robots.txt, of its changes, and of an llms.txt: escaped, bounded, every answer with its lines."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from compliance.llms_txt import llms_outline
from compliance.robots import read_robots, robots_changes
from compliance.robots.agents import known_agents

HOSTILE = (
    "\ufeffUser-agent: \"><script>alert('agent')</script>\nDisallow: /<img src=x onerror=alert(1)>\n"
    "User-agent: *\nDisallow: /data<b onclick=alert(2)>\nContent-Signal: <i>=<u>, ai-train=no\n"
    "Content-Usage: /<s> train-ai=n\nLicense: javascript:alert(3)\nSitemap: javascript:alert(4)\n"
    "Disalow: \u202e<em>\n<script>alert(5)</script>\nFoo: " + "x" * 200_000 + "\n"
)
SOURCES = {agent.source for agent in known_agents()}


class Tags(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def read(text, path="/data"):
    return read_robots(text, path=path, our_agent="ACCbot")


def robots_page(text, path="/data"):
    return render_to_string("compliance/_robots.html", {"robots": read(text, path), "line_links": True})


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


PAGES = {
    "robots": lambda: robots_page(HOSTILE),
    "changes": lambda: render_to_string(
        "compliance/_robots_changes.html", {"changes": robots_changes(read(""), read(HOSTILE))}
    ),
    "llms": lambda: render_to_string(
        "compliance/_llms_outline.html",
        {"outline": llms_outline("# <script>\n> <b onclick=x>\n- [<i>](javascript:alert(1)): may <u>\n## \u202e<s>\n")},
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_strangers_text_makes_no_element_no_handler_and_no_link(page):
    tags = Tags(PAGES[page]()).found

    assert {tag for tag, _ in tags} & {"script", "img", "b", "i", "u", "s", "em", "iframe", "style"} == set()
    assert [name for _, attrs in tags for name in attrs if name.startswith("on") or name == "style"] == []
    links = {attrs["href"] for tag, attrs in tags if tag == "a"}
    assert {link for link in links if not link.startswith("#line-")} <= SOURCES


@pytest.mark.parametrize("page", PAGES)
def test_bidirectional_controls_are_shown_by_their_number(page):
    assert "\u202e" not in PAGES[page]()


def test_every_answer_stands_with_the_numbers_and_texts_of_its_lines():
    page = robots_page("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\nCrawl-delay: 5\n")

    row = words(re.search(r"<tr>\s*<th scope=\"row\"><span class=\"robots-agent\">GPTBot.*?</tr>", page, re.DOTALL)[0])

    assert row == (
        "GPTBot OpenAI. Named Disallowed Line 1 User-agent: GPTBot Line 2 Disallow: / "
        "Disallowed Line 1 User-agent: GPTBot Line 2 Disallow: / None"
    )
    assert "ACCbot . Not named, follows * Allowed Line 4 User-agent: * Line 5 Allow: /" in words(page)
    assert "5 s Line 4 User-agent: * Line 6 Crawl-delay: 5" in words(page)


def test_where_the_two_readings_differ_both_answers_are_shown():
    page = words(robots_page("User-agent: *\nDisallow: /\nAllow: /index.html\n", "/"))

    assert "Disallowed by RFC 9309 to the letter" in page
    assert "the stricter is the safe one" in page


@pytest.mark.parametrize("text", ["<!DOCTYPE html><html></html>", "Request failed"])
def test_what_is_not_a_robots_txt_is_no_permission(text):
    page = robots_page(text)

    assert "That nothing is forbidden in it is no permission" in words(page)
    assert page.index("What a crawler would make of it") < page.index("robots-matrix")


def test_a_change_is_one_sentence_with_the_lines_before_and_now():
    old, new = read("User-agent: *\nAllow: /\n"), read("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n")

    page = words(render_to_string("compliance/_robots_changes.html", {"changes": robots_changes(old, new)}))

    assert page.startswith(
        "Stricter GPTBot: allowed → disallowed on / Before Line 1 User-agent: * Line 2 Allow: / "
        "Now Line 1 User-agent: GPTBot Line 2 Disallow: /"
    )


def test_no_change_in_meaning_is_said_in_words():
    assert "Both versions mean the same" in render_to_string("compliance/_robots_changes.html", {"changes": []})


def test_an_llms_txt_says_that_its_presence_grants_nothing_and_marks_the_wording():
    outline = llms_outline("# Press\n\nYou may not train on this.\n\n## Docs\n- [A](https://a.example/)\n")

    page = render_to_string("compliance/_llms_outline.html", {"outline": outline})

    assert "grants nothing" in page
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["may not", "train"]
    assert "https://a.example/" in page


@pytest.mark.parametrize(
    "text",
    [
        "a:b\n" * 1_000_000,
        "".join(f"User-agent: Bot{number}\nDisallow: /\n" for number in range(15_000)),
        "User-agent: *\n" + "Content-Signal: ai-train=no\n" * 15_000,
        "Disalow: /a\nSitemap: x\n" * 20_000,
        "User-agent: *\nDisallow: /" + "*" * 200_000,
    ],
    ids=["lines", "agents", "signals", "misspelt", "long"],
)
def test_a_hostile_file_makes_a_page_of_bounded_size(text):
    assert len(robots_page(text)) < 300_000
    assert (
        len(render_to_string("compliance/_robots_changes.html", {"changes": robots_changes(read(""), read(text))}))
        < 300_000
    )
