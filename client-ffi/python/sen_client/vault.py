"""One vault, opened for the length of a `with`."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from ._surface import Health, Listener, RecordChange, Sen, SyncStep, TextUnit

PathText = str | os.PathLike[str]

News = list[RecordChange] | Health | SyncStep
"""What a listener hears: records that changed, another standing with the server, or a step of a running sync."""


class Vault(Sen):
    """One vault on this machine, with the device it belongs to; open once at a time.

    Whoever has the key and the file reads everything. Without a key given, it is the one in the file beside the vault
    with `.key` after its name, where `sen-device` keeps it too.
    """

    @classmethod
    def create(cls, path: PathText, key: bytes | None = None, unit: TextUnit = TextUnit.SCALAR) -> Self:
        """Creates a vault where there is none, and its key unless one of 32 bytes is given.

        Raises `FixInput` where there is a file already, and `FileExistsError` for a key whose vault is gone.
        """
        if key is None and not os.path.exists(path):
            key = _draw_key(path)
        return cast(Self, super().create(os.fspath(path), _key(path, key), unit))

    @classmethod
    def open(cls, path: PathText, key: bytes | None = None, unit: TextUnit = TextUnit.SCALAR) -> Self:
        """Opens a vault.

        Raises `WrongKey`, `Damaged`, or `UpdateApp` for a newer vault.
        """
        return cast(Self, super().open(os.fspath(path), _key(path, key), unit))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close_vault()

    def listen(self, heard: Callable[[News], None] | None) -> None:
        """Tells `heard`, or from now on nobody, of every change, on the thread that made it.

        Take it as "read again": calls of two threads may cross. What it raises stops nothing.
        """
        self.set_listener(None if heard is None else _Ear(heard))


class _Ear(Listener):
    def __init__(self, heard: Callable[[News], None]) -> None:
        self._heard = heard

    def records_changed(self, changes: list[RecordChange]) -> None:
        self._heard(changes)

    def health_changed(self, health: Health) -> None:
        self._heard(health)

    def sync_progressed(self, step: SyncStep) -> None:
        self._heard(step)


def _key(path: PathText, key: bytes | None) -> bytes:
    return bytes.fromhex(_beside(path).read_text(encoding="ascii")) if key is None else key


def _draw_key(path: PathText) -> bytes:
    key = secrets.token_bytes(32)
    file = os.open(_beside(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(key.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def _beside(path: PathText) -> Path:
    return Path(os.fspath(path) + ".key")
