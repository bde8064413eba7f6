"""Options and words that the commands for other people's specs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from observability.app_sloth import catalogue
from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.base.quantity import short
from observability.cli import codes, report
from observability.compile.migration import ASSUMED_SERIES, Change
from observability.formats import sloth_flags
from observability.specs.read import Choice

__all__ = ["choice_of", "choice_options", "noted", "refused", "samples", "series_option"]


F = TypeVar("F", bound=Callable[..., Any])


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"specs.{parameter.name}"] = value


_OPTIONS = (
    click.option(
        "--default-slo-period",
        "period",
        metavar="DURATION",
        default="30d",
        show_default=True,
        help="The period of SLOs that name none.",
    ),
    click.option(
        "--slo-period-windows-path",
        "windows",
        default="",
        metavar="DIR",
        help="Alert windows in place of the usual ones, as Sloth has them.",
    ),
    click.option(
        "--extra-labels",
        "-l",
        "labels",
        multiple=True,
        metavar="KEY=VALUE",
        help="Label all SLOs; can be repeated.",
    ),
    click.option(
        "--fs-exclude",
        "-e",
        "exclude",
        default="",
        metavar="REGEX",
        help="Leave out the files of a folder whose path matches.",
    ),
    click.option(
        "--fs-include",
        "-n",
        "include",
        default="",
        metavar="REGEX",
        help="Leave out the files of a folder whose path does not match.",
    ),
)


def choice_options(made: F) -> F:
    """Give *made* the options of ``sloth generate`` that say what is read: see `choice_of`."""
    known = len(getattr(made, "__click_params__", ()))
    for option in reversed(_OPTIONS):
        made = option(made)
    for parameter in getattr(made, "__click_params__", ())[known:]:
        parameter.expose_value = False
        parameter.callback = _keep
    return made


def choice_of(context: click.Context) -> Choice:
    """Return what the options of `choice_options` say.

    Raises:
        FormatError: If a label is no pair, or a catalogue of windows is wrong.
    """
    given = {
        name: context.meta[f"specs.{name}"]
        for name in ("period", "windows", "labels", "exclude", "include")
    }
    try:
        period = Duration.parse(given["period"])
    except ValueError as error:
        raise click.BadParameter(f"--default-slo-period: {error}", context) from None
    return Choice(
        period=period,
        catalogue=catalogue(given["windows"], given["period"]) if given["windows"] else None,
        labels=sloth_flags.labels(given["labels"]),
        exclude=given["exclude"],
        include=given["include"],
    )


series_option = click.option(
    "--series",
    type=click.IntRange(1),
    default=ASSUMED_SERIES,
    show_default=True,
    help="How many series each selector is taken to have, for the estimate of the cost.",
)


def samples(change: Change) -> str:
    """Return what *change* does to the cost, for a reader."""
    before, after = short(change.before), short(change.after)
    return f"{before} samples/s" if before == after else f"{before} -> {after} samples/s"


def refused(problems: Sequence[Problem], warnings: Sequence[Problem], root: str, form: str) -> int:
    """Tell all that is doubtful and all that is wrong; return the exit code for the latter."""
    if form == "json":
        both = {"problems": problems, "warnings": warnings}
        report.as_json(
            {kind: [report.problem_data(one, root) for one in some] for kind, some in both.items()}
        )
        return codes.WRONG
    for warning in warnings:
        report.note(noted(warning))
    report.problems(problems, root, form)
    return codes.WRONG


def noted(warning: Problem) -> str:
    """Return *warning* in one line, with what to do about it."""
    remedy = f" ({warning.help})" if warning.help else ""
    return f"{warning.source}: {warning.message}{remedy}"
