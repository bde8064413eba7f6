"""VictoriaMetrics and vmalert on loopback, fed with synthetic data."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import attrs
import pytest

from observability.base.labels import Labels

__all__ = ["VMALERT", "Database", "database", "dry_run", "needs_vmalert", "replay", "running"]

VMALERT = shutil.which("vmalert") or ""
_VICTORIA = shutil.which("victoria-metrics") or ""
needs_vmalert = pytest.mark.skipif(
    not (VMALERT and _VICTORIA), reason="vmalert and victoria-metrics are not on PATH"
)
_QUIET = ("-loggerLevel=ERROR", "-loggerDisableTimestamps")
_FLUSH = ("-remoteWrite.flushInterval=100ms",)
_OPENED = 10  # seconds until an answer is given up
_SHOWN = 1.2  # seconds until what was written can be read


@attrs.frozen
class Database:
    """A running VictoriaMetrics."""

    url: str

    def feed(
        self, metric: str, labels: Mapping[str, str], start: int, values: Sequence[float], step: int
    ) -> None:
        """Store *values* of a series, one every *step* seconds from *start* on."""
        row = {
            "metric": {"__name__": metric, **labels},
            "values": list(values),
            "timestamps": [(start + step * place) * 1000 for place in range(len(values))],
        }
        body = json.dumps(row).encode()
        _opened(Request(f"{self.url}/api/v1/import", body))  # noqa: S310 - loopback

    def flush(self) -> None:
        """Make what was written readable."""
        _opened(f"{self.url}/internal/force_flush")
        _opened(f"{self.url}/internal/resetRollupResultCache")

    def ask(self, query: str, at: float) -> dict[Labels, float]:
        """Return the value of each series of *query* at *at*."""
        words = urlencode({"query": query, "time": f"{at:.3f}", "step": "300s", "nocache": "1"})
        answer = _opened(f"{self.url}/api/v1/query?{words}")
        found = json.loads(answer)["data"]["result"]
        return {Labels(one["metric"]): float(one["value"][1]) for one in found}


@contextmanager
def database(folder: Path) -> Iterator[Database]:
    """Run VictoriaMetrics over *folder* while the block runs."""
    address = _free()
    options = (
        f"-storageDataPath={folder / 'data'}",
        f"-httpListenAddr={address}",
        "-search.latencyOffset=1ms",
        "-retentionPeriod=2",
    )
    with _process(_VICTORIA, *options, *_QUIET, log=folder / "database.log"):
        _until(lambda: _answers(f"http://{address}/health"), folder / "database.log")
        yield Database(f"http://{address}")


@contextmanager
def running(db: Database, rules: Sequence[Path], notifier: str, log: Path) -> Iterator[str]:
    """Run vmalert over *rules* while the block runs; it tells its alerts to *notifier*."""
    address = _free()
    options = (f"-httpListenAddr={address}", f"-notifier.url={notifier}")
    with _process(VMALERT, *_over(db, rules), *options, *_FLUSH, *_QUIET, log=log):
        _until(lambda: _answers(f"http://{address}/health"), log)
        yield f"http://{address}"


def replay(db: Database, rules: Sequence[Path], start: int, end: int) -> None:
    """Evaluate *rules*, one after the other, over the time from *start* to *end*."""
    span = [
        f"-replay.{word}={time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at))}"
        for word, at in (("timeFrom", start), ("timeTo", end))
    ]
    # the default, five minutes, would be the step of everything that is replayed
    step = "-datasource.queryStep=0s"
    delay = (f"-replay.rulesDelay={_SHOWN}s", "-replay.disableProgressBar", step)
    listen = f"-httpListenAddr={_free()}"
    words = [VMALERT, *_over(db, rules), *span, *delay, *_FLUSH, *_QUIET, listen]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    db.flush()


def dry_run(*rules: Path) -> str:
    """Return what vmalert has against *rules*; nothing if all is well."""
    words = [VMALERT, "-dryRun", *(f"-rule={one}" for one in rules), *_QUIET]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _over(db: Database, rules: Sequence[Path]) -> list[str]:
    return [
        f"-datasource.url={db.url}",
        f"-remoteWrite.url={db.url}",
        *(f"-rule={one}" for one in rules),
    ]


@contextmanager
def _process(program: str, *words: str, log: Path) -> Iterator[None]:
    with log.open("w") as told:
        started = subprocess.Popen([program, *words], stdout=told, stderr=told)
        try:
            yield
        finally:
            started.terminate()
            try:
                started.wait(timeout=20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait(timeout=20)


def _free() -> str:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _answers(url: str) -> bool:
    try:
        _opened(url)
    except OSError:
        return False
    return True


def _opened(request: str | Request) -> bytes:
    with urlopen(request, timeout=_OPENED) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def _until(there: Callable[[], bool], log: Path) -> None:
    for _ in range(120):
        if there():
            return
        time.sleep(0.25)
    pytest.fail(f"it does not answer:\n{log.read_text()[-2000:]}")
