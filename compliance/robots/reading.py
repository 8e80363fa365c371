"""A robots.txt read for people: what each agent may do, and which lines say so."""

from protego import Protego

from ..visible_text import visible
from . import agents as known
from .groups import EVERYONE, Groups, names_of
from .lines import Remark, parsed_text, read_lines
from .matrix import (
    EVERY,
    IN_PART,
    NAMED,
    NOT_NAMED,
    AgentRow,
    AgentSection,
    DelayCell,
    OtherName,
    RobotsCell,
    RobotsReading,
    SignalAnswer,
)
from .patterns import normal_path
from .statements import NOT_STATED, SIGNALS, resolve, use_statements

ROOT = "/"
ROBOTS_PATH = "/robots.txt"
# The parser copies each rule for each name that it is for. Real files stay far below this.
MOST_PARSER_RULES = 150_000
NAMES_SHOWN = 20


def read_robots(text, *, path, our_agent):
    """`RobotsReading` of a robots.txt for the source at `path`.

    `text` is a str as fetched; None or "" is an empty or absent file, which allows everything (RFC 9309 section
    2.3.1.3). `path` is the path and query of the source's address. `our_agent` is the name of our crawler.
    """
    source = read_lines(text)
    path = path if path.startswith("/") else f"/{path}"
    reader = _Reader(source.lines, path)
    tokens = [EVERYONE, our_agent, *(agent.token for agent in known.known_agents())]
    parser = reader.parser(tokens)
    general = (
        reader.row(our_agent, parser, title="Our agent"),
        reader.row(EVERYONE, parser, title="Every agent not named"),
    )
    sections = []
    for purpose, title in known.PURPOSES.items():
        rows = [
            reader.row(agent.token, parser, agent=agent) for agent in known.known_agents() if agent.purpose == purpose
        ]
        alike = tuple(row for row in rows if row.naming in (EVERY, NOT_NAMED) and row.answers == general[1].answers)
        sections.append(AgentSection(title, tuple(row for row in rows if row not in alike), alike))
    names_of_group = {number: shown_names(group) for number, group in enumerate(reader.groups.all)}
    statements = use_statements(source.lines, "content-signal", names_of_group)
    remarks = list(source.remarks)
    if parser is None:
        remarks.append(
            Remark("unchecked", "Too many rules for the usual parser. They were read by our own reader alone.")
        )
    elif reader.disagreements:
        remarks.append(
            Remark("disagreement", "Our reader and the parser disagree on this file. The stricter answer is shown.")
        )
    return RobotsReading(
        source=source,
        path=path,
        general=general,
        sections=tuple(sections),
        others=tuple(reader.others(tokens)),
        names_of_group=names_of_group,
        signals=reader.signals(statements, our_agent),
        statements=statements,
        usages=use_statements(source.lines, "content-usage", names_of_group),
        remarks=tuple(remarks),
        cross_checked=parser is not None,
    )


def shown_names(group):
    """The names of a group, as a tuple; of many the first few and how many lines there are more."""
    names = tuple(visible(line.value) for line in group.agents[: 10 * NAMES_SHOWN] if line.value)
    more = len(group.agents) - NAMES_SHOWN
    return (*names[:NAMES_SHOWN], f"{more:,} more") if more > 0 else names


