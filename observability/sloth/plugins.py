"""The SLO plugins that exist here, and the order in which they run.

Source of the order: https://github.com/slok/sloth/blob/v0.16.0/internal/app/generate/generate.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from observability.base.errors import Problem
from observability.formats.sloth_spec import Plugin, Slo
from observability.formats.sloth_validation import invalid
from observability.sloth import contrib, core
from observability.sloth.config import Config
from observability.sloth.rule import Request, Rules

__all__ = ["DEFAULTS", "FACTORIES", "InvalidSloError", "Processor", "chain", "missing"]

Processor = Callable[[Request, Rules], Rules]
Factory = Callable[[Any], Processor]


class InvalidSloError(ValueError):
    """An SLO does not pass validation."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _validate(request: Request, rules: Rules) -> Rules:
    problem = invalid(request.slo, request.period)
    if problem is not None:
        raise InvalidSloError(problem)
    return rules


def _sli_rules(config: Any) -> Processor:
    averages = not Config(config).truth("disableOptimized")
    return lambda request, rules: core.sli_rules(request, rules, averages=averages)


def _same(_request: Request, rules: Rules) -> Rules:
    return rules


FACTORIES: dict[str, Factory] = {
    "sloth.dev/core/validate/v1": lambda _: _validate,
    "sloth.dev/core/sli_rules/v1": _sli_rules,
    "sloth.dev/core/metadata_rules/v1": lambda _: core.metadata_rules,
    "sloth.dev/core/alert_rules/v1": lambda _: core.alert_rules,
    "sloth.dev/core/noop/v1": lambda _: _same,
    "sloth.dev/core/debug/v1": lambda _: _same,
    "sloth.dev/contrib/denominator_corrected_rules/v1": contrib.denominator_corrected,
    "sloth.dev/contrib/error_budget_exhausted_alert/v1": contrib.budget_exhausted,
    "sloth.dev/contrib/info_labels/v1": contrib.info_labels,
    "sloth.dev/contrib/remove_labels/v1": contrib.remove_labels,
    "sloth.dev/contrib/rule_intervals/v1": contrib.rule_intervals,
}
"""What makes each plugin of its options; raises ConfigError if they are wrong."""

DEFAULTS: tuple[Processor, ...] = (
    _validate,
    core.sli_rules,
    core.metadata_rules,
    core.alert_rules,
)


def chain(slo: Slo, extra: tuple[Plugin, ...], *, defaults: bool) -> tuple[Processor, ...]:
    """Return what makes the rules of *slo*, in order.

    Below priority 0 a plugin runs before the *defaults*, else after them. Those of the command
    line, *extra*, come before the SLO's own of the same priority.

    Raises:
        LookupError: If a plugin is not known here.
        ConfigError: If its options are wrong.
    """
    declared = slo.plugins if slo.overrides else (*extra, *slo.plugins)
    ordered = sorted(declared, key=lambda plugin: plugin.priority)
    before = [_made(plugin) for plugin in ordered if plugin.priority < 0]
    after = [_made(plugin) for plugin in ordered if plugin.priority >= 0]
    between = DEFAULTS if defaults and not slo.overrides else ()
    return (*before, *between, *after)


def _made(plugin: Plugin) -> Processor:
    if plugin.id not in FACTORIES:
        raise LookupError(missing("SLO", plugin.id))
    return FACTORIES[plugin.id](plugin.config)


def missing(kind: str, plugin: str) -> str:
    """Return the words for a plugin that does not exist here."""
    return (
        f'could not get {kind} plugin "{plugin}": plugin "{plugin}" not found: '
        "it is a Go program that only Sloth can run, or misspelt"
    )
