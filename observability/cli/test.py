"""The command that has promtool and amtool judge out/."""

from __future__ import annotations

import click

from observability import app
from observability.cli import codes, report
from observability.cli.options import format_option, out_option, root_option
from observability.io.terminal import shows_progress
from observability.io.tools.run import ToolResult

__all__ = ["command"]


@click.command("test")
@root_option
@out_option
@click.option("--verbose", "-v", is_flag=True, help="Show what the tools say when content, too.")
@format_option("text", "json")
def command(root: str, out: str | None, verbose: bool, form: str) -> int:
    """Prove out/ with promtool and amtool.

    Rules are checked, every alert is tested to fire when it must and to be silent when it must,
    and its labels are sent through the routes to see who hears of it. What is judged is out/ as it
    is; see that it is current with `o11y check`.

    The exit code is 1 if a test fails, and 3 if a tool is missing: then nothing is proven by it.
    """
    text = form == "text"
    proof = app.prove(root, out, _Reporter(text=text, verbose=verbose).hear)
    failed = [result for result in proof.results if not result.ok]
    if text:
        good = len(proof.results) - len(failed)
        click.echo(f"{good} of {len(proof.results)} checks passed")
    else:
        report.as_json(
            {
                "results": [
                    {"name": one.name, "ok": one.ok, "output": one.output} for one in proof.results
                ],
                "missing": list(proof.missing),
            }
        )
    for reason in proof.missing:
        report.note(reason)
    if proof.missing:
        return codes.NO_TOOL
    return codes.FOUND if failed else codes.CLEAN


class _Reporter:
    """Prints each result as it comes; on a terminal, those that passed go by on one line."""

    def __init__(self, *, text: bool, verbose: bool) -> None:
        self._text = text
        self._verbose = verbose
        self._passing = shows_progress() and not verbose

    def hear(self, result: ToolResult) -> None:
        """Take note of *result*."""
        if self._passing:
            click.echo(f"\r\033[K{result.name[:90]}", nl=False, err=True)
            if not result.ok:
                click.echo("\r\033[K", nl=False, err=True)
        if self._text and (not result.ok or not self._passing):
            self._print(result)

    def _print(self, result: ToolResult) -> None:
        word = report.style("ok  ", "green") if result.ok else report.style("FAIL", "red")
        click.echo(f"{word} {result.name}")
        if not result.ok or self._verbose:
            for line in result.output.strip().splitlines():
                click.echo(f"     {line}")
