"""Two versions of a robots.txt compared by what they mean: who may do what now that could not before."""

from collections import Counter
from dataclasses import dataclass

from ..visible_text import visible
from .groups import EVERYONE
from .lines import RobotsLine
from .matrix import EVERY, NAMED, NOT_NAMED
from .statements import NOT_STATED

ALLOWED, DISALLOWED = "allowed", "disallowed"
# Of sitemaps, names and the like; the rest is counted.
MOST_OF_A_KIND = 50
WHOLE_FILE = ("html", "no-directives", "empty", "encoding", "nul", "long", "orphans")


@dataclass(frozen=True)
class RobotsChange:
    """One difference in meaning.

    `kind`: file, access, delay, rules, name, content-signal, content-usage, license, sitemap or more (a count of what
    was left out). `subject`: whom or what it is about. `where`: the path, or the agents that a statement is for, ""
    where that goes without saying. `before` and `after` in words, "" for nothing. `stricter`: True if less is permitted
    now, False if more, None if neither. `old_lines` and `new_lines` say so.
    """

    kind: str
    subject: str
    where: str
    before: str
    after: str
    stricter: bool | None = None
    old_lines: tuple[RobotsLine, ...] = ()
    new_lines: tuple[RobotsLine, ...] = ()

    @property
    def sentence(self):
        """As one line: "GPTBot: allowed → disallowed on /", "Sitemap added: https://…"."""
        if not self.before or not self.after:
            return f"{self.subject} {'added' if self.after else 'removed'}: {self.after or self.before}"
        where = f" {'on' if self.where.startswith('/') else 'for'} {self.where}" if self.where else ""
        return f"{self.subject}: {self.before} → {self.after}{where}"


def robots_changes(old_reading, new_reading):
    """`RobotsChange`s between two `RobotsReading`s of one source, the weightiest first; [] if they mean the same.

    Known agents that neither version names change with "*" and are not listed beside it; ours always is.
    """
    changes = _file(old_reading, new_reading)
    changes += _access(old_reading, new_reading)
    changes += _rules(old_reading, new_reading)
    changes += _names(old_reading, new_reading)
    for kind, title in (("statements", "Content-Signal"), ("usages", "Content-Usage")):
        changes += _statements(title, getattr(old_reading, kind), getattr(new_reading, kind))
    changes += _our_signals(old_reading, new_reading, changes)
    changes += _values("license", "License", old_reading.licenses, new_reading.licenses)
    changes += _values("sitemap", "Sitemap", old_reading.sitemaps, new_reading.sitemaps)
    return _capped(changes)


def _file(old, new):
    before = {remark.code: remark.text for remark in old.source.remarks}
    after = {remark.code: remark.text for remark in new.source.remarks}
    return [
        RobotsChange("file", "Remark on the file", "", before.get(code, ""), after.get(code, ""))
        for code in WHOLE_FILE
        if (code in before) != (code in after)
    ]


def _access(old, new):
    changes = []
    everyone = set()
    old_rows = {row.token: row for row in old.rows}
    order = {row.token: number for number, row in enumerate(new.rows)}
    for row in sorted(new.rows, key=lambda row: row.token != EVERYONE):
        before = old_rows.get(row.token)
        if before is None:
            continue
        unnamed = before.naming in (EVERY, NOT_NAMED) and row.naming in (EVERY, NOT_NAMED)
        for change in _row_changes(before, row, new.path):
            told = (change.kind, change.where, change.before, change.after)
            if row.token == EVERYONE:
                everyone.add(told)
            if row.title or not (unnamed and told in everyone):
                changes.append((change.kind, order[row.token], change))
    return [change for _, _, change in sorted(changes, key=lambda entry: entry[:2])]


def _row_changes(before, row, path):
    """`RobotsChange`s of one agent: site root, path, crawl delay."""
    cells = [("/", before.root, row.root)]
    if row.path and before.path:
        cells.append((path, before.path, row.path))
    for where, old, new in cells:
        if old.allowed != new.allowed:
            words = (_answer(old), _answer(new))
            yield RobotsChange("access", row.title or row.token, where, *words, old.allowed, old.lines, new.lines)
    old, new = before.delay, row.delay
    if old.seconds != new.seconds:
        stricter = (new.seconds or 0) > (old.seconds or 0)
        subject = f"Crawl delay for {row.title.lower() or row.token}"
        yield RobotsChange("delay", subject, "", _delay(old), _delay(new), stricter, old.lines, new.lines)


def _rules(old, new):
    """Allow and Disallow lines that came or went, whatever path they are about, as one change."""
    before, after = _rule_lines(old), _rule_lines(new)
    gone = [line for rule, line in before.items() if rule not in after]
    come = [line for rule, line in after.items() if rule not in before]
    if not gone and not come:
        return []
    counts = (_lines(before), f"{_lines(after)}, {len(come):,} new and {len(gone):,} gone")
    lines = tuple(gone[:MOST_OF_A_KIND]), tuple(come[:MOST_OF_A_KIND])
    return [RobotsChange("rules", "Allow and Disallow", "", *counts, None, *lines)]


