"""The measures around the case flow once more: other matters, other clocks, the packs' guarantees.

The clocks' times are reckoned from the rules' files by the corpus's own reckoner, not by the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from tests.corpus.reckoner import definitions, reckon
from tests.service.measure_oracle import (
    Ask,
    Clock,
    Found,
    Matter,
    Test,
    avbrott,
    care,
    count,
    days,
    due,
    evb,
    gaps,
    persons,
    queue,
    returned,
    share,
)

VIOLENCE = ("vald-i-nara-relation", "akut-behov-av-skydd", "hedersrelaterat-vald")
FAMILY_HOMES = ("familjehem", "jourhem", "natverkshem")
INSTITUTIONS = ("hvb", "sis")
CARE = (*FAMILY_HOMES, "konsulentstott-familjehem", *INSTITUTIONS, "stodboende")
OWN = ("intern-oppenvard",)


@cache
def _rule(name: str) -> Any:
    return next(rule for rule in definitions() if rule.id == name)


def _times(name: str, start: str) -> tuple[date, datetime | None]:
    """The last day, and the minute when the time is told in hours."""
    day = date.fromisoformat(start[:10])
    version = next(v for v in reversed(_rule(name).versions) if v["valid_from"] <= day)
    answer = reckon(version, datetime.fromisoformat(start) if "T" in start else day)
    return answer.last_day, answer.due_at


def clocks_of(
    name: str, starts: tuple[str, ...], stops: tuple[str, ...], applies: Test = lambda m, d: True
) -> Callable[[Matter], list[Clock]]:
    """The clocks of a rule on a matter; what stops one and is a start itself begins the next."""

    def found(m: Matter) -> Iterator[Clock]:
        gone = {id(e) for e in m.events if e.type in ("avslutad",)} - {id(e) for e in m.closings}
        events = [e for e in m.events if id(e) not in gone]
        free = 0
        for i, e in enumerate(events):
            if e.type not in starts or i < free or not applies(m, e.day):
                continue
            stop = next((j for j in range(i + 1, len(events)) if events[j].type in stops), None)
            end = events[stop] if stop is not None else None
            last_day, minute = _times(name, e.when)
            yield Clock(e.day, last_day, last_day, end.day if end else None, end, False, minute)
            if stop is None:
                return
            free = stop if events[stop].type in starts else stop + 1

    return lambda m: list(found(m))


def _young(years: int) -> Test:
    def may_be(m: Matter, on: date) -> bool:
        age = m.age(on)
        return age is None or age <= years

    return may_be


def _is(name: str, *values: str) -> Test:
    return lambda m, d: m.said(name) in values


def _both(*tests: Test) -> Test:
    return lambda m, d: all(test(m, d) for test in tests)


def _at_most(years: int) -> Test:
    return lambda m, d: m.at_most(years, d)


def _at_least(years: int) -> Test:
    return lambda m, d: (m.age(d) or 0) >= years


def _some(found: Found, test: Test) -> Found:
    return [(m, d) for m, d in found if test(m, d)]


def _kind(*forms: str) -> Test:
    return _is("insatstyp", *forms)


def _in_time(kind: str, *which: Callable[[Matter], list[Clock]]) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: share(due(a, kind, *which), lambda c, on: not c.late(on))


def _first(a: Ask, kind: str, *types: str) -> Found:
    told = [(m, m.day(*types)) for m in a.story.of(kind)]
    return [(m, d) for m, d in told if d and a.within(d)]


skydd_24 = clocks_of(
    "skyddsbedomning-24h",
    ("inkom",),
    ("skyddsbedomning",),
    _both(_is("typ", "", "anmalan"), _young(21)),
)
sol = clocks_of(
    "sol-overvagande",
    ("placering", "overvagande"),
    ("overvagande", "avslutad"),
    _both(lambda m, d: m.said("lagrum") != "lvu", _young(18)),
)
lvu_2 = clocks_of(
    "lvu-overvagande",
    ("vardbeslut_verkstallt", "overvagande"),
    ("overvagande", "avslutad"),
    _is("lvu_grund", "", "2", "2-3"),
)
lvu_3 = clocks_of(
    "lvu-omprovning",
    ("vardbeslut_verkstallt", "omprovning"),
    ("omprovning", "avslutad"),
    _is("lvu_grund", "", "3", "2-3"),
)
contact = clocks_of(
    "kontakt-10-arbetsdagar",
    ("beslut",),
    ("forsta_samtal_erbjudet", "verkstalld", "avslutad"),
    _kind("stodsamtal-valdsutsatta"),
)


def _reviews(a: Ask) -> dict[str, Any]:
    told = [*due(a, "placering", sol), *due(a, "lvu", lvu_2, lvu_3)]
    return share(told, lambda c, on: not c.late(on))


def _contacts(a: Ask) -> dict[str, Any]:
    begun = [c for m, _ in a.happened("insats", "beslut") for c in contact(m)[:1]]
    known = [(c,) for c in begun if c.stopped or c.late(a.story.as_of)]
    return share(known, lambda c: not c.late(a.story.as_of))


def _returned_to_support(a: Ask) -> dict[str, Any]:
    real = _both(
        _at_least(18), lambda m, d: m.said("avslutsorsak") not in ("ersatt", "andrad-familjesituation")
    )
    came, every = returned(a, ("ekonomiskt_bistand",), "ekonomiskt_bistand", 12, 6, real)
    return {"numerator": every - came, "denominator": every}


def _workers(a: Ask) -> dict[str, Any]:
    told = [m.said("handlaggare") for m, _ in a.open("uppdragshem") if m.said("handlaggare")]
    return {"numerator": len(told), "denominator": len(set(told))}


def _begun(kind: str, test: Test = lambda m, d: True) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: count(a.begun(kind), test)


def _begun_persons(kind: str, test: Test) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: persons(a.begun(kind), test)


def _ended(kind: str, test: Test = lambda m, d: True) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: count(a.ended(kind), test)


def _ongoing(kind: str, test: Test = lambda m, d: True) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: count(a.ongoing(kind), test)


def _nights(*forms: str, test: Test = lambda m, d: True) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: care(a, _both(_kind(*forms), test))


def _gap(kind: str, since: str, *until: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda a: days(gaps(a.happened(kind, *until), since))


def _overdue(m: Matter, d: date) -> bool:
    return any(c.stopped is None and c.late(d) for c in [*evb(m), *avbrott(m)])


REST: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "aktualiseringar.kriminalitet": _begun(
        "aktualisering", _both(_is("orsak", "annan-brottslighet", "grov-kriminalitet"), _at_most(20))
    ),
    "aktualiseringar.lul-personer": _begun_persons(
        "aktualisering", _both(_is("typ", "yttrande"), _is("orsak", "annan-brottslighet"), _at_most(20))
    ),
    "eb.avslutade": _ended("ekonomiskt_bistand"),
    "eb.avslutsorsaker": _ended("ekonomiskt_bistand", lambda m, d: m.said("avslutsorsak")),
    "eb.tid": lambda a: days(
        gaps(
            _some(
                a.ended("ekonomiskt_bistand"),
                lambda m, d: m.said("avslutsorsak") not in ("ersatt", "andrad-familjesituation"),
            ),
            "eb_ansokan",
        )
    ),
    "eb.ej-ateraktualiserade": _returned_to_support,
    "eb.vantan-nybesok": _gap("ekonomiskt_bistand", "nybesok_begart", "nybesok"),
    "kolada.u31463": lambda a: share(
        _first(a, "ekonomiskt_bistand", "eb_beslut", "eb_avslag"),
        lambda m, d: (begun := m.day("eb_ansokan")) is not None and (d - begun).days > 14,
    ),
    "kolada.u35537": lambda a: days(
        gaps(
            _some(a.happened("aktualisering", "forsta_besok"), _is("orsak", "eget-missbruk", "spelberoende")),
            "inkom",
        )
    ),
    "aterkrav.oppnade": _begun("aterkrav"),
    "aterkrav.avslutade": _ended("aterkrav"),
    "dodsbo.aktuella": _ongoing("dodsbo"),
    "dodsbo.anmalningar": lambda a: count(a.happened("dodsbo", "dodsboanmalan")),
    "dodsbo.i-tid": _in_time(
        "dodsbo", clocks_of("dodsboanmalan", ("dodsfall",), ("dodsboanmalan", "avslutad"))
    ),
    "skuldradgivning.aktuella": _ongoing("skuldradgivning"),
    "skuldradgivning.avslutade": _ended("skuldradgivning"),
    "skuldradgivning.vantan": _gap("skuldradgivning", "radgivning_begard", "radgivning_borjad"),
    "evb.avbrott": lambda a: queue(
        a, "insats", lambda m, d: any(c.stopped is None and c.late(d) for c in avbrott(m))
    ),
    "evb.orsaker": lambda a: count(a.open("insats"), _overdue),
    "evb.verkstallda-for-sent": lambda a: count(
        a.happened("insats", "verkstalld"), lambda m, d: any(c.late(a.story.as_of) for c in evb(m))
    ),
    "vbu.oppnade": _begun("vbu"),
    "vbu.aktuella": _ongoing("vbu"),
    "vbu.tid": _gap("vbu", "vbu_forordnande", "vbu_inlamnad"),
    "vbu.i-tid": _in_time(
        "vbu", clocks_of("vbu-utredning", ("vbu_forordnande",), ("vbu_inlamnad", "avslutad"))
    ),
    "familjeratt.oppnade": _begun("familjerattsarende"),
    "familjeratt.aktuella": _ongoing("familjerattsarende"),
    "samarbetssamtal.oppnade": _begun("samarbetssamtal"),
    "samarbetssamtal.aktuella": _ongoing("samarbetssamtal"),
    "faderskap.aktuella": _ongoing("faderskap"),
    "adoption.aktuella": _ongoing("adoption"),
    "adoption.uppfoljning": _ongoing(
        "adoption", lambda m, d: (came := m.day("barn_ankom")) is not None and came <= d
    ),
    "umgangesstod.beviljade": _begun("insats", _kind("umgangesstod")),
    "umgangesstod.aktuella": _ongoing("insats", _kind("umgangesstod")),
    "uppdragshem.pagaende": lambda a: queue(a, "uppdragshem"),
    "uppdragshem.per-handlaggare": _workers,
    "mottagande.anvisade": _begun("mottagande"),
    "lvm.oppnade": _begun("lvm"),
    "lvu.oppnade": _begun("lvu"),
    "begaran.allmanna-handlingar": _begun("begaran", _is("begarantyp", "allman-handling")),
    "begaran.upplysningar": _begun("begaran", _is("begarantyp", "uppgift")),
    "begaran.registerutdrag-tid": lambda a: days(
        gaps(
            _some(a.happened("begaran", "begaran_besvarad"), _is("begarantyp", "registerutdrag")),
            "begaran_inkom",
        )
    ),
    "incident.antal": _begun("incident"),
    "incident.till-imy": lambda a: share(
        a.begun("incident"), lambda m, d: m.first("incident_imy") is not None
    ),
    "incident.i-tid": _in_time(
        "incident",
        clocks_of("personuppgiftsincident", ("incident_upptackt",), ("incident_imy", "avslutad")),
    ),
    "overklagande.antal": lambda a: count(a.happened("overklagande", "overklagande_inkom")),
    "insats.avslutsorsaker": _ended("insats"),
    "insats.stodsamtal-personer": _begun_persons("insats", _kind("stodsamtal-valdsutsatta")),
    "insats.arbetsmarknad-egen-forsorjning": lambda a: share(
        _some(
            a.ended("insats"),
            lambda m, d: (
                m.said("insatstyp") == "arbetsmarknadsinsats" and m.said("avslutsorsak") not in ("", "ersatt")
            ),
        ),
        _is("avslutsorsak", "egen-forsorjning"),
    ),
    "insats.kontakt-10-arbetsdagar": _contacts,
    "oppenvard.aktuella": _ongoing("insats", _both(_kind(*OWN), _at_most(20))),
    "oppenvard.extern-personer": lambda a: persons(
        a.ongoing("insats"), _both(_kind("extern-oppenvard"), _at_most(20))
    ),
    "oppenvard.dagar-intern": _nights(*OWN, test=_at_most(20)),
    "oppenvard.dagar-extern": _nights("extern-oppenvard", test=_at_most(20)),
    "kontakt.beviljade": _begun("insats", _kind("kontaktfamilj")),
    "boende.tillfalligt-personer": _begun_persons("insats", _kind("akutboende")),
    "boende.tillfalligt-pagaende": lambda a: queue(
        a, "insats", lambda m, d: m.said("insatstyp") == "akutboende" and m.first("verkstalld")
    ),
    "lex-sarah.allvarliga": lambda a: share(
        a.happened("lex_sarah", "lex_sarah_beslut"),
        _is("allvar", "allvarligt-missforhallande", "allvarlig-risk"),
    ),
    "lex-sarah.utredning-i-tid": _in_time(
        "lex_sarah", clocks_of("lex-sarah-utredning-ivo", ("anmald_ivo",), ("utredning_ivo",))
    ),
    "placering.aktuella": _ongoing("insats", _kind(*CARE, "skyddat-boende")),
    "placering.vantan": lambda a: days(
        gaps(_some(a.happened("insats", "verkstalld"), _kind(*CARE, "skyddat-boende")), "beslut")
    ),
    "placering.genomforandeplan": lambda a: share(
        a.open("placering"), lambda m, d: m.first("genomforandeplan") is not None
    ),
    "placering.overvaganden": _reviews,
    "placering.dygn-tre-former": _nights(
        *FAMILY_HOMES, *INSTITUTIONS, "konsulentstott-familjehem", test=_at_most(20)
    ),
    "placering.dygn-institution-barn": _nights(*INSTITUTIONS, test=_at_most(20)),
    "placering.dygn-familjehem-barn": _nights(*FAMILY_HOMES, test=_at_most(20)),
    "placering.dygn-konsulentstott-barn": _nights("konsulentstott-familjehem", test=_at_most(20)),
    "placering.dygn-stodboende-unga": _nights("stodboende", test=_at_most(20)),
    "placering.dygn-vardnadsoverflytt": _nights("vardnadsoverflytt"),
    "placering.dygn-skyddat-boende": _nights("skyddat-boende"),
    "placering.dygn-institution-vuxna": _nights(*INSTITUTIONS, test=_at_least(21)),
    "placering.dygn-stodboende-vuxna": _nights("stodboende", test=_at_least(21)),
    "placering.dygn-extern-vuxna": _nights(
        "familjehem",
        "konsulentstott-familjehem",
        *INSTITUTIONS,
        "stodboende",
        test=_both(_at_least(21), _is("regi", "extern", "statlig")),
    ),
    "utredning.utfall": _ended("utredning"),
    "utredning.skadligt-bruk": _begun("utredning", _is("orsak", "eget-missbruk", "spelberoende")),
    "utredning.familjehem": _begun("utredning", _is("utredningstyp", "familjehem")),
    "vald.vuxna-personer": _begun_persons("aktualisering", _both(_is("orsak", *VIOLENCE), _at_least(18))),
    "vald.utredningar": _begun("utredning", _is("orsak", *VIOLENCE, "valdsutovande")),
    "vald.insatser": _ongoing(
        "insats", _kind("skyddat-boende", "stodsamtal-valdsutsatta", "samtal-valdsutovare")
    ),
    "vald.insatsbeslut-utsatta": _begun_persons("insats", _kind("skyddat-boende", "stodsamtal-valdsutsatta")),
    "vald.insatsbeslut-utovare": _begun_persons("insats", _kind("samtal-valdsutovare")),
    "vald.vantan-behandlare": _gap("valdsarende", "vald_beslut", "vald_behandlare"),
    "vald.stod-24-timmar": _in_time(
        "valdsarende",
        clocks_of(
            "vald-stod-24-timmar",
            ("vald_inkom",),
            ("vald_stod", "avslutad"),
            _is("orsak", "akut-behov-av-skydd"),
        ),
    ),
    "vald.kontakt-nasta-dag": _in_time(
        "valdsarende",
        clocks_of(
            "vald-kontakt-nasta-dag",
            ("vald_inkom",),
            ("vald_fast_kontakt", "avslutad"),
            _is("orsak", *VIOLENCE),
        ),
    ),
    "vald.behandlare-vecka": _in_time(
        "valdsarende", clocks_of("vald-behandlare-vecka", ("vald_beslut",), ("vald_behandlare", "avslutad"))
    ),
    "garanti.skyddsbedomning": _in_time("aktualisering", skydd_24),
    "garanti.insats": _in_time(
        "insats", clocks_of("verkstallighet-3-manader", ("beslut",), ("verkstalld", "avslutad"))
    ),
    "garanti.samarbetssamtal": _in_time(
        "samarbetssamtal",
        clocks_of(
            "samarbetssamtal-14-dagar",
            ("samarbetssamtal_ansokan",),
            ("samarbetssamtal_genomfort", "avslutad"),
        ),
    ),
    "garanti.utbetalning": _in_time(
        "ekonomiskt_bistand",
        clocks_of(
            "utbetalning-27",
            ("eb_ansokan_fullstandig",),
            ("eb_utbetalning", "eb_avslag", "avslutad"),
        ),
    ),
    "garanti.mote": _in_time(
        "ekonomiskt_bistand",
        clocks_of(
            "mote-handlingsplan-10-arbetsdagar", ("eb_ny",), ("mote_erbjudet", "handlingsplan", "avslutad")
        ),
    ),
    "garanti.handlingsplan": _in_time(
        "ekonomiskt_bistand",
        clocks_of(
            "handlingsplan-manad",
            ("handlingsplan", "handlingsplan_uppfoljd"),
            ("handlingsplan_uppfoljd", "avslutad"),
        ),
    ),
}
"""Measure → its figure, as far as its definition tells it."""
