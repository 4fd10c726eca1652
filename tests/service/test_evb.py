"""The quarter's list of ej verkställda beslut: which decisions stand on it, in which bin, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.moments import Moment
from caseapp.service.evb import evb_quarter, evb_quarters, quarter_before, quarter_of, quarter_with
from caseapp.service.local_rules import accept_catalogue, preview_catalogue
from caseapp.service.office import Office
from caseapp.service.queues import read_queue
from caseapp.service.record import record_event, void_event
from caseapp.store.reading import events_of
from tests.casework import INSATS, anmalan, insats, key, tell, utredning
from tests.conftest import NOW

Q4 = quarter_of("2025Q4")
KIND = {"insatstyp": "kontaktfamilj"}


def one(office: Office, quarter: str = "2025Q4", as_of: date | None = None) -> EvbDecision | None:
    """The only decision on a quarter's list; None when it is empty."""
    listed = evb_quarter(office, quarter_of(quarter), as_of).decisions
    assert len(listed) <= 1
    return listed[0] if listed else None


def stands(office: Office, quarter: str = "2025Q4", as_of: date | None = None) -> Bin | None:
    """The bin of the only decision of a quarter; None when it is not on the list."""
    found = one(office, quarter, as_of)
    return found.bin if found else None


def checks(found: EvbDecision | None) -> list[str]:
    """What is wrong with a doubtful decision, by the ids of the checks."""
    assert found is not None
    assert found.bin is Bin.DOUBTFUL
    assert found.why == " ".join(fault.text for fault in found.faults)
    return [fault.check for fault in found.faults]


# --- Which quarter ---


def test_a_quarter_is_a_quarter_and_nothing_else() -> None:
    assert quarter_of("2025q4").last == date(2025, 12, 31)
    for text in ("2025", "2025T2", "2025-10", "2025-10-01..2025-12-31"):
        with pytest.raises(UserError, match="är inget kvartal"):
            quarter_of(text)


def test_the_quarter_to_report_is_the_last_that_has_ended() -> None:
    assert quarter_with(date(2026, 3, 31)).name == "2026Q1"
    assert quarter_before(date(2026, 3, 31)).name == "2025Q4"
    assert quarter_before(date(2026, 4, 1)).name == "2026Q1"


def test_a_quarter_that_has_not_begun_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="2026Q2 börjar först 2026-04-01"):
        evb_quarter(office, quarter_of("2026Q2"))
    assert evb_quarter(office, quarter_of("2026Q2"), date(2026, 4, 1)).total == 0


# --- Open decisions ---


def test_a_decision_waits_through_its_last_day_and_is_to_report_the_day_after(office: Office) -> None:
    insats(office, "I1", "2025-09-25", **KIND)  # three months: 25 December, rolls to Monday 29
    assert stands(office, "2025Q4", date(2025, 12, 29)) is Bin.WAITING
    assert stands(office, "2025Q4", date(2025, 12, 30)) is Bin.TO_REPORT
    found = one(office)
    assert found is not None
    assert (found.nominal, found.last_day) == (date(2025, 12, 25), date(2025, 12, 29))
    assert (found.rule, found.start, found.days_since) == ("evb", date(2025, 9, 25), 97)
    assert found.fee_limit == date(2027, 9, 25)
    assert found.why == (
        "Ej verkställt, sista dag mån 2025-12-29 passerades för 2 dagar sedan; "
        "inte rapporterat till IVO för något tidigare kvartal."
    )


def test_waiting_says_how_many_days_are_left(office: Office) -> None:
    insats(office, "I1", "2025-12-30", **KIND)
    found = one(office)
    assert found is not None
    assert found.why == "Ej verkställt, sista dag mån 2026-03-30: 89 dagar kvar 2025-12-31."
    assert found.missing == ()


def test_a_decision_of_next_quarter_is_not_on_the_list(office: Office) -> None:
    insats(office, "I1", "2026-01-01", **KIND)
    assert stands(office) is None
    assert stands(office, "2026Q1") is Bin.WAITING


