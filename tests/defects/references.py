"""References between generated objects that must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.defects.network import no_backend, no_issuer
from tests.defects.planted import Defect, Files, objects, pods
from tests.defects.workloads import (
    no_account,
    no_class,
    no_config,
    no_endpoints,
    no_secret,
    unresolved,
)
from tests.terraform_files import calls

_LIVE = "kubernetes/production/learning-orchestrator/"
_POD = f"{_LIVE}deployment.yaml"
_GRAFANA = "kubernetes/monitoring/grafana/deployment.yaml"
_CLUSTER_WIDE = ("system-node-critical", "system-cluster-critical")


def _containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    spec = template["spec"]
    return [*spec["containers"], *spec.get("initContainers", ())]


def _no_priority(given: Files) -> list[str]:
    known = {one["metadata"]["name"] for one in objects(given, "PriorityClass")}
    wanted = [(name, one["spec"].get("priorityClassName")) for name, one in pods(given)]
    return [name for name, one in wanted if one and one not in known | set(_CLUSTER_WIDE)]


def _no_store(given: Files) -> list[str]:
    known = {one["metadata"]["name"] for one in objects(given, "ClusterSecretStore")}
    return [
        one["metadata"]["name"]
        for one in objects(given, "ExternalSecret")
        if one["spec"]["secretStoreRef"]["name"] not in known
    ]


def _no_target(given: Files) -> list[str]:
    """Return autoscalers of nothing, and of containers that the workload does not have."""
    known = {
        (one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]): [
            container["name"] for container in one["spec"]["template"]["spec"]["containers"]
        ]
        for one in objects(given, "Deployment", "StatefulSet")
    }
    found = []
    for one in objects(given, "HorizontalPodAutoscaler", "VerticalPodAutoscaler"):
        target = one["spec"].get("scaleTargetRef", one["spec"].get("targetRef"))
        names = known.get((target["kind"], one["metadata"]["namespace"], target["name"]), [])
        policies = one["spec"].get("resourcePolicy", {}).get("containerPolicies", ())
        wanted = [policy["containerName"] for policy in policies]
        found += [] if names and set(wanted) <= set(names) else [one["metadata"]["name"]]
    return found


def _selects_nothing(given: Files) -> list[str]:
    """Return budgets, policies and rules of the mesh whose selector no pod matches."""
    labels = [(name.split("/")[0], one["metadata"]["labels"]) for name, one in pods(given)]
    labels += [(place, {"acme.cert-manager.io/http01-solver": "true"}) for place, _ in labels]
    found = []
    kinds = ("PodDisruptionBudget", "NetworkPolicy", "AuthorizationPolicy", "PeerAuthentication")
    for one in objects(given, *kinds):
        selector = one["spec"].get("podSelector", one["spec"].get("selector", {}))
        wanted = selector.get("matchLabels", {}).items()
        there = [has for place, has in labels if place == one["metadata"]["namespace"]]
        if wanted and not any(wanted <= has.items() for has in there):
            found.append(f"{one['kind']} {one['metadata']['name']}")
    return found


def _unbound(given: Files) -> list[str]:
    """Return bindings whose role or account is not there."""
    roles = {one["metadata"]["name"] for one in objects(given, "ClusterRole")}
    accounts = {
        (one["metadata"]["namespace"], one["metadata"]["name"])
        for one in objects(given, "ServiceAccount")
    }
    return [
        one["metadata"]["name"]
        for one in objects(given, "ClusterRoleBinding")
        if one["roleRef"]["name"] not in roles
        or any((who["namespace"], who["name"]) not in accounts for who in one["subjects"])
    ]


def _probes(given: Files) -> list[str]:
    """Return probes and hooks on ports that the container does not have."""
    found = []
    for name, template in pods(given):
        for one in _containers(template):
            ports = {
                known
                for port in one.get("ports", ())
                for known in (port["name"], port["containerPort"])
            }
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                asked = one.get(probe, {})
                port = asked.get("httpGet", asked.get("tcpSocket", {})).get("port")
                found += [f"{name}: {probe}"] * (port is not None and port not in ports)
    return found


def _volumes(given: Files) -> list[str]:
    """Return mounts of volumes that the pod does not have, and volumes that nobody mounts."""
    claims = {
        f"{one['metadata']['namespace']}/{one['metadata']['name']}": {
            claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", ())
        }
        for one in objects(given, "StatefulSet")
    }
    found = []
    for name, template in pods(given):
        have = {one["name"] for one in template["spec"].get("volumes", ())} | claims.get(
            name, set()
        )
        mounted = {
            mount["name"] for one in _containers(template) for mount in one.get("volumeMounts", ())
        }
        found += [f"{name}: {one}" for one in have ^ mounted]
    return found


def _listed(given: Files) -> list[str]:
    """Return files that a kustomization names and are not there, and files that none names."""
    named = set()
    for path, body in given.items():
        if path.endswith("/kustomization.yaml"):
            folder = path.removesuffix("kustomization.yaml")
            files = [one for made in body.get("configMapGenerator", ()) for one in made["files"]]
            for one in [*body.get("resources", ()), *files]:
                named.add(_joined(folder, one, given))
    roots = ("kubernetes/", "argocd/", "gateway-api/")
    every = {path for path in given if path.startswith(roots)}
    tops = {path for path in every - named if path.count("/") < 3 and "kustomization" in path}
    return sorted((named - every) | (every - named - tops))


def _joined(folder: str, name: str, given: Files) -> str:
    path = folder + name
    return path if path in given else f"{path}/kustomization.yaml"


def _applications(given: Files) -> list[str]:
    """Return applications without their project, their folder or the right to their namespace."""
    projects = {
        one["metadata"]["name"]: one for one in objects(given, "AppProject", below="argocd/")
    }
    found = []
    for one in objects(given, "Application", below="argocd/"):
        spec, name = one["spec"], one["metadata"]["name"]
        project = projects.get(spec["project"], {"spec": {"destinations": [], "sourceRepos": []}})
        if "source" not in spec:  # charts of others
            found += [] if spec["project"] in projects else [name]
            continue
        folder = spec["source"]["path"].removeprefix("out/")
        places = {place["namespace"] for place in project["spec"]["destinations"]}
        wanted = {
            body["metadata"]["namespace"]
            for body in objects(given, below=f"{folder}/")
            if "namespace" in body["metadata"]
        }
        allowed = spec["source"]["repoURL"] in project["spec"]["sourceRepos"]
        there = f"{folder}/kustomization.yaml" in given
        found += [] if allowed and there and wanted <= places else [name]
    return found


def _gateways(given: Files) -> list[str]:
    """Return routes whose Gateway, or the part of it that they name, is not there."""
    listeners = {
        (one["metadata"]["namespace"], one["metadata"]["name"]): {
            part["name"] for part in one["spec"]["listeners"]
        }
        for one in objects(given, "Gateway", below="gateway-api/")
    }
    return [
        one["metadata"]["name"]
        for one in objects(given, "HTTPRoute", below="gateway-api/")
        for parent in one["spec"]["parentRefs"]
        if parent.get("sectionName")
        not in listeners.get((one["metadata"]["namespace"], parent["name"]), set())
    ]


def _mesh_hosts(given: Files) -> list[str]:
    """Return hosts of the mesh's rules that no Service has."""
    known = {
        f"{one['metadata']['name']}.{one['metadata']['namespace']}.svc.cluster.local"
        for one in objects(given, "Service")
    }
    return [
        str(host)
        for one in objects(given, "VirtualService", "DestinationRule")
        for host in [*one["spec"].get("hosts", ()), *filter(None, [one["spec"].get("host")])]
        if host not in known
    ]


