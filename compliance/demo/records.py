"""The demo data as records: what `histories` and `planning` made, printed and dated."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zlib import crc32

from .clauses import Terms, lay_out
from .companies import Site
from .histories import RULES_AGES, Failure, Story, Version
from .html_pages import denied_page, plain_text, web_page
from .jurisdictions import dated_line, words_for
from .llms_texts import Llms, printed_llms
from .planning import PlannedDecision, make_id, plan
from .robots_texts import Robots, printed

_TERMS_PATHS = {
    "en": ("/terms", "/legal/terms", "/terms-of-use", "/about/terms"),
    "de": ("/agb", "/nutzungsbedingungen", "/rechtliches/nutzung"),
    "fr": ("/cgu", "/conditions-generales", "/mentions/conditions"),
    "es": ("/condiciones", "/aviso-legal", "/terminos"),
    "ja": ("/kiyaku", "/terms"),
}

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def records(*, seed: int = 7, now: datetime) -> Iterator[dict]:
    """Yield the demo's sources, then its documents, then its decisions, in the form that `load_records` reads.

    `now` must be aware; no record is later than it and, but for statements of age inside texts, none is older
    than a year.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    now = now.astimezone(UTC).replace(microsecond=0)
    told, decisions = plan(seed)
    decided: dict[str, float] = {}
    for decision in decisions:
        decided[decision.story.site.url] = decision.age
    for story in told:
        yield _source(story, decided.get(story.site.url), seed, now)
    for story in told:
        for version in story.versions:
            yield _document(story.site, version, seed, now)
    for decision in decisions:
        yield _decision(decision, now)


def _at(now: datetime, age: float) -> str:
    """The moment `age` days before now, as ISO 8601 in UTC to the second."""
    return (now - timedelta(seconds=round(age * 86400))).isoformat()


def _number_of(text: str) -> int:
    """A number that is the same for a text on any machine, to vary what need not be drawn."""
    return crc32(text.encode())


def _address(site: Site) -> str:
    """The URL as somebody typed it in: some with the slash after the host, some without."""
    return site.url if site.is_page or _number_of(site.url) % 2 else f"{site.url}/"


def _source(story: Story, decided: float | None, seed: int, now: datetime) -> dict:
    site = story.site
    touched = [story.created_age, *(version.age for version in story.versions)]
    if decided is not None:
        touched.append(decided)
    return {
        "type": "source",
        "id": make_id(seed, "source", site.url),
        "url": _address(site),
        "normalized_url": site.url if site.is_page else f"{site.url}/",
        "domain": site.domain,
        "created_at": _at(now, story.created_age),
        "updated_at": _at(now, min(touched)),
    }


def _document(site: Site, version: Version, seed: int, now: datetime) -> dict:
    raw, text, language = _printed(site, version, now)
    return {
        "type": "document",
        "id": make_id(seed, "document", site.url, version.kind, version.number),
        "source_url": _address(site),
        "document_type": version.kind,
        "raw_content": raw,
        "extracted_text": text,
        "content_hash": hashlib.sha256(text.encode()).hexdigest(),
        "language": language,
        "metadata": _metadata(site, version, raw, seed, now),
        "version": version.number,
        "fetched_at": _at(now, version.age),
    }


def _printed(site: Site, version: Version, now: datetime) -> tuple[str, str, str | None]:
    """Raw content, extracted text and language of one version."""
    content = version.content
    if isinstance(content, Terms):
        day = (now - timedelta(days=content.effective_days)).date()
        dated = dated_line(day, site)
        sections = lay_out(content, words_for(content))
        raw = web_page(site, content.title, dated, sections, _number_of(site.domain))
        text = plain_text(content.title, dated, sections)
        raw = raw.replace('<meta charset="utf-8">', f'<meta charset="{_encoding(site, raw)}">')
        return raw, text, site.language
    if isinstance(content, Robots):
        raw = printed(content).text
        return raw, raw.removeprefix("\ufeff").replace("\r\n", "\n").rstrip(), None
    if isinstance(content, Llms):
        raw = printed_llms(content)[0]
        return raw, raw.rstrip(), "en"
    if content.denied_page:
        page, text = denied_page(site, f"{_number_of(f'{site.url}{version.number}'):08x}-{site.country}")
        return page, text, None
    return "", "", None


