"""The nodes hold what is asked of them: at rest those that are wanted, at most those allowed."""

from __future__ import annotations

import attrs
import pytest

from observability.lint.capacity import needed
from observability.lint.manifests import Manifest, manifests
from observability.render.document import Document
from tests.estate_files import bodies
from tests.terraform_files import estate

# Two processors and 8 GiB, less what EKS keeps for the kubelet and the system with 35 pods.
# https://github.com/awslabs/amazon-eks-ami: kube-reserved, eviction-hard
_NODE = {"requests.cpu": 1930, "requests.memory": 7090 * 2**20}
# kube-proxy, aws-node and the node's part of the EBS driver; then istiod (500m, 2 GiB), two of
# CoreDNS, ingress-nginx, metrics-server, as their charts ask.
_OTHERS_EACH = {"requests.cpu": 180, "requests.memory": 100 * 2**20}
_OTHERS = {"requests.cpu": 1000, "requests.memory": 3 * 2**30}


def _objects() -> list[Manifest]:
    """Return what runs on nodes that stay: all but what is made for those that may go."""
    documents = (
        Document(path=path, format="yaml", body=body)
        for path, body in bodies("kubernetes/").items()
    )
    return [
        one for one in manifests(documents) if "nodeSelector" not in one.template.get("spec", {})
    ]


def _at_rest(objects: list[Manifest]) -> list[Manifest]:
    """Return *objects* with the fewest pods: nothing scaled, rolled out or done once."""
    found = []
    for one in objects:
        spec = dict(one.spec)
        if one.kind == "HorizontalPodAutoscaler":
            spec["maxReplicas"] = spec["minReplicas"]
        if one.kind == "Deployment":
            spec["strategy"] = {"rollingUpdate": {"maxSurge": 0}}
        if one.kind not in ("Job", "CronJob"):
            found.append(attrs.evolve(one, body={**one.body, "spec": spec}))
    return found


def _nodes(objects: list[Manifest], name: str) -> int:
    agents = [one for one in objects if one.kind == "DaemonSet"]
    rest = [one for one in objects if one.kind != "DaemonSet"]
    mesh = {one.namespace: one.mesh for one in estate().environments}
    spaces = {one.namespace for one in objects if one.template}
    total = _OTHERS[name] + sum(
        needed(rest, space, {}, mesh=mesh.get(space, False))[name] for space in spaces
    )
    each = _OTHERS_EACH[name] + sum(
        needed([one], one.namespace, {}, mesh=False)[name] for one in agents
    )
    return -(-total // (_NODE[name] - each))


@pytest.mark.parametrize("resource", sorted(_NODE))
def test_nodes_hold_what_runs_at_rest_and_at_most(resource: str) -> None:
    """A pod that waits for a node is the rule while many are needed, and never for good."""
    (given,) = estate().infrastructures
    (general,) = (one for one in given.node_groups if not one.spot)
    rest, most = (_nodes(some, resource) for some in (_at_rest(_objects()), _objects()))

    assert (True, True) == (rest <= general.desired, most <= general.maximum), (rest, most)
