"""Chromium against a real server, on a database of its own.

Every page that a test opens is watched: a console message or a policy violation fails the test.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from compliance import roles

PASSWORD = "correct horse battery staple"
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium():
    """A running Chromium. Without one the tests that want it are skipped; in CI they fail.

    It ends with the tests of this folder: Playwright keeps an event loop running in this thread, beside which no
    other asynchronous test could run.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("browser tests may not be skipped here, and there is no Chromium")
        pytest.skip("no Chromium on this machine")
    # Playwright's loop must not run in this thread while Django's database code does: it takes it for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(in_own_database, tmp_path):
    """Address of a server started as a user starts it, on the database that this test's own code writes to."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        env=os.environ | {"DATABASE_URL": in_own_database, "VAR_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            break
        except OSError:
            assert process.poll() is None, "the server ended by itself"
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture
def people(in_own_database):
    """An account for each role, named after it in lower case, all with `PASSWORD`."""
    for role in roles.ROLES:
        password = make_password(PASSWORD, hasher="pbkdf2_sha256")
        user = User.objects.create(username=role.lower(), password=password, is_staff=role == roles.ADMIN)
        user.groups.add(Group.objects.get(name=role))


@pytest.fixture
def open_page(chromium, server):
    """Opens a watched page in a context of its own: `open_page(javascript=False, width=390)`."""
    contexts, complaints = [], []

    def open_(*, javascript=True, width=1440, height=900, scheme="light"):
        context = chromium.new_context(
            base_url=server,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        return page

    yield open_
    for context in contexts:
        context.close()
    # A browser reports every answer of 4xx on its console; whether one was due is for the tests to say.
    assert [text for text in complaints if "status of 4" not in text] == []
