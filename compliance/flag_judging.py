"""What is known of a flagged decision, as codes for filters and sentences for people.

Pure but for the texts, which it asks of `SourceEvidence`.
"""

import re
from dataclasses import dataclass

from . import machine_signals
from .clause_pins import CLAUSES_SEARCHED, EDITED, GONE, MOVED, VERBATIM, pin_clauses
from .contradictions import find_contradictions
from .even_text import essence
from .fetch_truth import FAILED, LLMS, MISSING, OLD
from .models import DocumentType
from .normalized_urls import path_of
from .robots import read_robots
from .signal_statements import clauses, statements

SHOWN = 3
NO_RULE = re.compile(
    r"\bno (?:matching )?rules?\b|\brules? (?:did|do|does)(?: not|n't) (?:match|apply)\b|\bsays? nothing\b"
    r"|\bnot covered by (?:the|any) rules?\b|\bnothing (?:was )?(?:found|matched)\b",
    re.IGNORECASE,
)
DISAGREE = re.compile(
    r"\b(?:terms|robots|llms)\b.*\b(?:disagree|contradict|conflict)|\ballows?, terms prohibit", re.IGNORECASE
)
FAULT_CODES = {MISSING: "document_missing", FAILED: "document_failed", OLD: "document_old"}
# Of two findings of one clause in two documents the first counts.
BEST_FIRST = (VERBATIM, MOVED, EDITED, GONE)


@dataclass(frozen=True)
class Thresholds:
    """What counts as low confidence (below, 0..1) and as old (days), and the name of our crawler."""

    low_confidence: float
    old_days: int
    our_agent: str


def judge(decision, evidence, robots, *, verdict_at, thresholds):
    """`(codes, details)` of one flagged decision; `codes` are keys of `flag_reasons.LABELS`, in the order of telling.

    `evidence` is the `SourceEvidence` of its source, `robots` what `robots_of` gives for it; `verdict_at` the time of
    the last human verdict on the source that still stands, or None. `details` is JSON: `sentences` `{code: sentence}`;
    `faults`, `pins` and `contradictions` as lists of objects; `unsearched`, how many clauses were too many to search.
    """
    why = machine_signals.flag_reasons(decision.signals, decision.version_info)
    said = clauses(decision.signals)
    pins = pins_of(said[:CLAUSES_SEARCHED], evidence, decision.created_at)
    contradictions = find_contradictions(decision.status, statements(decision.signals), robots)
    faults = [(kind, fault) for kind, found in evidence.faults.items() for fault in found]
    sentences = {}
    if decision.confidence < thresholds.low_confidence:
        sentences["low_confidence"] = (
            f"Confidence {percent(decision.confidence)}, below {percent(thresholds.low_confidence)}"
        )
    if contradictions:
        sentences["contradiction"] = and_more([contradictions[0].sentence.rstrip(".")], len(contradictions) - 1)
    elif disagreement := next((text for text in why if DISAGREE.search(text)), ""):
        sentences["contradiction"] = f"The machine says: {disagreement}"
    if changed := changes_since(verdict_at or decision.created_at, evidence):
        since = (
            f"the last verdict of {day(verdict_at)}" if verdict_at else f"the decision of {day(decision.created_at)}"
        )
        sentences["document_changed"] = f"Newer since {since}: {', '.join(changed)}"
    sentences |= clause_sentences(pins)
    sentences |= fault_sentences(faults, evidence)
    if no_rule := next((text for text in why if NO_RULE.search(text)), ""):
        sentences["no_rule_matched"] = f"The machine says: {no_rule}"
    elif decision.signals in ({}, [], {"signals": []}, None):
        sentences["no_rule_matched"] = "The machine read no signals"
    details = {
        "sentences": sentences,
        "faults": [{"document_type": kind, "label": label_of(kind), **fault.as_data()} for kind, fault in faults],
        "pins": pins,
        "contradictions": [contradiction.as_data() for contradiction in contradictions],
        "unsearched": max(0, len(said) - CLAUSES_SEARCHED),
    }
    return list(sentences), details


