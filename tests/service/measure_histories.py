"""Random histories of cases for the tests of measures: late recording, voids, reopenings, moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.store.ledger import Stamp, append
from tests.conftest import NOW
from tests.service.statistics_oracle import Raw

STEPS = 4
COURSE: dict[str, tuple[list[str], list[int]]] = {
    "aktualisering": (["skyddsbedomning", "forhandsbedomning", "forsta_besok"], [0, 1, 2, 9, 14, 16]),
    "utredning": (
        [
            *("tilldelad", "utredningsplan", "forsta_atgard", "sista_kontakt", "forlangd", "grund_bedomd"),
            *("sista_kontakt", "avslutad"),
        ],
        [1, 2, 10, 18, 29, 31, 45],
    ),
    "insats": (
        ["forsta_samtal_erbjudet", "verkstalld", "avbrott", "aterupptagen", "avbrott", "avslutad"],
        [1, 5, 14, 30, 88, 95, 130],
    ),
    "ekonomiskt_bistand": (
        [
            *("eb_ny", "nybesok_begart", "eb_ansokan_fullstandig", "mote_erbjudet", "eb_beslut", "eb_avslag"),
            *("nybesok", "eb_utbetalning", "handlingsplan", "handlingsplan_uppfoljd"),
            *("eb_ansokan", "eb_utbetalning", "avslutad"),
        ],
        [1, 3, 9, 14, 15, 30],
    ),
    "lex_sarah": (["lex_sarah_beslut", "anmald_ivo", "utredning_ivo", "avslutad"], [2, 20, 40, 70]),
    "valdsarende": (
        ["vald_stod", "vald_fast_kontakt", "vald_beslut", "vald_behandlare", "avslutad"],
        [1, 1, 2, 6, 8],
    ),
    "vbu": (["forlangd", "vbu_inlamnad", "dom_laga_kraft", "avslutad"], [30, 90, 120]),
    "samarbetssamtal": (["samarbetssamtal_genomfort", "avslutad"], [5, 13, 16, 90]),
    "faderskap": (["faderskap_namnd", "avslutad"], [100, 300]),
    "adoption": (["barn_ankom", "avslutad"], [100, 300]),
    "familjerattsarende": (["avslutad"], [30, 200]),
    "uppdragshem": (["handledning", "avslutad"], [100, 400]),
    "mottagande": (["ankomst", "avslutad"], [10, 200]),
    "lvm": (["avslutad"], [30, 200]),
    "lvu": (
        ["vardbeslut_verkstallt", "overvagande", "omprovning", "overvagande", "avslutad"],
        [30, 150, 200],
    ),
    "begaran": (["begaran_besvarad"], [1, 12, 40]),
    "incident": (["incident_imy", "avslutad"], [1, 2, 4, 5]),
    "overklagande": (["delgiven", "overklagande_inkom", "avslutad"], [5, 25]),
    "dodsbo": (["dodsboanmalan", "avslutad"], [20, 50, 70]),
    "skuldradgivning": (["radgivning_borjad", "avslutad"], [10, 40, 100]),
    "aterkrav": (["aterbetalt"], [100, 400]),
    "placering": (["genomforandeplan", "overvagande", "overvagande", "avslutad"], [20, 170, 190]),
}
"""Kind → the events it can have, in order, and the days there can be between them."""
OPENS = {
    "aktualisering": "inkom",
    "utredning": "inledd",
    "insats": "beslut",
    "ekonomiskt_bistand": "eb_ansokan",
    "lex_sarah": "rapporterad",
    "valdsarende": "vald_inkom",
    "vbu": "vbu_forordnande",
    "samarbetssamtal": "samarbetssamtal_ansokan",
    "faderskap": "faderskap_inledd",
    "adoption": "adoption_medgivande",
    "familjerattsarende": "familjeratt_oppnat",
    "uppdragshem": "hem_anlitat",
    "mottagande": "anvisad",
    "lvm": "tvangsvard_oppnad",
    "lvu": "tvangsvard_oppnad",
    "begaran": "begaran_inkom",
    "incident": "incident_upptackt",
    "overklagande": "overklagbart_beslut",
    "dodsbo": "dodsfall",
    "skuldradgivning": "radgivning_begard",
    "aterkrav": "kostnad_uppkom",
    "placering": "placering",
}
VIOLENCE = ["vald-i-nara-relation", "hedersrelaterat-vald", "valdsutovande", "akut-behov-av-skydd"]
WORDS = {
    "aktualisering": {
        "typ": ["anmalan", "anmalan", "ansokan", "ansokan", "yttrande", ""],
        "orsak": [*VIOLENCE, *VIOLENCE, "eget-missbruk", "annan-brottslighet", "annan-brottslighet", ""],
    },
    "utredning": {
        "utredningstyp": ["barn", "barn", "ung", "vuxen", "familjeratt", "familjehem", ""],
        "orsak": ["eget-missbruk", "foraldrasvikt", "valdsutovande", ""],
    },
    "insats": {
        "insatstyp": [
            *("familjehem", "hvb", "hvb", "stodboende", "stodboende", "kontaktfamilj", "intern-oppenvard"),
            *("extern-oppenvard", "vardnadsoverflytt", "skyddat-boende", "konsulentstott-familjehem"),
            *("stodsamtal-valdsutsatta", "samtal-valdsutovare", "arbetsmarknadsinsats", "akutboende"),
            "umgangesstod",
        ],
        "lagrum": ["sol-11-1", "sol-11-1", "lvu"],
        "regi": ["intern", "extern"],
    },
    "valdsarende": {"orsak": VIOLENCE},
    "begaran": {"begarantyp": ["allman-handling", "uppgift", "registerutdrag"]},
    "lvu": {"lvu_grund": ["2", "3", "2-3", ""]},
    "placering": {"placeringsform": ["familjehem", "hvb"], "lagrum": ["sol-11-1", "lvu", ""]},
    "uppdragshem": {"handlaggare": ["H1", "H2"]},
}
ON_EVENT = {
    "forhandsbedomning": {"utfall": ["inleds", "inleds-inte", "pagaende-utredning"]},
    "tilldelad": {"handlaggare": ["H1", "H2", "H3", "H4"]},
    "grund_bedomd": {"laglig_grund": ["j", "n", ""]},
    "lex_sarah_beslut": {"allvar": ["avvikelse", "allvarligt-missforhallande", "allvarlig-risk"]},
}
ON_CLOSING = {
    "utredning": {"utredningsutfall": ["insats", "delvis-bifall", "ingen-insats", ""]},
    "insats": {"avslutsorsak": ["enligt-plan", "inget-behov", "ersatt", "egen-forsorjning", ""]},
    "ekonomiskt_bistand": {"avslutsorsak": ["egen-forsorjning", "andrad-familjesituation", ""]},
}
NO_ONE = ("lex_sarah", "uppdragshem", "incident", "begaran", "overklagande")
BORN = (2020, 2013, 2012, 2007, 2006, 2005, 2004, 1990, 0)


def pick(dice: Random, words: dict[str, list[str]]) -> dict[str, str]:
    """One of each field's values; an empty one is not told."""
    drawn = {name: dice.choice(values) for name, values in words.items()}
    return {name: value for name, value in drawn.items() if value}


