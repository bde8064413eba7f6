"""The defects of the guide's Argo CD application."""

from __future__ import annotations

from typing import Any

from tests.defects.planted import Defect, Files, objects

_ROOT = "argocd/bootstrap/application-root.yaml"
_PRODUCTION = "argocd/applications/application-production.yaml"
_STAGING = "argocd/applications/application-staging.yaml"


def _applications(given: Files) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in objects(given, "Application", below="argocd/")}


def _replicas_fought_over(given: Files) -> list[str]:
    """Return what is set in Git and by an autoscaler, too, or is not left to the autoscaler."""
    found = []
    for one in objects(given, "HorizontalPodAutoscaler"):
        target, namespace = one["spec"]["scaleTargetRef"]["name"], one["metadata"]["namespace"]
        for workload in objects(given, "Deployment"):
            same = workload["metadata"]["name"] == target
            if same and workload["metadata"]["namespace"] == namespace:
                found += [f"{namespace}/{target}"] * ("replicas" in workload["spec"])
        ignored = [
            difference["name"]
            for application in _applications(given).values()
            if application["spec"]["destination"].get("namespace") == namespace
            for difference in application["spec"].get("ignoreDifferences", [])
            if "/spec/replicas" in difference["jsonPointers"]
        ]
        found += [] if target in ignored else [f"{namespace}/{target} is not left alone"]
    return found


def _tool_mismatch(given: Files) -> list[str]:
    """Return applications whose folder does not hold what their tool reads."""
    found = []
    for name, one in _applications(given).items():
        source = one["spec"].get("source")
        if source is None:  # charts of others
            continue
        folder = source["path"].removeprefix("out/")
        readable = f"{folder}/kustomization.yaml" in given
        if not readable or {"helm", "plugin", "chart"} & set(source):
            found.append(name)
    return found


def _namespace_owners(given: Files) -> list[str]:
    """Return applications that make namespaces that a manifest makes, too, or after its pods."""
    applications = _applications(given)
    wave = {
        name: int(one["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave", 0))
        for name, one in applications.items()
    }
    made = {
        one["metadata"]["name"]: one
        for one in objects(given, "Namespace", below="kubernetes/cluster")
    }
    found = []
    for name, one in applications.items():
        if "sources" in one["spec"]:  # it makes its namespace as the folder makes it
            labels = one["spec"]["syncPolicy"].get("managedNamespaceMetadata", {}).get("labels")
            theirs = made.get(one["spec"]["destination"].get("namespace"), {})
            found += [name] * (labels != theirs.get("metadata", {}).get("labels"))
            continue
        options = one["spec"]["syncPolicy"]["syncOptions"]
        namespace = one["spec"]["destination"].get("namespace")
        late = name not in ("root", "cluster") and wave[name] <= wave["cluster"]
        if "CreateNamespace=true" in options or late or (namespace and namespace not in made):
            found.append(name)
    return found


def _unrestricted(given: Files) -> list[str]:
    projects = {
        one["metadata"]["name"]: one for one in objects(given, "AppProject", below="argocd/")
    }
    found = []
    for name, one in _applications(given).items():
        project = projects.get(one["spec"]["project"])
        if project is None or one["spec"]["project"] == "default":
            found.append(name)
            continue
        spec = project["spec"]
        given_away = [place["namespace"] for place in spec["destinations"]] + spec["sourceRepos"]
        kinds = [kind["kind"] for kind in spec["clusterResourceWhitelist"]]
        found += [name] * any("*" in text for text in given_away + kinds)
    return found


def _no_waves(given: Files) -> list[str]:
    """Return applications that leave orphans, or that have no place in the order."""
    return [
        name
        for name, one in _applications(given).items()
        if not one["metadata"].get("finalizers")
        or "PruneLast=true" not in one["spec"]["syncPolicy"]["syncOptions"]
        or (
            name != "root"
            and "argocd.argoproj.io/sync-wave" not in one["metadata"].get("annotations", {})
        )
    ]


DEFECTS = [
    Defect(
        "C10",
        _replicas_fought_over,
        lambda given: given["kubernetes/production/bloom-validator/deployment.yaml"]["spec"].update(
            replicas=2
        ),
    ),
    Defect(
        "C10-ignored",
        _replicas_fought_over,
        lambda given: given[_STAGING]["spec"].pop("ignoreDifferences"),
    ),
    Defect(
        "E22",
        _tool_mismatch,
        lambda given: given[_PRODUCTION]["spec"]["source"].update(helm={"valueFiles": ["x.yaml"]}),
    ),
    Defect(
        "E24",
        _namespace_owners,
        lambda given: given[_PRODUCTION]["spec"]["syncPolicy"]["syncOptions"].append(
            "CreateNamespace=true"
        ),
    ),
    Defect(
        "E25", _unrestricted, lambda given: given[_PRODUCTION]["spec"].update(project="default")
    ),
    Defect("E26", _no_waves, lambda given: given[_ROOT]["metadata"].pop("finalizers")),
    Defect("E26-waves", _no_waves, lambda given: given[_STAGING]["metadata"].pop("annotations")),
]