class _Reader:
    """The lines of one file, grouped both ways, for the site root and one path."""

    def __init__(self, lines, path):
        self.lines = lines
        self.path = path
        self.groups = Groups(lines, {ROOT, path})
        self.strict = Groups(lines, {ROOT, path}, strict=True)
        self.decisions = {}
        self.answers = {}
        self.disagreements = 0

    def parser(self, tokens):
        """The file as protego reads it, with only the names that can be `tokens`; None if it is too much for it."""
        asked = " ".join(tokens).lower()
        wanted = {name for name in self.groups.named if name in asked}
        work = sum(
            len(group.rules) * sum(not wanted.isdisjoint(names_of(line)) for line in group.agents)
            for group in self.groups.all
        )
        if work > MOST_PARSER_RULES:
            return None
        texts = []
        for line in self.lines:
            if line.kind == "user-agent" and wanted.isdisjoint(names_of(line)):
                texts.append("User-agent:")  # Ends the group before it, begins one for nobody.
            elif line.kind not in ("comment", "blank"):
                texts.append(parsed_text(line))
        return Protego.parse("\n".join(texts))

    def row(self, token, parser, *, title="", agent=None):
        name = self.groups.name_for(token)
        if name is None:
            naming = NOT_NAMED
        elif name == token.strip().lower():
            naming = NAMED
        else:
            naming = EVERY if name == EVERYONE else IN_PART
        seconds, line = self.groups.delay(name)
        return AgentRow(
            token=token,
            title=title,
            agent=agent,
            naming=naming,
            name=name or "",
            root=self._cell(token, name, ROOT, parser),
            path=self._cell(token, name, self.path, parser) if self.path != ROOT else None,
            delay=DelayCell(seconds, (*self._naming_line(name, line), line) if line else ()),
        )

    def _cell(self, token, name, path, parser):
        if (name, path) not in self.decisions:
            self.decisions[name, path] = self._decision(name, path)
        allowed, lines, why = self.decisions[name, path]
        if parser and self._parser_allows(parser, token, name, path) != allowed:
            self.disagreements += 1
            allowed = False
        strict = self.strict.decide(self.strict.name_for(token), path)
        strictly = strict is None or strict.allows or is_robots_txt(path)
        return RobotsCell(allowed, lines, why, strictly)

    def _decision(self, name, path):
        """`(allowed, lines, why)` for whoever follows `name`, by our own reading."""
        match = self.groups.decide(name, path)
        if is_robots_txt(path):
            return True, (), "robots.txt itself may always be fetched."
        if name is None:
            return True, (), "No group is for this agent, so nothing is forbidden."
        if match:
            return match.allows, (*self._naming_line(name, match.line), match.line), ""
        rules = [line for group in self.groups.of(name) for line in group.rules]
        free = [line for line in rules if line.kind == "disallow" and not line.value][:1]
        why = "An empty Disallow forbids nothing." if free else "No rule of the group fits this path."
        return True, (*self._naming_line(name, free[0] if free else None), *free), why

    def _parser_allows(self, parser, token, name, path):
        """The parser's answer, asked once for all the agents that follow one name."""
        if (name, path) not in self.answers:
            self.answers[name, path] = parser.can_fetch(f"https://host.invalid{path}", token)
        return self.answers[name, path]

    def _naming_line(self, name, line):
        """The User-agent line with `name` in the group of `line`, or in the first group of that name, as a tuple."""
        group = self.groups.all[line.group] if line else next(iter(self.groups.of(name)), None)
        return tuple(agent for agent in group.agents if name in names_of(agent))[:1] if group else ()

    def others(self, tokens):
        """`OtherName`s in the order of the file."""
        followed = {self.groups.name_for(token) for token in tokens}
        others = {}
        for group in self.groups.all:
            for line in group.agents:
                name = line.value.lower()
                if name and name != EVERYONE and name not in followed and name not in others:
                    root, path = self.groups.decide(name, ROOT), self.groups.decide(name, self.path)
                    others[name] = OtherName(line, root is None or root.allows, path is None or path.allows)
        return list(others.values())

    def signals(self, statements, token):
        numbers = self.groups.named.get(self.groups.name_for(token), ())
        answers = []
        for key in SIGNALS:
            value, said = resolve(statements, key, group_numbers=numbers, path=normal_path(self.path))
            answers.append(SignalAnswer(key, value or NOT_STATED, tuple(statement.line for statement in said)))
        return tuple(answers)


def is_robots_txt(path):
    """RFC 9309 section 2.2.2: the file itself is always allowed."""
    return path.partition("?")[0].partition("#")[0] == ROBOTS_PATH
