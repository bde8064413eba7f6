"""Rulers: what a project may ask for, and what is wrong about it."""

from __future__ import annotations

import pytest

from observability import (
    SLO,
    Mimir,
    Project,
    PrometheusOperator,
    ThanosRuler,
    VmAlert,
    minutes,
)
from observability.base.errors import collecting
from observability.model.catalog import join
from observability.model.definition import Definition
from tests.core_definitions import problems_of, valid

WRONG = {
    "strategy": (ThanosRuler, {"partial_response": "ignore"}, "partial_response is 'ignore'"),
    "cluster": (ThanosRuler, {"cluster_label": "my-cluster"}, "cluster_label is 'my-cluster'"),
    "offset": (Mimir, {"query_offset": minutes(11)}, "query_offset is 11m"),
    "tenant": (Mimir, {"tenant": "a/b"}, "'a/b' is no tenant's id"),
    "dots": (Mimir, {"tenant": ".."}, "'..' is no tenant's id"),
    "source tenant": (Mimir, {"source_tenants": ["a|b"]}, "'a|b' is no tenant's id"),
    "a string": (Mimir, {"source_tenants": "a"}, "source_tenants is 'a', a str, which is no list"),
    "no rules": (Mimir, {"max_rules_per_group": 1}, "max_rules_per_group is 1, an int, not"),
    "namespace": (PrometheusOperator, {"namespace": "A_B"}, "namespace 'A_B' is no DNS label"),
    "key": (PrometheusOperator, {"labels": {"-a": "b"}}, "'-a' is no key of a Kubernetes label"),
    "value": (PrometheusOperator, {"labels": {"a": "b c"}}, "label a is 'b c', no value of"),
    "query": (VmAlert, {"max_query_length": 10}, "max_query_length is 10, an int, not"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_value(case: str) -> None:
    """One clear message for each mistake."""
    kind, changes, told = WRONG[case]
    (problem,) = problems_of(kind, **changes)

    assert problem.message.startswith(told)


def test_labels_of_objects_may_have_a_prefix() -> None:
    """Kubernetes' keys are no label names of Prometheus."""
    ruler = PrometheusOperator(labels={"app.kubernetes.io/name": "prometheus", "empty": ""})

    assert ["app.kubernetes.io/name", "empty"] == list(ruler.labels)


@pytest.mark.parametrize(
    ("rulers", "told"),
    [
        ([VmAlert(), VmAlert()], "rulers holds VmAlert more than once"),
        (["mimir"], "rulers holds 'mimir', a str, where a PrometheusOperator or a Mimir"),
        (VmAlert(), "rulers is a VmAlert, which is no list"),
    ],
    ids=["twice", "a word", "no list"],
)
def test_a_project_lists_each_kind_once(rulers: object, told: str) -> None:
    """Two of a kind would write the same files."""
    (problem,) = problems_of(Project, rulers=rulers)

    assert told in problem.message


def test_a_ruler_is_found_by_its_kind() -> None:
    """None without one."""
    project = valid(Project, rulers=[Mimir(tenant="slos")])

    assert Mimir(tenant="slos") == project.ruler(Mimir)
    assert project.ruler(VmAlert) is None


def test_clusters_whose_events_are_added_up_can_have_no_budget_each() -> None:
    """The sum over clusters has no cluster."""
    slo = valid(SLO, by=["route"])
    project = valid(Project, rulers=[ThanosRuler(cluster_label="route")])
    with collecting() as problems:
        join([slo], project)
    (problem,) = problems

    assert "by holds 'route', over which Thanos adds the events up" == problem.message
    assert (slo.source, (project.source,)) == (problem.source, problem.related)


def test_definitions_are_complete() -> None:
    """Each kind is a definition with a place in the user's file."""
    for one in (PrometheusOperator(), Mimir(), ThanosRuler(), VmAlert()):
        assert isinstance(one, Definition)
        assert one.source.file.endswith("test_ruler.py")
