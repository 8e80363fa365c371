"""Bytes on their way out."""


class Buffer:
    """What a file has written and nobody has sent yet. Can neither be sought nor told: what is sent is gone."""

    def __init__(self):
        self.pieces = []
        self.size = 0

    def write(self, data):
        self.pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self):
        """Part of the protocol of a file; nothing waits anywhere else."""

    def take(self):
        """All that has been written since the last time."""
        taken = b"".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        return taken
