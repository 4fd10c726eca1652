"""Typer in Swedish: the help pages, and what it says of a command that cannot be read."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_HELP = (
    (r"^Usage: ", "Användning: "),
    (r"^Options:$", "Flaggor:"),
    (r"^Arguments:$", "Uppgifter:"),
    (r"^Commands:$", "Kommandon:"),
    (r"\[OPTIONS\]", "[FLAGGOR]"),
    (r"COMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"Show this message and exit\.", "Visa den här hjälpen."),
    (r"\[default: ", "[förval: "),
    (r"(?<=[\[ ])required\]", "måste anges]"),
    (r"\{([^{}]+)\}", r"\1"),
)

_ERRORS = (
    ("No such command", "Kommandot finns inte:"),
    ("No such option:", "Flaggan finns inte:"),
    ("Missing command", "Kommando saknas"),
    ("Missing argument", "Uppgift saknas:"),
    ("Missing option", "Flagga saknas:"),
    ("Invalid value for", "Fel värde för"),
    ("Got unexpected extra argument(s)", "För många ord:"),
    ("requires an argument", "kräver ett värde"),
    ("does not take a value", "tar inget värde"),
    ("Did you mean one of:", "Menade du någon av:"),
    ("Did you mean", "Menade du"),
    ("Possible options:", "Liknande:"),
    ("Input should be a valid integer, unable to parse string as an integer", "skriv ett heltal"),
    ("Input should be greater than or equal to", "skriv minst"),
    ("Option ", "Flaggan "),
)


def help_in_swedish(page: str) -> str:
    """A help page with Typer's own words in Swedish, and without the names of Python's types."""
    for english, swedish in _HELP:
        page = re.sub(english, swedish, page, flags=re.MULTILINE)
    return re.sub(r" <[a-z\[\]]+>", lambda kind: " " * len(kind[0]), page)


class Command(TyperCommand):
    """A command whose help is Swedish throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_swedish(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Swedish throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_swedish(super().get_help(ctx))


def usage_sentence(error: TyperException) -> str:
    """What was wrong with the command, in Swedish, and where help is."""
    words = error.format_message()
    for english, swedish in _ERRORS:
        words = words.replace(english, swedish)
    return f"{words.rstrip('.')}. Skriv ”caseapp --help” för hjälp."
