"""The gates of lex Sarah, a sentence each: what they ask for, and which place opens."""

from __future__ import annotations

import pytest

from caseapp.domain.events import CaseKey
from caseapp.domain.gates import Obstacle
from caseapp.domain.lex_sarah import ATGARD, LEX_SARAH
from caseapp.domain.moments import Moment
from caseapp.service.gatekeeping import GateClosed
from caseapp.service.lex_sarah import matter
from caseapp.service.lex_sarah_steps import add_remedy, obstacles, record_step, start_matter
from caseapp.service.office import Office
from caseapp.service.record import record
from tests.casework import happened, tell
from tests.lex_sarah_story import entry

KEY = CaseKey(LEX_SARAH, "LS-2026-001")
DAY = "2026-03-02"
REPORT = {
    "enhet": "Norr",
    "lex_sarah_lag": "sol",
    "lex_sarah_typ": "bemotande",
    "rapportor": "socialsekreterare",
    "rapport_text": "Bemötandet brast.",
    "handelse_dag": "2026-02-25",
    "upptackt_dag": "2026-02-27",
    "upptackt_hur": "Vid ett samtal.",
}
FIRST = {"forsta_bedomning": "missforhallande", "bedomning_motivering": "Det skadade.", "roll": "mottagare"}
DECISION = {
    "allvar": "missforhallande",
    "beslut_motivering": "Det var fel.",
    "anmalan_ivo": "n",
    "anmalan_motivering": "Inte allvarligt.",
    "roll": "beslutsfattare",
}
SERIOUS = {"allvar": "allvarligt-missforhallande", "anmalan_ivo": "j", "anmalan_motivering": ""}
POINTS = (
    entry("handelse", "bedomning", "Samtal", "Förtroendet skadades."),
    entry("orsaker", "bedomning", "Samtal", "Introduktion saknades.", lex_sarah_orsak="kompetens"),
    entry("liknande", "fakta", "Registret", "Två gånger förut.", liknande_hant="j"),
    entry("igen", "bedomning", "Samtal", "Utan introduktion.", kan_handa_igen="j"),
    entry("atgarder", "fakta", "Enhetschefen", "Samtal 2 mars."),
    entry("ovrigt", "bedomning", "Samtal", "Inget mer."),
)


@pytest.fixture
def reported(office: Office) -> Office:
    start_matter(office, Moment.parse(DAY), REPORT, KEY.ref)
    return office


@pytest.fixture
def opened(reported: Office) -> Office:
    step(reported, "lex_sarah_bedomning", FIRST)
    step(reported, "lex_sarah_utredning")
    return reported


@pytest.fixture
def complete(opened: Office) -> Office:
    for values in POINTS:
        step(opened, "lex_sarah_anteckning", values)
    step(opened, "overlamnad", {"roll": "utredare"})
    return opened


def step(office: Office, event: str, values: dict[str, str] | None = None, key: CaseKey = KEY) -> None:
    record_step(office, key, event, Moment.parse(DAY), values or {})


def closed(
    office: Office, event: str, values: dict[str, str] | None = None, key: CaseKey = KEY
) -> dict[str, Obstacle]:
    """The gates that refuse the step, by id; recording it is refused with the same sentences."""
    found = obstacles(office, key, event, values or {}, Moment.parse(DAY))
    if found:
        with pytest.raises(GateClosed) as told:
            step(office, event, values, key)
        assert told.value.obstacles == found
        assert str(told.value) == " ".join(one.sentence for one in found)
    return {one.gate: one for one in found}


def decide(office: Office, **changed: str) -> None:
    step(office, "lex_sarah_beslut", DECISION | changed)


def test_an_utredning_is_not_opened_before_the_report_is_assessed(reported: Office) -> None:
    found = closed(reported, "lex_sarah_utredning")
    assert found["utredning-utan-bedomning"].place == "lex_sarah_bedomning"
    step(reported, "lex_sarah_bedomning", FIRST)
    assert closed(reported, "lex_sarah_utredning") == {}


def test_no_entry_is_made_before_the_utredning_is_opened(reported: Office) -> None:
    assert set(closed(reported, "lex_sarah_anteckning", POINTS[0])) == {"anteckning-utan-utredning"}


