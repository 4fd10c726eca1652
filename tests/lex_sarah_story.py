"""The story of 2022 as a worked matter: a queue that grew, what IVO said, what was done, and what it gave.

The facts are those of norrtalje-socialtjanstrapport-2023-del1, L1447–1535 of the report; where it gives no
day, one is chosen. The cases in the queue are made up.
"""

from __future__ import annotations

from datetime import date, timedelta

from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import LEX_SARAH, Source, SourceKind
from caseapp.domain.moments import Moment
from caseapp.service.lex_sarah_steps import add_remedy, record_step, start_from
from caseapp.service.office import Office
from caseapp.service.record import record
from tests.casework import happened, key

UNIT = "Utredningsenheten"
CHILDREN = 93
QUEUE_DAY = date(2022, 1, 12)
MATTER = CaseKey(LEX_SARAH, "LS-2022-001")
SOURCE = Source(SourceKind.QUEUE, queue="unassigned", unit=UNIT, as_of=QUEUE_DAY)

REPORT = {
    "rapportor": "enhetschef",
    "rapport_text": "Utredningar som gäller barn och unga kan inte delas ut till handläggare. "
    "Barnen väntar i kö utan att "
    "utredningsåtgärder vidtas, och utredningstiden om fyra månader riskerar att överskridas.",
    "handelse_dag": "2021-08-16",
    "upptackt_dag": "2022-01-10",
    "upptackt_hur": "Vid enhetschefens genomgång av ärenden som inte är utdelade.",
    "omedelbara_atgarder": "Gruppledare går igenom kön varje vecka och gör en skyddsbedömning där "
    "det finns uppgift om våld.",
}


def entry(point: str, kind: str, source: str, text: str, **more: str) -> dict[str, str]:
    """The values of an entry by the investigator."""
    stated = {"punkt": point, "anteckning_slag": kind, "uppgiftskalla": source, "anteckning": text}
    return {"roll": "utredare", **stated, **more}


STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "2022-01-12",
        "lex_sarah_bedomning",
        {
            "forsta_bedomning": "allvarligt-missforhallande",
            "bedomning_motivering": "Barn kan ha levt kvar i en skadlig miljö medan inget gjordes "
            "i utredningen.",
            "roll": "mottagare",
        },
    ),
    ("2022-01-13", "lex_sarah_utredning", {}),
    (
        "2022-01-13",
        "anmald_ivo",
        {"ivo_bilagor": "Rapporten och kölistan per den 12 januari.", "utredning_bifogad": "n"},
    ),
    (
        "2022-01-19",
        "lex_sarah_anteckning",
        entry(
            "handelse",
            "bedomning",
            "Genomgång av samtliga ärenden i kön",
            "Barnen har fått vänta 1,5–3 månader på att utredningen påbörjas. Behov av skydd och "
            "stöd kan ha förblivit okända.",
        ),
    ),
    (
        "2022-01-24",
        "lex_sarah_anteckning",
        entry(
            "orsaker",
            "bedomning",
            "Samtal med gruppledare och socialsekreterare",
            "Tjänster har stått vakanta och nya medarbetare har behövt introduktion.",
            lex_sarah_orsak="bemanning",
        ),
    ),
    (
        "2022-01-24",
        "lex_sarah_anteckning",
        entry(
            "orsaker",
            "fakta",
            "Statistik över inledda utredningar 2018–2021",
            "Antalet inledda utredningar har ökat under hela perioden. Ökningen är inte tillfällig.",
            lex_sarah_orsak="inflode",
        ),
    ),
    (
        "2022-01-27",
        "lex_sarah_anteckning",
        entry(
            "liknande",
            "fakta",
            "Nämndens lex Sarah-anmälningar 2021",
            "Under hösten 2020 och hela 2021 har mellan 30 och 93 barn väntat i kö. De åtgärder "
            "som vidtagits har inte räckt.",
            liknande_hant="j",
        ),
    ),
    (
        "2022-02-01",
        "lex_sarah_anteckning",
        entry(
            "igen",
            "bedomning",
            "Utredarens bedömning",
            "Utan varaktigt utökad bemanning och ändrat arbetssätt kommer kön att växa igen vid "
            "högt inflöde.",
            kan_handa_igen="j",
        ),
    ),
    (
        "2022-02-01",
        "lex_sarah_anteckning",
        entry(
            "atgarder",
            "fakta",
            "Enhetschefens redovisning",
            "Gruppledare har tillsatts. Utredningsplan ska upprättas i samtliga ärenden. "
            "Bemanningen är utökad med två årsarbetare.",
        ),
    ),
    (
        "2022-02-04",
        "ivo_beslut",
        {
            "ivo_utfall": "brist",
            "ivo_brist": "Nämnden visar passivitet när den inte genomför utredningsåtgärder på "
            "1,5–3 månader vid inledda barnutredningar.",
        },
    ),
    (
        "2022-02-07",
        "lex_sarah_anteckning",
        entry(
            "ovrigt",
            "bedomning",
            "Utredarens iakttagelser",
            "Rutinen för skyddsbedömning i kön behöver bli skriftlig.",
        ),
    ),
    ("2022-02-08", "overlamnad", {"roll": "utredare"}),
    (
        "2022-02-10",
        "lex_sarah_beslut",
        {
            "allvar": "allvarligt-missforhallande",
            "beslut_motivering": "Nämnden har inte uppfyllt kravet på att bedriva utredningarna skyndsamt.",
            "anmalan_ivo": "j",
            "roll": "beslutsfattare",
        },
    ),
    ("2022-02-14", "utredning_ivo", {"ivo_nummer": "8.1.2-01234/2022"}),
)
"""What is registered in the matter, in order, up to the utredning at IVO; the report comes first."""

