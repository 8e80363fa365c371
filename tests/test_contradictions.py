"""What contradicts what, by hand-checked examples."""

import pytest

from compliance.contradictions import find_contradictions
from compliance.robots import read_robots
from compliance.signal_statements import Clause, clauses, statements

OPEN = "User-agent: *\nAllow: /\n"
CLOSED = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /data/\n"
NO_TRAINING = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
TRAINING = "User-agent: *\nContent-Signal: ai-train=yes\nAllow: /\n"


def signal(signal_type, value, clause=""):
    return {"signal_type": signal_type, "value": value, "source_clause": clause}


def found(signals, robots=None, *, path="/data/1", status="CONDITIONAL"):
    reading = None if robots is None else read_robots(robots, path=path, our_agent="ACCbot")
    return find_contradictions(status, statements({"signals": signals}), reading)


# robots.txt, path, signals, sentences
TABLE = [
    (OPEN, "/", [signal("scraping_allowed", "allowed")], []),
    (OPEN, "/", [signal("scraping_allowed", "conditional")], []),
    (OPEN, "/", [signal("scraping_allowed", "unclear")], []),
    (
        OPEN,
        "/x",
        [signal("scraping_allowed", "prohibited")],
        ["Scraping: robots.txt allows ACCbot at /x, but a signal says prohibited."],
    ),
    # no robots.txt allows nothing in so many words
    (None, "/", [signal("scraping_allowed", "prohibited")], []),
    ("", "/", [signal("scraping_allowed", "prohibited")], []),
    ("<!DOCTYPE html><p>Not found</p>", "/", [signal("scraping_allowed", "prohibited")], []),
    (
        CLOSED,
        "/data/1",
        [signal("crawling_allowed", "allowed")],
        ["Crawling: a signal says allowed, but robots.txt disallows ACCbot at /data/1."],
    ),
    (CLOSED, "/news", [signal("crawling_allowed", "allowed")], []),
    (
        CLOSED,
        "/news",
        [signal("ai_training_allowed", "allowed")],
        ["AI training: a signal says allowed, but robots.txt disallows GPTBot."],
    ),
    (CLOSED, "/news", [signal("ai_training_allowed", "prohibited")], []),
    (
        NO_TRAINING,
        "/",
        [signal("ai_training_allowed", "allowed")],
        ["AI training: a signal says allowed, but robots.txt says ai-train=no."],
    ),
    (
        TRAINING,
        "/",
        [signal("ai_training_allowed", "prohibited")],
        ["AI training: a signal says prohibited, but robots.txt says ai-train=yes."],
    ),
    (NO_TRAINING, "/", [signal("llm_use_allowed", "allowed")], []),
    (
        None,
        "/",
        [signal("resale_allowed", "allowed"), signal("resale_allowed", "conditional")],
        ["Resale: one signal says allowed, another conditional."],
    ),
    (None, "/", [signal("resale_allowed", "unclear"), signal("resale_allowed", "prohibited")], []),
]


@pytest.mark.parametrize(("robots", "path", "signals", "sentences"), TABLE)
def test_documents_and_signals_are_held_against_each_other(robots, path, signals, sentences):
    assert [contradiction.sentence for contradiction in found(signals, robots, path=path)] == sentences


def test_both_sides_are_quoted_and_the_stricter_wins():
    (one,) = found([signal("crawling_allowed", "allowed", "You may crawl all pages.")], CLOSED)
    assert (one.first.document, one.first.text) == ("signal", "You may crawl all pages.")
    assert (one.second.document, one.second.text, one.second.line) == ("robots", "User-agent: *\nDisallow: /data/", 5)
    assert one.wins == "prohibited"


def test_of_two_signals_the_more_restrictive_wins():
    (one,) = found(
        [signal("resale_allowed", "conditional", "If paid."), signal("resale_allowed", "allowed", "Freely.")]
    )
    assert (one.first.text, one.second.text, one.wins) == ("Freely.", "If paid.", "conditional")


def test_an_allowed_decision_must_not_stand_beside_a_prohibition():
    signals = [signal("resale_allowed", "prohibited"), signal("geo_restrictions", "prohibited")]
    assert [c.sentence for c in found(signals, status="ALLOWED")] == [
        "Resale: the decision is Allowed without restrictions, but a signal says prohibited."
    ]
    assert found(signals, status="BLOCKED") == []
    assert [c.sentence for c in found([], CLOSED, status="ALLOWED")] == [
        "The decision is Allowed without restrictions, but robots.txt disallows ACCbot at /data/1."
    ]


def test_a_site_closed_to_all_is_closed_to_every_training_agent():
    sentences = [c.sentence for c in found([signal("ai_training_allowed", "yes")], "User-agent: *\nDisallow: /")]
    assert len(sentences) == 1
    assert sentences[0].endswith(" and others.")


NESTED = {
    "terms": {
        "facts": {"prohibits_scraping": True, "prohibits_ai_training": False, "mentions_api": True},
        "quotes": {"prohibits_scraping": "You may not scrape.", "mentions_api": "Use our API.", "odd": 3},
    },
    "notes": [{"source_clause": "A clause."}, {"source_clause": None}],
}


def test_facts_with_quotations_are_read_wherever_they_stand():
    (statement,) = statements(NESTED)
    assert (statement.label, statement.value, statement.clause) == ("Scraping", "prohibited", "You may not scrape.")
    assert clauses(NESTED) == [
        Clause("Prohibits scraping", "You may not scrape."),
        Clause("Mentions API", "Use our API."),
        Clause("Quoted clause", "A clause."),
    ]


@pytest.mark.parametrize(
    "signals", [None, "text", 3, [], {}, [None, {"signal_type": None}], {"facts": [], "quotes": 1}]
)
def test_signals_of_no_known_shape_state_nothing(signals):
    assert statements(signals) == []
    assert clauses(signals) == []


def test_a_clause_quoted_twice_is_looked_for_once():
    signals = [
        signal("scraping_allowed", "prohibited", "No bots."),
        signal("crawling_allowed", "prohibited", "No bots."),
    ]
    assert clauses(signals) == [Clause("Scraping", "No bots.")]
