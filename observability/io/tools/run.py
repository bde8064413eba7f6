"""Find and run an external program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from observability.base.errors import ToolError

__all__ = ["Progress", "ToolResult", "find", "ignore", "run", "version"]

_HOW_TO_GET = {
    "promtool": "install Prometheus: `apt install prometheus`, or https://prometheus.io/download/",
    "amtool": "install Alertmanager: `apt install prometheus-alertmanager`, or"
    " https://prometheus.io/download/",
}


@attrs.frozen(kw_only=True)
class ToolResult:
    """What a tool said of one thing.

    Args:
        name: What was judged, such as ``amtool check-config alertmanager.yml``.
        ok: Whether the tool is content.
        output: All it printed.
    """

    name: str
    ok: bool
    output: str


Progress = Callable[[ToolResult], None]


def ignore(result: ToolResult) -> None:
    """Take no notice of *result*: the progress of who wants none."""


def find(tool: str) -> str:
    """Return the path of *tool*.

    Raises:
        ToolError: If it is not installed; the message says how to get it.
    """
    path = shutil.which(tool)
    if path is None:
        how = _HOW_TO_GET.get(tool, f"install {tool}")
        raise ToolError(f"{tool!r} is not installed, so nothing was judged by it; {how}")
    return path


def version(tool: str) -> str:
    """Return the first line of what ``<tool> --version`` prints.

    Raises:
        ToolError: If *tool* is missing or does not answer.
    """
    answer = run(tool, ["--version"], timeout=10)
    return answer.output.strip().partition("\n")[0]


def run(
    tool: str,
    arguments: Sequence[str],
    *,
    name: str = "",
    folder: Path | None = None,
    timeout: float = 120,
) -> ToolResult:
    """Run *tool* in *folder* and return what it says; exit code 0 is contentment.

    Raises:
        ToolError: If it is missing, can not be started, or takes longer than *timeout* seconds.
    """
    command = [find(tool), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours, and no shell reads them
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolError(f"{tool!r} did not finish within {timeout:g} s") from None
    except OSError as error:
        raise ToolError(f"{tool!r} can not be run: {error}") from error
    return ToolResult(
        name=name or f"{tool} {' '.join(arguments)}", ok=done.returncode == 0, output=done.stdout
    )
