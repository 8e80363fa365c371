"""What a fetch really is, by hand-checked examples."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from compliance.fetch_truth import fetch_faults
from compliance.source_evidence import SourceEvidence, faults_of

from .factories import make_document, make_source

RULES = "User-agent: *\nDisallow: /private/"
PAGE = "\ufeff<!-- cached -->\n<!DOCTYPE HTML>\n<html><head><title>Not found</title></head></html>"

# document type, metadata, beginning of the content, the fault or None, a badge, and what its sentence must say
TABLE = [
    ("robots", {"http_status": 200}, RULES, None, "", ""),
    ("tc", {}, "Terms", None, "", ""),
    ("tc", ["not an object"], "Terms", None, "", ""),
    ("tc", {"http_status": 200, "error": ""}, "Terms", None, "", ""),
    ("robots", {"http_status": 404}, "", "missing", "Missing (HTTP 404)", "2.3.1.3: then robots.txt restricts nothing"),
    ("robots", {"http_status": 410}, "gone", "missing", "Missing (HTTP 410)", "restricts nothing"),
    ("robots", {"status_code": "404"}, PAGE, "missing", "Missing (HTTP 404)", "restricts nothing"),
    ("tc", {"http_status": 404}, PAGE, "missing", "Missing (HTTP 404)", "says nothing about what is allowed"),
    ("llm_txt", {"status": 404}, "", "missing", "Missing (HTTP 404)", "as most sites"),
    ("robots", {"http_status": 503}, "busy", "failed", "Fetch failed (HTTP 503)", "2.3.1.4: a crawler must then take"),
    ("robots", {"error": "timeout"}, "", "failed", "Fetch failed: timeout", "everything as disallowed"),
    ("robots", {"http_status": 403}, "no", "failed", "Fetch failed (HTTP 403)", "a site that refuses us may mean"),
    ("tc", {"http_status": 500}, "oops", "failed", "Fetch failed (HTTP 500)", "could not be fetched"),
    (
        "tc",
        {"http_status": None, "error": "DNS " * 50},
        "",
        "failed",
        "Fetch failed: " + ("DNS " * 50)[:80],
        "could not",
    ),
    ("robots", {"http_status": 200}, "", "empty", "Empty", "restricts nothing (RFC 9309"),
    ("robots", {}, "\ufeff \r\n", "empty", "Empty", "restricts nothing (RFC 9309"),
    ("tc", {}, " \n", "empty", "Empty", "says nothing about what is allowed"),
    ("robots", {"http_status": 200}, PAGE, "html", "Web page, not robots.txt", "It holds no rules"),
    ("llm_txt", {"http_status": 200}, "<html>", "html", "Web page, not llms.txt", "It holds no rules"),
    # terms are web pages
    ("tc", {"http_status": 200}, PAGE, None, "", ""),
    # neither a status nor an error
    ("tc", {"http_status": True, "status": "ok"}, "Terms", None, "", ""),
    # Markdown that speaks of markup
    ("llm_txt", {}, "# Docs\n\nUse <html> tags.", None, "", ""),
]


@pytest.mark.parametrize(("kind", "metadata", "content", "fault", "badge", "said"), TABLE)
def test_a_fetch_is_taken_for_what_it_is(kind, metadata, content, fault, badge, said):
    faults = fetch_faults(kind, metadata, size=len(content), beginning=content)
    if fault is None:
        assert faults == []
    else:
        assert [(found.kind, found.badge, found.is_unusable) for found in faults] == [(fault, badge, True)]
        assert said in faults[0].sentence


def test_a_newest_version_grows_old_on_the_day_after_the_limit():
    def kinds(age):
        return [fault.kind for fault in fetch_faults("tc", {}, size=5, age=age, old_days=30)]

    assert kinds(timedelta(days=30)) == []
    assert kinds(timedelta(days=30, seconds=1)) == ["old"]
    assert kinds(timedelta(days=-3)) == []  # the pipeline's clock runs ahead
    assert kinds(None) == []


def test_a_hash_may_be_that_of_the_text_or_of_the_content_as_fetched():
    text, raw = (hashlib.sha256(part).hexdigest() for part in (b"text", b"raw"))

    def kinds(content_hash):
        return [fault.kind for fault in fetch_faults("tc", {}, size=4, content_hash=content_hash, digests=(text, raw))]

    assert kinds(text) == kinds(raw) == kinds(raw.upper()) == []
    assert kinds("0" * 64) == ["mismatch"]
    assert kinds("d41d8cd98f00b204e9800998ecf8427e") == []  # no SHA-256, so nothing to hold it against


def test_the_gravest_fault_comes_first():
    faults = fetch_faults("tc", {"error": "x"}, size=1, content_hash="0" * 64, digests=("1",), age=timedelta(days=999))
    assert [fault.kind for fault in faults] == ["failed", "mismatch", "old"]


def test_the_database_computes_what_the_rules_need(db):
    text = "Nutzung verboten – 利用禁止"
    good = make_document(text=text)
    assert faults_of(good.pk, age=None, old_days=1) == []
    good.raw_content, good.content_hash = "<p>é</p>", hashlib.sha256("<p>é</p>".encode()).hexdigest()
    good.save()
    assert faults_of(good.pk, age=None, old_days=1) == []
    good.content_hash = "0" * 64
    good.save()
    assert [fault.kind for fault in faults_of(good.pk, age=None, old_days=1)] == ["mismatch"]
    assert faults_of("unknown", age=None, old_days=1) == []


def test_what_had_no_text_extracted_is_empty(db):
    document = make_document(text="", raw_content="<p>Something</p>")
    assert [fault.badge for fault in faults_of(document.pk, age=None, old_days=1)] == ["No text"]


def test_behind_broken_fetches_the_newest_real_version_counts(db):
    source, now = make_source(), datetime(2026, 3, 9, tzinfo=UTC)
    first = make_document(source, "Terms", version=1)
    good = make_document(source, "New terms", version=2)
    make_document(source, "", version=3, metadata={"http_status": 503})
    make_document(source, "", version=4, metadata={"http_status": 404})
    evidence = SourceEvidence(source.pk, now=now, old_days=180)
    assert evidence.current["tc"].id == good.pk
    assert [fault.badge for fault in evidence.faults["tc"]] == ["Missing (HTTP 404)"]
    assert evidence.current["robots"] is None
    assert evidence.text(first.pk) == "Terms"
