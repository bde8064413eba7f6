"""What the pods of a namespace ask for at their most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from observability.lint.capacity import needed, undeclared
from observability.lint.manifests import manifests
from observability.render.document import Document

_SAID = {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}}
_BIG = {"requests": {"cpu": "700m", "memory": "1Mi"}, "limits": {"cpu": "700m", "memory": "1Mi"}}


def _pod(*inits: dict[str, Any], resources: Any = _SAID, **metadata: Any) -> dict[str, Any]:
    main = {"name": "main", "resources": resources}
    return {"metadata": metadata, "spec": {"containers": [main], "initContainers": list(inits)}}


def _object(kind: str, spec: dict[str, Any], namespace: str = "shop") -> Document:
    body = {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": "api", "namespace": namespace},
        "spec": spec,
    }
    return Document(path=f"{kind}.yaml", format="yaml", body=body)


def _cpu(*objects: Document, mesh: bool = False, defaults: Mapping[str, str] | None = None) -> int:
    return needed(manifests(objects), "shop", defaults or {}, mesh=mesh)["requests.cpu"]


_SURGE = {"rollingUpdate": {"maxSurge": 1}}
_SCALER = _object("HorizontalPodAutoscaler", {"scaleTargetRef": {"name": "api"}, "maxReplicas": 5})


@pytest.mark.parametrize(
    ("spec", "pods"),
    [
        ({"replicas": 3, "strategy": _SURGE}, 4),
        ({"replicas": 3, "strategy": {"rollingUpdate": {"maxSurge": "50%"}}}, 5),
        ({"replicas": 4}, 5),
    ],
)
def test_a_rollout_adds_its_surge(spec: dict[str, Any], pods: int) -> None:
    """While a Deployment is rolled out it has more pods than replicas; a quarter if not said."""
    assert pods * 100 == _cpu(_object("Deployment", spec | {"template": _pod()}))


def test_autoscaled_pods_are_counted_at_their_maximum() -> None:
    """The quota must admit what the autoscaler may make."""
    deployment = _object("Deployment", {"strategy": _SURGE, "template": _pod()})

    assert 600 == _cpu(deployment, _SCALER)


def test_stateful_sets_claim_volumes_and_do_not_surge() -> None:
    """Each pod has a volume for each template of a claim."""
    spec = {"replicas": 3, "template": _pod(), "volumeClaimTemplates": [{}, {}]}
    found = needed(manifests([_object("StatefulSet", spec)]), "shop", {}, mesh=False)

    assert (300, 6) == (found["requests.cpu"], found["persistentvolumeclaims"])


def test_jobs_are_counted_too() -> None:
    """A job has a pod, and one on a schedule, too, as long as nothing else is said."""
    job = {"template": _pod()}
    scheduled = {"jobTemplate": {"spec": {"parallelism": 2, "template": _pod()}}}

    assert 300 == _cpu(_object("Job", job), _object("CronJob", scheduled))


def test_a_large_init_container_decides() -> None:
    """A pod asks for its containers together, or for the largest init container if that is more."""
    spec = {"replicas": 1, "template": _pod({"name": "init", "resources": _BIG})}

    assert 700 == _cpu(_object("StatefulSet", spec))


def test_an_init_container_that_stays_is_added() -> None:
    """A sidecar runs beside the others."""
    sidecar = {"name": "proxy", "resources": _BIG, "restartPolicy": "Always"}

    assert 800 == _cpu(_object("StatefulSet", {"replicas": 1, "template": _pod(sidecar)}))


@pytest.mark.parametrize(
    ("metadata", "cpu"),
    [
        ({}, 200),
        ({"annotations": {"sidecar.istio.io/proxyCPU": "30m"}}, 130),
        ({"annotations": {"sidecar.istio.io/inject": "false"}}, 100),
        ({"labels": {"sidecar.istio.io/inject": "false"}}, 100),
    ],
)
def test_the_proxy_of_the_mesh_is_added(metadata: dict[str, Any], cpu: int) -> None:
    """In a mesh each pod has one more container, unless it says no."""
    spec = {"replicas": 1, "template": _pod(**metadata)}

    assert cpu == _cpu(_object("StatefulSet", spec), mesh=True)
    assert 100 == _cpu(_object("StatefulSet", spec))


def test_silence_is_what_the_limit_range_says() -> None:
    """A container that asks for nothing gets the defaults, and a request as large as its limit."""
    silent = _object("StatefulSet", {"replicas": 1, "template": _pod(resources={})})
    limited = {"replicas": 1, "template": _pod(resources={"limits": {"cpu": "2"}})}

    assert 40 == _cpu(silent, defaults={"requests.cpu": "40m"})
    assert 2000 == _cpu(_object("StatefulSet", limited))


def test_another_namespace_is_not_counted() -> None:
    """A quota is about its own namespace."""
    spec = {"replicas": 1, "template": _pod()}

    assert 0 == _cpu(_object("StatefulSet", spec, namespace="bank"))


def test_silent_containers_are_told() -> None:
    """Under a quota each container says everything, init containers first."""
    half = {"requests": {"cpu": "1", "memory": "1Mi"}}
    found = list(undeclared(_pod({"name": "init"}, resources=half), {"limits.cpu": "1"}))

    assert [
        ("init", "requests.cpu"),
        ("init", "requests.memory"),
        ("init", "limits.memory"),
        ("main", "limits.memory"),
    ] == found
