"""robots.txt read for people (RFC 9309): lines, groups, agents, what changed. Pure: no Django, no network."""

from .changes import RobotsChange, robots_changes
from .matrix import RobotsReading
from .reading import read_robots

__all__ = ["RobotsChange", "RobotsReading", "read_robots", "robots_changes"]
