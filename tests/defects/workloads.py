"""The defects of the guide's workloads, stores and policies."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from observability.base.quantity import Cpu, Memory
from tests.defects.alerting import memory_shares
from tests.defects.planted import Defect, Files, environments, generated, objects, pods, texts
from tests.kubernetes_security import violations
from tests.terraform_files import calls

_LIVE = "kubernetes/production/learning-orchestrator/"
_POD = f"{_LIVE}deployment.yaml"
_BATCH = "kubernetes/production/batch-processor/deployment.yaml"
_POSTGRES = "kubernetes/staging/postgres/"
_REDIS = "kubernetes/staging/redis/"
_NAME = "app.kubernetes.io/name"


def _containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    spec = template["spec"]
    return [*spec.get("containers", ()), *spec.get("initContainers", ())]


def _apps(given: Files, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the workloads in the namespaces of applications."""
    for name, template in pods(given, *kinds):
        if name.split("/")[0] in environments(given):
            yield name, template


def _spec(given: Files, path: str = _POD) -> dict[str, Any]:
    found: dict[str, Any] = given[path]["spec"]["template"]["spec"]
    return found


def _first(given: Files, path: str = _POD) -> dict[str, Any]:
    found: dict[str, Any] = _spec(given, path)["containers"][0]
    return found


def _refused_by_quota(given: Files) -> list[str]:
    """Return containers without requests or limits, and namespaces without defaults."""
    wanted = {"requests": {"cpu", "memory"}, "limits": {"cpu", "memory"}}
    found = [
        f"{name}: {one['name']}"
        for name, template in _apps(given)
        for one in _containers(template)
        if any(keys - set(one.get("resources", {}).get(kind, ())) for kind, keys in wanted.items())
    ]
    defaults = {one["metadata"]["namespace"] for one in objects(given, "LimitRange")}
    return found + sorted(set(environments(given)) - defaults)


def _moving(given: Files) -> list[str]:
    return [
        f"{name}: {one['image']}"
        for name, template in pods(given)
        for one in _containers(template)
        if "@sha256:" not in one["image"]
        and not re.search(r":(?!latest$)[\w.-]*\d[\w.-]*$", one["image"])
    ]


def _migrating_pods(given: Files) -> list[str]:
    """Return pods that migrate as they start, and migrations that are no Job of a release."""
    found = [name for name, template in pods(given) if "initContainers" in template["spec"]]
    return found + [
        one["metadata"]["name"]
        for one in objects(given)
        if "migrate"
        in str(one.get("spec", {}).get("template", {}).get("spec", {}).get("containers"))
        and (
            one["kind"] != "Job"
            or not re.search(r"-\d+-\d+-\d+-[0-9a-f]{6}$", one["metadata"]["name"])
        )
    ]


def no_account(given: Files) -> list[str]:
    """Return pods whose account nothing creates, or that are given a token they do not need."""
    have = {
        f"{one['metadata']['namespace']}/{one['metadata']['name']}"
        for one in objects(given, "ServiceAccount")
    }
    found = [
        name
        for name, template in pods(given)
        if f"{name.split('/')[0]}/{template['spec'].get('serviceAccountName')}" not in have
    ]
    return found + [
        name
        for name, template in _apps(given)
        if template["spec"].get("automountServiceAccountToken") is not False
    ]


def references(template: dict[str, Any], kind: str, selector: str) -> Iterator[tuple[str, str]]:
    """Return name and key of each Secret or ConfigMap; the key is empty where all are taken."""
    for one in _containers(template):
        for env in one.get("env", ()):
            if selector in env.get("valueFrom", {}):
                yield env["valueFrom"][selector]["name"], env["valueFrom"][selector]["key"]
        for source in one.get("envFrom", ()):
            if f"{kind}Ref" in source:
                yield source[f"{kind}Ref"]["name"], ""
    for volume in template["spec"].get("volumes", ()):
        for source in [volume, *volume.get("projected", {}).get("sources", ())]:
            if kind in source:
                name = source[kind].get("name", source[kind].get("secretName"))
                keys = [item["key"] for item in source[kind].get("items", ())]
                yield from ((name, key) for key in keys or [""])


