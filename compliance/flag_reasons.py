"""Why a decision is flagged, in codes and words."""

LABELS = {
    "low_confidence": "Low confidence",
    "contradiction": "The documents disagree",
    "document_changed": "A document changed",
    "clause_gone": "Quoted clause gone",
    "clause_edited": "Quoted clause edited",
    "document_missing": "Document missing",
    "document_failed": "Document failed",
    "document_old": "Document old",
    "no_rule_matched": "No rule matched",
}
