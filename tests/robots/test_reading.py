"""A robots.txt read for people: lines, names, delays, use statements, remarks; and that it always agrees with protego."""

import gzip
import json
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from protego import Protego

from compliance.robots import read_robots
from compliance.robots.agents import PURPOSES, known_agents
from compliance.robots.lines import NOT_LINE_ENDS, PARSED_BYTES, SPELLINGS, read_lines

OURS = "ACCbot"


def read(text, path="/"):
    return read_robots(text, path=path, our_agent=OURS)


def row_for(reading, token):
    return next(row for row in reading.rows if row.token == token)


def numbers(lines):
    return [line.number for line in lines]


def codes(reading):
    return [remark.code for remark in reading.remarks]


# --- lines -------------------------------------------------------------------------------------------------------


def test_every_line_has_its_number_kind_key_value_and_group():
    text = "# hello\nUser-agent: GPTBot # theirs\nDisallow: /a\n\nSitemap: https://e.com/s.xml\nUser-agent: *\nCrawl-delay: 5"
    lines = read_lines(text).lines

    assert [(line.number, line.kind, line.key, line.value, line.group) for line in lines] == [
        (1, "comment", "", "", None),
        (2, "user-agent", "user-agent", "GPTBot", 0),
        (3, "disallow", "disallow", "/a", 0),
        (4, "blank", "", "", None),
        (5, "sitemap", "sitemap", "https://e.com/s.xml", None),
        (6, "user-agent", "user-agent", "*", 1),
        (7, "crawl-delay", "crawl-delay", "5", 1),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "meant"),
    [
        ("Disallow: /", "disallow", ""),
        ("disallow : /", "disallow", ""),
        ("Disalow: /", "disallow", "Disallow:"),
        ("Disallow /", "disallow", "Disallow:"),
        ("Useragent: x", "user-agent", "User-agent:"),
        ("Site-map: https://e.com/s.xml", "sitemap", "Sitemap:"),
        ("Disallows: /", "misspelt", "Disallow:"),
        ("Disаllow: /", "misspelt", "Disallow:"),  # the a is Cyrillic
        ("User_agent: x", "misspelt", "User-agent:"),
        ("Craw-delay: 3", "misspelt", "Crawl-delay:"),
        ("Content-Signals: ai-train=no", "misspelt", "Content-Signal:"),
        ("Content-Signal ai-train=no", "misspelt", "Content-Signal:"),
        ("Licence: https://e.com/l.xml", "misspelt", "License:"),
        ("Noindex: /a", "unknown", ""),
        ("Clean-param: ref /a", "unknown", ""),
        ("Hello there", "unknown", ""),
        ("Content-Signal: ai-train=no", "content-signal", ""),
        ("Content-Usage: train-ai=n", "content-usage", ""),
        ("License: https://e.com/l.xml", "license", ""),
    ],
)
def test_a_misspelt_key_is_named_with_what_was_probably_meant(line, kind, meant):
    (read_line,) = read_lines(line).lines

    assert (read_line.kind, read_line.meant) == (kind, meant)


def test_what_only_python_calls_a_line_end_does_not_end_a_line():
    lines = read_lines("User-agent: *\nDisallow: /a\u2028Allow: /\x0bb\n").lines

    assert [(line.kind, line.value) for line in lines] == [
        ("user-agent", "*"),
        ("disallow", "/a Allow: / b"),
        ("blank", ""),
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
@example("\r\n\r\n\n\r")
@example("\ufeff")
def test_any_text_is_read_and_its_lines_are_numbered_without_a_gap(text):
    lines = read_lines(text).lines

    assert numbers(lines) == list(range(1, len(lines) + 1))
    assert "\n".join(line.text for line in lines) == text.removeprefix("\ufeff").replace("\r\n", "\n").replace(
        "\r", "\n"
    )


# --- what is wrong with the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ["empty"]),
        ("", ["empty"]),
        (" \n\t\n", ["empty"]),
        ("User-agent: *\nDisallow:\n", []),
        ("\ufeffUser-agent: *\nDisallow:\n", ["bom"]),
        ("ï»¿User-agent: *\nDisallow:\n", ["bom"]),
        ("U\x00s\x00e\x00r\x00", ["no-directives", "nul"]),
        ("User-agent: *\nDisallow: /\ufffd\n", ["encoding"]),
        ("<!DOCTYPE html><html></html>", ["html"]),
        ("  <!-- x -->\n<html lang=en>", ["html"]),
        ("<?xml version='1.0'?><!DOCTYPE html>", ["html"]),
        ("404 not found\n", ["no-directives"]),
        ("Disallow: /\n", ["orphans"]),
    ],
)
def test_what_is_wrong_with_the_whole_file_is_said(text, expected):
    assert codes(read(text)) == expected


