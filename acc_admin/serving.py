"""Serves the application on this machine: gunicorn with threads, in this very process.

This process becomes gunicorn's arbiter, so that whatever ends it ends everything: its workers stop on TERM and INT,
and notice by themselves when it was killed.
"""

import socket
import time

from gunicorn.app.base import BaseApplication

WORKERS = 2
THREADS = 8
# After a kill the old workers need a moment to notice and let go of the port.
PORT_WAIT = 5


class AddressUnavailable(Exception):
    """Nothing can listen there; the message says why, in one sentence."""


class Server(BaseApplication):
    def __init__(self, address, when_ready):
        self.address = address
        self.when_ready = when_ready
        super().__init__()

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


def serve(host, port, *, when_ready):
    """Serves until TERM or INT, then exits the process with status 0; `when_ready` runs once it listens."""
    Server(address_of(host, port), when_ready).run()
