"""Why decisions are flagged: worked out in the background from what they, the documents and the verdicts say.

`work_out` writes one `FlagReasons` row for each flagged decision of some sources; `compliance.arrivals` calls it for
those that got a document or a flagged decision.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from .flag_judging import Thresholds, judge, robots_of
from .models import ComplianceDecision, FlagReasons, ReviewRecord, Source, TeamSettings
from .source_evidence import SourceEvidence

logger = logging.getLogger(__name__)

LABELS = {
    "low_confidence": "Low confidence",
    "contradiction": "The documents disagree",
    "document_changed": "A document changed",
    "clause_gone": "Quoted clause gone",
    "clause_edited": "Quoted clause edited",
    "clause_inexact": "Clause not quoted exactly",
    "document_missing": "Document missing",
    "document_failed": "Document failed",
    "document_doubtful": "Document doubtful",
    "document_old": "Document old",
    "no_rule_matched": "No rule matched",
    "unreadable": "Analysis failed",
}
UNREADABLE = {"sentences": {"unreadable": "The analysis of this source failed. The server's log says why."}}


@dataclass(frozen=True)
class Finding:
    """One reason of one decision: a `code` and its label of `LABELS`, and the `sentence` that says what was found.

    The code "machine" marks what the pipeline itself gave as a reason.
    """

    code: str
    label: str
    sentence: str


def thresholds():
    """`Thresholds` from the settings and the team's."""
    return Thresholds(
        low_confidence=settings.LOW_CONFIDENCE,
        old_days=settings.FETCH_OLD_DAYS,
        our_agent=TeamSettings.current_agent(),
    )


def work_out(source_ids):
    """Writes the row of each flagged decision of these sources, and deletes those of decisions whose flag is cleared.

    An error in one source is logged, its decisions get the code "unreadable", and the others go on.
    """
    decisions = ComplianceDecision.objects.filter(source_id__in=source_ids)
    cleared = decisions.filter(review_flag=False).values("pk")
    FlagReasons.objects.filter(decision_id__in=cleared).delete()
    flagged = decisions.flagged().order_by().values_list("source_id", flat=True).distinct()
    for source_id in sorted(flagged):
        try:
            with transaction.atomic():
                work_out_source(source_id, thresholds())
        except (OperationalError, InterfaceError):
            raise  # the database, not the source: the arrival waits
        except Exception:
            logger.exception("The reasons of source %s could not be worked out.", source_id)
            keys = decisions.flagged().filter(source_id=source_id).values_list("pk", flat=True)
            write(FlagReasons(decision_id=key, codes=["unreadable"], details=UNREADABLE) for key in keys)


def work_out_source(source_id, limits):
    evidence = SourceEvidence(source_id, now=timezone.now(), old_days=limits.old_days)
    robots = robots_of(evidence, Source.objects.get(pk=source_id), limits.our_agent)
    verdict_at = last_verdict_at(source_id)
    for decision in ComplianceDecision.objects.filter(source_id=source_id).flagged().iterator(chunk_size=20):
        codes, details = judge(decision, evidence, robots, verdict_at=verdict_at, thresholds=limits)
        write([FlagReasons(decision_id=decision.pk, codes=codes, details=details)])


def last_verdict_at(source_id):
    """When a person last decided on a source, verdicts taken back left out; None if never."""
    records = ReviewRecord.objects.filter(source_id=source_id)
    undone = records.filter(undoes__isnull=False).values("undoes")
    verdicts = records.filter(action__in=(ReviewRecord.Action.CONFIRM, ReviewRecord.Action.OVERRIDE))
    return verdicts.exclude(pk__in=undone).order_by("-id").values_list("created_at", flat=True).first()


def write(rows):
    FlagReasons.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["decision_id"],
        update_fields=["codes", "details", "worked_out_at"],
    )


def forget_cleared():
    """Deletes the rows of decisions that are gone or no longer flagged; returns how many."""
    flagged = ComplianceDecision.objects.flagged().filter(pk=OuterRef("decision_id"))
    return FlagReasons.objects.filter(~Exists(flagged)).delete()[0]


def found_for(decision):
    """The `FlagReasons` of one decision with all `details`, None while it is not known."""
    return FlagReasons.objects.filter(pk=decision.pk).first()


def attach(decisions, *, whole=False):
    """Gives each of a list of decisions what is known of its flag, by one query for all; returns the list.

    `found` is its `FlagReasons`, None while it is not known, with all `details` only if `whole`; `reasons` a list of
    `Finding`: what was found, then what else the machine said by itself.
    """
    decisions = list(decisions)
    rows = FlagReasons.objects.annotate(sentences=F("details__sentences"))
    rows = (rows if whole else rows.defer("details")).in_bulk([decision.pk for decision in decisions])
    for decision in decisions:
        decision.found = rows.get(decision.pk)
        decision.reasons = reasons_of(decision)
    return decisions


def reasons_of(decision):
    found = decision.found
    findings = [Finding(code, LABELS.get(code, code), found.sentences[code]) for code in found.codes] if found else []
    said = [finding.sentence for finding in findings]
    words = [text for text in decision.flag_reasons if not any(text in sentence for sentence in said)]
    return findings + [Finding("machine", "The machine's words", text) for text in words]
