"""What the pipeline wrote into `signals`, `constraints` and `version_info`, made readable. Pure: no database.

All three are JSON of any shape. `signals` is `{"signals": [{category, signal_type, value, ...}]}`, or that list
itself, or any other object, nested; whatever it is, it is shown and never breaks a page.
"""

from dataclasses import dataclass, field

MAX_DEPTH = 12
SIGNAL_KEYS = ("category", "signal_type", "value", "confidence", "source_clause", "conditions")


@dataclass(frozen=True)
class Signal:
    """One machine reading. `confidence` is a float in 0..1 or None; `value` and the rest are text."""

    category: str
    signal_type: str
    label: str
    value: str
    confidence: float | None
    source_clause: str
    conditions: list[str]
    rest: list["Node"]


@dataclass(frozen=True)
class Node:
    """A piece of JSON: `label` (key or place), and either `text` or `children`."""

    label: str
    text: str | None = None
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Constraint:
    """A condition of use: what it is, and its particulars as text ("" if none)."""

    label: str
    detail: str


def read_signals(signals):
    """`(list of Signal, list of Node)`: the signals proper, and everything else that was written."""
    entries, rest = [], signals
    if type(signals) is list:
        entries, rest = signals, None
    elif type(signals) is dict and type(signals.get("signals")) is list:
        entries = signals["signals"]
        rest = {key: value for key, value in signals.items() if key != "signals"}
    proper = [entry for entry in entries if type(entry) is dict and "signal_type" in entry]
    others = [entry for entry in entries if not (type(entry) is dict and "signal_type" in entry)]
    nodes = [tree(f"Entry {number}", entry) for number, entry in enumerate(others, start=1)]
    if type(rest) is dict:
        nodes += [tree(words(key), value) for key, value in rest.items()]
    elif rest not in (None, ""):
        nodes.append(tree("Signals", rest))
    return [read_signal(entry) for entry in proper], nodes


def read_signal(entry):
    conditions = entry.get("conditions")
    if type(conditions) is not list:
        conditions = [] if conditions in (None, "", {}) else [conditions]
    return Signal(
        category=plain(entry.get("category")),
        signal_type=plain(entry["signal_type"]),
        label=signal_words(plain(entry["signal_type"])),
        value=plain(entry.get("value")) or "not stated",
        confidence=fraction(entry.get("confidence")),
        source_clause=plain(entry.get("source_clause")),
        conditions=[inline(condition) for condition in conditions],
        rest=[tree(words(key), value) for key, value in entry.items() if key not in SIGNAL_KEYS],
    )


def read_constraints(constraints):
    """List of `Constraint` from the column's value, which should be a list of str or object."""
    if type(constraints) is not list:
        constraints = [] if constraints in (None, "", {}) else [constraints]
    return [read_constraint(entry) for entry in constraints]


def read_constraint(entry):
    if type(entry) is not dict:
        return Constraint(inline(entry), "")
    name = "type" if "type" in entry else next(iter(entry), "")
    rest = {key: value for key, value in entry.items() if key != name}
    label = words(inline(entry.get(name))) if name == "type" else inline(entry)
    return Constraint(label or "Constraint", inline(rest) if name == "type" else "")


def flag_reasons(signals, version_info):
    """Why the machine says it was unsure: the texts under `why`, in order, each once; [] if it gave none."""
    reasons = []
    for holder in (version_info, signals):
        why = holder.get("why") if type(holder) is dict else None
        for reason in why if type(why) is list else [why]:
            if type(reason) is str and reason and reason not in reasons:
                reasons.append(reason)
    return reasons


def version_label(version_info, key):
    """`model_version` or `rules_version` as text, "" where the pipeline gave none."""
    return plain(version_info.get(key)) if type(version_info) is dict else ""


def tree(label, value, depth=0):
    if depth == MAX_DEPTH:
        return Node(label, text=inline(value))
    if type(value) is dict and value:
        return Node(label, children=[tree(words(key), item, depth + 1) for key, item in value.items()])
    if type(value) is list and any(type(item) in (dict, list) for item in value):
        children = [tree(str(number), item, depth + 1) for number, item in enumerate(value, start=1)]
        return Node(label, children=children)
    return Node(label, text=inline(value) or "none")


def words(key):
    """`ai_training_allowed` → "Ai training allowed", with the acronyms of the trade kept upright."""
    text = key.replace("_", " ").strip()
    text = text[:1].upper() + text[1:]
    return " ".join(ACRONYMS.get(word.lower(), word) for word in text.split(" "))


def signal_words(signal_type):
    """`ai_training_allowed` → "AI training": whether it is allowed is what the value beside it says."""
    return words(signal_type.removesuffix("_allowed"))


ACRONYMS = {"ai": "AI", "api": "API", "llm": "LLM", "tosdr": "ToS;DR", "url": "URL", "tc": "terms"}


def plain(value):
    """A scalar as text; "" for None; other JSON in one line."""
    return value if type(value) is str else "" if value is None else inline(value)


def inline(value, depth=0):
    """Any JSON in one line of text, nesting in brackets; what is nested absurdly deep is cut with a "…"."""
    if type(value) in (dict, list) and depth == 2 * MAX_DEPTH:
        return "…"
    if type(value) is dict:
        return ", ".join(f"{words(key).lower()}: {bracketed(item, depth)}" for key, item in value.items())
    if type(value) is list:
        return ", ".join(bracketed(item, depth) for item in value)
    if value is None:
        return "none"
    if type(value) is bool:
        return "yes" if value else "no"
    if type(value) is float and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def bracketed(value, depth):
    return f"({inline(value, depth + 1)})" if type(value) in (dict, list) else inline(value)


def fraction(value):
    """A number in 0..1 as float, else None."""
    return float(value) if type(value) in (int, float) and 0 <= value <= 1 else None
