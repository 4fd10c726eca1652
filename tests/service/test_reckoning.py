"""Räkna frist backwards, and with the local rules in force."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_catalogue
from caseapp.domain.errors import UserError
from caseapp.service.reckoning import backwards_as_json, every_rule, reckon_backwards, reckon_start
from tests.catalogue.test_local import FREE, RULE


def test_backwards_tells_the_latest_start_whose_last_day_is_not_after_the_day(catalogue: Catalogue) -> None:
    found = reckon_backwards(catalogue, "utredning-barn", "2026-09-23")
    assert (found.by, found.latest_start) == (date(2026, 9, 23), date(2026, 5, 23))
    assert found.reckoning.last_day == date(2026, 9, 23)
    assert reckon_start(catalogue, "utredning-barn", "2026-05-24").last_day > found.by
    told = backwards_as_json(found)
    assert list(told) == ["rule", "by", "latest_start", "nominal", "last_day", "due_at", "trace"]
    assert (told["rule"], told["latest_start"]) == ("utredning-barn", "2026-05-23")


def test_backwards_to_before_the_rule_existed_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UserError, match="ingen startdag som ger en sista dag senast 1999-01-01"):
        reckon_backwards(catalogue, "utredning-barn", "1999-01-01")


def test_every_rule_has_the_local_ones_and_their_free_days_when_there_are_any() -> None:
    assert "samtal-5-arbetsdagar" not in every_rule(None).rules
    assert "utredning-122-dagar" in every_rule(load_catalogue()).rules
    known = every_rule(load_catalogue(local=RULE + FREE))
    assert "utredning-122-dagar" in known.rules
    assert reckon_start(known, "samtal-5-arbetsdagar", "2026-05-11").last_day == date(2026, 5, 20)