def changes_since(at, evidence):
    """In words, the documents of which a version other than that of `at` counts now. Broken fetches are no change."""
    found = []
    for kind, current in evidence.current.items():
        before = evidence.basis(kind, at)
        if current and current.fetched_at > at and (before is None or before.content_hash != current.content_hash):
            found.append(f"{label_of(kind)} version {current.version}" + ("" if before else " (the first)"))
    return found


def robots_of(evidence, source, our_agent):
    """The `RobotsReading` of the current robots.txt for a source's path, None where there is none to read."""
    current = evidence.current[DocumentType.ROBOTS]
    if current is None:
        return None
    path = path_of(source.normalized_url)
    return read_robots(evidence.text(current.id), path=path, our_agent=our_agent)


def pins_of(said, evidence, at):
    """What has become of each `Clause`, as a list of objects: the fields of `Pin`, its label, number and document.

    A clause is looked for in all three documents; the one that had it verbatim when it was quoted is taken, else the
    one that has what is most like it now.
    """
    said = [clause for clause in said if essence(clause.text)]
    best = {}
    for kind in DocumentType.values:
        current, basis = evidence.current[kind], evidence.basis(kind, at)
        texts = [clause.text for clause in said]
        if not texts or (current is None and basis is None):
            continue
        then = evidence.text(basis.id) if basis else None
        pins = pin_clauses(texts, then, evidence.text(current.id) if current else "")
        for number, pin in enumerate(pins):
            rank = (not pin.quoted_exactly, BEST_FIRST.index(pin.state), -pin.similarity)
            if number not in best or rank < best[number][0]:
                best[number] = (rank, pin, kind, current, basis)
    return [as_data(number, said[number].label, *best[number][1:]) for number in sorted(best)]


def as_data(number, label, pin, kind, current, basis):
    return {
        "number": number + 1,
        "label": label,
        "clause": pin.clause,
        "state": pin.state,
        "percent": round(pin.similarity * 100),
        "start": pin.start,
        "end": pin.end,
        "found": pin.found,
        "basis_start": pin.basis_start,
        "basis_end": pin.basis_end,
        "basis_found": pin.basis_found,
        "inexact": pin.state != VERBATIM and pin.quoted_exactly is False and (pin.state == GONE or pin.is_same_wording),
        "document_type": kind,
        "document": label_of(kind),
        "document_id": current.id if current else None,
        "version": current.version if current else None,
        "basis_id": basis.id if basis else None,
        "basis_version": basis.version if basis else None,
    }


def clause_sentences(pins):
    """A clause that was never quoted exactly has not gone or been edited: the quotation is at fault."""
    found = {}
    inexact = [pin["label"] for pin in pins if pin["inexact"]]
    gone = [pin["label"] for pin in pins if pin["state"] == GONE and not pin["inexact"]]
    edited = [
        f"{pin['label']} ({pin['percent']}% alike)" for pin in pins if pin["state"] == EDITED and not pin["inexact"]
    ]
    for code, words, labels in (
        ("clause_gone", "Clause no longer there", gone),
        ("clause_edited", "Clause worded differently now", edited),
        ("clause_inexact", "Clause not in the documents as quoted", inexact),
    ):
        if labels:
            found[code] = f"{words}: {and_more(labels[:SHOWN], len(labels) - SHOWN)}"
    return found


def fault_sentences(faults, evidence):
    """Sentences by code. That a site has no llms.txt is no reason to look at it: most have none."""
    found = {}
    for kind, fault in faults:
        if kind != LLMS or fault.kind not in (MISSING, OLD):
            code = FAULT_CODES.get(fault.kind, "document_doubtful")
            found[code] = f"{found[code]}; " if code in found else ""
            found[code] += f"{label_of(kind)}: {fault.badge[:1].lower()}{fault.badge[1:]}"
    if not any(evidence.versions.values()):
        found["document_missing"] = "No document of this source was ever fetched"
    return found


def and_more(texts, more):
    return ", ".join(texts) + (f", and {more} more" if more > 0 else "")


def label_of(kind):
    return DocumentType(kind).label


def percent(share):
    return f"{share:.0%}"


def day(at):
    return f"{at.day} {at:%b %Y}"
