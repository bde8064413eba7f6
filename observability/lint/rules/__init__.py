"""All rules, in the order in which their pages are listed.

A rule is a module: its docstring explains it and holds examples that run, ``RULE`` is its id (its
file below this folder), ``check`` yields what it finds. To add one, write the module and list it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from observability.lint.finding import Finding
from observability.lint.rules.alert import no_dashboard, no_proof, no_route, no_runbook
from observability.lint.rules.cluster import (
    no_controller,
    quota_refuses_pods,
    unknown_class,
    unknown_secret,
)
from observability.lint.rules.dashboard import duplicate_uid, no_unit_or_description
from observability.lint.rules.delivery import refused
from observability.lint.rules.expr import (
    counter_misuse,
    invalid,
    range,  # noqa: A004 - the rule's own name
    unknown_label,
    unknown_metric,
)
from observability.lint.rules.inventory import not_found
from observability.lint.rules.network import edge_blocked, scrape_blocked
from observability.lint.rules.ruler import query_too_long, too_many_groups
from observability.lint.rules.rules import duplicate
from observability.lint.rules.service import no_down_alert, no_slo, not_scraped
from observability.lint.rules.slo import period_not_kept, too_few_events
from observability.lint.view import View

__all__ = ["RULES", "Rule"]


class Rule(Protocol):
    """What a module must have to be a rule."""

    @property
    def RULE(self) -> str:  # noqa: N802 - a constant of the module
        """The id, which is also the path of the file."""
        ...

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """Why, source, severity, a bad and a good case."""
        ...

    def check(self, view: View) -> Iterator[Finding]:
        """Yield what is wrong."""
        ...


RULES: tuple[Rule, ...] = (
    no_dashboard,
    no_proof,
    no_route,
    no_runbook,
    no_controller,
    quota_refuses_pods,
    unknown_class,
    unknown_secret,
    duplicate_uid,
    no_unit_or_description,
    refused,
    counter_misuse,
    invalid,
    range,
    unknown_label,
    unknown_metric,
    not_found,
    edge_blocked,
    scrape_blocked,
    query_too_long,
    too_many_groups,
    duplicate,
    no_down_alert,
    no_slo,
    not_scraped,
    period_not_kept,
    too_few_events,
)
