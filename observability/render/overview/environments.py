"""The page about the environments: what each service is in each of them, and all that differs."""

from __future__ import annotations

from collections.abc import Iterator

from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.model.environment import Environment, Quota
from observability.model.service import Service
from observability.model.workload import Deployment, External, StatefulSet
from observability.render.document import Document
from observability.render.overview.differences import differences
from observability.render.overview.markdown import link, table

__all__ = ["page"]


def page(plan: Plan, documents: tuple[Document, ...]) -> list[str]:
    """Return the lines of the page; none where no environment follows another."""
    environments = plan.catalog.environments
    following = [(one.follows, one) for one in environments if one.follows is not None]
    if not following:
        return []
    names = [one.name for one in environments]
    return [
        f"# Environments of {plan.catalog.project.name}",
        "",
        "What differs is written in one table of the definitions, and for each service in what",
        "runs elsewhere. Here is what comes of it.",
        "",
        "## What is where",
        "",
        *table(("", *names), _facts(plan)),
        "",
        *table(("service", *names), _services(plan)),
        "",
        *(line for pair in following for line in _pair(*pair, documents)),
        f"The whole: {link('architecture', 'architecture.md')}.",
    ]


def _facts(plan: Plan) -> Iterator[tuple[str, ...]]:
    catalog = plan.catalog
    every = catalog.environments
    yield ("cluster", *(one.cluster for one in every))
    yield ("namespace", *(one.namespace for one in every))
    yield ("follows", *(one.follows.name if one.follows else "-" for one in every))
    yield ("mesh", *("yes" if one.mesh else "no" for one in every))
    yield ("quota: requests", *(_requests(one.quota) for one in every))
    yield ("quota: limits", *(_limits(one.quota) for one in every))
    yield ("secrets from", *(one.secrets.name if one.secrets else "others" for one in every))
    hosts = {one.environment.name: ", ".join(one.hosts) for one in catalog.edges}
    yield ("hosts", *(hosts.get(one.name, "-") for one in every))
    homes = {slo.service.environment.name for slo in catalog.slos}
    yield ("SLOs and alerts", *("yes" if one.name in homes else "no" for one in every))


def _requests(quota: Quota | None) -> str:
    return f"{quota.requests.cpu}, {quota.requests.memory}" if quota else "no bound"


def _limits(quota: Quota | None) -> str:
    if quota is None:
        return "no bound"
    return f"{quota.requests.cpu_limit}, {quota.requests.memory_limit}"


def _services(plan: Plan) -> Iterator[tuple[str, ...]]:
    running = {(one.name, one.environment.name): one for one in placements(plan.catalog)}
    for service in plan.catalog.services:
        there = (running.get((service.name, one.name)) for one in plan.catalog.environments)
        yield (service.name, *(_what(one) for one in there))


def _what(service: Service | None) -> str:
    if service is None:
        return "-"
    workload = service.workload
    if isinstance(workload, External):
        if workload.namespace is not None:
            return f"port {workload.port} in namespace {workload.namespace}"
        return f"port {workload.port} outside the cluster: {', '.join(workload.cidrs)}"
    given = workload.requests
    kind = "a volume each, " if isinstance(workload, StatefulSet) else ""
    return f"{_pods(workload)}, {kind}each asks for {given.cpu}, {given.memory}"


def _pods(workload: Deployment | StatefulSet) -> str:
    own = workload.autoscaling if isinstance(workload, Deployment) else None
    count = f"{own.minimum} to {own.maximum}" if own else str(workload.replicas)
    return f"{count} pod{'' if count == '1' else 's'}"


def _pair(
    first: Environment, second: Environment, documents: tuple[Document, ...]
) -> Iterator[str]:
    found = differences(first, second, documents)
    yield f"## {second.name} against {first.name}"
    yield ""
    yield f"Every difference between the files in `kubernetes/{second.name}` and those in"
    yield f"`kubernetes/{first.name}`: names of the two, lists of files and digests apart."
    yield ""
    yield from table(
        ("file", "where", first.name, second.name),
        ((one.file, one.where or "the file", one.first, one.second) for one in found),
    )
    yield ""
