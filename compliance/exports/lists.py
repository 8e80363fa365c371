"""The lists that can be exported, by their name in the address: `/export/<name>.<csv or xlsx>?<query string>`."""

from .activity import ACTIVITY
from .documents import SEARCH, SOURCE_DOCUMENTS
from .my_work import MY_WORK
from .queue import QUEUE
from .queue_history import QUEUE_HISTORY
from .sources import SOURCES

LISTS = {
    "queue": QUEUE,
    "queue-history": QUEUE_HISTORY,
    "activity": ACTIVITY,
    "my-work": MY_WORK,
    "search": SEARCH,
    "source-documents": SOURCE_DOCUMENTS,
    "sources": SOURCES,
}
