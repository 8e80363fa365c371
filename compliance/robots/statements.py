"""What a robots.txt says about use rather than fetching: Content-Signal, Content-Usage, License.

Content-Signal: contentsignals.org, `search=yes, ai-train=no`. Content-Usage: the IETF draft
draft-ietf-aipref-attach, `train-ai=n`, optionally after a path. License: RSL (rslstandard.org), for the whole file.
"""

from dataclasses import dataclass

from ..visible_text import visible
from .lines import RobotsLine
from .patterns import rule_patterns

NOT_STATED = "not stated"
SIGNALS = ("search", "ai-input", "ai-train")
ANSWERS = {"yes": "yes", "y": "yes", "no": "no", "n": "no"}
# Keys of one line; more are not preferences but an attack.
MOST_KEYS = 50
WORD = 60


@dataclass(frozen=True)
class UseStatement:
    """One Content-Signal or Content-Usage line.

    `names`: of the agents that its group is for, as written; () where it stands outside any group and so is for all.
    `path` "" for everything. `values`: pairs of key and yes, no, or what else was written.
    """

    line: RobotsLine
    names: tuple[str, ...]
    path: str
    values: tuple[tuple[str, str], ...]

    @property
    def lines(self):
        return (self.line,)

    @property
    def signals(self):
        """The three that Content-Signal defines, in their order, "not stated" where absent; then the rest."""
        said = dict(self.values)
        known = [(key, said.pop(key, NOT_STATED)) for key in SIGNALS]
        return known + list(said.items())


def use_statements(lines, kind, names_of_group):
    """`UseStatement`s of one `kind` (content-signal or content-usage). `names_of_group`: `{group number: names}`."""
    return tuple(
        UseStatement(line, names_of_group.get(line.group, ()), *_read(line.value))
        for line in lines
        if line.kind == kind
    )


def resolve(statements, key, *, group_numbers, path):
    """What `statements` say on `key` to an agent of these groups at `path` (a `normal_path`): `(value, statements)`.

    The longest path that fits counts; of two that contradict each other the restrictive one. Where the agent's own
    groups say nothing, a statement outside any group does. ("not stated", []) if nobody says anything.
    """
    for numbers in (set(group_numbers), {None}):
        fitting = []
        for statement in statements:
            said = dict(statement.values).get(key)
            if said is not None and statement.line.group in numbers:
                lengths = [p.length for p in rule_patterns(statement.path, allow=True) if p.matches(path)]
                if lengths or not statement.path:
                    fitting.append((max(lengths, default=0), said, statement))
        if fitting:
            longest = max(length for length, _, _ in fitting)
            nearest = [(said, statement) for length, said, statement in fitting if length == longest]
            answer = "no" if any(said == "no" for said, _ in nearest) else nearest[-1][0]
            return answer, [statement for said, statement in nearest if said == answer]
    return NOT_STATED, []


def _read(value):
    """`(path, ((key, value), ...))` of what follows the colon."""
    path = ""
    if value.startswith("/"):
        path, _, value = value.partition(" ")
    pairs = {}
    for part in value.split(",", MOST_KEYS)[:MOST_KEYS]:
        key, _, said = part.partition("=")
        said = said.partition(";")[0].strip().lower()
        if key.strip():
            pairs[visible(key.strip().lower(), WORD)] = ANSWERS.get(said) or visible(said, WORD)
    return path, tuple(pairs.items())
