"""The commands, each in a module that is loaded when it is called."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

import click

from observability.cli.version import VERSION

__all__ = ["COMMANDS", "Commands", "o11y"]

COMMANDS = (
    "init",
    "generate",
    "check",
    "diff",
    "test",
    "slo",
    "gate",
    "pin",
    "cost",
    "backfill",
    "sloth",
    "convert",
    "migrate",
    "import",
    "export",
    "explain",
    "completion",
)

_MODULES = {"import": "import_"}  # a word that no module can have

_EXAMPLES = """
\b
Examples:
  o11y init shop            a working repository to start from
  o11y generate             write out/ from the definitions
  o11y check                is out/ what the definitions say? (for CI)
  o11y diff                 what would change, in a reviewer's words
  o11y test                 prove out/ with promtool and amtool
  o11y slo show api-availability --traffic 50
  o11y gate --service api --prometheus http://prometheus:9090
  o11y pin ghcr.io/shop/api:1.4.0@sha256:0a1b...
  o11y convert sloth/ -o rules/
  o11y migrate sloth/
  o11y import sloth/ --to slos/
  o11y export --format sloth -o specs/
  o11y explain expr/unknown-metric

\b
Exit codes:
  0  clean
  1  something was found: out/ is stale, a finding, a test that fails, a deploy that is refused
  2  the definitions or the command line are wrong, or a file can not be written
  3  a program or server that is needed is missing or failed
"""


class Commands(click.Group):
    """A group that imports a command's module only when it is asked for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"observability.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* start with, or name the nearest to a misspelt one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"there is no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(VERSION, message="o11y %(version)s")
def o11y() -> None:
    """Observability as code: definitions in Python become rules, routes, dashboards and tests.

    A repository holds definitions in services/, slos/, alerts/ and dashboards/; what follows from
    them is written to out/, and proven there.
    """
