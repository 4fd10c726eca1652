"""The names that the guard of free text knows."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from caseapp.catalogue.faults import CatalogueError
from caseapp.catalogue.text_words import NamesForm, load_name_words, name_words
from caseapp.domain.text_guard import guard
from caseapp.files import resource

FILE = resource("catalogue", "text", "namn.toml")


def test_the_lists_hold_several_hundred_names_each_in_small_letters() -> None:
    words = name_words()
    assert len(words.first) >= 600
    assert len(words.last) >= 600
    everything = words.first | words.last | words.ordinary | words.doubtful
    assert [word for word in everything if word != word.lower() or len(word) < 2] == []


def test_names_of_many_origins_are_known() -> None:
    words = name_words()
    for first, last in (
        ("anna", "andersson"), ("mohammed", "ahmed"), ("fadumo", "warsame"), ("merja", "virtanen"),
        ("amra", "hodzic"), ("zeynep", "yilmaz"), ("agnieszka", "kowalska"), ("tewodros", "tesfay"),
        ("parisa", "hosseini"), ("alejandro", "rodriguez"),
    ):  # fmt: skip
        assert first in words.first, first
        assert last in words.last, last


def test_no_name_is_listed_twice_and_every_exception_is_a_name() -> None:
    content = tomli.loads(FILE.read_text(encoding="utf-8"))
    for entry in ("first_names", "surnames", "ordinary", "doubtful"):
        listed = content[entry].split()
        assert len(listed) == len(set(listed)), entry
    words = name_words()
    assert sorted((words.ordinary | words.doubtful) - words.first - words.last) == []
    assert words.ordinary & words.doubtful == frozenset()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Sten Berg och Björn Lind kom.", 2),
        ("Maria ringde om Fatima.", 2),
        ("Björn i skogen vid berg och ros i maj. Klara att avsluta.", 0),
        ("Utredningen enligt lex Sarah sänds till IVO. Mini Maria och Barnahus i Norrtälje svarar.", 0),
        ("Södertälje kommun, Karlsgatan 3, Treserva och Lifecare.", 0),
        ("Linda foten. Hans barn. Per enhet. Max fem. Liv och död. Inga barn. Lund, Norberg och Nora.", 0),
    ],
)
def test_the_list_tells_persons_from_words_and_places(text: str, kinds: int) -> None:
    assert [found.kind for found in guard(text, name_words())] == ["namn"] * kinds


def test_the_readme_explains_every_entry_of_the_names() -> None:
    readme = (FILE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert "text/namn.toml" in readme
    assert [name for name in NamesForm.model_fields if f"`{name}`" not in readme] == []


def test_a_fault_in_the_file_is_told_with_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "namn.toml"
    path.write_text('first_names = "anna"\nsurname = "berg"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"namn.toml: surnames: saknas") as told:
        load_name_words(path)
    assert "surname: finns inte i formen" in str(told.value)
    path.write_text("first_names = anna", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"namn.toml: filen är inte giltig TOML"):
        load_name_words(path)
    path.write_bytes('first_names = "åsa"'.encode("cp1252"))
    with pytest.raises(CatalogueError, match=r"i UTF-8"):
        load_name_words(path)


def test_a_file_may_hold_no_more_than_names(tmp_path: Path) -> None:
    path = tmp_path / "namn.toml"
    path.write_text('\ufefffirst_names = "Anna"\nsurnames = "Berg"\n', encoding="utf-8")
    words = load_name_words(path)
    assert [found.length for found in guard("Anna Berg, Karlsson", words)] == [9]
