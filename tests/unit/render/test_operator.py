"""PrometheusRule objects: the groups of the plain files, in objects that Kubernetes takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from observability import SLO, Project, PrometheusOperator, Threshold
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.ruler_files import bodies, groups_of

RULER = PrometheusOperator(namespace="watch", labels={"release": "prometheus"})
CATALOG = join([valid(SLO), valid(Threshold)], valid(Project, rulers=[RULER]))
SCHEMA = (
    Path(__file__).resolve().parents[3].parent
    / "shared/crd-schemas/monitoring.coreos.com/prometheusrule_v1.json"
)
# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
SUBDOMAIN = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
)


def _objects() -> dict[str, Any]:
    return bodies(CATALOG, "operator/")


def test_an_object_has_the_groups_of_a_plain_file() -> None:
    """Parsed back they are the same: names, intervals, rules, holds, labels and annotations."""
    plain = bodies(CATALOG, "prometheus/rules/")

    assert {name: groups_of(one) for name, one in plain.items()} == {
        name: groups_of(one) for name, one in _objects().items()
    }
    assert any(
        "for" in rule
        for one in plain.values()
        for group in groups_of(one)
        for rule in group["rules"]
    )


def test_objects_are_found_by_the_operator() -> None:
    """They are where it looks, with the labels that it selects by."""
    heads = [(one["apiVersion"], one["kind"], one["metadata"]) for one in _objects().values()]
    labels = {
        "app.kubernetes.io/managed-by": "o11y",
        "app.kubernetes.io/part-of": "shop",
        "release": "prometheus",
    }

    assert heads == [
        (
            "monitoring.coreos.com/v1",
            "PrometheusRule",
            {"name": name, "namespace": "watch", "labels": labels},
        )
        for name in _objects()
    ]


def test_names_are_those_of_objects() -> None:
    """Kubernetes refuses others."""
    assert [] == [name for name in _objects() if not SUBDOMAIN.fullmatch(name)]


def test_no_object_is_too_large_to_be_applied() -> None:
    """A file that is comes in several, which together have its rules, each group named once."""
    promises = [valid(SLO, name=f"promise-{number}") for number in range(170)]
    catalog = join(promises, valid(Project, rulers=[RULER]))
    objects = bodies(catalog, "operator/")
    plain = bodies(catalog, "prometheus/rules/")

    assert max(len(json.dumps(one)) for one in objects.values()) < 262_144
    assert max(len(json.dumps(one)) for one in plain.values()) > 262_144
    assert {"api", "api.2"} <= objects.keys()
    assert [] == [name for name in objects if not SUBDOMAIN.fullmatch(name)]
    assert _rules(plain) == _rules(objects)
    names = [group["name"] for one in objects.values() for group in groups_of(one)]
    assert len(names) == len(set(names))


def _rules(files: dict[str, Any]) -> list[str]:
    groups = [group for one in files.values() for group in groups_of(one)]
    return sorted(json.dumps(rule) for group in groups for rule in group["rules"])


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schemas of custom resources are not here")
def test_objects_follow_the_schema_of_the_resource() -> None:
    """Unknown fields are refused, which the API server would drop without a word."""
    schema = _strict(json.loads(SCHEMA.read_text()))
    validator = jsonschema.Draft7Validator(schema)
    wrong = {**next(iter(_objects().values())), "spec": {"groups": [{"nmae": "a"}]}}

    assert [] == [
        error.message for one in _objects().values() for error in validator.iter_errors(one)
    ]
    assert list(validator.iter_errors(wrong))


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _strict(value) for key, value in schema.items()}
    free = "additionalProperties" in inner or "x-kubernetes-preserve-unknown-fields" in inner
    if isinstance(inner.get("properties"), dict) and not free and inner.get("type") == "object":
        inner["additionalProperties"] = inner["properties"].keys() == {"apiVersion"}
    return inner
