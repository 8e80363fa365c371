"""Accounts in the Django admin: the role, the steps on pages of their own, the history, and who is refused."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.utils import display_for_value
from django.contrib.auth.models import Group, User

from compliance import accounts, roles, waiting
from compliance.models import AccountActivity

from ..factories import make_decision

PASSWORD = "correct horse battery staple"


@pytest.fixture
def root(account):
    user = account("root", roles.ADMIN)
    accounts.follow_role(user)
    return user


@pytest.fixture
def bob(account):
    return account("bob", roles.REVIEWER)


@pytest.fixture
def browser(root, client_of):
    return client_of(root)


def page(user, part=""):
    return f"/admin/auth/user/{user.pk}/{part or 'change'}/"


def fresh(user):
    return User.objects.get(pk=user.pk)


def words(response):
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def test_an_account_is_added_with_exactly_one_role(browser):
    names = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    assert "This field is required" in words(browser.post("/admin/auth/user/add/", names))
    assert "Select a valid choice" in words(browser.post("/admin/auth/user/add/", names | {"role": "Chief"}))
    assert not User.objects.filter(username="new").exists()
    browser.post("/admin/auth/user/add/", names | {"role": roles.ADMIN})
    new = User.objects.get(username="new")
    assert ([group.name for group in new.groups.all()], new.is_staff) == ([roles.ADMIN], True)
    assert "Added with the role Admin." in words(browser.get(page(new, "history")))


def test_the_form_offers_the_four_roles_and_no_other_group(browser, bob):
    Group.objects.create(name="Elsewhere")
    offered = re.findall(r'name="role" value="(\w+)"', browser.get(page(bob)).content.decode())
    assert sorted(offered) == sorted(roles.ROLES)


def test_a_change_of_role_counts_from_the_next_request_and_stands_in_the_history(browser, bob, client_of):
    theirs = client_of(bob)
    assert theirs.get("/queue/").status_code == 200
    assert theirs.get("/admin/", follow=True).status_code == 403
    browser.post(page(bob), {"username": "bob", "role": roles.ADMIN})
    assert theirs.get("/admin/").status_code == 200
    browser.post(page(bob), {"username": "bob", "first_name": "Robert", "role": roles.AUDITOR})
    assert theirs.get("/admin/", follow=True).status_code == 403
    history = words(browser.get(page(bob, "history")))
    assert "Role: Reviewer → Admin." in history
    assert "Role: Admin → Auditor." in history
    assert "First name: empty → “Robert”." in history
    assert history.count("root") >= 3


def test_a_form_sent_unchanged_leaves_no_entry(browser, bob):
    browser.post(page(bob), {"username": "bob", "role": roles.REVIEWER})
    assert "→" not in words(browser.get(page(bob, "history")))


def test_forged_fields_make_no_superuser_no_staff_and_deactivate_nobody(browser, bob):
    forged = {"is_superuser": "on", "is_staff": "on", "is_active": "", "user_permissions": ["1"], "groups": ["1", "2"]}
    browser.post(page(bob), {"username": "bob", "role": roles.REVIEWER} | forged)
    bob = fresh(bob)
    assert (bob.is_superuser, bob.is_staff, bob.is_active, accounts.role_of(bob)) == (False, False, True, "Reviewer")
    assert bob.groups.count() == 1


def test_nobody_changes_their_own_role_or_deactivates_themselves(browser, root, account):
    account("second", roles.ADMIN)
    assert b'name="role"' not in browser.get(page(root)).content
    browser.post(page(root), {"username": "root", "first_name": "Ruth", "role": roles.REVIEWER})
    assert (fresh(root).first_name, accounts.role_of(root)) == ("Ruth", roles.ADMIN)
    assert "Ask another admin" in words(browser.get(page(root, "deactivate")))
    assert "Ask another admin" in words(browser.post(page(root, "deactivate"), follow=True))
    assert fresh(root).is_active is True


def test_ones_own_password_is_changed_where_the_old_one_is_asked_for(browser, root):
    assert browser.get(page(root, "password"))["Location"] == "/accounts/password_change/"


def test_a_superuser_is_touched_by_superusers_only(browser, client_of):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    data = {"username": "mine", "role": roles.REVIEWER}
    for part in ("change", "password", "deactivate", "reactivate", "sign-out"):
        assert browser.post(page(boss, part), data).status_code == 403
    assert (fresh(boss).username, fresh(boss).is_active) == ("boss", True)
    chief = client_of(User.objects.create_superuser("chief", password=PASSWORD))
    chief.post(page(boss, "deactivate"))
    assert fresh(boss).is_active is False


def test_the_page_before_a_deactivation_says_what_it_will_do(browser, bob, reviewer):
    assert "They have nothing in hand." in words(browser.get(page(bob, "deactivate")))
    waiting.escalate(make_decision().pk, by=reviewer, to=bob, note="Yours.")
    shown = words(browser.get(page(bob, "deactivate")))
    assert "What they have in hand goes back: 1 escalation handed to the role." in shown
    assert fresh(bob).is_active is True  # looking changes nothing


def test_a_deactivated_account_is_out_at_once_and_comes_back(browser, bob, client_of):
    theirs = client_of(bob)
    theirs.get("/queue/")
    assert "Deactivated bob and signed them out everywhere." in words(
        browser.post(page(bob, "deactivate"), follow=True)
    )
    assert theirs.get("/queue/").status_code == 302
    assert "Reactivated bob: they can sign in again." in words(browser.post(page(bob, "reactivate"), follow=True))
    assert fresh(bob).is_active is True
    history = words(browser.get(page(bob, "history")))
    assert "Active: yes → no. Signed out everywhere." in history
    assert "Active: no → yes." in history


def test_signing_out_ends_their_sessions_and_keeps_the_one_it_was_done_in(browser, root, bob, client_of):
    theirs, mine_elsewhere = client_of(bob), client_of(root)
    browser.post(page(bob, "sign-out"))
    assert (theirs.get("/queue/").status_code, mine_elsewhere.get("/queue/").status_code) == (302, 200)
    browser.post(page(root, "sign-out"))
    assert (mine_elsewhere.get("/queue/").status_code, browser.get("/queue/").status_code) == (302, 200)


def test_everybody_is_signed_out_but_the_admin_who_does_it(browser, bob, client_of):
    theirs = client_of(bob)
    assert "You stay signed in here." in words(browser.get("/admin/auth/user/sign-out/"))
    assert theirs.get("/queue/").status_code == 200
    browser.post("/admin/auth/user/sign-out/")
    assert (theirs.get("/queue/").status_code, browser.get("/admin/").status_code) == (302, 200)


def test_the_list_shows_role_use_and_last_activity(browser, bob):
    AccountActivity.objects.create(user=bob, last_seen_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    record = waiting.comment(make_decision().pk, by=bob, note="Looked at it.")
    listed = browser.get("/admin/auth/user/").content.decode()
    row = next(row for row in listed.split("<tr>") if ">bob<" in row)
    cells = dict(re.findall(r'class="field-(\w+)(?: nowrap)?">(.*?)</td>', row))
    assert cells["role"] == roles.REVIEWER
    assert cells["last_seen"] == "4 Mar 2026, 5:06 a.m."
    assert cells["last_record"] == display_for_value(record.created_at, "-")
    assert "4 Mar 2026, 5:06 a.m." in words(browser.get(page(bob)))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_many(browser, account, django_assert_max_num_queries, number):
    for n in range(number):
        account(f"r{n}", roles.REVIEWER)
    browser.get("/admin/auth/user/")
    with django_assert_max_num_queries(12):
        browser.get("/admin/auth/user/?role=Reviewer&is_active__exact=1")


@pytest.mark.parametrize("query", ["role=Chief", "role=%00", "q=%00", "is_active__exact=x", "o=99.-3", "p=-1"])
def test_odd_parameters_break_no_list(browser, query):
    assert browser.get(f"/admin/auth/user/?{query}", follow=True).status_code in (200, 400)


@pytest.mark.parametrize("key", ["0", "x", "%00", "99999999999999999999"])
@pytest.mark.parametrize("part", ["deactivate", "reactivate", "sign-out"])
def test_steps_on_an_account_that_is_not_there_find_nothing(browser, key, part):
    assert browser.post(f"/admin/auth/user/{key}/{part}/").status_code == 404


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
def test_every_other_role_is_refused_everywhere(account, client_of, bob, role):
    browser = client_of(account("other", role))
    for path in ("add/", f"{bob.pk}/change/", f"{bob.pk}/deactivate/", f"{bob.pk}/sign-out/", "sign-out/", ""):
        assert browser.get(f"/admin/auth/user/{path}", follow=True).status_code == 403
        browser.post(f"/admin/auth/user/{path}", {"username": "bob", "role": roles.ADMIN})
    assert (fresh(bob).is_active, accounts.role_of(bob)) == (True, roles.REVIEWER)
    assert client_of(bob).get("/queue/").status_code == 200


def test_steps_are_not_taken_by_other_methods(browser, bob):
    assert browser.put(page(bob, "deactivate")).status_code == 405
    assert fresh(bob).is_active is True


def test_nobody_deletes_an_account(browser, bob):
    assert browser.post(page(bob, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [bob.pk], "post": "yes"}
    browser.post("/admin/auth/user/", data)
    assert User.objects.filter(pk=bob.pk).exists()


def test_roles_are_read_only(browser):
    group = Group.objects.get(name=roles.REVIEWER)
    assert browser.post(f"/admin/auth/group/{group.pk}/change/", {"name": "X", "permissions": []}).status_code == 403
    assert browser.get("/admin/auth/group/add/").status_code == 403
