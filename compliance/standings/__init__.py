"""Where each source stands, kept from the pipeline's tables: what the breakdown counts, and the list of sources.

Triggers note every source that anybody writes about; `fold` works the notes off. Rule of standing: a retired source
stands as RETIRED from the day of its retirement on; another as its current decision says, which is the latest by
(created_at, id); one without any as UNDECIDED.
"""

from .folding import fold, fold_pending
from .recount import recount

__all__ = ["fold", "fold_pending", "recount"]
