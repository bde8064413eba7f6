"""mimirtool takes the namespaces, and loads into a ruler the groups that the plan has.

mimirtool is in no distribution: name one in MIMIRTOOL, or put it on PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from observability import Mimir, minutes
from observability.io.load import load
from tests.ruler_files import bodies, with_ruler

MIMIRTOOL = os.environ.get("MIMIRTOOL") or shutil.which("mimirtool") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not MIMIRTOOL, reason="mimirtool is not on PATH, nor named in MIMIRTOOL"),
]

ROOT = Path(__file__).resolve().parents[2]
RULER = Mimir(
    tenant="slos", source_tenants=["a", "b"], query_offset=minutes(1), max_rules_per_group=3
)
RULES = "/prometheus/config/v1/rules"

Posted = list[tuple[str, str, dict[str, Any]]]


@contextmanager
def _ruler() -> Iterator[tuple[str, Posted]]:
    """Stand for the ruler's API while the block runs: it has no rules, and notes what comes.

    Source: https://grafana.com/docs/mimir/latest/references/http-api/#ruler
    """
    posted: Posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(404, b"no rule groups found")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            namespace = unquote(self.path.removeprefix(f"{RULES}/"))
            posted.append((self.headers["X-Scope-OrgID"], namespace, yaml.safe_load(body)))
            self._answer(202, b"{}")

        def _answer(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", posted
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def namespaces(tmp_path: Path) -> list[Path]:
    """Write the namespaces of this repository."""
    catalog = load(str(ROOT)).catalog
    assert catalog is not None
    found = []
    for name, body in bodies(with_ruler(catalog, RULER), "mimir/slos/").items():
        found.append(tmp_path / f"{name}.yaml")
        found[-1].write_text(yaml.safe_dump(body, sort_keys=False))
    return found


def _told(*words: str | Path) -> str:
    """Return what mimirtool has against it; nothing if all is well."""
    command = [MIMIRTOOL, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_every_expression_is_parsed(namespaces: list[Path]) -> None:
    """Mimirtool itself finds nothing wrong with any rule."""
    assert "" == _told("rules", "lint", "--dry-run", *namespaces)


@pytest.mark.parametrize("verb", ["load", "sync"])
def test_groups_arrive_as_they_are_written(namespaces: list[Path], verb: str) -> None:
    """Each group comes to its namespace and tenant, with every setting, and no larger than it may.

    A setting that mimirtool did not know would be lost on the way.
    """
    with _ruler() as (address, posted):
        wrong = _told("rules", verb, f"--address={address}", "--id=slos", *namespaces)
    written = [yaml.safe_load(one.read_text()) for one in namespaces]
    wanted = [("slos", one["namespace"], group) for one in written for group in one["groups"]]

    assert "" == wrong
    assert sorted(map(_canonical, wanted)) == sorted(map(_canonical, posted))
    assert max(len(group["rules"]) for _, _, group in posted) == RULER.max_rules_per_group


def _canonical(one: tuple[str, str, dict[str, Any]]) -> str:
    return yaml.safe_dump(one)
