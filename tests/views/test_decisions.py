"""The decision page and the verdicts given on it."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.db.models import JSONField, Value
from django.urls import reverse
from django.utils import timezone

from compliance import review, roles
from compliance.models import ComplianceDecision, ReviewRecord

from ..factories import START, make_decision, make_document, make_source

OVERRIDE = {
    "status": "CONDITIONAL",
    "channel": "official_api",
    "constraints": 'Attribution\r\n{"type": "crawl_delay", "seconds": 10}\r\n\r\n',
    "reason": "machine_misread",
    "note": "Clause 4.",
}


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def action(name, decision):
    return reverse(f"compliance:decision_{name}", args=[decision.pk])


def flagged(decision):
    return ComplianceDecision.objects.get(pk=decision.pk).review_flag


def test_confirm_clears_the_flag_and_opens_the_next_one_of_the_same_filter(browser):
    decision, other = make_decision(id="a"), make_decision(id="b", minutes=1)
    make_decision(id="c", minutes=1, status="BLOCKED")
    first = browser.post(action("confirm", decision) + "?status=CONDITIONAL", {"confirm-note": "Seen."}, follow=True)
    assert first.redirect_chain == [
        ("/queue/next/?status=CONDITIONAL&behind=a", 302),
        ("/decisions/b/?status=CONDITIONAL", 302),
    ]
    assert ReviewRecord.objects.get().note == "Seen."
    assert not flagged(decision)
    assert [str(message) for message in first.context["messages"]] == [f"Confirmed: {decision.source.normalized_url}"]
    last = browser.post(action("confirm", other) + "?status=CONDITIONAL", follow=True)
    assert last.redirect_chain[-1] == ("/queue/?status=CONDITIONAL", 302)
    assert "nothing else in this list is free" in last.content.decode()


def test_override_writes_what_was_typed(browser):
    decision = make_decision()
    assert browser.post(action("override", decision), OVERRIDE).status_code == 302
    new = ComplianceDecision.objects.latest_for(decision.source_id)
    assert (new.status, new.compliance_channel, new.constraints) == (
        "CONDITIONAL",
        "official_api",
        ["Attribution", {"type": "crawl_delay", "seconds": 10}],
    )


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"status": ""}, "status", "Decide on allowed, conditional or blocked."),
        ({"constraints": " \n"}, "constraints", "A conditional decision needs at least one constraint."),
        ({"constraints": "{broken"}, "constraints", "This line starts like a JSON object but is none: {broken"),
        ({"constraints": '{"a": NaN}'}, "constraints", 'This line starts like a JSON object but is none: {"a": NaN}'),
        ({"constraints": '{"a": "\\u0000"}'}, "constraints", None),
        ({"constraints": '{"a": "\\ud800"}'}, "constraints", None),
        ({"constraints": "a\x00b"}, "constraints", "Null characters are not allowed."),
        ({"reason": ""}, "reason", "Choose the reason that fits best."),
        ({"note": " "}, "note", "An override needs a note that says why."),
        ({"note": "x" * 10_001}, "note", None),
        ({"channel": "invented"}, "channel", None),
    ],
)
def test_an_override_that_cannot_stand_keeps_what_was_typed(browser, change, field, message):
    decision = make_decision()
    response = browser.post(action("override", decision), OVERRIDE | change)
    assert response.status_code == 422
    errors = response.context["override_form"].errors
    assert list(errors) == [field]
    if message:
        assert errors[field] == [message]
    assert response.context["override_form"]["note"].value() == (OVERRIDE | change)["note"]
    assert flagged(decision)
    assert not ReviewRecord.objects.exists()


def test_the_loser_of_a_race_sees_who_decided_what_and_keeps_the_text(browser, account):
    decision = make_decision()
    review.override(
        decision.pk,
        by=account("grace"),
        status="BLOCKED",
        channel="none",
        constraints=[],
        reason="terms_prevail",
        note="No.",
    )
    response = browser.post(action("override", decision), OVERRIDE)
    text = response.content.decode()
    assert response.status_code == 409
    for shown in ("grace", "Overridden", "Blocked", "The terms are stricter than robots.txt", "No.", "Clause 4."):
        assert shown in text
    assert ReviewRecord.objects.count() == 1


def test_a_second_click_is_a_conflict_and_decides_nothing_more(browser):
    decision, other = make_decision(), make_decision()
    assert browser.post(action("confirm", decision)).status_code == 302
    assert browser.post(action("confirm", decision)).status_code == 409
    assert ReviewRecord.objects.count() == 1
    assert flagged(other)


def test_a_stale_page_of_a_superseded_decision_is_a_conflict_that_names_the_newer_one(browser):
    decision = make_decision()
    newer = make_decision(decision.source, minutes=5, status="BLOCKED")
    response = browser.post(action("confirm", decision), {"confirm-note": "Kept text"})
    assert response.status_code == 409
    assert newer.get_absolute_url() in response.content.decode()
    assert "Kept text" in response.content.decode()
    assert browser.post(action("supersede", decision)).status_code == 302
    assert (flagged(decision), flagged(newer)) == (False, True)


def test_review_required_offers_no_confirmation_and_refuses_a_forged_one(browser):
    decision = make_decision(status="REVIEW_REQUIRED")
    assert action("confirm", decision).encode() not in browser.get(decision.get_absolute_url()).content
    assert browser.post(action("confirm", decision)).status_code == 422
    assert flagged(decision)


@pytest.mark.parametrize(
    "name", ["confirm", "override", "supersede", "lease", "release", "snooze", "wake", "escalate", "comment"]
)
@pytest.mark.parametrize(
    ("role", "status"),
    [(roles.REVIEWER, 404), (roles.ADMIN, 404), (roles.MANAGER, 403), (roles.AUDITOR, 403), (None, 403)],
)
def test_verdicts_are_for_reviewers_and_admins_on_decisions_that_exist(account, client_of, name, role, status):
    browser = client_of(account("x", role))
    assert browser.post(reverse(f"compliance:decision_{name}", args=["unknown"]), OVERRIDE).status_code == status
    decision = make_decision()
    assert browser.get(action(name, decision)).status_code == 405
    assert flagged(decision)


def test_verdicts_need_the_forms_token(account, client_of):
    decision = make_decision()
    browser = client_of(account("x", roles.REVIEWER), enforce_csrf_checks=True)
    response = browser.post(action("confirm", decision))
    assert response.status_code == 403
    assert flagged(decision)


def test_htmx_gets_the_verdict_panel_and_is_told_to_leave_after_a_verdict(browser):
    decision = make_decision()
    headers = {"HX-Request": "true", "HX-Target": "verdict-panel"}
    refused = browser.post(action("override", decision), OVERRIDE | {"note": ""}, headers=headers)
    assert refused.status_code == 422
    assert refused.content.strip().startswith(b'<section class="card verdict" id="verdict-panel"')
    done = browser.post(action("confirm", decision), headers=headers)
    assert (done.status_code, done["HX-Redirect"]) == (200, f"/queue/next/?behind={decision.pk}")


def test_the_second_half_of_a_double_click_decides_nothing(browser):
    decision = make_decision()
    opened = browser.get(decision.get_absolute_url()).context["opened"]
    assert browser.post(action("confirm", decision), {"opened": opened}).status_code == 422
    assert flagged(decision)
    assert browser.post(action("confirm", decision), {"opened": opened - 1}).status_code == 302


def test_undo_brings_the_decision_back_and_says_so(browser, account, client_of):
    decision = make_decision()
    page = browser.post(action("override", decision), OVERRIDE, follow=True)
    record = ReviewRecord.objects.get()
    url = reverse("compliance:record_undo", args=[record.pk])
    assert url in page.content.decode()  # the Undo of the toast
    assert client_of(account("eve", roles.AUDITOR)).post(url).status_code == 403
    assert browser.get(url).status_code == 405
    assert browser.post(reverse("compliance:record_undo", args=[999])).status_code == 404
    undone = browser.post(url, follow=True)
    current = ComplianceDecision.objects.latest_for(decision.source_id)
    assert undone.redirect_chain == [(current.get_absolute_url(), 302)]
    assert current.review_flag is True
    again = browser.post(url, follow=True)
    assert "taken back already" in again.content.decode()


def test_opening_a_decision_takes_the_lease_and_a_colleague_sees_who_has_it(browser, account, client_of):
    decision = make_decision()
    mine = browser.get(decision.get_absolute_url())
    assert mine.context["lease_is_mine"] is True
    assert 590 < mine.context["lease_seconds"] <= 600
    colleague = client_of(account("grace"))
    theirs = colleague.get(decision.get_absolute_url())
    assert theirs.context["lease_is_mine"] is False
    assert "ada has this open until" in theirs.content.decode()
    auditor = client_of(account("eve", roles.AUDITOR)).get(decision.get_absolute_url())
    assert "ada has this open until" in auditor.content.decode()
    # whatever the lease says, the write stands by its own check
    assert colleague.post(action("confirm", decision)).status_code == 302


def test_leaving_gives_the_lease_back_and_keeps_what_was_typed(browser, account, client_of):
    decision = make_decision()
    browser.get(decision.get_absolute_url())
    typed = {"confirm-note": "", "status": "BLOCKED", "note": "Half a thou", "constraints": "", "reason": "other"}
    assert browser.post(action("release", decision), typed).status_code == 204
    assert client_of(account("grace")).get(decision.get_absolute_url()).context["lease_is_mine"] is True
    again = browser.get(decision.get_absolute_url())
    form = again.context["override_form"]
    assert (form["note"].value(), form["status"].value(), form["reason"].value()) == ("Half a thou", "BLOCKED", "other")
    assert "What you typed here before is back." in again.content.decode()


def test_activity_extends_the_lease_and_keeps_a_draft(browser):
    from compliance.models import Draft, Lease

    decision = make_decision()
    headers = {"HX-Request": "true", "HX-Target": "lease"}
    response = browser.post(action("lease", decision), {"confirm-note": "So far", "junk": "x"}, headers=headers)
    assert response.status_code == 200
    assert response.content.strip().startswith(b'<div class="lease" id="lease"')
    assert Lease.objects.get().holder.username == "ada"
    assert Draft.objects.get().data == {"confirm-note": "So far"}
    browser.post(action("lease", decision), {"confirm-note": "x" * 70_000, "note": "a\x00b"})
    assert Draft.objects.get().data == {"confirm-note": "So far"}
    browser.post(action("confirm", decision), {"confirm-note": "Done"})
    assert (Lease.objects.count(), Draft.objects.count()) == (0, 0)


def test_snooze_escalate_and_comment_from_the_page(browser, account):
    grace = account("grace")
    first, second, third = (make_decision(id=key, minutes=n) for n, key in enumerate("abc"))
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    snoozed = browser.post(action("snooze", first), {"snooze-until": day})
    assert snoozed.headers["Location"] == "/queue/next/?behind=a"
    escalated = browser.post(
        action("escalate", second), {"escalate-to": f"user:{grace.pk}", "escalate-note": "Please look"}
    )
    assert escalated.status_code == 302
    commented = browser.post(action("comment", third), {"comment-note": "Asked legal"}, follow=True)
    assert "Asked legal" in commented.content.decode()
    assert [record.action for record in ReviewRecord.objects.order_by("id")] == ["snooze", "escalate", "comment"]


@pytest.mark.parametrize(
    ("name", "data", "form", "field"),
    [
        ("snooze", {"snooze-until": "2001-01-01"}, "snooze_form", "until"),
        ("snooze", {"snooze-until": "never"}, "snooze_form", "until"),
        ("escalate", {"escalate-to": "role:Auditor", "escalate-note": "x"}, "escalate_form", "to"),
        ("escalate", {"escalate-to": "user:999", "escalate-note": "x"}, "escalate_form", "to"),
        ("escalate", {"escalate-to": "role:Admin", "escalate-note": " "}, "escalate_form", "note"),
        ("comment", {"comment-note": ""}, "comment_form", "note"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field(browser, name, data, form, field):
    response = browser.post(action(name, make_decision()), data)
    assert response.status_code == 422
    assert list(response.context[form].errors) == [field]
    assert not ReviewRecord.objects.exists()


def test_the_documents_show_what_the_decision_rested_on_and_what_came_later(browser):
    source = make_source()
    days = {1: 5, 2: 3, 3: 20}  # the origin's dates step back once
    for version, day in days.items():
        make_document(source, f"v{version}", version=version, fetched_at=START + timedelta(days=day))
    decision = make_decision(source, created_at=START + timedelta(days=10))
    terms, robots, llms = browser.get(decision.get_absolute_url()).context["documents"]
    assert (terms.basis.version, terms.newer_since, [v.version for v in terms.versions]) == (2, 1, [3, 2, 1])
    assert (robots.basis, robots.versions, llms.basis) == (None, [], None)


@pytest.mark.parametrize(
    ("metadata", "text", "problem"),
    [
        ({"http_status": 404}, "", "Missing (HTTP 404)"),
        ({"http_status": 503}, "busy", "Fetch failed (HTTP 503)"),
        ({"error": "timeout after 30 s"}, "", "Fetch failed: timeout after 30 s"),
        ({"http_status": 200}, "", "Empty"),
        (["not an object"], "text", ""),
    ],
)
def test_a_fetch_that_went_wrong_is_said(browser, metadata, text, problem):
    source = make_source()
    make_document(source, text, metadata=metadata)
    decision = make_decision(source, minutes=1)
    assert browser.get(decision.get_absolute_url()).context["documents"][0].basis.fetch_problem == problem


SIGNAL = {
    "category": "ai",
    "signal_type": "ai_training_allowed",
    "value": "prohibited",
    "confidence": 0.8,
    "source_clause": "You must not train.",
    "conditions": ["unless licensed"],
}
SHAPES = [
    {"signals": [SIGNAL]},
    [SIGNAL],
    {"terms": {"facts": {"prohibits_scraping": True}, "quotes": {"x": "You must not train."}}, "why": ["x"]},
    {"signals": [SIGNAL, "loose text", {"no": "type"}], "extra": [[1, [2]], {}]},
    {"signals": {"ai_training_allowed": "prohibited"}},
    {},
    [],
    None,
    "text",
    17,
    {"signals": [{"signal_type": 5, "value": {"a": []}, "confidence": "high", "conditions": "one", "other": [None]}]},
    json.loads("[" * 300 + "]" * 300),
    {"signals": [{"signal_type": "x", "conditions": json.loads('{"a":' * 200 + "1" + "}" * 200)}]},
]


@pytest.mark.parametrize("shape", SHAPES, ids=[json.dumps(shape)[:40] for shape in SHAPES])
def test_signals_constraints_and_versions_of_any_shape_are_shown(browser, shape):
    column = Value(shape, JSONField())  # so that JSON's null is not SQL's
    decision = make_decision(signals=column, constraints=column, version_info=column)
    assert browser.get(decision.get_absolute_url()).status_code == 200
    assert browser.get(reverse("compliance:queue")).status_code == 200


def test_a_signal_shows_its_value_confidence_clause_and_conditions(browser):
    text = browser.get(make_decision(signals=[SIGNAL]).get_absolute_url()).content.decode()
    for shown in ("AI training", "rohibited", "80%", "You must not train.", "unless licensed"):
        assert shown in text


def test_an_id_of_any_characters_has_its_page(browser):
    decision = make_decision(id="a/b?c#d e%")
    assert browser.get(decision.get_absolute_url()).context["decision"] == decision
    assert browser.get(f"/decisions/{quote('a')}/").status_code == 404
    assert browser.get("/decisions/%00/").status_code == 404


def test_auditors_read_a_decision_without_a_form(account, client_of):
    decision = make_decision()
    text = client_of(account("x", roles.AUDITOR)).get(decision.get_absolute_url()).content.decode()
    assert "confirm/" not in text
    assert "override/" not in text


def test_constraints_used_so_far_are_offered_the_most_frequent_first(browser, reviewer):
    delay = {"type": "crawl_delay", "seconds": 10}
    for constraints in ([delay, "Attribution"], ["Attribution"], "no list", [3, None, ""]):
        make_decision(constraints=constraints)
    cleared = make_decision(constraints=["Of a decision that waits no longer"], flagged=False)
    overridden = make_decision()
    review.override(
        overridden.pk, by=reviewer, status="CONDITIONAL", channel=None, constraints=[HOSTILE], reason="other", note="x"
    )
    text = browser.get(reverse("compliance:used_constraints")).content.decode()
    offered = re.findall(r'<option value="(.*?)">(.*?)</option>', text)
    assert [(unescape(line), unescape(label)) for line, label in offered] == [
        ("", "Add one used before…"),
        ("Attribution", "Attribution"),
        (HOSTILE, HOSTILE),
        ('{"type": "crawl_delay", "seconds": 10}', "Crawl delay: seconds: 10"),
    ]
    assert cleared.constraints[0] not in text


def test_constraints_used_so_far_are_for_reviewers(client_of, account):
    assert client_of(account("x", roles.AUDITOR)).get(reverse("compliance:used_constraints")).status_code == 403


def test_a_decision_page_takes_at_most_twelve_queries(browser, django_assert_max_num_queries):
    source = make_source()
    for n in range(4):
        make_document(source, version=n + 1)
        make_decision(source, minutes=n)
    decision = make_decision(source, minutes=9)
    with django_assert_max_num_queries(12):
        browser.get(decision.get_absolute_url())


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_markup_from_strangers_is_text(browser):
    source = make_source("javascript:alert(1)//" + HOSTILE, domain=HOSTILE)
    make_document(source, HOSTILE, language="<b>", metadata={HOSTILE: HOSTILE, "error": HOSTILE})
    decision = make_decision(
        source,
        minutes=1,
        status=HOSTILE[:20],
        compliance_channel=HOSTILE[:50],
        constraints=[HOSTILE, {HOSTILE: HOSTILE}],
        signals={"signals": [dict.fromkeys(SIGNAL, HOSTILE)], HOSTILE: HOSTILE},
        version_info={"model_version": HOSTILE, "why": [HOSTILE]},
    )
    content = browser.get(decision.get_absolute_url()).content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content
    assert b'href="javascript:' not in content


def test_active_note_templates_are_offered_beside_the_notes(browser):
    from compliance.models import NoteTemplate

    NoteTemplate.objects.create(title="Licence", text="The licence names us & allows it.")
    NoteTemplate.objects.create(title="Old", text="x", active=False)
    page = browser.get(make_decision().get_absolute_url()).content.decode()
    choices = reverse("compliance:note_templates")
    assert re.findall(f'data-hx-get="{choices}[?]into=(.*?)"', page) == ["id_confirm-note", "override_note"]
    text = browser.get(choices, {"into": "override_note"}).content.decode()
    assert 'data-adds-to="override_note"' in text
    assert text.count('<option value="The licence names us &amp; allows it.">Licence</option>') == 1
    assert "Old</option>" not in text
    NoteTemplate.objects.all().delete()
    assert browser.get(choices, {"into": '"><script>'}).content.strip() == b""
