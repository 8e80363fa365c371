"""How terms looked before their last revision: changes in substance, changes of wording, and mere dates.

Everything is written backwards (from the later version to the earlier one), because the present state is given.
"""

from collections.abc import Callable
from random import Random

from .clauses import (
    Terms,
    reworded,
    with_figure,
    with_position,
    with_same_wording,
    with_section_moved,
    without_one_clause,
)

# Variants that a topic may have had earlier. An entry that keeps the topic rewrites its clause ("may" becomes
# "must not"); `None` means that the clause was added.
_EARLIER = {
    ("scraping", "prohibited"): (None, None, "allowed", "vague"),
    ("scraping", "permission"): (None, "allowed", "vague"),
    ("scraping", "allowed"): (None, "vague"),
    ("scraping", "vague"): (None,),
    ("crawling", "search_only"): (None, "robots"),
    ("crawling", "robots"): (None,),
    ("ai_training", "prohibited"): (None, None, "vague"),
    ("ai_training", "licence"): (None, "prohibited"),
    ("ai_training", "allowed"): (None,),
    ("ai_training", "vague"): (None,),
    ("llm_use", "prohibited"): (None,),
    ("llm_use", "conditional"): (None, "prohibited"),
    ("licence", "cc_by"): ("cc_by_nc", "cc_by_nc", None),
    ("licence", "cc_by_nc"): (None,),
    ("licence", "cc0"): ("cc_by", "cc_by", "cc_by_nc"),
    ("commercial", "prohibited"): (None, "allowed"),
    ("commercial", "conditional"): ("allowed", None),
    ("commercial", "allowed"): ("prohibited", None),
    ("resale", "prohibited"): (None,),
    ("derivative", "prohibited"): ("allowed",),
    ("derivative", "allowed"): ("prohibited",),
    ("attribution", "required"): (None,),
    ("storage", "prohibited"): ("conditional",),
    ("api", "allowed"): (None,),
    ("api", "required"): ("allowed", None),
    ("api", "paid"): ("allowed",),
}

_EARLIER_RETENTION = {1: 7, 7: 30, 30: 90, 90: 180, 180: 30}

Change = Callable[[Terms], Terms]


def before_fact(terms: Terms, rng: Random, *, keep_topic: bool = False) -> Terms:
    """The terms before something of substance changed.

    With `keep_topic` the earlier version spoke about the same topic in another way, so that a sentence quoted from
    it is edited or gone in the later one.
    """
    changes = _fact_changes(terms, rng, keep_topic)
    earlier = rng.choice(changes)(terms) if changes else terms
    if earlier.facts == terms.facts:
        return with_figure(earlier, "notice", 14 if terms.figures["notice"] != 14 else 30)
    return reworded(earlier, rng, 1) if rng.random() < 0.4 else earlier


def before(terms: Terms, rng: Random) -> Terms:
    """The terms before any kind of revision; where only the date changed, the same terms."""
    roll = rng.random()
    if roll < 0.5:
        return before_fact(terms, rng)
    if roll < 0.6:
        return terms
    earlier = rng.choice((_before_wording, _before_clause, _before_move, _before_figure))(terms, rng)
    return _before_figure(earlier, rng) if rng.random() < 0.4 else earlier


def _before_wording(terms: Terms, rng: Random) -> Terms:
    return reworded(terms, rng, rng.randrange(1, 5))


def _before_clause(terms: Terms, rng: Random) -> Terms:
    return without_one_clause(terms, rng)


def _before_move(terms: Terms, rng: Random) -> Terms:
    return with_section_moved(terms, rng)


def _before_figure(terms: Terms, rng: Random) -> Terms:
    name, values = rng.choice(
        (("notice", (14, 30, 60)), ("complaint", (7, 14, 21)), ("cap", (100, 250, 500, 1000)), ("age", (13, 16, 18)))
    )
    return with_figure(terms, name, rng.choice([value for value in values if value != terms.figures[name]]))


def _fact_changes(terms: Terms, rng: Random, keep_topic: bool) -> list[Change]:
    changes: list[Change] = []
    for topic, position in terms.positions.items():
        for variant in _EARLIER.get((topic, position.variant), ()):
            if variant is None:
                if not keep_topic:
                    changes.append(lambda t, topic=topic: with_position(t, topic, None, rng))
            elif topic == "derivative":
                changes.append(lambda t, topic=topic, variant=variant: with_same_wording(t, topic, variant))
            else:
                changes.append(lambda t, topic=topic, variant=variant: with_position(t, topic, variant, rng))
    facts = terms.facts
    if "rate" in facts:
        # the limit was cut: 60 requests a minute became 30
        changes += [lambda t: with_figure(t, "rate", t.figures["rate"] * 2)] * 3
    if "retention" in facts:
        changes += [lambda t: with_figure(t, "retention", _EARLIER_RETENTION[t.figures["retention"]])] * 2
    return changes