def test_a_no_to_whether_it_has_happened_before_asks_how_that_was_checked(opened: Office) -> None:
    values = entry("liknande", "fakta", "Registret", "Nej.", liknande_hant="n")
    found = closed(opened, "lex_sarah_anteckning", values)["liknande-nej"]
    assert found.place == "liknande_motivering"
    assert "”Motivering: har liknande hänt”" in found.sentence
    assert (
        closed(opened, "lex_sarah_anteckning", values | {"liknande_motivering": "Registret, två år."}) == {}
    )


def test_a_no_to_whether_it_can_happen_again_asks_why(opened: Office) -> None:
    values = entry("igen", "bedomning", "Samtal", "Nej.", kan_handa_igen="n")
    assert closed(opened, "lex_sarah_anteckning", values)["igen-nej"].place == "kan_handa_igen_motivering"
    assert (
        closed(opened, "lex_sarah_anteckning", values | {"kan_handa_igen_motivering": "Allt är nytt."}) == {}
    )


def test_an_utredning_is_not_handed_over_before_its_points_are_answered(opened: Office) -> None:
    for values in POINTS[:-1]:
        step(opened, "lex_sarah_anteckning", values)
    found = closed(opened, "overlamnad", {"roll": "utredare"})["overlamnad-ofullstandig"]
    assert found.sentence == "Utredningen kan inte överlämnas än. Det saknas: 8 övriga iakttagelser."
    assert found.place == "bedomning"


def test_there_is_no_decision_before_the_utredning_is_complete(opened: Office) -> None:
    found = closed(opened, "lex_sarah_beslut", DECISION)
    assert "1 vad det bestod i och konsekvenser, 4 orsaker" in found["beslut-ofullstandig"].sentence
    assert found["beslut-ofullstandig"].place == "vad-hande"


def test_there_is_no_decision_before_the_utredning_is_handed_over(opened: Office) -> None:
    for values in POINTS:
        step(opened, "lex_sarah_anteckning", values)
    assert set(closed(opened, "lex_sarah_beslut", DECISION)) == {"beslut-ej-overlamnad"}


def test_an_investigator_cannot_decide_only_hand_over(complete: Office) -> None:
    found = closed(complete, "lex_sarah_beslut", DECISION | {"roll": "utredare"})
    assert set(found) == {"beslut-roll"}
    assert "kan överlämna utredningen men inte ta ställning" in found["beslut-roll"].sentence
    assert closed(complete, "lex_sarah_beslut", DECISION) == {}


def test_a_no_to_a_report_to_ivo_asks_for_a_motivation(complete: Office) -> None:
    found = closed(complete, "lex_sarah_beslut", DECISION | {"anmalan_motivering": ""})
    assert set(found) == {"beslut-nej"}
    assert found["beslut-nej"].place == "anmalan_motivering"


def test_what_is_serious_is_always_reported_to_ivo(complete: Office) -> None:
    values = DECISION | SERIOUS | {"anmalan_ivo": "n", "anmalan_motivering": "Vi vill inte."}
    assert set(closed(complete, "lex_sarah_beslut", values)) == {"beslut-allvarligt-nej"}


def test_what_is_serious_and_not_reported_is_red_and_not_closed(complete: Office) -> None:
    assert matter(complete, KEY).red == ()
    decide(complete, **SERIOUS)
    (red,) = matter(complete, KEY).red
    assert red.startswith("Bedömt som allvarligt och inte anmält till IVO.")
    assert closed(complete, "avslutad")["allvarligt-utan-anmalan"].red
    step(complete, "anmald_ivo", {"ivo_bilagor": "Rapporten", "utredning_bifogad": "j"})
    assert matter(complete, KEY).red == ()


def test_what_is_serious_at_first_sight_is_red_until_it_is_reported(reported: Office) -> None:
    step(reported, "lex_sarah_bedomning", FIRST | {"forsta_bedomning": "allvarlig-risk"})
    assert "forsta-allvarligt-utan-anmalan" in closed(reported, "avslutad")
    assert len(matter(reported, KEY).red) == 1
    step(reported, "anmald_ivo", {"ivo_bilagor": "Rapporten", "utredning_bifogad": "n"})
    assert matter(reported, KEY).red == ()


def test_what_was_serious_at_first_sight_and_not_in_the_end_is_not_red(opened: Office) -> None:
    step(opened, "lex_sarah_bedomning", FIRST | {"forsta_bedomning": "allvarlig-risk"})
    for values in POINTS:
        step(opened, "lex_sarah_anteckning", values)
    step(opened, "overlamnad", {"roll": "utredare"})
    decide(opened)
    assert matter(opened, KEY).red == ()


