"""Starts the local PostgreSQL for its first user, lets others join, and stops it after its last.

Four files in the directory carry the state, three of them as `flock` locks. The kernel drops a lock with its
holder, however it ends, so that nothing goes stale and no process id has to be believed:

- `users.lock`: every user holds it shared, for its life. Who gets it exclusively was the last.
- `start.lock`: held by whoever starts, joins or stops. One at a time, so two first users get one server.
- `server.lock`: inherited by PostgreSQL and all its processes. Free means that none of them is left.
- `log`: PostgreSQL's output.
"""

import atexit
import fcntl
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from . import cluster
from .cluster import LocalPostgresError

DATABASE = "acc"
LOG_BYTES = 10_000_000  # one predecessor is kept


class ConnectionParameters(NamedTuple):
    """What a client needs to connect; `host` is the directory of the Unix socket."""

    host: str
    port: int
    user: str
    dbname: str


class _StillStarting(LocalPostgresError):
    """It lives and replays its write-ahead log, which stopping it would only lengthen."""


# One lock for all threads and servers of this process. A fork waits for it, so that no child is born with a
# start half done.
_process_lock = threading.RLock()
_users: set["LocalServer"] = set()  # the servers that this process uses
_ending = False


class LocalServer:
    """The PostgreSQL whose data, socket, locks and log lie in `directory`. Safe to use from several threads.

    `patience` is how many seconds to wait for another process, a start (a recovery included) or a stop.
    Every failure is a `LocalPostgresError`.
    """

    def __init__(self, directory: Path, *, patience: float = 120):
        self.directory = Path(os.path.realpath(directory))  # one name, whatever way a process comes by
        self.data = self.directory / "data"
        self.log = self.directory / "log"
        self.patience = patience
        self._account: cluster.Account | None = None
        self._parameters: ConnectionParameters | None = None
        self._registration: int | None = None  # descriptor that holds users.lock
        self._sound = False  # nothing has been heard of it being down

    def acquire(self) -> ConnectionParameters:
        """Makes this process a user: initialises, starts or joins as need be. Free of cost when it already is."""
        if self._sound:
            return self._parameters
        with _process_lock, cluster.operating_system_errors_in_one_sentence(self.directory):
            if self._sound:
                return self._parameters
            if _ending:
                raise LocalPostgresError("The local PostgreSQL is not started again by a process that is ending.")
            self._account = cluster.server_account(self.directory)
            sockets = cluster.socket_directory(self.directory, self._account)
            self._parameters = ConnectionParameters(str(sockets), cluster.PORT, cluster.ROLE, DATABASE)
            cluster.prepare_directory(self.directory, self._account)
            if self._account:
                cluster.check_reachable(self.directory, self._account)
            cluster.make_private_directory(sockets, self._account)
            with self._deciding():
                joined = self._register()
                try:
                    self._ensure_running()
                    self._ensure_database()
                    self.trim_log()
                except BaseException as error:
                    if joined:
                        self._unregister(stop=not isinstance(error, _StillStarting))
                    raise
            self._sound = True
            return self._parameters

    def recheck(self) -> None:
        """To be called when a connection attempt failed: starts the server again if it is down."""
        if self._sound and self._ping() is not Ping.OK:
            self._sound = False
        self.acquire()

    def release(self) -> None:
        """Ends this process's use, and stops the server if nobody else uses it. Happens by itself at exit."""
        with _process_lock, cluster.operating_system_errors_in_one_sentence(self.directory):
            if self._registration is None:
                return
            try:
                if self.directory.exists():  # else it was removed, which PostgreSQL notices by itself
                    with self._deciding():
                        self._unregister(stop=True)
            finally:
                self._forget()

    def trim_log(self) -> None:
        """Keeps the log and its predecessor `log.1` at about `LOG_BYTES` each, also under a running server."""
        with suppress(OSError), os.fdopen(self._open("log"), "r+b") as log:  # a full disk is told elsewhere
            if os.fstat(log.fileno()).st_size > LOG_BYTES:
                with os.fdopen(self._open("log.1", os.O_TRUNC), "wb") as kept:
                    shutil.copyfileobj(log, kept)
                # PostgreSQL holds the file open for appending: emptied, it goes on from the beginning.
                log.truncate(0)

    # Locks

    def _open(self, name: str, flags: int = 0) -> int:
        """A file of ours, made if missing, closed on exec; it belongs to whom the directory belongs to."""
        path = self.directory / name
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
        owner = self.directory.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        return descriptor

    def _try_lock(self, name: str) -> int | None:
        """Descriptor that holds the lock exclusively until it is closed; None where somebody else has it."""
        descriptor = self._open(name)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    @contextmanager
    def _deciding(self):
        """Alone in deciding whether the server is to run."""
        for _ in _until(self.patience):
            if (descriptor := self._try_lock("start.lock")) is not None:
                break
        else:
            raise LocalPostgresError(
                f"Another process has been starting or stopping the local PostgreSQL in {self.directory} for"
                f" {self.patience:.0f} seconds: end it and try again."
            )
        try:
            yield
        finally:
            os.close(descriptor)

    def _register(self) -> bool:
        """Holds users.lock from now on. True where this process was no user before."""
        if self._registration is not None:
            return False
        descriptor = self._open("users.lock")
        # Never waits: it is held exclusively by those only who decide, and now that is us.
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        self._registration = descriptor
        _users.add(self)
        return True

    def _unregister(self, *, stop: bool) -> None:
        self._forget()
        last = self._try_lock("users.lock")
        if last is not None:
            try:
                if stop:
                    self._stop()
            finally:
                os.close(last)

    def _forget(self) -> None:
        """No longer a user; what that means for the server is the caller's business."""
        if self._registration is not None:
            os.close(self._registration)
        self._registration = None
        self._sound = False
        _users.discard(self)

    # The server. Whoever calls these is deciding.

    def _ensure_running(self) -> None:
        begin = None  # where in the log the server that we launched began
        for _ in _until(self.patience):
            answer = self._ping()
            if answer is Ping.OK:
                return
            if answer is Ping.REJECT:  # starting, recovering or stopping
                continue
            lock = self._try_lock("server.lock")
            if lock is None:  # not yet listening, or orphans of a killed server that finish their work
                continue
            try:
                if begin is not None:
                    raise LocalPostgresError(self._cause_of_death(begin))
                begin = self._launch(lock)
            finally:
                os.close(lock)
        if self._ping() is Ping.REJECT:
            raise _StillStarting(
                f"The local PostgreSQL in {self.directory} is still starting or stopping after"
                f" {self.patience:.0f} seconds: try again later, and see {self.log}."
            )
        raise LocalPostgresError(
            f"Processes of an earlier PostgreSQL in {self.directory} are still there but answer nobody:"
            f" end them and try again, and see {self.log}."
        )

    def _ping(self) -> Ping:
        """OK: it takes connections; REJECT: it starts or stops; else nobody listens."""
        host, port, user, _ = self._parameters
        conninfo = make_conninfo(host=host, port=port, user=user, dbname="postgres", connect_timeout=5)
        return Ping(PGconn.ping(conninfo.encode()))

    def _launch(self, lock: int) -> int:
        """Starts PostgreSQL without waiting for it; returns where in the log its output begins."""
        cluster.check_version(self.data, self._account)
        cluster.initialise(self.data, self._account, lock)
        if self._postmaster() is None:
            # With server.lock ours nobody runs, and what a killed server left is of no use. PostgreSQL would
            # refuse to start where the process id in there is that of an unrelated process now, or of a zombie.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            socket = Path(self._parameters.host) / f".s.PGSQL.{self._parameters.port}"
            for path in (socket, socket.with_name(f"{socket.name}.lock")):
                path.unlink(missing_ok=True)
        log = self._open("log", os.O_APPEND)
        try:
            begin = os.fstat(log).st_size
            cluster.run(
                [
                    # The shell leaves at once, so that init and not we become the parent who sees it end.
                    *("/bin/sh", "-c", '"$@" &', "sh"),
                    *(cluster.program("postgres"), "-D", self.data),
                    # Here and not in postgresql.conf: they follow the directory, and nobody is to tune them.
                    *("-c", "listen_addresses="),
                    *("-c", f"port={self._parameters.port}"),
                    *("-c", 'unix_socket_directories="{}"'.format(self._parameters.host.replace('"', '""'))),
                    *("-c", "unix_socket_permissions=0700"),
                    *("-c", "logging_collector=off"),
                ],
                self._account,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
            )
        finally:
            os.close(log)
        return begin

    def _postmaster(self) -> int | None:
        """Process id of the running server, by postmaster.pid and by what that process really is."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            command = psutil.Process(pid).cmdline()
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        return pid if str(self.data) in command else None

    def _cause_of_death(self, begin: int) -> str:
        with self.log.open(errors="replace") as log:
            log.seek(begin)
            output = log.read(1_000_000)
        if not output and shutil.disk_usage(self.directory).free < 1_000_000:
            output = "the disk is full"
        return f"The local PostgreSQL did not start: {cluster.reason(output)} (see {self.log})."

    def _ensure_database(self) -> None:
        host, port, user, dbname = self._parameters
        try:
            with psycopg.connect(
                host=host, port=port, user=user, dbname="postgres", connect_timeout=30, autocommit=True
            ) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(dbname)))
        except psycopg.Error as error:
            text = error.diag.message_primary or str(error).partition("\n")[0]
            raise LocalPostgresError(
                f"The local PostgreSQL in {self.directory} runs but has no database {dbname}: {text}."
            ) from error

    def _stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, and all is on disk when the last process is gone."""
        told = None
        for _ in _until(self.patience):
            if (lock := self._try_lock("server.lock")) is not None:
                os.close(lock)
                return
            pid = self._postmaster()
            if pid is not None and pid != told:
                os.kill(pid, signal.SIGINT)
                told = pid
        raise LocalPostgresError(
            f"The local PostgreSQL in {self.directory} was told to stop but has not within"
            f" {self.patience:.0f} seconds: see {self.log}."
        )


def _until(seconds: float):
    """Yields now and then until the seconds have passed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.05)


def _release_at_exit() -> None:
    global _ending
    _ending = True  # threads of a connection pool still run and must not start it again
    for server in list(_users):
        try:
            server.release()
        except LocalPostgresError as error:
            print(error, file=sys.stderr)


def _forget_in_child() -> None:
    """A forked child is no user before it asks: its end must not stop the server under its parent."""
    for server in list(_users):
        server._forget()
    _process_lock.release()


atexit.register(_release_at_exit)
os.register_at_fork(
    before=_process_lock.acquire,
    after_in_parent=_process_lock.release,
    after_in_child=_forget_in_child,
)
