"""A diff as a unified patch, the format of `diff -u` (GNU diffutils manual, "Unified Format")."""

CONTEXT = 3


def unified_patch(diff, old_name, new_name):
    """The patch text that makes the old text into the new one; "" if they are equal.

    Lines end with a line feed alone, as the programs that apply patches read them. It is made from the rows, so what
    the page shows as one change is one here too, but for paragraphs that are not whole lines.
    """
    lines = list(edits(diff.rows))
    if all(sign == " " for sign, _ in lines):
        return ""
    out = [f"--- {one_line(old_name)}\n", f"+++ {one_line(new_name)}\n"]
    old_line = new_line = 1
    place = 0
    for start, end in hunks(lines):
        for sign, _ in lines[place:start]:
            old_line, new_line = old_line + (sign != "+"), new_line + (sign != "-")
        hunk = lines[start:end]
        old_count, new_count = (sum(sign != other for sign, _ in hunk) for other in "+-")
        out.append(f"@@ -{extent(old_line, old_count)} +{extent(new_line, new_count)} @@\n")
        for sign, line in hunk:
            out.append(sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n")
        old_line, new_line, place = old_line + old_count, new_line + new_count, end
    return "".join(out)


def one_line(name):
    return " ".join(name.split())


def extent(line, count):
    return f"{line if count else line - 1},{count}"


def edits(rows):
    """Yields (sign, line) for all lines; sign is " ", "-" or "+". Rows that end within a line wait for its end."""
    old, new = "", ""
    for row in rows:
        text_old, text_new = row.old, row.new
        if row.kind == "same":
            if old or new:
                head, end, rest = text_old.partition("\n")
                old, new = old + head + end, new + head + end
                if not end:
                    continue
                yield from replaced(old, new)
                old = new = ""
                text_old = rest
            # The last line may go on in the next row.
            whole = text_old.rfind("\n") + 1
            for line in lines_of(text_old[:whole]):
                yield " ", line
            old = new = text_old[whole:]
            continue
        old, new = old + text_old, new + text_new
        if ends_line(old) and ends_line(new):
            yield from replaced(old, new)
            old = new = ""
    yield from replaced(old, new)


def ends_line(text):
    return not text or text.endswith("\n")


def replaced(old, new):
    """Lines equal at both ends as context, the rest as deleted and inserted."""
    old_lines, new_lines = lines_of(old), lines_of(new)
    start, end = 0, 0
    shorter = min(len(old_lines), len(new_lines))
    while start < shorter and old_lines[start] == new_lines[start]:
        start += 1
    while end < shorter - start and old_lines[-1 - end] == new_lines[-1 - end]:
        end += 1
    yield from ((" ", line) for line in old_lines[:start])
    yield from (("-", line) for line in old_lines[start : len(old_lines) - end])
    yield from (("+", line) for line in new_lines[start : len(new_lines) - end])
    yield from ((" ", line) for line in old_lines[len(old_lines) - end :])


def lines_of(text):
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def hunks(lines):
    """Yields (start, end) of the changes with their context; those whose contexts touch are one."""
    start = end = None
    for place, (sign, _) in enumerate(lines):
        if sign == " ":
            continue
        if start is not None and place - CONTEXT > end:
            yield start, end
            start = None
        if start is None:
            start = max(place - CONTEXT, 0)
        end = min(place + 1 + CONTEXT, len(lines))
    if start is not None:
        yield start, end
