"""What belongs to the team: its settings, the reason codes and the note templates, in the admin."""

import re

import pytest
from django.conf import settings

from compliance import accounts, arrivals, flag_reasons, review, roles
from compliance.models import Arrival, Document, FlagReasons, NoteTemplate, ReasonCode, ReviewRecord, TeamSettings

from .factories import make_decision, make_document, make_source

SETTINGS = "/admin/compliance/teamsettings/1/change/"


@pytest.fixture
def browser(account, client_of):
    root = account("root", roles.ADMIN)
    accounts.follow_role(root)
    return client_of(root)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_the_settings_are_one_page_that_is_there_from_the_first_use_on(browser):
    assert TeamSettings.objects.count() == 0
    assert browser.get("/admin/compliance/teamsettings/")["Location"] == SETTINGS
    assert browser.get(SETTINGS).status_code == 200
    assert TeamSettings.current().clear_within_days == 7
    assert browser.get("/admin/compliance/teamsettings/add/").status_code == 403
    assert browser.post("/admin/compliance/teamsettings/1/delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/compliance/teamsettings/2/change/")["Location"] == "/admin/"


def test_the_settings_are_saved_and_their_history_tells_before_and_after(browser):
    browser.post(SETTINGS, {"clear_within_days": "5", "our_agent": ""})
    assert TeamSettings.current().clear_within_days == 5
    assert "Clear within (days): “7” → “5”." in words(browser.get("/admin/compliance/teamsettings/1/history/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clear_within_days", "0"),
        ("clear_within_days", "366"),
        ("clear_within_days", "9" * 30),
        ("clear_within_days", ""),
        ("our_agent", "our bot/1.0"),
        ("our_agent", "x" * 61),
        ("our_agent", "bot\x00"),
        ("our_agent", "bot\n"),
    ],
)
def test_settings_that_make_no_sense_are_refused(browser, field, value):
    answer = browser.post(SETTINGS, {"clear_within_days": "7", "our_agent": ""} | {field: value})
    saved = TeamSettings.current()
    if value == "bot\n":  # a form drops the line's end
        assert saved.our_agent == "bot"
    else:
        assert "errorlist" in answer.content.decode()
        assert (saved.clear_within_days, saved.our_agent) == (7, "")


def test_the_teams_name_for_our_crawler_wins_over_the_environments(db):
    assert TeamSettings.current_agent() == settings.OUR_AGENT
    TeamSettings.objects.create(our_agent="TeamBot")
    assert TeamSettings.current_agent() == "TeamBot"
    assert flag_reasons.thresholds().our_agent == "TeamBot"
    TeamSettings.objects.update(our_agent="")
    assert TeamSettings.current_agent() == settings.OUR_AGENT


def test_robots_txt_is_read_for_the_teams_name(browser):
    robots = "User-agent: TeamBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    document = make_document(text=robots, document_type=Document.Type.ROBOTS)
    assert "TeamBot Our crawler" not in words(browser.get(document.get_absolute_url()))
    before = words(browser.get(document.get_absolute_url()))
    browser.post(SETTINGS, {"clear_within_days": "7", "our_agent": "TeamBot"})
    assert words(browser.get(document.get_absolute_url())) != before


def test_a_new_name_has_the_reasons_of_all_flagged_decisions_worked_out_anew(browser):
    signals = {"signals": [{"signal_type": "crawling_allowed", "value": "allowed", "confidence": 0.9}]}
    source = make_source("https://shop.example/terms")
    robots = "User-agent: TeamBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    make_document(source, text=robots, document_type=Document.Type.ROBOTS)
    decision = make_decision(source, signals=signals)
    make_decision(flagged=False)
    while arrivals.work_off():
        pass
    before = FlagReasons.objects.get(decision_id=decision.pk)
    browser.post(SETTINGS, {"clear_within_days": "9", "our_agent": ""})
    assert Arrival.objects.count() == 0  # nothing rests on the target
    browser.post(SETTINGS, {"clear_within_days": "9", "our_agent": "TeamBot"})
    assert [arrival.source_id for arrival in Arrival.objects.all()] == [source.pk]
    while arrivals.work_off():
        pass
    after = FlagReasons.objects.get(decision_id=decision.pk)
    assert "contradiction" not in before.codes
    assert "contradiction" in after.codes


# Reason codes and note templates


def test_a_retired_reason_is_no_longer_offered_and_stays_readable(browser, reviewer, client_of):
    code = ReasonCode.objects.filter(active=True).first()
    decision = make_decision()
    terms = {"status": "BLOCKED", "channel": None, "constraints": [], "reason": code.pk, "note": "See the terms."}
    review.override(decision.pk, by=reviewer, **terms)
    path = f"/admin/compliance/reasoncode/{code.pk}/change/"
    browser.post(path, {"label": code.label, "position": code.position})
    assert ReasonCode.objects.get(pk=code.pk).active is False
    record = ReviewRecord.objects.get()
    theirs = client_of(reviewer)
    assert code.label in words(theirs.get(f"/activity/{record.pk}/"))
    assert code.label in words(theirs.get("/activity/?action=override"))
    with pytest.raises(review.InvalidVerdict):
        review.override(make_decision().pk, by=reviewer, **terms)


def test_a_reasons_code_stands_and_is_never_deleted(browser):
    code = ReasonCode.objects.first()
    path = f"/admin/compliance/reasoncode/{code.pk}"
    browser.post(f"{path}/change/", {"code": "other", "label": "New wording", "active": "on", "position": "3"})
    assert ReasonCode.objects.get(pk=code.pk).label == "New wording"
    assert browser.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [code.pk], "post": "yes"}
    browser.post("/admin/compliance/reasoncode/", data)
    assert ReasonCode.objects.filter(pk=code.pk).exists()
    assert f"Label: “{code.label}” → “New wording”." in words(browser.get(f"{path}/history/"))


def test_a_note_template_is_added_changed_and_deleted(browser):
    add = {"title": "Login wall", "text": "The terms are behind a login.", "active": "on", "position": "10"}
    browser.post("/admin/compliance/notetemplate/add/", add)
    template = NoteTemplate.objects.get(title="Login wall")
    assert "Notes already written keep their own wording" in words(
        browser.get(f"/admin/compliance/notetemplate/{template.pk}/change/")
    )
    browser.post(f"/admin/compliance/notetemplate/{template.pk}/delete/", {"post": "yes"})
    assert not NoteTemplate.objects.filter(title="Login wall").exists()


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
def test_every_other_role_is_refused(account, client_of, role):
    browser = client_of(account("other", role))
    code = ReasonCode.objects.first()
    pages = [SETTINGS, f"/admin/compliance/reasoncode/{code.pk}/change/", "/admin/compliance/notetemplate/add/"]
    for path in pages:
        assert browser.get(path, follow=True).status_code == 403
        browser.post(path, {"clear_within_days": "1", "label": "Mine", "position": "1", "title": "x", "text": "y"})
    assert TeamSettings.current().clear_within_days == 7
    assert ReasonCode.objects.get(pk=code.pk).label == code.label
    assert not NoteTemplate.objects.filter(title="x").exists()