def test_reported_for_an_earlier_quarter_is_carried_on_to_the_next(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    tell(office, key("I1", INSATS), ("evb_rapporterad", "2025-10-10", {"evb_kvartal": "2025Q3"}))
    assert stands(office, "2025Q3") is Bin.TO_REPORT
    assert stands(office, "2025Q4") is Bin.REPORTED_OPEN
    found = one(office)
    assert found is not None
    assert found.why.endswith("rapporterat till IVO för 2025Q3.")
    assert [told.quarter for told in found.reports] == ["2025Q3"]
    # What was told IVO after the quarter's last day does not change how the quarter stood.
    tell(office, key("I1", INSATS), ("evb_rapporterad", "2026-01-10", {"evb_kvartal": "2025Q4"}))
    assert stands(office, "2025Q4") is Bin.REPORTED_OPEN
    assert stands(office, "2025Q3") is Bin.TO_REPORT


def test_a_report_that_names_no_quarter_is_of_the_last_that_had_ended(office: Office) -> None:
    told = [
        ("uppgifter", "2025-10-10", {"evb_rapporterad": "j"}),
        ("evb_rapporterad", "2026-01-10"),
    ]
    insats(office, "I1", "2025-06-02", *told, **KIND)
    found = one(office)
    assert found is not None
    assert found.bin is Bin.REPORTED_OPEN
    assert [report.quarter for report in found.reports] == ["2025Q3", "2025Q4"]


def test_a_declined_offer_and_a_part_that_is_executed_do_not_end_a_decision(office: Office) -> None:
    insats(
        office,
        "I1",
        "2025-06-02",
        ("erbjudande", "2025-08-01", {"erbjudande_svar": "avbojt", "erbjudande_avser": "familjen på Ön"}),
        ("erbjudande", "2025-09-01"),
        ("delvis_verkstalld", "2025-10-01", {"ej_verkstalld_del": "3 av 5 timmar"}),
        **KIND,
    )
    found = one(office)
    assert found is not None
    assert found.bin is Bin.TO_REPORT
    assert [(o.day, o.answer, o.answer_name, o.what) for o in found.offers] == [
        (date(2025, 8, 1), "avbojt", "tackat nej", "familjen på Ön"),
        (date(2025, 9, 1), "", "", ""),
    ]
    assert found.newest_offer == found.offers[1]
    assert (found.partly_executed, found.part_not_executed) == (date(2025, 10, 1), "3 av 5 timmar")


# --- Executed ---


@pytest.mark.parametrize(
    ("executed", "bin"), [("2025-12-29", Bin.EXECUTED_IN_TIME), ("2025-12-30", Bin.EXECUTED_LATE)]
)
def test_executed_on_the_last_day_is_in_time_and_the_day_after_late(
    office: Office, executed: str, bin: Bin
) -> None:
    insats(office, "I1", "2025-09-25", ("verkstalld", executed), **KIND)
    found = one(office)
    assert found is not None
    assert found.bin is bin
    assert found.why.startswith(f"Verkställt {executed}, sista dag mån 2025-12-29: ")
    assert stands(office, "2025Q3") is Bin.WAITING
    assert stands(office, "2026Q1") is None


def test_executed_after_the_quarter_is_told_beside_the_open_decision(office: Office) -> None:
    insats(office, "I1", "2025-09-01", ("verkstalld", "2026-01-12"), **KIND)
    found = one(office)
    assert found is not None
    assert (found.bin, found.executed, found.executed_after) == (Bin.TO_REPORT, None, date(2026, 1, 12))
    before = one(office, "2025Q4", date(2025, 12, 31))
    assert before is not None
    assert before.executed_after is None


def test_executed_before_the_quarter_and_ended_in_it_stands_by_its_execution(office: Office) -> None:
    insats(
        office,
        "I1",
        "2025-03-03",
        ("verkstalld", "2025-08-01"),
        ("avslutad", "2025-11-03", {"avslutsorsak": "enligt-plan"}),
        **KIND,
    )
    found = one(office)
    assert found is not None
    assert found.bin is Bin.EXECUTED_LATE
    assert found.why.endswith("för sent. Avslutat 2025-11-03.")
    assert (found.ended, found.end_reason_name) == (date(2025, 11, 3), "avslutad enligt plan")
    assert stands(office, "2026Q1") is None


def test_executed_and_ended_the_same_day_is_executed_in_whichever_order_it_was_told(office: Office) -> None:
    told = ("avslutad", "2025-10-13", {"avslutsorsak": "ersatt"})
    insats(office, "I1", "2025-10-01", told, ("verkstalld", "2025-10-13"), **KIND)
    assert stands(office) is Bin.EXECUTED_IN_TIME
    insats(office, "I2", "2025-06-02", told, ("verkstalld", "2025-10-13"), **KIND)
    assert evb_quarter(office, Q4).bins[Bin.EXECUTED_LATE] == 1


def test_a_second_decision_in_the_same_case_waits_anew(office: Office) -> None:
    insats(office, "I1", "2025-03-03", ("verkstalld", "2025-03-10"), ("beslut", "2025-08-04"), **KIND)
    assert stands(office) is Bin.TO_REPORT


# --- Interruptions ---


def interrupted(office: Office, *more: tuple[object, ...]) -> None:
    """A decision executed in January 2025 and interrupted on 1 September, with what came after."""
    insats(
        office,
        "I1",
        "2025-01-07",
        ("verkstalld", "2025-01-20"),
        ("avbrott", "2025-09-01"),
        *more,
        **KIND,
    )


def test_an_interruption_has_three_months_of_its_own(office: Office) -> None:
    interrupted(office)
    assert stands(office, "2025Q2") is None
    assert stands(office, "2025Q3") is Bin.WAITING
    found = one(office)
    assert found is not None
    assert (found.bin, found.is_interruption, found.rule) == (Bin.TO_REPORT, True, "evb-avbrott")
    assert (found.interrupted_since, found.last_day) == (date(2025, 9, 1), date(2025, 12, 1))
    assert found.fee_limit == date(2027, 9, 1)
    assert found.why.startswith("Avbrutet sedan 2025-09-01, sista dag mån 2025-12-01 passerades")


@pytest.mark.parametrize(
    ("resumed", "bin"), [("2025-12-01", Bin.EXECUTED_IN_TIME), ("2025-12-02", Bin.EXECUTED_LATE)]
)
def test_executed_again_is_judged_by_the_interruptions_own_clock(
    office: Office, resumed: str, bin: Bin
) -> None:
    interrupted(office, ("aterupptagen", resumed))
    found = one(office)
    assert found is not None
    assert (found.bin, found.resumed, found.interrupted_since) == (bin, date.fromisoformat(resumed), None)
    assert found.why.startswith(f"Verkställt igen {resumed} efter avbrott 2025-09-01")


def test_executed_and_executed_again_in_a_quarter_counts_by_the_clock_stopped_last(office: Office) -> None:
    told = [("verkstalld", "2025-10-10"), ("avbrott", "2025-10-13"), ("aterupptagen", "2025-11-03")]
    insats(office, "I1", "2025-06-02", *told, **KIND)
    found = one(office)
    assert found is not None
    assert (found.bin, found.rule) == (Bin.EXECUTED_IN_TIME, "evb-avbrott")


def test_executed_and_interrupted_again_in_a_quarter_is_executed_and_waits_the_next(office: Office) -> None:
    insats(office, "I1", "2025-10-01", ("verkstalld", "2025-10-10"), ("avbrott", "2025-12-01"), **KIND)
    assert stands(office) is Bin.EXECUTED_IN_TIME
    assert stands(office, "2026Q1", date(2026, 3, 2)) is Bin.WAITING
    assert stands(office, "2026Q1", date(2026, 3, 3)) is Bin.TO_REPORT


def test_ended_while_interrupted_is_ended(office: Office) -> None:
    interrupted(office, ("avbrott", "2025-09-08"), ("avslutad", "2025-11-03"))
    found = one(office)
    assert found is not None
    assert found.bin is Bin.ENDED
    assert found.why == "Avslutat 2025-11-03, medan det var avbrutet sedan 2025-09-01."
    assert found.interrupted_since is None


# --- Ended and reopened ---


def test_ended_for_another_reason_without_execution_is_ended(office: Office) -> None:
    insats(office, "I1", "2025-06-02", ("avslutad", "2025-11-03", {"avslutsorsak": "aterkallad"}), **KIND)
    found = one(office)
    assert found is not None
    assert found.bin is Bin.ENDED
    assert found.why == "Avslutat 2025-11-03, ansökan återtagen, utan att ha verkställts."
    assert stands(office, "2026Q1") is None
    assert stands(office, "2025Q3") is Bin.TO_REPORT


def test_a_closing_that_a_reopening_has_undone_does_not_end_it(office: Office) -> None:
    insats(
        office,
        "I1",
        "2025-06-02",
        ("avslutad", "2025-08-04", {"avslutsorsak": "aterkallad"}),
        ("ateroppnad", "2025-10-06"),
        **KIND,
    )
    assert stands(office, "2025Q3") is Bin.ENDED
    assert stands(office, "2025Q4") is Bin.TO_REPORT


# --- Out of scope ---


@pytest.mark.parametrize("lagrum", ["sol-4-2", "sol-11-4", "sol-11-5", "sol-12-2", "lvu", "lvm", "service"])
def test_some_lagrum_are_out_of_scope_with_the_reason(office: Office, lagrum: str) -> None:
    insats(office, "I1", "2025-06-02", lagrum=lagrum)
    found = one(office)
    assert found is not None
    assert found.bin is Bin.OUT_OF_SCOPE
    assert found.why.startswith("Utanför: ")
    assert (found.rule, found.faults) == (None, ())


def test_a_changed_lagrum_holds_from_the_day_it_is_stated(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    tell(office, key("I1", INSATS), ("uppgifter", "2025-11-03", {"lagrum": "sol-11-4"}))
    assert stands(office, "2025Q3") is Bin.TO_REPORT
    assert stands(office, "2025Q4") is Bin.OUT_OF_SCOPE


def test_a_decision_from_before_the_duty_is_out_of_scope(office: Office) -> None:
    insats(office, "I1", "2006-06-30", **KIND)
    found = one(office)
    assert found is not None
    assert found.bin is Bin.OUT_OF_SCOPE
    assert found.why == "Utanför: beslutet fattades 2006-06-30; rapporteringen gäller från 2006-07-01."
    assert found.fee_limit is None


def test_a_judgment_counts_only_when_the_municipality_says_so(office: Office) -> None:
    insats(office, "I1", "2025-06-02", ("dom_laga_kraft", "2025-06-30"), genom_dom="j", **KIND)
    found = one(office)
    assert found is not None
    assert (found.bin, found.by_judgment) == (Bin.OUT_OF_SCOPE, True)
    assert read_queue(office, "not-executed").items == ()
    accept_catalogue(office, preview_catalogue(office, local="[evb]\njudgments = true\n"))
    found = one(office)
    assert found is not None
    assert (found.bin, found.fee_limit) == (Bin.TO_REPORT, date(2027, 6, 30))
    assert [item.case.ref for item in read_queue(office, "not-executed").items] == ["I1"]


def test_a_local_exclusion_holds_between_its_days_in_the_list_and_in_the_queue(office: Office) -> None:
    insats(office, "I1", "2025-06-02", lagrum="sol-3-6b")
    insats(office, "I2", "2025-07-07", lagrum="sol-3-6b")
    insats(office, "I3", "2025-08-04", lagrum="sol-3-6b")
    text = (
        '[[evb.exclusion]]\nlagrum = "sol-3-6b"\nreason = "eget skäl"\n'
        "valid_from = 2025-07-01\nvalid_to = 2025-07-31\n"
    )
    accept_catalogue(office, preview_catalogue(office, local=text))
    listed = evb_quarter(office, Q4)
    assert [(d.case.ref, d.bin) for d in listed.decisions] == [
        ("I1", Bin.TO_REPORT),
        ("I3", Bin.TO_REPORT),
        ("I2", Bin.OUT_OF_SCOPE),
    ]
    assert [item.case.ref for item in read_queue(office, "not-executed").items] == ["I1", "I3"]


# --- Doubtful ---


def test_a_decision_without_a_day_is_doubtful_until_it_has_one_or_has_ended(office: Office) -> None:
    case = key("I1", INSATS)
    facts = {"person": "P-1", "lagrum": "sol-11-1"}
    tell(office, case, ("uppgifter", "2025-03-03", facts), ("verkstalld", "2025-04-01"))
    assert checks(one(office)) == ["insats-utan-beslut"]
    assert checks(one(office, "2026Q1")) == ["insats-utan-beslut"]
    assert stands(office, "2024Q4") is None
    tell(office, case, ("avslutad", "2026-01-07", {"avslutsorsak": "ersatt"}))
    assert stands(office, "2026Q1") is Bin.DOUBTFUL
    tell(office, case, ("beslut", "2025-03-03"))
    assert stands(office, "2025Q4") is None
    assert stands(office, "2026Q1") is Bin.EXECUTED_IN_TIME


def test_an_execution_before_the_decision_stays_doubtful_until_it_is_mended(office: Office) -> None:
    insats(office, "I1", "2025-06-02", ("verkstalld", "2025-05-02"), **KIND)
    for quarter in ("2025Q2", "2025Q4", "2026Q1"):
        assert checks(one(office, quarter)) == ["verkstalld-fore-beslut"]
    with office.database.read() as connection:
        wrong = events_of(connection, [key("I1", INSATS)])[key("I1", INSATS)][-1]
    void_event(office, key("I1", INSATS), wrong.id)
    record_event(office, key("I1", INSATS), "verkstalld", Moment(date(2025, 6, 9)))
    assert stands(office, "2025Q2") is Bin.EXECUTED_IN_TIME
    assert stands(office, "2025Q4") is None


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ([("avslutad", "2025-11-03", {"avslutsorsak": "flyttat"})], "avslutad-fore-beslut"),
        ([("verkstalld", "2025-12-01"), ("aterupptagen", "2025-12-04")], "aterupptagen-utan-avbrott"),
        (
            [
                ("verkstalld", "2025-11-20"),
                ("avbrott", "2025-11-24"),
                ("aterupptagen", "2025-12-01"),
                ("avbrott", "2025-12-04"),
                ("aterupptagen", "2025-12-08"),
                ("aterupptagen", "2025-12-15"),
            ],
            "aterupptagen-tva-ganger",
        ),
        ([("avbrott", "2025-12-04")], "avbrott-utan-verkstallighet"),
        ([("avbrott", "2025-12-04"), ("verkstalld", "2025-12-08")], "avbrott-fore-verkstalld"),
        (
            [
                ("verkstalld", "2025-11-24"),
                ("aterupptagen", "2025-11-25"),
                ("avbrott", "2025-12-04"),
            ],
            "aterupptagen-fore-avbrott",
        ),
        (
            [("avslutad", "2025-12-01", {"avslutsorsak": "flyttat"}), ("verkstalld", "2025-12-04")],
            "handelse-efter-avslut",
        ),
        ([("avslutad", "2025-12-01")], "avslutad-utan-verkstallighet"),
        (
            [("avslutad", "2025-12-01", {"avslutsorsak": "enligt-plan"})],
            "avslutad-utan-verkstallighet",
        ),
        (
            [("avslutad", "2025-12-01", {"avslutsorsak": "felregistrerad"})],
            "avslutad-utan-verkstallighet",
        ),
    ],
)
def test_contradictory_facts_are_doubtful_with_which(
    office: Office, told: list[tuple[object, ...]], fault: str
) -> None:
    insats(office, "I1", "2025-11-17", *told, **KIND)
    assert checks(one(office)) == [fault]


