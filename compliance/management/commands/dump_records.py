"""`dump_records [--out FILE]`: docs/records.md."""

import gzip
import os
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from compliance.records.dumping import dump


class Command(BaseCommand):
    help = "Writes sources, documents and decisions as JSON Lines, which load_records reads back to the same rows."

    def add_arguments(self, parser):
        parser.add_argument(
            "--out", metavar="FILE", help="instead of standard output; compressed if the name ends in .gz"
        )

    def handle(self, *args, out, **options):
        try:
            if out:
                dump_to_file(Path(out))
            else:
                dump(sys.stdout.buffer)
                sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Whoever read has read enough (`| head`). Python would complain once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Error as error:
            reason = str(error).strip().partition("\n")[0].rstrip(".")
            raise CommandError(
                f"The dump is not complete{', no file was written' if out else ''}: {reason}."
            ) from error
        except OSError as error:
            raise CommandError(f"{out or 'Standard output'} can't be written: {error.strerror}.") from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped{'. No file was written' if out else ''}.", returncode=130) from None


def dump_to_file(path):
    """Writes beside the file and renames at the end: `path` is complete, as it was before, or absent.

    Only its owner may read it: it holds what the pipeline thinks of other people's terms.
    """
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            if path.suffix == ".gz":
                with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=6) as compressed:
                    dump(compressed)
            else:
                dump(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