REMEDIES: tuple[tuple[str, str, dict[str, str], str], ...] = (
    (
        "ÅT-2022-001",
        "2022-02-10",
        {
            "atgard": "Fördjupad konsekvensanalys med förslag till åtgärder och kostnader.",
            "ansvarig": "socialdirektor",
            "klar_senast": "2022-04-07",
            "effekt_senast": "2022-05-31",
        },
        "2022-04-07",
    ),
    (
        "ÅT-2022-002",
        "2022-05-18",
        {
            "atgard": "Tillfälliga resurser arbetar bort utredningskön.",
            "ansvarig": "enhetschef",
            "klar_senast": "2023-01-31",
            "effekt_senast": "2024-01-31",
        },
        "2023-01-31",
    ),
    (
        "ÅT-2022-003",
        "2022-05-18",
        {
            "atgard": "Cykliskt och teambaserat arbetssätt införs (Mölndalsmodellen).",
            "ansvarig": "enhetschef",
            "klar_senast": "2022-12-31",
            "effekt_senast": "2024-01-31",
        },
        "2023-01-31",
    ),
)
"""Number, day decided, what was decided, and the day it was done."""

EFFECTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "ÅT-2022-001",
        "2022-05-11",
        {"effekt": "avsedd", "effekt_text": "Analysen låg till grund för beslutet om åtgärder den 11 maj."},
    ),
    (
        "ÅT-2022-002",
        "2024-01-29",
        {
            "effekt": "delvis",
            "effekt_text": "Kön minskade men finns kvar. Vid årsskiftet 2023/2024 var 70 ärenden "
            "inte utdelade.",
            "effekt_senast": "2024-12-31",
        },
    ),
    (
        "ÅT-2022-003",
        "2024-01-29",
        {
            "effekt": "delvis",
            "effekt_text": "Arbetsgrupperna har inte varit fulltaliga; arbetssättet har inte "
            "kunnat tillämpas fullt ut.",
            "effekt_senast": "2024-12-31",
        },
    ),
)
"""The check of each effect, with the next one where it is not yet what it should be."""


def tell_queue(office: Office) -> None:
    """The children of whom none had a caseworker on the day; they were given one in the spring."""
    events = []
    for number in range(CHILDREN):
        begun = date(2021, 10, 4) + timedelta(days=number)
        case = key(f"BU-2022-{number + 1:03d}")
        facts = {"utredningstyp": "barn", "person": f"P-kö{number + 1}", "enhet": UNIT}
        events.append(happened(office, case, "inledd", begun.isoformat(), facts))
        assigned = date(2022, 3, 1) + timedelta(days=number // 3)
        events.append(happened(office, case, "tilldelad", assigned.isoformat(), {"handlaggare": "H01"}))
    record(office, events)


def tell_story(office: Office, until: str = "9999-12-31") -> CaseKey:
    """Tell the story up to a day, `ÅÅÅÅ-MM-DD` and that day included; the whole of it when none is given."""
    tell_queue(office)
    start_from(office, SOURCE, Moment.parse("2022-01-12T09:30"), REPORT, MATTER.ref)
    told: list[tuple[str, int, str, str, dict[str, str]]] = []
    for day, event, values in STEPS:
        told.append((day, 0, MATTER.ref, event, values))
    for ref, day, values, done in REMEDIES:
        told.append((day, 1, ref, "atgard_beslutad", values))
        told.append((done, 2, ref, "atgard_klar", {}))
    told.append(("2023-03-31", 3, MATTER.ref, "avslutad", {}))
    told += [(day, 4, ref, "effekt_kontrollerad", values) for ref, day, values in EFFECTS]
    for day, _, ref, event, values in sorted(told, key=lambda step: step[:2]):
        if day > until:
            break
        if event == "atgard_beslutad":
            add_remedy(office, MATTER, Moment.parse(day), values, ref)
        else:
            case_type = LEX_SARAH if ref == MATTER.ref else "atgard"
            record_step(office, CaseKey(case_type, ref), event, Moment.parse(day), values)
    return MATTER
