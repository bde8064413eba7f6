"""A ResourceQuota refuses pods that the manifests ask for.

Why: the API server refuses a pod that exceeds the quota, and under a quota every container that
does not say its requests and limits. A rollout hangs, or an autoscaler stops below its maximum, in
the hour of the most traffic. Counted are all workloads at their most replicas and one rollout of
each, with init containers and the mesh's proxies.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
Severity: error.
Bad:
    quota(cpu="100m")
Good:
    quota(cpu="4")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from observability.lint.capacity import CLAIMS, COUNTED, amount, needed, undeclared
from observability.lint.finding import Finding, Severity
from observability.lint.manifests import Manifest
from observability.lint.view import View

RULE = "cluster/quota-refuses-pods"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for each bound of a quota that is too low, and each silent container."""
    for quota in view.manifests:
        if quota.kind == "ResourceQuota":
            defaults = _defaults(view, quota.namespace)
            yield from _short(view, quota, defaults)
            yield from _silent(view, quota, defaults)


def _short(view: View, quota: Manifest, defaults: Mapping[str, str]) -> Iterator[Finding]:
    need = needed(view.manifests, quota.namespace, defaults, mesh=_meshed(view, quota.namespace))
    hard = quota.spec.get("hard", {})
    for name in (*COUNTED, CLAIMS):
        if name not in hard:
            continue
        allowed = int(hard[name]) if name == CLAIMS else amount(name, str(hard[name]))
        if need[name] > allowed:
            short = need[name] - allowed
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"pods of {quota.namespace} need {_shown(name, need[name])} of {name},"
                f" {_shown(name, short)} more than {hard[name]}",
                help="raise the quota, or lower replicas or requests",
                path=quota.path,
                source=view.document_source(quota.path),
            )


def _silent(view: View, quota: Manifest, defaults: Mapping[str, str]) -> Iterator[Finding]:
    bound = [name for name in COUNTED if name in quota.spec.get("hard", {})]
    for workload in view.manifests:
        if workload.namespace != quota.namespace or not workload.template:
            continue
        for container, name in undeclared(workload.template, defaults):
            if name in bound:
                yield Finding(
                    rule=RULE,
                    severity=Severity.ERROR,
                    message=f"container {container!r} of {workload.name!r} does not say its"
                    f" {name}, and {quota.path} bounds it",
                    help="give it requests and limits, or add a LimitRange",
                    path=workload.path,
                    source=view.document_source(workload.path),
                    related=(quota.path,),
                )


def _defaults(view: View, namespace: str) -> dict[str, str]:
    """Return what a LimitRange of *namespace* gives to containers that ask for nothing."""
    found: dict[str, str] = {}
    for one in view.manifests:
        if one.kind == "LimitRange" and one.namespace == namespace:
            for limit in one.spec.get("limits", ()):
                for name, key in (("requests", "defaultRequest"), ("limits", "default")):
                    found |= {f"{name}.{of}": str(q) for of, q in limit.get(key, {}).items()}
    return found


def _meshed(view: View, namespace: str) -> bool:
    return any(
        one.kind == "Namespace"
        and one.name == namespace
        and one.body["metadata"].get("labels", {}).get("istio-injection") == "enabled"
        for one in view.manifests
    )


def _shown(name: str, count: int) -> str:
    if name == CLAIMS:
        return str(count)
    return f"{count}m" if "cpu" in name else f"{-(-count // 2**20)}Mi"
