"""Writes the pages about measures, resources/help/matt*.md, from the catalogue.

`python -m tests.catalogue.measure_manual` after a measure has come or changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import available_packs, load_catalogue, load_every_rule
from caseapp.catalogue.measure_words import measure_words
from caseapp.domain.measures import Measure
from caseapp.files import resource

OVERVIEW = "matt"
PAGES = {
    "matt-anmalan": ("Mått: anmälan", ("Aktualisering", "Förhandsbedömning")),
    "matt-utredning": (
        "Mått: utredning",
        ("Kö", "Utredning", "Förlängning", "Återkomst", "Handläggare"),
    ),
    "matt-insats": ("Mått: insatser", ("Insats", "Ej verkställda beslut", "Öppenvård")),
    "matt-placering": (
        "Mått: placering, familj",
        ("Placering", "Tvångsvård", "Uppdragstagare", "Familjerätt"),
    ),
    "matt-vald": ("Mått: våld och beroende", ("Våld", "Skadligt bruk")),
    "matt-forsorjning": (
        "Mått: försörjning",
        ("Försörjning", "Boende", "Budget och skuld", "Dödsbo", "Nyanlända"),
    ),
    "matt-ovrigt": ("Mått: övriga", ("Tjänstegarantier", "Kolada", "Lex Sarah", "Handlingar")),
}
"""Page → its heading and the areas on it, in order."""
INTRODUCTION = """# Mått

Varje siffra i programmet kommer från ett mått. Här står alla, och varje område har en sida med
definitionerna. Så tas siffrorna ut: [Statistik](statistik.md).

**Så läses ett mått.** *Räknar* säger vad som räknas: ärenden, händelser, unika individer, hushåll eller
dygn. *Grund* säger vad som gör att något hör till perioden. *Villkor* säger vilka av dem som räknas, och
*Uträkning* hur siffran blir till. *Källa* är det dokument och de rader som måttet bygger på;
lagöversikten är sammanställningen av lag och nyckeltal.

**Ålder, enhet och månad** är de som gällde den dag som räknas: dagen då det hände, började eller
avslutades. För det som var öppet någon dag under perioden är det avslutsdagen, eller periodens slut om
det fortfarande är öppet.

**Personer och hushåll** räknas en gång i totalen och en gång i varje grupp där de finns, så grupperna kan
bli fler än totalen. Ett ärende utan person räknas för sig.

**Små tal** mellan 1 och 4 visas inte, och en andel bara när den räknas på minst 20. Där ett mått har en
annan gräns står det vid måttet.

**Versionen** höjs när definitionen ändras. Siffror från olika versioner ska inte jämföras.
"""


def pages() -> dict[str, str]:
    """Every page with its text, by name."""
    catalogue = load_every_rule()
    packs = {pack.name: load_catalogue([pack.id]) for pack in available_packs().values()}
    plain = load_catalogue()
    areas: dict[str, list[Measure]] = {area: [] for _, on_page in PAGES.values() for area in on_page}
    for measure in catalogue.measures.values():
        areas[measure.area].append(measure)
    written = {OVERVIEW: _overview(areas)}
    for page, (heading, on_page) in PAGES.items():
        parts = [f"# {heading}\n\nSå läses ett mått: [Mått]({OVERVIEW}.md).\n"]
        for area in on_page:
            parts.append(f"## {area}\n")
            parts += ["\n".join(_entry(catalogue, measure, plain, packs)) for measure in areas[area]]
        written[page] = _with_names("\n".join(parts))
    return written


def _overview(areas: dict[str, list[Measure]]) -> str:
    lines = [INTRODUCTION]
    for page, (heading, on_page) in PAGES.items():
        lines.append(f"## {heading.removeprefix('Mått: ').capitalize()}\n")
        lines.append(f"Definitionerna: [{heading}]({page}.md).\n")
        lines += ["| mått | namn i kommandon |", "| --- | --- |"]
        lines += [f"| {one.name} | `{one.id}` |" for area in on_page for one in areas[area]]
        lines.append("")
    return "\n".join(lines)


def _with_names(page: str) -> str:
    for source, name in _documents().items():
        page = page.replace(source, name)
    return page


def _documents() -> dict[str, str]:
    """The sources by the names that a reader knows."""
    files = (resource("catalogue") / "karta").glob("*.toml")
    told = [tomllib.loads(path.read_text(encoding="utf-8"))["source"] for path in sorted(files)]
    return {source["id"]: source["name"] for source in told if source["id"] != "law"}


def _entry(
    catalogue: Catalogue, told: Measure, plain: Catalogue, packs: dict[str, Catalogue]
) -> Iterator[str]:
    measure = plain.measures.get(told.id, told)
    words = measure_words(catalogue, measure)
    yield f"### {measure.name}\n"
    yield f"{measure.definition}\n"
    yield f"- **Räknar:** {words.counts}. Enhet: {measure.unit}."
    yield f"- **Grund:** {words.basis}."
    if words.conditions:
        yield f"- **Villkor:** {words.conditions}."
    yield f"- **Uträkning:** {words.formula}."
    yield f"- **Kan delas upp på:** {words.divisions}."
    if words.target or measure.higher_is_better is not None:
        label = "Mål" if words.target else "Riktning"
        yield f"- **{label}:** {_aim(words.target, measure)}."
    if measure.id in plain.measures:
        for name, pack in packs.items():
            target = measure_words(catalogue, pack.measure(measure.id)).target
            if target != words.target:
                yield f"- **Mål i {name}:** {target}."
    for one in measure.breaks:
        yield f"- **Bryts {one.day}:** {one.text}"
    if measure.hide_below is not None:
        yield f"- **Små tal:** {_hidden(measure.hide_below)}."
    yield f"- **Källa:** {measure.source}."
    marks = _marks(measure, plain, packs)
    yield f"- **Namn i kommandon:** `{measure.id}`, version {measure.version}{marks}\n"


def _aim(target: str, measure: Measure) -> str:
    better = {True: "högre är bättre", False: "lägre är bättre", None: ""}[measure.higher_is_better]
    return ", ".join(part for part in (target, better) if part)


def _hidden(below: int) -> str:
    return "alla tal visas" if below == 1 else f"tal mellan 1 och {below - 1} visas inte"


def _marks(measure: Measure, plain: Catalogue, packs: dict[str, Catalogue]) -> str:
    kolada = f". Kolada {measure.kolada}" if measure.kolada else ""
    owners = [name for name, pack in packs.items() if measure.id in pack.measures]
    pack = "" if measure.id in plain.measures else f". Finns i paketet {owners[0]}"
    return f"{kolada}{pack}."


def write(folder: Path) -> None:
    """Write every page."""
    for page, text in pages().items():
        (folder / f"{page}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(resource("help"))
