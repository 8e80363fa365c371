"""Where the documents, the signals and the decision contradict each other. Pure: no database.

Only what can be set side by side as two quotations is called a contradiction. Which side is right is for a person;
until then the most restrictive wins.
"""

from dataclasses import asdict, dataclass
from itertools import groupby

from .robots.agents import TRAINING
from .robots.groups import EVERYONE
from .signal_statements import ALLOWED, PERMISSIONS, PROHIBITED, VALUES

THE_MOST_RESTRICTIVE_WINS = "The most restrictive wins."
FETCHING = ("crawling_allowed", "scraping_allowed")
# Which key of Content-Signal speaks of the same as a signal type.
CONTENT_SIGNALS = {"ai_training_allowed": "ai-train", "llm_use_allowed": "ai-input"}
OPEN_STATUS = "ALLOWED"


@dataclass(frozen=True)
class Quotation:
    """One side. `document` is a document type, "signal" or "decision"; `text` is what it says, `note` which part of it.

    `line` from 1 and `start`, the character offset, are places in the document, None where they are not known.
    """

    document: str
    note: str
    text: str
    line: int | None = None
    start: int | None = None


@dataclass(frozen=True)
class Contradiction:
    """Two sides that can't both hold: `sentence` says in words what about, `wins` is the more restrictive value."""

    kind: str
    sentence: str
    first: Quotation
    second: Quotation
    wins: str = PROHIBITED

    def as_data(self):
        return asdict(self)


def find_contradictions(status, statements, robots):
    """List of `Contradiction`, each once, those of robots.txt first.

    `status` is the decision's, `statements` what its signals state (`signal_statements`), `robots` the `RobotsReading`
    of the current robots.txt for our agent and the source's path, None where there is none that could be read.
    """
    found = []
    if robots is not None and not robots.source.is_html:
        found += between_robots_and_fetching(status, statements, robots)
        found += between_robots_and_ai(statements, robots)
    found += between_signals(statements)
    if status == OPEN_STATUS:
        found += [
            Contradiction(
                "status_and_signal",
                f"{statement.label}: the decision is Allowed without restrictions, but a signal says prohibited.",
                Quotation("decision", "Status", "Allowed"),
                quoted(statement),
            )
            for statement in statements
            if statement.value == PROHIBITED and statement.signal_type in PERMISSIONS
        ]
    return list(dict.fromkeys(found))


def between_robots_and_fetching(status, statements, robots):
    ours = next(row for row in robots.general if row.token != EVERYONE)
    cell, where = (ours.path, robots.path) if ours.path else (ours.root, "/")
    about_fetching = [statement for statement in statements if statement.signal_type in FETCHING]
    if not cell.allowed:
        said = quoted_lines(cell.lines, f"{ours.token} at {where}", "disallowed")
        for statement in about_fetching:
            if statement.value == ALLOWED:
                yield Contradiction(
                    "robots_and_signal",
                    f"{statement.label}: a signal says allowed, but robots.txt disallows {ours.token} at {where}.",
                    quoted(statement),
                    said,
                )
        if status == OPEN_STATUS:
            yield Contradiction(
                "robots_and_status",
                f"The decision is Allowed without restrictions, but robots.txt disallows {ours.token} at {where}.",
                Quotation("decision", "Status", "Allowed"),
                said,
            )
    elif ours.root.allowed and robots.source.lines:
        for statement in about_fetching:
            if statement.value == PROHIBITED:
                yield Contradiction(
                    "robots_and_signal",
                    f"{statement.label}: robots.txt allows {ours.token} at {where}, but a signal says prohibited.",
                    quoted_lines(cell.lines, f"{ours.token} at {where}", cell.why or "allowed"),
                    quoted(statement),
                )


def between_robots_and_ai(statements, robots):
    answers = {answer.key: answer for answer in robots.signals}
    for statement in statements:
        answer = answers.get(CONTENT_SIGNALS.get(statement.signal_type))
        contrary = {ALLOWED: "no", PROHIBITED: "yes"}.get(statement.value)
        if answer and answer.value == contrary:
            yield Contradiction(
                "content_signal",
                f"{statement.label}: a signal says {statement.value}, but robots.txt says {answer.key}={answer.value}.",
                quoted(statement),
                quoted_lines(answer.lines, "Content-Signal", f"{answer.key}={answer.value}"),
            )
    trained = [statement for statement in statements if statement.signal_type == "ai_training_allowed"]
    refused = refused_training_agents(robots)
    for statement in trained if refused else ():
        if statement.value == ALLOWED:
            names = ", ".join(row.token for row, _ in refused[:3]) + (" and others" if len(refused) > 3 else "")
            yield Contradiction(
                "training_agents",
                f"{statement.label}: a signal says allowed, but robots.txt disallows {names}.",
                quoted(statement),
                quoted_lines(refused[0][1].lines, refused[0][0].token, "disallowed"),
            )


def refused_training_agents(robots):
    """`[(AgentRow, RobotsCell)]` of the agents that gather for training and may not fetch the source's path."""
    rows = [row for row in robots.rows if row.agent and row.agent.purpose == TRAINING]
    return [(row, row.path or row.root) for row in rows if not (row.path or row.root).allowed]


def between_signals(statements):
    by_type = groupby(sorted(statements, key=lambda statement: statement.signal_type), lambda s: s.signal_type)
    for _, readings in by_type:
        readings = sorted(readings, key=lambda statement: VALUES.index(statement.value))
        open_one, strict_one = readings[0], readings[-1]
        if open_one.value != strict_one.value:
            yield Contradiction(
                "two_signals",
                f"{open_one.label}: one signal says {open_one.value}, another {strict_one.value}.",
                quoted(open_one),
                quoted(strict_one),
                wins=strict_one.value,
            )


def quoted(statement):
    """A signal's own words: the clause that it quotes, else its value."""
    return Quotation("signal", f"{statement.label}: {statement.value}", statement.clause or statement.value)


def quoted_lines(lines, note, otherwise):
    """Lines of robots.txt as they stand there; where no line decides, `otherwise` in our words."""
    text = "\n".join(line.text.strip() for line in lines)
    return Quotation("robots", note, text or otherwise, line=lines[-1].number if lines else None)
