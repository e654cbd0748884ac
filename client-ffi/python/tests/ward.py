"""A sample ward of invented people behind a real `sen serve`, of one test class's own."""

import itertools
import http.client
import os
import socket
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TextIO

import sen_client as sen

CELL = "Chi bộ khóm Mỹ Phước"
OTHER_CELL = "Chi bộ khóm Tân Hưng"
KEY = bytes(range(32))

_taken = itertools.count(1)


def needed(name: str) -> Path:
    """What `scripts/python-package` says where things are; without it nothing is tried, and nothing passes."""
    if name not in os.environ:
        raise RuntimeError(f"{name} is not set; run the tests by `scripts/python-package target/debug --test`")
    return Path(os.environ[name])


class Ward:
    """Its folder, its server, the codes of its people, and the phones that were made from them."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sen-python-")
        self.folder = Path(self._folder.name)
        self._listen = ["--listen", _own_address()]
        self.codes = self._begin()
        self._server: subprocess.Popen[str] | None = None
        self._phones: list[sen.Vault] = []
        self.start()

    def _begin(self) -> dict[tuple[str, str], str]:
        arguments = ["demo", "--prepare-only", "--examples", str(needed("SEN_EXAMPLES")), *self._listen]
        done = subprocess.run(self._sen(arguments), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"sen demo failed: {done.stdout}{done.stderr}")
        codes, cell, role = {}, "", ""
        for line in done.stdout.splitlines():
            said = line.strip()
            if said.startswith("Chi bộ"):
                cell = said
            elif "SEN1-" in said:
                # The link that opens the app, or the code alone.
                codes[cell, role] = said.rsplit("#", 1)[-1]
            elif line.startswith("    "):
                role = said.split(" ")[0]
        return codes

    def _sen(self, arguments: list[str]) -> list[str]:
        return [str(needed("SEN_BUILD") / "sen"), "--data", str(self.folder / "ward"), *arguments]

    def start(self) -> None:
        """Serves, on the same address as ever, once it returns."""
        command = self._sen(["serve", *self._listen])
        log = {**os.environ, "RUST_LOG": "info"}
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=log)
        assert server.stderr is not None
        said = ""
        for line in server.stderr:
            if '"serving"' in line:
                break
            said += line
        else:
            raise RuntimeError(f"sen serve ended: {said}")
        # Whatever it says later is read, so that it never waits for a reader.
        threading.Thread(target=_read_to_the_end, args=(server.stderr,), daemon=True).start()
        self._server = server

    def stop(self) -> None:
        """There is no server any more once it returns."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None

    def path(self, name: str) -> str:
        return str(self.folder / f"{name}.sen")

    def phone(self, role: str, cell: str = CELL) -> sen.Vault:
        """An enrolled phone that has fetched what there is."""
        phone = sen.Vault.create(self.path(f"{role} {cell}"), KEY)
        self._phones.append(phone)
        phone.enrol(self.codes[cell, role], "máy thử")
        phone.sync()
        return phone

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """What an app does that owns its socket. That the key is the pinned one is not looked at here."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(self._listen[1], context=context)
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        told = answer.status, answer.read()
        line.close()
        return told

    def close(self) -> None:
        for phone in self._phones:
            phone.close_vault()
        self.stop()
        self._folder.cleanup()


def _own_address() -> str:
    """An address of this test's own on the loopback network: nobody else takes its ports."""
    process = os.getpid()
    ip = f"127.{process >> 8 & 0x7F | 0x80}.{process & 0xFF}.{next(_taken)}"
    with socket.socket() as free:
        free.bind((ip, 0))
        return f"{ip}:{free.getsockname()[1]}"


def _read_to_the_end(pipe: TextIO) -> None:
    with pipe:
        for _ in pipe:
            pass
