"""When which decision was made: the schedule of the pipeline over the year, and which flags still stand.

The numbers are exact for every seed: the runs that a story needs are always made, and routine runs are added until
there are `DECISIONS`; each flagged story ends in one flagged decision, and `SUPERSEDED_FLAGS` older ones are added.
"""

import uuid
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from .histories import MINUTE, MODEL_3_AGE, RULES_AGES, Story, Version, stories
from .judging import OUTDATED, Facts, Judgement, judge

DECISIONS = 2000
SUPERSEDED_FLAGS = 15

MODELS = ("acc-judge-2.3", "acc-judge-3.0")

_NAMESPACE = uuid.UUID("6f0c8a52-3f5b-5a0e-9d0c-2b1f6c1d7e44")


@dataclass(frozen=True)
class PlannedDecision:
    """A decision of the pipeline; `age` in days, `rules` 0 to 2, `current` whether it is its source's latest."""

    id: str
    story: Story
    age: float
    model: str
    rules: int
    judgement: Judgement
    flagged: bool
    reasons: tuple[str, ...]
    current: bool


def make_id(seed: int, *parts: object) -> str:
    """An id that depends on the seed and on what it names, never on the day."""
    return str(uuid.uuid5(_NAMESPACE, ":".join(map(str, (seed, *parts)))))


@lru_cache(maxsize=4)
def plan(seed: int) -> tuple[tuple[Story, ...], tuple[PlannedDecision, ...]]:
    """All stories, and all decisions in the order in which they were made."""
    told = tuple(stories(seed))
    ages = _schedule(told, seed)
    decisions = [decision for story, own in zip(told, ages, strict=True) for decision in _decide(story, own, seed)]
    rng = Random(f"{seed}:superseded")
    recent_first = sorted(
        (d for d in decisions if not d.current and d.reasons), key=lambda d: d.age + rng.uniform(0, 60)
    )
    standing: dict[str, str] = {}
    for decision in recent_first:
        if len(standing) < SUPERSEDED_FLAGS:
            standing.setdefault(decision.story.site.url, decision.id)
    kept = set(standing.values())
    settled = [
        # A flag of the past that does not stand any more was cleared by a later run, with its reasons.
        decision
        if decision.current
        else PlannedDecision(
            **{
                **vars(decision),
                "flagged": decision.id in kept,
                "reasons": decision.reasons if decision.id in kept else (),
            }
        )
        for decision in decisions
    ]
    return told, tuple(sorted(settled, key=lambda decision: (-decision.age, decision.id)))


def _schedule(told: tuple[Story, ...], seed: int) -> list[list[float]]:
    """The ages of all decisions of each story, oldest first."""
    needed: list[list[float]] = []
    routine: list[tuple[float, int, float]] = []
    for number, story in enumerate(told):
        rng = Random(f"{seed}:{story.site.url}:schedule")
        own, optional = _own_schedule(story, rng)
        needed.append(own)
        routine += [(rng.random(), number, age) for age in optional]
    missing = DECISIONS - sum(map(len, needed))
    if not 0 <= missing <= len(routine):
        raise ValueError(f"seed {seed}: {missing} routine runs wanted, {len(routine)} possible")
    for _, number, age in sorted(routine)[:missing]:
        needed[number].append(age)
    return [sorted(own, reverse=True) for own in needed]


def _own_schedule(story: Story, rng: Random) -> tuple[list[float], list[float]]:
    """Ages of the decisions that must be, and of those that may be."""
    if story.scenario in {"waiting", "just_added"}:
        return [], []
    last = story.last_decision_age
    end = 0.05 if last is None else last
    wanted: list[tuple[float, bool]] = []  # (age, whether it must be)
    first = story.created_age - rng.uniform(8, 170) * MINUTE
    wanted.append((first, True))
    wanted += [(version.age - rng.uniform(3, 240) * MINUTE, True) for version in story.versions if version.number > 1]
    left_behind = rng.random() < 0.12  # not every source was run again with each new model
    for rollout in sorted((MODEL_3_AGE, *RULES_AGES), reverse=True):
        if not (left_behind and rollout <= MODEL_3_AGE):
            wanted.append((rollout - rng.uniform(0.05, 4), True))
    if last is None:
        newest = min((version.age for version in story.versions), default=story.created_age)
        if newest < first - 0.5:
            wanted.append((newest - rng.uniform(2, 9), True))  # found nothing new: what was noticed is settled
    step = rng.uniform(9, 16)
    age = first - rng.uniform(5, 12)
    while age > (MODEL_3_AGE if left_behind else 0):
        wanted.append((age, False))
        age -= step * rng.uniform(0.6, 1.4)

    own: list[float] = [] if last is None else [last]
    for age, must in wanted:
        clear = 0.4 if last is not None else 0.0
        if must and end + clear < age <= first and all(abs(age - other) > 10 * MINUTE for other in own):
            own.append(age)
    optional = [
        age
        for age, must in wanted
        if not must and end + 1 < age < first and all(abs(age - other) > 0.4 for other in own)
    ]
    return own, optional


def _decide(story: Story, ages: list[float], seed: int) -> list[PlannedDecision]:
    url = story.site.url
    temper = Random(f"{seed}:{url}:temper").random()
    known = Facts(None, None, None)
    made: list[PlannedDecision] = []
    for number, age in enumerate(ages):
        rng = Random(f"{seed}:{url}:decision:{number}")
        last = number == len(ages) - 1
        model = MODELS[0] if age > MODEL_3_AGE or rng.random() < 0.08 else MODELS[1]
        judgement = judge(
            _evidence(story, age),
            known if made else None,
            temper=temper,
            model=model,
            paraphrase=last and story.scenario == "paraphrase",
            rng=rng,
        )
        known = Facts(
            *(
                new if new is not None else old
                for new, old in zip(vars(judgement.facts).values(), vars(known).values(), strict=True)
            )
        )
        reasons = judgement.reasons + ((OUTDATED,) if last and story.scenario == "outdated" else ())
        made.append(
            PlannedDecision(
                make_id(seed, "decision", url, number),
                story,
                age,
                model,
                sum(age <= change for change in RULES_AGES),
                judgement,
                bool(reasons) and last,
                reasons,
                last,
            )
        )
    return made


def _evidence(story: Story, age: float) -> dict[str, Version]:
    """The newest version of each document type that had been fetched at that age."""
    found: dict[str, Version] = {}
    for version in story.versions:
        if version.age > age and (version.kind not in found or version.number > found[version.kind].number):
            found[version.kind] = version
    return found
