"""What a fetch really is: the document, or something that only looks like an answer. Pure: no database.

Read from what fetchers note in `metadata` (`error`, `http_status`), from sizes and digests, and from how the content
begins. A broken fetch must never be read as a permission, and a missing robots.txt is one: each fault says in words
what follows from it.
"""

import re
from dataclasses import asdict, dataclass
from datetime import timedelta

from .machine_signals import plain
from .robots.lines import HTML_START

MISSING, FAILED, OLD, EMPTY, HTML, MISMATCH = "missing", "failed", "old", "empty", "html", "mismatch"
# After one of these what was fetched is not the document, so nothing may be concluded from its text.
UNUSABLE = frozenset({MISSING, FAILED, EMPTY, HTML})
# Enough of the content to see whether it is a web page.
BEGINNING = 1000
ROBOTS, LLMS = "robots", "llm_txt"
STATUS_KEYS = ("http_status", "status_code", "status")
SHA_256 = re.compile(r"[0-9a-f]{64}", re.I)
NAMES = {"tc": "terms", ROBOTS: "robots.txt", LLMS: "llms.txt"}


@dataclass(frozen=True)
class FetchFault:
    """What is wrong with a fetch: `kind` is a constant above, `badge` a few words, `sentence` what follows."""

    kind: str
    badge: str
    sentence: str

    @property
    def is_unusable(self):
        """Whether what was fetched is not the document at all."""
        return self.kind in UNUSABLE

    def as_data(self):
        return asdict(self)


def fetch_faults(
    document_type,
    metadata,
    *,
    size,
    text_size=None,
    beginning="",
    content_hash="",
    digests=(),
    age=None,
    old_days=180,
):
    """List of `FetchFault`, the gravest first; [] if nothing is wrong.

    `size` is the octets or characters of what arrived. What the caller does not know is left out, and then not judged:
    `text_size` of what was extracted from it, `beginning` of the content as fetched (`BEGINNING` characters suffice),
    `content_hash` with the SHA-256 `digests` in hexadecimal of the extracted text and of the raw content, `age` as
    timedelta of a version that has no newer one.
    """
    answer = answer_fault(document_type, metadata)
    faults = [answer or content_fault(document_type, size=size, text_size=text_size, beginning=beginning)]
    if digests and SHA_256.fullmatch(content_hash) and content_hash.lower() not in digests:
        faults.append(
            FetchFault(
                MISMATCH,
                "Hash differs",
                "The recorded SHA-256 is neither that of the extracted text nor that of the content as fetched: "
                "one of them was changed afterwards.",
            )
        )
    if age is not None and age > timedelta(days=old_days):
        faults.append(
            FetchFault(
                OLD,
                f"{age.days} days old",
                f"The newest version was fetched {age.days} days ago. The site may say something else by now.",
            )
        )
    return [fault for fault in faults if fault]


def answer_fault(document_type, metadata):
    """What the server's answer means, or None for one that brought a document or says nothing of how it went."""
    noted = metadata if type(metadata) is dict else {}
    status = http_status(noted)
    error = noted.get("error")
    if status in (404, 410):
        return FetchFault(MISSING, f"Missing (HTTP {status})", MEANING_OF_MISSING.get(document_type, MISSING_OTHERWISE))
    if error:
        said = plain(error)[:80]
        return FetchFault(FAILED, f"Fetch failed: {said}", meaning_of_failure(document_type, status))
    if status is not None and status >= 400:
        return FetchFault(FAILED, f"Fetch failed (HTTP {status})", meaning_of_failure(document_type, status))
    return None


def http_status(metadata):
    """The HTTP status that a fetcher noted as number or digits, or None."""
    for key in STATUS_KEYS:
        value = metadata.get(key)
        if type(value) is str and re.fullmatch(r"[1-5]\d\d", value):
            return int(value)
        if type(value) is int and 100 <= value <= 599:
            return value
    return None


MEANING_OF_MISSING = {
    ROBOTS: "The site has no robots.txt. RFC 9309, section 2.3.1.3: then robots.txt restricts nothing. "
    "Terms and llms.txt still hold.",
    LLMS: "The site has no llms.txt, as most sites. Nothing follows from that.",
}
EMPTY_ROBOTS = (
    "What was fetched is empty. If the site really serves an empty robots.txt, that restricts nothing "
    "(RFC 9309, section 2.2.2)."
)
EMPTY_OTHERWISE = "What was fetched is empty. It says nothing about what is allowed."
EMPTY_ROBOTS = (
    "What was fetched is empty. If the site really serves an empty robots.txt, that restricts nothing "
    "(RFC 9309, section 2.2.2)."
)
EMPTY_OTHERWISE = "What was fetched is empty. It says nothing about what is allowed."
MISSING_OTHERWISE = "There is no document at this address. That says nothing about what is allowed."


def meaning_of_failure(document_type, status):
    if document_type != ROBOTS:
        return "The document could not be fetched. That says nothing about what is allowed."
    if status is not None and 400 <= status < 500:
        return (
            f"robots.txt answered {status}. RFC 9309, section 2.3.1.3, lets a crawler go on as if there were none; "
            "a site that refuses us may mean the contrary."
        )
    return (
        "robots.txt could not be reached. RFC 9309, section 2.3.1.4: a crawler must then take everything as disallowed."
    )


def content_fault(document_type, *, size, text_size, beginning):
    if not size or (beginning and size <= len(beginning) and not beginning.strip("\ufeff \t\r\n")):
        return FetchFault(EMPTY, "Empty", EMPTY_ROBOTS if document_type == ROBOTS else EMPTY_OTHERWISE)
    if document_type in (ROBOTS, LLMS) and is_web_page(beginning):
        name = NAMES[document_type]
        return FetchFault(
            HTML, f"Web page, not {name}", f"A web page was served in place of {name}. It holds no rules."
        )
    if text_size == 0:
        return FetchFault(EMPTY, "No text", "Something was fetched, but no text was extracted from it.")
    return None


def is_web_page(beginning):
    """Whether a text that begins so is HTML rather than plain text."""
    return HTML_START.match(beginning[:BEGINNING].lstrip("\ufeff")) is not None
