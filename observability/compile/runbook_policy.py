"""What error budget policies say: on the pages of alerts, and on a page of their own."""

from __future__ import annotations

import attrs

from observability.compile.policy import guarded, policies
from observability.compile.runbook_page import Agreed
from observability.model.catalog import Catalog
from observability.model.policy import BudgetPolicy
from observability.model.slo import SLO

__all__ = ["Agreement", "agreed", "agreements"]


@attrs.frozen(kw_only=True)
class Agreement:
    """A policy, step by step, and the SLOs that it is for."""

    name: str
    steps: tuple[Agreed, ...]
    slos: tuple[SLO, ...]


def agreed(policy: BudgetPolicy | None) -> tuple[Agreed, ...]:
    """Return the steps of *policy*, if there is one."""
    return tuple(
        Agreed(percent=one.label, action=one.action, ticket=one.ticket, freeze=one.freeze)
        for one in (policy.steps if policy else ())
    )


def agreements(catalog: Catalog) -> tuple[Agreement, ...]:
    """Return every policy that an SLO has, by name."""
    return tuple(
        Agreement(name=one.name, steps=agreed(one), slos=guarded(one, catalog))
        for one in policies(catalog.slos, catalog.project)
    )
