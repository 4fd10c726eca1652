"""Limits of control charts, against the worked example of the NIST handbook."""

from __future__ import annotations

import pytest

from caseapp.domain.control import FEWEST, Limits, control_limits

FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches."""


def test_the_limits_are_those_of_the_handbooks_example() -> None:
    limits = control_limits(FLOW)
    assert limits is not None
    assert limits.centre == pytest.approx(50.81)
    assert limits.upper == pytest.approx(55.8041, abs=5e-5)
    assert limits.lower == pytest.approx(45.8159, abs=5e-5)
    assert not any(limits.outside(value) for value in FLOW)


def test_the_limits_are_the_mean_and_2_66_mean_moving_ranges() -> None:
    limits = control_limits([10, 12] * 6)
    assert limits is not None
    assert limits.centre == 11
    assert limits.upper - 11 == pytest.approx(2.66 * 2, abs=0.01)


def test_a_value_on_a_limit_is_within_and_a_missing_one_is_nowhere() -> None:
    limits = Limits(10, 5, 15)
    assert [limits.outside(value) for value in (4.9, 5, 15, 15.1, None)] == [True, False, False, True, False]


def test_too_few_values_have_no_limits() -> None:
    assert control_limits(FLOW[: FEWEST - 1]) is None
    assert control_limits(FLOW[:2], fewest=2) is not None
    assert control_limits(FLOW[:1], fewest=1) is None


def test_a_missing_value_is_no_value_and_no_neighbour() -> None:
    with_gap = control_limits([10, 12, None, 50, 52], fewest=4)
    assert with_gap is not None
    assert with_gap.centre == 31
    assert with_gap.upper - 31 == pytest.approx(3 / 1.128 * 2)
    assert control_limits([1, None, 2, None, 3, None], fewest=3) is None


def test_a_count_has_no_limit_below_nought_unless_it_can_be_negative() -> None:
    values = [0, 9, 1, 8, 0, 9, 1, 8, 0, 9]
    floored, free = control_limits(values), control_limits(values, lowest=None)
    assert floored is not None
    assert free is not None
    assert floored.lower == 0 > free.lower
    assert floored.upper == free.upper
    below = control_limits([-5.0, -6.0] * 5)
    assert below is not None
    assert below.lower == below.centre == -5.5
