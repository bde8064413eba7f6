"""What is written about the command line is what the command line says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click

from observability.cli import reference
from observability.cli.commands import COMMANDS, o11y
from observability.cli.version import VERSION

ROOT = Path(__file__).parents[2]


def test_reference_is_current() -> None:
    """docs/cli.md is what ``python -m observability.cli.reference docs/cli.md`` writes."""
    assert reference.pages() == (ROOT / "docs/cli.md").read_text()


def test_fast_help_is_the_real_help() -> None:
    """The help that is printed without the command line library is the library's own."""
    assert reference.help_text() == (ROOT / "observability/cli/help.txt").read_text()


def test_every_command_is_listed() -> None:
    """Each command is in the group, says what it does, and is in the reference."""
    context = click.Context(o11y, info_name="o11y")
    commands = [o11y.get_command(context, name) for name in COMMANDS]
    pages = reference.pages()

    assert all(command is not None and command.help for command in commands)
    assert all(f"## `o11y {name}`" in pages for name in COMMANDS)


def test_every_option_says_what_it_does() -> None:
    """No option is left to be guessed."""
    context = click.Context(o11y, info_name="o11y")
    commands = [o11y.get_command(context, name) for name in COMMANDS]
    options = [one for command in commands if command for one in command.params]

    assert [] == [one.name for one in options if isinstance(one, click.Option) and not one.help]


def test_version_is_that_of_the_package() -> None:
    """The version that is printed is the one that is built."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == VERSION
