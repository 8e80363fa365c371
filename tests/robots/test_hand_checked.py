"""A table of robots.txt files with the answers worked out by hand from RFC 9309, and from what real sites write.

Each case is asked of three: our reading (which answers with protego), protego on the untouched text, and robotspy, a
second parser with another origin. Where one of the parsers answers otherwise, the case says so and why.
"""

from dataclasses import dataclass, field

import pytest
from protego import Protego
from robots.parser import RobotsParser

from compliance.robots import read_robots

ASKED = "https://www.example.com"


@dataclass
class Case:
    """`answers`: (agent, path, allowed, number of the deciding rule line or None). `robotspy`: the questions, as
    (agent, path), that robotspy answers the other way round, and `because` of what. `protego_differs` likewise."""

    name: str
    text: str
    answers: list
    robotspy: set = field(default_factory=set)
    protego_differs: set = field(default_factory=set)
    because: str = ""


CASES = [
    Case("an empty file allows everything (2.3.1.3)", "", [("GPTBot", "/", True, None), ("ACCbot", "/a", True, None)]),
    Case("comments alone allow everything", "# nothing to see\n\n   # here\n", [("GPTBot", "/", True, None)]),
    Case(
        "an empty Disallow forbids nothing (2.2.2)",
        "User-agent: *\nDisallow:\n",
        [("GPTBot", "/", True, 2), ("GPTBot", "/any/thing", True, 2)],
    ),
    Case(
        "an empty Disallow does not undo another rule",
        "User-agent: *\nDisallow: /private\nDisallow:\n",
        [("GPTBot", "/private", False, 2), ("GPTBot", "/", True, 3)],
    ),
    Case(
        "a slash forbids all",
        "User-agent: *\nDisallow: /\n",
        [("GPTBot", "/", False, 2), ("GPTBot", "/a/b?c=d", False, 2), ("*", "/", False, 2)],
    ),
    Case(
        "robots.txt itself is always allowed (2.2.2)",
        "User-agent: *\nDisallow: /\n",
        [("GPTBot", "/robots.txt", True, None)],
        robotspy={("GPTBot", "/robots.txt")},
        because="robotspy has no exception for /robots.txt",
    ),
    Case(
        "the longest match decides, whatever the order (2.2.2)",
        "User-agent: *\nDisallow: /shop\nAllow: /shop/open\n",
        [("GPTBot", "/shop/open/1", True, 3), ("GPTBot", "/shop/closed", False, 2), ("GPTBot", "/sho", True, None)],
    ),
    Case(
        "the longest match decides, the other way round",
        "User-agent: *\nAllow: /shop/open\nDisallow: /shop\nDisallow: /shop/open/not-this\n",
        [("GPTBot", "/shop/open/yes", True, 2), ("GPTBot", "/shop/open/not-this", False, 4)],
    ),
    Case(
        "Allow wins a tie (2.2.2)",
        "User-agent: *\nDisallow: /page\nAllow: /page\n",
        [("GPTBot", "/page", True, 3), ("GPTBot", "/page/2", True, 3)],
    ),
    Case(
        "Allow wins a tie where it comes first",
        "User-agent: *\nAllow: /page\nDisallow: /page\n",
        [("GPTBot", "/page", True, 2)],
    ),
    Case(
        "a rule is a prefix, not a folder",
        "User-agent: *\nDisallow: /fish\n",
        [("GPTBot", "/fish.html", False, 2), ("GPTBot", "/fisheries", False, 2), ("GPTBot", "/catfish", True, None)],
    ),
    Case(
        "a slash at the end leaves the file of that name open",
        "User-agent: *\nDisallow: /fish/\n",
        [("GPTBot", "/fish", True, None), ("GPTBot", "/fish/1", False, 2)],
    ),
    Case(
        "a star stands for anything (2.2.3)",
        "User-agent: *\nDisallow: /*.php\n",
        [
            ("GPTBot", "/index.php", False, 2),
            ("GPTBot", "/a/b.php?x=1", False, 2),
            ("GPTBot", "/index.html", True, None),
        ],
    ),
    Case(
        "a dollar is the end of the path (2.2.3)",
        "User-agent: *\nDisallow: /*.pdf$\n",
        [("GPTBot", "/a.pdf", False, 2), ("GPTBot", "/a.pdf?x", True, None), ("GPTBot", "/a.pdfs", True, None)],
    ),
    Case(
        "slash and dollar forbid the root alone",
        "User-agent: *\nDisallow: /$\n",
        [("GPTBot", "/", False, 2), ("GPTBot", "/a", True, None)],
    ),
    Case(
        "root allowed, the rest forbidden, as many sites write it",
        "User-agent: *\nAllow: /$\nDisallow: /\n",
        [("GPTBot", "/", True, 2), ("GPTBot", "/a", False, 3)],
    ),
    Case(
        "several stars in one rule",
        "User-agent: *\nDisallow: /*/print/*/page\nAllow: /\n",
        [("GPTBot", "/x/print/y/page", False, 2), ("GPTBot", "/x/print/page", True, 3)],
    ),
    Case(
        "a star at the end changes what matches in nothing, but makes the rule longer",
        "User-agent: *\nDisallow: /a*\nAllow: /a\n",
        [("GPTBot", "/abc", False, 2)],
    ),
    Case(
        "a query is part of what is matched",
        "User-agent: *\nDisallow: /*?\nAllow: /search?lang=\n",
        [("GPTBot", "/a?b=c", False, 2), ("GPTBot", "/search?lang=de", True, 3), ("GPTBot", "/a", True, None)],
    ),
    Case(
        "a rule without slash in front, but with a star",
        "User-agent: *\nDisallow: *action=edit\n",
        [("GPTBot", "/w?action=edit", False, 2), ("GPTBot", "/w", True, None)],
    ),
    Case(
        "a rule without slash in front matches nothing",
        "User-agent: *\nDisallow: private\n",
        [("GPTBot", "/private", True, None)],
    ),
    Case(
        "paths are case-sensitive (2.2.2)",
        "User-agent: *\nDisallow: /Private\n",
        [("GPTBot", "/Private/x", False, 2), ("GPTBot", "/private/x", True, None)],
    ),
    Case(
        "names of agents and keys are not (2.2.1)",
        "USER-AGENT: gptBOT\nDISALLOW: /\n",
        [("GPTBot", "/", False, 2), ("ClaudeBot", "/", True, None)],
    ),
    Case(
        "an agent that is named does not follow the star (2.2.1)",
        "User-agent: *\nDisallow: /\nUser-agent: GPTBot\nDisallow: /private\n",
        [("GPTBot", "/", True, None), ("GPTBot", "/private", False, 4), ("ClaudeBot", "/", False, 2)],
    ),
    Case(
        "a named group without rules allows everything",
        "User-agent: *\nDisallow: /\n\nUser-agent: GPTBot\n",
        [("GPTBot", "/", True, None), ("ClaudeBot", "/", False, 2)],
    ),
    Case(
        "without a star, agents that are not named are free (2.2.1)",
        "User-agent: GPTBot\nDisallow: /\n",
        [("GPTBot", "/", False, 2), ("CCBot", "/", True, None), ("*", "/", True, None)],
    ),
    Case(
        "several agents share a group (2.2)",
        "User-agent: GPTBot\nUser-agent: CCBot\nUser-agent: ClaudeBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        [("GPTBot", "/", False, 4), ("CCBot", "/", False, 4), ("ClaudeBot", "/x", False, 4), ("YouBot", "/", True, 7)],
    ),
    Case(
        "groups of one name are one (2.2.1)",
        "User-agent: GPTBot\nDisallow: /a\n\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: GPTBot\nDisallow: /b\n",
        [
            ("GPTBot", "/a", False, 2),
            ("GPTBot", "/b", False, 8),
            ("GPTBot", "/c", True, None),
            ("CCBot", "/", False, 5),
        ],
    ),
    Case(
        "two groups for everyone are one, as where a service puts its own in front",
        "User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /\n\nUser-agent: *\nDisallow: /admin\n",
        [("GPTBot", "/", True, 3), ("GPTBot", "/admin", False, 6)],
    ),
    Case(
        "blank lines end nothing",
        "User-agent: GPTBot\n\n\nDisallow: /a\n\nDisallow: /b\n",
        [("GPTBot", "/a", False, 4), ("GPTBot", "/b", False, 6)],
    ),
    Case(
        "a blank line between agents does not part them",
        "User-agent: GPTBot\n\nUser-agent: CCBot\nDisallow: /\n",
        [("GPTBot", "/", False, 4), ("CCBot", "/", False, 4)],
    ),
    Case(
        "a sitemap between agents does not part them (2.2.4)",
        "User-agent: GPTBot\nSitemap: https://www.example.com/sitemap.xml\nUser-agent: CCBot\nDisallow: /\n",
        [("GPTBot", "/", False, 4), ("CCBot", "/", False, 4)],
    ),
    Case(
        "a sitemap between rules ends no group (2.2.4)",
        "User-agent: *\nDisallow: /a\nSitemap: https://www.example.com/sitemap.xml\nDisallow: /b\n",
        [("GPTBot", "/a", False, 2), ("GPTBot", "/b", False, 4)],
    ),
    Case(
        "a crawl delay between agents parts them for protego, though not by RFC 9309 (2.2.4)",
        "User-agent: GPTBot\nCrawl-delay: 10\nUser-agent: CCBot\nDisallow: /\n",
        [("GPTBot", "/", True, None), ("CCBot", "/", False, 4)],
        robotspy={("GPTBot", "/")},
        because="robotspy follows RFC 9309; protego follows what most sites mean. Our page says that they differ",
    ),
    Case(
        "an unknown line inside a group is passed over",
        "User-agent: *\nNoindex: /a\nDisallow: /b\n",
        [("GPTBot", "/a", True, None), ("GPTBot", "/b", False, 3)],
    ),
    Case(
        "comments at the end of a line",
        "User-agent: GPTBot # OpenAI\nDisallow: /a # not this\nDisallow: # nor that\n",
        [("GPTBot", "/a", False, 2), ("GPTBot", "/a%20#", False, 2), ("GPTBot", "/b", True, 3)],
    ),
    Case(
        "a comment right behind the path",
        "User-agent: *\nDisallow: /a#b\n",
        [("GPTBot", "/a", False, 2), ("GPTBot", "/abc", False, 2)],
    ),
    Case(
        "Windows line ends",
        "User-agent: *\r\nDisallow: /a\r\n\r\nUser-agent: CCBot\r\nDisallow: /\r\n",
        [("GPTBot", "/a", False, 2), ("CCBot", "/", False, 5)],
    ),
    Case(
        "old Macintosh line ends (2.2: CR is an end of line)",
        "User-agent: *\rDisallow: /a\r",
        [("GPTBot", "/a", False, 2)],
        robotspy={("GPTBot", "/a")},
        because="robotspy splits at LF alone",
    ),
    Case(
        "a byte order mark is skipped",
        "\ufeffUser-agent: *\nDisallow: /\n",
        [("GPTBot", "/", False, 2)],
        robotspy={("GPTBot", "/")},
        protego_differs={("GPTBot", "/")},
        because="both leave it to whoever decodes the bytes, and so miss the first line of a text that has one",
    ),
    Case(
        "white space around everything",
        "   User-agent :   GPTBot  \n\tDisallow\t:\t/a\t\n",
        [("GPTBot", "/a", False, 2)],
    ),
    Case(
        "percent-encoded and plain are the same (2.2.2)",
        "User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /straße\n",
        [
            ("GPTBot", "/café", False, 2),
            ("GPTBot", "/caf%c3%a9", False, 2),
            ("GPTBot", "/stra%C3%9Fe", False, 3),
            ("GPTBot", "/cafe", True, None),
        ],
    ),
    Case(
        "an encoded letter is the letter (2.2.2)",
        "User-agent: *\nDisallow: /%61bc\n",
        [("GPTBot", "/abc", False, 2), ("GPTBot", "/%61bc", False, 2)],
    ),
    Case(
        "an encoded slash is not a slash (2.2.2: reserved characters stay)",
        "User-agent: *\nDisallow: /a/b\n",
        [("GPTBot", "/a%2Fb", True, None), ("GPTBot", "/a/b", False, 2)],
        robotspy={("GPTBot", "/a%2Fb")},
        because="robotspy decodes everything",
    ),
    Case(
        "an encoded star is a star in the address (2.2.3)",
        "User-agent: *\nDisallow: /a%2Ab\n",
        [("GPTBot", "/a*b", False, 2), ("GPTBot", "/axb", True, None)],
        robotspy={("GPTBot", "/axb")},
        because="robotspy decodes it and takes it for a wildcard",
    ),
    Case(
        "a name that is longer than the agent's is another agent",
        "User-agent: Googlebot-News\nDisallow: /\n",
        [("Googlebot", "/", True, None)],
    ),
    Case(
        "a name that the agent's begins with is taken by protego, though not by RFC 9309 (2.2.1)",
        "User-agent: Applebot\nDisallow: /\n",
        [("Applebot", "/", False, 2), ("Applebot-Extended", "/", False, 2)],
        robotspy={("Applebot-Extended", "/")},
        because="robotspy asks for the whole name, as RFC 9309 does. Our page says that they differ",
    ),
    Case(
        "of two names that fit, the longer one",
        "User-agent: Applebot\nDisallow: /\n\nUser-agent: Applebot-Extended\nDisallow: /a\n",
        [("Applebot-Extended", "/", True, None), ("Applebot-Extended", "/a", False, 5), ("Applebot", "/b", False, 2)],
    ),
    Case(
        "part of a name inside it is no name",
        "User-agent: bot\nDisallow: /\n",
        [("GPTBot", "/", True, None), ("CCBot", "/", True, None)],
    ),
    Case(
        "a name with a version is not the agent for protego",
        "User-agent: GPTBot/1.0\nDisallow: /\n",
        [("GPTBot", "/", True, None)],
        robotspy={("GPTBot", "/")},
        because="robotspy reads the product token only (2.2.1). Our page says that they differ",
    ),
    Case(
        "a star behind a name counts for nothing",
        "User-agent: GPTBot*\nDisallow: /\n",
        [("GPTBot", "/", False, 2), ("CCBot", "/", True, None)],
    ),
    Case(
        "rules before any agent are for nobody",
        "Disallow: /\nUser-agent: *\nDisallow: /a\n",
        [("GPTBot", "/", True, None), ("GPTBot", "/a", False, 3)],
    ),
    Case(
        "a User-agent line without a name begins a group for nobody",
        "User-agent: *\nDisallow: /a\nUser-agent:\nDisallow: /b\n",
        [("GPTBot", "/a", False, 2), ("GPTBot", "/b", True, None)],
        robotspy={("GPTBot", "/b")},
        because="robotspy skips the line, so that the rule after it still belongs to the group before",
    ),
    Case(
        "a common misspelling is forgiven",
        "User-agent: *\nDissallow: /a\n",
        [("GPTBot", "/a", False, 2)],
        robotspy={("GPTBot", "/a")},
        because="robotspy knows the right spelling only",
    ),
    Case(
        "an uncommon one is not",
        "User-agent: *\nDisallowed: /a\n",
        [("GPTBot", "/a", True, None)],
    ),
    Case(
        "a missing colon is forgiven",
        "User-agent *\nDisallow /a\n",
        [("GPTBot", "/a", False, 2)],
    ),
    Case(
        "index.html allowed allows its folder for protego, as for Google; not by RFC 9309",
        "User-agent: *\nDisallow: /\nAllow: /index.html\n",
        [("GPTBot", "/", True, 3), ("GPTBot", "/index.html", True, 3), ("GPTBot", "/a", False, 2)],
        robotspy={("GPTBot", "/")},
        because="robotspy matches the letters. Our page says that they differ",
    ),
    Case(
        "a web page in place of the file has no rules",
        "<!DOCTYPE html>\n<html><head><title>Not found</title></head>\n<body>Disallow nothing</body></html>\n",
        [("GPTBot", "/", True, None), ("ACCbot", "/a", True, None)],
    ),
    Case(
        "a rule written as a whole address matches no path of the site",
        "User-agent: *\nDisallow: https://www.example.com/private\n",
        [("GPTBot", "/private", True, None)],
    ),
]
QUESTIONS = [
    pytest.param(case, *answer, id=f"{case.name} - {answer[0]} {answer[1]}")
    for case in CASES
    for answer in case.answers
]


