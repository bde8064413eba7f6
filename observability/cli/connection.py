"""The options of commands that speak with a Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from observability.io.prometheus import Access

__all__ = ["access", "prometheus_options"]

F = TypeVar("F", bound=Callable[..., Any])

_SECRETS = {
    "tenant": ("ID", "Whose data: the X-Scope-OrgID of Mimir and Cortex."),
    "token_file": ("FILE", "A file with a bearer token."),
    "token_env": ("NAME", "An environment variable with a bearer token."),
    "user": ("NAME", "The user of basic authentication."),
    "password_file": ("FILE", "A file with the user's password."),
    "password_env": ("NAME", "An environment variable with the user's password."),
    "ca_file": ("FILE", "Certificates to trust instead of the system's."),
}
_URL, _TIMEOUT = "prometheus", "timeout"


def access() -> Access | None:
    """Return what the options of the command that runs say, or None without ``--prometheus``."""
    given: dict[str, Any] = click.get_current_context().meta
    url = given.get(_URL)
    own = {name: given.get(name) or "" for name in _SECRETS}
    if not url and any(own.values()):
        raise click.UsageError("--prometheus is missing: there is nobody to be let in by")
    return Access(url=url, timeout=given[_TIMEOUT], **own) if url else None


def prometheus_options(*, required: bool) -> Callable[[F], F]:
    """Add ``--prometheus`` and how to be let in; the command asks `access` for them."""

    def add(command: F) -> F:
        for name, (metavar, told) in reversed(_SECRETS.items()):
            flag = f"--{name.replace('_', '-')}"
            command = click.option(
                flag, name, expose_value=False, callback=_keep, metavar=metavar, help=told
            )(command)
        command = click.option(
            "--timeout",
            expose_value=False,
            callback=_keep,
            metavar="SECONDS",
            type=click.FloatRange(0.1, 600),
            default=10,
            show_default=True,
            help="How long to wait for each answer.",
        )(command)
        return click.option(
            "--prometheus",
            expose_value=False,
            callback=_keep,
            metavar="URL",
            required=required,
            help="A query API: Prometheus, Thanos, Mimir, VictoriaMetrics; a path is kept.",
        )(command)

    return add


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Put *value* aside, so that each command need not name every option."""
    context.meta[str(parameter.name)] = value
