"""What the demo's reviewers have already decided, with notes that speak about the very documents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random

from .clauses import PrintedClause, Terms
from .histories import Failure, Version
from .judging import Judgement, judge, print_clauses
from .planning import MODELS, PlannedDecision, plan

VERDICTS = 25

# Invented people; the accounts that `up --demo` makes for signing in are others.
_REVIEWERS = ("amelie.brandt", "t.okafor", "s.lindqvist")

# Where nothing else fits, only decisions of these scenarios are confirmed: none of them rests on a failed fetch.
_SAFE_TO_CONFIRM = {"terms_changed", "robots_changed", "robots_mistakes", "paraphrase", "llms_conflict", "unclear"}


@dataclass(frozen=True)
class DemoVerdict:
    """One verdict on a flagged decision that is its source's current one.

    `kind` is `confirm` or `override`; a confirmation has neither status, channel, constraints nor reason.
    `decided_after` counts from the decision's `created_at`; the moment lies before the `now` of `records`.
    """

    decision_id: str
    kind: str
    reviewer: str
    status: str | None
    channel: str | None
    constraints: list[object]
    reason: str | None
    note: str
    decided_after: timedelta


@dataclass(frozen=True)
class _Outcome:
    note: str
    status: str | None = None
    channel: str | None = None
    constraints: tuple[object, ...] = ()
    reason: str | None = None


def verdicts(*, seed: int = 7) -> list[DemoVerdict]:
    """The verdicts in the order in which they were given; the same for a seed on any day."""
    return list(_verdicts(seed))


@cache
def _verdicts(seed: int) -> tuple[DemoVerdict, ...]:
    rng = Random(f"{seed}:verdicts")
    _, decisions = plan(seed)
    left = [d for d in decisions if d.flagged and d.current and 1.2 < _waiting(d) < 40]
    rng.shuffle(left)
    found: list[tuple[PlannedDecision, _Outcome]] = []
    for wanted, scenario, statuses, outcome in _RULES:
        for decision in [d for d in left if d.story.scenario == scenario and d.judgement.status in statuses]:
            if wanted and (said := outcome(decision)):
                wanted -= 1
                left.remove(decision)
                found.append((decision, said))
    for decision in left:
        safe = decision.story.scenario in _SAFE_TO_CONFIRM
        if len(found) < VERDICTS and safe and decision.judgement.status in {"CONDITIONAL", "BLOCKED"}:
            found.append((decision, _Outcome("")))
    timed = sorted((_verdict(d, said, rng) for d, said in found), key=lambda pair: -pair[0])
    return tuple(verdict for _, verdict in timed)


def _waiting(decision: PlannedDecision) -> float:
    """Days since the flag was raised: with the decision, or with the newer terms that made it outdated."""
    newest = _newest(decision, "tc")
    if decision.story.scenario == "outdated" and newest:
        return newest.age
    return decision.age


def _verdict(decision: PlannedDecision, said: _Outcome, rng: Random) -> tuple[float, DemoVerdict]:
    """The verdict with its age in days."""
    waiting = _waiting(decision)
    age = waiting - rng.uniform(0.05, min(waiting - 0.2, 4.0))
    verdict = DemoVerdict(
        decision_id=decision.id,
        kind="override" if said.status else "confirm",
        reviewer=rng.choices(_REVIEWERS, (5, 3, 2))[0],
        status=said.status,
        channel=said.channel,
        constraints=list(said.constraints),
        reason=said.reason,
        note=said.note,
        decided_after=timedelta(seconds=round((decision.age - age) * 86400)),
    )
    return age, verdict


def _newest(decision: PlannedDecision, kind: str) -> Version | None:
    return max((v for v in decision.story.versions if v.kind == kind), key=lambda v: v.number, default=None)


def _clause(decision: PlannedDecision, *topics: str, newest: bool = False) -> PrintedClause | None:
    """The clause on the first of the topics, in the terms that the decision rested on or in the newest ones."""
    number = decision.judgement.document_versions.get("tc", 0)
    for version in decision.story.versions:
        if version.kind == "tc" and isinstance(version.content, Terms):
            if version == _newest(decision, "tc") if newest else version.number == number:
                printed = print_clauses(version.content)
                return next((printed[topic] for topic in topics if topic in printed), None)
    return None


def _changed(decision: PlannedDecision, *, newest: bool) -> tuple[PrintedClause, int] | None:
    """The clause that the last change of the terms brought or rewrote, and the number of that version."""
    number = decision.judgement.document_versions.get("tc", 0)
    terms = [v for v in decision.story.versions if v.kind == "tc" and isinstance(v.content, Terms)]
    terms = terms if newest else [v for v in terms if v.number <= number]
    if len(terms) < 2:
        return None
    old, new = print_clauses(terms[-2].content), print_clauses(terms[-1].content)
    changed = [t for t in new if t not in old or old[t].sentence != new[t].sentence]
    if not changed:
        return None
    weightiest = min(changed, key=lambda topic: topic not in {"scraping", "ai_training", "api"})
    return new[weightiest], terms[-1].number


def _as_it_stands(decision: PlannedDecision) -> Judgement:
    """What the rules say on the newest documents, without hesitation."""
    evidence = {kind: version for kind in ("tc", "robots", "llm_txt") if (version := _newest(decision, kind))}
    return judge(evidence, None, temper=0.75, model=MODELS[1], paraphrase=False, rng=Random(0))


# --- outcomes by scenario; None where the documents do not bear the note out


def _confirm_change(decision: PlannedDecision) -> _Outcome | None:
    if not (changed := _changed(decision, newest=False)):
        return None
    clause, number = changed
    return _Outcome(
        f"Read version {number} against the one before: {clause.reference} changed and says what is quoted. "
        "The status follows from it."
    )


def _confirm_robots(decision: PlannedDecision) -> _Outcome:
    return _Outcome("The groups for AI crawlers changed, our own agent is not named. Status and constraints are right.")


def _confirm_mistakes(decision: PlannedDecision) -> _Outcome:
    return _Outcome(
        "The lines that could not be read concern paths that we do not visit. Nothing else follows from them."
    )


def _confirm_paraphrase(decision: PlannedDecision) -> _Outcome | None:
    clause = _clause(decision, "scraping")
    return clause and _Outcome(
        f"The quotation is a summary, but {clause.reference} says the same: “{clause.sentence}” The status stands."
    )


def _confirm_terms(decision: PlannedDecision) -> _Outcome | None:
    clause = _clause(decision, "scraping")
    return clause and _Outcome(f"{_capital(clause.reference)} goes further than robots.txt. Blocked is right.")


def _terms_prevail(decision: PlannedDecision) -> _Outcome | None:
    if not (clause := _clause(decision, "scraping")):
        return None
    channel = "licence_request" if _needs_licence(decision) else "none"
    constraints = ("Prior written permission",) if channel == "licence_request" else ()
    if decision.judgement.status == "ALLOWED":
        return _Outcome(
            f"The machine went by robots.txt alone. {_capital(clause.reference)} rules automated access out and is even "
            "quoted among its signals.",
            "BLOCKED",
            channel,
            constraints,
            "machine_misread",
        )
    return _Outcome(
        f"{_capital(clause.reference)}: “{clause.sentence}” An open robots.txt does not lift a term of the contract.",
        "BLOCKED",
        channel,
        constraints,
        "terms_prevail",
    )


def _needs_licence(decision: PlannedDecision) -> bool:
    terms = decision.judgement.facts.terms or {}
    return terms.get("scraping") == "permission"


def _permission(decision: PlannedDecision) -> _Outcome | None:
    if not _needs_licence(decision):
        return None
    return _Outcome(
        f"{decision.story.site.operator} gave written permission last month (file PERM-0417): article pages, "
        "20 requests per minute, no training. Runs until revoked.",
        "CONDITIONAL",
        "licence_request",
        (
            {"type": "rate_limit", "requests_per_minute": 20},
            "Article pages only, as listed in PERM-0417",
            "No use for model training",
        ),
        "permission_obtained",
    )


def _outdated(decision: PlannedDecision) -> _Outcome | None:
    now = _as_it_stands(decision)
    if now.status == "REVIEW_REQUIRED" or not (changed := _changed(decision, newest=True)):
        return None
    clause, number = changed
    same = now.status == decision.judgement.status
    return _Outcome(
        f"The decision rests on version {decision.judgement.document_versions['tc']}. Since version {number} "
        f"{clause.reference} reads: “{clause.sentence}”" + (" Same status, other conditions." if same else ""),
        now.status,
        now.channel,
        now.constraints,
        "outdated_evidence" if same else "document_changed",
    )


def _status_changed(decision: PlannedDecision) -> _Outcome | None:
    said = _outdated(decision)
    return said if said and said.status != decision.judgement.status else None


def _robots_failed(decision: PlannedDecision) -> _Outcome | None:
    newest = _newest(decision, "robots")
    failure = newest.content if newest else None
    if not isinstance(failure, Failure) or (failure.status or 500) < 500:
        return None
    return _Outcome(
        f"robots.txt is out of reach ({failure.error or f'HTTP {failure.status}'}). RFC 9309 has us take that as closed. "
        "Blocked until a fetch succeeds; the earlier version is no permission.",
        "BLOCKED",
        "none",
        (),
        "other",
    )


def _no_rule(decision: PlannedDecision) -> _Outcome:
    return _Outcome(
        "The terms say nothing about automated access and there is no robots.txt. Single pages at a low rate are "
        "defensible, a crawl of the whole site is not.",
        "CONDITIONAL",
        "public_crawl",
        ({"type": "rate_limit", "requests_per_minute": 5}, "Single pages only, no crawl of the whole site"),
        "other",
    )


def _unclear(decision: PlannedDecision) -> _Outcome | None:
    clause = _clause(decision, "scraping")
    if not clause or not (decision.judgement.facts.robots or {}).get("open_root"):
        return None
    return _Outcome(
        f"{_capital(clause.reference)} names no limit and reserves a judgement. robots.txt is precise and leaves the pages "
        "open, so we go by it, at a modest rate.",
        "CONDITIONAL",
        "public_crawl",
        ({"type": "rate_limit", "requests_per_minute": 10},),
        "robots_prevail",
    )


def _llms_conflict(decision: PlannedDecision) -> _Outcome | None:
    clause = _clause(decision, "ai_training")
    return clause and _Outcome(
        f"llms.txt invites training, {clause.reference} of the terms forbids it: “{clause.sentence}” The terms are "
        "the contract. Crawling for other purposes stays open.",
        "CONDITIONAL",
        "public_crawl",
        ("No use for model training",),
        "terms_prevail",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# (how many, scenario, machine's status, outcome)
_RULES: tuple[tuple[int, str, tuple[str, ...], Callable[[PlannedDecision], _Outcome | None]], ...] = (
    (7, "terms_changed", ("CONDITIONAL", "BLOCKED"), _confirm_change),
    (2, "robots_changed", ("CONDITIONAL", "ALLOWED"), _confirm_robots),
    (2, "robots_mistakes", ("CONDITIONAL", "ALLOWED"), _confirm_mistakes),
    (1, "paraphrase", ("BLOCKED",), _confirm_paraphrase),
    (2, "conflict", ("BLOCKED",), _confirm_terms),
    (1, "conflict", ("REVIEW_REQUIRED",), _permission),
    (3, "conflict", ("REVIEW_REQUIRED", "ALLOWED"), _terms_prevail),
    (2, "outdated", ("CONDITIONAL", "BLOCKED", "ALLOWED"), _status_changed),
    (1, "outdated", ("CONDITIONAL", "BLOCKED", "ALLOWED"), _outdated),
    (1, "robots_failed", ("REVIEW_REQUIRED", "CONDITIONAL"), _robots_failed),
    (1, "no_rule", ("REVIEW_REQUIRED", "ALLOWED"), _no_rule),
    (1, "unclear", ("REVIEW_REQUIRED",), _unclear),
    (1, "llms_conflict", ("REVIEW_REQUIRED",), _llms_conflict),
)