def _principals(given: Files) -> list[str]:
    """Return callers that a policy of the mesh names and that have no account."""
    known = {
        f"cluster.local/ns/{one['metadata']['namespace']}/sa/{one['metadata']['name']}"
        for one in objects(given, "ServiceAccount")
    } | {"cluster.local/ns/ingress-nginx/sa/ingress-nginx"}
    return [
        principal
        for one in objects(given, "AuthorizationPolicy")
        for principal in re.findall(r"cluster\.local/ns/[\w-]+/sa/[\w-]+", str(one))
        if principal not in known
    ]


def _buckets(given: Files) -> list[str]:
    """Return buckets that a pod is told of and that Terraform does not make."""
    known = {one["bucket"] for one in calls().values() if "bucket" in one}
    return [
        f"{name}: {env['value']}"
        for name, template in pods(given)
        for one in _containers(template)
        for env in one.get("env", ())
        if env["name"] == "BUCKET" and env["value"] not in known
    ]


def _links(given: Files) -> list[str]:
    """Return links between dashboards, and to them, that lead nowhere."""
    uids = {body["uid"] for path, body in given.items() if path.startswith("grafana/dashboards/")}
    return sorted(
        {f"{path}: {uid}" for path, uid in _uids(given) if uid not in uids and "$" not in uid}
    )