def _encoding(site: Site, page: str) -> str:
    """Some older sites still serve their terms in windows-1252, where it can hold the page."""
    if _number_of(site.host) % 11 == 0:
        try:
            page.encode("cp1252")
        except UnicodeEncodeError:
            return "utf-8"
        return "windows-1252"
    return "utf-8"


def _metadata(site: Site, version: Version, raw: str, seed: int, now: datetime) -> dict:
    """How the fetch went. `url`, `http_status`, `content_type`, `encoding`, `raw_bytes`, `fetch_ms` always exist;
    the middle three are null where there was no answer."""
    content = version.content
    rng = Random(f"{seed}:{site.url}:{version.kind}:{version.number}:fetch")
    encoding = _encoding(site, raw) if isinstance(content, Terms) else "utf-8"
    if isinstance(content, Robots) and content.byte_order_mark:
        encoding = "utf-8-bom"
    found: dict[str, object] = {
        "url": _document_url(site, version.kind),
        "http_status": 200,
        "content_type": "text/html; charset=utf-8",
        "encoding": encoding,
        "raw_bytes": len(raw.encode()),
        "fetch_ms": rng.randrange(38, 900),
    }
    if encoding == "windows-1252":
        found["raw_bytes"] = len(raw.encode("cp1252"))
        found["content_type"] = "text/html; charset=windows-1252"
    if isinstance(content, Llms):
        found["content_type"] = rng.choice(("text/plain; charset=utf-8", "text/markdown; charset=utf-8"))
    elif isinstance(content, Robots) and content.form != "html":
        found["content_type"] = rng.choice(("text/plain", "text/plain; charset=utf-8"))
    elif isinstance(content, Failure):
        found["http_status"] = content.status
        if content.status is None:
            found |= {"content_type": None, "encoding": None, "error": content.error}
            found["fetch_ms"] = 30_000 if "timeout" in str(content.error) else rng.randrange(3, 400)
        return found
    if rng.random() < 0.4:
        found["etag"] = f'"{rng.getrandbits(64):016x}"'
    if rng.random() < 0.35:
        moment = now - timedelta(days=version.age + rng.uniform(0.01, 6))
        found["last_modified"] = (
            f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year} "
            f"{moment:%H:%M:%S} GMT"
        )
    if not site.is_page and _number_of(site.url) % 9 == 0:
        plain = str(found["url"]).replace("https://", "http://")
        found["redirected_from"] = plain
    return found


def _document_url(site: Site, kind: str) -> str:
    if kind == "robots":
        return f"https://{site.host}/robots.txt"
    if kind == "llm_txt":
        return f"https://{site.host}/llms.txt"
    if site.is_page:
        return site.url
    paths = _TERMS_PATHS.get(site.language, ("/terms",))
    return site.url + paths[_number_of(site.host) % len(paths)]


def _decision(decision: PlannedDecision, now: datetime) -> dict:
    judgement = decision.judgement
    made = _at(now, decision.age)
    # Rules are named after the month in which they came into use; the first ones are older than the demo.
    since = (now - timedelta(days=([400.0, *RULES_AGES])[decision.rules])).strftime("%Y-%m")
    info: dict[str, object] = {
        "model_version": decision.model,
        "rules_version": since,
        "timestamp": made,
        "document_versions": dict(judgement.document_versions),
    }
    if decision.flagged:
        info["why"] = list(decision.reasons)
    return {
        "type": "decision",
        "id": decision.id,
        "source_url": _address(decision.story.site),
        "status": judgement.status,
        "compliance_channel": judgement.channel,
        "constraints": list(judgement.constraints),
        "confidence": judgement.confidence,
        "review_flag": decision.flagged,
        "signals": judgement.signals,
        "version_info": info,
        "created_at": made,
    }
