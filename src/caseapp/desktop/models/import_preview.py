"""What an import did or would do, in the words of the screen. Holds only what the result tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseapp.domain.swedish import listing, plural

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.errors import UserError
    from caseapp.service.importing import ImportResult


@dataclass(frozen=True, slots=True)
class Preview:
    """The counts by row, and the tables, each cell a text."""

    kind: str
    kind_name: str
    read: int
    fresh: int
    updated: int
    unchanged: int
    rejected: int
    warnings: int
    columns_text: str
    notes: tuple[str, ...]
    warning_texts: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rejects: tuple[tuple[str, str, str], ...]

    @property
    def accepted(self) -> int:
        """How many rows were understood."""
        return self.read - self.rejected

    @property
    def all_notes(self) -> list[str]:
        """How the file was read, then the warnings."""
        return [*self.notes, *(f"◆ {text}" for text in self.warning_texts)]

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence or two."""
        parts = [
            plural(self.fresh, "ny rad", "nya rader"),
            plural(self.updated, "ändrad", "ändrade"),
            plural(self.unchanged, "oförändrad", "oförändrade"),
        ]
        text = f"{listing(parts)}."
        if self.rejected:
            text += f" {plural(self.rejected, 'rad avvisades', 'rader avvisades')}."
        if self.warnings:
            text += f" {plural(self.warnings, 'varning', 'varningar')} att se över."
        return text


def preview_of(catalogue: Catalogue, result: ImportResult) -> Preview:
    """The result as the screen tells it."""
    kind = catalogue.import_kinds[result.kind]
    used = [match.column.name for match in result.columns if match.column is not None]
    spare = [match.header for match in result.columns if match.column is None and not match.is_faults]
    text = f"Kolumner som läses: {listing(used)}."
    if spare:
        text += f" Läses inte: {listing(spare)}."
    return Preview(
        kind=result.kind,
        kind_name=kind.name,
        read=result.read,
        fresh=result.imported,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
        warnings=result.warnings,
        columns_text=text,
        notes=result.notes,
        warning_texts=result.warning_texts,
        columns=("Rad", *result.preview_header),
        rows=tuple((str(row.number), *row.cells) for row in result.preview),
        rejects=tuple((str(fault.row), fault.field, fault.reason) for fault in result.rejects),
    )


def told(error: UserError) -> str:
    """A sentence for the screen: without what belongs to the command line."""
    return str(error).replace(" (--as)", "")
