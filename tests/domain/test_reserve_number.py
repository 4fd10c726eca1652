"""IVO's rule of reserve numbers."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.reserve_number import SERIALS, reserve_number

BORN = date(2010, 2, 3)
DAY = f"{BORN:%Y%m%d}"


def test_the_number_is_the_birth_date_a_t_and_three_figures() -> None:
    assert reserve_number(BORN, "K") == f"{DAY}-T" + "000"
    assert reserve_number(BORN, "M") == f"{DAY}-T" + "010"
    assert reserve_number(BORN, "M", 499) == f"{DAY}-T" + "999"


def test_the_third_character_after_the_hyphen_is_even_for_a_woman_and_odd_for_a_man() -> None:
    for serial in SERIALS:
        for sex, rest in (("K", 0), ("M", 1)):
            after = reserve_number(BORN, sex, serial).split("-")[1]
            assert len(after) == 4
            assert int(after[2]) % 2 == rest


def test_no_two_people_get_the_same_number() -> None:
    made = {reserve_number(BORN, sex, serial) for sex in "KM" for serial in SERIALS}
    assert len(made) == 2 * len(SERIALS)


@pytest.mark.parametrize("sex", ["", "okänt", "k", "F"])
def test_a_sex_that_the_number_cannot_show_is_refused(sex: str) -> None:
    with pytest.raises(UserError, match="Välj kvinna eller man"):
        reserve_number(BORN, sex)


@pytest.mark.parametrize("serial", [-1, 500])
def test_a_serial_that_has_no_number_is_refused_without_a_word_of_the_person(serial: int) -> None:
    with pytest.raises(UserError, match="0–499") as caught:
        reserve_number(BORN, "K", serial)
    assert DAY not in str(caught.value)
