"""Lex Sarah on paper: the whole utredning to be signed and enclosed, and what IVO's form asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseapp.domain.swedish import inside, plural, whole
from caseapp.report.blocks import (
    Block,
    Column,
    Heading,
    Lead,
    Notes,
    Row,
    Signature,
    Status,
    Table,
    Text,
    Title,
    Tone,
)

MISSING = "saknas"
_PAIRS = (Column("Uppgift", whole=True), Column("Värde"))
_POINTS = (
    Column("Punkt", right=True),
    Column("Vad utredningen ska visa"),
    Column("Lagrum"),
    Column("Läge", whole=True),
)
_ENTRIES = (
    Column("Dokumenterad", whole=True),
    Column("Av", whole=True),
    Column("Varifrån uppgiften kommer"),
)
_COURSE = (
    Column("Dag", whole=True),
    Column("Av", whole=True),
    Column("Vad som hände"),
)
_AUTHORITY = (Column("Dag", whole=True), Column("Vad som hände"))
_REMEDIES = (
    Column("Åtgärd"),
    Column("Ansvarig"),
    Column("Beslutad", whole=True),
    Column("Klar senast", whole=True),
    Column("Klar", whole=True),
    Column("Effekt"),
)
_SIMILAR = (
    Column("Ärende", whole=True),
    Column("Rapporterad", whole=True),
    Column("Bedömning"),
    Column("Åtgärder", right=True),
    Column("Vad det gällde"),
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the utredning. A `fact` stands apart from an assessment; `by` is a role, never a name."""

    documented: str
    fact: bool
    text: str
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A point that the utredning must show; `missing` says what it lacks, empty when it is there."""

    number: int
    name: str
    lagrum: str
    missing: str
    stated: tuple[tuple[str, str], ...]
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part of the utredning with its points; `stated` are its facts that belong to no point."""

    number: int
    name: str
    stated: tuple[tuple[str, str], ...]
    points: tuple[PointFacts, ...]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A step of the matter: its day, by which role, what it was and, where it says more, what it said."""

    day: str
    by: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A measure against the cause. Days are ISO texts, or a dash; `checked` is what is told of the effect."""

    text: str
    owner: str
    decided: str
    due: str
    done: str
    effect: str
    checked: str


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """An earlier matter of the same type in the same unit."""

    ref: str
    reported: str
    assessment: str
    remedies: int
    text: str


@dataclass(frozen=True, slots=True)
class InvestigationFacts:
    """What the utredning tells. `red` are sentences on what breaks the law now.

    `course` are the steps in the house, `authority` those to and from IVO.
    """

    ref: str
    about: tuple[tuple[str, str], ...]
    course: tuple[CourseLine, ...]
    authority: tuple[CourseLine, ...]
    phase: str
    assessment: str
    decided: str
    parts: tuple[PartFacts, ...]
    remedies: tuple[RemedyLine, ...]
    similar: tuple[SimilarLine, ...]
    similar_span: str
    red: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def points(self) -> tuple[PointFacts, ...]:
        """All points, in the order of their numbers."""
        found = [point for part in self.parts for point in part.points]
        return tuple(sorted(found, key=lambda point: point.number))


@dataclass(frozen=True, slots=True)
class NotificationFacts:
    """What IVO's form asks for, in its order; an empty value is missing."""

    ref: str
    fields: tuple[tuple[str, str], ...]
    serious: bool
    notified: str
    clock: str
    notes: tuple[tuple[str, str], ...]


def summary(facts: InvestigationFacts) -> str:
    """How far the utredning has come, in a sentence or two."""
    points = facts.points
    covered = sum(not point.missing for point in points)
    if facts.decided:
        first = f"Utredningen är avslutad {facts.decided} med ställningstagandet {facts.assessment}."
    else:
        first = f"Utredningen är inte avslutad; den är i läget ”{inside(facts.phase)}”."
    if covered == len(points):
        return f"{first} Alla {whole(len(points))} punkter är besvarade."
    return f"{first} {whole(covered)} av {plural(len(points), 'punkt', 'punkter')} är besvarade."