def no_secret(given: Files) -> list[str]:
    """Return keys of Secrets that pods read and nothing brings."""
    have = {
        (one["metadata"]["namespace"], one["spec"]["target"]["name"], data["secretKey"])
        for one in objects(given, "ExternalSecret")
        for data in one["spec"]["data"]
    }
    whole = {one[:2] for one in have}
    return [
        f"{name}: {secret}/{key}"
        for name, template in pods(given)
        for secret, key in references(template, "secret", "secretKeyRef")
        if (name.split("/")[0], secret, key) not in have
        and (key or (name.split("/")[0], secret) not in whole)
    ]


def no_config(given: Files) -> list[str]:
    """Return keys of ConfigMaps that pods read and nothing writes."""
    have = {
        (one["metadata"]["namespace"], one["metadata"]["name"]): set(one.get("data", ()))
        for one in objects(given, "ConfigMap")
    } | generated(given)
    return [
        f"{name}: {config}/{key}"
        for name, template in pods(given)
        for config, key in references(template, "configMap", "configMapKeyRef")
        if (name.split("/")[0], config) not in have
        or (key and key not in have[name.split("/")[0], config])
    ]


def no_class(given: Files) -> list[str]:
    """Return claims whose class nothing defines, and classes that do not encrypt."""
    classes = {one["metadata"]["name"]: one for one in objects(given, "StorageClass")}
    found = [
        f"{one['metadata']['name']}: {claim['metadata']['name']}"
        for one in objects(given, "StatefulSet")
        for claim in one["spec"].get("volumeClaimTemplates", ())
        if claim["spec"].get("storageClassName") not in classes
    ]
    return found + [
        name
        for name, one in classes.items()
        if one["provisioner"] != "ebs.csi.aws.com" or one["parameters"].get("encrypted") != "true"
    ]


