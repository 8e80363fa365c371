"""Django's admin: accounts, sources and the team's settings are edited here; what the pipeline and the reviewers
wrote is read-only.
"""

from . import accounts, pipeline, review, site, sources, team  # noqa: F401  registers each part