def person(dice: Random) -> dict[str, str]:
    """Someone, always born the same year; some cases have no one."""
    number = dice.randrange(90)
    if number > 82:
        return {}
    told = {"person": f"P-{number}", "hushall": f"HH-{number // 3}", "kon": "KM"[number % 2]}
    born = BORN[number % len(BORN)]
    return told | ({"fodelsear": str(born)} if born else {})


def course(dice: Random, kind: str) -> Iterator[tuple[str, date, dict[str, str]]]:
    """A case's events, at least a day between them, with reopenings and moves between units."""
    steps, gaps = COURSE[kind]
    day = date(2023, 9, 1) + timedelta(days=dice.randrange(800))
    facts = {"enhet": dice.choice(["Ett", "Två"])} | pick(dice, WORDS.get(kind, {}))
    yield OPENS[kind], day, facts if kind in NO_ONE else facts | person(dice)
    opened = day
    away = False
    for step in steps:
        # What is resumed was interrupted; one that never was is a fault that the checks tell of.
        if dice.random() < 0.25 or (step == "aterupptagen" and not away):
            continue
        away = step == "avbrott" or (away and step != "aterupptagen")
        day += timedelta(days=max(1, dice.choice(gaps)))
        told = pick(dice, ON_EVENT.get(step, {}))
        if step == "forlangd" and kind == "utredning":
            until = max(day, opened + timedelta(days=dice.choice([100, 140, 170])))
            told["forlangd_till"] = until.isoformat()
        if step == "avslutad" and kind in ON_CLOSING:
            told |= pick(dice, ON_CLOSING[kind])
        yield step, day, told
        if step == "avslutad" and dice.random() < 0.2:
            day += timedelta(days=dice.choice([3, 20]))
            yield "ateroppnad", day, {}
            if dice.random() < 0.6:
                day += timedelta(days=dice.choice([5, 40]))
                yield "avslutad", day, {}
        if dice.random() < 0.08:
            day += timedelta(days=1)
            yield "uppgifter", day, {"enhet": dice.choice(["Ett", "Två", "Tre"])}


def history(
    seed: int, cases: int, kinds: Mapping[str, int]
) -> list[list[tuple[str, str, str, dict[str, str], int | None]]]:
    """Steps of recording: what is recorded late tells of early days, and some of it is voided after."""
    dice = Random(seed)
    steps: list[list[tuple[str, str, str, dict[str, str], int | None]]] = [[] for _ in range(STEPS)]
    for number in range(cases):
        kind = dice.choices(list(kinds), list(kinds.values()))[0]
        step = dice.randrange(2)
        for name, day, told in course(dice, kind):
            step = min(step + (dice.random() < 0.15), STEPS - 2)
            clock = dice.choice(["", "", "T09:30"])
            steps[step].append((f"{kind}:{number}", name, f"{day.isoformat()}{clock}", told, None))
    recorded = [one for step in steps for one in step]
    # An interruption that is voided would leave a resumption of nothing behind.
    open_to = [n for n, (_, name, *_) in enumerate(recorded) if name != "avbrott"]
    for position in dice.sample(open_to, len(recorded) // 25):
        case, _, when, _, _ = recorded[position]
        steps[-1].append((case, VOID, when, {}, position + 1))
    return steps


def stamp(step: int) -> str:
    return f"2026-03-{step + 1:02d}T12:00:00.000000Z"


def office_with(folder: Path, seed: int, cases: int, kinds: Mapping[str, int]) -> tuple[Office, list[Raw]]:
    """An office with a history, and the same events as an oracle reads them."""
    office = Office.create(
        str(folder / "o.sqlite"), packs=["norrtalje", "sodertalje"], clock=lambda: NOW, who="provaren"
    )
    raws: list[Raw] = []
    for number, step in enumerate(history(seed, cases, kinds)):
        events = []
        for case, name, when, values, voids in step:
            kind = case.split(":")[0]
            events.append(Event(CaseKey(kind, case), name, Moment.parse(when), values, voids=voids))
            raws.append(Raw(len(raws) + 1, case, name, when, values, stamp(number), voids))
        with office.database.write() as connection:
            append(connection, office.catalogue, events, Stamp(stamp(number), "provaren"), "prov")
    return office, raws
