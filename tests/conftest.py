"""Shared fixtures. Every test that needs a database has a real PostgreSQL."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connections
from django.test import Client

from compliance import roles

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared" / "data" / "acc-sample.jsonl.gz"


def pytest_configure():
    # Hashed file names need a collected static directory, which unit tests do without.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # A pool would hold connections open to databases that tests create and drop.
    for parameters in (settings.DATABASES["default"], connections["default"].settings_dict):
        parameters["OPTIONS"].pop("pool", None)
    # Quick for the many accounts of tests; a real server, which knows only its own, gets its own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection_modifyitems(items):
    missing = pytest.mark.skip(reason=f"no real documents at {SAMPLE.name} in ../shared/data")
    for item in items:
        if item.get_closest_marker("sample") and not SAMPLE.exists():
            item.add_marker(missing)


@pytest.fixture(scope="session")
def sample_path():
    return SAMPLE


@pytest.fixture
def account(db):
    """Makes an account with a role: `account("ada", roles.REVIEWER)`."""

    def make(name="ada", role=roles.REVIEWER):
        user = User.objects.create_user(name, password="correct horse battery staple")
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def reviewer(account):
    return account("ada", roles.REVIEWER)


@pytest.fixture
def client_of():
    """A client that is signed in as a user: `client_of(reviewer)`."""

    def make(user, **headers):
        client = Client(**headers)
        client.force_login(user, backend="compliance.accounts.RoleBackend")
        return client

    return make


def database_url(parameters):
    """The URL of a connection's `settings_dict`, for a process or a library that wants one."""
    name = quote(parameters["NAME"])
    user = quote(parameters["USER"] or "")
    password = f":{quote(parameters['PASSWORD'])}" if parameters["PASSWORD"] else ""
    host, port = parameters["HOST"], f":{parameters['PORT']}" if parameters["PORT"] else ""
    if host.startswith("/"):
        query = {"host": host} | ({"port": parameters["PORT"]} if parameters["PORT"] else {})
        return f"postgresql://{user}{password}@/{name}?{urlencode(query)}"
    return f"postgresql://{user}{password}@{host}{port}/{name}"


@pytest.fixture
def empty_database(django_db_blocker):
    """URL of an empty database of its own, dropped afterwards."""
    yield from created_database(django_db_blocker, template="template0")


@pytest.fixture(scope="session")
def migrated_template(django_db_blocker):
    """Name of a migrated database to copy. Never the one that the settings name: that may be somebody's."""
    for url in created_database(django_db_blocker, template="template0"):
        environment = os.environ | {"DATABASE_URL": url}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT, check=True)
        yield name_in(url)


@pytest.fixture
def own_database(migrated_template, django_db_blocker):
    """URL of a freshly migrated database of its own, dropped afterwards.

    For tests with several connections or processes, where a rolled back transaction can't clean up and
    TRUNCATE is refused by the review records.
    """
    yield from created_database(django_db_blocker, template=migrated_template)


@pytest.fixture
def in_own_database(own_database, django_db_blocker):
    """Django itself, in every thread, on a database of its own in which it commits. Gives the URL."""
    with connected_to(own_database, django_db_blocker):
        yield own_database


@contextmanager
def connected_to(database_url, django_db_blocker):
    """Django itself, in every thread, on another database, in which it commits."""
    # A thread's first connection copies the settings, this thread's has done so already.
    both = (settings.DATABASES["default"], connections["default"].settings_dict)
    name = both[0]["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        for parameters in both:
            parameters["NAME"] = name_in(database_url)
        try:
            yield
        finally:
            connections["default"].close()
            for parameters in both:
                parameters["NAME"] = name


def name_in(database_url):
    return urlsplit(database_url).path.lstrip("/")


def created_database(django_db_blocker, *, template):
    connection = connections["default"]
    name = f"test_own_{os.getpid()}_{os.urandom(4).hex()}"
    with django_db_blocker.unblock():
        parameters = connection.get_connection_params()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield database_url(
        {
            "NAME": name,
            "USER": parameters.get("user"),
            "PASSWORD": parameters.get("password"),
            "HOST": parameters.get("host") or "",
            "PORT": str(parameters.get("port") or ""),
        }
    )
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
