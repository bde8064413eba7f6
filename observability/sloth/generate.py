"""A group of SLOs to its rules, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

import attrs

from observability.base.duration import Duration, days
from observability.base.errors import Problem
from observability.base.naming import SLO_ID, SLO_NAME, SLO_SERVICE
from observability.formats.go_quote import quote
from observability.formats.go_template import TemplateError
from observability.formats.sloth_spec import Group, Kind, Plugin, Raw, Sli, Slo
from observability.formats.sloth_windows import BUILT_IN, Catalogue, clock
from observability.sloth import sli
from observability.sloth.config import ConfigError
from observability.sloth.contrib import selector
from observability.sloth.core import SliError
from observability.sloth.plugins import InvalidSloError, chain
from observability.sloth.rule import Info, Request, RuleGroup, Rules

__all__ = ["Options", "Result", "each", "generate", "no_rules", "rules"]

Made = TypeVar("Made")

MONTH = days(30)
_SPECS = {
    "prometheus": ("gen-prom", "prometheus/v1"),
    "kubernetes": ("gen-k8s", "sloth.slok.dev/v1"),
    "openslo": ("gen-openslo", "openslo/v1alpha"),
}


@attrs.frozen(kw_only=True)
class Options:
    """What the command line says that concerns rules."""

    version: str
    agent: str = "cli"
    period: Duration = MONTH
    catalogue: Catalogue = BUILT_IN
    labels: Mapping[str, str] = attrs.field(factory=dict)
    plugins: tuple[Plugin, ...] = ()
    default_plugins: bool = True


@attrs.frozen(kw_only=True)
class Result:
    """The SLOs of a group with all of their labels, each with its rules; or *problems*."""

    slos: tuple[tuple[Slo, Rules], ...] = ()
    problems: tuple[Problem, ...] = ()


def generate(group: Group, options: Options) -> Result:
    """Return the rules of *group*; of each SLO that is wrong, what Sloth would have said."""
    made, problems = each(group, options, lambda request: rules(request, options))
    return Result(problems=problems) if problems else Result(slos=made)


def each(
    group: Group, options: Options, make: Callable[[Request], Made | Problem]
) -> tuple[tuple[tuple[Slo, Made], ...], tuple[Problem, ...]]:
    """Return the SLOs of *group* with all of their labels, and what *make* makes of each.

    The second is what is wrong, also by *make*.
    """
    resolved = [_resolved(slo, group) for slo in group.slos]
    problems = [one for one in resolved if isinstance(one, Problem)]
    problems += _repeated(group)
    made: list[tuple[Slo, Made]] = []
    slos = [] if problems else [one for one in resolved if isinstance(one, Slo)]
    for request in (_requested(slo, group, options) for slo in slos):
        if isinstance(request, Problem):
            problems.append(request)
        elif isinstance(outcome := make(request), Problem):
            problems.append(outcome)
        else:
            made.append((request.slo, outcome))
    return tuple(made), tuple(problems)


def _resolved(slo: Slo, group: Group) -> Slo | Problem:
    """Return *slo* with the query that its SLI plugin writes."""
    plugin = slo.sli.plugin
    if plugin is None:
        return slo
    meta = sli.Meta(service=slo.service, slo=slo.name, objective=f"{slo.objective:f}")
    try:
        query = sli.query(plugin, meta, group.labels)
    except (LookupError, sli.OptionError) as error:
        return Problem(source=slo.source("sli.plugin"), message=str(error.args[0]))
    made = Sli(events=slo.sli.events, raw=Raw(error_ratio_query=query))
    return attrs.evolve(slo, sli=made)


def _repeated(group: Group) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for slo in group.slos:
        if slo.id in seen:
            message = f"invalid SLO group: SLO ID {quote(slo.id)} is repeated"
            found.append(Problem(source=slo.source("name"), message=message))
        seen.add(slo.id)
    return found


def _requested(slo: Slo, group: Group, options: Options) -> Request | Problem:
    if options.labels:
        slo = attrs.evolve(slo, labels={**slo.labels, **options.labels})
    period = options.period if slo.period is None else slo.period
    windows = options.catalogue.get(period)
    if windows is None:
        known = ", ".join(str(one) for one in sorted(options.catalogue))
        return Problem(
            source=slo.source(),
            message="could not generate SLO alerts: "
            f"the {clock(period)} SLO period time window is not supported",
            help=f"known periods: {known}; give others with --slo-period-windows-path",
        )
    ids = {SLO_ID: slo.id, SLO_SERVICE: slo.service, SLO_NAME: slo.name}
    return Request(
        slo=slo,
        period=period,
        windows=windows,
        info=_info(options.version, options.agent, group.kind),
        selector=selector(ids),
        ids=ids,
    )


@lru_cache
def _info(version: str, agent: str, kind: Kind) -> Info:
    mode, spec = _SPECS[kind]
    return Info(version=version, mode=f"{agent}-{mode}", spec=spec)


def no_rules(slo: Slo) -> Rules:
    """Return the groups of *slo*, before there are rules in them."""
    return Rules(
        sli=RuleGroup(name=f"sloth-slo-sli-recordings-{slo.id}"),
        metadata=RuleGroup(name=f"sloth-slo-meta-recordings-{slo.id}"),
        alerts=RuleGroup(name=f"sloth-slo-alerts-{slo.id}"),
    )


def rules(request: Request, options: Options) -> Rules | Problem:
    """Return the rules of the SLO of *request*, or what is wrong with it."""
    slo = request.slo
    made = no_rules(slo)
    try:
        for process in chain(slo, options.plugins, defaults=options.default_plugins):
            made = process(request, made)
    except InvalidSloError as error:
        return error.problem
    except (ConfigError, LookupError) as error:
        return Problem(source=slo.source("plugins"), message=f"{error.args[0]}")
    except (SliError, TemplateError) as error:
        return Problem(source=slo.source("sli"), message=f"slo processor failed: {error}")
    return made