def test_a_missing_lagrum_is_doubtful(office: Office) -> None:
    insats(office, "I1", "2025-11-17", lagrum="")
    assert checks(one(office)) == ["lagrum-saknas"]


def test_the_same_decision_twice_is_doubtful_on_both(office: Office) -> None:
    insats(office, "I1", "2025-11-17", person="P-1", **KIND)
    insats(office, "I2", "2025-11-17", person="P-1", **KIND)
    insats(office, "I3", "2025-11-18", person="P-1", **KIND)
    insats(office, "I4", "2025-11-17", person="P-2", **KIND)
    insats(office, "I5", "2025-11-17", person="P-1", insatstyp="kontaktperson")
    listed = evb_quarter(office, Q4)
    assert [d.case.ref for d in listed.in_bin(Bin.DOUBTFUL)] == ["I1", "I2"]
    assert "i I2." in listed.decisions[0].why
    assert "i I1." in listed.decisions[1].why


@pytest.mark.parametrize("outcome", ["insats", "delvis-bifall"])
def test_an_utredning_that_granted_what_no_insats_came_of_is_doubtful(office: Office, outcome: str) -> None:
    done = ("avslutad", "2025-09-01", {"utredningsutfall": outcome})
    utredning(office, "U1", "2025-06-02", done, person="P-1", kon="K", fodelsear="2010", enhet="Barn")
    found = one(office)
    assert checks(found) == ["bifall-utan-insats"]
    assert found is not None
    assert (found.case_type, found.decided, found.days_since) == ("utredning", date(2025, 9, 1), 121)
    assert (found.unit, found.sex, found.age_band) == ("Barn", "K", "13-18")
    assert stands(office, "2025Q2") is None
    insats(office, "I1", "2026-01-05", person="P-1", utredning="U1", **KIND)
    assert stands(office, "2025Q4") is Bin.DOUBTFUL
    assert [d.case.ref for d in evb_quarter(office, quarter_of("2026Q1")).decisions] == ["I1"]


