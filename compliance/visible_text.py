"""Strangers' text for a person to see: characters that hide or reorder what stands around them are shown by number."""

import re

HIDDEN = {
    code: f"⟨U+{code:04X}⟩"
    for code in (
        *range(0x00, 0x09), *range(0x0A, 0x20), *range(0x7F, 0xA0),
        0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
    )
}  # fmt: skip
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
SHOWN_CHARACTERS = 300


def visible(text, limit=SHOWN_CHARACTERS):
    """One line of a file: all control and invisible characters by number, cut to `limit` (None: whole)."""
    cut = limit is not None and len(text) > limit
    return (text[:limit] if cut else text).translate(HIDDEN) + ("…" if cut else "")


def in_order(text):
    """Prose: only what would reorder it by number. Joiners and soft hyphens belong to the writing of many languages."""
    return REORDERING.sub(lambda match: HIDDEN[ord(match[0])], text)
