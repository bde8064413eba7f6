"""The command that writes what was built into the definitions."""

from __future__ import annotations

import click

from observability.cli import codes
from observability.cli.options import root_option
from observability.io.pin import pin

__all__ = ["command"]


@click.command("pin")
@click.argument("images", nargs=-1, required=True, metavar="IMAGE...")
@root_option
def command(images: tuple[str, ...], root: str) -> int:
    """Write each IMAGE, name:tag@sha256:digest, into the definitions that name it.

    Every image="..." of that name is replaced, whatever tag or digest it has. Run `o11y generate`
    afterwards and commit both: what is in Git is what runs. All images are written, or none.
    """
    for one in pin(root, images):
        click.echo(f"{one.file}:{one.line}: {one.image}")
    return codes.CLEAN