def test_an_insats_that_names_the_utredning_is_its_own_whoever_it_is_for(office: Office) -> None:
    done = ("avslutad", "2025-09-01", {"utredningsutfall": "insats"})
    utredning(office, "U1", "2025-06-02", done, person="P-1")
    insats(office, "I1", "2025-12-01", person="P-2", utredning="U1", **KIND)
    assert [d.case.ref for d in evb_quarter(office, Q4).decisions] == ["I1"]


@pytest.mark.parametrize(("ended", "bin_"), [("2006-06-30", Bin.OUT_OF_SCOPE), ("2006-07-01", Bin.DOUBTFUL)])
def test_an_utredning_that_granted_something_before_the_reporting_began_is_outside(
    office: Office, ended: str, bin_: Bin
) -> None:
    utredning(office, "U1", "2006-02-01", ("avslutad", ended, {"utredningsutfall": "insats"}), person="P-1")
    found = one(office)
    assert found is not None
    assert found.bin is bin_
    assert found.why.startswith("Utanför: beslutet fattades 2006-06-30") is (bin_ is Bin.OUT_OF_SCOPE)


def test_many_quarters_read_at_once_are_what_each_is_read_alone(office: Office) -> None:
    insats(office, "I1", "2025-02-03", ("verkstalld", "2025-08-01"), person="P-1", **KIND)
    insats(office, "I2", "2025-05-05", person="P-1", **KIND)
    names = ["2025Q4", "2025Q1", "2025Q3"]
    asked = [quarter_of(name) for name in names]
    together = evb_quarters(office, asked)
    assert [one.period.name for one in together] == names
    assert [one.decisions for one in together] == [evb_quarter(office, one).decisions for one in asked]
    with pytest.raises(UserError, match="börjar först 2026-04-01"):
        evb_quarters(office, [*asked, quarter_of("2026Q2")])