def _half_a_service(given: Files) -> list[str]:
    """Return services of which the guide would have written only a part."""
    have = {
        (one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"])
        for one in objects(given)
    }
    found = []
    for one in objects(given, "Deployment"):
        namespace, name = one["metadata"]["namespace"], one["metadata"]["name"]
        if namespace not in environments(given):
            continue
        kinds = ("Service", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy")
        found += [f"{name}: {kind}" for kind in kinds if (kind, namespace, name) not in have]
        main = one["spec"]["template"]["spec"]["containers"][0]
        asked = any(port["name"] == "http" for port in main.get("ports", ()))
        probes = ("livenessProbe", "readinessProbe") if asked else ()
        parts = ("ports", "securityContext", *probes)
        found += [f"{name}: {part}" for part in parts if part not in main]
        found += [] if "strategy" in one["spec"] else [f"{name}: strategy"]
    return found


def _edges_without_address(given: Files) -> list[str]:
    """Return calls that are allowed and have no address, and addresses that are not allowed."""
    found = []
    for name, template in _apps(given, "Deployment"):
        namespace, _, app = name.partition("/")
        told = set(re.findall(r"https?://([\w-]+)\.", _settings(given, namespace, template)))
        allowed = {
            peer["podSelector"]["matchLabels"][_NAME]
            for one in objects(given, "NetworkPolicy")
            if one["metadata"]["namespace"] == namespace and one["metadata"]["name"] == app
            for rule in one["spec"].get("egress", ())
            for peer in rule["to"]
            if "podSelector" in peer
        }
        stores = {"postgres", "redis"}
        http = allowed - stores if app != "kong" else told & allowed
        found += [f"{name}: {one}" for one in http ^ (told - {"localhost"})]
    return found


def _settings(given: Files, namespace: str, template: dict[str, Any]) -> str:
    maps = [name for name, _ in references(template, "configMap", "configMapKeyRef")]
    data = [
        str(one.get("data"))
        for one in objects(given, "ConfigMap")
        if one["metadata"]["namespace"] == namespace and one["metadata"]["name"] in maps
    ]
    return " ".join([*data, str([one.get("env") for one in _containers(template)])])


def _two_scalers(given: Files) -> list[str]:
    """Return what two autoscalers change at the same time."""
    horizontal = {
        (one["metadata"]["namespace"], one["spec"]["scaleTargetRef"]["name"])
        for one in objects(given, "HorizontalPodAutoscaler")
    }
    return [
        one["metadata"]["name"]
        for one in objects(given, "VerticalPodAutoscaler")
        if (one["metadata"]["namespace"], one["spec"]["targetRef"]["name"]) in horizontal
        and one["spec"]["updatePolicy"]["updateMode"] != "Off"
    ]


def _old_mode(given: Files) -> list[str]:
    return [
        one["metadata"]["name"]
        for one in objects(given, "VerticalPodAutoscaler")
        if one["spec"]["updatePolicy"]["updateMode"]
        not in ("Off", "Initial", "Recreate", "InPlaceOrRecreate")
    ]


def _no_budget(given: Files) -> list[str]:
    """Return workloads that a drain may take down whole."""
    budgets = [
        (one["metadata"]["namespace"], one["spec"]["selector"]["matchLabels"])
        for one in objects(given, "PodDisruptionBudget")
    ]
    return [
        name
        for name, template in _apps(given, "Deployment", "StatefulSet")
        if not any(
            namespace == name.split("/")[0]
            and labels.items() <= template["metadata"]["labels"].items()
            for namespace, labels in budgets
        )
    ]


def no_endpoints(given: Files) -> list[str]:
    """Return Services that select no pod, or lead to a port that the pod does not have."""
    found = []
    for one in objects(given, "Service"):
        namespace, spec = one["metadata"]["namespace"], one["spec"]
        behind = [
            template
            for name, template in pods(given, "Deployment", "StatefulSet", "DaemonSet")
            if name.split("/")[0] == namespace
            and spec["selector"].items() <= template["metadata"]["labels"].items()
        ]
        ports = {
            known
            for template in behind
            for container in _containers(template)
            for port in container.get("ports", ())
            for known in (port["name"], port["containerPort"])
        }
        missing = [port["name"] for port in spec["ports"] if port["targetPort"] not in ports]
        found += [f"{namespace}/{one['metadata']['name']}"] * (not behind or bool(missing))
    return found


def _foreign_settings(given: Files) -> list[str]:
    """Return settings that only another image than ours reads."""
    return [
        path
        for path, body in given.items()
        if path.startswith("kubernetes/") and "POSTGRES_REPLICATION" in str(body)
    ]


def _unread_config(given: Files) -> list[str]:
    """Return databases whose configuration is mounted where nothing looks."""
    return [
        name
        for name, template in pods(given, "StatefulSet")
        for one in _containers(template)
        if "postgres:" in one["image"]
        and not any(
            f"config_file={mount['mountPath']}/" in str(one.get("command"))
            for mount in one["volumeMounts"]
        )
    ]


def _not_headless(given: Files) -> list[str]:
    """Return StatefulSets whose Service is not there or has an address of its own."""
    heads = {
        (one["metadata"]["namespace"], one["metadata"]["name"])
        for one in objects(given, "Service")
        if one["spec"].get("clusterIP") == "None"
    }
    return [
        one["metadata"]["name"]
        for one in objects(given, "StatefulSet")
        if (one["metadata"]["namespace"], one["spec"]["serviceName"]) not in heads
    ]


def _killed_in_recovery(given: Files) -> list[str]:
    """Return stores that are restarted while they recover, or asked as a user that may not be."""
    return [
        name
        for name, template in pods(given, "StatefulSet")
        for one in _containers(template)[:1]
        if "livenessProbe" in one
        and (
            "startupProbe" not in one
            or one["startupProbe"]["failureThreshold"] * one["startupProbe"]["periodSeconds"] < 300
            or "-U postgres" in str(one["livenessProbe"])
        )
    ]


def unresolved(given: Files) -> list[str]:
    """Return names of Services, anywhere, that no Service has."""
    have = {
        (one["metadata"]["name"], one["metadata"]["namespace"]) for one in objects(given, "Service")
    } | {("ingress-nginx-controller", "ingress-nginx"), ("istiod", "istio-system")}
    spaces = {one["metadata"]["name"] for one in objects(given, "Namespace")}
    return [
        f"{path}: {host}"
        for path, body in given.items()
        for host in re.findall(r"(?<![\w.-])([a-z][\w-]*\.[a-z][\w-]*)\.svc\b", str(body))
        if host.split(".")[1] in spaces and tuple(host.split(".")) not in have
    ]


def _cluster_mode(given: Files) -> list[str]:
    return [
        name for name, template in pods(given) if "--cluster-enabled" in str(_containers(template))
    ] + [
        one["metadata"]["name"]
        for one in objects(given, "ConfigMap")
        if "cluster-enabled yes" in str(one.get("data"))
    ]


def _too_full(given: Files) -> list[str]:
    """Return caches that leave no room to the copy that saving makes."""
    shares = memory_shares(given)
    return [name for name, share in shares.items() if share > 0.6] + (
        [] if shares else ["no cache"]
    )


def _unguarded(given: Files) -> list[str]:
    """Return stores without probes or without a password."""
    return [
        name
        for name, template in _apps(given, "StatefulSet")
        for one in _containers(template)[:1]
        if not {"livenessProbe", "readinessProbe", "startupProbe"} <= set(one)
        or not any("secretKeyRef" in env.get("valueFrom", {}) for env in one.get("env", ()))
        or ("redis" in one["image"] and "--requirepass" not in str(one["command"]))
    ]


def _two_stores(given: Files) -> list[str]:
    """Return ports that are allowed to a pod of a store and to addresses outside, too."""
    found = []
    for one in objects(given, "NetworkPolicy"):
        inside, outside = set(), set()
        for rule in one["spec"].get("egress", ()):
            for port in rule["ports"]:
                if port["port"] in (5432, 6379):
                    kinds = {kind for peer in rule["to"] for kind in peer}
                    (outside if "ipBlock" in kinds else inside).add(port["port"])
        found += [one["metadata"]["name"]] * bool(inside & outside)
    managed = {name for name, body in calls().items() if "rds" in body["source"]}
    live = [
        one["metadata"]["name"]
        for one in objects(given, "StatefulSet", below="kubernetes/production/")
        if one["metadata"]["name"] in managed | {"redis"}
    ]
    return found + live


def _removed_kinds(given: Files) -> list[str]:
    """Return kinds that Kubernetes no longer has, and namespaces without what replaced them."""
    kinds = [
        one["kind"] for one in objects(given) if str(one["apiVersion"]).endswith("v1beta1")
    ] + [one["kind"] for one in objects(given) if one["kind"] == "PodSecurityPolicy"]
    modes = {f"pod-security.kubernetes.io/{mode}" for mode in ("enforce", "audit", "warn")}
    return kinds + [
        one["metadata"]["name"]
        for one in objects(given, "Namespace")
        if one["metadata"]["name"] in environments(given)
        and not modes <= set(one["metadata"].get("labels", ()))
    ]


def _refused_by_security(given: Files) -> list[str]:
    """Return pods that their namespace's level of security refuses."""
    strict = {
        one["metadata"]["name"]
        for one in objects(given, "Namespace")
        if one["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce")
        == "restricted"
    }
    found = [
        f"{name}: {fault}"
        for name, template in pods(given)
        if name.split("/")[0] in strict
        for fault in violations(template["spec"])
    ]
    return found + sorted(set(environments(given)) - strict)


def _no_cni(given: Files) -> list[str]:
    """Return why sidecars would need capabilities that ``restricted`` forbids."""
    return [] if given["istio/values.yaml"]["pilot"]["cni"]["enabled"] is True else ["istio-init"]


def _behind_a_proxy(given: Files) -> list[str]:
    """Return Jobs that a sidecar keeps from the network or from ending."""
    return [
        name
        for name, template in _apps(given, "Job", "CronJob")
        if template["metadata"]["labels"].get("sidecar.istio.io/inject") != "false"
    ]


def _loose_namespaces(given: Files) -> list[str]:
    """Return policies that trust a label which anybody may put on a namespace."""
    return [
        one["metadata"]["name"]
        for one in [
            *objects(given, "NetworkPolicy"),
            *objects(given, "NetworkPolicy", below="gateway-api/"),
        ]
        for selector in re.findall(r"'namespaceSelector': \{'matchLabels': \{'([^']+)'", str(one))
        if selector != "kubernetes.io/metadata.name"
    ]


def _empty(given: Files) -> list[str]:
    """Return what production has and staging lacks."""

    def have(folder: str) -> set[tuple[str, str]]:
        return {
            (one["kind"], one["metadata"]["name"])
            for one in objects(given, below=f"kubernetes/{folder}/")
        }

    return [str(one) for one in sorted(have("production") - have("staging"))]


def _loose_quota(given: Files) -> list[str]:
    """Return quotas that are above what all nodes can ever give."""
    size = {"t3.large": (Cpu(2000), Memory(8 * 2**30)), "t3a.large": (Cpu(2000), Memory(8 * 2**30))}
    groups = calls()["eks"]["eks_managed_node_groups"].values()
    nodes = [(group["max_size"], size[group["instance_types"][0]]) for group in groups]
    cpu = sum(count * one[0].millicores for count, one in nodes)
    memory = sum(count * one[1].bytes for count, one in nodes)
    return [
        one["metadata"]["namespace"]
        for one in objects(given, "ResourceQuota")
        if Cpu.parse(one["spec"]["hard"]["requests.cpu"]).millicores > cpu
        or Memory.parse(one["spec"]["hard"]["requests.memory"]).bytes > memory
    ]


def _fragments(given: Files) -> list[str]:
    """Return workloads without a selector, containers or a namespace."""
    return [
        one["metadata"]["name"]
        for one in objects(given, "Deployment", "StatefulSet", "DaemonSet")
        if "namespace" not in one["metadata"]
        or not one["spec"].get("selector", {}).get("matchLabels")
        or not one["spec"]["template"]["spec"].get("containers")
        or not one["spec"]["selector"]["matchLabels"].items()
        <= one["spec"]["template"]["metadata"]["labels"].items()
    ]


def _several_truths(given: Files) -> list[str]:
    """Return workloads of which the table of costs says other resources than their manifest."""
    rows = list(csv.DictReader(io.StringIO(given["cost/resources.csv"])))
    priced = {(row["environment"], row["name"]): row["cpu_cores"] for row in rows}
    names = environments(given)
    found = []
    for name, template in _apps(given, "Deployment", "StatefulSet"):
        namespace, _, app = name.partition("/")
        millicores = sum(
            Cpu.parse(one["resources"]["requests"]["cpu"]).millicores
            for one in template["spec"]["containers"]
        )
        told = priced.get((names[namespace], app))
        found += [] if told and float(told) * 1000 == millicores else [f"{name}: {told}"]
    return found


def _no_drain(given: Files) -> list[str]:
    """Return workloads that stop while requests are still sent to them."""
    found = []
    for name, template in _apps(given, "Deployment", "StatefulSet"):
        main, spec = template["spec"]["containers"][0], template["spec"]
        sleep = main.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        served = "readinessProbe" in main
        found += [name] * (served and not 0 < sleep < spec.get("terminationGracePeriodSeconds", 30))
    return found


def _not_spread(given: Files) -> list[str]:
    """Return workloads that may all be in one zone or on one node."""
    wanted = {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    return [
        name
        for name, template in _apps(given, "Deployment", "StatefulSet")
        if wanted
        - {one["topologyKey"] for one in template["spec"].get("topologySpreadConstraints", ())}
    ]


def _placeholders(given: Files) -> list[str]:
    """Return secrets that are in Git: sealed, invented or plain."""
    return [
        f"{path}: {body['kind']}"
        for path, body in given.items()
        if isinstance(body, dict) and body.get("kind") in ("Secret", "SealedSecret")
    ] + [path for path, body in texts(given, "").items() if "kind: SealedSecret" in body]


def _other_environment(given: Files) -> list[str]:
    """Return secrets of an environment that come from another's place, or from none."""
    names = environments(given)
    return [
        f"{one['metadata']['namespace']}/{one['metadata']['name']}"
        for one in objects(given, "ExternalSecret")
        if one["metadata"]["namespace"] in names
        for data in one["spec"]["data"]
        if f"/{names[one['metadata']['namespace']]}/" not in data["remoteRef"]["key"]
    ] + [
        str(one)
        for one in {data for _, data in _secrets(given, "production")}
        - {data for _, data in _secrets(given, "staging")}
    ]


def _secrets(given: Files, folder: str) -> set[tuple[str, str]]:
    return {
        (folder, one["metadata"]["name"])
        for one in objects(given, "ExternalSecret", below=f"kubernetes/{folder}/")
    }


DEFECTS = [
    Defect("C1", _refused_by_quota, lambda given: _first(given).pop("resources")),
    Defect(
        "C1-init",
        _refused_by_quota,
        lambda given: _spec(given).update(initContainers=[{"name": "m", "image": "x:1"}]),
    ),
    Defect("C2", _moving, lambda given: _first(given).update(image="quizmentor/x:latest")),
    Defect(
        "C3",
        _migrating_pods,
        lambda given: _spec(given).update(initContainers=[{"name": "migrations", "image": "x:1"}]),
    ),
    Defect("C4", no_account, lambda given: given.pop(f"{_LIVE}serviceaccount.yaml")),
    Defect(
        "C5",
        no_secret,
        lambda given: given.pop("kubernetes/production/externalsecret-jwt-secret.yaml"),
    ),
    Defect("C6", no_config, lambda given: given.pop(f"{_POSTGRES}configmap-files.yaml")),
    Defect(
        "C7",
        no_class,
        lambda given: given.pop("kubernetes/cluster/storageclass-gp3-encrypted.yaml"),
    ),
    Defect(
        "C8",
        _half_a_service,
        lambda given: given.pop("kubernetes/production/bloom-validator/service.yaml"),
    ),
    Defect(
        "C9",
        _edges_without_address,
        lambda given: given[f"{_LIVE}configmap.yaml"]["data"].pop("ANALYTICS_URL"),
    ),
    Defect(
        "C11",
        _two_scalers,
        lambda given: given[f"{_LIVE}verticalpodautoscaler.yaml"]["spec"].update(
            updatePolicy={"updateMode": "Recreate"}
        ),
    ),
    Defect(
        "C12",
        _old_mode,
        lambda given: given[f"{_LIVE}verticalpodautoscaler.yaml"]["spec"].update(
            updatePolicy={"updateMode": "Auto"}
        ),
    ),
    Defect("C14", _no_budget, lambda given: given.pop(f"{_LIVE}poddisruptionbudget.yaml")),
    Defect(
        "C15",
        no_endpoints,
        lambda given: given[f"{_POSTGRES}service.yaml"]["spec"]["selector"].update(role="replica"),
    ),
    Defect(
        "C16",
        _foreign_settings,
        lambda given: _first(given, f"{_POSTGRES}statefulset.yaml")["env"].append(
            {"name": "POSTGRES_REPLICATION_MODE", "value": "master"}
        ),
    ),
    Defect(
        "C17",
        _unread_config,
        lambda given: _first(given, f"{_POSTGRES}statefulset.yaml").pop("command"),
    ),
    Defect(
        "C18",
        _not_headless,
        lambda given: given[f"{_POSTGRES}service-headless.yaml"]["spec"].pop("clusterIP"),
    ),
    Defect(
        "C19",
        _killed_in_recovery,
        lambda given: _first(given, f"{_POSTGRES}statefulset.yaml").pop("startupProbe"),
    ),
    Defect("C20", unresolved, lambda given: given.pop(f"{_LIVE}service.yaml")),
    Defect(
        "C20-headless", _not_headless, lambda given: given.pop(f"{_REDIS}service-headless.yaml")
    ),
    Defect(
        "C21",
        _cluster_mode,
        lambda given: _first(given, f"{_REDIS}statefulset.yaml").update(
            command=["redis-server", "--cluster-enabled", "yes"]
        ),
    ),
    Defect(
        "C22",
        _too_full,
        lambda given: given[f"{_REDIS}configmap-files.yaml"]["data"].update(
            {"redis.conf": "maxmemory 512mb\n"}
        ),
    ),
    Defect(
        "C23",
        _unguarded,
        lambda given: _first(given, f"{_REDIS}statefulset.yaml").update(command=["redis-server"]),
    ),
    Defect(
        "C24",
        _two_stores,
        lambda given: given.update(
            {"kubernetes/production/redis/statefulset.yaml": given[f"{_REDIS}statefulset.yaml"]}
        ),
    ),
    Defect(
        "C25",
        _removed_kinds,
        lambda given: given.update(
            {
                "kubernetes/cluster/podsecuritypolicy.yaml": {
                    "apiVersion": "policy/v1beta1",
                    "kind": "PodSecurityPolicy",
                    "metadata": {"name": "restricted"},
                }
            }
        ),
    ),
    Defect(
        "C26",
        _refused_by_security,
        lambda given: _spec(given)["securityContext"].pop("seccompProfile"),
    ),
    Defect(
        "C27",
        _no_cni,
        lambda given: given["istio/values.yaml"]["pilot"]["cni"].update(enabled=False),
    ),
    Defect(
        "C28",
        _behind_a_proxy,
        lambda given: given[
            next(path for path in given if path.startswith(f"{_LIVE}job-migrate-"))
        ]["spec"]["template"]["metadata"]["labels"].pop("sidecar.istio.io/inject"),
    ),
    Defect(
        "C29",
        _loose_namespaces,
        lambda given: given[f"{_LIVE}networkpolicy.yaml"]["spec"]["ingress"][0]["from"][0].update(
            namespaceSelector={"matchLabels": {"name": "quizmentor-prod"}}
        ),
    ),
    Defect(
        "C30",
        _empty,
        lambda given: [
            given.pop(path) for path in list(given) if path.startswith("kubernetes/staging/")
        ],
    ),
    Defect(
        "C31",
        _loose_quota,
        lambda given: given["kubernetes/production/resourcequota-compute.yaml"]["spec"][
            "hard"
        ].update({"requests.cpu": "100", "requests.memory": "200Gi"}),
    ),
    Defect("C32", _fragments, lambda given: given[_BATCH]["spec"].pop("selector")),
    Defect(
        "C34",
        _several_truths,
        lambda given: _first(given)["resources"]["requests"].update(cpu="500m"),
    ),
    Defect("C35", _no_drain, lambda given: _first(given).pop("lifecycle")),
    Defect("C36", _not_spread, lambda given: _spec(given).pop("topologySpreadConstraints")),
    Defect(
        "C38",
        _placeholders,
        lambda given: given.update({"kubernetes/x.yaml": {"kind": "SealedSecret"}}),
    ),
    Defect(
        "C40",
        _other_environment,
        lambda given: given["kubernetes/staging/externalsecret-database-credentials.yaml"]["spec"][
            "data"
        ][0]["remoteRef"].update(key="quizmentor/production/database-credentials"),
    ),
]
