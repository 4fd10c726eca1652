"""The key that makes pseudonyms: in the operating system's keyring, else in a file of the user's own.

Never in the database. Where it lies is remembered, for a second key would make a second person of everyone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from caseapp.domain.errors import UserError
from caseapp.store import database
from caseapp.store.database import Connection
from caseapp.store.settings import get_setting, save_setting

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "caseapp"
_USER = "pseudonym-key"
_CHECK = "pseudonym_key_check"
_BYTES = 32
_PATIENCE = 10.0
"""Seconds: a keyring that asks for its password where nobody sees it must not hold us up."""

T = TypeVar("T")


def pseudonym_key() -> bytes:
    """The key, made when there is none. Raises UserError when it exists but cannot be reached."""
    chosen = os.environ.get("CASEAPP_KEY_FILE")
    if chosen:
        path = Path(chosen).expanduser()
        return _read(path) if path.exists() else _make(path)
    home = database.data_home()
    path = home / "pseudonym.key"
    if path.exists():
        return _read(path)
    in_keyring = home / "pseudonym.keyring"
    backend = _within(_PATIENCE, _real_keyring)
    key = _from_keyring(backend) if backend is not None else None
    if key is not None:
        return key
    if in_keyring.exists():
        raise UserError(
            "Nyckeln som byter ut personnummer ligger i datorns nyckelring, som inte går att öppna nu. "
            "Lås upp nyckelringen och försök igen."
        )
    if backend is not None:
        made = _into_keyring(backend)
        if made is not None:
            _write(in_keyring, b"keyring\n")
            return made
    return _make(path)


def key_check(key: bytes) -> str:
    """A word that tells whether two keys are the same, and nothing more; this may stand in the database."""
    return hmac.new(key, b"caseapp key check", hashlib.sha256).hexdigest()[:16]


def has_key(connection: Connection) -> bool:
    """Whether anyone in the database is known by a pseudonym that a key has made."""
    return get_setting(connection, _CHECK) is not None


def same_key(connection: Connection, key: bytes) -> None:
    """Raises UserError when the database has been used with another key: everyone would be someone else."""
    check = key_check(key)
    stored = get_setting(connection, _CHECK)
    if stored is None:
        save_setting(connection, _CHECK, check)
    elif stored != check:
        raise UserError(
            "Nyckeln som byter ut personnummer är en annan än den som databasen har använt, så personerna "
            "skulle inte kännas igen. Hämta den rätta nyckelfilen och ange den med CASEAPP_KEY_FILE."
        )


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"Nyckelfilen {path} går inte att läsa ({error.strerror}). Kontrollera behörigheten."
        ) from None
    if len(key) < _BYTES:
        raise UserError(f"Nyckelfilen {path} är skadad. Återställ den från en säkerhetskopia.")
    return key


def _make(path: Path) -> bytes:
    key = secrets.token_bytes(_BYTES)
    return key if _write(path, key) else _read(path)


def _write(path: Path, content: bytes) -> bool:
    """Write a new file that only its owner can read; False when someone else just made it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            descriptor = os.open(path, flags, 0o600)
        except FileExistsError:
            return False
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(
            f"Nyckelfilen {path} går inte att skapa ({error.strerror}). Kontrollera behörigheten till mappen."
        ) from None
    return True


def _real_keyring() -> KeyringBackend | None:
    import keyring

    backend = keyring.get_keyring()
    return backend if backend.priority >= 1 else None


def _from_keyring(backend: KeyringBackend) -> bytes | None:
    stored = _within(_PATIENCE, lambda: backend.get_password(_SERVICE, _USER))
    try:
        key = bytes.fromhex(stored or "")
    except ValueError:
        return None
    return key if len(key) >= _BYTES else None


def _into_keyring(backend: KeyringBackend) -> bytes | None:
    """A new key, read back from the keyring; None when it did not keep it."""
    key = secrets.token_bytes(_BYTES)
    _within(_PATIENCE, lambda: backend.set_password(_SERVICE, _USER, key.hex()))
    return key if _from_keyring(backend) == key else None


def _within(seconds: float, ask: Callable[[], T]) -> T | None:
    """The answer; None when asking fails in any way, or takes longer."""
    answers: list[T] = []

    def run() -> None:
        # Backends raise errors of their own kinds, and whatever their services raise.
        try:
            answers.append(ask())
        except Exception:
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None
