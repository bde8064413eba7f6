"""A tool that is missing is told, and never passes for a tool that is content."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.base.errors import ToolError
from observability.io.tools import amtool, promtool
from observability.io.tools.run import ToolResult, find, run, version


@pytest.mark.parametrize(
    ("tool", "package"), [("promtool", "prometheus"), ("amtool", "prometheus-alertmanager")]
)
def test_a_missing_tool_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tool: str, package: str
) -> None:
    """The message can be acted on."""
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(ToolError, match=f"'{tool}' is not installed.*apt install {package}`"):
        find(tool)


@pytest.mark.parametrize("judge", [amtool.check, promtool.check])
def test_nothing_to_judge_is_no_success(judge: object, tmp_path: Path) -> None:
    """An empty folder must not look like a perfect one."""
    assert callable(judge)
    with pytest.raises(ToolError, match=r"there (is|are) no"):
        judge(tmp_path)


def test_the_exit_code_decides() -> None:
    """What was printed is kept either way, standard error included."""
    ok = run("sh", ["-c", "echo fine"], name="ok")
    bad = run("sh", ["-c", "echo wrong >&2; exit 3"], name="bad")

    assert ToolResult(name="ok", ok=True, output="fine\n") == ok
    assert ToolResult(name="bad", ok=False, output="wrong\n") == bad


def test_a_tool_that_hangs_is_an_error() -> None:
    """It says nothing of our files."""
    with pytest.raises(ToolError, match=r"'sleep' did not finish within 0\.1 s"):
        run("sleep", ["30"], timeout=0.1)


def test_the_version_is_the_first_line() -> None:
    """Tools print more than that."""
    assert version("env").startswith("env ")
