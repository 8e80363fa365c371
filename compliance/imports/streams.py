"""An uploaded file as a stream of its content, unpacked and within the limits, however it is kept."""

import gzip
import io
import tempfile
import zlib

from .limits import MAX_CONTENT, MAX_RATIO, MAX_ROWS, RATIO_FROM, Refused

CHUNK = 1024 * 1024
GZIP = b"\x1f\x8b"


class Content(io.RawIOBase):
    """The bytes of `file`, unpacked if they are gzip. Raises `Refused` on reading what is damaged or too much.

    `max_lines` is the most line ends that it gives out, None for any number.
    """

    def __init__(self, file, *, max_lines=None):
        self.packed = file
        self.is_packed = file.read(2) == GZIP
        file.seek(0)
        self.file = gzip.GzipFile(fileobj=file) if self.is_packed else file
        self.given = self.lines = 0
        self.max_lines = max_lines

    def readable(self):
        return True

    def readinto(self, buffer):
        try:
            data = self.file.read(len(buffer))
        except EOFError:
            raise Refused("The compressed file ends early: the end of it is missing. Upload it again.") from None
        except (OSError, zlib.error):
            raise Refused("The compressed file is damaged and can't be unpacked.") from None
        if self.given == 0 and self.is_packed and data[:2] == GZIP:
            raise Refused("The file is compressed twice. Unpack it once and upload it again.")
        self.given += len(data)
        self.check()
        if self.max_lines is not None:
            self.lines += data.count(b"\n")
            if self.lines > self.max_lines:
                raise Refused(f"The file has more than {MAX_ROWS:,} lines, the most for one import. Split it.")
        buffer[: len(data)] = data
        return len(data)

    def check(self):
        if self.given > MAX_CONTENT:
            raise Refused(f"Unpacked, the file has more than {MAX_CONTENT // 1024**2} MB, the most for one import.")
        if self.is_packed and self.given > RATIO_FROM and self.given > MAX_RATIO * self.packed.tell():
            raise Refused(
                f"The file unpacks to more than {MAX_RATIO} times its size, which no list of sources does. "
                "It was not read further."
            )


def content_of(file, **limits):
    """A buffered stream over `Content`."""
    return io.BufferedReader(Content(file, **limits), 256 * 1024)


class Kept(io.RawIOBase):
    """An uploaded file as it lies in the database, read piece by piece and only as far as it is asked for."""

    def __init__(self, upload):
        self.upload = upload
        self.position = 0
        self.number, self.piece = None, b""

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, position, whence=io.SEEK_SET):
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        self.position = position
        return position

    def tell(self):
        return self.position

    def readinto(self, buffer):
        number, start = divmod(self.position, CHUNK)
        if number != self.number:
            self.number = number
            self.piece = self.upload.chunks.filter(number=number).values_list("data", flat=True).first() or b""
        data = self.piece[start : start + len(buffer)]
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


def pieces(file):
    """Yields the bytes of a file in pieces of `CHUNK`, as they are kept."""
    file.seek(0)
    while data := file.read(CHUNK):
        yield data


def spooled(upload):
    """A copy of an uploaded file in a nameless temporary one, which is gone when it is closed or the process ends.

    While rows go into the database its connection can't be asked for the next piece.
    """
    file = tempfile.TemporaryFile()
    kept = Kept(upload)
    while data := kept.read(CHUNK):
        file.write(data)
    file.seek(0)
    return file
