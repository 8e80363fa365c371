"""Two versions of a text compared as a reader would: by paragraph, then by word. No database, no HTML."""

from .comparing import compare
from .patch import unified_patch
from .rows import Diff, Row, Span

# Goes up with every change of what `compare` answers; kept diffs of another version are not used.
ENGINE_VERSION = 1

__all__ = ["ENGINE_VERSION", "Diff", "Row", "Span", "compare", "unified_patch"]
