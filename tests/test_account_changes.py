"""Roles, deactivation and sign-outs: who may, what follows, what is recorded, and two admins at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from compliance import account_changes, accounts, leases, review, roles, waiting
from compliance.models import AccountActivity, ComplianceDecision, Draft, Escalation, Lease, ReviewRecord, Snooze

from .factories import make_decision

PASSWORD = "correct horse battery staple"


@pytest.fixture
def root(account):
    return account("root", roles.ADMIN)


@pytest.fixture
def bob(account):
    return account("bob", roles.REVIEWER)


def history_of(user):
    return list(LogEntry.objects.filter(object_id=str(user.pk)).order_by("id").values_list("user_id", "change_message"))


def fresh(user):
    return User.objects.get(pk=user.pk)


# Roles


def test_a_role_is_changed_for_good_and_recorded_with_before_and_after(root, bob):
    account_changes.change_role(bob, roles.ADMIN, by=root)
    assert (accounts.role_of(bob), fresh(bob).is_staff) == (roles.ADMIN, True)
    account_changes.change_role(bob, roles.AUDITOR, by=root)
    assert (accounts.role_of(bob), fresh(bob).is_staff) == (roles.AUDITOR, False)
    assert history_of(bob) == [(root.pk, "Role: Reviewer → Admin."), (root.pk, "Role: Admin → Auditor.")]


def test_a_role_that_stays_is_not_recorded(root, bob):
    account_changes.change_role(bob, roles.REVIEWER, by=root)
    assert history_of(bob) == []


def test_of_several_roles_one_remains(root, bob):
    bob.groups.set(bob.groups.model.objects.filter(name__in=[roles.ADMIN, roles.AUDITOR]))
    account_changes.change_role(bob, roles.ADMIN, by=root)
    assert [group.name for group in bob.groups.all()] == [roles.ADMIN]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: account_changes.change_role(root, roles.REVIEWER, by=root),
        lambda root: account_changes.deactivate(root, by=root),
    ],
    ids=["role", "deactivation"],
)
def test_nobody_does_it_to_themselves(root, account, change):
    account("second", roles.ADMIN)
    with pytest.raises(ValidationError, match="Ask another admin"):
        change(root)
    assert (accounts.role_of(root), fresh(root).is_active) == (roles.ADMIN, True)


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
def test_other_roles_change_no_account(account, bob, role):
    other = account("other", role)
    for change in (account_changes.deactivate, account_changes.reactivate, account_changes.sign_out):
        with pytest.raises(PermissionDenied):
            change(bob, by=other)
    with pytest.raises(PermissionDenied):
        account_changes.change_role(bob, roles.ADMIN, by=other)
    with pytest.raises(PermissionDenied):
        account_changes.sign_out_all(by=other)
    assert (accounts.role_of(bob), fresh(bob).is_active, history_of(bob)) == (roles.REVIEWER, True, [])


def test_an_admin_who_has_been_deactivated_meanwhile_changes_nobody(root, bob):
    before = fresh(root)
    User.objects.filter(pk=root.pk).update(is_active=False)
    with pytest.raises(PermissionDenied, match="no longer an admin"):
        account_changes.deactivate(bob, by=before)


def test_only_a_superuser_changes_a_superuser(root, db):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    chief = User.objects.create_superuser("chief", password=PASSWORD)
    for change in (account_changes.deactivate, account_changes.sign_out):
        with pytest.raises(PermissionDenied, match="superuser"):
            change(boss, by=root)
    account_changes.deactivate(boss, by=chief)
    assert fresh(boss).is_active is False


# Deactivation


def test_deactivation_gives_back_what_somebody_has_in_hand(root, bob, reviewer):
    opened, snoozed, handed, others = (make_decision() for _ in range(4))
    leases.take(opened.pk, by=bob)
    waiting.snooze(snoozed.pk, by=bob, until=timezone.now() + timedelta(days=3))
    waiting.escalate(handed.pk, by=reviewer, to=bob, note="You know them.")
    waiting.snooze(others.pk, by=reviewer, until=timezone.now() + timedelta(days=3))

    work = account_changes.deactivate(bob, by=root)
    assert work == account_changes.Work(leases=1, snoozes=1, escalations=1)
    assert Lease.objects.count() == 0
    assert [snooze.decision_id for snooze in Snooze.objects.all()] == [others.pk]
    kept = Escalation.objects.get()
    assert (kept.decision_id, kept.to_user, kept.to_role) == (handed.pk, None, roles.REVIEWER)
    assert (kept.by_name, kept.note) == ("ada", "You know them.")
    assert history_of(bob) == [
        (
            root.pk,
            "Active: yes → no. Signed out everywhere. 1 open decision released, 1 snoozed decision put back into the "
            "queue, 1 escalation handed to the role.",
        )
    ]


def test_an_escalation_that_is_handed_on_is_in_the_decisions_history(root, bob, reviewer):
    decision = make_decision()
    waiting.escalate(decision.pk, by=reviewer, to=bob, note="You know them.")
    account_changes.deactivate(bob, by=root)
    record = ReviewRecord.objects.get(actor_id=root.pk)
    assert (record.action, record.decision_id) == (ReviewRecord.Action.ESCALATE, decision.pk)
    assert record.details == {"to_role": roles.REVIEWER, "from_user": "bob"}
    assert record.note == "It was with bob, who no longer reviews."


def test_an_escalation_whose_flag_is_gone_goes_without_a_record(root, bob, reviewer):
    decision = make_decision()
    waiting.escalate(decision.pk, by=reviewer, to=bob, note="You know them.")
    ComplianceDecision.objects.filter(pk=decision.pk).update(review_flag=False)
    assert account_changes.deactivate(bob, by=root).escalations == 0
    assert (Escalation.objects.count(), ReviewRecord.objects.filter(actor_id=root.pk).count()) == (0, 0)


def test_verdicts_and_drafts_stay(root, bob):
    decision, open_decision = make_decision(), make_decision()
    review.confirm(decision.pk, by=bob)
    Draft.objects.create(decision_id=open_decision.pk, user=bob, data={"note": ["Half"]})
    account_changes.deactivate(bob, by=root)
    assert ReviewRecord.objects.get(actor_id=bob.pk).actor_name == "bob"
    assert Draft.objects.get(user=bob).data == {"note": ["Half"]}


def test_who_may_no_longer_review_gives_the_work_back_who_still_may_keeps_it(root, bob, reviewer):
    decision = make_decision()
    waiting.escalate(decision.pk, by=reviewer, to=bob, note="You know them.")
    account_changes.change_role(bob, roles.ADMIN, by=root)
    assert Escalation.objects.get().to_user == bob
    account_changes.change_role(bob, roles.MANAGER, by=root)
    assert Escalation.objects.get().to_role == roles.ADMIN
    assert history_of(bob)[-1] == (root.pk, "Role: Admin → Manager. 1 escalation handed to the role.")


def test_a_deactivated_account_comes_back_with_its_role_and_password(root, bob, client):
    account_changes.deactivate(bob, by=root)
    assert client.login(username="bob", password=PASSWORD, request=request_of(client)) is False
    account_changes.reactivate(bob, by=root)
    assert client.login(username="bob", password=PASSWORD, request=request_of(client)) is True
    assert client.get("/queue/").status_code == 200
    assert [message for _, message in history_of(bob)][-1] == "Active: no → yes."


def request_of(client):
    """A request for the backend that throttles logins."""
    return client.get("/accounts/login/").wsgi_request


# Sessions


def test_a_deactivated_persons_next_request_ends_at_the_login_and_old_sessions_stay_over(root, bob, client_of):
    browser = client_of(bob)
    assert browser.get("/queue/").status_code == 200
    account_changes.deactivate(bob, by=root)
    account_changes.reactivate(bob, by=root)
    assert browser.get("/queue/")["Location"].startswith("/accounts/login/")


def test_signing_somebody_out_ends_all_their_sessions_and_nobody_elses(root, bob, reviewer, client_of):
    browsers = [client_of(bob), client_of(bob)]
    other = client_of(reviewer)
    account_changes.sign_out(bob, by=root)
    assert [browser.get("/queue/").status_code for browser in browsers] == [302, 302]
    assert other.get("/queue/").status_code == 200
    assert history_of(bob) == [(root.pk, "Signed out everywhere.")]


def test_after_a_sign_out_one_signs_in_again_and_changes_the_password(root, bob, client):
    account_changes.sign_out(bob, by=root)
    client.post("/accounts/login/", {"username": "bob", "password": PASSWORD})
    assert client.get("/queue/").status_code == 200
    new = {"old_password": PASSWORD, "new_password1": "a longer new secret", "new_password2": "a longer new secret"}
    client.post("/accounts/password_change/", new)
    assert client.get("/queue/").status_code == 200
    account_changes.sign_out(bob, by=root)
    assert client.get("/queue/").status_code == 302


def test_signing_everybody_out_ends_every_session_and_is_recorded(root, bob, reviewer, client_of):
    browsers = [client_of(user) for user in (root, bob, reviewer)]
    account_changes.sign_out_all(by=root)
    assert [browser.get("/queue/").status_code for browser in browsers] == [302, 302, 302]
    assert LogEntry.objects.get().change_message == "Signed out everybody everywhere."


def test_ending_sessions_looks_at_no_session(root, bob, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as queries:
        account_changes.sign_out(bob, by=root)
    assert not any("django_session" in query["sql"] for query in queries)


# Last seen


def test_pages_note_when_somebody_was_last_seen_at_most_once_a_minute(bob, client_of):
    browser = client_of(bob)
    browser.get("/queue/")
    first = AccountActivity.objects.get(user=bob).last_seen_at
    assert timezone.now() - first < timedelta(seconds=30)
    browser.get("/queue/")
    assert AccountActivity.objects.get(user=bob).last_seen_at == first
    earlier = first - timedelta(seconds=61)
    AccountActivity.objects.update(last_seen_at=earlier)
    browser.get("/queue/")
    assert AccountActivity.objects.get(user=bob).last_seen_at > first


def test_a_login_is_noted_so_that_the_first_page_need_not(bob, client_of, django_assert_num_queries):
    client_of(bob)
    noted = User.objects.select_related("activity").get(pk=bob.pk)
    with django_assert_num_queries(0):
        accounts.note_seen(noted)


def test_being_seen_does_not_bring_ended_sessions_back(root, bob, client_of):
    account_changes.sign_out(bob, by=root)
    ended_at = AccountActivity.objects.get(user=bob).sessions_ended_at
    accounts.note_seen(bob)
    assert AccountActivity.objects.get(user=bob).sessions_ended_at == ended_at


# At the same moment


def at_once(*calls):
    """The exceptions (None where there was none) of calls made at once, each on its own connection."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            with transaction.atomic():
                connection.ensure_connection()
                barrier.wait()
                call()
        except (PermissionDenied, ValidationError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def new_account(name, role):
    return accounts.create_account(name, role=role, password=PASSWORD)


def by_then(change, *arguments, by):
    return lambda: change(*(fresh(a) if isinstance(a, User) else a for a in arguments), by=by)


@pytest.mark.parametrize("how", ["deactivate", "role", "one each"])
def test_of_two_admins_who_remove_each_other_at_the_same_moment_one_remains(in_own_database, how):
    one, two = new_account("one", roles.ADMIN), new_account("two", roles.ADMIN)
    for _ in range(5):
        deactivations = [
            by_then(account_changes.deactivate, two, by=one),
            by_then(account_changes.deactivate, one, by=two),
        ]
        demotions = [
            by_then(account_changes.change_role, two, roles.REVIEWER, by=one),
            by_then(account_changes.change_role, one, roles.REVIEWER, by=two),
        ]
        calls = {"deactivate": deactivations, "role": demotions, "one each": [deactivations[0], demotions[1]]}[how]
        refused = [error for error in at_once(*calls) if error]
        assert [type(error) for error in refused] == [PermissionDenied]
        admins = User.objects.filter(is_active=True, groups__name=roles.ADMIN)
        assert admins.count() == 1
        # Whoever is left makes the other an admin again.
        left = admins.get()
        other = two if left == one else one
        account_changes.change_role(fresh(other), roles.ADMIN, by=left)
        account_changes.reactivate(fresh(other), by=left)


def test_a_deactivation_among_verdicts_on_the_same_decisions_breaks_nothing(in_own_database):
    root = new_account("root", roles.ADMIN)
    bob, cleo = (new_account(name, roles.REVIEWER) for name in ("bob", "cleo"))
    decisions = [make_decision() for _ in range(12)]
    for decision in decisions:
        waiting.escalate(decision.pk, by=cleo, to=bob, note="Yours.")

    barrier = Barrier(2)

    def confirm_each():
        try:
            barrier.wait()
            for decision in decisions:
                review.confirm(decision.pk, by=cleo)
        finally:
            connection.close()

    def deactivate():
        try:
            barrier.wait()
            return account_changes.deactivate(fresh(bob), by=root)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        verdicts, work = pool.submit(confirm_each), pool.submit(deactivate)
        verdicts.result(), work.result()
    assert Escalation.objects.count() == 0
    assert ComplianceDecision.objects.flagged().count() == 0
    handed = ReviewRecord.objects.filter(actor_id=root.pk, action=ReviewRecord.Action.ESCALATE).count()
    assert handed == work.result().escalations


def test_nothing_is_handed_to_a_colleague_who_is_deactivated_at_the_same_moment(in_own_database):
    root = new_account("root", roles.ADMIN)
    bob, cleo = (new_account(name, roles.REVIEWER) for name in ("bob", "cleo"))

    def escalate(decision, to):
        try:
            waiting.escalate(decision.pk, by=cleo, to=to, note="Yours.")
        except review.InvalidVerdict:
            pass  # the deactivation was first

    for _ in range(6):
        at_once(by_then(account_changes.deactivate, bob, by=root), partial(escalate, make_decision(), fresh(bob)))
        assert not Escalation.objects.filter(to_user=bob).exists()
        account_changes.reactivate(fresh(bob), by=root)