def test_an_absent_file_allows_everything_by_rfc_9309_section_2_3_1_3():
    reading = read(None, "/a")

    assert {(row.root.allowed, row.path.allowed, row.naming, row.delay.seconds) for row in reading.rows} == {
        (True, True, "not named", None)
    }


def test_only_the_first_500_kib_count_and_a_line_cut_in_half_does_not():
    filler = "# " + "x" * 97 + "\n"
    text = "User-agent: *\n" + filler * (PARSED_BYTES // len(filler)) + "Disallow: /\n"
    inside = "User-agent: *\nDisallow: /\n" + filler * (PARSED_BYTES // len(filler)) + "Allow: /\n"

    assert codes(read(text)) == ["long"]
    assert row_for(read(text), "GPTBot").root.allowed is True
    assert row_for(read(inside), "GPTBot").root.allowed is False
    assert read(text).source.unread == len(text) - sum(len(line.text) + 1 for line in read(text).source.lines) + 1


def test_the_500_kib_are_bytes_not_characters():
    text = "User-agent: *\nDisallow: /a\n" + "# €\n" * 200_000

    assert read(text).source.unread > len(text) - PARSED_BYTES / 6 * 4 - 10


def test_what_would_hide_or_reorder_a_line_is_shown_by_its_number():
    reading = read("User-agent: \u202etobTPG\u202c\nDisallow: /\x00" + "x" * 1_000)

    assert reading.source.lines[0].shown == "User-agent: ⟨U+202E⟩tobTPG⟨U+202C⟩"
    assert [other.name for other in reading.others] == ["⟨U+202E⟩tobTPG⟨U+202C⟩"]
    assert len(reading.source.lines[1].shown) < 320


def test_lone_surrogates_are_read():
    assert row_for(read("User-agent: *\nDisallow: /\ud800\n", "/?"), "GPTBot").root.allowed is True


# --- agents ------------------------------------------------------------------------------------------------------


def test_every_agent_says_whether_it_is_named_and_by_which_name():
    reading = read("User-agent: GPTBot\nDisallow: /\n\nUser-agent: Applebot\nDisallow: /\n\nUser-agent: *\nAllow: /\n")

    namings = {row.token: (row.naming, row.name) for row in reading.rows}

    assert namings["GPTBot"] == ("named", "gptbot")
    assert namings["Applebot-Extended"] == ("in part", "applebot")
    assert namings["ClaudeBot"] == ("every agent", "*")
    assert namings["*"] == ("named", "*")
    assert namings[OURS] == ("every agent", "*")
    assert read("").rows[1].naming == "not named"


def test_our_own_agent_is_read_by_the_name_that_it_is_given():
    text = "User-agent: otherbot\nDisallow: /\n"
    reading = read_robots(text, path="/", our_agent="OtherBot")

    assert [(row.token, row.title, row.root.allowed) for row in reading.general] == [
        ("OtherBot", "Our agent", False),
        ("*", "Every agent not named", True),
    ]


def test_agents_that_may_do_what_every_agent_may_are_kept_together_by_purpose():
    reading = read("User-agent: GPTBot\nUser-agent: CCBot/2.0\nDisallow: /\n")
    training = reading.sections[0]

    assert [row.token for row in training.rows] == ["GPTBot", "CCBot"]  # CCBot by RFC 9309 to the letter only.
    assert "ClaudeBot" in [row.token for row in training.alike]
    assert reading.sections[1].rows == ()


def test_a_cell_has_the_line_that_names_the_agent_and_the_line_that_decides():
    reading = read("User-agent: CCBot\nUser-agent: GPTBot\nAllow: /b\nDisallow: /\n", "/b/c")
    row = row_for(reading, "GPTBot")

    assert [line.text for line in row.root.lines] == ["User-agent: GPTBot", "Disallow: /"]
    assert [line.text for line in row.path.lines] == ["User-agent: GPTBot", "Allow: /b"]


def test_where_no_rule_decides_the_reason_is_given():
    reading = read("User-agent: GPTBot\nDisallow: /a\n\nUser-agent: CCBot\nDisallow:\n", "/robots.txt")

    assert [
        (row_for(reading, token).root.why, numbers(row_for(reading, token).root.lines))
        for token in ("GPTBot", "CCBot", "YouBot")
    ] == [
        ("No rule of the group fits this path.", [1]),
        ("An empty Disallow forbids nothing.", [4, 5]),
        ("No group is for this agent, so nothing is forbidden.", []),
    ]
    assert row_for(reading, "GPTBot").path.why == "robots.txt itself may always be fetched."


def test_the_path_of_the_source_has_no_cell_of_its_own_where_it_is_the_root():
    assert {row.path for row in read("User-agent: *\nDisallow: /\n", "/").rows} == {None}


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("User-agent: GPTBot\nCrawl-delay: 10\nUser-agent: CCBot\nDisallow: /\n", "GPTBot"),
        ("User-agent: Applebot\nDisallow: /\n", "Applebot-Extended"),
        ("User-agent: GPTBot/1.0\nDisallow: /\n", "GPTBot"),
        ("User-agent: *\nDisallow: /\nAllow: /index.html\n", "GPTBot"),
    ],
)
def test_where_rfc_9309_to_the_letter_answers_otherwise_the_cell_is_disputed(text, token):
    reading = read(text)

    assert row_for(reading, token).root.disputed
    assert not row_for(reading, "Googlebot").root.disputed or token == "GPTBot"


