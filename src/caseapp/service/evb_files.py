"""The quarter's list of ej verkställda beslut as a file: every decision a row, without the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from caseapp import __version__
from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.events import spaced
from caseapp.domain.periods import Period
from caseapp.exchange.writing import Cell, Sheet, write_csv, write_xlsx
from caseapp.service.evb import EvbQuarter, evb_quarter
from caseapp.service.evb_signing import Difference, signed_text, since_signed
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS

HEADER = (
    "Kvartal",
    "Ärende",
    "Läge",
    "Varför",
    "Enhet",
    "Handläggare",
    "Typ av insats",
    "Lagrum",
    "Beslutsdatum",
    "Verkställt",
    "Verkställt efter kvartalet",
    "Avbrutet sedan",
    "Verkställt igen",
    "Delvis verkställt",
    "Del som inte är verkställd",
    "Avslutat",
    "Avslutsorsak",
    "Frist från",
    "Sista dag",
    "Dygn sedan beslutet",
    "Orsak till dröjsmålet",
    "Orsaken i ord",
    "Vad som har gjorts",
    "Antal erbjudanden",
    "Senaste erbjudande",
    "Senaste erbjudande avser",
    "Svar på senaste erbjudande",
    "Uppföljning av behovet",
    "Annat stöd under väntan",
    "Följder för den enskilde",
    "Rapporterat till IVO för",
    "Rapporterat till IVO den",
    "IVO:s ärendenummer",
    "Verkställighet rapporterad",
    "Särskild avgift kan sökas till och med",
    "Saknas inför rapporten",
    "Genom dom",
    "Vistelsekommun",
    "Skyddade personuppgifter",
)
CHANGED = ("Ärende", "Läge vid signering", "Läge nu", "Uppgift", "Då", "Nu")
"""The columns of what has changed since the list was signed."""
PROTECTED = "skyddat"
"""What stands in place of free text and unit for one with protected personal data."""


def write_evb_list(
    office: Office,
    quarter: Period,
    path: Path,
    *,
    as_of: date | None = None,
    recorded_at: str | None = None,
    unit: str | None = None,
    bins: tuple[Bin, ...] = tuple(Bin),
) -> int:
    """Write the quarter's list as `.csv` or `.xlsx`; returns the number of rows. Raises UserError."""
    found = evb_quarter(office, quarter, as_of, recorded_at, unit)
    return save_evb_list(found, since_signed(office, found), path, bins)


def save_evb_list(
    found: EvbQuarter, signed: Difference | None, path: Path, bins: tuple[Bin, ...] = tuple(Bin)
) -> int:
    """Write a list that has been taken out already; returns the number of rows. Raises UserError.

    `signed` is what has changed since it was signed; the workbook has it on a sheet of its own.
    """
    rows = [_row(found, decision) for decision in found.in_bin(*bins)]
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_csv(path, HEADER, rows)
    elif suffix == ".xlsx":
        about = Sheet("Om", ["Uppgift", "Värde"], _about(found, signed, bins, len(rows)))
        sheets = [Sheet(f"Beslut {found.period.name}", HEADER, rows), about]
        if signed is not None and signed.rows:
            sheets.append(Sheet("Ändrat sedan signering", CHANGED, list(_changed(found, signed))))
        write_xlsx(path, sheets)
    else:
        raise UserError(f"Filen {path.name} ska sluta på .xlsx eller .csv. Välj ett av dem.")
    return len(rows)


def _row(found: EvbQuarter, told: EvbDecision) -> list[Cell]:
    offer, report = told.newest_offer, told.reports[-1] if told.reports else None

    def free(text: str) -> str | None:
        return (PROTECTED if told.protected else text) if text else None

    return [
        found.period.name,
        told.case.ref,
        told.bin.swedish,
        told.why,
        free(told.unit or ""),
        told.worker,
        told.insatstyp_name or None,
        told.lagrum_name or None,
        told.decided,
        told.executed,
        told.executed_after,
        told.interrupted_since,
        told.resumed,
        told.partly_executed,
        free(told.part_not_executed),
        told.ended,
        told.end_reason_name or None,
        told.start,
        told.last_day,
        told.days_since,
        told.reason_name or None,
        free(told.reason_text),
        free(told.actions),
        len(told.offers),
        offer.day if offer else None,
        free(offer.what) if offer else None,
        offer.answer_name or None if offer else None,
        free(told.follow_up),
        free(told.support),
        free(told.consequences),
        report.quarter if report else None,
        report.day if report else None,
        report.number or None if report else None,
        told.execution_reported,
        told.fee_limit,
        ", ".join(told.missing) or None,
        _yes(told.by_judgment),
        _yes(told.vistelsekommun),
        _yes(told.protected),
    ]


def _yes(said: bool) -> str:
    return "ja" if said else "nej"


def _changed(found: EvbQuarter, signed: Difference) -> Iterator[list[Cell]]:
    """What has changed since the list was signed, a fact a row; of the protected only which facts."""
    protected = {told.case for told in found.decisions if told.protected}
    for row in signed.rows:
        head: list[Cell] = [
            row.case.ref,
            row.before.swedish if row.before else "inte på listan",
            row.after.swedish if row.after else "inte på listan",
        ]
        if not row.facts:
            yield [*head, None, None, None]
        for fact in row.facts:
            values = [fact.before, fact.after]
            if row.case in protected:
                values = [PROTECTED if value else value for value in values]
            yield [*head, fact.name, *(value or None for value in values)]


def _about(
    found: EvbQuarter, signed: Difference | None, bins: tuple[Bin, ...], rows: int
) -> list[list[Cell]]:
    counts: list[list[Cell]] = [[f"varav {name.swedish}", count] for name, count in found.bins.items()]
    return [
        ["Kvartal", found.period.text()],
        ["Läge", found.last_day],
        ["Uppgifter läses till och med", found.as_of],
        ["Registrerat till och med (UTC)", found.recorded_at],
        ["Enhet", ALL_UNITS if found.unit is None else found.unit],
        ["Beslut på listan", found.total],
        *counts,
        ["Rader i filen", rows],
        ["Urval", ", ".join(name.swedish for name in bins)],
        ["Regelverk", found.catalogue],
        ["Program", f"caseapp {__version__}"],
        ["Kontrollsumma", spaced(found.fingerprint)],
        ["Egenkontroll", signed_text(signed)],
        ["Personer", "Filen har ärendets nummer men ingen person. Uppgifterna är ändå personuppgifter."],
    ]
