"""Steps, the register, what is alike, and what a matter can be started from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import ATGARD, INCIDENT, LEX_SARAH, RemedyState, Source, SourceKind
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.exchange.tables import read_table
from caseapp.service.lex_sarah import brief, matter
from caseapp.service.lex_sarah_register import Filters, register, write_register
from caseapp.service.lex_sarah_remedies import remedies
from caseapp.service.lex_sarah_sources import evidence
from caseapp.service.lex_sarah_steps import (
    GateClosed,
    add_remedy,
    next_ref,
    obstacles,
    preview_step,
    record_step,
    start_from,
    start_matter,
)
from caseapp.service.office import Office
from caseapp.service.record import record
from caseapp.store.reading import all_keys
from tests.casework import happened, insats, key, tell, utredning
from tests.service.lists import identity
from tests.service.test_lex_sarah_gates import FIRST, KEY, POINTS, REPORT

DAY = Moment.parse("2026-03-02")


def start(office: Office, day: str = "2026-03-02", **changed: str) -> CaseKey:
    return start_matter(office, Moment.parse(day), REPORT | changed).events[0].case


def step(office: Office, case: CaseKey, event: str, day: str = "2026-03-02", **values: str) -> None:
    record_step(office, case, event, Moment.parse(day), values)


def remedy(office: Office, case: CaseKey, day: str = "2026-03-02", **changed: str) -> CaseKey:
    values = {"atgard": "Introduktion.", "ansvarig": "gruppledare", "klar_senast": "2026-03-10"}
    return add_remedy(office, case, Moment.parse(day), values | changed).events[0].case


# --- Steps ---


def test_matters_and_remedies_are_numbered_by_year(office: Office) -> None:
    assert next_ref(office, LEX_SARAH, date(2026, 1, 1)) == "LS-2026-001"
    assert start(office).ref == "LS-2026-001"
    assert start(office).ref == "LS-2026-002"
    assert next_ref(office, LEX_SARAH, date(2027, 1, 1)) == "LS-2027-001"
    tell(office, CaseKey(LEX_SARAH, "LS-2026-eget"), ("rapporterad", "2026-03-02"))
    assert next_ref(office, LEX_SARAH, date(2026, 1, 1)) == "LS-2026-003"
    assert remedy(office, KEY).ref == "ÅT-2026-001"


def test_a_number_that_is_taken_is_refused(office: Office) -> None:
    start(office)
    with pytest.raises(UserError, match="”LS-2026-001” finns redan"):
        start_matter(office, DAY, REPORT, "LS-2026-001")
    remedy(office, KEY)
    with pytest.raises(UserError, match="”ÅT-2026-001” finns redan"):
        add_remedy(
            office, KEY, DAY, {"atgard": "X", "ansvarig": "chef", "klar_senast": "2026-03-10"}, "ÅT-2026-001"
        )


def test_a_report_that_lacks_something_is_not_received(office: Office) -> None:
    with pytest.raises(GateClosed, match="Fyll i ”Rapportörens befattning”"):
        start_matter(office, DAY, REPORT | {"rapportor": ""})
    assert register(office).rows == ()


def test_a_count_that_is_no_number_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="är inget antal"):
        start(office, antal_berorda="många")
    assert matter(office, start(office, antal_berorda="007")).case.facts["antal_berorda"] == "7"


def test_an_identity_in_the_free_text_is_refused_and_nothing_is_saved(office: Office) -> None:
    with pytest.raises(UserError, match="personnummer"):
        start(office, rapport_text=f"Gäller {identity()}.")
    with office.database.read() as connection:
        assert list(all_keys(connection)) == []


def test_a_step_that_is_not_there_is_named_with_those_that_are(office: Office) -> None:
    case = start(office)
    with pytest.raises(UserError, match=r"”sova” finns inte\. Välj ett av: rapporterad"):
        step(office, case, "sova")
    with pytest.raises(UserError, match="”LS-9” finns inte"):
        obstacles(office, CaseKey(LEX_SARAH, "LS-9"), "avslutad", {})
    with pytest.raises(UserError, match="varken lex Sarah eller en åtgärd"):
        obstacles(office, key("U1"), "avslutad", {})


def test_a_step_shows_beforehand_what_it_does_to_the_clocks(office: Office) -> None:
    case = start(office)
    step(office, case, "lex_sarah_bedomning", **FIRST)
    changes = preview_step(office, case, "lex_sarah_utredning", Moment.parse("2026-03-03"), {})
    assert [change.text(date(2026, 3, 16)) for change in changes] == [
        "Utredning enligt lex Sarah: fristen stannar 2026-03-03, i tid."
    ]
    assert matter(office, case).phase == "bedomning"


def test_an_enclosed_utredning_is_sent_to_ivo_with_the_report(office: Office) -> None:
    case = decided(office)
    step(office, case, "anmald_ivo", ivo_bilagor="Utredningen", utredning_bifogad="j")
    (clock,) = [c for c in matter(office, case).clocks if c.deadline.rule.id == "lex-sarah-utredning-ivo"]
    assert clock.deadline.stopped is not None


def decided(office: Office, allvar: str = "allvarlig-risk") -> CaseKey:
    case = start(office)
    step(office, case, "lex_sarah_bedomning", **FIRST)
    step(office, case, "lex_sarah_utredning")
    for values in POINTS:
        record_step(office, case, "lex_sarah_anteckning", DAY, values)
    step(office, case, "overlamnad", roll="utredare")
    values = {
        "allvar": allvar,
        "beslut_motivering": "Det var fel.",
        "anmalan_ivo": "j",
        "roll": "beslutsfattare",
    }
    record_step(office, case, "lex_sarah_beslut", DAY, values)
    return case


def test_a_matter_that_was_closed_is_opened_and_closed_again(office: Office) -> None:
    case = start(office)
    step(office, case, "lex_sarah_bedomning", **FIRST | {"forsta_bedomning": "avvikelse"})
    step(office, case, "avslutad")
    with pytest.raises(GateClosed, match="Avslutad är redan registrerat"):
        step(office, case, "avslutad")
    step(office, case, "ateroppnad", "2026-03-03")
    assert matter(office, case).phase == "bedomning"
    step(office, case, "avslutad", "2026-03-04")
    assert matter(office, case).phase == "avslutat"


# --- Incidents ---


def test_an_incident_has_seventy_two_hours_from_when_it_was_noticed(office: Office) -> None:
    changes = start_matter(
        office,
        Moment.parse("2026-03-02T10:00"),
        REPORT | {"lex_sarah_typ": "personuppgiftsincident", "upptackt_dag": "2026-03-02"},
    )
    seen = matter(office, changes.events[0].case)
    assert seen.incident == CaseKey(INCIDENT, "PI-2026-001")
    (clock,) = [line for line in seen.clocks if line.deadline.rule.id == "personuppgiftsincident"]
    assert str(clock.deadline.due_at) == "2026-03-05 10:00:00"
    (row,) = register(office).rows
    assert row.next_name == "Utredning enligt lex Sarah"


def test_a_report_that_turns_out_to_be_an_incident_gets_its_seventy_two_hours_once(office: Office) -> None:
    key = start(office)
    assert matter(office, key).incident is None
    said = {"lex_sarah_typ": "personuppgiftsincident"}
    record_step(office, key, "uppgifter", Moment.parse("2026-03-03T09:00"), said)
    seen = matter(office, key)
    assert seen.incident is not None
    (clock,) = [line for line in seen.clocks if line.deadline.case == seen.incident]
    noticed = date.fromisoformat(seen.case.facts["upptackt_dag"])
    assert clock.deadline.start.day == noticed
    record_step(office, key, "uppgifter", Moment.parse("2026-03-03T10:00"), said)
    assert matter(office, key).incident == seen.incident


def test_an_incident_noticed_on_an_earlier_day_is_counted_from_that_day(office: Office) -> None:
    case = start(office, lex_sarah_typ="personuppgiftsincident")
    (clock,) = [c for c in matter(office, case).clocks if c.deadline.rule.id == "personuppgiftsincident"]
    assert clock.deadline.start.day == date(2026, 2, 27)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ({"imy_anmalan": "j"}, "incident_imy"),
        ({"imy_anmalan": "n", "imy_motivering": "Ingen risk."}, "incident_bedomd"),
    ],
)
def test_the_answer_on_imy_stops_the_incident_s_clock(
    office: Office, answer: dict[str, str], event: str
) -> None:
    case = start(office, lex_sarah_typ="personuppgiftsincident")
    changes = record_step(office, case, "imy_bedomning", DAY, answer)
    assert [one.type for one in changes.events] == ["imy_bedomning", event]
    (clock,) = [c for c in matter(office, case).clocks if c.deadline.rule.id == "personuppgiftsincident"]
    assert clock.deadline.stopped == DAY


def test_an_answer_that_is_neither_yes_nor_no_is_refused(office: Office) -> None:
    case = start(office, lex_sarah_typ="personuppgiftsincident")
    with pytest.raises(UserError, match="ska vara j eller n"):
        step(office, case, "imy_bedomning", imy_anmalan="kanske")


# --- Remedies ---


def test_a_remedy_is_not_due_before_it_is_decided(office: Office) -> None:
    case = start(office)
    with pytest.raises(UserError, match="ligger före beslutet 2026-03-02"):
        remedy(office, case, klar_senast="2026-03-01")


def test_a_remedy_takes_the_unit_of_its_matter_unless_another_is_named(office: Office) -> None:
    case = start(office)
    remedy(office, case)
    remedy(office, case, enhet="Syd")
    assert [row.unit for row in remedies(office)] == ["Norr", "Syd"]
    assert [row.key.ref for row in remedies(office, unit="Syd")] == ["ÅT-2026-002"]


def test_a_new_last_day_counts_from_when_it_is_decided(office: Office) -> None:
    case = remedy(office, start(office))
    assert remedies(office)[0].state is RemedyState.LATE
    assert remedies(office)[0].days_late == 6
    step(office, case, "atgard_dag", klar_senast="2026-04-30")
    (row,) = remedies(office)
    assert (row.state, row.due, row.late) == (RemedyState.RUNNING, date(2026, 4, 30), False)


def test_the_planned_check_of_the_effect_is_kept_until_the_remedy_is_done(office: Office) -> None:
    case = remedy(office, start(office), effekt_senast="2026-06-01")
    assert remedies(office)[0].effect_due == date(2026, 6, 1)
    step(office, case, "atgard_klar")
    assert remedies(office)[0].effect_due == date(2026, 6, 1)


def test_a_remedy_without_a_planned_check_is_checked_in_three_months(office: Office) -> None:
    case = remedy(office, start(office))
    assert remedies(office)[0].effect_due is None
    step(office, case, "atgard_klar")
    assert remedies(office)[0].effect_due == date(2026, 6, 2)


def test_a_planned_check_that_has_passed_when_the_remedy_is_done_is_not_used(office: Office) -> None:
    case = remedy(office, start(office), effekt_senast="2026-03-05")
    step(office, case, "atgard_klar", "2026-03-09")
    assert remedies(office)[0].effect_due == date(2026, 6, 9)


def test_an_effect_that_is_not_there_is_checked_again_and_the_last_check_closes_the_remedy(
    office: Office,
) -> None:
    case = remedy(office, start(office))
    step(office, case, "atgard_klar")
    checked = {"effekt_text": "Ingen skillnad."}
    step(
        office,
        case,
        "effekt_kontrollerad",
        "2026-03-09",
        effekt="ingen",
        effekt_senast="2026-05-04",
        **checked,
    )
    assert (remedies(office)[0].state, remedies(office)[0].effect_due) == (RemedyState.DONE, date(2026, 5, 4))
    step(office, case, "effekt_kontrollerad", "2026-03-16", effekt="avsedd", **checked)
    (row,) = remedies(office)
    assert (row.state_name, row.effect_name, row.effect_due) == ("Avslutad", "avsedd effekt", None)


# --- What is alike ---


def test_alike_is_the_same_type_at_the_same_unit_within_two_years(office: Office) -> None:
    old = start(office, "2024-03-01")
    near = start(office, "2024-03-02")
    start(office, "2025-06-02", enhet="Syd")
    start(office, "2025-06-02", lex_sarah_typ="teknik")
    remedy(office, near, "2024-03-02", klar_senast="2024-03-10")
    mine = start(office)
    (like,) = matter(office, mine).similar
    assert (like.key, like.remedies, like.text) == (near, 1, "Bemötandet brast.")
    assert [one.key for one in matter(office, near).similar] == [old]


def test_a_long_text_is_shown_by_its_first_words() -> None:
    assert brief("ord " * 12) == " ".join(["ord"] * 12)
    assert brief("ord " * 13) == " ".join(["ord"] * 12) + " …"


# --- The register ---


@pytest.fixture
def three(office: Office) -> Office:
    serious = decided(office)
    remedy(office, serious)
    start(office, "2026-01-12", enhet="Syd", lex_sarah_typ="teknik", rapport_text="Systemet låg nere.")
    ended = start(office, "2025-11-03")
    step(office, ended, "lex_sarah_bedomning", "2025-11-03", **FIRST | {"forsta_bedomning": "avvikelse"})
    step(office, ended, "avslutad", "2025-11-04")
    return office


def refs(office: Office, **chosen: object) -> list[str]:
    return [row.key.ref for row in register(office, Filters(**chosen)).rows]  # type: ignore[arg-type]


def test_what_is_wrong_comes_first_and_what_is_closed_last(three: Office) -> None:
    assert refs(three) == ["LS-2026-001", "LS-2026-002", "LS-2025-001"]
    assert register(three).rows[0].red


def test_the_cards_count_and_filter(three: Office) -> None:
    found = register(three)
    assert {card.id: card.count for card in found.cards} == {
        "reports": 3,
        "misconduct": 1,
        "serious": 1,
        "not_started": 1,
        "late_remedies": 1,
    }
    details = {card.id: card.detail for card in found.cards}
    assert details["serious"] == "1 är inte anmäld."
    assert details["late_remedies"].startswith("I 1 ärende.")
    assert refs(three, card="misconduct") == refs(three, card="serious") == ["LS-2026-001"]
    assert refs(three, card="late_remedies") == ["LS-2026-001"]
    assert refs(three, card="not_started") == ["LS-2026-002"]
    assert len(refs(three, card="reports")) == 3
    with pytest.raises(UserError, match="Kortet ”x” finns inte"):
        refs(three, card="x")


def test_the_card_of_the_serious_says_when_all_are_reported(three: Office) -> None:
    case = CaseKey(LEX_SARAH, "LS-2026-001")
    step(three, case, "anmald_ivo", ivo_bilagor="Rapporten", utredning_bifogad="n")
    assert {card.id: card.detail for card in register(three).cards}["serious"] == "Alla är anmälda till IVO."
    assert register(three).rows[0].notified == DAY.day


def test_the_card_of_the_serious_counts_those_that_are_not_reported(three: Office) -> None:
    first = {"forsta_bedomning": "allvarlig-risk"}
    step(three, CaseKey(LEX_SARAH, "LS-2026-002"), "lex_sarah_bedomning", **FIRST | first)
    assert {card.id: card.detail for card in register(three).cards}["serious"] == "2 är inte anmälda."


def test_the_register_is_filtered_by_period_unit_type_and_words(three: Office) -> None:
    assert refs(three, period=parse_period("2025")) == ["LS-2025-001"]
    assert refs(three, unit="Syd") == refs(three, type="teknik") == ["LS-2026-002"]
    assert refs(three, text=" SYSTEMET ") == ["LS-2026-002"]
    assert register(three, Filters(unit="Syd")).cards[0].count == 1
    assert register(three, Filters(unit="Syd")).remedies == ()
    found = register(three)
    assert found.units == ("Norr", "Syd")
    assert found.types == (("bemotande", "bemötande"), ("teknik", "teknik"))


def test_the_register_of_a_past_day_and_recording_is_as_it_was(three: Office) -> None:
    assert [row.key.ref for row in register(three, as_of=date(2025, 12, 31)).rows] == ["LS-2025-001"]
    assert register(three, recorded_at="2026-01-01T00:00:00.000000Z").rows == ()
    again = register(three)
    assert again.fingerprint == register(three).fingerprint
    assert again.fingerprint != register(three, as_of=date(2025, 12, 31)).fingerprint


def test_a_matter_without_a_report_is_not_forgotten(office: Office) -> None:
    case = CaseKey(LEX_SARAH, "LS-1")
    record(office, [happened(office, case, "uppgifter", "2026-03-02", {"enhet": "Norr"})], "import")
    (row,) = register(office).rows
    assert (row.reported, row.phase_name, row.type_name) == (date(2026, 3, 2), "", "")
    assert matter(office, case).phase == ""


def test_a_matter_that_is_not_there_is_named_with_the_day(office: Office) -> None:
    start(office)
    with pytest.raises(UserError, match="”LS-2026-001” finns inte 2026-03-01"):
        matter(office, KEY, date(2026, 3, 1))
    with pytest.raises(UserError, match="”U1” finns inte"):
        matter(office, utredning(office, "U1", "2026-03-02"))


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_the_register_is_written_with_a_line_a_matter(three: Office, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_register(register(three), path)
    table = read_table(path)
    assert list(table.header)[:3] == ["Ärende", "Rapporterad", "Enhet"]
    assert [row.cells[0] for row in table.rows] == ["LS-2026-001", "LS-2026-002", "LS-2025-001"]


def test_another_kind_of_file_is_refused(three: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"register\.txt ska sluta på \.csv eller \.xlsx"):
        write_register(register(three), tmp_path / "register.txt")


# --- What a matter is started from ---


def test_a_queue_on_a_day_is_told_with_its_count_its_wait_and_why_the_worst_are_late(office: Office) -> None:
    for number, begun in enumerate(("2025-09-01", "2025-09-01", "2025-10-01", "2025-11-03"), start=1):
        utredning(office, f"U{number}", begun, enhet="Norr")
    source = Source(SourceKind.QUEUE, queue="overdue", unit="Norr")
    found = evidence(office, source)
    assert found.title == "Kön Överskridna, läget 2026-03-16"
    assert "(enheten Norr) 2026-03-16: 4 ärenden, 4 berörda." in found.text
    assert "Längsta väntan 196 dagar, hälften har väntat minst 196 dagar." in found.text
    assert "4 frister är överskridna, den mest med" in found.text
    assert found.text.count("Utredningen inleddes") == 3
    assert "U1" not in found.text
    case = start_from(office, source, DAY, {"rapportor": "enhetschef", "rapport_text": "Kö."}).events[0].case
    assert matter(office, case).case.facts["underlag_slag"] == "ko"


def test_an_empty_queue_gives_nothing_to_start_from(office: Office) -> None:
    with pytest.raises(UserError, match="kön är tom"):
        evidence(office, Source(SourceKind.QUEUE, queue="overdue"))
    with pytest.raises(UserError, match="inget beslut väntar"):
        evidence(office, Source(SourceKind.EVB, period="2025Q4"))


def test_a_queue_of_contacts_says_nothing_of_limits_that_it_does_not_have(office: Office) -> None:
    utredning(office, "U1", "2026-01-12", ("sista_kontakt", "2026-02-02"))
    text = evidence(office, Source(SourceKind.QUEUE, queue="ready-to-close")).text
    assert "överskriden" not in text
    assert "alla enheter" in text


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "pågår"), ((("avslutad", "2026-03-12"),), "avslutad 2026-03-12")],
)
def test_an_overdue_case_is_told_with_its_trace_and_without_its_number(
    office: Office, more: tuple[tuple[object, ...], ...], said: str
) -> None:
    case = utredning(office, "U-17", "2025-10-31", *more, enhet="Norr")
    found = evidence(office, Source(SourceKind.CASE, case=case))
    assert f"Utredning inledd 2025-10-31, {said}." in found.text
    assert "Fyra månader" in found.text
    assert "U-17" not in found.text + found.title
    assert found.proposed["handelse_dag"] == "2026-03-02"
    started = start_from(
        office, Source(SourceKind.CASE, case=case), DAY, {"rapportor": "x", "rapport_text": "Y."}
    )
    assert matter(office, started.events[0].case).case.facts["antal_berorda"] == "1"


def test_an_insats_that_waits_is_an_insats_not_carried_out_and_lss_is_lss(office: Office) -> None:
    case = insats(office, "I1", "2025-09-01", lagrum="lss-9")
    proposed = evidence(office, Source(SourceKind.CASE, case=case)).proposed
    assert (proposed["lex_sarah_typ"], proposed["lex_sarah_lag"]) == ("insats-ej-utford", "lss")


def test_a_case_without_anything_overdue_gives_nothing_to_start_from(office: Office) -> None:
    with pytest.raises(UserError, match="Inget i ärendet är överskridet"):
        evidence(office, Source(SourceKind.CASE, case=utredning(office, "U1", "2026-03-02")))
    with pytest.raises(UserError, match="Underlaget saknar ärende"):
        evidence(office, Source(SourceKind.CASE))


def test_the_decisions_of_a_quarter_are_those_not_executed_on_its_last_day(office: Office) -> None:
    insats(office, "I1", "2025-09-01", enhet="Norr")
    insats(office, "I2", "2025-09-01", ("verkstalld", "2026-01-12"), enhet="Norr")
    insats(office, "I3", "2025-12-08", enhet="Norr")
    quarter = evidence(office, Source(SourceKind.EVB, period="2025Q4"))
    assert quarter.title == "Ej verkställda beslut 2025Q4, läget 2025-12-31"
    assert "2 ärenden, 2 berörda" in quarter.text
    now = evidence(office, Source(SourceKind.EVB, period="2026Q1"))
    assert (now.found_on, "2 ärenden" in now.text) == (date(2026, 3, 16), True)
    today = evidence(office, Source(SourceKind.EVB, unit="Norr"))
    assert today.title == "Ej verkställda beslut läget 2026-03-16"
    assert today.proposed["lex_sarah_typ"] == "insats-ej-utford"
    assert evidence(
        office, Source(SourceKind.EVB, period="2026Q1", as_of=date(2026, 1, 31))
    ).found_on == date(2026, 1, 31)


def test_remedies_of_other_parents_and_without_one_stand_in_the_register_of_remedies(office: Office) -> None:
    tell(office, CaseKey(ATGARD, "ÅT-1"), ("atgard_beslutad", "2026-03-02", {"atgard": "Fri åtgärd."}))
    (row,) = remedies(office)
    assert (row.matter, row.due, row.as_json()["matter"]) == (None, date(2026, 4, 1), None)
