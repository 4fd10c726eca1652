"""Reads the names that the guard of free text knows, from `text/namn.toml` beside the catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tomli
from pydantic import ValidationError

from caseapp.catalogue.faults import CatalogueError, told_faults
from caseapp.catalogue.form import Form
from caseapp.domain.names import NameWords, words_in
from caseapp.files import resource


class NamesForm(Form):
    """`namn.toml`. The first two and the two lists of exceptions are words parted by white space."""

    first_names: str
    surnames: str
    surname_endings: tuple[str, ...] = ()
    ordinary: str = ""
    doubtful: str = ""
    not_names: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The names that travel with the program; read once, for they take longer to read than to use."""
    return load_name_words(resource("catalogue", "text", "namn.toml"))


def load_name_words(path: Path) -> NameWords:
    """The names of a file. Raises CatalogueError that tells which entry is wrong."""
    try:
        content = tomli.loads(path.read_text(encoding="utf-8-sig"))
        form = NamesForm.model_validate(content)
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: filen är inte giltig TOML i UTF-8 ({error}).") from None
    except ValidationError as error:
        raise CatalogueError(told_faults(path.name, content, error)) from None
    return NameWords(
        first=_set(form.first_names),
        last=_set(form.surnames),
        endings=tuple(ending.lower() for ending in form.surname_endings),
        ordinary=_set(form.ordinary),
        doubtful=_set(form.doubtful),
        not_names=frozenset(words_in(phrase) for phrase in form.not_names),
        followed_by=frozenset(word.lower() for word in form.followed_by),
        between=frozenset(word.lower() for word in form.between),
    )


def _set(words: str) -> frozenset[str]:
    return frozenset(words.lower().split())
