"""A real Prometheus on the loopback: blocks to start from, rules to evaluate, always stopped."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from observability.base.errors import ToolError

__all__ = ["ask", "blocks", "free_port", "needs_prometheus", "serving", "started", "value"]

PROMTOOL, PROMETHEUS = shutil.which("promtool") or "", shutil.which("prometheus") or ""

needs_prometheus = pytest.mark.skipif(
    not (PROMTOOL and PROMETHEUS), reason="prometheus is not installed"
)


def blocks(folder: Path, lines: Iterable[str]) -> None:
    """Write *lines* (``series value seconds``, those of a series together) as blocks."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "history.om"
    with path.open("w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.write("# EOF\n")
    make = [PROMTOOL, "tsdb", "create-blocks-from", "--max-block-duration=1460h", "openmetrics"]
    done = subprocess.run(
        [*make, str(path), str(folder / "data")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    path.unlink()


@contextmanager
def serving(
    folder: Path,
    rules: str = "",
    options: tuple[str, ...] = (),
    ready: Callable[[str], None] | None = None,
) -> Iterator[str]:
    """Run a Prometheus on *folder*/data with the files of *rules*; yield its URL.

    *ready* raises while it does not answer; needed where it is guarded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = f"rule_files: [{json.dumps(rules)}]\n" if rules else "{}\n"
    (folder / "prometheus.yml").write_text(config)
    port = free_port()
    words = [
        PROMETHEUS,
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        "--storage.tsdb.retention.time=10y",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
        *options,
    ]
    with started(words, folder, port, ready or _is_ready) as url:
        yield url


@contextmanager
def started(
    words: list[str], folder: Path, port: int, ready: Callable[[str], None]
) -> Iterator[str]:
    """Run a server that listens at *port* until the block ends; yield its URL."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / "log", ready)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=30)


def ask(url: str, query: str, **words: Any) -> dict[str, Any]:
    """Return the data of an instant query."""
    address = f"{url}/api/v1/query?{urlencode({'query': query} | words)}"
    with urlopen(address, timeout=120) as answer:  # noqa: S310 - ours
        found: dict[str, Any] = json.load(answer)["data"]
    return found


def value(url: str, query: str, **words: Any) -> float | None:
    """Return the one value that *query* yields, or None if it yields nothing."""
    found = ask(url, query, **words)["result"]
    assert len(found) <= 1, found
    return float(found[0]["value"][1]) if found else None


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(
    url: str, process: subprocess.Popen[bytes], log: Path, ready: Callable[[str], None]
) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            return ready(url)
        except (OSError, ToolError):
            time.sleep(0.1)
    raise AssertionError(f"prometheus did not start:\n{log.read_text()[-2000:]}")


def _is_ready(url: str) -> None:
    with urlopen(f"{url}/-/ready", timeout=5):  # noqa: S310 - ours
        pass