def investigation(facts: InvestigationFacts) -> tuple[Block, ...]:
    """The whole utredning: its points marked, facts apart from assessments, room to sign."""
    made: list[Block] = [
        Title(f"Utredning enligt lex Sarah {facts.ref}"),
        Lead(summary(facts)),
        *(Text(f"▲ {sentence}") for sentence in facts.red),
        Table("", _PAIRS, tuple(Row(pair) for pair in facts.about)),
        Table("Ärendets gång, ett steg per rad", _COURSE, tuple(map(_step, facts.course))),
        Heading("Vad utredningen ska visa"),
        Table("Punkter, en per rad", _POINTS, tuple(_point_row(point) for point in facts.points)),
    ]
    for part in facts.parts:
        made += _part(part)
    made.append(Heading("Planerade och genomförda åtgärder"))
    if facts.remedies:
        made.append(
            Table("Åtgärder mot orsakerna, en per rad", _REMEDIES, tuple(map(_remedy, facts.remedies)))
        )
    else:
        made.append(Text("Ingen åtgärd är beslutad."))
    made.append(Heading("Anmälan till IVO och IVO:s beslut"))
    if facts.authority:
        steps = tuple(Row((line.day, line.name), text=line.text) for line in facts.authority)
        made.append(Table("Ett steg per rad", _AUTHORITY, steps))
    else:
        made.append(Text("Ingen anmälan till IVO är registrerad."))
    made.append(Heading("Liknande ärenden i registret"))
    if facts.similar:
        similar = tuple(
            Row((line.ref, line.reported, line.assessment, whole(line.remedies), line.text))
            for line in facts.similar
        )
        made.append(Table(f"Ärenden {facts.similar_span}, ett per rad", _SIMILAR, similar))
    else:
        made.append(Text(f"Inget annat ärende {facts.similar_span}."))
    return (
        *made,
        Heading("Underskrift"),
        Signature(("Ort och dag", "Utredare, underskrift", "Namnförtydligande och befattning")),
        Signature(("Ort och dag", "Lex Sarah-ansvarig, underskrift", "Namnförtydligande och befattning")),
        Heading("Definitioner och noter"),
        Notes("", facts.notes),
    )


def _point_row(point: PointFacts) -> Row:
    status = Status("◆", "Saknas", "", Tone.SOON) if point.missing else Status("✓", "Besvarad", "", Tone.OK)
    return Row((whole(point.number), point.name, point.lagrum, status), below=point.missing)


def _part(part: PartFacts) -> Iterable[Block]:
    yield Heading(f"{part.number}. {part.name}")
    if part.stated:
        # A point that is answered by an event alone, such as the decision, shows what the part states.
        bare = [point for point in part.points if not (point.stated or point.entries or point.missing)]
        caption = _label(bare[0]) if bare else "Uppgifter, en per rad"
        yield Table(caption, _PAIRS, tuple(Row(pair) for pair in part.stated))
    for point in part.points:
        label = _label(point)
        if point.stated:
            yield Table(label, _PAIRS, tuple(Row(pair) for pair in point.stated))
        for kind, fact in (("fakta", True), ("bedömning", False)):
            rows = tuple(_entry(line) for line in point.entries if line.fact is fact)
            if rows:
                yield Table(f"{label}, {kind}", _ENTRIES, rows)
        if point.missing:
            yield Text(f"◆ {label}. {point.missing}")


def _label(point: PointFacts) -> str:
    return f"Punkt {point.number}: {point.name}"


def _entry(line: EntryLine) -> Row:
    return Row((line.documented, line.by, line.source), text=line.text)


def _step(line: CourseLine) -> Row:
    return Row((line.day, line.by, line.name), text=line.text)


def _remedy(line: RemedyLine) -> Row:
    return Row((line.text, line.owner, line.decided, line.due, line.done, line.effect), text=line.checked)


def notification(facts: NotificationFacts) -> tuple[Block, ...]:
    """What IVO's form asks for, to be typed in beside it; what is missing is marked."""
    missing = [name for name, value in facts.fields if not value]
    if facts.notified:
        lead = f"Anmälan till IVO är registrerad {facts.notified}."
    elif facts.serious:
        lead = "Missförhållandet är bedömt som allvarligt och ska anmälas till IVO snarast."
    else:
        lead = "Ärendet är inte bedömt som allvarligt. Underlaget visar vad en anmälan skulle innehålla."
    if missing:
        lead += f" {plural(len(missing), 'uppgift', 'uppgifter')} saknas."
    rows = tuple(
        Row((name, value)) if value else Row((name, Status("◆", MISSING, "", Tone.SOON)))
        for name, value in facts.fields
    )
    made: list[Block] = [
        Title(f"Underlag till anmälan enligt lex Sarah {facts.ref}"),
        Lead(lead),
        Table("Vad formuläret frågar efter, i formulärets ordning", _PAIRS, rows),
    ]
    if facts.clock:
        made.append(Text(facts.clock))
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))
