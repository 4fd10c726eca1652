"""What the terminal is shown: Swedish tables and sentences, JSON for other programs, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

import typer

from caseapp.domain.errors import UserError
from caseapp.domain.identity import find_identities
from caseapp.domain.moments import Moment
from caseapp.domain.rules import STOCKHOLM

if TYPE_CHECKING:
    from caseapp.service.backups import BackupReport
    from caseapp.service.queues import QueueItem


def use_utf8() -> None:
    """Write UTF-8 wherever the output goes; a Windows console or pipe would lose å, ä and ö."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def say(sentence: str) -> None:
    """A message to the person at the terminal, on stderr; what looks like an identity is never shown back."""
    typer.echo(masked(sentence), err=True)


def masked(text: str) -> str:
    """The text with … for everything that looks like an identity."""
    starts = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
    for found in reversed(find_identities(text)):
        begins = starts[found.line - 1] + found.column - 1
        text = f"{text[:begins]}…{text[begins + found.length :]}"
    return text


def print_json(value: Any) -> None:
    """JSON on stdout, and nothing else there."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under a head, each column as wide as its widest cell; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells), 0) for i, name in enumerate(head)]
    numeric = [bool(rows) and all(isinstance(row[i], int) for row in rows) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        parts = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        return "  ".join(parts).rstrip()

    typer.echo(line(head))
    typer.echo("  ".join("─" * width for width in widths))
    for row in cells:
        typer.echo(line(row))


def day(text: str | None) -> date | None:
    """A day given as an option. Raises UserError."""
    return Moment.parse(text).day if text else None


def utc(text: str | None) -> str | None:
    """A recording time given as an option, as UTC text; without an offset it is Swedish time.

    A day alone means its end, so that what was recorded that day is in. Raises UserError.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UserError(f"Tiden ”{text}” går inte att läsa. Skriv till exempel 2025-10-15T12:00.") from None
    if len(text.strip()) == 10:
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=STOCKHOLM)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def status(item: QueueItem) -> str:
    """How a row stands, symbol and words."""
    if item.acknowledged:
        return "⚑ Kvitterad"
    if item.status == "late":
        days = item.working_days_late
        return f"▲ Försenad {days} {'arbetsdag' if days == 1 else 'arbetsdagar'}"
    if item.status in ("soon", "on_time"):
        left = item.working_days_left or 0
        words = (
            "Sista dag idag" if left == 0 else f"{left} {'arbetsdag' if left == 1 else 'arbetsdagar'} kvar"
        )
        return f"{'◆' if item.status == 'soon' else '●'} {words}"
    if item.status == "watch":
        return "○ Bevakning"
    return f"○ Väntat {item.waited_days} {'dag' if item.waited_days == 1 else 'dagar'}"


def backup(report: BackupReport, sentence: str, as_json: bool) -> None:
    """What became of a backup."""
    if as_json:
        print_json({"file": str(report.path), "rows": report.rows, "sha256": report.sha256})
    else:
        say(f"{sentence}: {report.path} ({report.rows.get('event', 0)} händelser).")


class Progress:
    """A line on stderr that counts; silent when stderr is not a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()
        self._written = False

    def __enter__(self) -> Progress:
        return self

    def __call__(self, done: int, total: int = 0) -> None:
        if self._shown:
            self._written = True
            share = f"{100 * done // total:3d} %" if total else str(done)
            sys.stderr.write(f"\r{self._label} … {share}")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._written:
            sys.stderr.write("\n")
