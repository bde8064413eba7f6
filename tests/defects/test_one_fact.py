"""A fact is written once: change it in the definitions, and every file that tells it follows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest

from observability.compile.project import compile_catalog
from observability.io.load import load
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from tests.kubernetes_catalog import ROOT
from tests.stack_files import everything

_FOLDERS = ("services", "slos", "alerts", "dashboards")
_CORE = ("learning-orchestrator", "bloom-validator", "adaptive-engine", "analytics")
_BOTH = ("production", "staging")


@attrs.frozen
class Fact:
    """Something that is defined in one place.

    Args:
        name: What it is.
        file: Where it is defined.
        before: The text that defines it.
        after: What is written instead.
        old: A pattern of what files say of it.
        new: What they say after the change.
        keeps: A pattern of the files that may tell the old value still: of something else.
    """

    name: str
    file: str
    before: str
    after: str
    old: str
    new: str
    keeps: str = "(?!)"


FACTS = [
    Fact(
        "port of the metrics",
        "services/_shapes.py",
        "METRICS = Port(number=9090",
        "METRICS = Port(number=19191",
        r"\b9090\b",
        r"\b19191\b",
        keeps=r"kubernetes/monitoring/|prometheus/prometheus\.yml|grafana/provisioning/|kubernetes/.*/kong/"
        r"|^environments\.md|runbooks/service-prometheus\.md",  # Prometheus itself has that port, too
    ),
    Fact(
        "port of the application",
        "services/_shapes.py",
        "HTTP = Port(number=3000",
        "HTTP = Port(number=13131",
        r"(?<![\w.])3000(?![\w.])",
        r"\b13131\b",
        keeps=r"kubernetes/monitoring/|prometheus/prometheus\.yml|prometheus/tests/slo-windows",
    ),
    Fact(
        "image",
        "services/orchestrator.py",
        "quizmentor/learning-orchestrator:1.42.0",
        "quizmentor/learning-orchestrator:1.99.7",
        r"/learning-orchestrator:1\.42\.0",
        r"/learning-orchestrator:1\.99\.7",
    ),
    Fact(
        "fewest pods",
        "services/orchestrator.py",
        "minimum=3, maximum=10",
        "minimum=7, maximum=10",
        r"minReplicas: 3\b|learning-orchestrator \| 3 to|learning-orchestrator,on-demand,3,",
        r"minReplicas: 7\b|learning-orchestrator \| 7 to|learning-orchestrator,on-demand,7,",
    ),
    Fact(
        "path of a route",
        "services/edge.py",
        '"/api/learning"',
        '"/api/lessons"',
        r"/api/learning",
        r"/api/lessons",
    ),
    Fact(
        "time between scrapes",
        "services/platform.py",
        "scrape_interval=seconds(30)",
        "scrape_interval=seconds(20)",
        r"scrape_interval: 30s|timeInterval: 30s",
        r"scrape_interval: 20s|timeInterval: 20s",
    ),
    Fact(
        "namespace",
        "services/platform.py",
        'namespace="quizmentor-staging"',
        'namespace="quizmentor-trial"',
        r"quizmentor-staging(?!-(backups|exports|jobs))",  # buckets and queues are no namespace
        r"quizmentor-trial",
        keeps=r"inventory\.md",  # what the guide calls it
    ),
    Fact(
        "name of a service",
        "services/bloom.py",
        'name="bloom-validator"',
        'name="bloom-checker"',
        r"(?<!ghcr\.io/quizmentor/)\bbloom-validator",
        r"\bbloom-checker",
        # the folder that its image is built of, and what the guide calls it
        keeps=r"github/workflows/deploy\.yml|inventory\.md",
    ),
]


@cache
def _changed() -> dict[str, str]:
    """Return what is generated when every fact is another one."""
    with TemporaryDirectory() as folder:
        for name in _FOLDERS:
            shutil.copytree(ROOT / name, Path(folder, name))
        for fact in FACTS:
            path = Path(folder, fact.file)
            text = path.read_text("utf-8")
            assert 1 == text.count(fact.before), f"{fact.file} does not define {fact.before} once"
            path.write_text(text.replace(fact.before, fact.after), "utf-8")
        loaded = load(folder)
        assert loaded.catalog is not None, "\n".join(map(str, loaded.problems))
        documents = render(compile_catalog(loaded.catalog))
        return {one.path: to_bytes(one, folder).decode() for one in documents}


@cache
def _before() -> dict[str, str]:
    return {path: data.decode() for path, data in everything().items()}


def _renamed(path: str) -> str:
    """Return where a file is after the changes."""
    names = {
        "bloom-validator": "bloom-checker",
        "BloomValidatorRequests": "BloomCheckerRequests",
        "quizmentor-staging": "quizmentor-trial",
    }
    for old, new in names.items():
        path = path.replace(old, new)
    return path


def _tellers(files: dict[str, str], pattern: str) -> Iterator[str]:
    return (path for path, text in files.items() if re.search(pattern, text))


_EACH = pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.name)


@_EACH
def test_nobody_tells_the_old_value(fact: Fact) -> None:
    """Where the old value is still told, it is about something else."""
    left = [path for path in _tellers(_changed(), fact.old) if not re.match(fact.keeps, path)]

    assert [] == left


@_EACH
def test_whoever_told_it_tells_the_new_value(fact: Fact) -> None:
    """The files that told the old value, and nothing else, tell the new one."""
    told = {_renamed(path) for path in _tellers(_before(), fact.old)}
    tells = set(_tellers(_changed(), fact.new))

    assert tells
    assert set() == tells - told
    assert [] == [path for path in sorted(told - tells) if not re.match(fact.keeps, path)]


@pytest.mark.parametrize("folder", _BOTH)
def test_the_port_of_the_metrics_is_everywhere(folder: str) -> None:
    """Pod, Service, policies and mesh name the port: Prometheus comes through to it."""
    files = ("deployment", "service", "networkpolicy")
    wanted = {f"kubernetes/{folder}/{name}/{file}.yaml" for name in _CORE for file in files}
    tells = {_renamed(path) for path in _tellers(_changed(), r"\b19191\b")}

    assert set() == {_renamed(path) for path in wanted} - tells
    pod = _changed()[f"kubernetes/{folder}/analytics/deployment.yaml"]
    assert "excludeInboundPorts: '19191'" in pod


def test_the_path_of_a_route_is_everywhere() -> None:
    """Ingress, Gateway API, gateway, SLO of the edge and the smoke test of a deploy."""
    tells = set(_tellers(_changed(), r"/api/lessons"))

    assert {
        *(f"kubernetes/{folder}/edge/ingress-public.yaml" for folder in _BOTH),
        *(f"kubernetes/{folder}/kong/config/kong.yml" for folder in _BOTH),
        "gateway-api/production/httproute-edge-to-api.quizmentor.com.yaml",
        "prometheus/rules/ingress-nginx.events.yml",
        "github/workflows/deploy.yml",
    } <= tells


def test_the_name_of_a_service_is_everywhere() -> None:
    """Workload, callers, policies, rules, routes, dashboards and runbooks."""
    tells = set(_tellers(_changed(), r"\bbloom-checker"))

    assert {
        "kubernetes/production/bloom-checker/deployment.yaml",
        "kubernetes/production/learning-orchestrator/configmap.yaml",
        "kubernetes/production/learning-orchestrator/networkpolicy.yaml",
        "kubernetes/production/kong/config/kong.yml",
        "prometheus/rules/bloom-checker.yml",
        "alertmanager/alertmanager.yml",
        "grafana/dashboards/services/service-bloom-checker.json",
        "runbooks/disaster-recovery.md",
        "runbooks/incident-response.md",
    } <= tells
