"""The parts of a robots.txt as read: rows of agents, their cells, statements, remarks. `reading.py` fills them."""

from dataclasses import dataclass
from functools import cached_property

from ..visible_text import visible
from . import agents as known
from .lines import Remark, RobotsLine, RobotsText
from .statements import UseStatement

# How the file names an agent.
NAMED, IN_PART, EVERY, NOT_NAMED = "named", "in part", "every agent", "not named"
NO_ROBOTS_TXT = ("html", "no-directives", "nul")


@dataclass(frozen=True)
class RobotsCell:
    """What one agent may do at one path.

    `allowed`; `lines` that decide it, first the User-agent line, () where no line does; `why` in a sentence where no
    rule decides, else "". `strictly`: the same by RFC 9309 to the letter, where the parser is more lenient.
    """

    allowed: bool
    lines: tuple[RobotsLine, ...]
    why: str
    strictly: bool

    @property
    def disputed(self):
        """Whether the parser and the strict reading differ."""
        return self.allowed != self.strictly


@dataclass(frozen=True)
class DelayCell:
    """Seconds between two requests, None if not stated, and the `lines` that say so."""

    seconds: float | None
    lines: tuple[RobotsLine, ...]


@dataclass(frozen=True)
class AgentRow:
    """One agent's row.

    `token`, and the `agent` from our list or None; `title` for a row that is not a crawler's name, else "". `naming`:
    named, in part (by the shorter `name`), every agent (falls back to *) or not named. `name` as the file has it in
    lower case, "" where nothing is for the agent. `path` is None where the source's path is the site root.
    """

    token: str
    title: str
    agent: known.AiAgent | None
    naming: str
    name: str
    root: RobotsCell
    path: RobotsCell | None
    delay: DelayCell

    @property
    def answers(self):
        """What the agent may do, by both readings; without the lines."""
        cells = (self.root, self.path or self.root)
        return (*((cell.allowed, cell.strictly) for cell in cells), self.delay.seconds)


@dataclass(frozen=True)
class AgentSection:
    """The agents of one purpose: `rows` for those that the file treats by themselves, `alike` for those that it does
    not name and that may do what every agent may."""

    title: str
    rows: tuple[AgentRow, ...]
    alike: tuple[AgentRow, ...]


@dataclass(frozen=True)
class SignalAnswer:
    """What Content-Signal says on one `key` to our agent at the source's path: yes, no, not stated or what was written,
    with the `lines` that say so."""

    key: str
    value: str
    lines: tuple[RobotsLine, ...]


@dataclass(frozen=True)
class OtherName:
    """An agent that the file names and our list does not have; `line` is where it is first named."""

    line: RobotsLine
    root_allowed: bool
    path_allowed: bool

    @property
    def name(self):
        """As written, made visible."""
        return visible(self.line.value)


@dataclass(frozen=True)
class RobotsReading:
    """All that a robots.txt says.

    `source` is the file taken apart. `general`: rows of every agent (*) and of ours. `sections`: known agents by
    purpose. `others`: further names, in the order of the file. `names_of_group`: the first names of each group, as
    written. `signals`: Content-Signal for our agent at `path`; `statements` and `usages`: each Content-Signal and
    Content-Usage line. `cross_checked`: the parser has seen it all.
    """

    source: RobotsText
    path: str
    general: tuple[AgentRow, ...]
    sections: tuple[AgentSection, ...]
    others: tuple[OtherName, ...]
    names_of_group: dict[int, tuple[str, ...]]
    signals: tuple[SignalAnswer, ...]
    statements: tuple[UseStatement, ...]
    usages: tuple[UseStatement, ...]
    remarks: tuple[Remark, ...]
    cross_checked: bool

    @property
    def rows(self):
        """Every `AgentRow`, ours first, then *."""
        return self.general + tuple(row for section in self.sections for row in section.rows + section.alike)

    @property
    def is_misread(self):
        """Whether what was fetched is something else than a robots.txt, so that its "allowed" is no permission."""
        return any(remark.code in NO_ROBOTS_TXT for remark in self.remarks)

    @cached_property
    def is_disputed(self):
        """Whether the parser and the strict reading differ for any agent."""
        return any(cell.disputed for row in self.rows for cell in (row.root, row.path) if cell)

    def _of_kind(self, kind):
        return tuple(line for line in self.source.lines if line.kind == kind)

    @cached_property
    def sitemaps(self):
        return self._of_kind("sitemap")

    @cached_property
    def licenses(self):
        """License lines (RSL). They hold for every agent, wherever they stand."""
        return self._of_kind("license")

    @cached_property
    def misspelt(self):
        """Lines whose key is not written as it should be, understood by the parser or not."""
        return tuple(line for line in self.source.lines if line.meant)

    @cached_property
    def unknown(self):
        return self._of_kind("unknown")

    @property
    def known_agents(self):
        """The list of agents that we know, with source and date of each."""
        return known.known_agents()
