"""The summary for the nämnd: what is counted, what is hidden, and what it is compared with."""

from __future__ import annotations

from datetime import date

from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import ATGARD, LEX_SARAH
from caseapp.domain.periods import parse_period
from caseapp.service.lex_sarah_summary import Figure, Summary, SummaryTable, summary
from caseapp.service.office import Office
from caseapp.service.record import record
from tests.casework import happened

YEAR = parse_period("2025")


def matters(
    office: Office, count: int, typ: str, allvar: str, cause: str = "", year: int = 2025, unit: str = "Norr"
) -> None:
    """So many matters of a type that were found to be the same, decided thirty days after the report."""
    with office.database.read() as connection:
        from caseapp.store.reading import counts

        first = counts(connection)["events"]
    events = []
    for number in range(count):
        case = CaseKey(LEX_SARAH, f"LS-{first}-{number}")
        facts = {"enhet": unit, "lex_sarah_typ": typ}
        events.append(happened(office, case, "rapporterad", f"{year}-03-01", facts))
        if cause:
            note = {"punkt": "orsaker", "lex_sarah_orsak": cause}
            events.append(happened(office, case, "lex_sarah_anteckning", f"{year}-03-10", note))
        if allvar:
            events.append(happened(office, case, "lex_sarah_beslut", f"{year}-03-31", {"allvar": allvar}))
    record(office, events, "import")


def remedy(office: Office, ref: str, *told: tuple[str, str, dict[str, str]]) -> None:
    case = CaseKey(ATGARD, ref)
    first = happened(office, case, "atgard_beslutad", "2025-03-31", {"enhet": "Norr"})
    record(
        office, [first, *(happened(office, case, kind, day, facts) for kind, day, facts in told)], "import"
    )


def shown(table: SummaryTable) -> dict[str, int | None]:
    return {row.id: row.now.value for row in table.rows}


def before(table: SummaryTable) -> dict[str, int | None]:
    return {row.id: row.before.value for row in table.rows}


def test_the_period_before_is_the_one_that_every_summary_is_held_against(office: Office) -> None:
    assert summary(office, parse_period("2025")).before == parse_period("2024")
    assert summary(office, parse_period("2025Q1")).before == parse_period("2024Q4")
    assert summary(office, parse_period("2025T2")).before == parse_period("2024T2")


def test_reports_are_counted_by_the_day_they_came_and_beside_the_year_before(office: Office) -> None:
    matters(office, 6, "bemotande", "missforhallande")
    matters(office, 1, "bemotande", "allvarlig-risk")
    matters(office, 2, "teknik", "", year=2024)
    found = summary(office, YEAR)
    assert shown(found.key) == {"reports": 7, "misconduct": 7, "serious": 1, "notified": 0, "not_notified": 1}
    assert before(found.key)["reports"] == 2
    assert found.as_of == date(2026, 3, 16)


def test_a_small_count_is_hidden_and_one_more_that_would_give_it_away(office: Office) -> None:
    matters(office, 9, "bemotande", "missforhallande", "kompetens")
    matters(office, 6, "teknik", "missforhallande", "system")
    matters(office, 2, "sekretess", "missforhallande", "rutin-saknas")
    found = summary(office, YEAR)
    assert shown(found.by_type) == {"sekretess": None, "bemotande": 9, "teknik": None}
    assert shown(found.by_cause) == {"kompetens": 9, "rutin-saknas": None, "system": 6}
    assert shown(found.by_assessment) == {"missforhallande": 17}
    hidden = next(row for row in found.by_type.rows if row.id == "sekretess")
    assert (hidden.now, hidden.now.text(), hidden.before.text()) == (Figure(None, True), "–", "0")


def test_for_one_s_own_control_nothing_is_hidden(office: Office) -> None:
    matters(office, 2, "sekretess", "missforhallande")
    found = summary(office, YEAR, show_small=True)
    assert (shown(found.by_type), found.hide_below) == ({"sekretess": 2}, None)


def test_reports_that_are_too_few_are_not_divided_at_all(office: Office) -> None:
    matters(office, 3, "sekretess", "missforhallande")
    matters(office, 8, "teknik", "missforhallande", year=2024)
    found = summary(office, YEAR)
    assert shown(found.key)["reports"] == 3
    assert (found.by_type.too_few, found.by_type.too_few_before) == (True, False)
    assert (shown(found.by_type), before(found.by_type)) == ({"teknik": None}, {"teknik": 8})


