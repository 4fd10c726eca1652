"""What the rows of a list become: something understood, or faults that tell why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment


@dataclass(frozen=True, slots=True)
class Reject:
    """A fault of a row. `reason` is a Swedish sentence without any value of the row."""

    row: int
    field: str
    reason: str

    @property
    def text(self) -> str:
        """`Rad 7, inkom: Dagen finns inte i kalendern. …`"""
        return f"Rad {self.row}, {self.field}: {self.reason}"


class Faults(Exception):  # noqa: N818 - it is what a row has
    """Why a row is rejected: every fault, not only the first."""

    def __init__(self, found: list[Reject]) -> None:
        super().__init__(f"{len(found)} faults")
        self.found = found


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says of one kind of event: None as moment when its cell is empty.

    `values` are the facts stated with it; an empty text is an empty cell. `derived` when the row states no
    day and it was reckoned.
    """

    moment: Moment | None
    values: Mapping[str, str]
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """A row of a list with one case a row. `facts` belong to the opening; an empty text is an empty cell."""

    number: int
    key: CaseKey
    opened: Moment
    facts: Mapping[str, str]
    dated: Mapping[str, Stated]
    warnings: tuple[str, ...] = ()

    def same_as(self, other: Understood) -> bool:
        """Whether two rows say the same of the same case."""
        return (self.opened, self.facts, self.dated) == (other.opened, other.facts, other.dated)


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of a list with one event a row. `value` is the field that the event sets, when stated."""

    number: int
    key: CaseKey
    type: str
    moment: Moment
    value: tuple[str, str] | None
    facts: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Cells:
    """The cells of one row on its way to be understood, by column; the faults and warnings found so far."""

    number: int
    texts: dict[str, str]
    faults: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def fault(self, name: str, reason: str) -> None:
        """Note what is wrong with a column."""
        self.faults.append(Reject(self.number, name, reason))

    def passes(self, name: str, check: Callable[[str], None], text: str) -> bool:
        """Whether a check lets the text through; else its sentence is noted."""
        try:
            check(text)
        except UserError as error:
            self.fault(name, str(error))
            return False
        return True

    def warn(self, name: str, reason: str) -> None:
        """Note what should be looked at, though the row comes in."""
        self.warnings.append(f"Rad {self.number}, {name}: {reason}")
