"""The key of pseudonyms: where it is found, where it is made, and that it is never made twice."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from caseapp.domain.errors import UserError
from caseapp.service import pseudonyms
from caseapp.service.pseudonyms import key_check, pseudonym_key


class Keyring:
    """A keyring that keeps what it is given, unless told to behave badly."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.forgets = False
        self.locked = False

    def get_password(self, service: str, user: str) -> str | None:
        if self.locked:
            raise RuntimeError("locked")
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, word: str) -> None:
        if not self.forgets:
            self.kept[service, user] = word


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CASEAPP_KEY_FILE")
    monkeypatch.setattr("caseapp.store.database.data_home", lambda: tmp_path / "hem")
    return tmp_path / "hem"


@pytest.fixture
def keyring(home: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    made = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: made))
    return made


@pytest.fixture
def no_keyring(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fail = SimpleNamespace(priority=0)
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: fail))
    return home


def test_a_file_named_in_the_environment_is_made_once_and_used_ever_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mapp" / "nyckel"
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(path))
    key = pseudonym_key()
    assert len(key) == 32
    assert path.read_bytes() == key == pseudonym_key()


def test_without_a_keyring_the_key_is_a_file_that_only_its_owner_can_read(no_keyring: Path) -> None:
    key = pseudonym_key()
    path = no_keyring / "pseudonym.key"
    assert path.read_bytes() == key == pseudonym_key()
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_a_keyring_the_key_lies_there_and_in_no_file(keyring: Keyring, home: Path) -> None:
    key = pseudonym_key()
    assert list(keyring.kept.values()) == [key.hex()]
    assert pseudonym_key() == key
    assert [path.name for path in home.iterdir()] == ["pseudonym.keyring"]
    assert key not in (home / "pseudonym.keyring").read_bytes()


def test_a_keyring_that_cannot_be_opened_again_gives_no_second_key(keyring: Keyring, home: Path) -> None:
    pseudonym_key()
    keyring.locked = True
    with pytest.raises(UserError, match="Lås upp nyckelringen"):
        pseudonym_key()
    assert not (home / "pseudonym.key").exists()


def test_a_keyring_that_forgets_gives_way_to_a_file(keyring: Keyring, home: Path) -> None:
    keyring.forgets = True
    assert pseudonym_key() == (home / "pseudonym.key").read_bytes()


def test_a_word_in_the_keyring_that_is_no_key_is_not_taken_for_one(keyring: Keyring) -> None:
    keyring.kept["caseapp", "pseudonym-key"] = "inte en nyckel"
    key = pseudonym_key()
    assert keyring.kept["caseapp", "pseudonym-key"] == key.hex()


def test_a_keyring_that_never_answers_does_not_hold_us_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pseudonyms, "_PATIENCE", 0.01)
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: time.sleep(1)))
    assert pseudonym_key() == (home / "pseudonym.key").read_bytes()


def test_a_key_file_that_is_cut_short_is_refused_and_not_replaced(no_keyring: Path) -> None:
    no_keyring.mkdir()
    (no_keyring / "pseudonym.key").write_bytes(b"kort")
    with pytest.raises(UserError, match="skadad"):
        pseudonym_key()
    assert (no_keyring / "pseudonym.key").read_bytes() == b"kort"


def test_a_key_file_that_cannot_be_read_is_told(no_keyring: Path) -> None:
    (no_keyring / "pseudonym.key").mkdir(parents=True)
    with pytest.raises(UserError, match="går inte att läsa"):
        pseudonym_key()


def test_a_key_file_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fil").write_text("i vägen")
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(tmp_path / "fil" / "nyckel"))
    with pytest.raises(UserError, match="går inte att skapa"):
        pseudonym_key()


def test_when_another_program_makes_the_key_first_that_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nyckel"
    path.write_bytes(b"n" * 32)
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(path))
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert pseudonym_key() == b"n" * 32


def test_the_check_word_tells_keys_apart_and_is_no_part_of_the_key() -> None:
    one, other = b"a" * 32, b"b" * 32
    assert key_check(one) == key_check(one) != key_check(other)
    assert key_check(one) not in one.hex()
