"""The servers of the demonstration, on the loopback: targets, Prometheus, Alertmanager, a sink."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

__all__ = ["ask", "free_port", "program", "ready", "serving"]

LOOPBACK = "127.0.0.1"
Answer = tuple[int, str, bytes]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(answer: Callable[[str, str, bytes], Answer], port: int = 0) -> Iterator[int]:
    """Serve what *answer* returns for host, path and body, until the block ends; yield the port.

    Asked as a proxy, the host is the address of the target that Prometheus means to scrape.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _answer(self, body: bytes) -> None:
            address = urlsplit(self.path)
            code, kind, content = answer(address.netloc, address.path, body)
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@contextmanager
def program(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in *folder* until the block ends, its output in a file of its name."""
    with (folder / f"{words[0]}.log").open("wb") as log:
        running = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(20)


def ready(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until *url* answers; fail with the end of *log* if the program ends before."""
    for _ in range(300):
        if running.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - ours
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text()[-2000:]}")


def ask(url: str, path: str, **words: str) -> Any:
    """Return what an API answers, as data."""
    query = f"?{urlencode(words)}" if words else ""
    with urlopen(f"{url}{path}{query}", timeout=30) as answer:  # noqa: S310 - ours
        return json.load(answer)