def test_a_plain_file_has_no_disputed_cell():
    reading = read("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nDisallow: /a\n", "/a")

    assert [row.token for row in reading.rows if row.root.disputed or row.path.disputed] == []


def test_the_crawl_delay_is_that_of_the_agents_own_group_and_never_from_the_star():
    reading = read(
        "User-agent: *\nCrawl-delay: 10\n\nUser-agent: GPTBot\nDisallow: /a\nCrawl-delay: soon\nCrawl-delay: 2.5\n"
    )

    delays = {token: row_for(reading, token).delay for token in ("GPTBot", "CCBot")}

    assert (delays["GPTBot"].seconds, numbers(delays["GPTBot"].lines)) == (2.5, [4, 7])
    assert (delays["CCBot"].seconds, numbers(delays["CCBot"].lines)) == (10, [1, 2])
    assert (
        row_for(read("User-agent: *\nCrawl-delay: 1\nUser-agent: GPTBot\nDisallow:\n"), "GPTBot").delay.seconds is None
    )


@pytest.mark.parametrize("delay", ["-1", "nan", "inf", "", "5s", "1,5"])
def test_a_crawl_delay_that_is_no_number_of_seconds_is_none(delay):
    assert row_for(read(f"User-agent: *\nCrawl-delay: {delay}\n"), "GPTBot").delay.seconds is None


def test_agents_that_our_list_does_not_have_are_named_with_what_they_may_do():
    reading = read(
        "User-agent: WeirdBot\nUser-agent: gptbot\nDisallow: /\n\nUser-agent: Other Bot\nDisallow: /x\n", "/x"
    )

    assert [(other.line.value, other.root_allowed, other.path_allowed) for other in reading.others] == [
        ("WeirdBot", False, False),
        ("Other Bot", True, False),
    ]


def test_the_list_of_agents_names_a_purpose_a_source_and_a_day_for_each():
    agents = known_agents()

    assert len(agents) >= 30
    assert len({agent.token.lower() for agent in agents}) == len(agents)
    assert {agent.purpose for agent in agents} == set(PURPOSES)
    assert all(agent.source.startswith("https://") and agent.operator for agent in agents)
    assert all(date(2026, 1, 1) <= agent.checked for agent in agents)


