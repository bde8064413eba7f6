"""A real VictoriaMetrics on the loopback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.prometheus_server import free_port, started

__all__ = ["imported", "victoria"]


@contextmanager
def victoria(folder: Path) -> Iterator[str]:
    """Run a VictoriaMetrics on *folder*; yield its URL."""
    port = free_port()
    words = [
        "victoria-metrics",
        f"-storageDataPath={folder / 'victoria'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-retentionPeriod=100y",
        "-search.latencyOffset=0s",
    ]
    with started(words, folder, port, _is_ready) as url:
        yield url


def imported(url: str, lines: Iterable[str]) -> None:
    """Store *lines* (``series value seconds``), and wait until they can be queried."""
    body = "".join(f"{line}000\n" for line in lines).encode()
    for place, data in (("api/v1/import/prometheus", body), ("internal/force_flush", None)):
        with urlopen(Request(f"{url}/{place}", data=data), timeout=30):  # noqa: S310 - ours
            pass


def _is_ready(url: str) -> None:
    with urlopen(f"{url}/health", timeout=5):  # noqa: S310 - ours
        pass
