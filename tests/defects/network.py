"""The defects of the guide's way in, its network policies and its mesh."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from tests.defects.planted import Defect, Files, environments, objects, pods
from tests.kubernetes_policies import Pod, allowed

_APP = "app.kubernetes.io/name"
_LIVE = "kubernetes/production/"
_POLICY = f"{_LIVE}learning-orchestrator/networkpolicy.yaml"
_INGRESS = f"{_LIVE}edge/ingress-public.yaml"
_KONG = f"{_LIVE}kong/config/kong.yml"
_RULE = f"{_LIVE}learning-orchestrator/destinationrule.yaml"
_ROUTES = f"{_LIVE}learning-orchestrator/virtualservice.yaml"
_CONTROLLER = Pod("ingress-nginx", {_APP: "ingress-nginx"})
_PROMETHEUS = Pod("monitoring", {_APP: "prometheus"})
# https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
_NGINX = ("force-ssl-redirect", "proxy-body-size", "proxy-read-timeout", "proxy-send-timeout")
_ANNOTATIONS = {
    "cert-manager.io/cluster-issuer",
    *(f"nginx.ingress.kubernetes.io/{name}" for name in (*_NGINX, "ssl-redirect")),
}


def _policies(given: Files) -> list[dict[str, Any]]:
    return objects(given, "NetworkPolicy")


def _kong(given: Files) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the namespace of each gateway, and what it is configured with."""
    for namespace, folder in environments(given).items():
        yield namespace, given[f"kubernetes/{folder}/kong/config/kong.yml"]


