"""An import of many sources in the browser's way, step by step: upload, check for the preview, merge.

    python -m benchmarks.bench_imports [--rows 100000]

A database is made on the server that the settings name and dropped at the end. The file is a seeded CSV; the steps
are those of the pages and of the worker. First all rows are new, then the same file is imported again. The peak is
that of this process, the interpreter and Django included.
"""

import argparse
import os
import random
import resource
import tempfile
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402

from benchmarks.bench_load_records import two_databases  # noqa: E402
from compliance import roles  # noqa: E402
from compliance.imports import running, steps  # noqa: E402
from compliance.models import Source  # noqa: E402


def write_csv(file, rows):
    dice = random.Random(1)
    file.write(b"Name;URL;Domain\r\n")
    for number in range(rows):
        path = "/".join(f"{dice.getrandbits(24):x}" for _ in range(dice.randint(0, 4)))
        file.write(f"Site {number};https://www.site-{number}.co.uk/{path};site-{number}.co.uk\r\n".encode())
    file.seek(0)


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def measure(file, user):
    """Seconds of the upload, of the check, and from the confirmation to the finished report."""
    upload_seconds, upload = timed(lambda: steps.upload(file, "sites.csv", by=user))
    steps.check(upload.pk, upload.reading, by=user)
    check_seconds, _ = timed(lambda: running.run(upload.pk))
    upload.refresh_from_db()
    steps.confirm(upload.pk, upload.checked_at, by=user)
    merge_seconds, _ = timed(lambda: running.run(upload.pk))
    upload.refresh_from_db()
    if upload.state != upload.State.FINISHED:
        raise SystemExit(f"The import is {upload.state}: {upload.problem}")
    return upload_seconds, check_seconds, merge_seconds, upload.written["source"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    print(f"{'':<12}{'upload s':>10}{'check s':>10}{'merge s':>10}{'peak MB':>10}  outcomes")
    with tempfile.TemporaryFile() as file, two_databases():
        user = User.objects.create_user("bench")
        user.groups.add(Group.objects.get(name=roles.ADMIN))
        write_csv(file, options.rows)
        for name in ("all new", "all same"):
            file.seek(0)
            *seconds, outcomes = measure(file, User.objects.get(pk=user.pk))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name:<12}" + "".join(f"{value:>10.1f}" for value in seconds) + f"{peak:>10.0f}  {outcomes}")
        print(f"{Source.objects.count():,} sources")


if __name__ == "__main__":
    main()
