"""Prometheus servers on the loopback: started, asked, measured, and always stopped."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

LOOPBACK = "127.0.0.1"
PATIENCE = 300.0  # seconds until a server must be ready
IDLE = 60.0  # seconds after which the server may have closed the connection
_SAMPLE = re.compile(r"^(\w+)(?:\{.*\})? (\S+)$", re.MULTILINE)


@attrs.define
class Server:
    """A running Prometheus: its process, and its API over one connection that is kept open."""

    pid: int
    port: int
    _connection: http.client.HTTPConnection | None = None
    _used: float = 0.0

    def cpu(self) -> float:
        """Return the seconds of CPU it has used: utime + stime, as the kernel's clock of it."""
        return time.clock_gettime((~self.pid << 3) | 2)  # clock_getcpuclockid(3), in ns

    def ask(self, query: str, at: float, stats: bool = False) -> dict[str, Any]:
        """Return the data of an instant query: ``result``, and ``stats`` if wanted."""
        words = {"query": query, "time": at} | ({"stats": "all"} if stats else {})
        answer: dict[str, Any] = json.loads(self._post("/api/v1/query", words))
        if answer["status"] != "success":
            raise RuntimeError(f"{answer.get('error')}: {query}")
        data: dict[str, Any] = answer["data"]
        return data

    def over(self, query: str, begin: int, end: int, step: int) -> list[dict[str, Any]]:
        """Return the series of a range query; at most 11000 steps."""
        words: dict[str, object] = {"query": query, "start": begin, "end": end, "step": step}
        answer = json.loads(self._post("/api/v1/query_range", words))
        if answer["status"] != "success":
            raise RuntimeError(f"{answer.get('error')}: {query}")
        found: list[dict[str, Any]] = answer["data"]["result"]
        return found

    def rules(self) -> list[dict[str, Any]]:
        """Return every rule group with its rules and how long each took at its last evaluation."""
        groups: list[dict[str, Any]] = json.loads(self._get("/api/v1/rules"))["data"]["groups"]
        return groups

    def metrics(self) -> dict[str, float]:
        """Return its own metrics, each summed over its labels."""
        found: dict[str, float] = {}
        for name, value in _SAMPLE.findall(self._get("/metrics").decode()):
            found[name] = found.get(name, 0.0) + float(value)
        return found

    def ready(self) -> bool:
        """Tell whether it answers queries."""
        try:
            self._get("/-/ready")
        except (OSError, RuntimeError, http.client.HTTPException):
            return False
        return True

    def _get(self, path: str) -> bytes:
        return self._send("GET", path, "", {})

    def _post(self, path: str, words: dict[str, object]) -> bytes:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urllib.parse.urlencode(words), kind)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
        if self._connection is None or time.monotonic() - self._used > IDLE:
            self._hang_up()
            self._connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        self._used = time.monotonic()
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except BaseException:
            self._hang_up()
            raise
        if answer.status not in (200, 400, 422):
            raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
        return content


@contextmanager
def running(home: Path, lookback: int = 300) -> Iterator[Server]:
    """Run a Prometheus on *home*/prometheus.yml and *home*/data until the block ends.

    A sample is seen for *lookback* seconds.
    """
    if not (home / "prometheus.yml").exists():
        (home / "prometheus.yml").write_text("{}")
    process, port = _start(home, lookback)
    try:
        server = Server(process.pid, port)
        _wait(server, process, home)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def _start(home: Path, lookback: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    words = [
        "prometheus", f"--config.file={home / 'prometheus.yml'}",
        f"--storage.tsdb.path={home / 'data'}", "--storage.tsdb.retention.time=10y",
        f"--web.listen-address={LOOPBACK}:{port}", "--query.max-samples=500000000",
        "--query.timeout=10m", f"--query.lookback-delta={lookback}s", "--log.level=warn",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        return subprocess.Popen(words, stdout=log, stderr=log, cwd=home), port


def _wait(server: Server, process: subprocess.Popen[bytes], home: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not server.ready():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"prometheus did not start:\n{(home / 'log').read_text()[-2000:]}")
        time.sleep(0.05)


def linked(home: Path, *sources: Path) -> Path:
    """Return *home* with the blocks of all *sources* as hard links: they are only ever read."""
    for source in sources:
        for block in sorted((source / "data").glob("*/meta.json")):
            place = home / "data" / block.parent.name
            shutil.copytree(block.parent, place, copy_function=os.link)
    return home


def write_blocks(lines: Path, into: Path) -> None:
    """Turn an OpenMetrics file into blocks, so long that none overlap and none is compacted."""
    done = subprocess.run(
        [
            "promtool", "tsdb", "create-blocks-from", "openmetrics",
            "--max-block-duration=1460h", str(lines), str(into),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"promtool made no blocks:\n{done.stdout[-500:]}{done.stderr[-1500:]}")


def missing() -> list[str]:
    """Return the programs that are needed and not installed."""
    return [one for one in ("prometheus", "promtool") if shutil.which(one) is None]


def say(words: str) -> None:
    """Tell the progress, apart from the figures."""
    print(words, file=sys.stderr, flush=True)
