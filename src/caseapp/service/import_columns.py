"""Which kind of list a file is, and which of its columns mean what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from caseapp.catalogue.book import Catalogue, Column, ImportKind, ImportProfile
from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.swedish import listing
from caseapp.exchange.tables import Table, shown
from caseapp.exchange.words import letters

FAULTS = "fel"
"""Header of the column that a file of rejected rows has last."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the file: its header, and the column of the form it is read as, if any."""

    header: str
    column: Column | None

    @property
    def is_faults(self) -> bool:
        """Whether it is our own column of faults from a file of rejected rows."""
        return letters(self.header) == FAULTS


@dataclass(frozen=True, slots=True)
class Form:
    """A file understood: its kind, its columns in order, and what there is to say about them."""

    kind: ImportKind
    matches: tuple[ColumnMatch, ...]
    notes: tuple[str, ...]

    def has(self, column_id: str) -> bool:
        """Whether the file has this column."""
        return any(match.column is not None and match.column.id == column_id for match in self.matches)


def find_profile(catalogue: Catalogue, profile: str | None) -> ImportProfile | None:
    """The profile by its id. Raises UserError that names those there are."""
    if profile is None:
        return None
    found = catalogue.import_profiles.get(profile.strip().casefold())
    if found is None:
        known = ", ".join(catalogue.import_profiles)
        raise UserError(f"Profilen ”{profile}” finns inte. Välj en av: {known}.")
    return found


def known_headers(catalogue: Catalogue, profile: ImportProfile | None) -> frozenset[str]:
    """Every header that means something in some kind, as `letters` makes them."""
    return frozenset(
        word
        for kind in catalogue.import_kinds.values()
        for column in kind.columns
        for word in _ranks(kind, column, profile)
    )


def recognise(
    catalogue: Catalogue, table: Table, path: Path, kind: str | None, profile: ImportProfile | None
) -> Form:
    """The kind that is named, or that the headers tell. Raises UserError when neither is clear."""
    headers = _safe_headers(table)
    if kind is not None:
        chosen = _named(catalogue, kind)
        form, _ = _match(chosen, headers, profile)
        missing = _missing(form)
        if missing:
            raise UserError(_lacks(path, chosen, missing))
        return form
    stem = letters(path.stem)
    ranked = []
    for candidate in catalogue.import_kinds.values():
        form, score = _match(candidate, headers, profile)
        hint = letters(candidate.case_type or candidate.id) in stem
        ranked.append((not _missing(form), hint, score, form))
    ranked.sort(key=lambda entry: entry[:3], reverse=True)
    complete, hint, score, form = ranked[0]
    if not complete:
        if score[1] < 2:
            known = listing([k.id for k in catalogue.import_kinds.values()])
            raise UserError(
                f"{shown(path)} känns inte igen som {known}. Kontrollera rubrikerna, "
                "eller ange vilken sort det är (--as)."
            )
        raise UserError(_lacks(path, form.kind, _missing(form)))
    rivals = [entry[3].kind.id for entry in ranked[1:] if entry[:3] == (complete, hint, score)]
    if rivals:
        raise UserError(
            f"{shown(path)} kan vara både {listing([form.kind.id, *rivals])}. Ange vilken sort det är (--as)."
        )
    return form


def required_form(table: Table, path: Path, kind: ImportKind, profile: ImportProfile | None) -> Form:
    """The form of a list that can be of one kind only. Raises UserError when it lacks a column."""
    form, _ = _match(kind, _safe_headers(table), profile)
    missing = _missing(form)
    if missing:
        names = listing([f"”{name}”" for name in missing])
        raise UserError(f"{shown(path)} saknar rubriken för {names}. Lägg till den i filen.")
    return form


def _named(catalogue: Catalogue, kind: str) -> ImportKind:
    for known in catalogue.import_kinds.values():
        if letters(kind) in (letters(known.id), letters(known.name)):
            return known
    names = ", ".join(catalogue.import_kinds)
    raise UserError(f"Sorten ”{kind}” finns inte. Välj en av: {names}.")


def _lacks(path: Path, kind: ImportKind, missing: list[str]) -> str:
    names = listing([f"”{name}”" for name in missing])
    many = "Kolumnerna" if len(missing) > 1 else "Kolumnen"
    return (
        f"{shown(path)} läses som {kind.id}, men saknar rubriken för {names}. {many} behövs: "
        "lägg till den i filen, eller ange en annan sort (--as)."
    )


def _missing(form: Form) -> list[str]:
    return [column.name for column in form.kind.columns if column.required and not form.has(column.id)]


def _ranks(kind: ImportKind, column: Column, profile: ImportProfile | None) -> dict[str, int]:
    """The headers a column is known by; a lower number is a surer sign."""
    special = profile.headers.get(kind.id, {}).get(column.id, ()) if profile is not None else ()
    ranks = {letters(word): 2 for word in column.synonyms}
    ranks |= {letters(word): 1 for word in (column.id, column.name)}
    return ranks | {letters(word): 0 for word in special}


def _match(
    kind: ImportKind, headers: list[str], profile: ImportProfile | None
) -> tuple[Form, tuple[int, int]]:
    """The surest pairing of headers and columns, and how sure: columns by their own names, columns in all."""
    offers = []
    for order, column in enumerate(kind.columns):
        ranks = _ranks(kind, column, profile)
        for index, header in enumerate(headers):
            rank = ranks.get(letters(header))
            if rank is not None:
                offers.append((rank, order, index, column))
    taken: dict[int, Column] = {}
    own = 0
    rivals: dict[int, Column] = {}
    for rank, _, index, column in sorted(offers, key=lambda offer: offer[:3]):
        if index in taken:
            continue
        if column in taken.values():
            rivals.setdefault(index, column)
            continue
        taken[index] = column
        own += rank < 2
    matches = tuple(ColumnMatch(header, taken.get(index)) for index, header in enumerate(headers))
    notes = []
    unknown = []
    for index, match in enumerate(matches):
        if match.column is not None or match.is_faults:
            continue
        if index in rivals:
            notes.append(
                f"Kolumnen ”{match.header}” är inte inläst: en annan kolumn ger redan ”{rivals[index].name}”."
            )
        else:
            unknown.append(f"”{match.header}”")
    if unknown:
        one = len(unknown) == 1
        notes.append(
            f"Kolumn{'en' if one else 'erna'} {listing(unknown)} känns inte igen "
            f"och är inte {'inläst' if one else 'inlästa'}."
        )
    return Form(kind, matches, tuple(notes)), (own, len(taken))


def _safe_headers(table: Table) -> list[str]:
    """The headers; one that is empty or holds an identity is called by its number."""
    return [
        f"kolumn {number}" if not name or looks_like_identity(name) else name
        for number, name in enumerate(table.header, start=1)
    ]
