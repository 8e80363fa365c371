"""The commands as a user calls them: what they print, what they refuse, what is left behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]


def manage(*arguments, input="", **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={"PATH": os.environ["PATH"]} | environment,
        input=input,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def test_create_account_reads_the_password_from_standard_input(own_database):
    made = manage("create_account", "ada", "--role", "reviewer", input="a long enough one\n", DATABASE_URL=own_database)
    assert (made.returncode, made.stdout) == (0, "ada can now sign in as Reviewer.\n")
    again = manage("create_account", "ada", "--role", "admin", input="a long enough one\n", DATABASE_URL=own_database)
    assert (again.returncode, again.stderr) == (1, "CommandError: A user with that username already exists.\n")
    weak = manage("create_account", "bob", "--role", "admin", input="123\n", DATABASE_URL=own_database)
    assert (weak.returncode, "too short" in weak.stderr) == (1, True)
    assert manage("create_account", "eve", "--role", "king", DATABASE_URL=own_database).returncode == 2
    with psycopg.connect(own_database) as connection:
        rows = connection.execute("SELECT username, is_staff, password LIKE '%long enough%' FROM auth_user").fetchall()
    assert rows == [("ada", False, False)]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'; give on or off."),
        ({"VAR_DIR": "here"}, "VAR_DIR is 'here'; give an absolute path."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50 characters."),
        ({"LOW_CONFIDENCE": "sixty"}, "LOW_CONFIDENCE is 'sixty'; give a number from 0 to 1."),
        ({"FETCH_OLD_DAYS": "0"}, "FETCH_OLD_DAYS is '0'; give a number from 1 to 36500."),
        ({"OUR_AGENT": "our bot/1.0"}, "OUR_AGENT is 'our bot/1.0'; give letters, hyphens and underscores only"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must start with postgresql://"),
        ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "postgresql://host:99999/x"}, "DATABASE_URL: the port is not a number"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(environment, sentence):
    result = manage("check", **environment)
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith(f"ACC admin is not set up: {sentence}")
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_one_clear_sentence():
    result = manage("migrate", DATABASE_URL="postgresql://acc@127.0.0.1:9/acc")
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith("The database does not answer: ")
    assert "Traceback" not in result.stderr


def test_deployment_has_no_complaint_with_https_and_debug_is_off_by_default():
    result = manage("check", "--deploy", "--fail-level", "WARNING", HTTPS="on", ALLOWED_HOSTS="acc.example")
    assert (result.returncode, result.stdout) == (0, "System check identified no issues (2 silenced).\n")
    debug = manage("shell", "-v0", "-c", "from django.conf import settings; print(settings.DEBUG)")
    assert debug.stdout == "False\n"


def test_the_secret_is_made_once_and_private(tmp_path):
    show = ("shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    runs = [
        subprocess.Popen(
            [sys.executable, "manage.py", *show],
            env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")},
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    secrets = {run.communicate()[0] for run in runs}
    assert len(secrets) == 1
    assert len(secrets.pop().strip()) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


# `up`


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def var_dir():
    """A directory that the local PostgreSQL's own account can reach, also where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        # A server that a kill left behind stops with its next last user.
        manage("shell", "-v0", "-c", "from django.db import connection; connection.cursor()", VAR_DIR=name)


class Up:
    """A running `up`; `wait_ready` returns its address."""

    def __init__(self, *arguments, **environment):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port), *arguments],
            env={"PATH": os.environ["PATH"]} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def wait_ready(self):
        for _ in range(600):
            assert self.process.poll() is None, self.process.communicate()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                    return response.read()
            except OSError:
                time.sleep(0.1)
        raise AssertionError("it never became ready")

    def end(self, number):
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        return output


def test_after_term_int_and_kill_the_next_up_starts_and_the_data_are_there(var_dir):
    local = {"VAR_DIR": str(var_dir)}
    for number, expected in (
        (signal.SIGTERM, 0),
        (signal.SIGINT, 0),
        (signal.SIGKILL, -signal.SIGKILL),
        (signal.SIGTERM, 0),
    ):
        up = Up(**local)
        assert up.wait_ready() == b"ready\n"
        name = f"user-{number}-{time.monotonic_ns()}"
        made = manage("create_account", name, "--role", "Admin", input="a long enough one\n", **local)
        assert made.returncode == 0, made.stderr
        up.end(number)
        assert up.process.returncode == expected
    count = manage(
        "shell", "-v0", "-c", "from django.contrib.auth.models import User; print(User.objects.count())", **local
    )
    assert count.stdout == "4\n"


def test_up_says_how_to_make_the_first_account_and_a_second_run_on_the_port_is_refused(own_database, tmp_path):
    here = {"DATABASE_URL": own_database, "VAR_DIR": str(tmp_path)}
    up = Up(**here)
    up.wait_ready()
    second = manage("up", "--port", str(up.port), **here)
    assert second.returncode == 1
    assert second.stderr == (
        f"CommandError: Can't listen on 127.0.0.1:{up.port}: Address already in use."
        " Choose another with --port or --host.\n"
    )
    assert "python manage.py create_account NAME --role Admin" in up.end(signal.SIGTERM)


def test_up_on_a_database_that_the_pipeline_made_asks_for_adopt_and_changes_nothing(empty_database, tmp_path):
    import asyncio

    from . import reference

    asyncio.run(reference.create_all(empty_database))
    result = manage("up", "--port", str(free_port()), DATABASE_URL=empty_database, VAR_DIR=str(tmp_path))
    assert result.returncode == 1
    assert "`python manage.py adopt`" in result.stderr
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)


def test_pages_answer_503_while_the_database_is_away_and_recover_by_themselves(own_database, tmp_path):
    up = Up(DATABASE_URL=own_database, VAR_DIR=str(tmp_path))
    up.wait_ready()

    def status(path):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{up.port}{path}", timeout=30).status
        except urllib.error.HTTPError as error:
            return error.code

    name = own_database.partition("?")[0].rpartition("/")[2]
    control = own_database.replace(f"/{name}", "/postgres", 1)
    with psycopg.connect(control, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        assert status("/readyz") == 503
        assert status("/healthz") == 200
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    # The pool tries again at growing intervals: the longer the database was away, the later.
    for _ in range(600):
        if status("/readyz") == 200:
            break
        time.sleep(0.2)
    assert status("/readyz") == 200
    up.end(signal.SIGTERM)
