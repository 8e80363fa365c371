"""Agreement of two people against hand-computed and published cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.verdicts.agreement import Agreement, agreement, kappa

A, C, B = "ALLOWED", "CONDITIONAL", "BLOCKED"
statuses = st.sampled_from([A, C, B])
tables = st.dictionaries(st.tuples(statuses, statuses), st.integers(1, 50))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # 35 of 50 the same; by chance 25/50 · 30/50 + 25/50 · 20/50 = 0.5: (0.7 - 0.5) / 0.5.
        ({(A, A): 20, (A, B): 5, (B, A): 10, (B, B): 15}, 0.4),
        # 60 of 100 the same; by chance 0.6 · 0.7 + 0.4 · 0.3 = 0.54, and below it 0.6 · 0.3 + 0.4 · 0.7 = 0.46.
        ({(A, A): 45, (A, B): 15, (B, A): 25, (B, B): 15}, 0.1304),
        ({(A, A): 25, (A, B): 35, (B, A): 5, (B, B): 35}, 0.2593),
        ({(A, A): 3, (C, C): 2, (B, B): 1}, 1.0),
        ({(A, B): 1, (B, A): 1}, -1.0),
        ({(A, A): 1, (A, B): 1, (B, A): 1, (B, B): 1}, 0.0),
        ({(A, B): 4}, 0.0),
        ({(A, A): 4}, None),
        ({}, None),
    ],
)
def test_kappa_by_hand(pairs, expected):
    found = kappa(pairs)
    assert (found if found is None else round(found, 4)) == expected


@given(tables)
def test_kappa_lies_between_minus_one_and_one_and_does_not_care_who_came_first(pairs):
    found = kappa(pairs)
    turned = kappa({(other, one): n for (one, other), n in pairs.items()})
    assert found == turned
    assert found is None or -1 <= found <= 1


@given(tables)
def test_agreement_counts_the_same_status(pairs):
    found = agreement(pairs)
    assert found == Agreement(
        sum(pairs.values()), sum(n for (one, other), n in pairs.items() if one == other), kappa(pairs)
    )
    assert found.share is None or found.interval.low <= found.share <= found.interval.high
