"""Every figure, indicator and chart in the sources, as counted there by hand and frozen here.

A map that loses an entry is found out, even when its own count is lost with it.
"""

from __future__ import annotations

from collections.abc import Iterator


def _numbered(word: str, last: int) -> Iterator[str]:
    return (f"{word}{number}" for number in range(1, last + 1))


def _delarsrapport() -> Iterator[str]:
    yield from _numbered("K", 17)
    yield from _numbered("4 text ", 11)
    for goal in ("1.1", "1.2", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "5.1", "7.1", "7.3"):
        yield f"4.3 mål {goal}"
    yield from _numbered("4.3 VM ", 3)
    yield from _numbered("5.1 rad ", 11)
    yield from _numbered("5.2 rad ", 10)
    yield from _numbered("5.3 punkt ", 3)
    yield from _numbered("5.5 rad ", 13)


def _part_1() -> Iterator[str]:
    yield from _numbered("4 rad ", 18)
    yield from _numbered("4 önskat ", 5)
    yield from _numbered("4 personal ", 3)
    for table, rows in ((1, 5), (2, 8), (3, 2), (4, 2), (5, 2), (6, 3)):
        yield from _numbered(f"5.{table} rad ", rows)
    for point, letters in enumerate(("", "ab", "", "", "", "", "ab", "ab", "abcd", "ab", "ab"), start=1):
        yield from (f"5.7 punkt {point} {letter}".rstrip() for letter in letters or " ")
    yield from _numbered("Figur 5.", 9)
    yield from _numbered("Figur 6.", 18)
    yield "5.9 punkt 1"


def _part_2() -> Iterator[str]:
    yield from _numbered("4 rad ", 20)
    yield from _numbered("5.1 rad ", 2)
    yield from _numbered("5.2 rad ", 41)
    yield from (
        f"Figur {number}"
        for number in (
            *("7.1–7.2", "7.3–7.4", "7.5–7.6", "7.7–7.8", "7.9–7.10"),
            *("8.1", "8.2", "8.3–8.4", "8.5", "8.6", "8.7", "8.8", "9.1"),
            *("10.1", "10.2", "10.3", "10.4–10.5", "10.6", "14.1", "18.1–18.2"),
        )
    )
    yield from (f"Tabell {number}" for number in ("7.1–7.2", "7.3–7.4", "7.5–7.6", "16.1", "18.1"))


def _norrtalje_plan() -> Iterator[str]:
    yield from _numbered("I-", 12)
    yield from ("I-13a", "I-13b", "I-13c", "I-14", "I-15")
    yield from _numbered("5.1 rad ", 14)
    yield from _numbered("5.2 rad ", 14)
    yield from _numbered("5.3 rad ", 15)
    yield from _numbered("5.5 punkt ", 3)


def _sodertalje_plan() -> Iterator[str]:
    goals = {"1.1": 3, "2.1": 3, "3.1": 3, "3.2": 3, "4.1": 5, "5.1": 3, "6.1": 2, "7.1": 1, "8.1": 5, "9": 4}
    for goal, count in goals.items():
        yield from (f"{goal}{letter}" for letter in "abcde"[:count])
    for table in range(1, 6):
        yield from _numbered(f"5.{table} rad ", 3)
    yield from _numbered("5.6 led ", 9)


def _kolada() -> Iterator[str]:
    yield from ("U33401", "U33402", "U31402", "U31403", "U31463", "U31462", "U35400", "U35537", "U30750")
    yield from ("N33816", "N33812", "N33802", "N33878", "N31814", "N31807", "N31858", "U33816", "U31404")
    yield from ("U30453", "N33001", "N30223", "N52100", "U31003", "U33461")


ENTRIES = {
    "law": frozenset(_kolada()),
    "norrtalje-delarsrapport-2025-08": frozenset(_delarsrapport()),
    "norrtalje-socialtjanstrapport-2023-del1": frozenset(_part_1()),
    "norrtalje-socialtjanstrapport-2023-del2": frozenset(_part_2()),
    "norrtalje-verksamhetsplan-2023": frozenset(_norrtalje_plan()),
    "sodertalje-verksamhetsplan-2023": frozenset(_sodertalje_plan()),
}
"""Source → the names of its entries."""
COUNTED = {
    "law": 24,
    "norrtalje-delarsrapport-2025-08": 79,
    "norrtalje-socialtjanstrapport-2023-del1": 95,
    "norrtalje-socialtjanstrapport-2023-del2": 88,
    "norrtalje-verksamhetsplan-2023": 63,
    "sodertalje-verksamhetsplan-2023": 56,
}
"""How many they are."""