# --- use: Content-Signal, Content-Usage, License -----------------------------------------------------------------


def signals(text, path="/"):
    return {answer.key: (answer.value, numbers(answer.lines)) for answer in read(text, path).signals}


def test_content_signal_is_read_with_what_it_leaves_unsaid():
    assert signals("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n") == {
        "search": ("yes", [2]),
        "ai-input": ("not stated", []),
        "ai-train": ("no", [2]),
    }


def test_content_signal_of_our_own_group_counts_and_not_that_of_the_star():
    text = "User-agent: *\nContent-Signal: ai-train=no\n\nUser-agent: accbot\nContent-Signal: ai-train=yes\n"

    assert signals(text)["ai-train"] == ("yes", [5])
    assert signals(text.replace("ai-train=yes", "search=yes"))["ai-train"] == ("not stated", [])


def test_content_signal_outside_any_group_is_for_all():
    assert signals("Content-Signal: ai-input=no\n\nUser-agent: *\nAllow: /\n")["ai-input"] == ("no", [1])


def test_of_two_content_signals_the_longer_path_counts_then_the_restrictive():
    text = "User-agent: *\nContent-Signal: ai-train=no\nContent-Signal: /open/ ai-train=yes\n"

    assert signals(text, "/open/1")["ai-train"] == ("yes", [3])
    assert signals(text, "/else")["ai-train"] == ("no", [2])
    assert signals(text + "Content-Signal: ai-train=yes\n", "/else")["ai-train"] == ("no", [2])


def test_each_statement_has_its_agents_its_path_and_its_values():
    text = (
        "User-agent: GPTBot\nUser-agent: *\nContent-Signal: search=yes,use=reference\n"
        "Content-Usage: /ai-ok/ train-ai=y, other\nLicense: https://e.com/license.xml\nDisallow: /\n"
    )
    reading = read(text)

    (signal,) = reading.statements
    (usage,) = reading.usages
    assert (signal.names, signal.path) == (("GPTBot", "*"), "")
    assert signal.signals == [
        ("search", "yes"),
        ("ai-input", "not stated"),
        ("ai-train", "not stated"),
        ("use", "reference"),
    ]
    assert (usage.path, usage.values) == ("/ai-ok/", (("train-ai", "yes"), ("other", "")))
    assert [line.value for line in reading.licenses] == ["https://e.com/license.xml"]


def test_sitemaps_unknown_and_misspelt_lines_are_kept():
    reading = read(
        "Sitemap: https://e.com/1.xml\nUser-agent: *\nNoindex: /a\nDisalow: /b\nSitemap https://e.com/2.xml\n"
    )

    assert [line.value for line in reading.sitemaps] == ["https://e.com/1.xml", "https://e.com/2.xml"]
    assert numbers(reading.unknown) == [3]
    assert [(line.number, line.meant) for line in reading.misspelt] == [(4, "Disallow:"), (5, "Sitemap:")]


# --- agreement with protego --------------------------------------------------------------------------------------

KEYS = [*SPELLINGS, "Content-Signal", "Noindex", "foo", "disallow me", "http"]
TOKENS = [
    "*",
    OURS,
    "GPTBot",
    "gptbot",
    "GPT",
    "Applebot",
    "Applebot-Extended",
    "Google*",
    "bot",
    "CCBot/2.0",
    "",
    "**",
]
PATHS = st.text(alphabet="/ab*$%2F6é?=.#; ", max_size=8).map(lambda path: f"/{path}") | st.sampled_from(
    ["", "/", "*", "/a/index.html", "/index.html", "/robots.txt", "https://e.com/a", "/%zz%41", "/%2a", "//a", "$"]
)
LINES = (
    st.tuples(
        st.sampled_from(["User-agent"] * 4 + KEYS), st.sampled_from([": ", ":", " ", " : "]), st.sampled_from(TOKENS)
    )
    | st.tuples(st.sampled_from(["Disallow", "Allow"] * 4 + KEYS), st.sampled_from([": ", ":", " "]), PATHS)
    | st.tuples(st.just("Crawl-delay"), st.just(": "), st.sampled_from(["1", "2.5", "x", "-1", "1e3"]))
).map("".join)
FILES = st.lists(
    LINES | st.sampled_from(["", "# comment", "nonsense", ":", "a:b"]) | st.text(max_size=12), max_size=14
).flatmap(lambda lines: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join(lines)))


