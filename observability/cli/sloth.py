"""The commands that stand in for Sloth: its flags, its files, its verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from observability import app_sloth
from observability.app_sloth import Specs
from observability.base.errors import ObservabilityError, Problem
from observability.cli import codes, report
from observability.formats import sloth_flags, sloth_windows
from observability.sloth.generate import Options

__all__ = ["command"]

F = TypeVar("F", bound=Callable[..., Any])

_TRANSFORM = "sloth.dev/k8stransform/prom-operator-prometheus-rule/v1"


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"sloth.{parameter.name}"] = value


_SHARED = (
    click.option(
        "--input",
        "-i",
        "path",
        required=True,
        metavar="PATH",
        help="A file of specs, or a folder of them.",
    ),
    click.option(
        "--fs-exclude",
        "-e",
        "exclude",
        default="",
        metavar="REGEX",
        help="Leave out the files whose path matches.",
    ),
    click.option(
        "--fs-include",
        "-n",
        "include",
        default="",
        metavar="REGEX",
        help="Leave out the files whose path does not match.",
    ),
    click.option(
        "--extra-labels",
        "-l",
        "labels",
        multiple=True,
        metavar="KEY=VALUE",
        help="Label all rules; can be repeated.",
    ),
    click.option(
        "--plugins-path",
        "-p",
        "folders",
        multiple=True,
        metavar="DIR",
        help="Accepted, but Go plugins are not run.",
    ),
    click.option(
        "--slo-period-windows-path",
        "windows",
        default="",
        metavar="DIR",
        help="Alert windows in place of those built in (28d, 30d).",
    ),
    click.option(
        "--default-slo-period",
        "period",
        default="30d",
        show_default=True,
        help="The period of SLOs that name none.",
    ),
    click.option(
        "--slo-plugins",
        "-s",
        "plugins",
        multiple=True,
        metavar="JSON",
        help='A plugin for all SLOs: {"id": "...", "priority": 0, "config": {}}.',
    ),
    click.option(
        "--disable-default-slo-plugins",
        "bare",
        is_flag=True,
        help="Run none but the plugins that are declared.",
    ),
    click.option("--sloth-version", "version", default="v0.16.0", hidden=True),
    click.option("--debug", is_flag=True, hidden=True),
    click.option("--no-log", is_flag=True, hidden=True),
    click.option("--no-color", is_flag=True, hidden=True),
    click.option("--logger", hidden=True),
)


def _shared(made: F) -> F:
    """Add the shared options to *made*; their values are kept in the context."""
    known = len(getattr(made, "__click_params__", ()))
    for option in reversed(_SHARED):
        made = option(made)
    for parameter in getattr(made, "__click_params__", ())[known:]:
        parameter.expose_value = False
        parameter.callback = _keep
    return made


@click.group("sloth")
def command() -> None:
    """Do what Sloth 0.16 does, with its flags: specs to the same rules, byte for byte."""


@command.command("generate")
@click.pass_context
@_shared
@click.option(
    "--out",
    "-o",
    default="-",
    metavar="PATH",
    help="A file, a folder if the input is one, or - for the terminal.  [default: -]",
)
@click.option("--disable-recordings", is_flag=True, help="Leave out the recording rules.")
@click.option("--disable-alerts", is_flag=True, help="Leave out the alerting rules.")
@click.option("--k8s-transform-plugin-id", "transform", default=_TRANSFORM, hidden=True)
@click.option(
    "--allow-multi-document",
    "several",
    is_flag=True,
    help="Write several documents to one rule file, of which Prometheus reads the first.",
)
def generate(  # noqa: PLR0917 - click passes by name
    context: click.Context,
    out: str,
    disable_recordings: bool,
    disable_alerts: bool,
    transform: str,
    several: bool,
) -> int:
    """Write the rules of Sloth specs, of PrometheusServiceLevel objects and of OpenSLO v1alpha.

    If anything is wrong, all of it is told and nothing is written. What Sloth passes over in
    silence, such as an unknown field, is a warning. Exit code 1 if a spec is wrong.
    """
    if transform != _TRANSFORM:
        report.note(f'could not get k8s transformer plugin "{transform}": only Sloth can run it')
        return codes.FOUND
    try:
        made = app_sloth.generate_specs(
            _specs(context),
            out,
            _options(context),
            recordings=not disable_recordings,
            alerts=not disable_alerts,
            multi_document=several,
        )
    except ObservabilityError as error:
        return _failed(error)
    _tell(made.warnings, "warning: ")
    if made.problems:
        _tell(made.problems, "")
        report.note("nothing is written")
        return codes.FOUND
    if made.text:
        click.echo(made.text.encode(), nl=False)
    return codes.CLEAN


@command.command("validate")
@click.pass_context
@_shared
@click.option(
    "--ignore-slo-duplicates",
    "duplicates",
    is_flag=True,
    help="Accept the same service and name twice.",
)
def validate(context: click.Context, duplicates: bool) -> int:
    """Tell whether Sloth would accept all specs below a path; exit code 1 if not."""
    try:
        found = app_sloth.validate_specs(_specs(context), _options(context), duplicates=duplicates)
    except ObservabilityError as error:
        return _failed(error)
    _tell(found.warnings, "warning: ")
    _tell(found.problems, "")
    if found.problems:
        report.note("validation failed")
        return codes.FOUND
    report.note(f"validation succeeded ({found.documents} specs)")
    return codes.CLEAN


def _specs(context: click.Context) -> Specs:
    path, exclude, include = (_of(context, name) for name in ("path", "exclude", "include"))
    return Specs(path=path, exclude=exclude, include=include)


def _options(context: click.Context) -> Options:
    for folder in _of(context, "folders"):
        report.note(f"plugins in {folder} are Go programs, which are not run here")
    period = _of(context, "period")
    return Options(
        version=_of(context, "version"),
        period=sloth_windows.parse(period),
        catalogue=app_sloth.catalogue(_of(context, "windows"), period),
        labels=sloth_flags.labels(_of(context, "labels")),
        plugins=sloth_flags.plugins(_of(context, "plugins")),
        default_plugins=not _of(context, "bare"),
    )


def _of(context: click.Context, name: str) -> Any:
    return context.meta[f"sloth.{name}"]


def _failed(error: ObservabilityError) -> int:
    report.note(str(error))
    return codes.FOUND


def _tell(problems: tuple[Problem, ...], start: str) -> None:
    for one in problems:
        where, _, rest = str(one).partition(": ")
        click.echo(f"{where}: {start}{rest}", err=True)
