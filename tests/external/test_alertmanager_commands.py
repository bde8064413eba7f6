"""kubectl understands every command of the runbooks."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest

from tests.alertmanager_catalog import documents, plan

pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed"),
]
# Nobody listens there: what is understood fails to connect, what is not fails before.
NOWHERE = ["--server=http://127.0.0.1:9", "--request-timeout=2s"]


def _commands() -> list[str]:
    pages = documents(plan())
    lines = [line for one in pages.values() for line in str(one.body).splitlines()]
    found = {line for line in lines if line.startswith("kubectl ") and "api" in line}
    return sorted(found | {line for line in lines if line.startswith("kubectl get")})


@pytest.mark.parametrize("command", _commands())
def test_kubectl_understands(command: str) -> None:
    """Verbs, flags and names are accepted; only the connection is refused."""
    done = subprocess.run(
        [*shlex.split(command), *NOWHERE], capture_output=True, text=True, timeout=30, check=False
    )

    assert "127.0.0.1:9 was refused" in done.stderr
