"""The command that makes a repository to start from."""

from __future__ import annotations

import click

from observability.cli import codes
from observability.cli.version import VERSION
from observability.io.starter import start

__all__ = ["command"]


@click.command("init")
@click.argument("folder", metavar="DIR")
def command(folder: str) -> int:
    """Make a working repository in DIR: definitions of one service, a workflow, a test.

    Nothing that exists is overwritten. It is ready to be generated, checked and tested at once.
    """
    for path in start(folder, VERSION):
        click.echo(f"+ {folder.rstrip('/')}/{path}")
    click.echo(f"next: cd {folder} && o11y generate && o11y check && o11y test")
    return codes.CLEAN