def _paths(given: Files) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return namespace, host, path and backend of every rule of an Ingress."""
    return [
        (one["metadata"]["namespace"], rule["host"], path["path"], path["backend"]["service"])
        for one in objects(given, "Ingress")
        for rule in one["spec"]["rules"]
        for path in rule["http"]["paths"]
    ]


def _gateway_paths(given: Files) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (one["metadata"]["namespace"], host, match["path"]["value"], backend)
        for one in objects(given, "HTTPRoute", below="gateway-api/")
        for host in one["spec"]["hostnames"]
        for rule in one["spec"]["rules"]
        for match in rule.get("matches", [])
        for backend in rule["backendRefs"]
    ]


def backends(given: Files) -> list[tuple[str, str, int]]:
    """Return namespace, Service and port of everything that requests are sent to."""
    told = [service for _, one in _kong(given) for service in one["services"]]
    return [
        *((where, one["name"], one["port"]["number"]) for where, _, _, one in _paths(given)),
        *((where, one["name"], one["port"]) for where, _, _, one in _gateway_paths(given)),
        *((one["host"].split(".")[1], one["host"].split(".")[0], one["port"]) for one in told),
    ]


def no_backend(given: Files) -> list[str]:
    """Return backends that no Service is, or not on that port."""
    known = {
        (one["metadata"]["namespace"], one["metadata"]["name"], port["port"])
        for one in objects(given, "Service")
        for port in one["spec"]["ports"]
    }
    found = backends(given)
    return [str(one) for one in found if one not in known] + ([] if found else ["no backend"])


def _controller_kept_out(given: Files) -> list[str]:
    """Return namespaces where the real controller does not get through, or a namesake does."""
    policies, found = _policies(given), []
    for namespace in environments(given):
        gateway = Pod(namespace, {_APP: "kong"})
        solver = Pod(namespace, {"acme.cert-manager.io/http01-solver": "true"})
        through = allowed(policies, _CONTROLLER, gateway, 8000)
        solved = allowed(policies, _CONTROLLER, solver, 8089)
        fooled = allowed(policies, Pod(namespace, {"app": "nginx-ingress"}), gateway, 8000)
        found += [] if through and solved and not fooled else [namespace]
    return found


def _scrape_blocked(given: Files) -> list[str]:
    """Return ports of metrics that Prometheus does not reach."""
    policies = _policies(given)
    return [
        f"{name}: {port['containerPort']}"
        for name, template in pods(given, "Deployment", "StatefulSet", "DaemonSet")
        if "hostNetwork" not in template["spec"]
        for one in template["spec"]["containers"]
        for port in one.get("ports", ())
        if port["name"] == "metrics"
        and not allowed(
            policies,
            _PROMETHEUS,
            Pod(name.split("/")[0], template["metadata"]["labels"]),
            port["containerPort"],
        )
    ]


def _store_cut_off(given: Files) -> list[str]:
    """Return stores in the cluster that a service is told to use and does not reach."""
    policies = _policies(given)
    stores = dict(pods(given, "StatefulSet"))
    wanted = {"DATABASE_URL": ("postgres", 5432), "REDIS_URL": ("redis", 6379)}
    found = []
    for name, template in pods(given, "Deployment"):
        namespace = name.split("/")[0]
        for env in template["spec"]["containers"][0].get("env", ()):
            store, port = wanted.get(env["name"], ("", 0))
            if server := stores.get(f"{namespace}/{store}"):
                client = Pod(namespace, template["metadata"]["labels"])
                there = Pod(namespace, server["metadata"]["labels"])
                found += [] if allowed(policies, client, there, port) else [f"{name}: {store}"]
    return found


def _peers_of_nobody(given: Files) -> list[str]:
    """Return peers of policies that select no pod of ours in a namespace of ours."""
    labels: dict[str, list[dict[str, str]]] = {}
    for name, template in pods(given):
        labels.setdefault(name.split("/")[0], []).append(template["metadata"]["labels"])
    found = []
    for one in _policies(given):
        for rule in [*one["spec"].get("ingress", ()), *one["spec"].get("egress", ())]:
            for peer in [*rule.get("from", ()), *rule.get("to", ())]:
                wanted = peer.get("podSelector", {}).get("matchLabels", {})
                names = peer.get("namespaceSelector", {}).get("matchLabels", {})
                namespace = names.get("kubernetes.io/metadata.name", one["metadata"]["namespace"])
                known = labels.get(namespace)
                if known and not any(wanted.items() <= has.items() for has in known):
                    found.append(f"{one['metadata']['name']}: {wanted}")
    return found


def _names_over_tcp(given: Files) -> list[str]:
    """Return pods that can not ask for names, by UDP or by TCP."""
    policies, server = _policies(given), Pod("kube-system", {"k8s-app": "kube-dns"})
    return [
        f"{name}: {protocol}"
        for name, template in pods(given)
        for protocol in ("UDP", "TCP")
        if not allowed(
            policies,
            Pod(name.split("/")[0], template["metadata"]["labels"]),
            server,
            53,
            protocol,
        )
    ]


def _blocked_edges(given: Files) -> list[str]:
    """Return calls by address, of istiod and of Jaeger that the policies do not let through."""
    policies, found = _policies(given), []
    every = dict(pods(given, "Deployment", "StatefulSet"))
    for name, template in every.items():
        namespace, _, app = name.partition("/")
        if namespace not in environments(given):
            continue
        client = Pod(namespace, template["metadata"]["labels"])
        folder = environments(given)[namespace]
        told = str(given.get(f"kubernetes/{folder}/{app}/configmap.yaml", {}).get("data"))
        for called in re.findall(r"https?://([\w-]+)\.", told):
            if server := every.get(f"{namespace}/{called}"):
                there = Pod(namespace, server["metadata"]["labels"])
                port = server["spec"]["containers"][0]["ports"][0]["containerPort"]
                found += [] if allowed(policies, client, there, port) else [f"{name}: {called}"]
        istiod = Pod("istio-system", {"app": "istiod"})
        jaeger = Pod("monitoring", {_APP: "jaeger"})
        found += [] if allowed(policies, client, istiod, 15012) else [f"{name}: istiod"]
        found += [] if allowed(policies, client, jaeger, 4317) else [f"{name}: jaeger"]
    return found


def _looks_like_and(given: Files) -> list[str]:
    """Return peers that let a whole namespace in where its pods were meant."""
    return [
        one["metadata"]["name"]
        for one in _policies(given)
        for rule in [*one["spec"].get("ingress", ()), *one["spec"].get("egress", ())]
        for peer in [*rule.get("from", ()), *rule.get("to", ())]
        if "podSelector" not in peer
        and peer.get("namespaceSelector", {}).get("matchLabels")
        == {"kubernetes.io/metadata.name": one["metadata"]["namespace"]}
    ]


def _open(given: Files) -> list[str]:
    """Return namespaces that do not deny by default, and workloads without a policy."""
    denied = {
        one["metadata"]["namespace"]
        for one in _policies(given)
        if one["spec"]["podSelector"] == {}
        and set(one["spec"]["policyTypes"]) == {"Ingress", "Egress"}
        and not one["spec"].get("ingress")
        and not one["spec"].get("egress")
    }
    spaces = {name.split("/")[0] for name, _ in pods(given)}
    own = {(one["metadata"]["namespace"], one["metadata"]["name"]) for one in _policies(given)}
    return sorted(spaces - denied) + [
        name
        for name, _ in pods(given, "Deployment", "StatefulSet", "DaemonSet")
        if tuple(name.split("/")) not in own
    ]


def _unknown_annotations(given: Files) -> list[str]:
    return [
        f"{one['metadata']['name']}: {name}"
        for one in objects(given, "Ingress")
        for name in one["metadata"]["annotations"]
        if name not in _ANNOTATIONS
    ]


def _limits_the_cdn(given: Files) -> list[str]:
    """Return why all users behind a CDN would share one limit."""
    cdn = set(
        given["ingress-nginx/values.yaml"]["controller"]["config"]["proxy-real-ip-cidr"].split(",")
    )
    found = [one for one in cdn if not ip_network(one).is_global]
    for namespace, told in _kong(given):
        env = given[f"kubernetes/{environments(given)[namespace]}/kong/configmap.yaml"]["data"]
        limits = {one["name"]: one["config"] for one in told["plugins"]}
        header = (env["KONG_REAL_IP_HEADER"], env["KONG_REAL_IP_RECURSIVE"])
        found += [] if limits["rate-limiting"]["limit_by"] == "ip" else [f"{namespace}: limit"]
        found += [] if header == ("X-Forwarded-For", "on") else [f"{namespace}: header"]
        found += sorted(cdn - set(env["KONG_TRUSTED_IPS"].split(",")))
    return found + [
        name
        for one in objects(given, "Ingress")
        for name in one["metadata"]["annotations"]
        if "limit" in name
    ]


def _class_as_annotation(given: Files) -> list[str]:
    return [
        one["metadata"]["name"]
        for one in objects(given, "Ingress")
        if one["spec"].get("ingressClassName") != "nginx"
        or "kubernetes.io/ingress.class" in one["metadata"]["annotations"]
    ]


def _shared_hosts(given: Files) -> list[str]:
    """Return hosts that two objects claim, and Gateways that are applied beside an Ingress."""
    hosts = [rule["host"] for one in objects(given, "Ingress") for rule in one["spec"]["rules"]]
    secrets = [
        (one["metadata"]["namespace"], tls["secretName"])
        for one in objects(given, "Ingress")
        for tls in one["spec"]["tls"]
    ]
    twice = [one for one in hosts if hosts.count(one) > 1]
    return (
        twice
        + [str(one) for one in secrets if secrets.count(one) > 1]
        + [one["metadata"]["name"] for one in objects(given, "Gateway")]
    )


def _around_kong(given: Files) -> list[str]:
    """Return requests that pass the gateway by, by their route or by the policies."""
    policies = _policies(given)
    found = [f"{host}{path}" for _, host, path, one in _paths(given) if one["name"] != "kong"]
    for namespace, told in _kong(given):
        gateway = Pod(namespace, {_APP: "kong"})
        for service in told["services"]:
            pod = Pod(namespace, {_APP: service["name"]})
            through = allowed(policies, gateway, pod, 3000)
            around = allowed(policies, _CONTROLLER, pod, 3000)
            found += [] if through and not around else [f"{namespace}: {service['name']}"]
    return found


def _only_nginx(given: Files) -> list[str]:
    """Return routes that the Gateway API does not have, or has alone."""
    told = {one[:3] for one in _paths(given)}
    return [str(one) for one in told ^ {one[:3] for one in _gateway_paths(given)}]


def no_issuer(given: Files) -> list[str]:
    """Return certificates that nobody issues."""
    have = {one["metadata"]["name"] for one in objects(given, "ClusterIssuer")}
    wanted = [
        one["metadata"]["annotations"].get("cert-manager.io/cluster-issuer")
        for one in [
            *objects(given, "Ingress"),
            *objects(given, "Gateway", below="gateway-api/"),
        ]
    ]
    return [str(one) for one in wanted if one not in have]


def _weights_of_nobody(given: Files) -> list[str]:
    """Return split routes of services that nobody in the mesh calls."""
    called = {
        (one["metadata"]["namespace"], peer["podSelector"]["matchLabels"][_APP])
        for one in _policies(given)
        for rule in one["spec"].get("egress", ())
        for peer in rule.get("to", ())
        if _APP in peer.get("podSelector", {}).get("matchLabels", {})
    }
    return [
        one["metadata"]["name"]
        for one in objects(given, "VirtualService")
        for route in one["spec"]["http"]
        if len(route["route"]) > 1
        and (one["metadata"]["namespace"], one["metadata"]["name"]) not in called
    ]


def _empty_subsets(given: Files) -> list[str]:
    """Return subsets without pods, routes to subsets that are not there, and odd weights."""
    running = [(name.split("/")[0], one["metadata"]["labels"]) for name, one in pods(given)]
    known, found = set(), []
    for rule in objects(given, "DestinationRule"):
        name, where = rule["metadata"]["name"], rule["metadata"]["namespace"]
        for subset in rule["spec"]["subsets"]:
            wanted = {_APP: name, **subset["labels"]}
            known.add((rule["spec"]["host"], subset["name"]))
            there = any(ns == where and wanted.items() <= has.items() for ns, has in running)
            found += [] if there else [f"{name}: {subset['name']}"]
    for one in objects(given, "VirtualService"):
        for route in one["spec"]["http"]:
            ends = [(e["destination"]["host"], e["destination"]["subset"]) for e in route["route"]]
            found += [str(end) for end in ends if end not in known]
            found += [] if sum(e["weight"] for e in route["route"]) == 100 else ["weights"]
    return found


def _ignored_fields(given: Files) -> list[str]:
    return [
        one["metadata"]["name"]
        for one in objects(given, "DestinationRule")
        if "consecutive5xxErrors" not in one["spec"]["trafficPolicy"]["outlierDetection"]
        or "consecutiveErrors" in one["spec"]["trafficPolicy"]["outlierDetection"]
    ]


def _old_mesh(given: Files) -> list[str]:
    return [
        f"{one['kind']}: {one['apiVersion']}"
        for one in objects(given)
        if "istio.io" in one["apiVersion"] and not one["apiVersion"].endswith("/v1")
    ]


def _no_keepalive(given: Files) -> list[str]:
    return [
        one["metadata"]["name"]
        for one in objects(given, "DestinationRule")
        if "maxRequestsPerConnection" in one["spec"]["trafficPolicy"]["connectionPool"]["http"]
    ]


def _nameless_ports(given: Files) -> list[str]:
    services = [
        one["metadata"]["name"]
        for one in objects(given, "Service")
        for port in one["spec"]["ports"]
        if not port.get("name")
    ]
    return services + [
        name
        for name, template in pods(given)
        for one in template["spec"]["containers"]
        for port in one.get("ports", ())
        if not port.get("name")
    ]


def _no_identity(given: Files) -> list[str]:
    """Return namespaces without strict mTLS, and services that take calls from anybody."""
    strict = {
        one["metadata"]["namespace"]
        for one in objects(given, "PeerAuthentication")
        if "selector" not in one["spec"] and one["spec"]["mtls"]["mode"] == "STRICT"
    }
    guarded = {
        (one["metadata"]["namespace"], one["metadata"]["name"])
        for one in objects(given, "AuthorizationPolicy")
    } | {
        (one["metadata"]["namespace"], one["metadata"]["name"])
        for one in objects(given, "PeerAuthentication")
        if "PERMISSIVE" in str(one["spec"].get("portLevelMtls"))
    }
    return sorted(set(environments(given)) - strict) + [
        one["metadata"]["name"]
        for one in objects(given, "DestinationRule")
        if (one["metadata"]["namespace"], one["metadata"]["name"]) not in guarded
    ]


DEFECTS = [
    Defect("D1", no_backend, lambda given: given.pop(f"{_LIVE}bloom-validator/service.yaml")),
    Defect("D2", _controller_kept_out, lambda given: given.pop(f"{_LIVE}kong/networkpolicy.yaml")),
    Defect(
        "D2-challenge",
        _controller_kept_out,
        lambda given: given.pop(f"{_LIVE}edge/networkpolicy-acme-solver.yaml"),
    ),
    Defect("D3", _scrape_blocked, lambda given: given[_POLICY]["spec"]["ingress"].pop()),
    Defect(
        "D4",
        _peers_of_nobody,
        lambda given: given["kubernetes/staging/redis/statefulset.yaml"]["spec"]["template"][
            "metadata"
        ]["labels"].update({_APP: "redis-cluster"}),
    ),
    Defect(
        "D4-blocked",
        _store_cut_off,
        lambda given: given.pop("kubernetes/staging/redis/networkpolicy.yaml"),
    ),
    Defect(
        "D5",
        _names_over_tcp,
        lambda given: given[f"{_LIVE}networkpolicy-dns.yaml"]["spec"]["egress"][0]["ports"].pop(),
    ),
    Defect("D6", _blocked_edges, lambda given: given[_POLICY]["spec"]["egress"].pop(0)),
    Defect(
        "D6-istiod", _blocked_edges, lambda given: given.pop(f"{_LIVE}networkpolicy-istiod.yaml")
    ),
    Defect(
        "D8",
        _looks_like_and,
        lambda given: given[_POLICY]["spec"]["ingress"][0]["from"][0].pop("podSelector"),
    ),
    Defect("D9", _open, lambda given: given.pop(f"{_LIVE}networkpolicy-default-deny.yaml")),
    Defect(
        "D11",
        _unknown_annotations,
        lambda given: given[_INGRESS]["metadata"]["annotations"].update(
            {"nginx.ingress.kubernetes.io/rate-limit": "100"}
        ),
    ),
    Defect(
        "D12",
        _limits_the_cdn,
        lambda given: given[f"{_LIVE}kong/configmap.yaml"]["data"].update(KONG_TRUSTED_IPS=""),
    ),
    Defect(
        "D12-nginx",
        _limits_the_cdn,
        lambda given: given[_INGRESS]["metadata"]["annotations"].update(
            {"nginx.ingress.kubernetes.io/limit-rps": "10"}
        ),
    ),
    Defect(
        "D13", _class_as_annotation, lambda given: given[_INGRESS]["spec"].pop("ingressClassName")
    ),
    Defect(
        "D14", _shared_hosts, lambda given: given.update({"kubernetes/x.yaml": given[_INGRESS]})
    ),
    Defect(
        "D15",
        _around_kong,
        lambda given: given[_INGRESS]["spec"]["rules"][0]["http"]["paths"][0]["backend"][
            "service"
        ].update(name="learning-orchestrator"),
    ),
    Defect(
        "D16",
        _only_nginx,
        lambda given: [given.pop(path) for path in list(given) if path.startswith("gateway-api/")],
    ),
    Defect(
        "D17",
        no_issuer,
        lambda given: given.pop("kubernetes/cluster/clusterissuer-letsencrypt-prod.yaml"),
    ),
    Defect(
        "D18",
        _weights_of_nobody,
        lambda given: (
            [
                given[f"{_LIVE}{name}/networkpolicy.yaml"]["spec"].update(egress=[])
                for name in ("kong", "batch-processor")
            ]
            and given[_ROUTES]["spec"]["http"][0]["route"].append({"weight": 10})
        ),
    ),
    Defect(
        "D19",
        _empty_subsets,
        lambda given: given[_RULE]["spec"]["subsets"].append(
            {"name": "v2", "labels": {"version": "v2"}}
        ),
    ),
    Defect(
        "D19-weights",
        _empty_subsets,
        lambda given: given[_ROUTES]["spec"]["http"][0]["route"][0].update(weight=90),
    ),
    Defect(
        "D20",
        _ignored_fields,
        lambda given: given[_RULE]["spec"]["trafficPolicy"].update(
            outlierDetection={"consecutiveErrors": 5}
        ),
    ),
    Defect(
        "D21",
        _old_mesh,
        lambda given: given[_RULE].update(apiVersion="networking.istio.io/v1beta1"),
    ),
    Defect(
        "D22",
        _no_keepalive,
        lambda given: given[_RULE]["spec"]["trafficPolicy"]["connectionPool"]["http"].update(
            maxRequestsPerConnection=2
        ),
    ),
    Defect(
        "D23",
        _nameless_ports,
        lambda given: given["kubernetes/staging/postgres/service.yaml"]["spec"]["ports"][0].pop(
            "name"
        ),
    ),
    Defect("D24", _no_identity, lambda given: given.pop(f"{_LIVE}peerauthentication-default.yaml")),
    Defect(
        "D24-callers",
        _no_identity,
        lambda given: given.pop(f"{_LIVE}learning-orchestrator/authorizationpolicy.yaml"),
    ),
]
