"""The signed egenkontroll: who, when, which list, and what reads otherwise since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin
from caseapp.domain.moments import Moment
from caseapp.service.evb import evb_quarter, quarter_of
from caseapp.service.evb_reporting import add_offer, fill_in, mark_reported
from caseapp.service.evb_signing import (
    NAMES,
    Changed,
    FactChange,
    control_key,
    difference,
    sign,
    signature,
    signed_text,
    since_signed,
)
from caseapp.service.local_rules import accept_catalogue, preview_catalogue
from caseapp.service.office import Office, utc_text
from caseapp.service.record import record_event, undo, void_event
from tests.casework import INSATS, insats, key, tell
from tests.conftest import NOW

Q4 = quarter_of("2025Q4")
I1 = key("I1", INSATS)
KIND = {"insatstyp": "kontaktfamilj"}


def rows(office: Office, unit: str | None = None) -> tuple[Changed, ...]:
    """What has changed since the list was signed."""
    found = difference(office, Q4, unit)
    assert found is not None
    assert found.any is bool(found.rows)
    return found.rows


def test_nobody_has_signed_what_is_not_signed(office: Office) -> None:
    assert signature(office, Q4) is None
    assert difference(office, Q4) is None


def test_a_signature_tells_who_when_and_which_list(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    listed = evb_quarter(office, Q4)
    sign(office, Q4)
    signed = signature(office, Q4)
    assert signed is not None
    assert (signed.who, signed.day, signed.as_of) == ("provaren", date(2026, 3, 16), date(2026, 3, 16))
    assert (signed.fingerprint, signed.total) == (listed.fingerprint, 1)
    assert rows(office) == ()
    assert signature(office, quarter_of("2025Q3")) is None


def test_a_list_read_as_it_was_known_before_the_signature_is_not_signed(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4, who="enhetschef")
    earlier = utc_text(NOW - timedelta(hours=1))
    assert signature(office, Q4, recorded_at=utc_text(NOW)) is not None
    assert signature(office, Q4, recorded_at=earlier) is None
    assert since_signed(office, evb_quarter(office, Q4, recorded_at=earlier)) is None


def test_what_is_said_of_a_signature_tells_when_only_the_rules_have_changed(office: Office) -> None:
    insats(office, "I1", "2025-06-02", lagrum="sol-4-1", genom_dom="j", **KIND)
    sign(office, Q4, who="enhetschef")
    accept_catalogue(office, preview_catalogue(office, local="[evb]\njudgments = true\n"))
    said = signed_text(difference(office, Q4))
    assert said.endswith("Regelverket är ett annat än då.")


def test_a_mail_address_never_signs(office: Office) -> None:
    with pytest.raises(UserError, match="Signaturen: tecken 1–15 ser ut som en e-postadress"):
        sign(office, Q4, who="anna@example.se")
    assert signature(office, Q4) is None


def test_an_identity_never_signs(office: Office) -> None:
    number = "19121212" + "-1212"
    with pytest.raises(UserError, match="ser ut som ett personnummer") as told:
        sign(office, Q4, who=number)
    assert number not in str(told.value)
    assert signature(office, Q4) is None
    sign(office, Q4, who=" AB ")
    signed = signature(office, Q4)
    assert signed is not None
    assert signed.who == "AB"


def test_the_latest_signature_counts_and_one_taken_back_does_not(office: Office) -> None:
    sign(office, Q4, who="AB")
    insats(office, "I1", "2025-06-02", **KIND)
    again = sign(office, Q4, who="CD")
    assert rows(office) == ()
    undo(office, again)
    signed = signature(office, Q4)
    assert signed is not None
    assert signed.who == "AB"
    assert [(row.case, row.before, row.after) for row in rows(office)] == [(I1, None, Bin.TO_REPORT)]


def test_each_unit_signs_its_own_list(office: Office) -> None:
    insats(office, "I1", "2025-06-02", enhet="Norr", **KIND)
    insats(office, "I2", "2025-06-02", **KIND)
    sign(office, Q4, "Norr")
    sign(office, Q4, "")
    assert signature(office, Q4) is None
    keys = {control_key(Q4, unit) for unit in (None, "", "Norr")}
    assert {key.ref for key in keys} == {"EVB-2025Q4", "EVB-2025Q4 utan enhet", "EVB-2025Q4 Norr"}
    record_event(office, I1, "verkstalld", Moment(date(2025, 10, 1)))
    assert len(rows(office, "Norr")) == 1
    assert rows(office, "") == ()


def test_what_changes_in_the_same_minute_as_the_signature_is_still_a_difference(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    tell(office, I1, ("verkstalld", "2025-10-01"))
    (row,) = rows(office)
    assert (row.before, row.after) == (Bin.TO_REPORT, Bin.EXECUTED_LATE)
    assert row.facts == (FactChange("verkställt", "", "2025-10-01"), FactChange("saknas", *_lacked()))


def _lacked() -> tuple[str, str]:
    return (
        "orsak; senaste erbjudande; stöd under väntan; följder för den enskilde; vad som har gjorts",
        "",
    )


def test_what_is_voided_or_gone_is_a_difference(office: Office) -> None:
    made = insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    void_event(office, made, 1)
    assert [(row.before, row.after) for row in rows(office)] == [(Bin.TO_REPORT, None)]


def test_facts_offers_and_reports_are_told_in_words(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    add_offer(office, I1, date(2025, 12, 1), "avbojt", "familjen på Ön")
    fill_in(office, Q4, I1, {"orsak_ej_verkstalld": "tackat-nej", "vistelsekommun": "j"})
    mark_reported(office, Q4, [I1], "3.5.1-7/2026")
    (row,) = rows(office)
    assert (row.before, row.after) == (Bin.TO_REPORT, Bin.TO_REPORT)
    told = {fact.name: (fact.before, fact.after) for fact in row.facts}
    assert told["orsak"] == ("", "tackat nej till erbjudande")
    assert told["erbjudanden"] == ("", "2025-12-01 tackat nej familjen på Ön")
    assert told["rapporterat till IVO"] == ("", "2025Q4 2026-03-16 3.5.1-7/2026")
    assert told["gäller vistelsekommun"] == ("nej", "ja")


def test_a_new_fault_is_told_in_words(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    tell(office, I1, ("uppgifter", "2025-06-02", {"lagrum": ""}))
    (row,) = rows(office)
    told = {fact.name: fact.after for fact in row.facts}
    assert row.after is Bin.DOUBTFUL
    assert told["oklart"].startswith("Insatsen saknar lagrum.")


def test_days_that_pass_after_the_quarter_are_no_difference(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    later = Office(office.database, office.catalogue, lambda: NOW + timedelta(days=40), "provaren")
    assert rows(later) == ()


def test_a_list_signed_before_the_quarter_has_ended_changes_as_it_goes_on(office: Office) -> None:
    quarter = quarter_of("2026Q1")
    insats(office, "I1", "2025-12-29", **KIND)  # last day 30 March
    sign(office, quarter)
    same = difference(office, quarter)
    later = Office(office.database, office.catalogue, lambda: NOW + timedelta(days=16), "provaren")
    passed = difference(later, quarter)
    assert same is not None
    assert not same.any
    assert passed is not None
    assert [(row.before, row.after) for row in passed.rows] == [(Bin.WAITING, Bin.TO_REPORT)]


def test_other_rules_that_make_another_list_are_told(office: Office) -> None:
    insats(office, "I1", "2025-06-02", lagrum="sol-3-6b")
    sign(office, Q4)
    text = '[[evb.window]]\nquarter = "2025Q4"\nfirst = "01-10"\nlast = "02-10"\n'
    accept_catalogue(office, preview_catalogue(office, local=text))
    found = difference(office, Q4)
    assert found is not None
    assert not found.any, "other windows make no other list"
    text += '[[evb.exclusion]]\nlagrum = "sol-3-6b"\nreason = "eget skäl"\n'
    accept_catalogue(office, preview_catalogue(office, local=text))
    found = difference(office, Q4)
    assert found is not None
    assert (found.catalogue_changed, found.rows, found.any) == (True, (), True)
    assert found.as_json()["catalogue_changed"] is True


def test_the_difference_as_json(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    sign(office, Q4)
    tell(office, I1, ("uppgifter", "2025-10-01", {"orsak_text": "x"}))
    insats(office, "I2", "2025-06-02", **KIND)
    found = difference(office, Q4)
    assert found is not None
    told = found.as_json()
    assert (told["who"], told["fingerprint"]) == ("provaren", found.signature.fingerprint)
    changed = {row["case"]: row for row in told["changed"]}
    assert changed["I2"] == {"case": "I2", "before": None, "after": "to_report", "facts": []}
    assert {"name": "orsak i ord", "before": "", "after": "x"} in changed["I1"]["facts"]


def test_every_fact_of_a_decision_has_a_name(office: Office) -> None:
    insats(office, "I1", "2025-06-02", **KIND)
    (found,) = evb_quarter(office, Q4).decisions
    told = {name for name in found.__slots__ if not name.endswith("_name")}
    assert told - NAMES.keys() == {"case", "bin", "person", "why", "days_since"}