def test_nothing_is_reported_to_ivo_before_it_is_assessed(reported: Office) -> None:
    values = {"ivo_bilagor": "Rapporten", "utredning_bifogad": "n"}
    assert set(closed(reported, "anmald_ivo", values)) == {"anmalan-utan-bedomning"}


def test_an_utredning_that_is_not_finished_is_not_enclosed(opened: Office) -> None:
    values = {"ivo_bilagor": "Utredningen", "utredning_bifogad": "j"}
    assert set(closed(opened, "anmald_ivo", values)) == {"bifogad-utan-beslut"}
    assert closed(opened, "anmald_ivo", values | {"utredning_bifogad": "n"}) == {}


@pytest.mark.parametrize("event", ["utredning_ivo", "ivo_beslut", "namnden_informerad_anmalan"])
def test_nothing_comes_to_or_from_ivo_before_the_report(complete: Office, event: str) -> None:
    decide(complete, **SERIOUS)
    assert set(closed(complete, event, {"ivo_utfall": "utan-brist"})) == {"utredning-ivo-utan-anmalan"}


def test_an_utredning_without_a_decision_is_not_sent_to_ivo(opened: Office) -> None:
    step(opened, "anmald_ivo", {"ivo_bilagor": "Rapporten", "utredning_bifogad": "n"})
    assert set(closed(opened, "utredning_ivo")) == {"utredning-ivo-utan-beslut"}


def test_the_fault_that_ivo_finds_is_written_down(opened: Office) -> None:
    step(opened, "anmald_ivo", {"ivo_bilagor": "Rapporten", "utredning_bifogad": "n"})
    assert closed(opened, "ivo_beslut", {"ivo_utfall": "brist"})["ivo-brist"].place == "ivo_brist"
    assert closed(opened, "ivo_beslut", {"ivo_utfall": "brist", "ivo_brist": "Passivitet."}) == {}


def test_a_matter_is_not_closed_without_a_decision(opened: Office) -> None:
    assert set(closed(opened, "avslutad")) == {"avslut-utan-beslut"}


def test_a_report_that_is_only_a_deviation_is_closed_by_its_assessment(reported: Office) -> None:
    step(reported, "lex_sarah_bedomning", FIRST | {"forsta_bedomning": "avvikelse"})
    assert closed(reported, "avslutad") == {}


def test_a_serious_matter_is_not_closed_before_the_utredning_is_sent_and_ivo_has_decided(
    complete: Office,
) -> None:
    decide(complete, **SERIOUS)
    step(complete, "anmald_ivo", {"ivo_bilagor": "Rapporten", "utredning_bifogad": "n"})
    remedy(complete)
    assert set(closed(complete, "avslutad")) == {"avslut-utan-utredning-ivo", "avslut-utan-ivo-beslut"}
    step(complete, "utredning_ivo")
    assert set(closed(complete, "avslutad")) == {"avslut-utan-ivo-beslut"}
    step(complete, "ivo_beslut", {"ivo_utfall": "utan-brist"})
    assert closed(complete, "avslutad") == {}


def test_a_matter_is_not_closed_without_a_remedy_or_a_reason_why_none(complete: Office) -> None:
    decide(complete)
    assert closed(complete, "avslutad")["avslut-utan-atgard"].place == "atgard_beslutad"
    assert closed(complete, "avslutad", {"inga_atgarder_motivering": "Allt är redan gjort."}) == {}
    remedy(complete)
    assert closed(complete, "avslutad") == {}


def remedy(office: Office) -> CaseKey:
    values = {"atgard": "Introduktion.", "ansvarig": "gruppledare", "klar_senast": "2026-06-30"}
    return add_remedy(office, KEY, Moment.parse(DAY), values).events[0].case


def test_the_effect_is_not_checked_before_the_remedy_is_done(complete: Office) -> None:
    key = remedy(complete)
    values = {"effekt": "avsedd", "effekt_text": "Det fungerar."}
    assert set(closed(complete, "effekt_kontrollerad", values, key)) == {"effekt-fore-klar"}
    step(complete, "atgard_klar", key=key)
    assert closed(complete, "effekt_kontrollerad", values, key) == {}


def test_a_remedy_is_not_closed_before_its_effect_is_checked(complete: Office) -> None:
    key = remedy(complete)
    step(complete, "atgard_klar", key=key)
    assert set(closed(complete, "avslutad", key=key)) == {"atgard-utan-effekt"}


