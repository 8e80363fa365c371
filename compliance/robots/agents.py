"""The AI agents that we know by name, from `ai_agents.json` beside this file."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TRAINING = "training"
SEARCH = "search"
USER_FETCH = "user fetch"
OTHER = "other"
PURPOSES = {
    TRAINING: "Training of AI models",
    SEARCH: "Search",
    USER_FETCH: "Fetching for a user",
    OTHER: "Data collection and other uses",
}


@dataclass(frozen=True)
class AiAgent:
    """A name that operators ask sites to use in robots.txt.

    `token` as the operator writes it, `purpose` one of `PURPOSES`, `note` one sentence or "", `source` the address of
    the operator's own page, or of a public list where there is none, `checked` the day on which we compared them.
    """

    token: str
    operator: str
    purpose: str
    note: str
    source: str
    checked: date


@cache
def known_agents():
    """Every `AiAgent`, by purpose in the order of `PURPOSES`, then as in the file."""
    entries = json.loads(Path(__file__).with_name("ai_agents.json").read_text(encoding="utf-8"))
    agents = [AiAgent(**entry | {"checked": date.fromisoformat(entry["checked"])}) for entry in entries]
    return tuple(sorted(agents, key=lambda agent: list(PURPOSES).index(agent.purpose)))
