"""A patch makes the old text into the new one."""

import re

from hypothesis import given

from compliance.diffs import compare, unified_patch

from .test_properties import TEXTS

HUNK = re.compile(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n")


def lines_of(text):
    """Lines as programs that apply patches count them: a line feed alone ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def applied(patch, old):
    """The text after the patch, read as the format's description has it; fails where the old text does not fit."""
    out, source, place = [], lines_of(old), 0
    lines = lines_of(patch)[2:]
    while lines:
        start, old_count, _, new_count = map(int, HUNK.fullmatch(lines.pop(0)).groups())
        start -= old_count > 0
        out += source[place:start]
        place = start
        while old_count or new_count:
            sign, line = lines[0][0], lines.pop(0)[1:]
            if lines and lines[0].startswith("\\"):
                lines.pop(0)
                line = line.removesuffix("\n")
            if sign != "+":
                assert source[place] == line
                place, old_count = place + 1, old_count - 1
            if sign != "-":
                out.append(line)
                new_count -= 1
    return "".join(out + source[place:])


@given(TEXTS, TEXTS)
def test_the_patch_applied_to_the_old_text_gives_the_new_one(old, new):
    assert applied(unified_patch(compare(old, new), "old", "new"), old) == new


def test_a_patch_reads_as_that_of_diff():
    old = "".join(f"line {letter}\n" for letter in "abcdefghij")
    new = old.replace("line e", "line E is another").removesuffix("\n")
    assert unified_patch(compare(old, new), "terms, version 1", "terms, version 2") == (
        "--- terms, version 1\n"
        "+++ terms, version 2\n"
        "@@ -2,9 +2,9 @@\n"
        " line b\n line c\n line d\n-line e\n+line E is another\n line f\n line g\n line h\n line i\n-line j\n"
        "+line j\n\\ No newline at end of file\n"
    )


def test_equal_texts_need_no_patch():
    assert unified_patch(compare("a\n", "a\n"), "old", "new") == ""