def _lines(rules):
    return "1 line" if len(rules) == 1 else f"{len(rules):,} lines"


def _rule_lines(reading):
    lower = {number: _lower(names) for number, names in reading.names_of_group.items()}
    return {
        (lower[line.group], line.kind, line.value): line
        for line in reading.source.lines
        if line.kind in ("allow", "disallow") and line.value and line.group is not None
    }


def _answer(cell):
    return ALLOWED if cell.allowed else DISALLOWED


def _delay(cell):
    return "not stated" if cell.seconds is None else f"{cell.seconds:g} s"


def _names(old, new):
    """Agents named that were not, and the other way round; with what it means for those that are not on our list."""
    changes = []
    old_rows = {row.token: row for row in old.rows}
    for row in new.rows:
        before = old_rows.get(row.token)
        if before and row.token != EVERYONE and (before.naming == NAMED) != (row.naming == NAMED):
            words = ("named", "no longer named") if before.naming == NAMED else ("not named", "named")
            changes.append(RobotsChange("name", row.token, "", *words, None, before.root.lines, row.root.lines))
    old_names = {other.line.value.lower(): other for other in old.others}
    new_names = {other.line.value.lower(): other for other in new.others}
    for name in new_names.keys() - old_names.keys():
        other = new_names[name]
        after = f"named, {ALLOWED if other.root_allowed else DISALLOWED} on /"
        changes.append(RobotsChange("name", other.name, "", "not named", after, None, (), (other.line,)))
    for name in old_names.keys() - new_names.keys():
        other = old_names[name]
        changes.append(RobotsChange("name", other.name, "", "named", "no longer named", None, (other.line,), ()))
    for name in old_names.keys() & new_names.keys():
        before, other = old_names[name], new_names[name]
        if before.root_allowed != other.root_allowed:
            words = (ALLOWED, DISALLOWED) if before.root_allowed else (DISALLOWED, ALLOWED)
            changes.append(
                RobotsChange("access", other.name, "/", *words, before.root_allowed, (before.line,), (other.line,))
            )
    return sorted(changes, key=lambda change: (change.kind, change.before == "named", change.subject.lower()))


def _statements(title, old, new):
    before, after = _said(old), _said(new)
    changes = []
    for place in sorted(before.keys() | after.keys()):
        names, path, key = place
        was, old_line = before.get(place, (NOT_STATED, None))
        now, new_line = after.get(place, (NOT_STATED, None))
        if was != now:
            where = visible(path) or ("" if names in ((), (EVERYONE,)) else ", ".join(names))
            changes.append(
                RobotsChange(
                    title.lower(),
                    f"{title} {key}",
                    where,
                    was,
                    now,
                    _stricter(was, now),
                    (old_line,) if old_line else (),
                    (new_line,) if new_line else (),
                )
            )
    return changes


def _lower(names):
    return tuple(name.lower() for name in names)


def _said(statements):
    """`{(names, path, key): (value, line)}`; of two values the restrictive one."""
    said = {}
    for statement in statements:
        for key, value in statement.values:
            place = (_lower(statement.names), statement.path, key)
            if said.get(place, ("",))[0] != "no":
                said[place] = (value, statement.line)
    return said


def _stricter(was, now):
    if now == "no":
        return True
    return False if was == "no" else None


def _our_signals(old, new, known):
    """What changed for our agent though each statement still stands: it follows another group now."""
    told = {change.subject for change in known}
    changes = []
    for before, after in zip(old.signals, new.signals, strict=True):
        subject = f"Content-Signal {after.key}"
        if before.value != after.value and subject not in told:
            values = (before.value, after.value, _stricter(before.value, after.value))
            changes.append(RobotsChange("content-signal", subject, "our agent", *values, before.lines, after.lines))
    return changes


def _values(kind, title, old, new):
    before = {line.value: line for line in old if line.value}
    after = {line.value: line for line in new if line.value}
    added = [
        RobotsChange(kind, title, "", "", visible(value), None, (), (line,))
        for value, line in after.items()
        if value not in before
    ]
    removed = [
        RobotsChange(kind, title, "", visible(value), "", None, (line,), ())
        for value, line in before.items()
        if value not in after
    ]
    return added + removed


def _capped(changes):
    counts = Counter()
    kept = []
    for change in changes:
        counts[change.kind] += 1
        if counts[change.kind] <= MOST_OF_A_KIND:
            kept.append(change)
    for kind, count in counts.items():
        if count > MOST_OF_A_KIND:
            more = f"{count - MOST_OF_A_KIND:,} of the kind “{kind}”"
            kept.append(RobotsChange("more", "Further changes, not", "", more, ""))
    return kept
