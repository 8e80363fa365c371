"""A whole queue as a file over HTTP, beside the plain way of making one, measured in one run.

    DATABASE_URL=postgresql://... python -m benchmarks.bench_exports [--rows 1000000]

A database with so many decisions in the queue is made on the server that DATABASE_URL names and dropped at the end;
`--database NAME` takes one that `benchmarks.dataset` has filled instead. Each way gets a gunicorn of its own with one
worker, is asked once for each format, and what it sends is read and thrown away.

- ours: `/export/queue.csv` and `.xlsx` with login, record and all
- plain: `list(queryset)` of the same decisions, with their sources and what is known of their flags, written with the
  csv module or XlsxWriter into memory and sent when it is done; fewer columns, nothing made safe, nothing recorded

Shown are: seconds until the first byte; until the first 64 KB, when the first rows are there; until the last; rows a
second; the highest resident memory of the worker process, and how much that is above what it had before; the size.
"""

import argparse
import csv
import io
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
import psutil
import requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

import psycopg  # noqa: E402
import xlsxwriter  # noqa: E402
from django.db import close_old_connections  # noqa: E402

from compliance.models import ComplianceDecision, FlagReasons  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
NAME, PASSWORD = "bench", "correct horse battery staple"


def plain(environ, start_response):
    """The WSGI application of the plain way: `/queue.csv` or `/queue.xlsx`."""
    file_format = environ["PATH_INFO"].rpartition(".")[2]
    if file_format not in ("csv", "xlsx"):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ready"]
    queryset = ComplianceDecision.objects.for_queue().select_related("source").defer("signals", "constraints")
    decisions = list(queryset.order_by("created_at", "id"))
    codes = dict(FlagReasons.objects.values_list("decision_id", "codes"))
    rows = (
        [
            decision.pk,
            decision.source.url,
            decision.source.domain,
            decision.status,
            decision.compliance_channel,
            decision.confidence,
            ", ".join(codes.get(decision.pk, ())),
            decision.model_version,
            decision.rules_version,
            decision.created_at.isoformat(),
        ]
        for decision in decisions
    )
    data = plain_csv(rows) if file_format == "csv" else plain_xlsx(rows)
    close_old_connections()
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [data]


def plain_csv(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def plain_xlsx(rows):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


class Server:
    """A gunicorn with one worker on a free port."""

    def __init__(self, application, database_url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", application, "--bind", urlsplit(self.url).netloc, "--workers", "1"]
        command += ["--threads", "4", "--worker-class", "gthread", "--timeout", "600", "--log-level", "warning"]
        environment = os.environ | {"DATABASE_URL": database_url, "ALLOWED_HOSTS": "127.0.0.1"}
        # What `up` does for its server: pages name the collected static files.
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.session = requests.Session()
        while True:
            try:
                self.session.get(f"{self.url}/healthz")
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        [self.worker] = psutil.Process(self.process.pid).children()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def sign_in(self):
        page = f"{self.url}/accounts/login/"
        self.session.get(page)
        form = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        assert "sessionid" in self.session.post(page, form, allow_redirects=False).cookies


def measure(server, path, *, hang_up=False):
    """`(seconds to first byte, to 64 KB, to the end, bytes, memory before, highest memory)`; all or the first 64 KB."""
    before = highest = server.worker.memory_info().rss
    ended = threading.Event()

    def watch():
        nonlocal highest
        while not ended.wait(0.02):
            highest = max(highest, server.worker.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.monotonic()
    first = early = None
    size = 0
    with server.session.get(server.url + path, stream=True) as response:
        response.raise_for_status()
        for piece in response.raw.stream(65_536):
            size += len(piece)
            first = first or time.monotonic() - started
            if size >= 65_536:
                early = early or time.monotonic() - started
                if hang_up:
                    break
    took = time.monotonic() - started
    ended.set()
    watcher.join()
    return first, early or took, took, size, before, highest


def show(name, rows, figures):
    first, early, took, size, before, highest = figures
    print(
        f"{name:12} {first:9.2f} {early:9.2f} {took:9.1f} {rows / took:10,.0f} {highest / 1e6:9.0f} "
        f"{(highest - before) / 1e6:9.0f} {size / 1e6:9.0f}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description="Measures exports.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", help="one that is filled already; it is kept")
    options = parser.parse_args()
    server_url = urlsplit(os.environ["DATABASE_URL"])
    name = options.database or f"bench_exports_{os.getpid()}"
    url = f"{server_url.scheme}://{server_url.netloc}/{name}?{server_url.query}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        try:
            if not options.database:
                connection.execute(f'CREATE DATABASE "{name}"')
                fill(url, options.rows)
            run(url)
        finally:
            if not options.database:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(url, rows):
    sources = rows * 105 // 100
    command = [sys.executable, "-m", "benchmarks.dataset", "--documents", "0", "--flagged", str(rows)]
    command += ["--sources", str(sources), "--decisions", str(sources)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


def run(url):
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "manage.py", "create_account", NAME, "--role", "Auditor"]
    subprocess.run(command, cwd=ROOT, env=environment, input=f"{PASSWORD}\n{PASSWORD}\n", text=True, check=False)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM compliance_decisions d WHERE review_flag AND NOT EXISTS (SELECT FROM "
            "compliance_decisions n WHERE n.source_id = d.source_id AND (n.created_at, n.id) > (d.created_at, d.id))"
        ).fetchone()[0]
    print(f"{rows:,} rows\n{'':12} first(s)  64 KB(s)    all(s)     rows/s  peak(MB) more(MB)  size(MB)", flush=True)
    with Server("acc_admin.wsgi", url) as server:
        server.sign_in()
        for file_format in ("csv", "xlsx"):
            show(f"ours {file_format}", rows, measure(server, f"/export/queue.{file_format}"))
        for order in ("newest", "confidence", "domain"):
            first, early, *_ = measure(server, f"/export/queue.csv?o={order}", hang_up=True)
            print(f"by {order:9} {first:9.2f} {early:9.2f}", flush=True)
    for file_format in ("csv", "xlsx"):
        with Server("benchmarks.bench_exports:plain", url) as server:
            show(f"plain {file_format}", rows, measure(server, f"/queue.{file_format}"))


if __name__ == "__main__":
    main()
