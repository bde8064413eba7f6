"""A real Prometheus with the twin of the configuration: the labels that its series really have.

All scrapes go through a proxy on the loopback, which answers for every address: the addresses, and
with them the labels, stay those of the configuration.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

from tests.kubernetes_catalog import EDGE, STORE, WEB, catalog, objects, prometheus
from tests.kubernetes_pods import discovered, pod
from tests.kubernetes_twin import write

PROMETHEUS = shutil.which("prometheus") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not PROMETHEUS, reason="prometheus is not installed"),
]

_APP = 'requests_total{namespace="its-own",service="its-own",job="its-own"} 1\n'
_OTHERS = """\
kube_pod_status_phase{namespace="shop-live",pod="web-0",phase="Running"} 1
kube_pod_status_phase{namespace="kube-system",pod="dns-0",phase="Running"} 1
container_memory_working_set_bytes{namespace="shop-live",pod="web-0",container="server"} 1
"""


_CONTROLLER = {
    "__address__": "10.0.9.1:10254",
    "__meta_kubernetes_namespace": "edge-system",
    "__meta_kubernetes_pod_name": "controller-0",
    "__meta_kubernetes_pod_label_app": "e",
    "__meta_kubernetes_pod_container_port_number": "10254",
    "__meta_kubernetes_pod_container_init": "false",
    "__meta_kubernetes_pod_phase": "Running",
}


class _Exporter(BaseHTTPRequestHandler):
    """Answer as kube-state-metrics and the kubelet for them, and as an application for the rest."""

    def do_GET(self) -> None:
        others = "kube-state-metrics" in self.path or self.path.endswith("/cadvisor")
        body = (_OTHERS if others else _APP).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    """Serve as every target at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Exporter)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _configure(folder: Path, proxy: str) -> Path:
    every = objects(catalog())
    targets = [
        target
        for name, kind in ((WEB.name, "deployment"), (STORE.name, "statefulset"))
        for target in discovered(
            pod(every[f"kubernetes/live/{name}/{kind}.yaml"], f"{name}-0", "10.0.0.1")
        )
    ]
    path = write(folder, prometheus(catalog()), [*targets, _CONTROLLER])
    node = {"targets": ["10.0.0.9:10250"], "labels": {"__meta_kubernetes_node_name": "node-1"}}
    (folder / "nodes.json").write_text(json.dumps([node]))
    made = yaml.safe_load(path.read_text())
    made["global"] |= {"scrape_interval": "1s", "evaluation_interval": "1s"}
    del made["alerting"]
    for job in made["scrape_configs"]:
        job["proxy_url"] = proxy
        if job["job_name"] == "cadvisor":
            job |= {"scheme": "http", "file_sd_configs": [{"files": ["nodes.json"]}]}
            del job["authorization"], job["tls_config"]
    path.write_text(yaml.safe_dump(made))
    return path


@pytest.fixture(scope="module")
def server(proxy: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run Prometheus until every target was scraped, then go on while the tests ask it."""
    folder = tmp_path_factory.mktemp("prometheus")
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    options = (
        f"--config.file={_configure(folder, proxy)}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    )
    log = (folder / "log").open("w")
    running = subprocess.Popen([PROMETHEUS, *options], stderr=log, stdout=log)
    try:
        _wait(f"http://{address}", folder / "log")
        yield f"http://{address}"
    finally:
        running.terminate()
        running.wait(timeout=20)
        log.close()


def _wait(url: str, log: Path) -> None:
    jobs = {job["job_name"] for job in prometheus(catalog())["scrape_configs"]}
    wanted = jobs - {"kubernetes-pods"} | {WEB.name, STORE.name}
    for _ in range(120):
        time.sleep(0.25)
        try:
            up = {one["job"] for one in _query(url, "up == 1")}
        except OSError:
            continue
        if wanted <= up:
            return
    pytest.fail(f"not every target was scraped:\n{log.read_text()[-2000:]}")


def _query(url: str, expression: str) -> list[dict[str, str]]:
    with urlopen(f"{url}/api/v1/query?{urlencode({'query': expression})}", timeout=5) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return [one["metric"] for one in found["data"]["result"]]


@pytest.mark.parametrize("service", [WEB, STORE, EDGE], ids=lambda one: one.name)
def test_identity_selects_the_series_of_the_service(server: str, service: Any) -> None:
    """The matchers that every rule uses find the service's own series, once."""
    matchers = ",".join(map(str, service.identity))
    (found,) = _query(server, f"requests_total{{{matchers}}}")

    assert service.labels.items() <= found.items()


def test_labels_of_the_metrics_do_not_hide_the_identity(server: str) -> None:
    """A metric's own labels of the same names arrive with a prefix, as the ingress SLOs read them."""
    (found,) = _query(server, 'requests_total{job="edge"}')

    assert ["its-own"] * 3 == [
        found[f"exported_{name}"] for name in ("namespace", "service", "job")
    ]


@pytest.mark.parametrize("metric", ["kube_pod_status_phase", "container_memory_working_set_bytes"])
def test_reports_about_others_name_their_subject(server: str, metric: str) -> None:
    """Namespace and pod are those of the pod that is spoken of; its environment is added."""
    jobs = {
        "kube_pod_status_phase": "kube-state-metrics",
        "container_memory_working_set_bytes": "cadvisor",
    }
    (found,) = _query(server, f'{metric}{{job="{jobs[metric]}",namespace="shop-live"}}')

    assert ("web-0", "live") == (found["pod"], found["environment"])
    assert [] == [name for name in found if name.startswith("exported_")]


def test_other_namespaces_belong_to_no_environment(server: str) -> None:
    """What is said of the cluster's own pods is not counted as production."""
    (found,) = _query(
        server, 'kube_pod_status_phase{job="kube-state-metrics",namespace="kube-system"}'
    )

    assert "environment" not in found
