"""`load_records FILE|-`: docs/records.md."""

import json
import os
import stat
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from compliance.records.loading import LoadError, load

SHOWN = 20  # rejections on the screen; the file has all


class Command(BaseCommand):
    help = "Loads sources, documents and decisions from JSON Lines, plain or gzip. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument(
            "--rejects", metavar="FILE", help="write each refused record with line number and reason to this file"
        )

    def handle(self, *args, file, dry_run, rejects, **options):
        self.shown = 0
        with ExitStack() as stack:
            stream, size = self.open_records(stack, file)
            self.rejects = stack.enter_context(self.open_rejects(rejects, file)) if rejects else None
            progress = self.progress_bar(stack, size) if sys.stderr.isatty() else None
            try:
                report = load(stream, dry_run=dry_run, rejects=self.reject, progress=progress)
            except LoadError as error:
                raise CommandError(error) from error
            except OSError as error:
                raise CommandError(f"Nothing was written: {error}.") from error
            except KeyboardInterrupt:
                raise CommandError("Stopped. Nothing was written.", returncode=130) from None
        self.summarise(report)
        if report.rejected:
            where = f", see {rejects}" if rejects else ""
            verb = "would be" if dry_run else "are"
            raise CommandError(f"{report.rejected:,} rejected{where}; the others {verb} loaded.")

    def open_records(self, stack, file):
        """The binary stream and its size in bytes, None where that isn't known."""
        if file == "-":
            return sys.stdin.buffer, None
        try:
            stream = stack.enter_context(open(file, "rb", buffering=1024 * 1024))
            status = os.fstat(stream.fileno())
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        return stream, status.st_size or None

    def open_rejects(self, rejects, file):
        if file != "-" and Path(rejects).exists() and Path(rejects).samefile(file):
            raise CommandError("--rejects names the file that is to be loaded.")
        try:
            # The records may be anybody's: for their owner's eyes only, also where the file was there before.
            descriptor = os.open(rejects, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)
        except OSError as error:
            raise CommandError(f"{rejects} can't be written: {error.strerror}.") from error
        # Unbuffered, so that it is complete up to the end, whatever the end is.
        return os.fdopen(descriptor, "wb", buffering=0)

    def progress_bar(self, stack, size):
        bar = stack.enter_context(
            tqdm(total=size, unit="B", unit_scale=True, unit_divisor=1024, leave=False, file=sys.stderr)
        )

        def advance(stage, position):
            bar.update(0 if position is None else position - bar.n)
            if stage != bar.desc.removesuffix(": "):
                bar.set_description(stage)

        return advance

    def reject(self, rejected):
        if self.rejects:
            record = {"line": rejected.line, "reason": rejected.reason, "record": rejected.raw}
            self.rejects.write(json.dumps(record).encode() + b"\n")
            return
        self.shown += 1
        if self.shown <= SHOWN:
            tqdm.write(f"line {rejected.line}: {rejected.reason}", file=sys.stderr)
        elif self.shown == SHOWN + 1:
            tqdm.write("… more are rejected; --rejects FILE keeps them all", file=sys.stderr)

    def summarise(self, report):
        line = "{:<12}{:>12}{:>12}{:>12}{:>12}{:>12}".format
        self.stdout.write(line("", "read", "new", "changed", "same", "rejected"))
        for kind, counts in report.by_kind().items():
            numbers = (counts.read, counts.new, counts.changed, counts.same, counts.rejected)
            self.stdout.write(line(f"{kind}s", *(f"{number:,}" for number in numbers)))
        if report.unreadable:
            self.stdout.write(line("other lines", f"{report.unreadable:,}", "", "", "", f"{report.unreadable:,}"))
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