def _uids(given: Files) -> Iterator[tuple[str, str]]:
    for path, body in given.items():
        if path.startswith(("grafana/dashboards/", "runbooks/", "prometheus/rules/")):
            for uid in re.findall(r"/d/([\w$-]+)", str(body)):
                yield path, uid


REFERENCES = [
    Defect(
        "secrets",
        no_secret,
        lambda given: given.pop(
            "kubernetes/monitoring/secrets/monitoring/externalsecret-grafana-admin.yaml"
        ),
    ),
    Defect(
        "configuration",
        no_config,
        lambda given: given["kubernetes/monitoring/grafana/kustomization.yaml"].pop(
            "configMapGenerator"
        ),
    ),
    Defect(
        "accounts",
        no_account,
        lambda given: given.pop("kubernetes/monitoring/jaeger/serviceaccount.yaml"),
    ),
    Defect(
        "classes of storage",
        no_class,
        lambda given: given.pop("kubernetes/cluster/storageclass-gp3-encrypted.yaml"),
    ),
    Defect(
        "classes of priority",
        _no_priority,
        lambda given: given.pop("kubernetes/cluster/priorityclass-batch.yaml"),
    ),
    Defect(
        "pods of services",
        no_endpoints,
        lambda given: given.pop("kubernetes/monitoring/jaeger/deployment.yaml"),
    ),
    Defect(
        "names of services",
        unresolved,
        lambda given: given.pop("kubernetes/monitoring/jaeger/service.yaml"),
    ),
    Defect(
        "backends",
        no_backend,
        lambda given: given.pop("kubernetes/staging/adaptive-engine/service.yaml"),
    ),
    Defect(
        "issuers",
        no_issuer,
        lambda given: given.pop("kubernetes/cluster/clusterissuer-letsencrypt-prod.yaml"),
    ),
    Defect(
        "stores of secrets",
        _no_store,
        lambda given: given.pop("kubernetes/cluster/clustersecretstore-aws-secrets-manager.yaml"),
    ),
    Defect("targets", _no_target, lambda given: given.pop(_POD)),
    Defect("selectors", _selects_nothing, lambda given: given.pop(_POD)),
    Defect(
        "roles",
        _unbound,
        lambda given: given.pop("kubernetes/monitoring/fluent-bit/serviceaccount.yaml"),
    ),
    Defect(
        "probes",
        _probes,
        lambda given: given[_POD]["spec"]["template"]["spec"]["containers"][0]["ports"].pop(0),
    ),
    Defect(
        "volumes",
        _volumes,
        lambda given: given[_GRAFANA]["spec"]["template"]["spec"]["volumes"].pop(),
    ),
    Defect("files of kustomizations", _listed, lambda given: given.pop(f"{_LIVE}service.yaml")),
    Defect(
        "files without a kustomization",
        _listed,
        lambda given: given[f"{_LIVE}kustomization.yaml"]["resources"].pop(),
    ),
    Defect(
        "applications",
        _applications,
        lambda given: given.pop("argocd/applications/appproject-staging.yaml"),
    ),
    Defect(
        "gateways",
        _gateways,
        lambda given: given.pop("gateway-api/staging/gateway-edge.yaml"),
    ),
    Defect(
        "hosts of the mesh",
        _mesh_hosts,
        lambda given: given.pop("kubernetes/staging/kong/service.yaml"),
    ),
    Defect(
        "callers in the mesh",
        _principals,
        lambda given: given.pop("kubernetes/production/kong/serviceaccount.yaml"),
    ),
    Defect(
        "buckets",
        _buckets,
        lambda given: given["kubernetes/staging/redis/cronjob-backup.yaml"]["spec"]["jobTemplate"][
            "spec"
        ]["template"]["spec"]["containers"][0]["env"].insert(
            0, {"name": "BUCKET", "value": "quizmentor-backups"}
        ),
    ),
    Defect(
        "dashboards",
        _links,
        lambda given: given.pop("grafana/dashboards/slo/slo-detail.json"),
    ),
]
