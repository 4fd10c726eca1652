"""How long our papers take against bare reportlab with the same rows, in the same run.

python -m tests.benchmarks.bench_paper [ROWS]; prints the ratios, passes no judgement.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, LongTable, PageBreak, SimpleDocTemplate

from caseapp.domain.rules import STOCKHOLM
from caseapp.report import overdue, queue
from caseapp.report.blocks import Block, Row, Sheet, Status, Table
from caseapp.report.press import print_sheet
from caseapp.report.typesetting import REGULAR, width
from tests.benchmarks.timing import best, tell

_REASONS = ("föräldrasvikt", "våld i nära relation", "hedersrelaterat våld och förtryck", "skolfrånvaro")
_DELAYS = ("", "väntan på polis eller åklagare", "väntan på fördelning")
_AS_OF = date(2026, 3, 16)


def overdue_blocks(rows: int) -> tuple[Block, ...]:
    """So many utredningar in one unit, each with the reckoning of its last day."""
    made = []
    for number in range(rows):
        day = date(2025, 1, 1) + timedelta(days=number % 300)
        made.append(
            overdue.OverdueRow(
                case=f"BU-2025-{number:04}",
                started=day,
                last_day=day + timedelta(days=120),
                late=number % 3 > 0,
                working_days=number % 90,
                extended_to=None,
                worker=f"H{number % 20:02}",
                reason=_REASONS[number % 4],
                delay_reason=_DELAYS[number % 3],
                acknowledged=False,
                why=f"Utredningen inleddes {day}. Fyra månader (20 kap. 3 § SoL) → dag {number % 300}.",
            )
        )
    unit = overdue.OverdueUnit("Utredningsenheten", rows, rows, tuple(made))
    return overdue.compose(overdue.OverdueFacts((unit,), _AS_OF, 20, ()))


def queue_blocks(rows: int) -> tuple[Block, ...]:
    """A queue of so many clocks."""
    made = [
        queue.QueueRow(
            case=f"BU-2025-{number:04}",
            what="Utredning barn",
            clocked=True,
            started=date(2025, 1, 1) + timedelta(days=number % 300),
            waited_days=number,
            last_day=date(2025, 5, 1) + timedelta(days=number % 300),
            due_at="",
            status="late",
            working_days=number % 90,
            acknowledged=False,
            unit="Utredningsenheten",
            worker=f"H{number % 20:02}",
            reason=_REASONS[number % 4],
        )
        for number in range(rows)
    ]
    facts = queue.QueueFacts("Överskridna", "Frister.", _AS_OF, tuple(made), rows, True, False, ())
    return queue.compose(facts)


def ours(blocks: tuple[Block, ...], out: Path) -> None:
    """Our press."""
    printed = datetime(2026, 3, 16, 8, 12, tzinfo=STOCKHOLM)
    print_sheet(Sheet("Papper", "Kommunen", "alla enheter", _AS_OF, printed, "0" * 16, blocks), out)


def bare(blocks: tuple[Block, ...], out: Path) -> None:
    """reportlab's own LongTable of the same rows, in the same type, with lines and a repeated head."""
    width("å", REGULAR, 8)
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, Table):
            data = [[column.title for column in block.columns], *(_texts(row) for row in block.rows)]
            style = [
                ("FONT", (0, 0), (-1, -1), REGULAR, 6),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, (0.8, 0.8, 0.8)),
            ]
            story += [LongTable(data, repeatRows=1, style=style), PageBreak()]
    SimpleDocTemplate(str(out), pagesize=A4, invariant=1).build(story)


def _texts(row: Row) -> list[str]:
    return [f"{c.symbol} {c.word} {c.number}" if isinstance(c, Status) else c for c in row.cells]


def main(rows: int = 1_000) -> None:
    """The ratios."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "papper.pdf"
        for name, blocks in (("overdue", overdue_blocks(rows)), ("queue", queue_blocks(rows))):
            mine = best(partial(ours, blocks, out))
            tell(
                f"{name}, {rows} rows",
                mine,
                "bare reportlab",
                best(partial(bare, blocks, out)),
                "target ≤ 1,5",
            )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
