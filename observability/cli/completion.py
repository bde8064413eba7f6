"""The command that prints completion for a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from observability.cli import codes

__all__ = ["command"]

_SHELLS = ("bash", "zsh", "fish")


_HOW = """\b
bash:  o11y completion bash >> ~/.bashrc
zsh:   o11y completion zsh >> ~/.zshrc
fish:  o11y completion fish > ~/.config/fish/completions/o11y.fish
"""


@click.command("completion", epilog=_HOW)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print completion for a shell, to be read at its start."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"there is no completion for {shell!r}")
    click.echo(made(ctx.find_root().command, {}, "o11y", "_O11Y_COMPLETE").source())
    return codes.CLEAN
