"""What happened to each source over the year: which documents were fetched when, and what had changed in them.

Every source lives through one scenario. The scenario fixes the state in which its documents are now; the earlier
versions are made backwards from there, one revision at a time, so that the present is certain and the past varied.
Times are ages: days before the moment at which the data are made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from . import clauses
from .clauses import Terms
from .companies import OPEN_KINDS, Site, sites
from .llms_texts import Llms, before_llms_edit, draft_llms, printed_llms
from .revisions import before, before_fact
from .robots_texts import AI_AGENTS, Robots, before_edit, draft_robots, printed, with_mistakes
from .stances import positions_for

# Scenario -> number of sources. In the first group no decision is flagged, in the second the current one is,
# in the third there is none yet.
QUIET = {
    "open_licence": 30, "attribution": 14, "non_commercial": 12, "ban": 24, "ai_reserved": 16, "api_only": 12,
    "rate_limited": 8, "robots_open": 20, "robots_ai": 7, "llms_only": 7,
}  # fmt: skip
FLAGGED = {
    "conflict": 24, "terms_changed": 25, "outdated": 14, "robots_failed": 11, "robots_html": 5, "robots_mistakes": 7,
    "terms_failed": 10, "unclear": 12, "no_rule": 6, "llms_conflict": 6, "robots_changed": 6, "other_language": 2,
    "paraphrase": 3, "nothing_found": 4,
}  # fmt: skip
UNDECIDED = {"waiting": 9, "just_added": 6}

_WITHOUT_TERMS = {
    "robots_open", "robots_ai", "llms_only", "robots_html", "robots_mistakes", "nothing_found", "just_added", "waiting",
}  # fmt: skip
_TERMS_ONLY = {
    "open_licence", "attribution", "non_commercial", "ban", "ai_reserved", "api_only", "rate_limited", "terms_changed",
    "outdated", "terms_failed", "unclear", "no_rule", "paraphrase",
}  # fmt: skip
# Public bodies do not shut others out.
_NOT_FOR_OPEN = {"ban", "ai_reserved", "conflict", "llms_conflict", "robots_ai", "api_only", "paraphrase"}
_FITS_OPEN = {"open_licence": 6.0, "attribution": 4.0, "rate_limited": 2.0}

# Model and rules versions come into use at these ages (days); the first of each was there from the start.
MODEL_3_AGE = 130.0
RULES_AGES = (230.0, 70.0)

MINUTE = 1 / 1440

_SIGNALS = ("search=yes, ai-train=no", "search=yes, ai-input=no, ai-train=no", "ai-train=no")


@dataclass(frozen=True)
class Failure:
    """A fetch that brought no document: an HTTP status, or an error where there was no answer at all."""

    status: int | None
    error: str | None = None
    denied_page: bool = False


Content = Terms | Robots | Llms | Failure


@dataclass(frozen=True)
class Version:
    """One stored version: `kind` is the document type, `age` the days since it was fetched."""

    kind: str
    number: int
    age: float
    content: Content


@dataclass(frozen=True)
class Story:
    """A source with all its document versions.

    `last_decision_age` is set for flagged sources only: the age of the decision that is the current one.
    """

    site: Site
    scenario: str
    created_age: float
    versions: tuple[Version, ...]
    last_decision_age: float | None


def stories(seed: int) -> list[Story]:
    """The story of every site, in the order of `companies.sites`."""
    every = sites()
    scenarios = _assign(every, Random(f"{seed}:scenarios"))
    return [_tell(site, scenarios[site.url], Random(f"{seed}:{site.url}")) for site in every]


def _assign(every: list[Site], rng: Random) -> dict[str, str]:
    """A scenario for each site that suits it; those sites choose first that have least choice."""
    left = {**QUIET, **FLAGGED, **UNDECIDED}
    chosen: dict[str, str] = {}
    order = sorted(rng.sample(every, len(every)), key=_freedom)
    for site in order:
        names = [name for name, count in left.items() if count and _suits(name, site)]
        weights = [left[name] * (_FITS_OPEN.get(name, 1.0) if site.kind in OPEN_KINDS else 1.0) for name in names]
        name = rng.choices(names, weights)[0]
        left[name] -= 1
        chosen[site.url] = name
    return chosen


def _freedom(site: Site) -> int:
    if site.language in {"ja", ""}:
        return 0
    return 1 + 2 * (not site.is_page) + (site.kind not in OPEN_KINDS)


def _suits(scenario: str, site: Site) -> bool:
    if (site.language == "ja") != (scenario == "other_language"):
        return False
    if not site.language:
        return scenario in _WITHOUT_TERMS
    if site.is_page and scenario not in _TERMS_ONLY:
        return False
    return not (site.kind in OPEN_KINDS and scenario in _NOT_FOR_OPEN)


def _tell(site: Site, scenario: str, rng: Random) -> Story:
    """Build one story: the present state by scenario, then its past."""
    event = _event_age(rng)
    created = rng.uniform(341, 364) if rng.random() < 0.5 else rng.uniform(30, 335)
    if scenario == "just_added":
        return Story(site, scenario, rng.uniform(0.1, 6), (), None)
    if scenario == "nothing_found":
        return Story(site, scenario, event + rng.uniform(0.05, 0.4), (), event)
    if scenario == "waiting":
        created = rng.uniform(0.3, 3)
        return Story(site, scenario, created, _first_versions(site, created, rng), None)
    # Some troubles are there from the first look on, in sources that were added lately.
    newcomer = scenario in {"no_rule", "other_language"} or (scenario in {"conflict", "unclear"} and rng.random() < 0.5)
    if newcomer:
        created = event + rng.uniform(0.05, 0.6)
    elif scenario in FLAGGED:
        created = max(created, event + 40)
    decided: float | None = event if scenario in FLAGGED else None
    if scenario == "outdated":
        decided = event + rng.uniform(4, 20)
        created = max(created, decided + 40)

    # The newest change of a quiet source lies far enough back that a later run has found nothing new.
    newest = event if scenario in FLAGGED else 14.0
    versions: list[Version] = []
    if _has_terms(scenario, site):
        versions += _terms_history(site, scenario, created, newest, newcomer, rng)
    if not site.is_page:
        others_newest = decided + 1 if decided is not None and scenario == "outdated" else newest
        versions += _robots_history(site, scenario, created, others_newest, newcomer, rng)
        versions += _llms_history(site, scenario, created, others_newest, newcomer, rng)
    if decided is not None and scenario != "outdated":
        # The decision follows the newest fetch by some minutes.
        decided = min([event, *(version.age for version in versions)]) - rng.uniform(3, 50) * MINUTE
    return Story(site, scenario, created, tuple(versions), decided)


def _event_age(rng: Random) -> float:
    """How long ago a flag was raised: much of the queue is fresh, some of it is old."""
    low, high = rng.choices(((0.1, 3.0), (3.0, 14.0), (14.0, 45.0)), (35, 40, 25))[0]
    return rng.uniform(low, high)


def _has_terms(scenario: str, site: Site) -> bool:
    if scenario in {"robots_open", "robots_ai", "llms_only"} or not site.language:
        return False
    return scenario != "robots_mistakes" or len(site.service) % 2 == 0


def _first_versions(site: Site, created: float, rng: Random) -> tuple[Version, ...]:
    """One version of each document, fetched right after the source was added."""
    found = []
    if site.language:
        terms = clauses.draft(site, positions_for("non_commercial", site, rng), rng)
        found += _number("tc", [(created - 4 * MINUTE, terms)], rng)
    if not site.is_page:
        found += _number("robots", [(created - 2 * MINUTE, draft_robots(site, rng, stance="some"))], rng)
    return tuple(found)


# --- terms


def _terms_history(
    site: Site, scenario: str, created: float, newest: float, newcomer: bool, rng: Random
) -> list[Version]:
    terms = clauses.draft(site, positions_for(scenario, site, rng), rng)
    if newcomer:
        return _number("tc", [(created - 4 * MINUTE, terms)], rng)
    ages = _ages(created, newest, rng.choice((0, 1, 1, 2, 2, 3, 4)), rng)
    contents: list[Content] = [terms]  # newest first, one more than there are changes
    if scenario in {"outdated", "terms_changed", "conflict", "unclear"}:
        # In an outdated source the decision rests on the version before, whose clause was then edited or removed.
        contents.append(before_fact(terms, rng, keep_topic=scenario == "outdated"))
        ages = [newest, *(age for age in ages if age > newest + 25)]
    elif scenario == "terms_failed":
        contents = [_failure(rng), terms]
        ages = [newest, *(age for age in ages if age > newest + 8)]
    while len(contents) <= len(ages):
        contents.append(before(contents[-1], rng))
    found = list(zip([*ages, created - 4 * MINUTE], contents, strict=True))
    return _number("tc", _with_outage(found[::-1], rng), rng)


# --- robots.txt and llms.txt


def _robots_history(
    site: Site, scenario: str, created: float, newest: float, newcomer: bool, rng: Random
) -> list[Version]:
    first = created - 2 * MINUTE
    if scenario in {"llms_only", "no_rule"}:
        return _number("robots", [(first, Failure(404))], rng) if rng.random() < 0.5 else []
    now = _robots_now(site, scenario, rng)
    if newcomer:
        return _number("robots", [(first, now)], rng)
    ages = _ages(created, newest, rng.choice((0, 0, 1, 1, 2, 3)), rng)
    contents: list[Content] = [now]
    if scenario in {"robots_failed", "robots_html", "robots_mistakes", "robots_changed"}:
        ages = [newest, *(age for age in ages if age > newest + 8)]
        contents.append(now)
        if scenario == "robots_failed":
            contents[0] = _failure(rng)
        elif scenario == "robots_html":
            contents[0] = replace(now, form="html", newline="\n", byte_order_mark=False)
        elif scenario == "robots_mistakes":
            contents[0] = with_mistakes(now, rng)
        else:
            # AI crawlers were shut out, or let in again
            others = () if now.blocked else AI_AGENTS[: rng.randrange(3, 9)]
            contents[1] = replace(now, blocked=others, content_signal=None)
    while len(contents) <= len(ages):
        contents.append(_different(contents[-1], before_edit, rng))
    found = list(zip([*ages, first], contents, strict=True))
    return _number("robots", _with_outage(found[::-1], rng), rng)


def _robots_now(site: Site, scenario: str, rng: Random) -> Robots:
    """The file as it stands at the end of the scenario, in accord with the terms unless the scenario says not."""
    stance = "open"
    if scenario == "ban":
        stance = rng.choice(("ai", "ai", "ai", "closed"))
    elif scenario in {"ai_reserved", "robots_ai", "llms_conflict", "paraphrase"}:
        stance = "ai"
    elif scenario in {"terms_changed", "outdated"}:
        # shut out some crawlers in any case: whatever the terms now say, the two do not contradict each other
        stance = "some"
    elif scenario == "robots_changed":
        stance = rng.choice(("ai", "ai", "some", "open"))
    elif scenario in {"non_commercial", "unclear"}:
        stance = rng.choice(("open", "some"))
    robots = draft_robots(site, rng, stance=stance)
    if scenario == "rate_limited" or (stance != "closed" and rng.random() < 0.12 and scenario != "open_licence"):
        if scenario != "robots_open" and scenario != "robots_failed":
            robots = replace(robots, crawl_delay=rng.choice((1, 2, 5, 10, 10, 30)))
    if stance == "ai" and rng.random() < 0.45:
        robots = replace(robots, content_signal=rng.choice(_SIGNALS), licence=rng.random() < 0.4)
    if scenario in {"robots_open", "open_licence"} and rng.random() < 0.08:
        robots = replace(robots, form="empty", byte_order_mark=False)
    elif scenario in {"robots_open", "open_licence"} and rng.random() < 0.2:
        robots = replace(robots, content_signal="search=yes, ai-input=yes, ai-train=yes")
    return robots


def _llms_history(
    site: Site, scenario: str, created: float, newest: float, newcomer: bool, rng: Random
) -> list[Version]:
    first = created - MINUTE
    usage = {"open_licence": "allowed", "attribution": "attribution", "ai_reserved": "no_training"}.get(scenario)
    if scenario == "llms_conflict":
        # the invitation is what is new
        now = draft_llms(site, rng, usage="allowed")
        return _number("llm_txt", [(first, replace(now, usage="none")), (newest, now)], rng)
    if scenario == "llms_only":
        usage = rng.choice(("none", "none", "allowed", "attribution"))
    elif scenario in {"no_rule", "conflict", "paraphrase", "other_language"} or rng.random() > 0.3:
        # most sites have none: the server says so, or was never asked
        return _number("llm_txt", [(first, Failure(404))], rng) if rng.random() < 0.15 else []
    now = draft_llms(site, rng, usage=usage or rng.choice(("none", "none", "ask")))
    found: list[tuple[float, Content]] = [(first, now)]
    if not newcomer:
        ages = _ages(created, newest, rng.choice((0, 0, 1, 1, 2)), rng)
        contents: list[Content] = [now]
        while len(contents) <= len(ages):
            contents.append(_different(contents[-1], before_llms_edit, rng))
        found = list(zip([*ages, first], contents, strict=True))[::-1]
    return _number("llm_txt", found, rng)


def _different(content: Content, edit: Callable[..., Content], rng: Random) -> Content:
    """The content before an edit that shows in its text."""
    for _ in range(20):
        earlier = edit(content, rng)
        if _text_of(earlier) != _text_of(content):
            return earlier
    raise AssertionError(f"no edit changes {content}")


def _text_of(content: Content) -> str:
    if isinstance(content, Robots):
        return printed(content).text.lstrip("\ufeff").replace("\r\n", "\n")
    return printed_llms(content)[0]


# --- times


def _ages(created: float, newest: float, wanted: int, rng: Random) -> list[float]:
    """Ages of later versions, newest first: at least eight days apart and away from both ends."""
    room = created - newest - 20
    if room <= 0:
        return []
    found: list[float] = []
    for age in sorted(rng.uniform(newest + 8, created - 10) for _ in range(min(wanted, int(room / 20)))):
        if not found or age > found[-1] + 8:
            found.append(age)
    return found


def _with_outage(found: list[tuple[float, Content]], rng: Random) -> list[tuple[float, Content]]:
    """Now and then a fetch between two versions failed. Oldest first, as given."""
    if len(found) < 2 or rng.random() > 0.12 or isinstance(found[-1][1], Failure):
        return found
    at = rng.randrange(1, len(found))
    age = rng.uniform(found[at][0] + 3, found[at - 1][0] - 3)
    return [*found[:at], (age, _failure(rng)), *found[at:]]


def _failure(rng: Random) -> Failure:
    return rng.choice(
        (
            Failure(None, "timeout: no answer within 30 s"),
            Failure(None, "TLS handshake failed: certificate has expired"),
            Failure(None, "name resolution failed"),
            Failure(503),
            Failure(500),
            Failure(403, denied_page=True),
            Failure(403, denied_page=True),
            Failure(429),
        )
    )


def _number(kind: str, found: list[tuple[float, Content]], rng: Random) -> list[Version]:
    """Versions 1..n, oldest first. Terms get their date: shortly before the fetch, the first ones long before."""
    versions = []
    for number, (age, content) in enumerate(found, start=1):
        if isinstance(content, Terms):
            since = rng.uniform(20, 500) if number == 1 else rng.uniform(0.5, 4)
            content = replace(content, effective_days=age + since)
        versions.append(Version(kind, number, age, content))
    return versions
