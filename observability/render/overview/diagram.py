"""The diagram: nodes and arrows from the dependencies that are declared, in Mermaid's language.

https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from observability.compile.network import prometheus_pods
from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.model.catalog import Catalog
from observability.model.edge import Edge
from observability.model.service import Service
from observability.model.stack import Monitoring
from observability.model.workload import External

__all__ = ["Arrow", "Diagram", "Node", "diagram"]

_SHARED = "shared"
_BOX, _STORE, _ROUND = '["{}"]', '[("{}")]', '(["{}"])'


@attrs.frozen(kw_only=True)
class Node:
    """A box in a *group*; the empty group is around all others."""

    id: str
    text: str
    group: str = ""
    shape: str = _BOX


@attrs.frozen(kw_only=True)
class Arrow:
    """From one node or group to another; *dashed*: nobody waits for it."""

    start: str
    end: str
    text: str = ""
    dashed: bool = False


@attrs.frozen(kw_only=True)
class Diagram:
    """Nodes in groups, and arrows between them; *groups* has the title of each group."""

    groups: dict[str, str]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def lines(self) -> list[str]:
        """Return the text of the diagram."""
        return [
            "flowchart TB",
            *(f"  {_node(one)}" for one in self.nodes if not one.group),
            *(line for group, title in self.groups.items() for line in self._group(group, title)),
            *(f"  {_arrow(one)}" for one in self.arrows),
        ]

    def _group(self, group: str, title: str) -> list[str]:
        own = [f"    {_node(one)}" for one in self.nodes if one.group == group]
        return [f'  subgraph {group}["{title}"]', *own, "  end"] if own else []


def _node(one: Node) -> str:
    return one.id + one.shape.format(one.text)


def _arrow(one: Arrow) -> str:
    line = "-.->" if one.dashed else "-->"
    text = f'|"{one.text}"|' if one.text else ""
    return f"{one.start} {line}{text} {one.end}"


def diagram(plan: Plan) -> Diagram:
    """Return the diagram of *plan*: what runs in every environment, and what watches it."""
    catalog = plan.catalog
    running = placements(catalog)
    stack = catalog.monitoring
    nodes = [*_way_in_nodes(catalog), *(_service_node(one, catalog) for one in running)]
    arrows = [*_way_in(catalog), *_calls(running, catalog), *_copies(catalog)]
    if stack is not None:
        nodes += _stack_nodes(catalog)
        arrows += _stack(stack, catalog)
    groups = {_id(one.name): f"{one.name}: {one.namespace}" for one in catalog.environments}
    others = {one.group: one.text for one in nodes if one.group and one.group not in groups}
    titles = {group: _title(group, running) for group in others}
    return Diagram(
        groups=groups | titles,
        nodes=tuple({one.id: one for one in nodes}.values()),
        arrows=tuple(dict.fromkeys(arrows)),
    )


def _title(group: str, running: tuple[Service, ...]) -> str:
    if group == _SHARED:
        return "of all environments"
    return next((one.namespace for one in running if _id(one.namespace) == group), group)


def _id(*words: str) -> str:
    """Return a name that Mermaid takes: none of its own words, such as ``end``."""
    return "_".join(re.sub(r"[^A-Za-z0-9]", "_", word) for word in words) + "_"


def _group(service: Service, catalog: Catalog) -> str:
    workload = service.workload
    if isinstance(workload, External):
        if workload.namespace is not None:
            return _id(workload.namespace)
        home = next(one for one in catalog.services if one.name == service.name)
        if len(catalog.environments) > 1 and not home.elsewhere:
            return _SHARED
    return _id(service.environment.name)


def _service_id(service: Service, catalog: Catalog) -> str:
    return _id(_group(service, catalog).rstrip("_"), service.name)


def _service_node(service: Service, catalog: Catalog) -> Node:
    outside = isinstance(service.workload, External) and service.workload.cidrs
    limits = [one for one in catalog.edges if one.gateway.name == service.name]
    text = service.name
    if limits:
        text += f"<br/>rate limit: {limits[0].per_second} a second for each sender"
    return Node(
        id=_service_id(service, catalog),
        text=text,
        group=_group(service, catalog),
        shape=_STORE if outside or _is_store(service) else _BOX,
    )


def _is_store(service: Service) -> bool:
    return not isinstance(service.workload, External) and hasattr(service.workload, "storage")


def _way_in_nodes(catalog: Catalog) -> Iterator[Node]:
    if catalog.edges:
        yield Node(id="users_", text="users", shape=_ROUND)
    for edge in catalog.edges:
        if edge.cdn is not None:
            yield Node(id=_id("cdn", edge.cdn.name), text=f"{edge.cdn.name}<br/>CDN")


def _way_in(catalog: Catalog) -> Iterator[Arrow]:
    for edge in catalog.edges:
        ingress = _service_id(edge.ingress, catalog)
        if edge.cdn is None:
            yield Arrow(start="users_", end=ingress)
        else:
            cdn = _id("cdn", edge.cdn.name)
            yield Arrow(start="users_", end=cdn)
            yield Arrow(start=cdn, end=ingress)


def _calls(running: tuple[Service, ...], catalog: Catalog) -> Iterator[Arrow]:
    for caller in running:
        for called in caller.depends_on:
            yield Arrow(
                start=_service_id(caller, catalog),
                end=_service_id(called, catalog),
                text=", ".join(_hosts(caller, called, catalog.edges)),
            )


def _hosts(caller: Service, called: Service, edges: tuple[Edge, ...]) -> Iterator[str]:
    """Yield the hosts whose requests go from *caller* to *called*, if that is the way in."""
    for one in edges:
        ends = (one.ingress.name, one.gateway.name) == (caller.name, called.name)
        if ends and one.environment is called.environment:
            yield from one.hosts


def _copies(catalog: Catalog) -> Iterator[Arrow]:
    for one in catalog.backups:
        start, end = _service_id(one.service, catalog), _service_id(one.to, catalog)
        yield Arrow(start=start, end=end, text=f"a copy every {one.every}", dashed=True)


def _stack_nodes(catalog: Catalog) -> Iterator[Node]:
    group = _id(prometheus_pods(catalog).namespace)
    for name in ("prometheus", "alertmanager", "grafana", "jaeger", "kibana", "exporters"):
        yield Node(id=_id(group.rstrip("_"), name), text=name, group=group)
    yield Node(id=_id(group.rstrip("_"), "fluent-bit"), text="fluent-bit<br/>logs", group=group)
    yield Node(id="people_", text="the teams", shape=_ROUND)


def _stack(stack: Monitoring, catalog: Catalog) -> Iterator[Arrow]:
    group = prometheus_pods(catalog).namespace
    prometheus, logs = _id(group, "prometheus"), _service_id(stack.logs, catalog)
    exporters, alertmanager = _id(group, "exporters"), _id(group, "alertmanager")
    for one in catalog.environments:
        where = _id(one.name)
        yield Arrow(start=prometheus, end=where, text="scrapes", dashed=True)
        yield Arrow(start=_id(group, "fluent-bit"), end=where, text="reads logs", dashed=True)
        if one.mesh:
            yield Arrow(start=where, end=_id(group, "jaeger"), text="traces", dashed=True)
    yield Arrow(start=prometheus, end=exporters, text="scrapes", dashed=True)
    for given in stack.exporters:
        yield Arrow(start=exporters, end=_service_id(given.store, catalog), dashed=True)
    yield Arrow(start=prometheus, end=alertmanager, text="alerts")
    yield Arrow(start=alertmanager, end="people_", text="pages, tickets")
    yield Arrow(start=_id(group, "grafana"), end=prometheus, text="asks")
    for name in ("jaeger", "fluent-bit"):
        yield Arrow(start=_id(group, name), end=logs, text="stores")
    yield Arrow(start=_id(group, "kibana"), end=logs, text="asks")
