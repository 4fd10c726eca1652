"""What a step's form does when it is judged and saved: a report, a step in a matter, or a remedy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from caseapp.domain.lex_sarah import ATGARD, LEX_SARAH, REMEDY_DECIDED, REPORTED
from caseapp.domain.swedish import inside

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.domain.gates import Obstacle
    from caseapp.domain.lex_sarah import Source
    from caseapp.domain.moments import Moment
    from caseapp.service.lex_sarah_sources import Evidence
    from caseapp.service.office import Office
    from caseapp.service.record import Changes, DeadlineChange

Values = Mapping[str, str]


class Deed(Protocol):
    """Asked and done in the background; `case_type` and `event` choose the form in the catalogue."""

    @property
    def case_type(self) -> str: ...

    @property
    def event(self) -> str: ...

    @property
    def title(self) -> str: ...

    def evidence(self, office: Office) -> Evidence | None:
        """The facts it starts from. Raises UserError."""

    def obstacles(self, office: Office, occurred: Moment, values: Values) -> tuple[Obstacle, ...]:
        """What keeps it from being saved."""

    def preview(self, office: Office, occurred: Moment, values: Values) -> list[DeadlineChange]:
        """What it does to the clocks. Raises UserError."""

    def record(self, office: Office, occurred: Moment, values: Values) -> Changes:
        """Save it. Raises UserError."""


@dataclass(frozen=True, slots=True)
class ReportDeed:
    """A report is received; with a source it starts from what the program knows."""

    source: Source | None = None
    case_type: str = field(default=LEX_SARAH, init=False)
    event: str = field(default=REPORTED, init=False)
    title: str = field(default="Ny rapport enligt lex Sarah", init=False)

    def evidence(self, office: Office) -> Evidence | None:
        """What the source says."""
        from caseapp.service.lex_sarah_sources import evidence

        return evidence(office, self.source) if self.source is not None else None

    def obstacles(self, office: Office, occurred: Moment, values: Values) -> tuple[Obstacle, ...]:
        """What the report lacks."""
        from caseapp.service.lex_sarah_previews import report_obstacles

        return report_obstacles(office, values)

    def preview(self, office: Office, occurred: Moment, values: Values) -> list[DeadlineChange]:
        """The clocks that begin."""
        from caseapp.service.lex_sarah_previews import preview_report

        return preview_report(office, occurred, values)

    def record(self, office: Office, occurred: Moment, values: Values) -> Changes:
        """Start the matter."""
        from caseapp.service.lex_sarah_steps import start_from, start_matter

        if self.source is not None:
            return start_from(office, self.source, occurred, values)
        return start_matter(office, occurred, values)


@dataclass(frozen=True, slots=True)
class RemedyDeed:
    """A remedy is decided."""

    matter: CaseKey
    case_type: str = field(default=ATGARD, init=False)
    event: str = field(default=REMEDY_DECIDED, init=False)

    @property
    def title(self) -> str:
        """What the form is called."""
        return f"{self.matter.ref} · ny åtgärd"

    def evidence(self, office: Office) -> Evidence | None:
        """None: it is decided in the matter."""
        return None

    def obstacles(self, office: Office, occurred: Moment, values: Values) -> tuple[Obstacle, ...]:
        """What the remedy lacks."""
        from caseapp.service.lex_sarah_previews import remedy_obstacles

        return remedy_obstacles(office, values)

    def preview(self, office: Office, occurred: Moment, values: Values) -> list[DeadlineChange]:
        """Its last day as a clock."""
        from caseapp.service.lex_sarah_previews import preview_remedy

        return preview_remedy(office, self.matter, occurred, values)

    def record(self, office: Office, occurred: Moment, values: Values) -> Changes:
        """Decide it."""
        from caseapp.service.lex_sarah_steps import add_remedy

        return add_remedy(office, self.matter, occurred, values)


@dataclass(frozen=True, slots=True)
class StepDeed:
    """A step on a matter or a remedy."""

    key: CaseKey
    event: str
    name: str

    @property
    def case_type(self) -> str:
        """The kind of case."""
        return self.key.case_type

    @property
    def title(self) -> str:
        """What the form is called."""
        return f"{self.key.ref} · {inside(self.name)}"

    def evidence(self, office: Office) -> Evidence | None:
        """None: the case is there."""
        return None

    def obstacles(self, office: Office, occurred: Moment, values: Values) -> tuple[Obstacle, ...]:
        """What the gates and the form lack."""
        from caseapp.service.lex_sarah_steps import obstacles

        return obstacles(office, self.key, self.event, values, occurred)

    def preview(self, office: Office, occurred: Moment, values: Values) -> list[DeadlineChange]:
        """What it does to the clocks."""
        from caseapp.service.lex_sarah_steps import preview_step

        return preview_step(office, self.key, self.event, occurred, values)

    def record(self, office: Office, occurred: Moment, values: Values) -> Changes:
        """Take the step."""
        from caseapp.service.lex_sarah_steps import record_step

        return record_step(office, self.key, self.event, occurred, values)
