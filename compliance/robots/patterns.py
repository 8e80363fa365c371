"""The path of a rule against the path of an address (RFC 9309 sections 2.2.2 and 2.2.3), without backtracking."""

import re
from dataclasses import dataclass
from urllib.parse import quote

ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
INDEX_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule's path with its percent-encoding made uniform.

    `extension`: not in the file, but read into it by the parser (Allow of index.html allows its folder too).
    """

    text: str
    extension: bool = False

    @property
    def length(self):
        """In octets, as encoded: the longest match decides (RFC 9309 section 2.2.2)."""
        return len(self.text)

    def matches(self, path):
        """Whether this is a prefix of `path` (see `normal_path`); `*` stands for anything, a last `$` for the end."""
        anchored = self.text.endswith("$")
        parts = (self.text[:-1] if anchored else self.text).split("*")
        if not path.startswith(parts[0]):
            return False
        position = len(parts[0])
        if len(parts) == 1:
            return not anchored or position == len(path)
        # The earliest place for each part leaves the most room for the next, so trying one place is enough.
        for part in parts[1:-1]:
            if part:
                position = path.find(part, position)
                if position < 0:
                    return False
                position += len(part)
        if anchored:
            return len(path) - len(parts[-1]) >= position and path.endswith(parts[-1])
        return path.find(parts[-1], position) >= 0


def normal_path(path):
    """Path and query of an address as patterns are compared with it, always from "/"."""
    path = re.sub(r"[\t\r\n]", "", path.partition("#")[0])
    encoded = _normal(path, keep=b"/%", safe="/%=")
    # The question mark that begins the query stays; another one is an ordinary character.
    return encoded if encoded.startswith("/") else f"/{encoded}"


def rule_patterns(value, *, allow):
    """The `Pattern`s that one Allow or Disallow value stands for, all to be tried; [] for an empty one."""
    patterns = []
    if "$" in value:
        patterns.append(Pattern(_normal_pattern(value.replace("$", "%24"))))
    plain = _normal_pattern(value)
    if plain:
        patterns.append(Pattern(plain))
        if allow and plain.endswith(f"/{INDEX_PAGE}"):
            patterns.append(Pattern(plain.removesuffix(INDEX_PAGE) + "$", extension=True))
    return patterns


def _normal_pattern(value):
    if value.startswith(("https://", "http://")):
        value = f"/{value}"
    anchor = "$" if value.endswith("$") else ""
    return _normal(value.removesuffix("$"), keep=b"/%*", safe="/%=*") + anchor


def _normal(text, *, keep, safe):
    """Escapes decoded, but for those of the bytes in `keep`, then everything encoded that has to be (RFC 3986)."""

    def decode(match):
        byte = bytes.fromhex(match[1].decode())
        return match[0].upper() if byte in keep else byte

    return quote(ESCAPE.sub(decode, text.encode("utf-8", "replace")).decode("utf-8", "replace"), safe=safe)
