"""Which group of a robots.txt an agent has to follow, and which of its rules decides (RFC 9309 section 2.2).

Two readings. The parser's (protego) is the one we answer with: an agent belongs to the longest name that its own begins
with, and any other line ends a run of User-agent lines. The strict one is RFC 9309 to the letter: whole names, and only
Allow and Disallow end the run. They seldom differ; where they do, a person should know.
"""

import math
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .lines import RobotsLine
from .patterns import normal_path, rule_patterns

EVERYONE = "*"
WORD_BEFORE = re.compile(r"[\w-]")


class Match(NamedTuple):
    """A rule that fits a path: its `line`, the `length` of what matched in octets, whether it allows."""

    length: int
    allows: bool
    line: RobotsLine


@dataclass
class Group:
    """User-agent lines and what stands under them, in the order of the file. `best[path]` is its deciding `Match`."""

    agents: list[RobotsLine] = field(default_factory=list)
    rules: list[RobotsLine] = field(default_factory=list)
    delays: list[RobotsLine] = field(default_factory=list)
    best: dict[str, Match | None] = field(default_factory=dict)


class Groups:
    """The groups of a file with the names that they are for. Work grows with the size of the file, not with its square:
    each rule is tried once per path, whatever number of agents asks."""

    def __init__(self, lines, paths, *, strict=False):
        """`lines` as `read_lines` gives them; `paths` are the addresses' paths that will be asked for."""
        self.strict = strict
        self.all = []
        self.named = {}  # name in lower case -> numbers of its groups; in the order of the file
        self.paths = {path: normal_path(path) for path in paths}
        self._collect(lines)
        self._judge()

    def _collect(self, lines):
        in_agents = False
        for line in lines:
            if line.kind == "user-agent":
                if not in_agents if self.strict else line.group == len(self.all):
                    self.all.append(Group())
                in_agents = True
                self.all[-1].agents.append(line)
                for name in names_of(line, strict=self.strict):
                    numbers = self.named.setdefault(name, [])
                    if not numbers or numbers[-1] != len(self.all) - 1:
                        numbers.append(len(self.all) - 1)
                continue
            if not self.all:
                continue
            if line.kind in ("allow", "disallow"):
                in_agents = False
                self.all[-1].rules.append(line)
            elif line.kind == "crawl-delay":
                self.all[-1].delays.append(line)

    def _judge(self):
        tried = {}
        for group in self.all:
            for line in group.rules:
                allows = line.kind == "allow"
                known = (line.value, allows)
                if known not in tried:
                    tried[known] = self._lengths(*known)
                for path, length in tried[known].items():
                    match = group.best.get(path)
                    # The longest match decides, Allow on a tie (RFC 9309 section 2.2.2).
                    if match is None or (length, allows) > match[:2]:
                        group.best[path] = Match(length, allows, line)

    def _lengths(self, value, allows):
        """`{path: octets}` of the longest match of a rule's value, for the paths that it matches."""
        lengths = {}
        for pattern in rule_patterns(value, allow=allows):
            if self.strict and pattern.extension:
                continue
            for path, normal in self.paths.items():
                if pattern.length > lengths.get(path, 0) and pattern.matches(normal):
                    lengths[path] = pattern.length
        return lengths

    def name_for(self, agent):
        """The name in the file that `agent` has to follow, in lower case: "*" if only that fits, None if none does."""
        asked = agent.strip().lower()
        if self.strict:
            asked = product_token(asked)
            return asked if asked in self.named else self._everyone()
        found = set()
        for start in range(len(asked)):
            if start and WORD_BEFORE.match(asked[start - 1]):
                continue
            found.update(asked[start:end] for end in range(start + 1, len(asked) + 1) if asked[start:end] in self.named)
        found.discard(EVERYONE)
        return max(found, key=lambda name: (len(name), -self.named[name][0]), default=self._everyone())

    def _everyone(self):
        return EVERYONE if EVERYONE in self.named else None

    def of(self, name):
        """The groups for a name from `name_for`; groups of one name are one (RFC 9309 section 2.2.1). [] for None."""
        return [self.all[number] for number in self.named.get(name, ())]

    def decide(self, name, path):
        """The `Match` that decides `path` for a name from `name_for`, None where no rule fits and all is allowed."""
        matches = [group.best[path] for group in self.of(name) if path in group.best]
        return max(matches, key=lambda match: match[:2], default=None)

    def delay(self, name):
        """`(seconds, line)` of the crawl delay for a name: the last that is a number; (None, None) if none is."""
        for group in reversed(self.of(name)):
            for line in reversed(group.delays):
                seconds = delay_seconds(line.value)
                if seconds is not None:
                    return seconds, line
        return None, None


def delay_seconds(value):
    """Seconds of a Crawl-delay value (no RFC describes it), None unless it is a finite number from 0."""
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def product_token(name):
    """The product token that a name begins with: versions and what follows are dropped (RFC 9309 section 2.2.1)."""
    return re.split(r"[\s/*;(]", name, maxsplit=1)[0]


def names_of(line, *, strict=False):
    """The names, in lower case, that a User-agent line is for; an asterisk at the end of a name counts for nothing."""
    name = line.value.lower()
    if strict:
        return [EVERYONE] if name.split("#")[0].strip() == EVERYONE else [n for n in [product_token(name)] if n]
    names = [name, name.replace("*", "")] if "*" in name and name != EVERYONE else [name]
    return [name for name in names if name]
