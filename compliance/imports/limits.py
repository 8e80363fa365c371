"""How large a file may be, and how one is refused."""

MAX_FILE = 50 * 1024 * 1024  # bytes, as uploaded
MAX_CONTENT = 250 * 1024 * 1024  # bytes, unpacked
# Text seldom shrinks to less than a fiftieth. What is small in any case may.
MAX_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024  # bytes, unpacked
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_FIELD = 64 * 1024  # characters
MAX_ROW = 1024 * 1024  # characters
MAX_LINE = 4 * 1024 * 1024  # bytes of one line of JSON


class Refused(Exception):
    """A file that can't be imported; the message says why, in a sentence."""