def cell_for(text, agent, path):
    reading = read_robots(text, path=path, our_agent="ACCbot")
    row = next(row for row in reading.rows if row.token == agent)
    return row.path or row.root


def test_the_table_is_long_enough_to_mean_something():
    assert len(CASES) >= 40


@pytest.mark.parametrize(("case", "agent", "path", "allowed", "line"), QUESTIONS)
def test_our_reading_gives_the_answer_and_the_line_that_decides(case, agent, path, allowed, line):
    cell = cell_for(case.text, agent, path)
    rules = [decisive.number for decisive in cell.lines if decisive.kind != "user-agent"]

    assert (cell.allowed, rules) == (allowed, [line] if line else [])


@pytest.mark.parametrize(("case", "agent", "path", "allowed", "line"), QUESTIONS)
def test_protego_agrees_or_the_table_says_why_not(case, agent, path, allowed, line):
    answer = Protego.parse(case.text).can_fetch(ASKED + path, agent)

    assert answer == (allowed != ((agent, path) in case.protego_differs))


@pytest.mark.parametrize(("case", "agent", "path", "allowed", "line"), QUESTIONS)
def test_robotspy_agrees_or_the_table_says_why_not(case, agent, path, allowed, line):
    answer = RobotsParser.from_string(case.text).can_fetch(agent, ASKED + path)

    assert answer == (allowed != ((agent, path) in case.robotspy))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_difference_is_a_question_of_its_case_and_is_explained(case):
    differences = case.robotspy | case.protego_differs

    assert differences <= {answer[:2] for answer in case.answers}
    assert bool(differences) == bool(case.because)
