"""What is recommended: told by kube-state-metrics, and found by the panels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import yaml

from observability.compile.project import compile_catalog
from observability.exporters.kubernetes import METRICS
from observability.io.load import load
from observability.model.cluster import Component
from observability.panels.recommendation import recommendation_row
from observability.promql.expr import Selector
from observability.promql.printer import text
from observability.render import targets
from tests.kubernetes_catalog import ROOT, estate
from tests.stack_files import everything, mounted, stack, workload

_TOLD = "/etc/kube-state-metrics/custom-resources.yaml"
_SERVICES = ("adaptive-engine", "analytics", "batch-processor", "bloom-validator", "kong")


def _config() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(mounted("kube-state-metrics")[_TOLD])
    return read


def _at(body: Any, path: list[str]) -> Any:
    for key in path:
        body = body[key]
    return body


def _series(config: dict[str, Any], body: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what kube-state-metrics makes of *body*, as its documentation says."""
    for resource in config["spec"]["resources"]:
        kind = resource["groupVersionKind"]
        assert (body["apiVersion"], body["kind"]) == (
            f"{kind['group']}/{kind['version']}",
            kind["kind"],
        )
        common = {name: _at(body, path) for name, path in resource["labelsFromPath"].items()}
        common |= {f"customresource_{name}": value for name, value in kind.items()}
        for metric in resource["metrics"]:
            gauge = metric["each"]["gauge"]
            for item in _at(body, gauge["path"]):
                own = {name: _at(item, path) for name, path in gauge["labelsFromPath"].items()}
                value = _at(item, gauge["valueFrom"])
                labels = common | metric["commonLabels"] | own
                yield f"kube_customresource_{metric['name']}", labels | {"value": value}


def _recommended(name: str) -> list[tuple[str, dict[str, str]]]:
    """Return the series about the vertical autoscaler of *name*, once it recommends."""
    path = f"kubernetes/production/{name}/verticalpodautoscaler.yaml"
    body = yaml.safe_load(everything()[path])
    container = body["spec"]["resourcePolicy"]["containerPolicies"][0]["containerName"]
    bounds = ("lowerBound", "target", "upperBound")
    amounts = {one: {"cpu": f"{one} cpu", "memory": f"{one} memory"} for one in bounds}
    told = [{"containerName": container, **amounts}]
    return list(
        _series(
            _config(), body | {"status": {"recommendation": {"containerRecommendations": told}}}
        )
    )


def _found(selector: Selector, series: list[tuple[str, dict[str, str]]]) -> list[str]:
    wanted = {one.label: one.value for one in selector.matchers if one.label != "job"}
    return [
        labels["value"]
        for name, labels in series
        if name == selector.metric and wanted.items() <= labels.items()
    ]


def _selectors(name: str) -> Iterator[tuple[str, Selector]]:
    service = next(one for one in estate().services if one.name == name)
    for panel in recommendation_row(service).panels:
        for query in panel.queries:  # type: ignore[union-attr]
            expr: Any = query.expr
            yield query.legend, expr.expr


def test_the_series_have_the_declared_labels() -> None:
    """What the lint knows of them is what kube-state-metrics makes."""
    made = {name: frozenset(labels) - {"value"} for name, labels in _recommended("kong")}
    known = {name: frozenset(METRICS[name][2].split()) for name in made}

    assert known == made


def test_each_panel_finds_the_bound_that_it_names() -> None:
    """One series for each line: of this service, this resource and this bound."""
    for name in _SERVICES:
        series = [one for other in _SERVICES for one in _recommended(other)]
        told = {
            (legend, text(one)): _found(one, series)
            for legend, one in _selectors(name)
            if legend != "requested"
        }
        wanted = [
            f"{bound} {resource}"
            for resource in ("cpu", "memory")
            for bound in ("target", "lowerBound", "upperBound")
        ]

        assert [[one] for one in wanted] == list(told.values())


def test_it_may_read_what_it_is_told_about() -> None:
    """Its role lists the autoscalers, and the definitions of kinds, where it looks for them."""
    role = stack()["kubernetes/monitoring/kube-state-metrics/clusterrole-monitoring.yaml"]
    read = {
        (group, kind): rule["verbs"]
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for kind in rule["resources"]
    }

    assert ["list", "watch"] == read["autoscaling.k8s.io", "verticalpodautoscalers"]
    assert ["list", "watch"] == read["apiextensions.k8s.io", "customresourcedefinitions"]


def test_the_file_is_where_the_program_looks() -> None:
    """Its argument names a file that is mounted."""
    (container,) = workload("kube-state-metrics")["spec"]["template"]["spec"]["containers"]

    assert f"--custom-resource-state-config-file={_TOLD}" in container["args"]


def test_without_a_recommender_nobody_is_asked() -> None:
    """Then kube-state-metrics has neither the file nor the rights."""
    catalog = load(str(ROOT)).catalog
    assert catalog is not None
    left = tuple(
        one
        for one in catalog.cluster
        if not (isinstance(one, Component) and one.name == "vertical-pod-autoscaler")
    )
    plan = compile_catalog(attrs.evolve(catalog, cluster=left))
    told = [one for one in targets.render(plan) if "/kube-state-metrics/" in one.path]

    assert [] == [one.path for one in told if "/config/" in one.path]
    assert [] == [one.path for one in told if "verticalpodautoscalers" in str(one.body)]


def test_the_cost_report_names_the_panels() -> None:
    """Whoever reads what is paid finds out whether it is needed."""
    page = everything()["cost/README.md"].decode()
    wanted = [f"grafana/dashboards/services/service-{name}.json" for name in _SERVICES]

    assert "*Recommended requests*" in page
    assert [] == [one for one in wanted if one not in page]
