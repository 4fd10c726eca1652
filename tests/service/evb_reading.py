"""The quarter's list as the program has it, held against the oracle's."""

from __future__ import annotations

from collections import Counter
from datetime import date

from caseapp.service.evb import evb_quarter, quarter_of
from caseapp.service.office import Office
from tests.service.evb_oracle import BINS
from tests.service.statistics_oracle import Raw


def listed(
    office: Office, name: str, as_of: date | None = None, recorded_at: str | None = None
) -> dict[str, str]:
    """Case → bin, as the program has it; the counts are those of the decisions."""
    found = evb_quarter(office, quarter_of(name), as_of, recorded_at)
    bins = {f"{told.case.case_type}/{told.case.ref}": told.bin.value for told in found.decisions}
    assert len(bins) == len(found.decisions) == found.total
    counts = {found_bin.value: count for found_bin, count in found.bins.items()}
    assert tuple(counts) == BINS
    assert counts == {name: Counter(bins.values())[name] for name in BINS}
    assert sum(counts.values()) == found.total
    return bins


def told_apart(program: dict[str, str], oracle: dict[str, str], raw: list[Raw]) -> str:
    """Where they differ, with what was told of the case: empty when they agree."""
    lines = []
    for case in sorted(program.keys() | oracle.keys()):
        if program.get(case) != oracle.get(case):
            lines.append(f"{case}: {program.get(case)}, but the oracle says {oracle.get(case)}")
            lines += [
                f"    {e.id} {e.type} {e.when} {e.values} recorded {e.recorded_at[:10]}"
                f"{f' voids {e.voids}' if e.voids else ''}"
                for e in raw
                if e.case == case
            ]
    return "\n".join(lines)
