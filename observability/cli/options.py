"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["format_option", "out_option", "root_option"]

F = TypeVar("F", bound=Callable[..., Any])


def root_option(command: F) -> F:
    """Add ``--root``."""
    return click.option(
        "--root",
        default=".",
        metavar="DIR",
        help="Where the definitions are: this folder or the nearest above it whose pyproject.toml "
        "has [tool.observability].",
    )(command)


def out_option(command: F) -> F:
    """Add ``--out``."""
    return click.option(
        "--out", metavar="DIR", help="The output folder.  [default: out/ in the root]"
    )(command)


def format_option(*forms: str) -> Callable[[F], F]:
    """Add ``--format`` with a choice of *forms*, the first being the default."""

    def add(command: F) -> F:
        return click.option(
            "--format",
            "form",
            type=click.Choice(forms),
            default=forms[0],
            show_default=True,
            help="For a reader, or for a machine.",
        )(command)

    return add