def assert_agrees_with_protego(text, path):
    reading = read(text, path)
    parser = Protego.parse(text.removeprefix("\ufeff"))
    for row in reading.rows:
        cells = {"/": row.root} | ({path: row.path} if row.path else {})
        for asked, cell in cells.items():
            assert cell.allowed == parser.can_fetch(f"https://e.com{asked}", row.token), (row.token, asked)
            rules = [line for line in cell.lines if line.kind in ("allow", "disallow") and line.value]
            assert [line.kind == "allow" for line in rules] == [cell.allowed] * len(rules)
            assert cell.allowed or rules
        assert row.delay.seconds == parser.crawl_delay(row.token)
    assert "disagreement" not in codes(reading)
    assert reading.cross_checked


@settings(max_examples=300, deadline=None)
@given(FILES.map(lambda text: text.translate(NOT_LINE_ENDS)), PATHS.filter(lambda path: path.startswith("/")))
@example("User-agent: *\nDisallow: /a$b\n", "/a$b")
@example("User-agent: *\nAllow: /x$\nDisallow: /x\n", "/x$")
@example("User-agent: GPTBot*\nDisallow: /\nUser-agent: gptbot\nAllow: /\n", "/")
@example("User-agent:\nDisallow: /\n", "/")
@example("User-agent: *\n:\nUser-agent: x\nDisallow: /\n", "/")
def test_our_answer_and_our_deciding_line_always_agree_with_protego(text, path):
    assert_agrees_with_protego(text, path)


@pytest.mark.sample
def test_every_real_file_is_read_and_agrees_with_protego(sample_path):
    read_files = 0
    with gzip.open(sample_path, "rt", encoding="utf-8") as sample:
        for line in sample:
            record = json.loads(line)
            if record["type"] == "document" and record["document_type"] == "robots":
                address = urlsplit(record["source_url"])
                path = (address.path or "/") + (f"?{address.query}" if address.query else "")
                text = record["raw_content"] or ""
                if not set(text).isdisjoint(map(chr, NOT_LINE_ENDS)):
                    text = text.translate(NOT_LINE_ENDS)
                assert_agrees_with_protego(text, path)
                read_files += 1
    assert read_files > 900


# --- hostile files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a\n" * 1_000_000,
        "\r" * 1_000_000,
        "User-agent: *\nDisallow: /" + "*a" * 250_000,
        "User-agent: *\n" + "Disallow: /" + "x" * 200_000 + "\nAllow: /\n",
        "User-agent:*\n" + "".join(f"Disallow:/*a*{number}*a\n" for number in range(20_000)),
        "".join(f"User-agent:a{number}\n" for number in range(14_000)) + "Allow:/a\n" * 25_000,
        "User-agent: *\nContent-Signal: " + ",".join(f"k{number}=y" for number in range(60_000)),
        "<script>alert(1)</script>\n" * 10_000,
        "User-agent: \u202eGPTBot\u202c\nDisallow: /\n",
    ],
    ids=["lines", "returns", "stars", "long line", "many stars", "many agents", "many keys", "script", "bidirectional"],
)
def test_a_hostile_file_is_read_to_an_answer_for_every_agent(text):
    reading = read(text, "/" + "a" * 2_000)

    assert len(reading.rows) == len(known_agents()) + 2


def test_a_file_with_too_many_rules_for_the_parser_is_read_by_ours_and_says_so():
    agents = "".join(f"User-agent:{agent.token}\n" for agent in known_agents())
    reading = read(agents + "".join(f"Disallow:/{number}\n" for number in range(20_000)) + "Disallow: /\n")

    assert row_for(reading, "GPTBot").root.allowed is False
    assert (reading.cross_checked, codes(reading)) == (False, ["unchecked"])
