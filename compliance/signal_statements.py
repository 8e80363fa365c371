"""What a decision's signals state, and the clauses that they quote, whatever their shape. Pure: no database.

Besides the usual list of signals, pipelines write facts with their quotations beside them, nested anywhere:
`{"facts": {"prohibits_scraping": true}, "quotes": {"prohibits_scraping": "You may not ..."}}`.
"""

from dataclasses import dataclass

from .machine_signals import MAX_DEPTH, plain, read_signals, signal_words, words

ALLOWED, CONDITIONAL, PROHIBITED = "allowed", "conditional", "prohibited"
# From the least to the most restrictive.
VALUES = (ALLOWED, CONDITIONAL, PROHIBITED)
SAME_AS = {
    **dict.fromkeys(("allowed", "allow", "permitted", "yes", "true"), ALLOWED),
    **dict.fromkeys(("conditional", "restricted", "limited"), CONDITIONAL),
    **dict.fromkeys(("prohibited", "forbidden", "disallowed", "denied", "blocked", "no", "false"), PROHIBITED),
}
# Signal types that say whether something may be done; the others ("attribution_required") say under which terms.
PERMISSIONS = frozenset(
    {
        "scraping_allowed",
        "crawling_allowed",
        "api_access_allowed",
        "commercial_use_allowed",
        "resale_allowed",
        "derivative_works",
        "ai_training_allowed",
        "llm_use_allowed",
        "data_storage_allowed",
        "data_processing_allowed",
    }
)


@dataclass(frozen=True)
class Statement:
    """One reading: `value` is one of `VALUES`, `label` the signal type in words, `clause` the quotation or ""."""

    signal_type: str
    label: str
    value: str
    clause: str


@dataclass(frozen=True)
class Clause:
    """A quotation, and what it was quoted for in words."""

    label: str
    text: str


def statements(signals):
    """List of `Statement` in the order of the signals; unclear ones and those of no known value are left out."""
    proper, _ = read_signals(signals)
    found = [
        Statement(signal.signal_type, signal.label, SAME_AS[signal.value.lower()], signal.source_clause)
        for signal in proper
        if signal.value.lower() in SAME_AS
    ]
    for holder in objects_in(signals):
        facts, quotes = holder.get("facts"), holder.get("quotes")
        for name, is_so in facts.items() if type(facts) is dict else ():
            verb, _, what = name.partition("_")
            if is_so is True and verb in ("prohibits", "allows"):
                signal_type = f"{what}_allowed"
                clause = plain(quotes.get(name)) if type(quotes) is dict else ""
                value = PROHIBITED if verb == "prohibits" else ALLOWED
                found.append(Statement(signal_type, signal_words(signal_type), value, clause))
    return found


def clauses(signals):
    """List of `Clause` that the signals quote, each text once, blank ones left out."""
    proper, _ = read_signals(signals)
    found = {}
    for signal in proper:
        found.setdefault(signal.source_clause, signal.label)
    for holder in objects_in(signals):
        quotes = holder.get("quotes")
        for name, quote in quotes.items() if type(quotes) is dict else ():
            if type(quote) is str:
                found.setdefault(quote, words(name))
        if "signal_type" not in holder and type(holder.get("source_clause")) is str:
            found.setdefault(holder["source_clause"], "Quoted clause")
    return [Clause(label, text) for text, label in found.items() if text.strip()]


def objects_in(value):
    """Every object within a piece of JSON, outer ones first, as deep as pages show it."""
    level = [value]
    for _ in range(MAX_DEPTH):
        below = []
        for item in level:
            if type(item) is dict:
                yield item
                below += item.values()
            elif type(item) is list:
                below += item
        level = [item for item in below if type(item) in (dict, list)]