def test_a_count_that_the_key_figures_would_give_away_takes_its_column_with_it(office: Office) -> None:
    matters(office, 9, "teknik", "avvikelse")
    matters(office, 2, "teknik", "risk")
    found = summary(office, YEAR)
    assert shown(found.key)["misconduct"] == 2
    assert shown(found.by_assessment) == {"avvikelse": None, "risk": None}
    assert shown(found.by_type) == {"teknik": 11}


def test_what_has_no_type_or_assessment_is_a_row_of_its_own(office: Office) -> None:
    matters(office, 6, "", "")
    found = summary(office, YEAR)
    assert (shown(found.by_type), shown(found.by_assessment)) == ({"ej-angivet": 6}, {"ej-bedomd": 6})


def test_the_time_to_a_step_is_of_those_taken_in_the_period(office: Office) -> None:
    matters(office, 2, "teknik", "missforhallande")
    matters(office, 1, "teknik", "missforhallande", year=2024)
    steps = {step.id: step for step in summary(office, YEAR).times}
    decided = steps["lex_sarah_beslut"]
    assert (decided.count, decided.median, decided.mean, decided.median_before) == (2, 30.0, 30.0, 30.0)
    assert (steps["anmald_ivo"].count, steps["anmald_ivo"].median, steps["anmald_ivo"].mean) == (
        0,
        None,
        None,
    )


def test_remedies_and_their_effects_are_counted_and_never_hidden(office: Office) -> None:
    remedy(
        office,
        "ÅT-1",
        ("atgard_klar", "2025-04-10", {}),
        ("effekt_kontrollerad", "2025-07-10", {"effekt": "delvis"}),
        ("effekt_kontrollerad", "2026-01-10", {"effekt": "avsedd"}),
    )
    remedy(office, "ÅT-2")
    remedy(office, "ÅT-3", ("atgard_dag", "2025-03-31", {"klar_senast": "2026-12-31"}))
    found = summary(office, YEAR)
    assert shown(found.remedies) == {"decided": 3, "done": 1, "open": 2, "open_late": 1, "open_in_time": 1}
    assert shown(found.effects) == {"avsedd": 0, "delvis": 1, "ingen": 0, "for-tidigt": 0}
    assert shown(summary(office, parse_period("2024")).remedies)["decided"] == 0


def test_a_unit_s_summary_is_its_own(office: Office) -> None:
    matters(office, 6, "teknik", "risk")
    matters(office, 5, "teknik", "risk", unit="Syd")
    assert shown(summary(office, YEAR, unit="Syd").key)["reports"] == 5
    assert summary(office, YEAR, unit="Syd").fingerprint != summary(office, YEAR, unit="Norr").fingerprint


def test_an_incident_is_counted_once_as_the_matter_that_it_belongs_to(office: Office) -> None:
    matters(office, 5, "personuppgiftsincident", "risk")
    own = CaseKey("incident", "PI-1")
    record(office, [happened(office, own, "incident_upptackt", "2025-03-01", {"enhet": "Norr"})])
    assert shown(summary(office, YEAR).key)["reports"] == 5


def test_last_year_s_summary_can_be_taken_out_again(office: Office) -> None:
    matters(office, 6, "teknik", "risk")
    assert shown(summary(office, YEAR, recorded_at="2026-01-01T00:00:00.000000Z").key)["reports"] == 0
    assert shown(summary(office, YEAR, as_of=date(2025, 3, 10)).key)["misconduct"] == 0


def test_the_summary_as_json_has_every_figure_and_says_which_are_hidden(office: Office) -> None:
    matters(office, 9, "bemotande", "missforhallande")
    matters(office, 2, "teknik", "missforhallande")
    found: Summary = summary(office, YEAR)
    told = found.as_json()
    assert told["tables"]["key"]["reports"]["value"] == 11
    assert told["tables"]["type"]["teknik"] == {
        "value": None,
        "suppressed": True,
        "before": 0,
        "before_suppressed": False,
    }
    assert told["times"]["lex_sarah_beslut"]["median"] == 30.0
    assert told["before"] == ["2024-01-01", "2024-12-31"]
