"""Reads the TOML files and makes the catalogue. Errors name file, entry and field."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import tomli
from pydantic import ValidationError

from caseapp.catalogue import forms
from caseapp.catalogue.book import (
    Catalogue,
    Column,
    ForecastSettings,
    ImportKind,
    ImportProfile,
    Pack,
    QuarterSettings,
    Queue,
    Suppression,
)
from caseapp.catalogue.check import check_catalogue
from caseapp.catalogue.evb_book import evb_settings, guarded
from caseapp.catalogue.faults import CatalogueError as CatalogueError
from caseapp.catalogue.faults import told_faults
from caseapp.catalogue.local import LOCAL_PACK, LOCAL_SOURCE, add_versions, free_days
from caseapp.catalogue.matters import matter_books
from caseapp.catalogue.measure_check import measure_faults
from caseapp.catalogue.measures import STANDARD, Bands, read_measures
from caseapp.catalogue.targets import with_targets
from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.cases import CaseType, Code, CodeList, EventType, FieldKind, FieldType
from caseapp.domain.errors import UserError
from caseapp.domain.forecast import First, Method
from caseapp.domain.moments import Moment
from caseapp.domain.quality import Check, CheckKind
from caseapp.domain.rules import (
    Category,
    Condition,
    Direction,
    Example,
    Limit,
    Roll,
    Rule,
    RuleVersion,
    Unit,
)
from caseapp.files import resource

F = TypeVar("F", bound=forms.Form)
T = TypeVar("T")


def available_packs(folder: Path | None = None) -> dict[str, Pack]:
    """The packs that can be chosen, by id."""
    root = folder or resource("catalogue")
    packs = {}
    for path in sorted((root / "packs").glob("*.toml")):
        form = _read(path, forms.PackForm)
        packs[form.id] = Pack(form.id, form.name, form.municipality, tuple(form.units))
    return packs


def load_catalogue(
    packs: Sequence[str] = (), folder: Path | None = None, local: str | None = None
) -> Catalogue:
    """The catalogue with these packs on top, in order, and the local layer last. Raises CatalogueError."""
    root = folder or resource("catalogue")
    books = [
        (path, _read(path, forms.BookForm))
        for path in sorted(root.glob("*.toml"), key=lambda path: path.stem)
    ]
    chosen = []
    for pack_id in packs:
        path = root / "packs" / f"{pack_id}.toml"
        if not path.is_file():
            known = ", ".join(available_packs(root))
            raise UserError(f"Paketet ”{pack_id}” finns inte. Välj ett av: {known}.")
        chosen.append((path, _read(path, forms.PackForm)))
    return _Builder(root, books, chosen, local or "").build()


def load_every_rule(folder: Path | None = None) -> Catalogue:
    """The catalogue with all packs laid on: what the free calculator knows."""
    return load_catalogue(tuple(available_packs(folder)), folder)


def _read(path: Path, form: type[F]) -> F:
    try:
        # Notepad puts a byte order mark first, which TOML does not know.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(
            f"{path.name}: filen är inte sparad som UTF-8. Spara den igen med kodningen UTF-8."
        ) from None
    try:
        return _parse(path.name, text, form)
    except tomli.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name}: filen är inte giltig TOML ({error}).") from None


def _read_local(text: str) -> forms.LocalForm:
    try:
        return _parse(LOCAL_SOURCE, text, forms.LocalForm)
    except tomli.TOMLDecodeError as error:
        raise CatalogueError(f"{LOCAL_SOURCE}: texten är inte giltig TOML ({error}).") from None


def _parse(source: str, text: str, form: type[F]) -> F:
    content = tomli.loads(text)
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(told_faults(source, content, error)) from None


class _Builder:
    """Makes domain objects of the forms, layer upon layer."""

    def __init__(
        self,
        root: Path,
        books: list[tuple[Path, forms.BookForm]],
        packs: list[tuple[Path, forms.PackForm]],
        local: str,
    ) -> None:
        self.root = root
        self.books = books
        self.packs = packs
        self.local = local
        self.rolls: dict[str, Roll] = {}

    def build(self) -> Catalogue:
        calendar_form = self._single("calendar", [b.calendar for _, b in self.books])
        suppression = self._single("suppression", [b.suppression for _, b in self.books])
        forecast = self._single("forecast", [b.forecast for _, b in self.books])
        quarter = self._single("quarter", [b.quarter for _, b in self.books])
        evb_form = self._single("evb", [b.evb for _, b in self.books])
        for path, book in self.books:
            for roll in book.roll:
                self._add(self.rolls, roll.id, _roll(roll), path.name, "roll")
        rules: dict[str, Rule] = {}
        for path, book in self.books:
            for form in book.rule:
                self._add(rules, form.id, self._rule(path.name, form, None), path.name, "rule")
        for path, pack in self.packs:
            for form in pack.rule:
                self._add(rules, form.id, self._rule(path.name, form, pack.id), path.name, "rule")
        local = _read_local(self.local)
        for form in local.rule:
            self._add(rules, form.id, self._rule(LOCAL_SOURCE, form, LOCAL_PACK), LOCAL_SOURCE, "rule")
        rules = add_versions(rules, local.rule_version, self._rule_version)
        evb = evb_settings(evb_form, [*(pack.evb for _, pack in self.packs), local.evb])
        rules = guarded(rules, evb)
        calendar = load_calendar(self.root, calendar_form)
        calendar = calendar.with_local_days(free_days(local.free_day, calendar))
        bands = Bands(
            [form for _, book in self.books for form in book.duration_band],
            [form for _, book in self.books for form in book.age_band],
        )
        measured: list[tuple[Path, forms.BookForm | forms.PackForm]] = [*self.books, *self.packs]
        catalogue = Catalogue(
            version=self._version(calendar_form),
            calendar=calendar,
            working_day=calendar_form.working_day,
            code_lists=self._code_lists(),
            fields=self._collect("field", lambda f: _field(f)),
            events=self._collect("event", lambda f: EventType(f.id, f.name, f.value, f.repeats)),
            case_types=self._case_types(),
            rules=rules,
            checks=tuple(
                Check(
                    f.id,
                    f.case_type,
                    CheckKind(f.kind),
                    f.message,
                    f.first,
                    f.then,
                    f.field,
                    tuple(f.values),
                    f.days,
                    f.child,
                )
                for _, book in self.books
                for f in book.check
            ),
            measures=with_targets(
                read_measures([(path.name, layer.measure) for path, layer in measured], bands),
                [(path.name, pack.measure_target) for path, pack in self.packs],
            ),
            duration_bands=bands.durations[STANDARD],
            age_bands=bands.ages[STANDARD],
            import_kinds=self._collect("import_kind", _import_kind),
            import_profiles=self._collect("import_profile", _import_profile),
            queues=self._collect("queue", _queue),
            suppression=Suppression(suppression.hide_below, suppression.share_from),
            forecast=_forecast(forecast),
            quarter=QuarterSettings(tuple(quarter.key), tuple(quarter.charts), quarter.quarters),
            evb=evb,
            packs=tuple(
                Pack(p.id, p.name, p.municipality, tuple(p.units), p.municipality_code) for _, p in self.packs
            ),
            matters=matter_books([book for _, book in self.books]),
            local=self.local,
        )
        files = {form.id: path.name for path, layer in measured for form in layer.measure}
        faults = check_catalogue(catalogue) + measure_faults(catalogue, files)
        if faults:
            # What the program brings is whole; with a local layer on top, that is where the fault is.
            where = f"{LOCAL_SOURCE}: " if self.local else ""
            raise CatalogueError("\n".join(where + fault for fault in faults))
        return catalogue

    def _single(self, name: str, found: Iterable[T | None]) -> T:
        there = [item for item in found if item is not None]
        if len(there) != 1:
            raise CatalogueError(f"Regelverket ska ha precis en tabell [{name}], nu {len(there)}.")
        return there[0]

    def _add(self, into: dict[str, T], key: str, item: T, source: str, kind: str) -> None:
        if key in into:
            raise CatalogueError(f"{source}: {kind} ”{key}”: namnet finns redan. Välj ett annat id.")
        into[key] = item

    def _collect(self, kind: str, make: Callable[[Any], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for path, layer in [*self.books, *self.packs]:
            for form in getattr(layer, kind, []):
                self._add(found, form.id, make(form), path.name, kind)
        return found

    def _code_lists(self) -> dict[str, CodeList]:
        lists: dict[str, CodeList] = {}
        for path, book in self.books:
            for form in book.code_list:
                made = CodeList(form.id, form.name, form.open, tuple(_code(c) for c in form.codes))
                self._add(lists, form.id, made, path.name, "code_list")
        for path, pack in self.packs:
            for form in pack.code_list:
                below = lists.get(form.id)
                if below is None:
                    raise CatalogueError(
                        f"{path.name}: code_list ”{form.id}”: listan finns inte under paketet."
                    )
                replaced = {code.id: code for code in below.codes} | {c.id: _code(c) for c in form.codes}
                lists[form.id] = CodeList(below.id, below.name, below.open, tuple(replaced.values()))
        return lists

    def _case_types(self) -> dict[str, CaseType]:
        extra: dict[str, list[str]] = {}
        known = {form.id for _, book in self.books for form in book.case_type}
        for path, pack in self.packs:
            for case_type, events in pack.case_type_events.items():
                if case_type not in known:
                    raise CatalogueError(
                        f"{path.name}: case_type_events ”{case_type}”: ärendetypen finns inte. "
                        f"Välj en av: {', '.join(sorted(known))}."
                    )
                extra.setdefault(case_type, []).extend(events)

        def make(form: forms.CaseTypeForm) -> CaseType:
            return CaseType(
                form.id,
                form.name,
                form.plural,
                form.opens,
                tuple(form.closes),
                tuple(form.reopens),
                (*form.events, *extra.get(form.id, [])),
                tuple(form.fields),
            )

        return self._collect("case_type", make)

    def _rule(self, source: str, form: forms.RuleForm, pack: str | None) -> Rule:
        versions: list[RuleVersion] = []
        for number, version in enumerate(form.version, start=1):
            where = f"{source}: rule ”{form.id}”, version {number}"
            made = self._rule_version(where, version, number)
            if versions and (versions[-1].valid_to is None or made.valid_from <= versions[-1].valid_to):
                raise CatalogueError(f"{where}, valid_from: överlappar versionen före.")
            versions.append(made)
        return Rule(
            id=form.id,
            name=form.name,
            case_type=form.case_type,
            category=Category(form.category),
            start=tuple(form.start),
            start_text=form.start_text,
            stop=tuple(form.stop),
            versions=tuple(versions),
            conditions=tuple(
                Condition(c.field, tuple(c.any_of), tuple(c.none_of), c.age_under, c.unknown)
                for c in form.when
            ),
            extension=form.extension,
            extension_field=form.extension_field,
            extension_text=form.extension_text,
            watch=form.watch,
            repeats=form.repeats,
            recurs=form.recurs,
            suspends=(form.suspends[0], form.suspends[1]) if form.suspends else None,
            from_birth=form.from_birth,
            queue=form.queue,
            warnings=tuple(form.warnings),
            consequence=form.consequence,
            pack=pack,
        )

    def _rule_version(self, where: str, form: forms.RuleVersionForm, number: int) -> RuleVersion:
        limit = _limit(form.limit)
        if limit is None:
            raise CatalogueError(f"{where}, limit: ange precis en enhet, till exempel {{ days = 14 }}.")
        if form.roll not in self.rolls:
            raise CatalogueError(f"{where}, roll: ”{form.roll}” finns inte bland {sorted(self.rolls)}.")
        if form.valid_to is not None and form.valid_to < form.valid_from:
            raise CatalogueError(f"{where}, valid_to: ligger före valid_from.")
        return RuleVersion(
            number,
            form.valid_from,
            form.valid_to,
            limit,
            self.rolls[form.roll],
            form.lagrum,
            form.source,
            form.certainty,
            tuple(_example(example) for example in form.example),
        )

    def _version(self, calendar: forms.CalendarForm) -> str:
        digest = hashlib.sha256()
        for path, _ in [*self.books, *self.packs]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        digest.update((self.root / calendar.file).read_bytes())
        if self.local:
            digest.update(b"\0lokal\0" + self.local.encode())
        return digest.hexdigest()[:12]


def load_calendar(root: Path, form: forms.CalendarForm) -> WorkingCalendar:
    """The working calendar of the frozen table: a csv of day and name. Raises CatalogueError.

    A table that does not begin and end in the years it is said to cover is refused: the days of a missing
    year would pass for working days.
    """
    path = root / form.file
    days_off: dict[date, str] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter=";")
            if next(rows, None) != ["dag", "namn"]:
                raise ValueError("första raden ska vara dag;namn")
            for day, name in rows:
                days_off[date.fromisoformat(day)] = name
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{form.file}: kalendern går inte att läsa ({error}).") from None
    covered = {day.year for day in days_off}
    missing = [year for year in range(form.first.year, form.last.year + 1) if year not in covered]
    if missing:
        raise CatalogueError(f"{form.file}: kalendern saknar lediga dagar för {missing[0]}. Återställ filen.")
    return WorkingCalendar(days_off, form.first, form.last, form.version)


def _roll(form: forms.RollForm) -> Roll:
    return Roll(form.id, Direction(form.direction), form.text, form.lagrum)


def _limit(form: forms.LimitForm) -> Limit | None:
    said = [(unit, n) for unit in Unit if (n := getattr(form, unit.value)) is not None]
    drawn_out = form.year_end if len(said) == 2 else None
    if drawn_out is not None:
        said = [(unit, n) for unit, n in said if unit is not Unit.YEAR_END]
    if len(said) != 1:
        return None
    unit, amount = said[0]
    if unit is Unit.DATE_OF_YEAR:
        amount = int(amount[:2]) * 100 + int(amount[3:])
    return Limit(amount, unit, drawn_out)


def _code(form: forms.CodeForm) -> Code:
    return Code(form.id, form.name, tuple(form.aliases), form.valid_from, form.valid_to)


def _field(form: forms.FieldForm) -> FieldType:
    return FieldType(form.id, form.name, FieldKind(form.kind), form.code_list, form.parent_type, form.varies)


def _moment(stated: date | datetime) -> Moment:
    if isinstance(stated, datetime):
        return Moment(stated.date(), stated.time())
    return Moment(stated)


def _example(form: forms.ExampleForm) -> Example:
    return Example(
        _moment(form.start), form.nominal, form.last_day, form.due_at, form.extended_to, form.source
    )


def _import_kind(form: forms.ImportKindForm) -> ImportKind:
    columns = tuple(
        Column(c.id, c.name, c.required, c.event, c.field, c.on, c.role, tuple(c.synonyms))
        for c in form.column
    )
    return ImportKind(form.id, form.name, form.case_type, columns)


def _import_profile(form: forms.ImportProfileForm) -> ImportProfile:
    headers = {
        kind: {column: tuple(names) for column, names in columns.items()}
        for kind, columns in form.headers.items()
    }
    return ImportProfile(form.id, form.name, headers)


def _forecast(form: forms.ForecastForm) -> ForecastSettings:
    return ForecastSettings(
        rule=form.rule,
        horizons=tuple(form.horizons),
        pace_weeks=form.pace_weeks,
        begun_weeks=form.begun_weeks,
        least_weeks=form.least_weeks,
        least_stopped=form.least_stopped,
        stale_days=form.stale_days,
        band_stopped=form.band_stopped,
        method=Method(form.runs, form.seed, form.interval, First(form.first)),
        backtest=form.backtest,
        backtest_every=form.backtest_every,
        rival_weeks=form.rival_weeks,
    )


def _queue(form: forms.QueueForm) -> Queue:
    return Queue(
        form.id,
        form.name,
        form.description,
        form.days,
        form.working_days,
        form.case_type,
        tuple(form.activity),
        tuple(form.activity_after),
    )
