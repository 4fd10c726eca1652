"""How long the three papers of ej verkställda beslut take, from a loaded database to finished PDF files.

Against bare reportlab with the same rows, in the same run: python -m tests.benchmarks.evb_paper [DECISIONS];
prints the ratios, passes no judgement. Every decision is one to report, with all that the reports ask for.
The rival is told twice: with long texts as paragraphs, so that they wrap as ours do, and with each text on
one line, where the long ones run off the page.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, PageBreak, Paragraph, SimpleDocTemplate

from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.report.blocks import Block, Status, Table
from caseapp.report.typesetting import REGULAR, width
from caseapp.service.evb import quarter_of
from caseapp.service.office import Office
from caseapp.service.papers import Order
from caseapp.service.report_evb import PAPERS
from caseapp.service.reports import make_report
from caseapp.store.ledger import append
from tests.benchmarks.bench_paper import bare
from tests.benchmarks.timing import best, tell

QUARTER = "2025Q4"
NOW = datetime(2026, 1, 12, 8, tzinfo=UTC)
_KINDS = ("kontaktfamilj", "kontaktperson", "familjehem", "boendestod", "extern-oppenvard")
_REASON = (
    "Tre familjer har tillfrågats. Två bor för långt bort för barnets skola och den tredje kan ta emot "
    "först efter sommaren; rekryteringen pågår tillsammans med två grannkommuner."
)
_AT_ONCE = 2_000


def told(decisions: int) -> Iterator[list[Event]]:
    """What happened to each decision: granted, offered and declined, explained; now and then executed."""
    dice = random.Random(1)
    for number in range(decisions):
        key = CaseKey("insats", f"INS-{number:05}")
        granted = date(2025, 1, 2) + timedelta(days=dice.randrange(180))
        facts = {
            "person": f"P-{number}",
            "lagrum": "sol-4-1",
            "insatstyp": dice.choice(_KINDS),
            "enhet": f"Enhet {number % 6}",
        }
        offer = {"erbjudande_svar": "avbojt", "erbjudande_avser": "en familj två helger i månaden"}
        why = {
            "orsak_ej_verkstalld": "saknar-uppdragstagare",
            "orsak_text": _REASON,
            "stod_under_vantan": "Samtal varannan vecka och avlastning genom skolans fritidshem.",
            "foljder_enskild": "Barnet har inte fått den avlastning från hemmet som beslutet gäller.",
            "vidtagna_atgarder": "Annons i februari och maj, matchningsmöte varje månad.",
            "uppfoljning_behov": "Behovet följdes upp i september och kvarstår.",
        }
        made = [
            Event(key, "beslut", Moment(granted), facts),
            Event(key, "erbjudande", Moment(granted + timedelta(days=60)), offer),
            Event(key, "uppgifter", Moment(granted + timedelta(days=90)), why),
        ]
        if number % 10 == 0:
            made.append(Event(key, "verkstalld", Moment(date(2025, 10, 1) + timedelta(days=number % 80))))
        yield made


def fill(office: Office, decisions: int) -> None:
    """Record them, some thousand at a time."""
    waiting: list[Event] = []
    for events in [*told(decisions), None]:
        waiting += events or []
        if waiting and (events is None or len(waiting) >= _AT_ONCE):
            with office.database.write() as connection:
                append(connection, office.catalogue, waiting, office.stamp(), "benchmark")
            waiting = []


def wrapped(blocks: tuple[Block, ...], out: Path) -> None:
    """reportlab's own LongTable of the same rows, each text that is wider than its column a Paragraph."""
    width("å", REGULAR, 8)
    small = ParagraphStyle("rad", fontName=REGULAR, fontSize=6, leading=7.5)
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, Table):
            wide = 520 / len(block.columns)
            data = [[column.title for column in block.columns]]
            for row in block.rows:
                texts = [f"{c.symbol} {c.word} {c.number}" if isinstance(c, Status) else c for c in row.cells]
                data.append([Paragraph(escape(t), small) if len(t) * 3.2 > wide else t for t in texts])
            style = [
                ("FONT", (0, 0), (-1, -1), REGULAR, 6),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, (0.8, 0.8, 0.8)),
            ]
            columns = [wide] * len(block.columns)
            story += [LongTable(data, colWidths=columns, repeatRows=1, style=style), PageBreak()]
    SimpleDocTemplate(str(out), pagesize=A4, invariant=1).build(story)


def main(decisions: int = 10_000) -> None:
    """The ratios, of each paper and of the three together."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office.create(str(Path(folder) / "enheten.sqlite"), clock=lambda: NOW, who="mätaren")
        fill(office, decisions)
        out = Path(folder) / "papper.pdf"
        quarter = quarter_of(QUARTER)
        mine = theirs = cut = 0.0
        for name, (_, make) in PAPERS.items():
            blocks = make(office, Order(on=quarter.last, period=quarter)).blocks
            ours = best(partial(make_report, office, name, out, period=quarter), runs=1)
            rival = best(partial(wrapped, blocks, out), runs=1)
            tell(f"{name}, {decisions} decisions", ours, "bare reportlab", rival, "target ≤ 2 for the three")
            mine += ours
            theirs += rival
            cut += best(partial(bare, blocks, out), runs=1)
        what = f"the three, {decisions} decisions"
        tell(what, mine, "bare reportlab", theirs, "target ≤ 2")
        tell(what, mine, "bare reportlab that cuts long texts off", cut, "no target")
        office.close()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
