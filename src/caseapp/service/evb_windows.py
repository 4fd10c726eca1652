"""When ej verkställda beslut are reported to IVO: the windows of the catalogue, packs and the local layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.domain.periods import Period
from caseapp.domain.quarters import quarter_before, quarter_with
from caseapp.domain.rules import add_months
from caseapp.service.local_rules import CataloguePreview, accept_catalogue, preview_catalogue, read_local
from caseapp.service.office import Office


@dataclass(frozen=True, slots=True)
class ReportWindow:
    """The first and the last day that a quarter is reported."""

    quarter: Period
    first: date
    last: date


def window(catalogue: Catalogue, quarter: Period) -> tuple[date, date]:
    """The first and the last day of the reporting of a quarter, after it has ended."""
    return catalogue.evb.window(quarter)


def windows_from(catalogue: Catalogue, on: date) -> Iterator[ReportWindow]:
    """The windows that have not closed before a day, the first one first, without end."""
    quarter = quarter_before(on)
    while True:
        first, last = window(catalogue, quarter)
        if last >= on:
            yield ReportWindow(quarter, first, last)
        quarter = quarter_with(quarter.last + timedelta(days=1))


def change_window(office: Office, quarter: Period, first: date, last: date) -> CataloguePreview:
    """Set when one quarter is reported, in the local layer. `undo_catalogue` takes it back.

    Raises UserError for days that cannot be.
    """
    if not quarter.last < first <= last < add_months(quarter.last, 12):
        raise UserError(
            f"Rapporteringen för {quarter.name} ska börja efter {quarter.last.isoformat()} och sluta samma "
            "dag eller senare, inom ett år. Kontrollera dagarna."
        )
    if (first.month, first.day) == (2, 29) or (last.month, last.day) == (2, 29):
        raise UserError("Den 29 februari finns inte varje år. Välj den 28 februari eller den 1 mars.")
    block = (
        f'[[evb.window]]\nquarter = "{quarter.name}"\nfirst = "{first:%m-%d}"\nlast = "{last:%m-%d}"\n'
        'source = "ändrad i programmet"\n'
    )
    text = read_local(office)
    preview = preview_catalogue(office, local=f"{text.rstrip()}\n\n{block}".lstrip())
    accept_catalogue(office, preview)
    return preview
