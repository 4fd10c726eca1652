"""The facts of the paper to the council: the quarter's counts, and those of the four quarters before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from caseapp.domain.errors import UserError
from caseapp.domain.evb import PAST_LIMIT, Bin, EvbDecision
from caseapp.domain.swedish import whole
from caseapp.report.evb import Errand
from caseapp.report.evb_council import CouncilFacts, Count, QuarterCount, SexCount
from caseapp.service.evb import EvbQuarter
from caseapp.service.evb_by_sex import Counts, hidden_rows
from caseapp.service.office import Office
from caseapp.service.papers import Order
from caseapp.service.report_evb_quarter import (
    common_notes,
    errand_of,
    limit_text,
    lists_for,
    quarter_text,
)

BEFORE = 4
"""How many quarters are compared with."""
BY, BY_SEX = "by", "sex"
_UNKNOWN = "typ saknas"


def council_facts(office: Office, order: Order) -> CouncilFacts:
    """The counts of a quarter and of those before it. Raises UserError."""
    by = order.choices.get(BY, "")
    if by not in ("", BY_SEX):
        raise UserError(f"Rapporten till fullmäktige kan delas upp på {BY_SEX}, inte på ”{by}”.")
    lists = lists_for(office, order, BEFORE)
    found = lists[-1]
    bands = office.catalogue.evb.time_bands
    open_now = found.in_bin(*PAST_LIMIT)
    return CouncilFacts(
        quarter=quarter_text(found.period.name),
        last_day=found.last_day,
        limit=limit_text(office.catalogue, found),
        by_type=_by_type(open_now),
        by_time=tuple(
            _count(name, [decision for decision in open_now if _band(decision, bands) == number])
            for number, name in enumerate(_band_names(bands))
        ),
        quarters=tuple(_quarter(one, bands) for one in lists),
        by_sex=_by_sex(open_now, office.catalogue.suppression.hide_below) if by else None,
        doubtful=found.bins[Bin.DOUBTFUL],
        notes=(*_notes(office, bool(by)), *common_notes(office, found)),
    )


def _notes(office: Office, by_sex: bool) -> Iterable[tuple[str, str]]:
    yield "Avbrott", "En insats som har verkställts och sedan avbrutits, och inte har verkställts igen i tid."
    yield "Tid sedan beslutet", "Räknas från beslutsdagen till kvartalets sista dag, också vid avbrott."
    yield "Varav nya", "Beslut som inte var rapporterade för något tidigare kvartal."
    yield (
        "Tidigare kvartal",
        "Räknas på nytt av det som nu är registrerat, så att alla kvartal är räknade på samma sätt. Talen "
        "kan därför skilja sig från dem som lämnades då.",
    )
    if by_sex:
        most = office.catalogue.suppression.hide_below - 1
        yield (
            "Kön",
            f"Uppdelningen på kön krävs inte. Rader med 1–{most} beslut av ett kön är dolda, och de rader "
            "som skulle röja dem. Antal, typ och tid lämnas alltid.",
        )


def _count(name: str, decisions: Sequence[EvbDecision]) -> Count:
    interruptions = sum(decision.is_interruption for decision in decisions)
    return Count(name, len(decisions) - interruptions, interruptions)


def _by_type(decisions: Sequence[EvbDecision]) -> tuple[Count, ...]:
    names = Counter(decision.insatstyp_name or _UNKNOWN for decision in decisions)
    return tuple(
        _count(name, [one for one in decisions if (one.insatstyp_name or _UNKNOWN) == name])
        for name, _ in sorted(names.items(), key=lambda found: (-found[1], found[0]))
    )


def _band(decision: EvbDecision, bands: Sequence[int]) -> int:
    """The number of the band of time since the decision; the last one is open."""
    days = decision.days_since
    assert days is not None  # what is not dated is doubtful, not past its limit
    return next((number for number, last in enumerate(bands) if days <= last), len(bands))


def _band_names(bands: Sequence[int]) -> list[str]:
    first, *others = bands
    names = [f"högst {whole(first)} dygn"]
    before = first
    for last in others:
        names.append(f"{whole(before + 1)}–{whole(last)} dygn")
        before = last
    return [*names, f"över {whole(before)} dygn"]


def _quarter(found: EvbQuarter, bands: Sequence[int]) -> QuarterCount:
    decisions = found.in_bin(*PAST_LIMIT)
    counts = Counter(_band(decision, bands) for decision in decisions)
    errands = Counter(errand_of(decision) for decision in found.decisions)
    return QuarterCount(
        name=f"kv {found.period.name[5:]} {found.period.name[:4]}",
        open=_count("", decisions),
        new=errands[Errand.FIRST],
        executed=errands[Errand.EXECUTED],
        ended=errands[Errand.ENDED],
        bands=tuple(counts[number] for number in range(len(bands) + 1)),
    )


def _by_sex(decisions: Sequence[EvbDecision], hide_below: int) -> tuple[SexCount, ...]:
    rows: dict[str, Counts] = {}
    for count in _by_type(decisions):
        sexes = Counter(one.sex for one in decisions if (one.insatstyp_name or _UNKNOWN) == count.name)
        women, men = sexes["K"], sexes["M"]
        rows[count.name] = (women, men, count.total - women - men)
    hidden = hidden_rows(rows, hide_below)
    if hidden is None:
        return ()
    shown = [SexCount(name, None if name in hidden else counts, sum(counts)) for name, counts in rows.items()]
    totals = [sum(counts[place] for counts in rows.values()) for place in range(3)]
    women, men, unknown = totals
    return (*shown, SexCount("Alla", (women, men, unknown), sum(totals)))
