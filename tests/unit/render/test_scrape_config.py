"""Prometheus' configuration as data."""

from __future__ import annotations

from typing import Any

from observability.render import scrape
from observability.serialize.bytes import to_bytes
from tests.kubernetes_catalog import DATABASE, LIVE, ROOT, WEB, catalog, plan, prometheus


def _jobs(configuration: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {job["job_name"]: job for job in configuration["scrape_configs"]}


def test_rules_lie_beside_the_configuration() -> None:
    """Rule files are found relative to the file, wherever the folder is mounted."""
    (document,) = scrape.render(plan(catalog()))

    assert "prometheus/prometheus.yml" == document.path
    assert ["rules/*.yml"] == prometheus(catalog())["rule_files"]


def test_cluster_is_an_external_label() -> None:
    """What leaves this Prometheus says from which cluster it comes."""
    assert {"cluster": LIVE.cluster} == prometheus(catalog())["global"]["external_labels"]


def test_only_reports_about_others_keep_their_labels() -> None:
    """Everywhere else the labels of the scrape win over those of the metrics."""
    jobs = _jobs(prometheus(catalog()))
    honest = [name for name, job in jobs.items() if job.get("honor_labels")]

    assert ["kube-state-metrics", "cadvisor"] == honest


def test_job_names_are_unique() -> None:
    """Prometheus refuses a configuration with two jobs of one name."""
    names = [job["job_name"] for job in prometheus(catalog())["scrape_configs"]]

    assert sorted(set(names)) == sorted(names)


def test_pods_are_searched_in_our_namespaces() -> None:
    """Service discovery asks only for the namespaces of the catalog."""
    (found,) = _jobs(prometheus(catalog()))["kubernetes-pods"]["kubernetes_sd_configs"]

    assert {"role": "pod", "namespaces": {"names": ["shop-live"]}} == found


def test_no_target_is_labelled_by_container_or_port() -> None:
    """Such a label would make several targets of one."""
    rules = _jobs(prometheus(catalog()))["kubernetes-pods"]["relabel_configs"]
    made = [rule["target_label"] for rule in rules if "target_label" in rule]

    assert [
        "__metrics_path__",
        "job",
        "service",
        "namespace",
        "pod",
        "version",
        "environment",
    ] == made


def test_retention_is_said_where_it_can_not_be_set() -> None:
    """The flag that the SLOs need stands in a comment."""
    (document,) = scrape.render(plan(catalog()))

    assert b"--storage.tsdb.retention.time=5w" in to_bytes(document, str(ROOT))


def test_external_services_alone_have_no_cluster_jobs() -> None:
    """Nothing is discovered where nothing runs."""
    assert ["database", "prometheus", "alertmanager"] == list(_jobs(prometheus(catalog(DATABASE))))


def test_kubelet_is_asked_over_tls_with_the_account_of_the_pod() -> None:
    """The token comes from a file, never from the configuration."""
    job = _jobs(prometheus(catalog(WEB)))["cadvisor"]

    assert "https" == job["scheme"]
    assert {"credentials_file": "/var/run/secrets/kubernetes.io/serviceaccount/token"} == job[
        "authorization"
    ]
