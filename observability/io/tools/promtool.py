"""Ask promtool: are the rules valid, and do they do what their tests say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from observability.base.errors import ToolError
from observability.io.tools.run import Progress, ToolResult, ignore, run

__all__ = ["check", "check_rules", "test_rules"]

_TOOL = "promtool"


def check(out: Path, progress: Progress = ignore) -> tuple[ToolResult, ...]:
    """Check and test all rules below the folder *out*; *progress* hears of each result at once.

    Raises:
        ToolError: If promtool is missing, or there are no rules at all.
    """
    results = []
    for result in _all(out):
        progress(result)
        results.append(result)
    return tuple(results)


def check_rules(out: Path) -> ToolResult:
    """Have all rule files checked at once, so that duplicates between files are seen.

    Raises:
        ToolError: If promtool is missing, or there are no rules at all.
    """
    files = _files(out, "rules")
    if not files:
        raise ToolError(f"there are no rules in {str(out / 'prometheus' / 'rules')!r}")
    arguments = ["check", "rules", "--lint=all", "--lint-fatal", *files]
    return run(_TOOL, arguments, name="promtool check rules", folder=out)


def test_rules(out: Path) -> Iterator[ToolResult]:
    """Run the test files, as many at once as there are processors; results come in their order.

    Raises:
        ToolError: If promtool is missing.
    """
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        yield from pool.map(lambda file: _test(out, file), _files(out, "tests"))
    finally:
        pool.shutdown(cancel_futures=True)


def _test(out: Path, file: str) -> ToolResult:
    return run(_TOOL, ["test", "rules", file], folder=out, timeout=600)


def _all(out: Path) -> Iterator[ToolResult]:
    yield check_rules(out)
    yield from test_rules(out)


def _files(out: Path, folder: str) -> list[str]:
    found = sorted((out / "prometheus" / folder).glob("*.yml"))
    return [str(one.relative_to(out)) for one in found]
