"""All cases of some kinds, as they stood on a day and as it was recorded at a time."""

from __future__ import annotations

from datetime import date

from caseapp.domain.events import CaseKey
from caseapp.service.office import Office
from caseapp.store.kinds import cases_of_kinds, keys_opened, keys_with_children
from tests.casework import tell, utredning

MATTER = CaseKey("lex_sarah", "1")
REMEDY = CaseKey("atgard", "1")


def told(office: Office) -> None:
    tell(office, MATTER, ("rapporterad", "2026-03-02", {"enhet": "Norr"}))
    tell(office, REMEDY, ("atgard_beslutad", "2026-03-09", {"lex_sarah": "1"}))
    utredning(office, "1", "2026-03-02")


def test_only_the_kinds_asked_for_are_read_each_with_its_clocks(office: Office) -> None:
    told(office)
    with office.database.read() as connection:
        found = cases_of_kinds(connection, office.catalogue, ("lex_sarah", "atgard"))
    assert list(found) == [MATTER, REMEDY]
    clock = found[REMEDY].clock("atgard-klar")
    assert clock is not None
    assert clock.last_day == date(2026, 4, 8)
    assert found[REMEDY].clock("atgard-effekt") is None
    assert [len(found[key].digests) for key in found] == [1, 1]


def test_what_happened_or_was_recorded_later_is_left_out(office: Office) -> None:
    told(office)
    with office.database.read() as connection:
        kinds = ("lex_sarah", "atgard")
        assert list(cases_of_kinds(connection, office.catalogue, kinds, as_of=date(2026, 3, 8))) == [MATTER]
        assert cases_of_kinds(connection, office.catalogue, kinds, recorded_at="2026-01-01") == {}


def test_a_case_of_another_kind_with_the_same_number_is_not_taken_for_it(office: Office) -> None:
    told(office)
    with office.database.read() as connection:
        kinds = ("lex_sarah", "atgard")
        assert list(cases_of_kinds(connection, office.catalogue, kinds, keys={REMEDY})) == [REMEDY]
        assert keys_with_children(connection, {MATTER}) == {MATTER, REMEDY}
        assert keys_with_children(connection, {REMEDY}) == {REMEDY}


def test_cases_are_found_by_unit_and_the_day_they_were_opened(office: Office) -> None:
    told(office)
    day = date(2026, 3, 2)
    with office.database.read() as connection:
        assert keys_opened(connection, "lex_sarah", "Norr", day, day) == {MATTER}
        assert keys_opened(connection, "lex_sarah", "Syd", day, day) == set()
        assert keys_opened(connection, "lex_sarah", "Norr", date(2026, 3, 3), date(2026, 3, 9)) == set()
        assert keys_opened(connection, "atgard", None, day, date(2026, 3, 9)) == {REMEDY}
