"""The command that says what would change, to whoever reviews it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import click

from observability import app
from observability.cli import codes, report
from observability.cli.options import format_option, out_option, root_option
from observability.review.compare import Difference

__all__ = ["command"]

_COLOURS = {"added": "green", "changed": "yellow", "removed": "red"}
_SHORT = 80
_SHOWN = {"SLO": ("objective",), "alert": ("severity",)}
_LIMIT = 8
# Sentences that say again, at length, what another fact says.
_PROSE = ("summary", "description")


@click.command("diff")
@root_option
@out_option
@click.option("--full", is_flag=True, help="Show the lines of the files, too.")
@format_option("text", "json")
def command(root: str, out: str | None, full: bool, form: str) -> int:
    """Say what generating would change: promises, alerts, dashboards, then the files.

    The old state is read from out/ itself. The exit code is 1 if anything would change.
    """
    review = app.diff(root, out)
    outcome = review.outcome
    if outcome.built is None:
        report.problems(outcome.problems, outcome.root, form)
        return codes.WRONG
    if form == "json":
        report.as_json(_data(review))
    elif not outcome.changes.any:
        click.echo(outcome.current, nl=False)
    else:
        for difference in review.differences:
            _show(difference)
        click.echo()
        report.changes(outcome)
        if full:
            for line in _lines(review.old, review.new):
                click.echo(_coloured(line))
    return codes.FOUND if outcome.changes.any else codes.CLEAN


def _show(difference: Difference) -> None:
    head = f"{difference.kind} {difference.name}"
    colour = _COLOURS[difference.what]
    if difference.what != "changed":
        side = 1 if difference.what == "added" else 0
        shown = ", ".join(difference.facts[fact][side] for fact in _shown(difference))
        known = f" ({shown})" if shown else ""
        click.echo(report.style(f"{head} {difference.what}{known}", colour))
        return
    told = {fact: pair for fact, pair in difference.facts.items() if fact not in _PROSE}
    reworded = [fact for fact in _PROSE if fact in difference.facts]
    if len(told) == 1 and not reworded and _is_short(*next(iter(told.values()))):
        click.echo(report.style(f"{head}: {_line(*next(iter(told.items())))}", colour))
        return
    click.echo(report.style(head, colour))
    for fact, pair in list(told.items())[:_LIMIT]:
        _fact(fact, pair)
    if len(told) > _LIMIT:
        click.echo(f"  and {len(told) - _LIMIT} more facts")
    if reworded:
        click.echo(f"  {' and '.join(reworded)} reworded")


def _shown(difference: Difference) -> list[str]:
    return [fact for fact in _SHOWN.get(difference.kind, ()) if fact in difference.facts]


def _fact(fact: str, pair: tuple[str, str]) -> None:
    if _is_short(*pair):
        click.echo(f"  {_line(fact, pair)}")
        return
    click.echo(f"  {fact}:")
    _block("-", pair[0])
    _block("+", pair[1])


def _line(fact: str, pair: tuple[str, str]) -> str:
    return f"{fact} {pair[0] or 'none'} -> {pair[1] or 'none'}"


def _is_short(old: str, new: str) -> bool:
    return len(old) + len(new) <= _SHORT and "\n" not in old + new


def _block(sign: str, text: str) -> None:
    for line in text.strip().splitlines():
        click.echo(report.style(f"    {sign} {line}", "green" if sign == "+" else "red"))


def _data(review: app.Review) -> dict[str, Any]:
    things = [
        {
            "kind": one.kind,
            "name": one.name,
            "what": one.what,
            "facts": {fact: list(pair) for fact, pair in one.facts.items()},
        }
        for one in review.differences
    ]
    return {"things": things, "files": report.changes_data(review.outcome.changes)}


def _lines(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    """Return a unified diff of all files."""
    for path in sorted({*old, *new}):
        before = old.get(path, b"").decode(errors="replace").splitlines()
        after = new.get(path, b"").decode(errors="replace").splitlines()
        names = (
            f"a/{path}" if path in old else "/dev/null",
            f"b/{path}" if path in new else "/dev/null",
        )
        yield from difflib.unified_diff(before, after, *names, lineterm="")


def _coloured(line: str) -> str:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return report.style(line, colours[line[0]]) if line[:1] in colours else line
