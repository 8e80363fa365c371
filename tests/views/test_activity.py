"""The review records: their list with its filters and pages, and one record with what was seen then."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance import activity, review, roles, waiting
from compliance.models import ComplianceDecision, Document, ReviewRecord, Source

from ..factories import START, make_decision, make_document, make_source
from ..test_audit import tamper
from ..test_review import OVERRIDE

ACTIVITY = reverse("compliance:activity")
FRAGMENT = {"HX-Request": "true", "HX-Target": "activity-results"}


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def bob(account):
    return account("bob", roles.REVIEWER)


def rows(response):
    return [record.pk for record in response.context["page"].rows]


def page_of(record):
    return reverse("compliance:review_record", args=[record.pk])


def add_record(by, decision=None, **fields):
    """A record of any time, that says anything."""
    decision = decision or make_decision()
    fields = {"action": "confirm", "from_status": decision.status, "to_status": decision.status} | fields
    record = review.make_record(decision, by, **fields)
    record.save(force_insert=True)
    return record


# --- the list


def test_all_records_are_listed_the_newest_first(browser, reviewer, bob):
    first = review.confirm(make_decision().pk, by=reviewer)
    second = review.override(make_decision().pk, by=bob, **OVERRIDE)
    undone = review.undo(second.pk, by=bob)
    assert rows(browser.get(ACTIVITY)) == [undone.pk, second.pk, first.pk]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("person={bob}", [6, 2]),
        ("person={nobody}", []),
        ("action=confirm", [5, 1]),
        ("action=confirm&action=override", [5, 2, 1]),
        ("from_status=REVIEW_REQUIRED", [2]),
        ("from_status=ODD", [6]),
        ("to_status=BLOCKED", [2]),
        ("to_status=NOBODY_HAS_THIS", []),
        ("from_status=REVIEW_REQUIRED&to_status=ALLOWED", []),
        ("reason=machine_misread", [2]),
        ("reason=long_gone", [5]),
        ("url=B.EXAMPLE", [2]),
        ("url=c.example/deep", [3]),
        ("url=HTTPS://www.C.example/d", [3]),
        ("url=www.c.example", [3]),
        ("url=c.example/DEEP", []),
        ("url=example/deep", []),
        ("url=c_example", []),
        ("url=http://", [6, 5, 4, 3, 2, 1]),
        ("url=%25", []),
        ("date_from=2026-01-02", [6, 4, 3, 2, 1]),
        ("date_to=2026-01-01", [5]),
        ("date_from=2026-01-01&date_to=2026-01-01", [5]),
        ("note=on", [4, 3, 2]),
        ("batch={batch}", [5]),
        ("batch={other_batch}", []),
        ("person={bob}&note=on", [2]),
        ("person=nonsense&action=nonsense&batch=nonsense&date_from=nonsense&reason=long_gone", [5]),
        ("person=99999999999999999999&url=%00&to_status=%00&reason=%00", [6, 5, 4, 3, 2, 1]),
        ("date_from=0001-01-01&date_to=9999-12-31", [6, 5, 4, 3, 2, 1]),
        ("after=nonsense&before=%00", [6, 5, 4, 3, 2, 1]),
        ("after=WyJ4Il0", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_filters(browser, reviewer, bob, query, expected):
    batch = uuid.uuid4()
    unsure = make_decision(make_source("https://b.example/"), status="REVIEW_REQUIRED")
    last_of_the_year = datetime(2026, 1, 1, 23, 59, 59, 999999, UTC)
    records = [
        review.confirm(make_decision(make_source("https://a.example/")).pk, by=reviewer),
        review.override(unsure.pk, by=bob, **OVERRIDE),
        waiting.comment(make_decision(make_source("https://c.example/deep")).pk, by=reviewer, note="Look."),
        waiting.escalate(make_decision().pk, by=reviewer, to=roles.ADMIN, note="Who knows?"),
        add_record(reviewer, reason="long_gone", batch_id=batch, created_at=last_of_the_year),
        waiting.snooze(make_decision(status="ODD").pk, by=bob, until=timezone.now() + timedelta(days=3)),
    ]
    numbers = {record.pk: number for number, record in enumerate(records, start=1)}
    query = query.format(bob=bob.pk, nobody=bob.pk + 1000, batch=batch, other_batch=uuid.uuid4())
    assert [numbers[pk] for pk in rows(browser.get(f"{ACTIVITY}?{query}"))] == expected


def test_a_filter_that_is_not_understood_is_said_and_the_others_still_hold(browser, reviewer):
    add_record(reviewer)
    response = browser.get(f"{ACTIVITY}?batch=nonsense&url=nowhere")
    assert rows(response) == []
    assert b"Some filters were not understood" in response.content


def test_each_active_filter_is_a_chip_whose_link_drops_only_it(browser, reviewer):
    add_record(reviewer)
    query = (
        f"person={reviewer.pk}&action=confirm&action=undo&note=on&reason=machine_misread&date_from=2026-01-01&after=x"
    )
    chips = browser.get(f"{ACTIVITY}?{query}").context["chips"]
    assert [(chip.label, chip.value) for chip in chips] == [
        ("Person", "ada"),
        ("Action", "Confirmed"),
        ("Action", "Undone"),
        ("Reason", "The machine misread a clause"),
        ("From day", "2026-01-01"),
        ("With a note", ""),
    ]
    kept = f"?person={reviewer.pk}&action=undo&note=on&reason=machine_misread&date_from=2026-01-01"
    assert chips[1].remove_url == kept


def test_people_are_all_who_left_a_record_under_their_last_name(reviewer, bob):
    add_record(bob)
    add_record(reviewer)
    add_record(reviewer)
    reviewer.username = "zoe"
    add_record(reviewer)
    gone = bob.pk
    bob.delete()
    assert activity.people() == [(gone, "bob"), (reviewer.pk, "zoe")]


def test_pages_follow_one_another_without_gap_or_repeat_and_lead_back(browser, reviewer, monkeypatch):
    monkeypatch.setattr("compliance.views.activity.PAGE_SIZE", 3)
    numbers = [add_record(reviewer, created_at=START).pk for _ in range(8)]
    response = browser.get(f"{ACTIVITY}?action=confirm")
    pages = [rows(response)]
    while url := response.context["page"].next_url:
        response = browser.get(ACTIVITY + url)
        pages.append(rows(response))
    assert pages == [numbers[:4:-1], numbers[4:1:-1], numbers[1::-1]]
    for page in pages[-2::-1]:
        response = browser.get(ACTIVITY + response.context["page"].previous_url)
        assert rows(response) == page
    assert (response.context["page"].count, response.context["page"].previous_url) == (8, None)


def test_a_page_stays_where_it_is_when_records_are_added(browser, reviewer, monkeypatch):
    monkeypatch.setattr("compliance.views.activity.PAGE_SIZE", 2)
    numbers = [add_record(reviewer).pk for _ in range(4)]
    second = browser.get(ACTIVITY).context["page"].next_url
    add_record(reviewer)
    assert rows(browser.get(ACTIVITY + second)) == numbers[1::-1]


def test_the_fragment_holds_the_results_and_the_page_holds_the_fragment(browser, reviewer):
    row = f'id="record-{add_record(reviewer).pk}"'.encode()
    page, fragment = browser.get(ACTIVITY), browser.get(ACTIVITY, headers=FRAGMENT)
    assert page.content.strip().startswith(b"<!DOCTYPE html>")
    assert fragment.content.strip().startswith(b'<section class="activity-results" id="activity-results"')
    assert fragment.content.count(row) == page.content.count(row) == 1
    for response in (page, fragment):
        assert {"HX-Request", "HX-Target"} <= set(response["Vary"].replace(" ", "").split(","))
    for headers in (
        FRAGMENT | {"HX-Target": "queue-results"},
        FRAGMENT | {"HX-Boosted": "true"},
        FRAGMENT | {"HX-History-Restore-Request": "true"},
    ):
        assert b"<!DOCTYPE html>" in browser.get(ACTIVITY, headers=headers).content


def test_no_records_and_no_matches_say_different_things(browser, reviewer):
    assert b"Nothing has been recorded yet" in browser.get(ACTIVITY).content
    add_record(reviewer)
    assert b"Nothing matches this filter" in browser.get(f"{ACTIVITY}?url=nowhere").content


def test_a_row_says_whom_it_was_handed_to_and_until_when_it_was_put_off(browser, reviewer):
    waiting.escalate(make_decision().pk, by=reviewer, to=roles.ADMIN, note="Who knows?")
    until = (timezone.now() + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting.snooze(make_decision().pk, by=reviewer, until=until)
    add_record(reviewer, action="snooze", details={"until": "soon"})
    add_record(reviewer, action="escalate", details=["nobody"])
    shown = [record.details_text for record in browser.get(ACTIVITY).context["page"].rows]
    assert shown == ["", "", f"until {until.day} {until:%b %Y}", "to Admin"]


# --- one record


def test_a_record_shows_the_decision_as_it_stood_and_what_became_of_it(browser, reviewer):
    decision = make_decision(constraints=["Attribution"], confidence=0.31)
    record = review.override(decision.pk, by=reviewer, **OVERRIDE | {"constraints": ["Ask first"]})
    context = browser.get(page_of(record)).context
    then = context["decision"]
    assert (then.pk, then.status, then.confidence, then.review_flag) == (decision.pk, "CONDITIONAL", 0.31, True)
    assert (then.created_at, then.compliance_channel) == (decision.created_at, "public_crawl")
    assert [constraint.label for constraint in context["constraints"]] == ["Attribution"]
    assert (context["new_decision"].pk, context["new_decision"].status) == (record.new_decision_id, "BLOCKED")
    assert [constraint.label for constraint in context["new_constraints"]] == ["Ask first"]
    assert context["record"].reason_label == "The machine misread a clause"


def test_a_record_names_the_documents_that_the_decision_rested_on(browser, reviewer):
    source = make_source()
    make_document(source, version=1, fetched_at=START - timedelta(days=2))
    basis = make_document(source, version=2, fetched_at=START)
    make_document(source, version=3, fetched_at=START + timedelta(microseconds=1000))
    make_document(source, document_type=Document.Type.ROBOTS, fetched_at=START + timedelta(days=1))
    record = add_record(reviewer, make_decision(source))
    documents = browser.get(page_of(record)).context["documents"]
    assert [(document.basis, document.newer_since, missing) for document, missing in documents] == [
        (basis, 1, None),
        (None, 1, None),
        (None, 0, None),
    ]


def test_a_document_of_the_same_millisecond_is_not_taken_for_a_later_one(browser, reviewer):
    source = make_source()
    basis = make_document(source, fetched_at=START + timedelta(microseconds=123_400))
    decision = make_decision(source, created_at=START + timedelta(microseconds=123_456))
    documents = browser.get(page_of(add_record(reviewer, decision))).context["documents"]
    assert documents[0][0].basis == basis


def test_a_version_that_was_read_and_is_gone_is_said_to_be(browser, reviewer):
    source = make_source()
    make_document(source, version=1)
    named = {"document_versions": {"tc": 1, "robots": 4, "llm_txt": "none"}}
    response = browser.get(page_of(add_record(reviewer, make_decision(source, version_info=named))))
    assert [missing for _, missing in response.context["documents"]] == [None, 4, None]
    assert b"The decision names version 4, which is no longer kept" in response.content


def test_a_record_outlives_its_decisions_its_source_and_its_account(browser, bob):
    source = make_source("https://gone.example/")
    make_document(source)
    record = review.override(make_decision(source, confidence=0.25).pk, by=bob, **OVERRIDE)
    ComplianceDecision.objects.filter(source=source).delete()
    response = browser.get(page_of(record))
    assert b"This decision has been deleted since" in response.content
    assert b"It has been deleted since" in response.content
    Document.objects.filter(source=source).delete()
    Source.objects.filter(pk=source.pk).delete()
    bob.delete()
    response = browser.get(page_of(record))
    assert b"This source has been deleted since" in response.content
    assert (response.context["decision"].confidence, response.context["decision_exists"]) == (0.25, False)
    assert reverse("compliance:decision", args=[record.decision_id]).encode() not in response.content
    assert b"gone.example" in response.content
    assert b"bob" in response.content


def test_a_record_and_its_undoing_lead_to_each_other_and_to_the_others_on_the_source(browser, reviewer):
    decision = make_decision()
    remark = waiting.comment(decision.pk, by=reviewer, note="Hm.")
    verdict = review.confirm(decision.pk, by=reviewer)
    add_record(reviewer)
    undone = review.undo(verdict.pk, by=reviewer)

    def seen(record):
        others = browser.get(page_of(record)).context["others"]
        return [other and other.pk for other in (others.previous, others.following, others.undoes, others.undone_by)]

    assert seen(remark) == [None, verdict.pk, None, None]
    assert seen(verdict) == [remark.pk, undone.pk, None, undone.pk]
    assert seen(undone) == [verdict.pk, None, verdict.pk, None]


def test_taking_back_is_offered_for_ones_own_verdicts_that_still_hold(account, browser, reviewer, bob, client_of):
    own, others = review.confirm(make_decision().pk, by=reviewer), review.confirm(make_decision().pk, by=bob)
    remark = waiting.comment(make_decision().pk, by=reviewer, note="Hm.")
    undone = review.confirm(make_decision().pk, by=reviewer)
    undoing = review.undo(undone.pk, by=reviewer)
    offered = {
        record: browser.get(page_of(record)).context["may_undo"] for record in (own, others, remark, undone, undoing)
    }
    assert offered == {own: True, others: False, remark: False, undone: False, undoing: False}


def test_the_button_of_ones_own_verdict_takes_it_back(browser, reviewer):
    record = review.confirm(make_decision().pk, by=reviewer)
    url = reverse("compliance:record_undo", args=[record.pk])
    assert f'action="{url}"'.encode() in browser.get(page_of(record)).content
    browser.post(url)
    assert ReviewRecord.objects.first().undoes == record.pk


def test_a_record_shows_its_place_in_the_chain(browser, reviewer):
    first, second = add_record(reviewer), add_record(reviewer)
    response = browser.get(page_of(second))
    first.refresh_from_db()
    shown = response.context["record"]
    assert (shown.previous_hash, response.context["hash_fits"]) == (first.hash, True)
    assert shown.hash.encode() in response.content
    assert first.hash.encode() in response.content


@pytest.mark.parametrize(
    "change",
    [
        "note = 'forged'",
        "decision_snapshot = '{}'",
        "decision_snapshot = '[1]'",
        """decision_snapshot = '{"created_at": 7, "confidence": "x", "status": [], "compliance_channel": []}'""",
        """decision_snapshot = '{"created_at": "2026-01-01T00:00:00", "signals": 1, "constraints": 2}'""",
        "details = '7'",
        "action = 'forged', undoes = id, new_decision_id = ''",
    ],
)
def test_a_record_that_was_tampered_with_is_shown_and_said_not_to_fit(browser, reviewer, change):
    record = add_record(reviewer)
    tamper(f"UPDATE review_records SET {change} WHERE id = {record.pk}")
    response = browser.get(page_of(record))
    assert (response.status_code, response.context["hash_fits"]) == (200, False)
    assert b"does not give this hash" in response.content
    assert browser.get(ACTIVITY).status_code == 200


def test_the_way_back_leads_to_the_list_as_it_was_filtered(browser, reviewer):
    record = add_record(reviewer)
    response = browser.get(f"{page_of(record)}?action=confirm")
    assert response.context["activity_url"] == f"{ACTIVITY}?action=confirm"
    assert f'href="{page_of(record)}?action=confirm"'.encode() in browser.get(f"{ACTIVITY}?action=confirm").content


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999999"])
def test_an_unknown_record_is_not_found(browser, number):
    assert browser.get(f"{ACTIVITY}{number}/").status_code == 404


# --- who may, and what it costs


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR])
def test_every_role_reads_the_records(account, client_of, reviewer, role):
    record, client = add_record(reviewer), client_of(account("x", role))
    assert [client.get(url).status_code for url in (ACTIVITY, page_of(record))] == [200, 200]


def test_without_a_role_they_are_closed_and_without_a_login_they_ask_for_one(account, client_of, client, reviewer):
    record, nobody = add_record(reviewer), client_of(account("x", None))
    assert [nobody.get(url).status_code for url in (ACTIVITY, page_of(record))] == [403, 403]
    assert nobody.get(ACTIVITY, headers=FRAGMENT).status_code == 403
    for url in (ACTIVITY, page_of(record)):
        assert client.get(url).headers["Location"] == f"/accounts/login/?next={url}"


def test_the_records_are_only_read(browser, reviewer):
    urls = (ACTIVITY, page_of(add_record(reviewer)))
    assert [getattr(browser, method)(url).status_code for url in urls for method in ("post", "put", "delete")] == 6 * [
        405
    ]


def test_the_number_of_queries_does_not_grow_with_the_records(browser, reviewer, bob, django_assert_max_num_queries):
    source = make_source()
    for count in (1, 3):
        for _ in range(count):
            make_document(source)
            record = review.override(make_decision(source, minutes=10**7).pk, by=bob, **OVERRIDE)
            add_record(reviewer, batch_id=uuid.uuid4())
            ComplianceDecision.objects.filter(source=source).delete()
        for headers in ({}, FRAGMENT):
            with django_assert_max_num_queries(12):
                browser.get(ACTIVITY, headers=headers)
        with django_assert_max_num_queries(12):
            browser.get(page_of(record))


def test_a_list_never_reads_what_was_seen(browser, reviewer, django_assert_max_num_queries):
    add_record(reviewer)
    with django_assert_max_num_queries(12) as queries:
        browser.get(ACTIVITY)
    assert [query["sql"] for query in queries if "decision_snapshot" in query["sql"]] == []


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_markup_from_strangers_is_text(browser, account, reviewer):
    source = make_source("https://x.example/" + HOSTILE, domain="x.example")
    decision = make_decision(
        source,
        status=HOSTILE[:20],
        compliance_channel=HOSTILE[:50],
        constraints=[HOSTILE, {"type": HOSTILE}],
        signals={"signals": [{"signal_type": HOSTILE, "value": HOSTILE, "source_clause": HOSTILE}], HOSTILE: HOSTILE},
        version_info={"why": [HOSTILE], "model_version": HOSTILE},
    )
    make_document(source, metadata={"error": HOSTILE}, language=HOSTILE[:10])
    reviewer.username = HOSTILE
    record = add_record(reviewer, decision, reason=HOSTILE[:50], note=HOSTILE, action=HOSTILE[:20])
    handed = add_record(reviewer, decision, action="escalate", details={"to_user": HOSTILE}, undoes=record.pk)
    for url in (ACTIVITY, f"{ACTIVITY}?url={HOSTILE}&reason={HOSTILE[:50]}", page_of(record), page_of(handed)):
        content = browser.get(url).content
        assert b"<script>alert" not in content
        assert b"<img src=x" not in content
