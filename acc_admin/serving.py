"""Serves the application on this machine: gunicorn with threads, in this very process.

This process becomes gunicorn's arbiter, so that whatever ends it ends everything: its workers stop on TERM and INT,
and notice by themselves when it was killed. So does a companion, a process of another program that it keeps running
beside them.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
WORKERS = 2
THREADS = 8
# After a kill the old workers need a moment to notice and let go of the port.
PORT_WAIT = 5
# A companion that dies at once is not started again at once.
RESTART_PAUSE = 5
COMPANION_STOP_WAIT = 10


class AddressUnavailable(Exception):
    """Nothing can listen there; the message says why, in one sentence."""


class Companion:
    """A child process, started again when it has ended. It is to notice by itself when its parent is gone."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.process = None
        self.started_at = -RESTART_PAUSE

    def keep_running(self):
        """Starts it unless it runs. To be called again and again."""
        ended = self.process is None or self.process.poll() is not None
        if ended and time.monotonic() >= self.started_at + RESTART_PAUSE:
            self.started_at = time.monotonic()
            # Out of the terminal's group: Ctrl-C is for the arbiter, which stops it in its turn.
            self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, start_new_session=True)

    def tell_to_stop(self):
        if self.process:
            self.process.terminate()

    def wait(self):
        """Returns once it has ended, which it must after `COMPANION_STOP_WAIT` seconds."""
        if self.process:
            try:
                self.process.wait(COMPANION_STOP_WAIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class CompaniedArbiter(Arbiter):
    """gunicorn's arbiter, which looks after a companion whenever it looks after its workers: once a second."""

    def manage_workers(self):
        super().manage_workers()
        self.app.companion.keep_running()

    def stop(self, graceful=True):
        self.app.companion.tell_to_stop()
        super().stop(graceful)
        self.app.companion.wait()


class Server(BaseApplication):
    def __init__(self, address, when_ready, companion):
        self.address = address
        self.when_ready = when_ready
        self.companion = Companion(companion)
        super().__init__()

    def run(self):
        CompaniedArbiter(self).run()

    def load_config(self):
        settings = {
            "bind": self.address,
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": 10,
            "loglevel": "warning",
            "proc_name": "acc-admin",
            "control_socket_disable": True,
            "when_ready": lambda arbiter: self.when_ready(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self):
        # Imported in each worker: after the fork, so that no connection is shared.
        from .wsgi import application

        return application


def address_of(host, port):
    """`host:port` as gunicorn and a URL write it; IPv6 in brackets."""
    return f"[{host.strip('[]')}]:{port}" if ":" in host else f"{host}:{port}"


def check_address(host, port):
    """Raises `AddressUnavailable` unless the port is free, or becomes so within `PORT_WAIT` seconds."""
    deadline = time.monotonic() + PORT_WAIT
    host = host.strip("[]")
    while True:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
            return
        except (OSError, OverflowError) as error:
            problem = getattr(error, "strerror", None) or str(error)
        if time.monotonic() > deadline or "in use" not in problem:
            raise AddressUnavailable(f"Can't listen on {address_of(host, port)}: {problem}.")
        time.sleep(0.2)


def serve(host, port, *, when_ready, command):
    """Serves until TERM or INT, then exits the process with status 0; `when_ready` runs once it listens.

    `command` is the management command with its arguments that is kept running beside; it is given `--parent`, the id
    of the process that it is to end with.
    """
    companion = [sys.executable, str(MANAGE), *command, "--parent", str(os.getpid())]
    Server(address_of(host, port), when_ready, companion).run()
