"""The command that explains a rule."""

from __future__ import annotations

import textwrap

import click

from observability.base.words import nearest
from observability.cli import codes
from observability.lint.page import Page, page
from observability.lint.rules import RULES

__all__ = ["command"]

_WIDTH = 96


@click.command("explain")
@click.argument("rule", required=False)
def command(rule: str | None) -> int:
    """Say why a rule of `check` finds what it finds, with examples; without RULE, list them all."""
    pages = {one.RULE: page(one) for one in RULES}
    if rule is None:
        width = max(map(len, pages))
        for name, one in pages.items():
            click.echo(f"{name:{width}}  {one.title}")
    elif rule in pages:
        click.echo(_explained(pages[rule]), nl=False)
    else:
        near = nearest(rule, pages)
        hint = f"; did you mean {near!r}?" if near else ""
        raise click.UsageError(f"there is no rule {rule!r}{hint}")
    return codes.CLEAN


def _explained(one: Page) -> str:
    parts = [f"{one.rule}: {one.title}", one.why]
    for bad, good in zip(one.bad, one.good, strict=True):
        parts += [f"Bad:\n{textwrap.indent(bad, '    ')}\nGood:\n{textwrap.indent(good, '    ')}"]
    parts += [f"Severity: {one.severity}", f"Source: {one.origin}"]
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _wrapped(part: str) -> str:
    if "\n" in part:
        return part
    return textwrap.fill(part, _WIDTH, break_long_words=False, break_on_hyphens=False)
