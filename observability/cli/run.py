"""Run a command and turn whatever ends it into a message and an exit code."""

from __future__ import annotations

import sys

import click

from observability.base.errors import ObservabilityError, ToolError
from observability.cli import codes
from observability.cli.commands import o11y
from observability.io.quick import tell
from observability.io.terminal import is_completing

__all__ = ["run"]


def run(arguments: list[str]) -> int:
    """Run *arguments* as the command line and return the exit code.

    What the user can put right is a message; only a mistake of ours is a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = _invoke(arguments)
        return tell("") or code
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return codes.WRONG
    except ToolError as error:
        return _fail(str(error), codes.NO_TOOL)
    except ObservabilityError as error:
        return _fail(str(error), codes.WRONG)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted; the output folder is whole", codes.INTERRUPTED)
    except BrokenPipeError:
        return tell("") or codes.CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return tell("") or _fail(f"{where}{error.strerror}", codes.WRONG)


def _invoke(arguments: list[str]) -> int:
    if is_completing():
        o11y.main(arguments, prog_name="o11y")  # answers the shell, and ends the program
    with o11y.make_context("o11y", list(arguments)) as context:
        code: int = o11y.invoke(context)
        return code


def _fail(message: str, code: int) -> int:
    click.echo(f"o11y: {message}", err=True)
    return code
