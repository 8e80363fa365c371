"""Django's PostgreSQL backend, on a server that starts with the first connection and ends with the last process.

`OPTIONS["directory"]` says where that server lives; HOST, PORT and USER are its own and need not be set. The
server has a database `acc`; any other NAME (Django's test database) must be created like on any server.
"""

import functools
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.postgresql import base, client

if sys.platform == "win32":
    raise ImproperlyConfigured("The local PostgreSQL needs Linux or macOS: set DATABASE_URL to use another server.")

from .cluster import LocalPostgresError, program
from .server import ConnectionParameters, LocalServer


class LocalPostgresUnavailable(OperationalError, CommandError):
    """`LocalPostgresError` for Django: a database error for views, and one line on standard error for commands."""


@functools.cache
def local_server(directory: Path) -> LocalServer:
    """The one `LocalServer` of this process for that directory. Starts nothing."""
    return LocalServer(directory)


def server_of(settings_dict: dict) -> LocalServer:
    try:
        return local_server(Path(settings_dict["OPTIONS"]["directory"]))
    except KeyError:
        raise ImproperlyConfigured('acc_admin.local_postgres needs OPTIONS["directory"] in DATABASES.') from None


def acquire(settings_dict: dict) -> ConnectionParameters:
    try:
        return server_of(settings_dict).acquire()
    except LocalPostgresError as error:
        raise LocalPostgresUnavailable(str(error)) from error


class PooledConnection(psycopg.Connection):
    """A connection opened by the pool's own threads, which know nothing of Django.

    `server` and `alias` are set by a subclass for each database (`pooled_connection_class`).
    """

    server: LocalServer
    alias: str
    seen_dead = False

    @classmethod
    def connect(cls, conninfo="", **kwargs):
        try:
            connection = super().connect(conninfo, **kwargs)
        except psycopg.OperationalError:
            cls.server.recheck()
            connection = super().connect(conninfo, **kwargs)
        if cls.seen_dead:
            # Where one connection died the other idle ones did too, as a rule. The pool would find that out
            # one by one, at the cost of the waiting request: with pauses of 1, 2, 4... seconds in between.
            cls.seen_dead = False
            if pool := DatabaseWrapper._connection_pools.get(cls.alias):
                pool.check()
        cls.server.trim_log()
        return connection

    def execute(self, *args, **kwargs):
        """Used by nobody but the pool's check before use; Django makes cursors."""
        try:
            return super().execute(*args, **kwargs)
        except psycopg.OperationalError:
            type(self).seen_dead = True
            raise


@functools.cache
def pooled_connection_class(server: LocalServer, alias: str) -> type[PooledConnection]:
    return type("PooledConnection", (PooledConnection,), {"server": server, "alias": alias})


class DatabaseClient(client.DatabaseClient):
    """`dbshell`: the machine's psql, which edits its command line better, or else the wheel's."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        local = acquire(settings_dict)
        settings_dict = {**settings_dict, "HOST": local.host, "PORT": local.port, "USER": local.user}
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [shutil.which("psql") or str(program("psql")), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def __init__(self, settings_dict, alias=DEFAULT_DB_ALIAS):
        options = settings_dict["OPTIONS"]
        if pool := options.get("pool"):
            pool = {
                "connection_class": pooled_connection_class(server_of(settings_dict), alias),
                **({} if pool is True else pool),
            }
            settings_dict = {**settings_dict, "OPTIONS": {**options, "pool": pool}}
        super().__init__(settings_dict, alias)

    def get_connection_params(self):
        """Starts or joins the server: also for those who take the parameters from here to connect by themselves."""
        local = acquire(self.settings_dict)
        params = super().get_connection_params()
        del params["directory"]
        return params | {"host": local.host, "port": local.port, "user": local.user}

    def get_new_connection(self, conn_params):
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            try:
                server_of(self.settings_dict).recheck()
            except LocalPostgresError as error:
                raise LocalPostgresUnavailable(str(error)) from error
            if self.pool:  # its threads have been trying all the while
                raise
            return super().get_new_connection(conn_params)

    def close_pool(self):
        if self.alias in self._connection_pools:  # else Django would make one, and start the server, to close it
            super().close_pool()

    @contextmanager
    def _nodb_cursor(self):
        acquire(self.settings_dict)  # failing here says it once, where Django would warn and try another database
        with super()._nodb_cursor() as cursor:
            yield cursor
