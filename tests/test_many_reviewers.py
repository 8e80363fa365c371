"""Twenty reviewers at once, each a process, against a server of several processes."""

import json
import signal
import subprocess
import sys
from importlib import import_module

from django.conf import settings

from compliance.audit import verify_chain
from compliance.models import ComplianceDecision, Lease, ReviewRecord

from .conftest import ROOT
from .factories import make_decision
from .test_commands import Up
from .test_review import make_reviewers

REVIEWERS, DECISIONS = 20, 150


def session_of(user):
    """A session in which the user is signed in already: twenty logins are not what is tested here."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def test_twenty_reviewers_decide_every_decision_exactly_once(in_own_database, tmp_path, settings):
    secret = "x" * 60
    settings.SECRET_KEY = secret  # what the sessions are signed with, here and in the server
    users = make_reviewers(REVIEWERS)
    expected = {make_decision(minutes=n).pk for n in range(DECISIONS)}
    up = Up(DATABASE_URL=in_own_database, VAR_DIR=str(tmp_path), SECRET_KEY=secret)
    up.wait_ready()
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reviewing_client", f"http://127.0.0.1:{up.port}", session_of(user)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for user in users
    ]
    results = [json.loads(client.communicate(timeout=300)[0]) for client in clients]
    up.end(signal.SIGTERM)
    assert [result["failures"] for result in results] == [[]] * REVIEWERS
    confirmed = [key for result in results for key in result["confirmed"]]
    assert sorted(confirmed) == sorted(expected)  # none lost, none twice
    records = ReviewRecord.objects.values_list("decision_id", "actor_name")
    said = {(key, user.username) for user, result in zip(users, results, strict=True) for key in result["confirmed"]}
    assert set(records) == said
    assert len(records) == DECISIONS
    assert not ComplianceDecision.objects.flagged().exists()
    assert not Lease.objects.filter(decision_id__in=confirmed).exists()
    assert verify_chain().problem == ""
