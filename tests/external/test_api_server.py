"""The manifests, applied to an API server on the loopback: its schemas and its admission judge.

A namespace's Pod Security, quota, defaults, priorities and accounts are judged by what judges them
in a cluster. kube-apiserver and etcd are in no distribution: name them in KUBE_APISERVER and ETCD,
or put them on PATH.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kubernetes_catalog import estate, objects
from tests.prometheus_server import free_port
from tests.stack_files import stack

SERVER = os.environ.get("KUBE_APISERVER") or shutil.which("kube-apiserver") or ""
ETCD = os.environ.get("ETCD") or shutil.which("etcd") or ""
KUBECTL = shutil.which("kubectl") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(
        not (SERVER and ETCD and KUBECTL), reason="kube-apiserver, etcd or kubectl is not on PATH"
    ),
]

_STARTS_WITHIN = 90
# Of these groups the server has the schemas itself; the others' are definitions of custom resources.
_CUSTOM = ("istio.io", "external-secrets.io", "cert-manager.io", "autoscaling.k8s.io")
_FIRST = ("Namespace", "PriorityClass", "StorageClass", "ServiceAccount", "LimitRange")


def _all() -> list[dict[str, Any]]:
    """Return what the server knows, in the order in which one needs the other."""
    every = list({**objects(estate()), **stack()}.values())
    known = [one for one in every if not one["apiVersion"].split("/")[0].endswith(_CUSTOM)]
    order = {kind: number for number, kind in enumerate(_FIRST)}
    return sorted(known, key=lambda one: order.get(one["kind"], len(order)))


def _pods() -> list[dict[str, Any]]:
    """Return a pod of each workload, as its controller would make it."""
    found = []
    for one in _all():
        spec = one.get("spec") or {}
        job = spec.get("jobTemplate", {}).get("spec", spec)
        if "containers" not in job.get("template", {}).get("spec", {}):
            continue
        claimed = [
            {"name": claim["metadata"]["name"], "emptyDir": {}}
            for claim in spec.get("volumeClaimTemplates", ())
        ]
        template = job["template"]
        volumes = [*template["spec"].get("volumes", ()), *claimed]
        where = {key: one["metadata"][key] for key in ("name", "namespace")}
        found.append(
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": template["metadata"] | where,
                "spec": template["spec"] | {"volumes": volumes},
            }
        )
    return found


@contextmanager
def _running(*words: str, cwd: Path) -> Iterator[None]:
    with (cwd / f"{Path(words[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(words, cwd=cwd, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _kubectl(config: Path, *words: str, given: object = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [KUBECTL, "--kubeconfig", str(config), *words],
        input=None if given is None else yaml.safe_dump_all(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the configuration of kubectl for a server without nodes and controllers."""
    folder = tmp_path_factory.mktemp("cluster")
    token, store, peer, port = secrets.token_hex(16), free_port(), free_port(), free_port()
    (folder / "tokens.csv").write_text(f'{token},admin,admin,"system:masters"\n', "utf-8")
    for words in (["genrsa", "-out", "sa.key", "2048"], ["rsa", "-in", "sa.key", "-out", "sa.pub"]):
        extra = ["-pubout"] if words[0] == "rsa" else []
        subprocess.run(["openssl", *words, *extra], cwd=folder, check=True, capture_output=True)
    config = folder / "kubeconfig"
    config.write_text(_config(port, token), encoding="utf-8")
    with ExitStack() as stack_of:
        stack_of.enter_context(_running(*_etcd(store, peer), cwd=folder))
        stack_of.enter_context(_running(*_api(port, store), cwd=folder))
        _wait(config, folder)
        yield config


def _etcd(store: int, peer: int) -> list[str]:
    client, own = f"http://127.0.0.1:{store}", f"http://127.0.0.1:{peer}"
    return [
        *(ETCD, "--data-dir=data", "--unsafe-no-fsync"),
        *(f"--listen-client-urls={client}", f"--advertise-client-urls={client}"),
        *(f"--listen-peer-urls={own}", f"--initial-advertise-peer-urls={own}"),
        f"--initial-cluster=default={own}",
    ]


def _api(port: int, store: int) -> list[str]:
    return [
        *(SERVER, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1"),
        *(f"--secure-port={port}", f"--etcd-servers=http://127.0.0.1:{store}"),
        *("--cert-dir=certificates", "--token-auth-file=tokens.csv", "--authorization-mode=RBAC"),
        *("--service-account-issuer=https://localhost", "--service-account-key-file=sa.pub"),
        *("--service-account-signing-key-file=sa.key", "--service-cluster-ip-range=10.96.0.0/16"),
        *("--endpoint-reconciler-type=none", "--allow-privileged=true"),
    ]


def _config(port: int, token: str) -> str:
    where = {"server": f"https://127.0.0.1:{port}", "insecure-skip-tls-verify": True}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "here", "cluster": where}],
            "users": [{"name": "admin", "user": {"token": token}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "admin"}}],
            "current-context": "here",
        }
    )


def _wait(config: Path, folder: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while _kubectl(config, "get", "--raw", "/readyz").returncode:
        if time.monotonic() > until:
            pytest.fail((folder / "kube-apiserver.log").read_text(encoding="utf-8")[-2000:])
        time.sleep(0.5)


def test_everything_is_taken_without_a_warning(cluster: Path) -> None:
    """Every object of both environments and of the stack is made, and the server warns of none."""
    everything = _all()
    ran = _kubectl(
        cluster, "apply", "--server-side", "--validate=strict", "-f", "-", given=everything
    )

    assert (0, "") == (ran.returncode, ran.stderr)
    assert len(everything) == len(ran.stdout.splitlines())


def _count(cluster: Path) -> None:
    """Begin to count what the quotas limit, as a controller does."""
    for one in (quota for quota in _all() if quota["kind"] == "ResourceQuota"):
        hard = one["spec"]["hard"]
        status = {"status": {"hard": hard, "used": dict.fromkeys(hard, "0")}}
        where = ["-n", one["metadata"]["namespace"], "patch", "resourcequota"]
        words = [*where, one["metadata"]["name"], "--subresource=status", "--type=merge"]
        assert _kubectl(cluster, *words, "--patch", json.dumps(status)).returncode == 0


def test_every_pod_is_admitted(cluster: Path) -> None:
    """Pod Security, quotas, limits, priorities and accounts admit a pod of each workload."""
    _count(cluster)
    pods = _pods()
    ran = _kubectl(cluster, "create", "--validate=strict", "-f", "-", given=pods)
    used = _kubectl(cluster, "get", "resourcequota", "-A", "-o", "json").stdout

    assert (0, "") == (ran.returncode, ran.stderr)
    assert len(pods) == len(ran.stdout.splitlines())
    counted = [one["status"]["used"]["requests.cpu"] for one in json.loads(used)["items"]]
    assert "0" not in counted


def test_a_pod_with_a_privilege_is_refused(cluster: Path) -> None:
    """The namespaces of services are really held to what they are labelled with."""
    pod = next(one for one in _pods() if one["metadata"]["namespace"] == "quizmentor-prod")
    for container in pod["spec"]["containers"]:
        container["securityContext"] = {"privileged": True}

    assert "violates PodSecurity" in _kubectl(cluster, "create", "-f", "-", given=[pod]).stderr
