"""What differs between two paragraphs, word by word."""

from .kinds import DATE, IN_DATES, NUMBER, numbering_end, risks, touches_date
from .matching import common_end, common_start, runs
from .rows import Span
from .words import tokens

# Up to this many pairs of words the longest common subsequence is sought at once, beyond it between anchors.
AT_ONCE = 2_000_000


def word_spans(old, new, *, fine=True):
    """The spans of two paragraphs in reading order, deleted before inserted.

    "same" and "deleted" joined are `old`, "same" and "inserted" joined are `new`. Not `fine`: only what is equal at
    both ends is told from the rest.
    """
    if not fine:
        return ends_only(old, new)
    head, tail = equal_ends(old, new)
    old_tokens, new_tokens = ends_and_tokens(old, head, tail), ends_and_tokens(new, head, tail)
    found = runs(old_tokens, new_tokens, anchors_from=AT_ONCE)
    spans, old_place, new_place = [], 0, 0
    for same, deleted, inserted in without_crumbs(segments(found, old_tokens, new_tokens)):
        if same:
            text = "".join(same)
            spans.append(Span("same", text, ""))
            old_place, new_place = old_place + len(text), new_place + len(text)
        deleted_labels, inserted_labels = risks(deleted, inserted)
        if deleted:
            text = "".join(deleted)
            spans.append(Span("deleted", text, one_label(deleted_labels, old, old_place, len(text))))
            old_place += len(text)
        if inserted:
            text = "".join(inserted)
            spans.append(Span("inserted", text, one_label(inserted_labels, new, new_place, len(text))))
            new_place += len(text)
    return tuple(spans)


def one_label(labels, text, place, length):
    """The gravest label; that of a date where the stretch belongs to one and says nothing else.

    The number in front of a clause says nothing of it and has none.
    """
    if labels == [NUMBER] and place + length <= numbering_end(text):
        return ""
    if labels and IN_DATES.issuperset(labels) and touches_date(text, place, place + length):
        return DATE
    return next((label for label in labels if label != DATE), "")


def ends_only(old, new):
    """What is equal at both ends, and one change between."""
    head, tail = equal_ends(old, new)
    parts = [
        ("same", old[:head]),
        ("deleted", old[head : len(old) - tail]),
        ("inserted", new[head : len(new) - tail]),
        ("same", old[len(old) - tail :]),
    ]
    return tuple(Span(kind, text, "") for kind, text in parts if text)


def equal_ends(old, new):
    """How many characters are equal at the start and at the end, as far as the nearest spaces: `(head, tail)`."""
    head = max(old.rfind(" ", 0, common_start(old, new)), 0)
    tail = common_end(old, new, head)
    tail_start = old.find(" ", len(old) - tail) if tail else -1
    return head, len(old) - tail_start if tail_start >= 0 else 0


def ends_and_tokens(text, head, tail):
    """The words of a text, what is equal at its ends taken for one each."""
    end = len(text) - tail
    return [*filter(None, [text[:head]]), *tokens(text[head:end]), *filter(None, [text[end:]])]


def segments(found, old_tokens, new_tokens):
    """Equal runs as `[[same, deleted, inserted], ...]`, lists of tokens: what is equal, then what differs after it."""
    out, old_place, new_place = [[[], [], []]], 0, 0
    for old_start, new_start, length in found:
        out[-1][1] = old_tokens[old_place:old_start]
        out[-1][2] = new_tokens[new_place:new_start]
        if length:
            out.append([old_tokens[old_start : old_start + length], [], []])
        old_place, new_place = old_start + length, new_start + length
    out[-1][1] = old_tokens[old_place:]
    out[-1][2] = new_tokens[new_place:]
    return out


def without_crumbs(segments):
    """Joins changes between which next to nothing is equal: a reader takes them for one."""
    out = segments[:1]
    for same, deleted, inserted in segments[1:]:
        before = out[-1]
        if (before[1] or before[2]) and (deleted or inserted) and is_crumb(same, before, (deleted, inserted)):
            before[1] = before[1] + same + deleted
            before[2] = before[2] + same + inserted
        else:
            out.append([same, deleted, inserted])
    return out


def is_crumb(same, before, after):
    if len(same) > 7:
        return False
    length = len("".join(same).strip())
    if not length:
        return True
    return length <= min(longer_side(before[1], before[2]), longer_side(*after))


def longer_side(deleted, inserted):
    return max(sum(map(len, deleted)), sum(map(len, inserted)))
