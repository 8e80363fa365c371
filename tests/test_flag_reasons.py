"""The reasons of flagged decisions: what is found, in which words, and how it follows the documents."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from compliance import arrivals, flag_reasons, review
from compliance.models import Arrival, ComplianceDecision, Document, FlagReasons, Source
from compliance.records.loading import load

from .factories import START, make_decision, make_document, make_source

CLAUSE = "You may not use robots to read this site."
SIGNALS = {"signals": [{"signal_type": "scraping_allowed", "value": "prohibited", "source_clause": CLAUSE}]}


@pytest.fixture(autouse=True)
def recent(settings):
    """Documents of the factories are of a fixed day: here they never grow old."""
    settings.FETCH_OLD_DAYS = 36_000


def codes_of(decision):
    return FlagReasons.objects.get(pk=decision.pk).codes


def sentence_of(decision, code):
    return FlagReasons.objects.get(pk=decision.pk).details["sentences"][code]


def work_off_all():
    taken = []
    while number := arrivals.work_off():
        taken.append(number)
    return sum(taken)


def make_flagged(source=None, **fields):
    fields.setdefault("confidence", 0.9)
    fields.setdefault("signals", SIGNALS)
    fields.setdefault("minutes", 1)
    return make_decision(source, **fields)


def test_plain_sql_becomes_known(db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO sources VALUES ('s', 'https://a.example', 'https://a.example/', 'a', now(), now())")
        cursor.execute(
            "INSERT INTO compliance_decisions VALUES "
            "('c', 's', 'BLOCKED', NULL, '[]', 0.3, true, '[]', '{\"why\": [\"no rule matched\"]}', now())"
        )
    assert not FlagReasons.objects.exists()
    assert arrivals.work_off() == 1
    row = FlagReasons.objects.get(pk="c")
    assert row.codes == ["low_confidence", "document_missing", "no_rule_matched"]
    assert row.details["sentences"]["low_confidence"] == "Confidence 30%, below 60%"
    assert [arrivals.work_off(), arrivals.work_off()] == [1, 0]  # the index, and nothing more
    assert not Arrival.objects.exists()


def test_a_clause_that_stands_is_no_reason_and_is_pinned(db):
    source = make_source()
    document = make_document(source, f"Rules. {CLAUSE} Thanks.")
    decision = make_flagged(source)
    work_off_all()
    assert codes_of(decision) == []
    (pin,) = FlagReasons.objects.get().details["pins"]
    assert (pin["state"], pin["start"], pin["document_id"], pin["label"]) == ("verbatim", 7, document.pk, "Scraping")


def test_a_newer_document_changes_the_answer(db):
    source = make_source()
    make_document(source, f"Rules. {CLAUSE}")
    decision = make_flagged(source)
    work_off_all()
    make_document(source, "Rules. " + CLAUSE.replace("may not", "may"), version=2, fetched_at=START + timedelta(days=1))
    work_off_all()
    assert codes_of(decision) == ["document_changed", "clause_edited"]
    assert sentence_of(decision, "document_changed") == (
        "Newer since the decision of 1 Mar 2026: Terms and conditions version 2"
    )
    make_document(source, "Everything is new here.", version=3, fetched_at=START + timedelta(days=2))
    work_off_all()
    assert codes_of(decision) == ["document_changed", "clause_gone"]
    assert sentence_of(decision, "clause_gone") == "Clause no longer there: Scraping"


def test_a_broken_fetch_is_no_change_of_the_text(db):
    source = make_source()
    make_document(source, CLAUSE)
    decision = make_flagged(source)
    make_document(source, "", version=2, fetched_at=START + timedelta(days=1), metadata={"http_status": 503})
    work_off_all()
    assert codes_of(decision) == ["document_failed"]
    assert sentence_of(decision, "document_failed") == "Terms and conditions: fetch failed (HTTP 503)"


def test_a_quotation_that_never_stood_there_is_told_from_a_clause_that_went(db):
    source = make_source()
    make_document(source, "Nothing of the kind.")
    decision = make_flagged(source)
    work_off_all()
    assert codes_of(decision) == ["clause_inexact"]


def test_a_clause_is_looked_for_in_each_document(db):
    source = make_source()
    make_document(source, "Terms without it.")
    robots = make_document(source, "# Rules\nUser-agent: *\nDisallow: /x", document_type="robots")
    signals = [{"signal_type": "crawling_allowed", "value": "conditional", "source_clause": "Disallow: /x"}]
    make_flagged(source, signals=signals)
    work_off_all()
    (pin,) = FlagReasons.objects.get().details["pins"]
    assert (pin["state"], pin["document_id"], pin["document"]) == ("verbatim", robots.pk, "robots.txt")


def test_contradicting_documents_are_a_reason(db):
    source = make_source("https://site.example/terms")
    make_document(source, CLAUSE)
    make_document(source, "User-agent: *\nAllow: /", document_type="robots")
    decision = make_flagged(source)
    work_off_all()
    assert codes_of(decision) == ["contradiction"]
    assert sentence_of(decision, "contradiction") == (
        "Scraping: robots.txt allows ACCbot at /terms, but a signal says prohibited"
    )


def test_changes_count_from_the_last_human_verdict_that_stands(db, reviewer):
    source = make_source()
    make_document(source, CLAUSE, fetched_at=START - timedelta(days=9))
    judged = make_flagged(source, minutes=-60)
    record = review.confirm(judged.pk, by=reviewer)
    make_document(source, f"More. {CLAUSE}", version=2, fetched_at=record.created_at + timedelta(minutes=1))
    late = (record.created_at - START) / timedelta(minutes=1)
    decision = make_flagged(source, minutes=late + 2)
    work_off_all()
    assert codes_of(decision) == ["document_changed"]
    assert sentence_of(decision, "document_changed").startswith("Newer since the last verdict of ")
    with connection.cursor() as cursor:  # the verdict taken back, so that only the decision counts
        cursor.execute(
            "INSERT INTO review_records (action, created_at, actor_id, actor_name, source_id, source_url, decision_id,"
            " from_status, to_status, reason, note, decision_snapshot, details, undoes) "
            "SELECT 'undo', created_at, actor_id, actor_name, source_id, source_url, decision_id, from_status, to_status,"
            " '', '', '{}', '{}', id FROM review_records"
        )
    flag_reasons.work_out([source.pk])
    assert codes_of(decision) == []


def test_superseded_flagged_decisions_are_worked_out_too(db):
    source = make_source()
    old, new = make_flagged(source, minutes=1), make_flagged(source, minutes=2)
    work_off_all()
    assert {row.pk for row in FlagReasons.objects.all()} == {old.pk, new.pk}


def test_rows_of_cleared_and_deleted_decisions_are_cleared_away(db):
    source, other = make_source(), make_source()
    cleared, kept, deleted = make_flagged(source), make_flagged(source, minutes=2), make_flagged(other)
    work_off_all()
    ComplianceDecision.objects.filter(pk=cleared.pk).update(review_flag=False)
    ComplianceDecision.objects.filter(pk=deleted.pk).delete()
    flag_reasons.work_out([source.pk, other.pk])
    assert {row.pk for row in FlagReasons.objects.all()} == {kept.pk, deleted.pk}
    assert flag_reasons.forget_cleared() == 1
    assert [row.pk for row in FlagReasons.objects.all()] == [kept.pk]


@pytest.mark.parametrize(
    "signals", [None, [], {}, "text", 7, [3], {"signals": [{"signal_type": None}]}, {"a": {"quotes": {"b": " … "}}}]
)
def test_signals_of_any_shape_are_worked_out(db, signals):
    source = make_source()
    make_document(source, "Text.")
    with connection.cursor() as cursor:
        decision = make_flagged(source)
        cursor.execute("UPDATE compliance_decisions SET signals = %s", [psycopg.types.json.Jsonb(signals)])
    work_off_all()
    assert "unreadable" not in codes_of(decision)


def test_an_error_in_one_source_does_not_stop_the_others(db, caplog):
    broken, sound = make_source("https://[broken/", id="a"), make_source(id="b")
    make_document(broken, "User-agent: *", document_type="robots")
    unreadable, readable = make_flagged(broken), make_flagged(sound)
    work_off_all()
    assert codes_of(unreadable) == ["unreadable"]
    assert codes_of(readable) == ["document_missing"]
    assert [record.getMessage() for record in caplog.records] == ["The reasons of source a could not be worked out."]


# For pages


def test_a_page_gets_its_reasons_by_one_query(db, django_assert_num_queries):
    known, unknown = make_flagged(confidence=0.2), make_flagged()
    flag_reasons.work_out([known.source_id])
    with django_assert_num_queries(1):
        decisions = flag_reasons.attach([known, unknown])
        reason, *others = decisions[0].reasons
    assert (reason.code, reason.label, reason.sentence) == (
        "low_confidence",
        "Low confidence",
        "Confidence 20%, below 60%",
    )
    assert [other.code for other in others] == ["document_missing"]
    assert (decisions[1].found, decisions[1].reasons) == (None, [])
    with django_assert_num_queries(1):
        (decision,) = flag_reasons.attach([known], whole=True)
        assert decision.found.details["contradictions"] == []
    with django_assert_num_queries(0):
        assert flag_reasons.attach([]) == []


def test_what_the_machine_said_itself_is_among_the_reasons_once(db):
    why = ["no rule matched", "published label disagrees"]
    known, unknown = (make_flagged(version_info={"why": why}) for _ in range(2))
    flag_reasons.work_out([known.source_id])
    flag_reasons.attach([known, unknown])
    assert [(reason.code, reason.sentence) for reason in known.reasons] == [
        ("document_missing", "No document of this source was ever fetched"),
        ("no_rule_matched", "The machine says: no rule matched"),
        ("machine", "published label disagrees"),
    ]
    assert [(reason.code, reason.sentence) for reason in unknown.reasons] == [("machine", text) for text in why]


@pytest.mark.sample
def test_every_flagged_decision_of_the_real_documents_is_worked_out(db, sample_path):
    with open(sample_path, "rb") as stream:
        load(stream)
    assert (
        Arrival.objects.values("source_id").distinct().count()
        == Source.objects.filter(pk__in=Document.objects.values("source_id"))
        .union(Source.objects.filter(pk__in=ComplianceDecision.objects.flagged().values("source_id")))
        .count()
    )
    started = timezone.now()
    work_off_all()
    flagged = set(ComplianceDecision.objects.flagged().values_list("pk", flat=True))
    assert {row.pk for row in FlagReasons.objects.filter(worked_out_at__gte=started)} == flagged
    assert not FlagReasons.objects.filter(codes__contains=["unreadable"]).exists()
    states = {pin["state"] for row in FlagReasons.objects.all() for pin in row.details["pins"]}
    assert states == {"verbatim", "edited", "gone"}
