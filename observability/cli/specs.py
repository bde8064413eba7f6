"""Options and words that the commands for other people's specs share."""

from __future__ import annotations

import click

from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.base.quantity import short
from observability.compile.migration import ASSUMED_SERIES, Change

__all__ = ["noted", "period_option", "samples", "series_option"]


def _period(context: click.Context, parameter: click.Parameter, value: str) -> Duration:
    try:
        return Duration.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


period_option = click.option(
    "--default-slo-period",
    "period",
    metavar="DURATION",
    default="30d",
    show_default=True,
    callback=_period,
    help="The period of SLOs that name none.",
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


def noted(warning: Problem) -> str:
    """Return *warning* in one line, with what to do about it."""
    remedy = f" ({warning.help})" if warning.help else ""
    return f"{warning.source}: {warning.message}{remedy}"
