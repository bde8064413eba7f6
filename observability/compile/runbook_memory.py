"""What to do about memory: that of pods, and that of a Redis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from observability.base import naming
from observability.base.duration import minutes
from observability.compile.runbook_commands import workload_name
from observability.compile.runbook_page import Command, Issue, Link
from observability.compile.runbook_queries import query
from observability.compile.scaling import recommends
from observability.exporters.kubernetes import memory_share, restarts
from observability.model.catalog import Catalog
from observability.model.metric import Metric
from observability.model.service import Service
from observability.promql import build
from observability.promql.expr import Expr

__all__ = ["memory_issues", "telling"]

_REDIS_USED, _REDIS_MOST = "redis_memory_used_bytes", "redis_memory_max_bytes"
_EVICTED = "redis_evicted_keys_total"
_WORKING_SET = "container_memory_working_set_bytes"


def memory_issues(places: Sequence[Service], catalog: Catalog) -> tuple[Issue, ...]:
    """Return what to do about the memory of the service that is at *places*."""
    pods = tuple(one for one in places if workload_name(one))
    metrics = {one.name: one for one in catalog.metrics_of(_home(places, catalog))}
    return (
        *([_pods(pods, places, catalog)] if pods else ()),
        *([_redis(metrics, places, catalog)] if _REDIS_USED in metrics else ()),
    )


def telling(places: Sequence[Service], catalog: Catalog, *metrics: str) -> tuple[Link, ...]:
    """Return the alerts of the service that read one of *metrics*."""
    home = _home(places, catalog)
    return tuple(
        Link(text=alert.name, url=f"{alert.name}.md")
        for alert in catalog.alerts_of(home)
        if any(series.metric in metrics for series in alert.firing())
    )


def _home(places: Sequence[Service], catalog: Catalog) -> Service:
    return next(one for one in catalog.services if one.name == places[0].name)


def _pods(pods: Sequence[Service], places: Sequence[Service], catalog: Catalog) -> Issue:
    measured = [one for one in pods if one in catalog.services]
    return Issue(
        title="High memory use",
        looks="A container that reaches its memory limit is ended by the kernel: its last state is"
        " `OOMKilled`, its exit code 137, and the requests it had are lost.",
        alerts=telling(places, catalog, _WORKING_SET),
        queries=tuple(
            query(answers, expr, catalog.project)
            for one in measured
            for answers, expr in _about(one)
        ),
        commands=tuple(line for one in pods for line in _commands(one, catalog)),
        actions=(
            (
                "It grows for ever, in every pod, whatever the traffic is: a leak. See which"
                " release it began with, and revert that commit."
            ),
            "It grows with the traffic: more pods share it. See [scaling](scaling.md).",
            (
                "It is high from the start and stays so: raise `memory_limit` in the definition."
                " `kubectl set resources` would be taken back."
            ),
        ),
    )


def _about(service: Service) -> tuple[tuple[str, Expr], ...]:
    return (
        ("Share of its memory limit that each container uses", memory_share(service)),
        ("How often each restarted within 15 minutes", restarts(service)),
    )


def _commands(service: Service, catalog: Catalog) -> Iterable[Command]:
    where = service.environment.name
    pods = f"-n {service.namespace} -l {naming.APP_LABEL}={service.name}"
    yield Command(
        shows=f"How much do they use in {where}?", line=f"kubectl top pods {pods} --containers"
    )
    yield Command(
        shows="Was one ended for memory? Its last state says so.",
        line=f"kubectl describe pods {pods}",
    )
    if recommends(catalog):
        yield Command(
            shows="What would fit?",
            line=f"kubectl describe vpa -n {service.namespace} {service.name}",
        )


def _redis(metrics: dict[str, Metric], places: Sequence[Service], catalog: Catalog) -> Issue:
    project = catalog.project
    used, most = metrics[_REDIS_USED].select(), metrics[_REDIS_MOST].select()
    share = build.divide(build.max_by(used, "instance"), build.max_by(most, "instance"))
    gone = build.sum_by(build.rate(metrics[_EVICTED].select(), minutes(10)), "instance")
    return Issue(
        title="Full, and forgetting keys",
        looks="A cache at its limit is as it should be: it makes room. Keys that are removed before"
        " they expire are not, if they are sessions.",
        alerts=telling(places, catalog, _REDIS_USED, _EVICTED),
        queries=(
            query("Share of the memory that it may use", share, project),
            query("Keys that are removed each second to make room", gone, project),
        ),
        actions=(
            "See on the dashboard which began first, more keys or larger ones.",
            (
                "Give keys a shorter life where they are written, or the store more memory: see"
                " [scaling](scaling.md)."
            ),
        ),
    )