def test_an_utredning_that_goes_on_or_granted_nothing_is_not_on_the_list(office: Office) -> None:
    utredning(office, "U1", "2025-06-02")
    utredning(office, "U2", "2025-06-02", ("avslutad", "2025-09-01", {"utredningsutfall": "avslag"}))
    assert evb_quarter(office, Q4).total == 0


# --- When and by whom it is read ---


def test_what_is_recorded_late_changes_the_list_but_not_as_it_was_recorded_then(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    before = evb_quarter(office, Q4)
    later = Office(office.database, office.catalogue, lambda: NOW + timedelta(days=1), "provaren")
    tell(later, key("I1", INSATS), ("verkstalld", "2025-10-01"))
    assert stands(later) is Bin.EXECUTED_LATE
    again = evb_quarter(later, Q4, recorded_at=before.recorded_at)
    assert again.decisions == before.decisions
    assert again.fingerprint == before.fingerprint
    assert evb_quarter(later, Q4).fingerprint != before.fingerprint


def test_a_unit_has_the_decisions_that_were_its_own_on_the_last_day(office: Office) -> None:
    insats(office, "I1", "2025-06-02", enhet="Norr", handlaggare="H1", **KIND)
    insats(office, "I2", "2025-06-02", **KIND)
    tell(office, key("I1", INSATS), ("uppgifter", "2026-01-07", {"enhet": "Söder"}))
    assert [d.case.ref for d in evb_quarter(office, Q4, unit="Norr").decisions] == ["I1"]
    assert evb_quarter(office, Q4, unit="Söder").total == 0
    assert [d.case.ref for d in evb_quarter(office, quarter_of("2026Q1"), unit="Söder").decisions] == ["I1"]
    assert [d.case.ref for d in evb_quarter(office, Q4, unit="").decisions] == ["I2"]
    with pytest.raises(UserError, match="Enheten ”Väster” finns inte"):
        evb_quarter(office, Q4, unit="Väster")
    found = evb_quarter(office, Q4, unit="Norr").decisions[0]
    assert (found.unit, found.worker) == ("Norr", "H1")


def test_a_packs_unit_may_have_no_decisions(office: Office) -> None:
    office.choose_packs(["norrtalje"])
    assert evb_quarter(office, Q4, unit="Utredningsenheten").total == 0


def test_sex_and_age_are_read_from_whichever_case_tells_them(office: Office) -> None:
    anmalan(office, "A1", "2025-03-03", person="P-1", kon="M", fodelsear="2018")
    insats(office, "I1", "2025-06-02", person="P-1", **KIND)
    found = one(office)
    assert found is not None
    assert (found.sex, found.age_band, found.person) == ("M", "0-12", "P-1")
    insats(office, "I2", "2025-06-02", person="", **KIND)
    nobody = next(d for d in evb_quarter(office, Q4).decisions if d.case.ref == "I2")
    assert (nobody.sex, nobody.age_band, nobody.person) == ("okänt", "okänt", None)


def test_the_report_lacks_what_the_catalogue_asks_for(office: Office) -> None:
    insats(office, "I1", "2025-06-02", insatstyp="")
    found = one(office)
    assert found is not None
    assert found.missing == (
        "insatstyp",
        "orsak",
        "senaste erbjudande",
        "stöd under väntan",
        "följder för den enskilde",
        "vad som har gjorts",
    )
    assert not found.is_ready
    tell(
        office,
        key("I1", INSATS),
        (
            "uppgifter",
            "2025-12-01",
            {
                "insatstyp": "kontaktfamilj",
                "orsak_ej_verkstalld": "saknar-resurs",
                "orsak_text": "Ingen familj har kunnat ta uppdraget.",
                "stod_under_vantan": "Öppenvård",
                "foljder_enskild": "Mer skolfrånvaro",
                "vidtagna_atgarder": "Annonserat",
                "uppfoljning_behov": "2025-11-20",
                "vistelsekommun": "j",
                "skyddade_uppgifter": "j",
            },
        ),
    )
    found = one(office)
    assert found is not None
    assert found.is_ready, "no offer can be made when there is nothing to offer"
    assert (found.reason_name, found.support, found.actions) == ("saknar resurs", "Öppenvård", "Annonserat")
    assert (found.vistelsekommun, found.protected) == (True, True)
    tell(office, key("I1", INSATS), ("uppgifter", "2025-12-08", {"orsak_ej_verkstalld": "tackat-nej"}))
    found = one(office)
    assert found is not None
    assert found.missing == ("senaste erbjudande",)


def test_the_bins_sum_to_the_whole_in_their_order_and_json_is_the_contract(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    insats(office, "I2", "2025-12-01", **KIND)
    insats(office, "I3", "2025-12-01", lagrum="lvu")
    listed = evb_quarter(office, Q4)
    assert list(listed.bins) == list(Bin)
    assert sum(listed.bins.values()) == listed.total == 3
    assert [d.case.ref for d in listed.decisions] == ["I1", "I2", "I3"]
    told = listed.as_json()
    assert list(told) == ["quarter", "as_of", "fingerprint", "total", "bins", "decisions"]
    assert (told["quarter"], told["as_of"], told["total"]) == ("2025Q4", "2026-03-16", 3)
    assert told["bins"]["to_report"] == 1
    assert list(told["bins"]) == [
        "out_of_scope",
        "doubtful",
        "ended",
        "executed_in_time",
        "executed_late",
        "waiting",
        "reported_open",
        "to_report",
    ]
    assert told["decisions"][0] == {"case": "I1", "bin": "to_report", "why": listed.decisions[0].why}


def test_the_fingerprint_goes_with_what_is_told_and_not_with_the_day_it_is_read(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    first = evb_quarter(office, Q4).fingerprint
    assert evb_quarter(office, Q4, date(2026, 2, 1)).fingerprint == first
    tell(office, key("I1", INSATS), ("kvitterad", "2025-11-03"))
    assert evb_quarter(office, Q4).fingerprint == first
    tell(office, key("I1", INSATS), ("uppgifter", "2025-11-03", {"orsak_text": "x"}))
    assert evb_quarter(office, Q4).fingerprint != first


def test_progress_is_told_of_long_reads(office: Office) -> None:
    told: list[int] = []
    events = [("uppgifter", "2025-06-02", {"handlaggare": f"H{n}"}) for n in range(2_000)]
    insats(office, "I1", "2025-06-02", *events, **KIND)
    evb_quarter(office, Q4, progress=told.append)
    assert told == [2_000]


def test_the_queue_of_what_is_not_executed_is_the_open_bins_of_today(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    insats(office, "I2", "2025-06-02", lagrum="sol-11-5")
    insats(office, "I3", "2026-01-07", **KIND)
    insats(office, "I4", "2025-01-07", ("verkstalld", "2025-01-20"), ("avbrott", "2025-09-01"), **KIND)
    insats(office, "I5", "2025-06-02", ("evb_rapporterad", "2025-10-02", {"evb_kvartal": "2025Q3"}), **KIND)
    listed = evb_quarter(office, quarter_of("2026Q1"))
    late = {d.case.ref for d in listed.in_bin(Bin.TO_REPORT, Bin.REPORTED_OPEN)}
    assert late == {item.case.ref for item in read_queue(office, "not-executed").items} == {"I1", "I4", "I5"}
