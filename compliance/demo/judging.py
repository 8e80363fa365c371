"""From documents to a decision: what the demo's pipeline reads in them, what it concludes and when it is unsure.

The rules are simple and of our own making. What matters is that a decision follows from the versions it rests on:
every signal quotes a sentence that stands there, and every reason for the review flag can be seen in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from .clauses import PrintedClause, Terms, lay_out
from .histories import Failure, Version
from .jurisdictions import countries_in_english, words_for
from .llms_texts import Llms, printed_llms
from .robots_texts import AI_AGENTS, Robots, printed

# topic.variant -> signals it gives: (signal type, value, conditions); `{...}` are the document's own words.
READINGS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "scraping.prohibited": (("scraping_allowed", "prohibited", ()),),
    "scraping.permission": (("scraping_allowed", "prohibited", ("unless permitted in writing",)),),
    "scraping.rate": (("scraping_allowed", "conditional", ("at most {rate} requests per minute",)),),
    "scraping.allowed": (("scraping_allowed", "allowed", ()),),
    "scraping.vague": (("scraping_allowed", "unclear", ()),),
    "crawling.search_only": (("crawling_allowed", "conditional", ("search engines only",)),),
    "crawling.robots": (("crawling_allowed", "conditional", ("robots.txt must be obeyed",)),),
    "ai_training.prohibited": (("ai_training_allowed", "prohibited", ()),),
    "ai_training.licence": (("ai_training_allowed", "conditional", ("separate licence",)),),
    "ai_training.allowed": (("ai_training_allowed", "allowed", ()),),
    "ai_training.vague": (("ai_training_allowed", "unclear", ()),),
    "llm_use.prohibited": (("llm_use_allowed", "prohibited", ()),),
    "llm_use.conditional": (("llm_use_allowed", "conditional", ("name the source and link to the page",)),),
    "llm_use.allowed": (("llm_use_allowed", "allowed", ()),),
    "processing.allowed": (("data_processing_allowed", "conditional", ("non-commercial research",)),),
    "licence.cc_by": (
        ("commercial_use_allowed", "allowed", ()),
        ("derivative_works", "allowed", ()),
        ("attribution_required", "conditional", ("{attribution}",)),
    ),
    "licence.cc_by_nc": (
        ("commercial_use_allowed", "prohibited", ()),
        ("attribution_required", "conditional", ("{attribution}",)),
    ),
    "licence.cc0": (("commercial_use_allowed", "allowed", ()), ("derivative_works", "allowed", ())),
    "commercial.prohibited": (("commercial_use_allowed", "prohibited", ()),),
    "commercial.conditional": (("commercial_use_allowed", "conditional", ("paid plan or agreement",)),),
    "commercial.allowed": (("commercial_use_allowed", "allowed", ()),),
    "resale.prohibited": (("resale_allowed", "prohibited", ()),),
    "derivative.allowed": (("derivative_works", "allowed", ()),),
    "derivative.prohibited": (("derivative_works", "prohibited", ()),),
    "attribution.required": (("attribution_required", "conditional", ("{attribution}",)),),
    "storage.conditional": (("retention_limits", "conditional", ("{retention}",)),),
    "storage.prohibited": (("data_storage_allowed", "prohibited", ()),),
    "geo.conditional": (("geo_restrictions", "conditional", ("{countries}",)),),
    "time.conditional": (("time_limits", "conditional", ("90 days after publication",)),),
    "api.allowed": (("api_access_allowed", "conditional", ("personal key", "{rate} requests per minute")),),
    "api.required": (("api_access_allowed", "conditional", ("API only", "{rate} requests per minute")),),
    "api.paid": (("api_access_allowed", "conditional", ("data contract",)),),
}

CATEGORIES = {
    "scraping_allowed": "access", "crawling_allowed": "access", "api_access_allowed": "access",
    "commercial_use_allowed": "use", "resale_allowed": "use", "derivative_works": "use", "attribution_required": "use",
    "ai_training_allowed": "ai", "llm_use_allowed": "ai",
    "data_storage_allowed": "data", "data_processing_allowed": "data", "retention_limits": "data",
    "geo_restrictions": "scope", "time_limits": "scope",
}  # fmt: skip

# What a model wrote in place of a quotation: a summary that stands nowhere in the document.
_PARAPHRASES = {
    "scraping_allowed": "The terms do not allow scraping of the website without consent.",
    "ai_training_allowed": "Content may not be used for AI training.",
}

# Reasons for the review flag.
UNCLEAR = "clause on automated access has more than one reading"
LOW = "confidence below 0.5"
DISAGREE = "terms and robots.txt disagree"
LLMS_DISAGREE = "llms.txt and terms disagree"
TERMS_CHANGED = "terms changed since the last decision"
ROBOTS_CHANGED = "robots.txt changed since the last decision"
TERMS_FAILED = "terms could not be fetched"
ROBOTS_FAILED = "robots.txt could not be fetched"
ROBOTS_HTML = "a web page was served in place of robots.txt"
ROBOTS_MISTAKES = "robots.txt has lines that could not be read"
NO_RULE = "no rule matched"
NOTHING_FOUND = "no document was found"
LANGUAGE = "language not covered by the rules"
NOT_QUOTED = "quoted clause not found in the terms"
OUTDATED = "newer terms arrived after this decision"


@dataclass(frozen=True)
class Facts:
    """What the readable documents say; `None` where there is no such document, or none that could be read."""

    terms: Mapping[str, str | int] | None
    robots: Mapping[str, object] | None
    usage: str | None


@dataclass(frozen=True)
class Judgement:
    """A decision before it has an id and a date. `reasons` would raise the review flag."""

    status: str
    channel: str | None
    constraints: tuple[object, ...]
    confidence: float
    reasons: tuple[str, ...]
    signals: object
    facts: Facts
    document_versions: Mapping[str, int]


def print_clauses(terms: Terms) -> dict[str, PrintedClause]:
    """The printed clause for each topic on which the terms take a position."""
    sections = lay_out(terms, words_for(terms))
    return {clause.topic: clause for section in sections for clause in section.clauses if clause.topic}


def judge(
    evidence: Mapping[str, Version],
    before: Facts | None,
    *,
    temper: float,
    model: str,
    paraphrase: bool,
    rng: Random,
) -> Judgement:
    """Decide on the newest version of each document (`evidence`, by document type).

    `before` are the facts of the decision before, or `None` for the first. `temper` (0 to 1) is constant for a
    source and says which way its model leans where the rules leave room: low ones ask a person.
    """
    terms, robots, llms = (
        version.content if (version := evidence.get(kind)) else None for kind in ("tc", "robots", "llm_txt")
    )
    facts = Facts(
        terms.facts if isinstance(terms, Terms) else None,
        robots.facts if isinstance(robots, Robots) and robots.form != "html" else None,
        llms.usage if isinstance(llms, Llms) else None,
    )
    reasons = _reasons(terms, robots, facts, before)
    signals = _signals(terms, robots, llms, rng)
    if paraphrase:
        reasons.append(NOT_QUOTED)
        signals = [
            {**signal, "source_clause": _PARAPHRASES[signal["signal_type"]]}
            if number == 0 and signal["signal_type"] in _PARAPHRASES
            else signal
            for number, signal in enumerate(signals)
        ]
    constraints = _constraints(terms, robots, llms, strings=model.endswith("2.3"))
    status, channel = _status(facts, bool(constraints), temper)
    status = _hesitate(status, reasons, facts, temper)
    if status == "REVIEW_REQUIRED":
        channel = "none" if evidence else None
    elif status == "ALLOWED" and channel in {"none", "licence_request"}:
        channel = "public_crawl"
    if status != "CONDITIONAL":
        constraints = ["Prior written permission"] if channel == "licence_request" else []
    confidence = _confidence(evidence, reasons, status, model, rng)
    if confidence < 0.5:
        reasons.append(LOW)
    return Judgement(
        status,
        channel,
        tuple(constraints),
        confidence,
        tuple(reasons),
        _shaped(signals, facts, model, temper),
        facts,
        {kind: version.number for kind, version in evidence.items()},
    )


def _reasons(terms: object, robots: object, facts: Facts, before: Facts | None) -> list[str]:
    found: list[str] = []
    if isinstance(terms, Failure):
        found.append(_because(TERMS_FAILED, terms))
    if isinstance(robots, Failure) and robots.status != 404:  # RFC 9309: not found means no rules
        found.append(_because(ROBOTS_FAILED, robots))
    if isinstance(robots, Robots):
        if robots.form == "html":
            found.append(ROBOTS_HTML)
        if set(robots.mistakes) - {"case"}:
            found.append(ROBOTS_MISTAKES)
    said = facts.terms
    if isinstance(terms, Terms) and terms.site.language == "ja":
        found.append(LANGUAGE)
    if said is not None:
        if said.get("scraping") == "vague":
            found.append(UNCLEAR)
        if not said and facts.robots is None:
            found.append(NO_RULE)
        if facts.robots and _disagree(said, facts.robots):
            found.append(DISAGREE)
        if facts.usage == "allowed" and "prohibited" in (said.get("ai_training"), said.get("llm_use")):
            found.append(LLMS_DISAGREE)
        if before and before.terms is not None and before.terms != said:
            found.append(TERMS_CHANGED)
    if before and before.robots and facts.robots and before.robots != facts.robots:
        found.append(ROBOTS_CHANGED)
    if said is None and facts.robots is None and facts.usage is None and not found:
        found.append(NOTHING_FOUND)
    return found


def _because(reason: str, failure: Failure) -> str:
    return f"{reason} ({failure.error or f'HTTP {failure.status}'})"


def _disagree(said: Mapping[str, str | int], robots: Mapping[str, object]) -> bool:
    scraping = said.get("scraping")
    if scraping in {"prohibited", "permission"} and "api" not in said:
        return bool(robots["open_root"]) and not robots["blocked"]
    if scraping in {"allowed", "rate"}:
        return not robots["open_root"]
    return said.get("ai_training") == "allowed" and len(robots["blocked"]) > 3


def _status(facts: Facts, constrained: bool, temper: float) -> tuple[str, str]:
    """Status and channel by the rules alone, as if the documents left no doubt."""
    said = facts.terms or {}
    api, scraping = said.get("api"), said.get("scraping")
    by_interface = api in {"allowed", "required"}
    if facts.robots and not facts.robots["open_root"]:
        return ("CONDITIONAL", "official_api") if by_interface else ("BLOCKED", "none")
    if scraping in {"prohibited", "permission"}:
        if by_interface:
            return "CONDITIONAL", "official_api"
        for_a_fee = scraping == "permission" or api == "paid" or said.get("ai_training") == "licence"
        return "BLOCKED", "licence_request" if for_a_fee else "none"
    if api == "required":
        return "CONDITIONAL", "official_api"
    channel = "llms_txt" if facts.usage is not None and (facts.terms is None or temper < 0.5) else "public_crawl"
    return ("CONDITIONAL" if constrained else "ALLOWED"), channel


def _hesitate(status: str, reasons: list[str], facts: Facts, temper: float) -> str:
    """The status in the light of the doubts: some models ask a person, some decide anyway, at times wrongly."""
    kinds = {reason.partition(" (")[0] for reason in reasons}
    if kinds & {LANGUAGE, NOTHING_FOUND}:
        return "REVIEW_REQUIRED"
    if facts.terms is None and facts.robots is None and facts.usage is None:
        return "REVIEW_REQUIRED"
    limits = {
        TERMS_FAILED: 0.4, ROBOTS_FAILED: 0.45, ROBOTS_HTML: 0.6, DISAGREE: 0.45, LLMS_DISAGREE: 0.5, NO_RULE: 0.7,
        UNCLEAR: 0.65, TERMS_CHANGED: 0.15, ROBOTS_CHANGED: 0.1,
    }  # fmt: skip
    if temper < max((limits.get(kind, 0.0) for kind in kinds), default=0.0):
        return "REVIEW_REQUIRED"
    if DISAGREE in kinds and temper > 0.82:
        return "ALLOWED"  # looked at robots.txt alone
    return status


def _confidence(evidence: Mapping[str, Version], reasons: list[str], status: str, model: str, rng: Random) -> float:
    """0.06 to 0.98. Without a reason for doubt it stays at 0.56 or above."""
    readable = sum(not isinstance(version.content, Failure) for version in evidence.values())
    value = {0: 0.2, 1: 0.74, 2: 0.86}.get(readable, 0.92) - (0.06 if model.endswith("2.3") else 0.0)
    costs = {
        TERMS_FAILED: 0.25, ROBOTS_FAILED: 0.2, ROBOTS_HTML: 0.3, DISAGREE: 0.2, LLMS_DISAGREE: 0.16, NO_RULE: 0.3,
        UNCLEAR: 0.3, LANGUAGE: 0.45, NOT_QUOTED: 0.1, ROBOTS_MISTAKES: 0.1, TERMS_CHANGED: 0.08, ROBOTS_CHANGED: 0.05,
    }  # fmt: skip
    sure = rng.random() < 0.2  # some models stay sure of themselves in spite of everything
    value -= sum(costs.get(reason.partition(" (")[0], 0.0) for reason in reasons) * (0.25 if sure else 1.0)
    if status == "REVIEW_REQUIRED":
        value -= 0.15
    value += rng.uniform(-0.07, 0.05)
    if not reasons:
        value = max(value, 0.56)
    return round(min(max(value, 0.06 + 0.12 * rng.random()), 0.98), 2)


# --- signals and constraints


def _signals(terms: object, robots: object, llms: object, rng: Random) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []

    def add(kind: str, value: str, clause: str | None, conditions: list[str]) -> None:
        low, high = (0.38, 0.55) if value == "unclear" else (0.71, 0.98)
        found.append(
            {
                "category": CATEGORIES[kind],
                "signal_type": kind,
                "value": value,
                "confidence": round(rng.uniform(low, high), 2),
                "source_clause": clause,
                "conditions": conditions,
            }
        )

    if isinstance(terms, Terms):
        words = words_for(terms)
        for topic, clause in print_clauses(terms).items():
            for kind, value, conditions in READINGS[f"{topic}.{terms.positions[topic].variant}"]:
                add(kind, value, clause.sentence, [condition.format_map(words) for condition in conditions])
    if isinstance(robots, Robots) and robots.readable:
        quotes = printed(robots).quotes
        conditions = [f"crawl delay {robots.crawl_delay} s"] if robots.crawl_delay else []
        value = "prohibited" if not robots.open_root else "conditional" if conditions else "allowed"
        add("crawling_allowed", value, quotes["root"], conditions)
        if robots.blocked:
            add("ai_training_allowed", "prohibited", quotes["agents"], list(robots.blocked))
        if robots.content_signal:
            value = "prohibited" if "ai-train=no" in robots.content_signal else "allowed"
            add("ai_training_allowed", value, quotes["signal"], [])
        if robots.licence:
            add("ai_training_allowed", "conditional", quotes["licence"], ["licence terms in a separate file"])
    if isinstance(llms, Llms):
        value = {"no_training": "conditional", "attribution": "conditional", "ask": "conditional"}.get(
            llms.usage, "allowed"
        )
        add("llm_use_allowed", value, printed_llms(llms)[1], [])
    return found


def _constraints(terms: object, robots: object, llms: object, *, strings: bool) -> list[object]:
    """Conditions of use, as objects or (the older model) mostly as sentences."""
    said = terms.facts if isinstance(terms, Terms) else {}
    words = words_for(terms) if isinstance(terms, Terms) else {}
    found: list[object] = []

    def add(sentence: str, **fields: object) -> None:
        found.append(sentence if strings or not fields else fields)

    if "rate" in said:
        add(f"At most {said['rate']} requests per minute", type="rate_limit", requests_per_minute=said["rate"])
    if said.get("api") in {"allowed", "required"}:
        add("Personal API key required", type="api_key")
    if isinstance(robots, Robots) and robots.crawl_delay:
        add(f"Wait {robots.crawl_delay} s between requests", type="crawl_delay", seconds=robots.crawl_delay)
    licence = said.get("licence")
    if "attribution" in said or licence in {"cc_by", "cc_by_nc"}:
        add(f"Name the source as “{words['attribution']}”", type="attribution", text=words["attribution"])
    if said.get("commercial") == "prohibited" or licence == "cc_by_nc":
        add("Non-commercial use only", type="non_commercial")
    if said.get("commercial") == "conditional":
        add("Commercial use only with a paid plan")
    agents = robots.blocked if isinstance(robots, Robots) else ()
    signal = robots.content_signal if isinstance(robots, Robots) else None
    if said.get("ai_training") == "licence":
        add("Model training only under a separate licence")
    elif said.get("ai_training") == "prohibited" or (signal and "ai-train=no" in signal):
        add("No use for model training")
    if agents:
        add("Closed to: " + ", ".join(agents), type="agents_disallowed", agents=list(agents))
    if said.get("llm_use") == "prohibited":
        add("No use in assistants that answer third parties")
    if said.get("llm_use") == "conditional" or (isinstance(llms, Llms) and llms.usage == "attribution"):
        add("Assistants must name the source and link to the page")
    if isinstance(llms, Llms) and llms.usage == "no_training":
        add("Retrieval and citation only", type="retrieval_only")
    if said.get("crawling") == "search_only":
        add("Index for search only; no full copies")
    if said.get("resale") == "prohibited":
        add("No resale of data", type="no_resale")
    if said.get("derivative") == "prohibited":
        add("No adaptation or translation", type="no_derivatives")
    if "retention" in said:
        days = said["retention"]
        add(f"Delete copies after {days} day{'s' if days != 1 else ''}", type="retention_limit", days=days)
    if said.get("storage") == "prohibited":
        add("No storage beyond the session", type="no_storage")
    if "geo" in said:
        where = countries_in_english(terms.site)
        add(f"Only within {where}", type="geo_restriction", countries=where)
    if "time" in said:
        add("Remove items 90 days after publication", type="time_limit", days=90)
    return found


def _shaped(signals: list[dict[str, object]], facts: Facts, model: str, temper: float) -> object:
    """The signals as the model writes them: version 3 an object with a list, version 2 the list itself or facts."""
    if not model.endswith("2.3"):
        return {"signals": signals}
    if (temper * 100) % 10 < 6:
        return signals
    names = {"scraping_allowed": "prohibits_scraping", "ai_training_allowed": "prohibits_ai_training",
             "commercial_use_allowed": "non_commercial_only"}  # fmt: skip
    forbidden = {
        names[signal["signal_type"]]: signal["source_clause"]
        for signal in reversed(signals)
        if signal["signal_type"] in names and signal["value"] == "prohibited"
    }
    said: dict[str, object] = {}
    if facts.terms is not None:
        said["terms"] = {
            "facts": {
                **{name: name in forbidden for name in names.values()},
                "mentions_api": "api" in facts.terms,
                "requests_per_minute": facts.terms.get("rate"),
            },
            "quotes": forbidden,
        }
    if facts.robots is not None:
        said["robots"] = {
            "root_allowed": facts.robots["open_root"],
            "content_signal": facts.robots["signal"],
            "agents": {agent: {"root_allowed": agent not in facts.robots["blocked"]} for agent in AI_AGENTS},
        }
    if facts.usage is not None:
        said["llm_txt"] = {"present": True, "usage": facts.usage}
    return said