def incident(office: Office) -> None:
    report = REPORT | {"lex_sarah_typ": "personuppgiftsincident"}
    start_matter(office, Moment.parse(DAY), report, KEY.ref)
    step(office, "lex_sarah_bedomning", FIRST)
    step(office, "lex_sarah_utredning")
    for values in POINTS:
        step(office, "lex_sarah_anteckning", values)
    step(office, "overlamnad", {"roll": "utredare"})


def test_an_incident_is_not_decided_before_its_report_to_imy_is_assessed(office: Office) -> None:
    incident(office)
    assert set(closed(office, "lex_sarah_beslut", DECISION)) == {"beslut-imy"}
    step(office, "imy_bedomning", {"imy_anmalan": "j"})
    assert closed(office, "lex_sarah_beslut", DECISION) == {}


def test_a_no_to_a_report_to_imy_asks_why(office: Office) -> None:
    incident(office)
    assert set(closed(office, "imy_bedomning", {"imy_anmalan": "n"})) == {"imy-nej"}
    assert closed(office, "imy_bedomning", {"imy_anmalan": "n", "imy_motivering": "Ingen risk."}) == {}


def test_what_must_be_filled_in_is_named(reported: Office) -> None:
    (found,) = closed(reported, "lex_sarah_bedomning", {"roll": "mottagare"}).values()
    assert found.sentence == "Fyll i ”Första bedömning” och ”Motivering till bedömningen”."
    assert found.place == "forsta_bedomning"


def test_a_step_is_taken_once_and_a_mistake_is_voided(opened: Office) -> None:
    (found,) = closed(opened, "lex_sarah_utredning").values()
    assert found.sentence.startswith("Utredning inledd är redan registrerat 2026-03-02. Makulera det först")


def test_a_step_is_not_dated_before_the_matter_began(reported: Office) -> None:
    (found,) = obstacles(reported, KEY, "lex_sarah_bedomning", FIRST, Moment.parse("2026-03-01"))
    assert "Dagen 2026-03-01 ligger före" in found.sentence


def test_the_dialog_of_any_event_meets_the_same_gates(opened: Office) -> None:
    with pytest.raises(GateClosed, match="En utredare kan överlämna"):
        tell(opened, KEY, ("lex_sarah_beslut", DAY, {"allvar": "risk", "roll": "utredare"}))


def test_events_recorded_together_are_asked_in_turn(office: Office) -> None:
    start_matter(office, Moment.parse(DAY), REPORT, KEY.ref)
    tell(office, KEY, ("lex_sarah_bedomning", DAY, FIRST), ("lex_sarah_utredning", DAY))
    with pytest.raises(GateClosed, match="ingen första bedömning"):
        tell(office, CaseKey(LEX_SARAH, "LS-2"), ("rapporterad", DAY), ("lex_sarah_utredning", DAY))


def test_other_cases_recorded_in_the_same_step_meet_no_gate(office: Office) -> None:
    start_matter(office, Moment.parse(DAY), REPORT, KEY.ref)
    other = happened(office, CaseKey("utredning", "U1"), "inledd", DAY)
    record(office, [other, happened(office, KEY, "lex_sarah_bedomning", DAY, FIRST)])
    assert matter(office, KEY).phase == "bedomning"


def test_a_case_that_is_not_there_yet_meets_the_gates_too(office: Office) -> None:
    with pytest.raises(GateClosed, match="Åtgärden är inte genomförd"):
        tell(office, CaseKey(ATGARD, "ÅT-9"), ("effekt_kontrollerad", DAY))


def test_what_is_imported_has_happened_already_and_meets_no_gate(office: Office) -> None:
    record(office, [happened(office, KEY, "lex_sarah_beslut", DAY, {"allvar": "risk"})], "import")
    assert matter(office, KEY).assessment_name == "påtaglig risk för missförhållande"


def test_the_place_of_every_gate_is_a_part_a_field_of_its_forms_or_a_step(office: Office) -> None:
    matters = office.catalogue.matters
    steps = {step.event for book in matters.values() for step in book.steps}
    for book in matters.values():
        fields = {name for step in book.steps for name in step.fields}
        places = {part.id for part in book.parts} | fields | steps
        assert [gate.id for gate in book.gates if gate.place not in places] == []


def test_every_gate_of_the_catalogue_has_a_test_here(office: Office) -> None:
    from pathlib import Path

    text = Path(__file__).read_text(encoding="utf-8")
    gates = [gate.id for book in office.catalogue.matters.values() for gate in book.gates]
    assert [gate for gate in gates if f'"{gate}"' not in text] == []
