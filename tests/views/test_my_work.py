"""My work: what is open, handed over, put off and done today, of the signed-in reviewer and of nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance import leases, review, roles, waiting
from compliance.models import ComplianceDecision, Escalation, Lease, ReviewRecord, Snooze

from ..factories import make_decision, make_source
from ..test_review import OVERRIDE
from .test_activity import ACTIVITY, HOSTILE, add_record

MY_WORK = reverse("compliance:my_work")


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def bob(account):
    return account("bob", roles.REVIEWER)


def listed(response, name):
    return [row.decision_id for row in response.context[name].rows]


def in_days(days):
    return timezone.now() + timedelta(days=days)


def snooze(decision, user, until):
    return Snooze.objects.create(decision_id=decision.pk, user=user, until=until)


def test_open_now_are_ones_own_running_leases_the_latest_first(browser, reviewer, bob):
    for name in ("earlier", "later", "bobs", "run out"):
        make_decision(id=name)
    leases.take("earlier", by=reviewer)
    leases.take("later", by=reviewer)
    leases.take("bobs", by=bob)
    Lease.objects.create(decision_id="run out", holder=reviewer, expires_at=timezone.now() - timedelta(seconds=1))
    response = browser.get(MY_WORK)
    assert listed(response, "open_now") == ["later", "earlier"]
    assert b'href="/decisions/later/?waiting=mine"' in response.content


def test_handed_to_me_is_what_names_me_or_my_role_the_oldest_first(browser, reviewer, bob, account):
    for name in ("mine", "my role's", "bob's", "the admins'"):
        make_decision(id=name)
    waiting.escalate("mine", by=bob, to=reviewer, note="Is a mirror a copy?")
    waiting.escalate("my role's", by=bob, to=roles.REVIEWER, note="Who reads Dutch?")
    waiting.escalate("bob's", by=reviewer, to=bob, note="Yours.")
    waiting.escalate("the admins'", by=bob, to=roles.ADMIN, note="Lawyers!")
    response = browser.get(MY_WORK)
    assert listed(response, "escalated") == ["mine", "my role's"]
    assert b"Is a mirror a copy?" in response.content
    assert b'href="/decisions/mine/?waiting=to_me"' in response.content


def test_snoozed_are_ones_own_those_that_are_due_first(browser, reviewer, bob):
    for name, days in (("far", 9), ("near", 1), ("due", -1), ("long due", -5)):
        snooze(make_decision(id=name), reviewer, in_days(days))
    snooze(make_decision(id="bobs"), bob, in_days(2))
    response = browser.get(MY_WORK)
    assert listed(response, "snoozed") == ["long due", "due", "near", "far"]
    assert response.content.count(b">due</span>") == 2


def test_what_lost_its_flag_or_its_row_is_not_listed(browser, reviewer):
    unflagged, gone = make_decision(flagged=False), make_decision()
    for decision in (unflagged, gone):
        Lease.objects.create(decision_id=decision.pk, holder=reviewer, expires_at=in_days(1))
        Escalation.objects.create(decision_id=decision.pk, to_user=reviewer, by_name="bob", note="?")
        snooze(decision, reviewer, in_days(1))
    ComplianceDecision.objects.filter(pk=gone.pk).delete()
    response = browser.get(MY_WORK)
    assert [listed(response, name) for name in ("open_now", "escalated", "snoozed")] == [[], [], []]


def test_what_a_newer_decision_has_superseded_is_said_to_be(browser, reviewer):
    source = make_source()
    leases.take(make_decision(source, id="old").pk, by=reviewer)
    leases.take(make_decision(id="current").pk, by=reviewer)
    make_decision(source, minutes=1)
    response = browser.get(MY_WORK)
    shown = {row.decision_id: row.decision.is_current for row in response.context["open_now"].rows}
    assert shown == {"old": False, "current": True}
    assert response.content.count(b"a newer decision has taken its place") == 1


def test_done_today_are_ones_own_records_since_midnight_utc_counted_by_action(browser, reviewer, bob):
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    add_record(reviewer, created_at=midnight - timedelta(microseconds=1))
    first = add_record(reviewer, created_at=midnight)
    confirmed = review.confirm(make_decision().pk, by=reviewer)
    overridden = review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    review.confirm(make_decision().pk, by=bob)
    response = browser.get(MY_WORK)
    assert [record.pk for record in response.context["done"].rows] == [overridden.pk, confirmed.pk, first.pk]
    assert response.context["counts"] == [("Confirmed", 2), ("Overridden", 1)]
    assert [record.url for record in response.context["done"].rows[:2]] == [
        reverse("compliance:decision", args=[overridden.new_decision_id]),
        reverse("compliance:decision", args=[confirmed.decision_id]),
    ]


def test_a_record_of_today_whose_decision_is_gone_leads_to_the_record(browser, reviewer):
    record = review.confirm(make_decision().pk, by=reviewer)
    ComplianceDecision.objects.all().delete()
    url = browser.get(MY_WORK).context["done"].rows[0].url
    assert url == reverse("compliance:review_record", args=[record.pk])


def test_the_link_to_all_of_today_finds_exactly_that(browser, reviewer, bob):
    add_record(reviewer, created_at=in_days(-1))
    add_record(bob)
    today = add_record(reviewer)
    response = browser.get(browser.get(MY_WORK).context["today_url"])
    assert [record.pk for record in response.context["page"].rows] == [today.pk]


def test_each_list_is_cut_and_leads_to_the_rest(browser, reviewer, monkeypatch):
    monkeypatch.setattr("compliance.views.my_work.SHOWN", 2)
    for _ in range(3):
        decision = make_decision()
        leases.take(decision.pk, by=reviewer)
        Escalation.objects.create(decision_id=decision.pk, to_user=reviewer, by_name="bob", note="?")
        snooze(decision, reviewer, in_days(1))
        add_record(reviewer)
    response = browser.get(MY_WORK)
    sections = [response.context[name] for name in ("open_now", "escalated", "snoozed", "done")]
    assert [(len(section.rows), section.more) for section in sections] == [(2, True)] * 4
    for query in ("mine", "to_me", "snoozed"):
        url = f"{reverse('compliance:queue')}?waiting={query}"
        assert f'href="{url}"'.encode() in response.content
        assert browser.get(url).context["page"].count == 3
    assert response.context["counts"] == [("Confirmed", 3)]


def test_with_nothing_in_hand_each_list_says_so(browser, reviewer):
    content = browser.get(MY_WORK).content
    assert content.count(b"work-none") == 4
    assert f'href="{ACTIVITY}?person={reviewer.pk}"'.encode() in content
    assert browser.get(f"{ACTIVITY}?person={reviewer.pk}").context["filter"].is_valid()


@pytest.mark.parametrize(
    ("role", "status"),
    [(roles.REVIEWER, 200), (roles.ADMIN, 200), (roles.MANAGER, 403), (roles.AUDITOR, 403), (None, 403)],
)
def test_whoever_may_review_has_work(account, client_of, role, status):
    assert client_of(account("x", role)).get(MY_WORK).status_code == status


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (roles.REVIEWER, [True, True]),
        (roles.ADMIN, [True, True]),
        (roles.MANAGER, [False, True]),
        (roles.AUDITOR, [False, True]),
    ],
)
def test_the_navigation_offers_what_the_role_may_open(account, client_of, role, links):
    content = client_of(account("x", role)).get(reverse("compliance:queue")).content
    assert [f'class="nav__link" href="{url}"'.encode() in content for url in (MY_WORK, ACTIVITY)] == links


def test_without_a_login_it_asks_for_one(client):
    assert client.get(MY_WORK).headers["Location"] == f"/accounts/login/?next={MY_WORK}"


def test_it_is_only_read(browser):
    assert [getattr(browser, method)(MY_WORK).status_code for method in ("post", "put", "delete")] == [405] * 3


def test_the_number_of_queries_does_not_grow_with_the_work(browser, reviewer, django_assert_max_num_queries):
    for count in (1, 3):
        for _ in range(count):
            decision = make_decision()
            leases.take(decision.pk, by=reviewer)
            Escalation.objects.create(decision_id=decision.pk, to_user=reviewer, by_name="bob", note="?")
            snooze(decision, reviewer, in_days(1))
            review.confirm(make_decision().pk, by=reviewer)
        with django_assert_max_num_queries(12) as queries:
            browser.get(MY_WORK)
        assert [query["sql"] for query in queries if "decision_snapshot" in query["sql"]] == []


def test_markup_from_strangers_is_text(browser, reviewer):
    source = make_source("https://x.example/" + HOSTILE, domain="x.example")
    decision = make_decision(source, status=HOSTILE[:20], version_info={"why": [HOSTILE]})
    leases.take(decision.pk, by=reviewer)
    Escalation.objects.create(decision_id=decision.pk, to_role=roles.REVIEWER, by_name=HOSTILE, note=HOSTILE)
    snooze(decision, reviewer, in_days(1))
    waiting.comment(decision.pk, by=reviewer, note=HOSTILE)
    assert ReviewRecord.objects.count() == 1
    content = browser.get(MY_WORK).content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content
